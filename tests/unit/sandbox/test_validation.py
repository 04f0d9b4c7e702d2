"""The stand-in refuses what SendGrid's pages say that SendGrid refuses, and names the same field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.sandbox.validation import validate

NOW = 1_796_040_000.0
BATCHES = frozenset({"known-batch"})


def attached(**changes: str) -> dict[str, str]:
    return {
        "content": "iVBORw==",
        "type": "image/png",
        "filename": "river.png",
        "disposition": "inline",
        "content_id": "river@example.org",
    } | changes


def mail(**changes: Any) -> dict[str, Any]:
    found = {
        "personalizations": [person(0)],
        "from": {"email": "marta@riverwatch.example.org", "name": "Marta Quill"},
        "subject": "The river needs a vote",
        "content": [
            {"type": "text/plain", "value": "Dear -name-"},
            {"type": "text/html", "value": "<p>Dear -name-</p>"},
        ],
    }
    found.update(changes)
    return {name: value for name, value in found.items() if value is not ...}


def person(number: int = 0, **changes: Any) -> dict[str, Any]:
    found = {"to": [{"email": f"p{number}@example.org"}], **changes}
    return {name: value for name, value in found.items() if value is not ...}


def one(**changes: Any) -> dict[str, Any]:
    return mail(personalizations=[person(0, **changes)])


def fields(body: Any) -> list[str | None]:
    return [each["field"] for each in validate(body, NOW, BATCHES)]


@pytest.mark.parametrize(
    "body",
    [
        mail(),
        mail(subject=..., personalizations=[person(0, subject="S"), person(1, subject="T")]),
        mail(content=[{"type": "text/html", "value": "x"}]),
        mail(content=..., template_id="d-1234"),
        mail(personalizations=[person(number) for number in range(1000)]),
        mail(custom_args={"a": "b"}, categories=[str(number) for number in range(10)]),
        mail(send_at=int(NOW) - 5),
        mail(send_at=int(NOW) + 72 * 3600),
        mail(batch_id="known-batch", ip_pool_name="ab"),
        mail(asm={"group_id": 1, "groups_to_display": list(range(25))}),
        mail(reply_to={"email": "a@example.org"}),
        mail(reply_to_list=[{"email": "a@example.org"}, {"email": "b@example.org"}]),
        mail(headers={"X-Own": "1", "List-Id": "<a.example.org>"}),
        mail(tracking_settings={"click_tracking": {"enable": True, "enable_text": False}}),
        one(to=[{"email": "ada@bücher.example", "name": "Ada"}]),
        one(substitutions={"-name-": "x" * 9_900}),
        one(substitutions={"-name-": ""}),
        one(custom_args={"k": "v" * 9_990}),
        one(cc=[{"email": "c@example.org"}], bcc=[{"email": "b@example.org"}]),
    ],
    ids=range(19),
)
def test_what_keeps_to_the_pages_is_taken(body: Any) -> None:
    assert validate(body, NOW, BATCHES) == []


EXAMPLE = 'e.g. {"email": "example@example.com"} or {"email": "example@example.com", "name": "Example Recipient"}'
INVALID = "Does not contain a valid address."
NO_LINES = "The name must be a string without line breaks."
NO_SIGNS = "The name cannot include ';' or ',' characters."
NO_TO = (
    "The to array is required for all personalization objects, and must have at least one email object with"
    " a valid email address."
)
SUBJECT = "The subject of your email must be a string at least one character in length."
NO_SUBJECT = (
    "The subject is required. You can get around this requirement if you use a template with a subject"
    " defined or if every personalization has a subject defined."
)
ARGS_STRINGS = "All values of custom arguments object must be strings"
ARGS_LONG = (
    "The combined size of both global and personalization custom arguments may not exceed 10,000 bytes per"
    " personalization."
)
SUBSTITUTIONS = "The substitution values must be an object of key/value pairs, where the values are all strings."
TAGS = "Substitution tags cannot contain spaces, '<', '>' or '&'."
TIME = (
    "The send_at parameter is expecting a Unix timestamp as an integer. We will send immediately if you"
    " include a send_at timestamp that is in the past."
)
TOO_FAR = "Scheduling more than 72 hours in advance is forbidden."
NO_FROM = (
    "The from object must be provided for every email send. It is an object that requires the email"
    f" parameter, but may also contain a name parameter. {EXAMPLE}"
)
NOT_ENCODED = "Unicode encoding is not supported for the from field."
NO_CONTENT = (
    "There must be at least one defined content block. We typically suggest both text/plain and text/html"
    " blocks are included, but only one block is required."
)
ORDER = (
    "Following RFC 1341, section 7.2, if either text/html or text/plain are to be sent in your email:"
    " text/plain needs to be first, followed by text/html, followed by any other content."
)
BLOCK_VALUE = "The content value must be a string at least one character in length."
CRLF_TYPE = "The type cannot contain ';', or CRLF characters."
FILENAME = "The filename of your attachment"
PEOPLE = "personalizations"
P0 = "personalizations.0"


def repeated(address: str, where: str) -> str:
    return (
        "Each email address in the personalization block should be unique between to, cc, and bcc. We found"
        f" the first duplicate instance of [{address}] in the {where} field."
    )


def lacks(what: str) -> str:
    return f"The {what} at least have an email parameter with a valid email address and"


def role(start: str, end: str) -> str:
    return f"{lacks(start)} {end} {EXAMPLE}"


def group(setting: str, **switches: Any) -> dict[str, Any]:
    settings = "mail_settings" if setting in MAIL_SETTINGS else "tracking_settings"
    return mail(**{settings: {setting: switches}})


MAIL_SETTINGS = (
    "bcc", "bypass_list_management", "bypass_spam_management", "bypass_bounce_management",
    "bypass_unsubscribe_management", "footer", "sandbox_mode", "spam_check",
)  # fmt: skip
TWO_TIMES_501 = [{"to": [{"email": f"{a}.{b}@example.org"} for b in range(501)]} for a in range(2)]
HTML, TEXT = {"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}

RULES: list[tuple[Any, str | None, str]] = [
    # The body, and who is in it.
    ([], None, "Bad Request"),
    ("text", None, "Bad Request"),
    (mail(personalizations=...), PEOPLE, "The personalizations field is required and must be an array."),
    (mail(personalizations={}), PEOPLE, "The personalizations field is required and must be an array."),
    (mail(personalizations=[]), PEOPLE, "You must have at least one personalization."),
    (
        mail(personalizations=[person(n) for n in range(1001)]), PEOPLE,
        "The personalization block is limited to 1000 personalizations per API request. You have provided"
        " 1001 personalizations. Please consider splitting this into multiple requests and resending your"
        " request.",
    ),
    (mail(personalizations=[person(0), 7]), "personalizations.1", "Each personalization must be an object."),
    (
        mail(personalizations=TWO_TIMES_501), PEOPLE,
        "There is a limit of 1000 total recipients (to + cc + bcc) per request.",
    ),
    # Addresses.
    (one(to=...), f"{P0}.to", NO_TO),
    (one(to=[]), f"{P0}.to", NO_TO),
    (one(to={"email": "a@example.org"}), f"{P0}.to", "The to parameter must be an array."),
    (
        one(to=["a@example.org"]), f"{P0}.to.0",
        f'Each "to" object must at least have an email address and may also contain a name. {EXAMPLE}',
    ),
    (
        one(bcc=[7]), f"{P0}.bcc.0",
        f"Each recipient object must at least have an email address and may also contain a name. {EXAMPLE}",
    ),
    (
        one(to=[{"name": "Ada"}]), f"{P0}.to.0.email",
        role("to array must", "it may also contain a name parameter."),
    ),
    (
        one(cc=[{"name": "Ada"}]), f"{P0}.cc.0.email",
        role("cc array, when used, must", "it may also contain a name parameter."),
    ),
    (
        one(bcc=[{"name": "Ada"}]), f"{P0}.bcc.0.email",
        role("bcc array, when used, must", "it may also contain a name parameter."),
    ),
    (one(to=[{"email": "no-at-sign"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": 7}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": ""}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a@b@example.org"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a@example.org\n"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "ä@example.org"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a@localhost"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a" * 65 + "@example.org"}]), f"{P0}.to.0.email", INVALID),
    (
        one(to=[{"email": "a" * 309 + "@example.org"}]), f"{P0}.to.0.email",
        "The To email exceeds the maximum total length of 320 characters",
    ),
    (
        one(cc=[{"email": "a" * 309 + "@example.org"}]), f"{P0}.cc.0.email",
        "The CC email exceeds the maximum total length of 320 characters",
    ),
    (
        one(bcc=[{"email": "a" * 309 + "@example.org"}]), f"{P0}.bcc.0.email",
        "The BCC email exceeds the maximum total length of 320 characters",
    ),
    (one(to=[{"email": "a@example.org", "name": "A; B"}]), f"{P0}.to.0.name", NO_SIGNS),
    (one(to=[{"email": "a@example.org", "name": "A, B"}]), f"{P0}.to.0.name", NO_SIGNS),
    (one(to=[{"email": "a@example.org", "name": 7}]), f"{P0}.to.0.name", NO_LINES),
    (one(to=[{"email": "a@example.org", "name": "A\r\nBcc: b"}]), f"{P0}.to.0.name", NO_LINES),
    (one(cc=[{"email": "P0@example.org"}]), f"{P0}.cc", repeated("p0@example.org", f"{P0}.cc.0")),
    (
        mail(personalizations=[person(0), person(1), person(0)]), "personalizations.2.to",
        repeated("p0@example.org", "personalizations.2.to.0"),
    ),
    # What is one person's own.
    (one(subject=""), f"{P0}.subject", SUBJECT),
    (one(subject=7), f"{P0}.subject", SUBJECT),
    (one(subject="a\r\nBcc: b@example.org"), f"{P0}.subject", SUBJECT),
    (one(**{"from": {"email": "x"}}), f"{P0}.from.email", INVALID),
    (one(dynamic_template_data="x"), f"{P0}.dynamic_template_data", "The dynamic_template_data must be an object."),
    (one(headers={"X-A": 1}), f"{P0}.headers.X-A", "All values of the headers object must be strings."),
    (
        one(headers={"X A": "1"}), f"{P0}.headers.X A",
        "Header keys cannot contain non-ASCII characters or empty spaces.",
    ),
    (
        one(headers={"X-Ä": "1"}), f"{P0}.headers.X-Ä",
        "Header keys cannot contain non-ASCII characters or empty spaces.",
    ),
    (one(headers={"X-A": "1", "x-a": "2"}), f"{P0}.headers", "The headers cannot contain duplicate keys."),
    *(
        (one(headers={name: "x"}), f"{P0}.headers.{name}", "Header cannot be one of the reserved keys.")
        for name in (
            "x-sg-id", "x-sg-eid", "received", "dkim-signature", "Content-Type",
            "Content-Transfer-Encoding", "To", "From", "Subject", "Reply-To", "CC", "BCC",
        )
    ),
    (
        one(headers={"X-A": "1\r\nBcc: b@example.org"}), f"{P0}.headers.X-A",
        "Header values cannot contain CR, LF or NUL.",
    ),
    (one(headers={"X-A": "1\x00"}), f"{P0}.headers.X-A", "Header values cannot contain CR, LF or NUL."),
    (one(headers=7), f"{P0}.headers", "The headers parameter must be an object."),
    (one(custom_args={}), f"{P0}.custom_args", "custom_args cannot be empty."),
    (one(custom_args={"a": 7}), f"{P0}.custom_args", ARGS_STRINGS),
    (one(custom_args={"a": "x" * 10_000}), f"{P0}.custom_args", ARGS_LONG),
    (
        mail(custom_args={"a": "x" * 6000}, personalizations=[person(custom_args={"b": "é" * 2500})]),
        f"{P0}.custom_args", ARGS_LONG,
    ),
    (one(substitutions={"-a-": 7}), f"{P0}.substitutions", SUBSTITUTIONS),
    (one(substitutions=["-a-"]), f"{P0}.substitutions", SUBSTITUTIONS),
    (one(substitutions={"-a b-": "x"}), f"{P0}.substitutions", TAGS),
    (one(substitutions={"<a>": "x"}), f"{P0}.substitutions", TAGS),
    (one(substitutions={"&a": "x"}), f"{P0}.substitutions", TAGS),
    (
        one(substitutions={"-a-": "é" * 5000}), f"{P0}.substitutions",
        "You are limited to 10,000 bytes of substitutions. Please consider splitting this into multiple"
        " requests or using the Sections parameter.",
    ),
    (
        mail(template_id="d-1", personalizations=[person(substitutions={"-a-": "x"})]),
        f"{P0}.substitutions", "Substitutions may not be used with dynamic templating",
    ),
    (one(send_at="soon"), f"{P0}.send_at", TIME),
    (one(send_at=True), f"{P0}.send_at", TIME),
    (one(send_at=int(NOW) + 72 * 3600 + 1), f"{P0}.send_at", TOO_FAR),
    # The sender and where answers go.
    (mail(**{"from": ...}), "from", NO_FROM),
    (mail(**{"from": {"name": "Marta"}}), "from.email", role("from object must", "may also contain a name parameter.")),
    (mail(**{"from": {"email": "nobody"}}), "from.email", INVALID),
    (
        mail(**{"from": {"email": "a" * 321}}), "from.email",
        "The From email exceeds the maximum total length of 320 characters",
    ),
    (mail(**{"from": {"email": "a@example.org", "name": "Ä"}}), "from.name", NOT_ENCODED),
    (mail(**{"from": {"email": "a@example.org", "name": "=?utf-8?b?w4Q=?="}}), "from.name", NOT_ENCODED),
    (mail(reply_to={"email": "x"}), "reply_to.email", INVALID),
    (mail(reply_to="a@example.org"), "reply_to", role("reply_to object, when used, must", "may also contain a name parameter.")),
    (
        mail(reply_to={"email": "a" * 321}), "reply_to.email",
        "The Reply-To email exceeds the maximum total length of 320 characters",
    ),
    (
        mail(reply_to={"email": "a@example.org"}, reply_to_list=[]), "reply_to",
        "Use either reply_to or reply_to_list, not both.",
    ),
    (
        mail(reply_to_list=[{"email": "a@example.org"}] * 2), "reply_to_list.1.email",
        "Each reply_to address may stand once.",
    ),
    (
        mail(reply_to_list=[{"email": f"{n}@example.org"} for n in range(1001)]), "reply_to_list",
        "The reply_to_list is an array of at most 1000 objects.",
    ),
    # The message.
    (mail(subject=""), "subject", SUBJECT),
    (mail(subject=7), "subject", SUBJECT),
    (mail(subject="a\nBcc: b@example.org"), "subject", "The subject cannot contain CR, LF or NUL."),
    (mail(subject=...), "subject", NO_SUBJECT),
    (mail(subject=..., personalizations=[person(0, subject="S"), person(1)]), "subject", NO_SUBJECT),
    (
        mail(content=...), "content",
        "The content param is required unless you are using a transactional template and have defined a"
        " template_ID.",
    ),
    (mail(content=[]), "content", NO_CONTENT),
    (mail(content="text"), "content", NO_CONTENT),
    (
        mail(content=[{"value": "x"}]), "content.0.type",
        "A content type is required, this tells email clients how to display the email.",
    ),
    (
        mail(content=[{"type": "", "value": "x"}]), "content.0.type",
        "Your content type must be a string with length of at least one character.",
    ),
    (
        mail(content=[{"type": "text/html; charset=x", "value": "x"}]), "content.0.type",
        "Cannot contain ';', or CRLF characters.",
    ),
    (
        mail(content=[{"type": "text/html"}]), "content.0.value",
        "A content value is required, this is the content of the email you are sending.",
    ),
    (mail(content=[{"type": "text/html", "value": ""}]), "content.0.value", BLOCK_VALUE),
    (mail(content=[TEXT, {"type": "text/html", "value": 7}]), "content.1.value", BLOCK_VALUE),
    (mail(content=[HTML, TEXT]), "content", ORDER),
    (mail(content=[HTML, {"type": "text/x-amp-html", "value": "x"}]), "content", ORDER),
    (mail(content=[{"type": "text/calendar", "value": "x"}, TEXT]), "content", ORDER),
    (mail(content=[HTML] * 2), "content", "Each content type may only be provided once."),
    (mail(headers={"DKIM-Signature": "x"}), "headers.DKIM-Signature", "Header can not be one of the reserved keys."),
    (mail(headers={"X-A": 1}), "headers.X-A", "The header values must be strings."),
    (mail(headers={"X A": "1"}), "headers.X A", "Header keys cannot contain non-ASCII characters and empty spaces."),
    (mail(headers=[]), "headers", "The headers parameter must be an object."),
    (mail(custom_args="text"), "custom_args", "The custom_args must be an object of key/value pairs."),
    (mail(custom_args={}), "custom_args", "custom_args cannot be empty."),
    (mail(categories="one"), "categories", "Categories must be an array of strings."),
    (mail(categories=[7]), "categories", "Categories must be an array of strings."),
    (
        mail(categories=[str(number) for number in range(11)]), "categories",
        "There is a limit of 10 categories for each email that is sent. You provided 11 categories.",
    ),
    (
        mail(categories=["a", "a"]), "categories",
        "The categories must be a unique list, and you have included a more than once.",
    ),
    (
        mail(categories=["x" * 256]), "categories.0",
        f"Each category must not be longer than 255 characters. {'x' * 256} exceeds this limit",
    ),
    (mail(categories=["a", "ä"]), "categories.1", "Categories can not contain non-ASCII characters."),
    (mail(send_at="soon"), "send_at", TIME),
    (mail(send_at=int(NOW) + 72 * 3600 + 1), "send_at", TOO_FAR),
    (mail(batch_id=7), "batch_id", "The batch_id must be a string."),
    (mail(batch_id="unknown"), "batch_id", "invalid batch id"),
    (mail(template_id=7), "template_id", "The template ID must be a string, you provided 7."),
    (mail(template_id=""), "template_id", "Must be a valid template."),
    (mail(sections={"-a-": 7}), "sections", "The section values must be strings."),
    (mail(asm={"group_id": "1"}), "asm.group_id", "The ASM group ID must be an integer."),
    (
        mail(asm={"group_id": 1, "groups_to_display": ["1"]}), "asm.groups_to_display",
        "The ASM Group IDs to display must be an array of integers.",
    ),
    (
        mail(asm={"group_id": 1, "groups_to_display": list(range(26))}), "asm.groups_to_display",
        "There is a limit of 25 unsubscribe groups that can be displayed to a user at a time.",
    ),
    (mail(ip_pool_name=7), "ip_pool_name", "The name of your IP pool must be a string."),
    (
        mail(ip_pool_name="x"), "ip_pool_name",
        "The IP Pool name must be a valid pool name for your account. You provided x.",
    ),
    (
        mail(ip_pool_name="x" * 65), "ip_pool_name",
        f"The IP Pool name must be a valid pool name for your account. You provided {'x' * 65}.",
    ),
    # Attachments.
    (mail(attachments=7), "attachments", "The attachments parameter must be an array."),
    (
        mail(attachments=[attached(content="")]), "attachments.0.content",
        "The attachment content must be a string at least one character in length.",
    ),
    (
        mail(attachments=[attached(content="no base64")]), "attachments.0.content",
        "The attachment content must be base64 encoded.",
    ),
    (
        mail(attachments=[attached(content="eA")]), "attachments.0.content",
        "The attachment content must be base64 encoded.",
    ),
    (mail(attachments=[{"content": "eA=="}]), "attachments.0.filename", "filename is required."),
    (mail(attachments=[{"content": "eA==", "filename": 7}]), "attachments.0.filename", f"{FILENAME} must be a string."),
    (
        mail(attachments=[attached(filename="a\nb")]), "attachments.0.filename",
        f"{FILENAME} cannot contain CRLF characters.",
    ),
    (mail(attachments=[attached(), attached(type="image/png; a=b")]), "attachments.1.type", CRLF_TYPE),
    (mail(attachments=[attached(type="image/png\r")]), "attachments.0.type", CRLF_TYPE),
    (
        mail(attachments=[attached(type="")]), "attachments.0.type",
        "The attachment type must be a string and at least one character in length.",
    ),
    (
        mail(attachments=[attached(disposition="beside")]), "attachments.0.disposition",
        'The disposition of your attachment can be either "inline" or "attachment". You provided beside.',
    ),
    (
        mail(attachments=[attached(content_id="")]), "attachments.0.content_id",
        "The content ID of your attachment must be a string. You provided .",
    ),
    (
        mail(attachments=[attached(content_id="a\r\nBcc: b")]), "attachments.0.content_id",
        "The content ID of your attachment cannot contain CRLF characters.",
    ),
    # Settings.
    (mail(tracking_settings=7), "tracking_settings", "The tracking_settings must be an object."),
    (
        mail(mail_settings={"sandbox_mode": True}), "mail_settings.sandbox_mode",
        "The sandbox_mode setting must be an object.",
    ),
    *(
        (
            group(name, enable="yes"), f"mail_settings.{name}.enable",
            f"The {name.replace('_', ' ')} enable param should be a boolean value.",
        )
        for name in MAIL_SETTINGS
    ),
    (group("footer", html=7), "mail_settings.footer.html", "The text/html version of your footer should be a string."),
    (group("footer", text=7), "mail_settings.footer.text", "The text/plain version of your footer should be a string."),
    (group("spam_check", post_to_url=7), "mail_settings.spam_check.post_to_url", "The spam check url must be a string."),
    (
        group("spam_check", enable=True, threshold=5, post_to_url="ftp://example.org"),
        "mail_settings.spam_check.post_to_url",
        "The `post_to_url` parameter must start with `http://` or `https://`.",
    ),
    (
        group("spam_check", enable=True), "mail_settings.spam_check.threshold",
        "You must include the spam check threshold when using the spam check mail setting.",
    ),
    (
        group("spam_check", enable=True, threshold=11), "mail_settings.spam_check.threshold",
        "The spam check threshold is between 1 and 10, with the lower numbers being the most strict"
        " filtering.",
    ),
    (
        mail(
            mail_settings={
                "bypass_list_management": {"enable": True}, "bypass_spam_management": {"enable": True},
            }
        ),
        "mail_settings.bypass_list_management",
        "bypass_list_management cannot be combined with any other bypass filter.",
    ),
    (
        group("click_tracking", enable="yes"), "tracking_settings.click_tracking.enable",
        "The click tracking enable param should be a boolean value.",
    ),
    (
        group("click_tracking", enable_text=1), "tracking_settings.click_tracking.enable_text",
        "The click tracking enable text must be a boolean value.",
    ),
    (
        group("open_tracking", enable="yes"), "tracking_settings.open_tracking.enable",
        "The open tracking enable param should be a boolean value.",
    ),
    (
        group("open_tracking", substitution_tag=7), "tracking_settings.open_tracking.substitution_tag",
        "The open tracking substitution tag must be a string.",
    ),
    (
        group("subscription_tracking", enable=0), "tracking_settings.subscription_tracking.enable",
        "The subscription tracking enable param should be a boolean value.",
    ),
    (
        group("subscription_tracking", html=7), "tracking_settings.subscription_tracking.html",
        "The subscription tracking unsubscribe content for text/html messages must be a string.",
    ),
    (
        group("subscription_tracking", text=7), "tracking_settings.subscription_tracking.text",
        "The subscription tracking unsubscribe content for text/plain messages must be a string.",
    ),
    (
        group("subscription_tracking", substitution_tag=7),
        "tracking_settings.subscription_tracking.substitution_tag",
        "The subscription tracking substitution tag must be a string value.",
    ),
    (
        group("ganalytics", enable="no"), "tracking_settings.ganalytics.enable",
        "The Google Analytics enable param must be a boolean value.",
    ),
    *(
        (
            group("ganalytics", **{name: 7}), f"tracking_settings.ganalytics.{name}",
            f"The Google Analytics {name} must be a string value.",
        )
        for name in ("utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign")
    ),
]  # fmt: skip
"""A body, the field that is named, what is said of it: one row per rule of SendGrid's errors page, its OpenAPI
file and its page of limitations."""


@pytest.mark.parametrize(("body", "field", "message"), RULES, ids=range(len(RULES)))
def test_what_breaks_a_rule_is_refused_by_field_in_sendgrids_words(
    body: Any, field: str | None, message: str
) -> None:
    assert {"message": message, "field": field, "help": None} in validate(body, NOW, BATCHES)


def test_each_error_has_the_shape_of_sendgrids() -> None:
    for found in validate(mail(subject="", content=[]), NOW, BATCHES):
        assert set(found) == {"message", "field", "help"}
        assert found["message"]


def test_only_the_guilty_are_named() -> None:
    people = [person(number) for number in range(20)]
    people[3] = person(3, to=[{"email": "bad"}])
    people[17] = person(17, to=[{"email": "worse"}])
    assert fields(mail(personalizations=people)) == [
        "personalizations.3.to.0.email",
        "personalizations.17.to.0.email",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["email", "name", "to", "type", "value", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
KEYS = st.sampled_from(
    [
        "personalizations", "from", "subject", "content", "headers", "custom_args", "categories", "send_at",
        "batch_id", "asm", "ip_pool_name", "reply_to", "reply_to_list", "attachments", "mail_settings",
        "tracking_settings", "template_id",
    ]
)  # fmt: skip


@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_no_shape_of_body_breaks_the_validation(changes: dict[str, Any]) -> None:
    validate(mail(**changes), NOW, BATCHES)


@given(st.dictionaries(st.sampled_from(["to", "cc", "subject", "headers", "custom_args", "substitutions", "send_at", "from"]), JSON))  # fmt: skip
def test_no_shape_of_personalization_breaks_the_validation(changes: dict[str, Any]) -> None:
    validate(one(**changes), NOW, BATCHES)
