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


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], None),
        ("text", None),
        (mail(personalizations=...), "personalizations"),
        (mail(personalizations={}), "personalizations"),
        (mail(personalizations=[]), "personalizations"),
        (mail(personalizations=[person(n) for n in range(1001)]), "personalizations"),
        (mail(personalizations=[person(0), 7]), "personalizations.1"),
        (
            mail(
                personalizations=[
                    {"to": [{"email": f"{a}.{b}@example.org"} for b in range(501)]} for a in range(2)
                ]
            ),
            "personalizations",
        ),
        (one(to=...), "personalizations.0.to"),
        (one(to=[]), "personalizations.0.to"),
        (one(to={"email": "a@example.org"}), "personalizations.0.to"),
        (one(to=["a@example.org"]), "personalizations.0.to.0"),
        (one(to=[{"name": "Ada"}]), "personalizations.0.to.0.email"),
        (one(to=[{"email": "no-at-sign"}]), "personalizations.0.to.0.email"),
        (one(to=[{"email": "a@b@example.org"}]), "personalizations.0.to.0.email"),
        (one(to=[{"email": "a@example.org\n"}]), "personalizations.0.to.0.email"),
        (one(to=[{"email": "ä@example.org"}]), "personalizations.0.to.0.email"),
        (one(to=[{"email": "a@localhost"}]), "personalizations.0.to.0.email"),
        (one(to=[{"email": "a" * 65 + "@example.org"}]), "personalizations.0.to.0.email"),
        (one(to=[{"email": "a@example.org", "name": "A; B"}]), "personalizations.0.to.0.name"),
        (one(to=[{"email": "a@example.org", "name": "A, B"}]), "personalizations.0.to.0.name"),
        (one(to=[{"email": "a@example.org", "name": 7}]), "personalizations.0.to.0.name"),
        (one(cc=[{"email": "P0@example.org"}]), "personalizations.0.cc"),
        (mail(personalizations=[person(0), person(1), person(0)]), "personalizations.2.to"),
        (one(subject=""), "personalizations.0.subject"),
        (one(subject=7), "personalizations.0.subject"),
        (one(subject="a\r\nBcc: b@example.org"), "personalizations.0.subject"),
        (one(headers={"X-A": 1}), "personalizations.0.headers.X-A"),
        (one(headers={"X A": "1"}), "personalizations.0.headers.X A"),
        (one(headers={"X-Ä": "1"}), "personalizations.0.headers.X-Ä"),
        (one(headers={"X-A": "1", "x-a": "2"}), "personalizations.0.headers"),
        (one(headers={"subject": "x"}), "personalizations.0.headers.subject"),
        (one(headers={"X-A": "1\r\nBcc: b@example.org"}), "personalizations.0.headers.X-A"),
        (one(headers={"X-A": "1\x00"}), "personalizations.0.headers.X-A"),
        (mail(headers={"DKIM-Signature": "x"}), "headers.DKIM-Signature"),
        (mail(headers=[]), "headers"),
        (one(custom_args={}), "personalizations.0.custom_args"),
        (one(custom_args={"a": 7}), "personalizations.0.custom_args"),
        (one(custom_args={"a": "x" * 10_000}), "personalizations.0.custom_args"),
        (
            mail(custom_args={"a": "x" * 6000}, personalizations=[person(custom_args={"b": "é" * 2500})]),
            "personalizations.0.custom_args",
        ),
        (mail(custom_args="text"), "custom_args"),
        (one(substitutions={"-a-": 7}), "personalizations.0.substitutions"),
        (one(substitutions={"-a b-": "x"}), "personalizations.0.substitutions"),
        (one(substitutions={"<a>": "x"}), "personalizations.0.substitutions"),
        (one(substitutions={"&a": "x"}), "personalizations.0.substitutions"),
        (one(substitutions={"-a-": "é" * 5000}), "personalizations.0.substitutions"),
        (
            mail(template_id="d-1", personalizations=[person(substitutions={"-a-": "x"})]),
            "personalizations.0.substitutions",
        ),
        (one(send_at="soon"), "personalizations.0.send_at"),
        (one(send_at=True), "personalizations.0.send_at"),
        (mail(send_at=int(NOW) + 72 * 3600 + 1), "send_at"),
        (mail(**{"from": ...}), "from"),
        (mail(**{"from": {"email": "nobody"}}), "from.email"),
        (mail(**{"from": {"email": "a@example.org", "name": "Ä"}}), "from.name"),
        (mail(**{"from": {"email": "a@example.org", "name": "=?utf-8?b?w4Q=?="}}), "from.name"),
        (mail(reply_to={"email": "x"}), "reply_to.email"),
        (mail(reply_to={"email": "a@example.org"}, reply_to_list=[]), "reply_to"),
        (mail(reply_to_list=[{"email": "a@example.org"}] * 2), "reply_to_list.1.email"),
        (mail(subject=""), "subject"),
        (mail(subject=...), "subject"),
        (mail(subject=..., personalizations=[person(0, subject="S"), person(1)]), "subject"),
        (mail(content=...), "content"),
        (mail(content=[]), "content"),
        (mail(content=[{"type": "text/html", "value": ""}]), "content.0.value"),
        (mail(content=[{"type": "", "value": "x"}]), "content.0.type"),
        (mail(content=[{"type": "text/html; charset=x", "value": "x"}]), "content.0.type"),
        (
            mail(content=[{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}]),
            "content",
        ),
        (mail(content=[{"type": "text/html", "value": "x"}] * 2), "content"),
        (mail(categories="one"), "categories"),
        (mail(categories=[str(number) for number in range(11)]), "categories"),
        (mail(categories=["a", "a"]), "categories"),
        (mail(categories=["x" * 256]), "categories.0"),
        (mail(categories=["ä"]), "categories.0"),
        (mail(batch_id="unknown"), "batch_id"),
        (mail(asm={"group_id": "1"}), "asm.group_id"),
        (mail(asm={"group_id": 1, "groups_to_display": list(range(26))}), "asm.groups_to_display"),
        (mail(ip_pool_name="x"), "ip_pool_name"),
        (mail(ip_pool_name="x" * 65), "ip_pool_name"),
        (mail(attachments=[{"content": "", "filename": "a"}]), "attachments.0.content"),
        (mail(attachments=[{"content": "eA=="}]), "attachments.0.filename"),
        (mail(attachments=[attached(content="no base64")]), "attachments.0.content"),
        (mail(attachments=[attached(content="eA")]), "attachments.0.content"),
        (mail(attachments=[attached(), attached(type="image/png; a=b")]), "attachments.1.type"),
        (mail(attachments=[attached(type="")]), "attachments.0.type"),
        (mail(attachments=[attached(disposition="beside")]), "attachments.0.disposition"),
        (mail(attachments=[attached(content_id="a\r\nBcc: b")]), "attachments.0.content_id"),
        (mail(tracking_settings={"open_tracking": {"enable": "yes"}}), "tracking_settings.open_tracking.enable"),
        (mail(mail_settings={"sandbox_mode": True}), "mail_settings.sandbox_mode"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_by_field(body: Any, field: str | None) -> None:
    assert field in fields(body)


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
