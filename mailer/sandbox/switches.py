"""What SendGrid refuses of mail_settings and tracking_settings.

Rules and fields follow its pages, the words are ours.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mailer.sandbox.refusals import Error, error, must

_BYPASSES = (
    "bypass_list_management", "bypass_spam_management", "bypass_bounce_management",
    "bypass_unsubscribe_management",
)  # fmt: skip
_UTM = ("utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign")
_SWITCHES: Mapping[str, Mapping[str, Mapping[str, type]]] = {
    "mail_settings": {
        **{name: {"enable": bool} for name in ("bcc", "sandbox_mode", *_BYPASSES)},
        "footer": {"enable": bool, "html": str, "text": str},
        "spam_check": {"enable": bool, "post_to_url": str},
    },
    "tracking_settings": {
        "click_tracking": {"enable": bool, "enable_text": bool},
        "open_tracking": {"enable": bool, "substitution_tag": str},
        "subscription_tracking": {
            "enable": bool, "html": str, "text": str, "substitution_tag": str,
        },
        "ganalytics": {"enable": bool, **dict.fromkeys(_UTM, str)},
    },
}  # fmt: skip
"""Group -> setting -> switch -> its type. From SendGrid's errors page; the three narrow bypasses from
its OpenAPI file."""
_RULES: Mapping[type, str] = {bool: "be a boolean", str: "be a string"}

_STRICTNESS = range(1, 11)


def check_settings(found: Any, group: str) -> Iterator[Error]:
    """group: mail_settings or tracking_settings."""
    if found is None:
        return
    if not isinstance(found, dict):
        yield must("be an object", group)
        return
    for name, setting in found.items():
        if not isinstance(setting, dict):
            yield must("be an object", f"{group}.{name}")
            continue
        for switch, kind in _SWITCHES[group].get(name, {}).items():
            if switch in setting and not isinstance(setting[switch], kind):
                yield must(_RULES[kind], f"{group}.{name}.{switch}")
    if group == "mail_settings":
        yield from _check_spam_check(found.get("spam_check"))
        yield from _check_bypasses(found)


def _check_spam_check(setting: Any) -> Iterator[Error]:
    if not isinstance(setting, dict) or setting.get("enable") is not True:
        return
    field = "mail_settings.spam_check"
    threshold, url = setting.get("threshold"), setting.get("post_to_url")
    if isinstance(threshold, bool) or threshold not in _STRICTNESS:
        yield must("be a number from 1 to 10", f"{field}.threshold")
    if isinstance(url, str) and not url.startswith(("http://", "https://")):
        yield must("begin with http:// or https://", f"{field}.post_to_url")


def _check_bypasses(settings: Mapping[str, Any]) -> Iterator[Error]:
    on = [
        name
        for name, setting in settings.items()
        if name.startswith("bypass_") and isinstance(setting, dict) and setting.get("enable") is True
    ]  # fmt: skip
    if "bypass_list_management" in on and len(on) > 1:
        yield error(
            "bypass_list_management excludes the other bypasses",
            "mail_settings.bypass_list_management",
        )
