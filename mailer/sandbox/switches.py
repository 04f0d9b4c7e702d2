"""What SendGrid refuses of mail_settings and tracking_settings: one row per switch, with its own words."""

from collections.abc import Iterator, Mapping
from typing import Any

from mailer.sandbox.refusals import Error, error

_SWITCHES: Mapping[tuple[str, str, str], tuple[type, str]] = {
    ("mail_settings", "bcc", "enable"): (bool, "The bcc enable param should be a boolean value."),
    ("mail_settings", "bypass_list_management", "enable"): (
        bool, "The bypass list management enable param should be a boolean value.",
    ),
    ("mail_settings", "bypass_spam_management", "enable"): (
        bool, "The bypass spam management enable param should be a boolean value.",
    ),
    ("mail_settings", "bypass_bounce_management", "enable"): (
        bool, "The bypass bounce management enable param should be a boolean value.",
    ),
    ("mail_settings", "bypass_unsubscribe_management", "enable"): (
        bool, "The bypass unsubscribe management enable param should be a boolean value.",
    ),
    ("mail_settings", "footer", "enable"): (bool, "The footer enable param should be a boolean value."),
    ("mail_settings", "footer", "html"): (str, "The text/html version of your footer should be a string."),
    ("mail_settings", "footer", "text"): (str, "The text/plain version of your footer should be a string."),
    ("mail_settings", "sandbox_mode", "enable"): (
        bool, "The sandbox mode enable param should be a boolean value.",
    ),
    ("mail_settings", "spam_check", "enable"): (
        bool, "The spam check enable param should be a boolean value.",
    ),
    ("mail_settings", "spam_check", "post_to_url"): (str, "The spam check url must be a string."),
    ("tracking_settings", "click_tracking", "enable"): (
        bool, "The click tracking enable param should be a boolean value.",
    ),
    ("tracking_settings", "click_tracking", "enable_text"): (
        bool, "The click tracking enable text must be a boolean value.",
    ),
    ("tracking_settings", "open_tracking", "enable"): (
        bool, "The open tracking enable param should be a boolean value.",
    ),
    ("tracking_settings", "open_tracking", "substitution_tag"): (
        str, "The open tracking substitution tag must be a string.",
    ),
    ("tracking_settings", "subscription_tracking", "enable"): (
        bool, "The subscription tracking enable param should be a boolean value.",
    ),
    ("tracking_settings", "subscription_tracking", "html"): (
        str, "The subscription tracking unsubscribe content for text/html messages must be a string.",
    ),
    ("tracking_settings", "subscription_tracking", "text"): (
        str, "The subscription tracking unsubscribe content for text/plain messages must be a string.",
    ),
    ("tracking_settings", "subscription_tracking", "substitution_tag"): (
        str, "The subscription tracking substitution tag must be a string value.",
    ),
    ("tracking_settings", "ganalytics", "enable"): (
        bool, "The Google Analytics enable param must be a boolean value.",
    ),
    **{
        ("tracking_settings", "ganalytics", name): (
            str, f"The Google Analytics {name} must be a string value.",
        )
        for name in ("utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign")
    },
}  # fmt: skip
"""(group, setting, switch) -> its type, and what is said where it has another one. From SendGrid's errors page;
the three narrow bypasses are of the OpenAPI file, in the same words."""

_STRICTNESS = range(1, 11)


def check_settings(found: Any, group: str) -> Iterator[Error]:
    """group: mail_settings or tracking_settings."""
    if found is None:
        return
    if not isinstance(found, dict):
        yield error(f"The {group} must be an object.", group)
        return
    for name, setting in found.items():
        if not isinstance(setting, dict):
            yield error(f"The {name} setting must be an object.", f"{group}.{name}")
            continue
        for switch, value in setting.items():
            kind, words = _SWITCHES.get((group, name, switch), (object, ""))
            if not isinstance(value, kind):
                yield error(words, f"{group}.{name}.{switch}")
    if group == "mail_settings":
        yield from _check_spam_check(found.get("spam_check"))
        yield from _check_bypasses(found)


def _check_spam_check(setting: Any) -> Iterator[Error]:
    if not isinstance(setting, dict) or setting.get("enable") is not True:
        return
    field = "mail_settings.spam_check"
    if "threshold" not in setting:
        yield error(
            "You must include the spam check threshold when using the spam check mail setting.",
            f"{field}.threshold",
        )
    elif isinstance(setting["threshold"], bool) or setting["threshold"] not in _STRICTNESS:
        yield error(
            "The spam check threshold is between 1 and 10, with the lower numbers being the most strict"
            " filtering.",
            f"{field}.threshold",
        )
    url = setting.get("post_to_url")
    if isinstance(url, str) and not url.startswith(("http://", "https://")):
        yield error(
            "The `post_to_url` parameter must start with `http://` or `https://`.",
            f"{field}.post_to_url",
        )


def _check_bypasses(settings: Mapping[str, Any]) -> Iterator[Error]:
    on = [
        name
        for name, setting in settings.items()
        if name.startswith("bypass_") and isinstance(setting, dict) and setting.get("enable") is True
    ]  # fmt: skip
    if "bypass_list_management" in on and len(on) > 1:
        yield error(
            "bypass_list_management cannot be combined with any other bypass filter.",
            "mail_settings.bypass_list_management",
        )
