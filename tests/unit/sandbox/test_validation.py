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


FILLED = "must be a string, not empty"
ONE_LINE = "must hold no line break and no NUL"
STRINGS = "must be an object whose values are strings"
NO_SUBJECT = "a subject is needed: the message's, a template's or one of each personalization"
ORDER = "text/plain, then text/x-amp-html, then text/html, then anything else (RFC 1341, 7.2)"
SOME_CONTENT = "content must be an array of at least one, or left out beside a template_id"
HEADER_NAME = "a header's name must be printable ASCII without space and colon"
SECONDS = "send_at must be an integer, in seconds since 1970"
TOO_FAR = "send_at must be at most 72 hours ahead"
PEOPLE = "personalizations"
SOME_PEOPLE = "personalizations must be an array of at least one"
P0 = "personalizations.0"
EACH = "personalizations[]"
INVALID = f"{EACH}.to[].email must be a valid address"
ARGS_LONG = f"{EACH}.custom_args must be at most 10000 bytes, with the request's"
TAGS = f"{EACH}.substitutions must have tags without space, <, > and &"


def repeated(address: str) -> str:
    return f"each address may stand once in to, cc and bcc; {address} stands more often"


TWO_TIMES_501 = [{"to": [{"email": f"{a}.{b}@example.org"} for b in range(501)]} for a in range(2)]
HTML, TEXT = {"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}
LONG = "a" * 309 + "@example.org"  # 321 characters

RULES: list[tuple[Any, str | None, str]] = [
    # The body, and who is in it.
    ([], None, "Bad Request"),
    ("text", None, "Bad Request"),
    (mail(personalizations=...), PEOPLE, SOME_PEOPLE),
    (mail(personalizations={}), PEOPLE, SOME_PEOPLE),
    (mail(personalizations=[]), PEOPLE, SOME_PEOPLE),
    (
        mail(personalizations=[person(n) for n in range(1001)]), PEOPLE,
        "at most 1000 personalizations in one request; there are 1001",
    ),
    (mail(personalizations=[person(0), 7]), "personalizations.1", f"{EACH} must be an object"),
    (
        mail(personalizations=TWO_TIMES_501), PEOPLE,
        "at most 1000 addresses in to, cc and bcc together; there are 1002",
    ),
    # Addresses.
    (one(to=...), f"{P0}.to", f"{EACH}.to must hold at least one address"),
    (one(to=[]), f"{P0}.to", f"{EACH}.to must hold at least one address"),
    (one(to={"email": "a@example.org"}), f"{P0}.to", f"{EACH}.to must be an array"),
    (one(to=["a@example.org"]), f"{P0}.to.0", f"{EACH}.to[] must be an object with an email"),
    (one(bcc=[7]), f"{P0}.bcc.0", f"{EACH}.bcc[] must be an object with an email"),
    (one(to=[{"name": "Ada"}]), f"{P0}.to.0.email", INVALID),
    (one(cc=[{"name": "Ada"}]), f"{P0}.cc.0.email", f"{EACH}.cc[].email must be a valid address"),
    (one(bcc=[{"name": "Ada"}]), f"{P0}.bcc.0.email", f"{EACH}.bcc[].email must be a valid address"),
    (one(to=[{"email": "no-at-sign"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": 7}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": ""}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a@b@example.org"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a@example.org\n"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "ä@example.org"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a@localhost"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": "a" * 65 + "@example.org"}]), f"{P0}.to.0.email", INVALID),
    (one(to=[{"email": LONG}]), f"{P0}.to.0.email", f"{EACH}.to[].email must be at most 320 characters"),
    (one(cc=[{"email": LONG}]), f"{P0}.cc.0.email", f"{EACH}.cc[].email must be at most 320 characters"),
    (one(bcc=[{"email": LONG}]), f"{P0}.bcc.0.email", f"{EACH}.bcc[].email must be at most 320 characters"),
    (one(to=[{"email": "a@example.org", "name": "A; B"}]), f"{P0}.to.0.name", f"{EACH}.to[].name must hold no ; and no comma"),
    (one(to=[{"email": "a@example.org", "name": "A, B"}]), f"{P0}.to.0.name", f"{EACH}.to[].name must hold no ; and no comma"),
    (one(to=[{"email": "a@example.org", "name": 7}]), f"{P0}.to.0.name", f"{EACH}.to[].name must be a string"),
    (one(to=[{"email": "a@example.org", "name": "A\r\nBcc: b"}]), f"{P0}.to.0.name", f"{EACH}.to[].name {ONE_LINE}"),
    (one(cc=[{"email": "P0@example.org"}]), f"{P0}.cc", repeated("p0@example.org")),
    (
        mail(personalizations=[person(0), person(1), person(0)]), "personalizations.2.to",
        repeated("p0@example.org"),
    ),
    # What is one person's own.
    (one(subject=""), f"{P0}.subject", f"{EACH}.subject {FILLED}"),
    (one(subject=7), f"{P0}.subject", f"{EACH}.subject {FILLED}"),
    (one(subject="a\r\nBcc: b@example.org"), f"{P0}.subject", f"{EACH}.subject {ONE_LINE}"),
    (one(**{"from": {"email": "x"}}), f"{P0}.from.email", f"{EACH}.from.email must be a valid address"),
    (
        one(dynamic_template_data="x"), f"{P0}.dynamic_template_data",
        f"{EACH}.dynamic_template_data must be an object",
    ),
    (one(headers={"X-A": 1}), f"{P0}.headers.X-A", f"{EACH}.headers.X-A must be a string"),
    (one(headers={"X A": "1"}), f"{P0}.headers.X A", HEADER_NAME),
    (one(headers={"X-Ä": "1"}), f"{P0}.headers.X-Ä", HEADER_NAME),
    (one(headers={"X:A": "1"}), f"{P0}.headers.X:A", HEADER_NAME),
    (one(headers={"X-A": "1", "x-a": "2"}), f"{P0}.headers", f"{EACH}.headers must name each header once"),
    *(
        (one(headers={name: "x"}), f"{P0}.headers.{name}", f"{name} is a reserved header")
        for name in (
            "x-sg-id", "x-sg-eid", "received", "dkim-signature", "Content-Type",
            "Content-Transfer-Encoding", "To", "From", "Subject", "Reply-To", "CC", "BCC",
        )
    ),
    (one(headers={"X-A": "1\r\nBcc: b@example.org"}), f"{P0}.headers.X-A", f"{EACH}.headers.X-A {ONE_LINE}"),
    (one(headers={"X-A": "1\x00"}), f"{P0}.headers.X-A", f"{EACH}.headers.X-A {ONE_LINE}"),
    (one(headers=7), f"{P0}.headers", f"{EACH}.headers must be an object"),
    (one(custom_args={}), f"{P0}.custom_args", f"{EACH}.custom_args must not be empty"),
    (one(custom_args={"a": 7}), f"{P0}.custom_args", f"{EACH}.custom_args {STRINGS}"),
    (one(custom_args={"a": "x" * 10_000}), f"{P0}.custom_args", ARGS_LONG),
    (
        mail(custom_args={"a": "x" * 6000}, personalizations=[person(custom_args={"b": "é" * 2500})]),
        f"{P0}.custom_args", ARGS_LONG,
    ),
    (one(substitutions={"-a-": 7}), f"{P0}.substitutions", f"{EACH}.substitutions {STRINGS}"),
    (one(substitutions=["-a-"]), f"{P0}.substitutions", f"{EACH}.substitutions {STRINGS}"),
    (one(substitutions={"-a b-": "x"}), f"{P0}.substitutions", TAGS),
    (one(substitutions={"<a>": "x"}), f"{P0}.substitutions", TAGS),
    (one(substitutions={"&a": "x"}), f"{P0}.substitutions", TAGS),
    (
        one(substitutions={"-a-": "é" * 5000}), f"{P0}.substitutions",
        f"{EACH}.substitutions must be at most 10000 bytes",
    ),
    (
        mail(template_id="d-1", personalizations=[person(substitutions={"-a-": "x"})]),
        f"{P0}.substitutions", f"{EACH}.substitutions must be left out beside a dynamic template",
    ),
    (one(send_at="soon"), f"{P0}.send_at", f"{EACH}.{SECONDS}"),
    (one(send_at=True), f"{P0}.send_at", f"{EACH}.{SECONDS}"),
    (one(send_at=int(NOW) + 72 * 3600 + 1), f"{P0}.send_at", f"{EACH}.{TOO_FAR}"),
    # The sender and where answers go.
    (mail(**{"from": ...}), "from", "from must be an object with an email"),
    (mail(**{"from": {"name": "Marta"}}), "from.email", "from.email must be a valid address"),
    (mail(**{"from": {"email": "nobody"}}), "from.email", "from.email must be a valid address"),
    (mail(**{"from": {"email": "a" * 321}}), "from.email", "from.email must be at most 320 characters"),
    (
        mail(**{"from": {"email": "a@example.org", "name": "Ä"}}), "from.name",
        "from.name must be ASCII, and no encoded word",
    ),
    (
        mail(**{"from": {"email": "a@example.org", "name": "=?utf-8?b?w4Q=?="}}), "from.name",
        "from.name must be ASCII, and no encoded word",
    ),
    (mail(reply_to={"email": "x"}), "reply_to.email", "reply_to.email must be a valid address"),
    (mail(reply_to="a@example.org"), "reply_to", "reply_to must be an object with an email"),
    (mail(reply_to={"email": "a" * 321}), "reply_to.email", "reply_to.email must be at most 320 characters"),
    (
        mail(reply_to={"email": "a@example.org"}, reply_to_list=[]), "reply_to",
        "reply_to and reply_to_list exclude each other",
    ),
    (
        mail(reply_to_list=[{"email": "a@example.org"}] * 2), "reply_to_list.1.email",
        "each address may stand once in reply_to_list",
    ),
    (
        mail(reply_to_list=[{"email": f"{n}@example.org"} for n in range(1001)]), "reply_to_list",
        "reply_to_list must be an array of at most 1000 objects",
    ),
    # The message.
    (mail(subject=""), "subject", f"subject {FILLED}"),
    (mail(subject=7), "subject", f"subject {FILLED}"),
    (mail(subject="a\nBcc: b@example.org"), "subject", f"subject {ONE_LINE}"),
    (mail(subject=...), "subject", NO_SUBJECT),
    (mail(subject=..., personalizations=[person(0, subject="S"), person(1)]), "subject", NO_SUBJECT),
    (mail(content=...), "content", SOME_CONTENT),
    (mail(content=[]), "content", SOME_CONTENT),
    (mail(content="text"), "content", SOME_CONTENT),
    (mail(content=[{"value": "x"}]), "content.0.type", f"content[].type {FILLED}"),
    (mail(content=[{"type": "", "value": "x"}]), "content.0.type", f"content[].type {FILLED}"),
    (
        mail(content=[{"type": "text/html; charset=x", "value": "x"}]), "content.0.type",
        "content[].type must hold no ;",
    ),
    (mail(content=[{"type": "text/html\r", "value": "x"}]), "content.0.type", f"content[].type {ONE_LINE}"),
    (mail(content=[{"type": "text/html"}]), "content.0.value", f"content[].value {FILLED}"),
    (mail(content=[{"type": "text/html", "value": ""}]), "content.0.value", f"content[].value {FILLED}"),
    (mail(content=[TEXT, {"type": "text/html", "value": 7}]), "content.1.value", f"content[].value {FILLED}"),
    (mail(content=[HTML, TEXT]), "content", ORDER),
    (mail(content=[HTML, {"type": "text/x-amp-html", "value": "x"}]), "content", ORDER),
    (mail(content=[{"type": "text/calendar", "value": "x"}, TEXT]), "content", ORDER),
    (mail(content=[HTML] * 2), "content", "each type of content may stand once"),
    (mail(headers={"DKIM-Signature": "x"}), "headers.DKIM-Signature", "DKIM-Signature is a reserved header"),
    (mail(headers={"X-A": 1}), "headers.X-A", "headers.X-A must be a string"),
    (mail(headers={"X A": "1"}), "headers.X A", HEADER_NAME),
    (mail(headers=[]), "headers", "headers must be an object"),
    (mail(custom_args="text"), "custom_args", f"custom_args {STRINGS}"),
    (mail(custom_args={}), "custom_args", "custom_args must not be empty"),
    (mail(categories="one"), "categories", "categories must be an array of strings"),
    (mail(categories=[7]), "categories", "categories must be an array of strings"),
    (
        mail(categories=[str(number) for number in range(11)]), "categories",
        "at most 10 categories; there are 11",
    ),
    (mail(categories=["a", "a"]), "categories", "each category may stand once; a stands more often"),
    (mail(categories=["x" * 256]), "categories.0", "categories[] must be at most 255 characters"),
    (mail(categories=["a", "ä"]), "categories.1", "categories[] must be ASCII"),
    (mail(send_at="soon"), "send_at", SECONDS),
    (mail(send_at=int(NOW) + 72 * 3600 + 1), "send_at", TOO_FAR),
    (mail(batch_id=7), "batch_id", "batch_id must be a string"),
    (mail(batch_id="unknown"), "batch_id", "invalid batch id"),
    (mail(template_id=7), "template_id", f"template_id {FILLED}"),
    (mail(template_id=""), "template_id", f"template_id {FILLED}"),
    (mail(sections={"-a-": 7}), "sections", f"sections {STRINGS}"),
    (mail(asm={"group_id": "1"}), "asm.group_id", "asm.group_id must be an integer"),
    (
        mail(asm={"group_id": 1, "groups_to_display": ["1"]}), "asm.groups_to_display",
        "asm.groups_to_display must be an array of at most 25 integers",
    ),
    (
        mail(asm={"group_id": 1, "groups_to_display": list(range(26))}), "asm.groups_to_display",
        "asm.groups_to_display must be an array of at most 25 integers",
    ),
    (mail(ip_pool_name=7), "ip_pool_name", "ip_pool_name must be a string of 2 to 64 characters"),
    (mail(ip_pool_name="x"), "ip_pool_name", "ip_pool_name must be a string of 2 to 64 characters"),
    (mail(ip_pool_name="x" * 65), "ip_pool_name", "ip_pool_name must be a string of 2 to 64 characters"),
    # Attachments.
    (mail(attachments=7), "attachments", "attachments must be an array"),
    (mail(attachments=[attached(content="")]), "attachments.0.content", f"attachments[].content {FILLED}"),
    (
        mail(attachments=[attached(content="no base64")]), "attachments.0.content",
        "attachments[].content must be base64",
    ),
    (mail(attachments=[attached(content="eA")]), "attachments.0.content", "attachments[].content must be base64"),
    (mail(attachments=[{"content": "eA=="}]), "attachments.0.filename", f"attachments[].filename {FILLED}"),
    (
        mail(attachments=[{"content": "eA==", "filename": 7}]), "attachments.0.filename",
        f"attachments[].filename {FILLED}",
    ),
    (mail(attachments=[attached(filename="a\nb")]), "attachments.0.filename", f"attachments[].filename {ONE_LINE}"),
    (
        mail(attachments=[attached(), attached(type="image/png; a=b")]), "attachments.1.type",
        "attachments[].type must hold no ;",
    ),
    (mail(attachments=[attached(type="image/png\r")]), "attachments.0.type", f"attachments[].type {ONE_LINE}"),
    (mail(attachments=[attached(type="")]), "attachments.0.type", f"attachments[].type {FILLED}"),
    (
        mail(attachments=[attached(disposition="beside")]), "attachments.0.disposition",
        "attachments[].disposition must be inline or attachment",
    ),
    (mail(attachments=[attached(content_id="")]), "attachments.0.content_id", f"attachments[].content_id {FILLED}"),
    (
        mail(attachments=[attached(content_id="a\r\nBcc: b")]), "attachments.0.content_id",
        f"attachments[].content_id {ONE_LINE}",
    ),
    # Settings.
    (mail(tracking_settings=7), "tracking_settings", "tracking_settings must be an object"),
    (
        mail(mail_settings={"sandbox_mode": True}), "mail_settings.sandbox_mode",
        "mail_settings.sandbox_mode must be an object",
    ),
    *(
        (
            mail(**{group: {setting: {switch: 1 if kind == "boolean" else 7}}}),
            f"{group}.{setting}.{switch}",
            f"{group}.{setting}.{switch} must be a {kind}",
        )
        for group, setting, switch, kind in (
            ("mail_settings", "bcc", "enable", "boolean"),
            ("mail_settings", "bypass_list_management", "enable", "boolean"),
            ("mail_settings", "bypass_spam_management", "enable", "boolean"),
            ("mail_settings", "bypass_bounce_management", "enable", "boolean"),
            ("mail_settings", "bypass_unsubscribe_management", "enable", "boolean"),
            ("mail_settings", "footer", "enable", "boolean"),
            ("mail_settings", "footer", "html", "string"),
            ("mail_settings", "footer", "text", "string"),
            ("mail_settings", "sandbox_mode", "enable", "boolean"),
            ("mail_settings", "spam_check", "enable", "boolean"),
            ("mail_settings", "spam_check", "post_to_url", "string"),
            ("tracking_settings", "click_tracking", "enable", "boolean"),
            ("tracking_settings", "click_tracking", "enable_text", "boolean"),
            ("tracking_settings", "open_tracking", "enable", "boolean"),
            ("tracking_settings", "open_tracking", "substitution_tag", "string"),
            ("tracking_settings", "subscription_tracking", "enable", "boolean"),
            ("tracking_settings", "subscription_tracking", "html", "string"),
            ("tracking_settings", "subscription_tracking", "text", "string"),
            ("tracking_settings", "subscription_tracking", "substitution_tag", "string"),
            ("tracking_settings", "ganalytics", "enable", "boolean"),
            ("tracking_settings", "ganalytics", "utm_source", "string"),
            ("tracking_settings", "ganalytics", "utm_medium", "string"),
            ("tracking_settings", "ganalytics", "utm_term", "string"),
            ("tracking_settings", "ganalytics", "utm_content", "string"),
            ("tracking_settings", "ganalytics", "utm_campaign", "string"),
        )
    ),
    (
        mail(mail_settings={"spam_check": {"enable": True, "threshold": 5, "post_to_url": "ftp://example.org"}}),
        "mail_settings.spam_check.post_to_url",
        "mail_settings.spam_check.post_to_url must begin with http:// or https://",
    ),
    *(
        (
            mail(mail_settings={"spam_check": {"enable": True, **threshold}}),
            "mail_settings.spam_check.threshold",
            "mail_settings.spam_check.threshold must be a number from 1 to 10",
        )
        for threshold in ({}, {"threshold": 0}, {"threshold": 11}, {"threshold": True})
    ),
    (
        mail(
            mail_settings={
                "bypass_list_management": {"enable": True}, "bypass_spam_management": {"enable": True},
            }
        ),
        "mail_settings.bypass_list_management",
        "bypass_list_management excludes the other bypasses",
    ),
]  # fmt: skip
"""A body, the field that is named, what is said of it: one row per rule of SendGrid's errors page, its OpenAPI
file and its page of limitations. The words are ours."""


@pytest.mark.parametrize(("body", "field", "message"), RULES, ids=range(len(RULES)))
def test_what_breaks_a_rule_is_refused_by_field_in_words_of_our_own(
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
