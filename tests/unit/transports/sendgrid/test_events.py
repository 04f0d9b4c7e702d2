"""The Event Webhook: what is let in, and what becomes of it."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from mailer.errors import ConfigError, WebhookRejected
from mailer.model.event import Event
from mailer.sandbox.posting import Signer
from mailer.transports.sendgrid.events import Webhook
from mailer.transports.sendgrid.reported import KINDS

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
SIGNER = Signer()
SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"

# A signature by SendGrid itself, from the tests of its Python library (MIT, Copyright SendGrid).
LIVE_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw"
    "+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
)
LIVE_SIGNATURE = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
LIVE_BODY = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
    b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
    b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
    b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n'
)
LIVE_NOW = datetime.fromtimestamp(1600112510, tz=UTC)


def webhook(*keys: str) -> Webhook:
    return Webhook(keys or (SIGNER.public_key,))


def parsed(found: Any, now: datetime = NOW) -> list[Event]:
    body = found if isinstance(found, bytes) else orjson.dumps(found) + b"\r\n"
    return list(webhook().parse_events(SIGNER.headers(body, STAMP), body, now))


def one(**values: Any) -> Event:
    (event,) = parsed([{"event": "delivered", "timestamp": STAMP, **values}])
    return event


def test_a_signature_of_sendgrid_itself_is_accepted() -> None:
    headers = {SIGNATURE: LIVE_SIGNATURE, TIMESTAMP: "1600112502"}
    (event,) = webhook(LIVE_KEY).parse_events(headers, LIVE_BODY, LIVE_NOW)
    assert event.kind == "dropped"
    assert event.id == "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA"
    assert event.address == "hello@world.com"
    assert event.reason == "Bounced Address"
    assert event.happened_at == datetime.fromtimestamp(1600112492, tz=UTC)


def changed(headers: Mapping[str, str], **changes: str | None) -> dict[str, str]:
    names = {"signature": SIGNATURE, "timestamp": TIMESTAMP}
    found = dict(headers)
    for name, value in changes.items():
        if value is None:
            del found[names[name]]
        else:
            found[names[name]] = value
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": None},
        {"timestamp": None},
        {"signature": ""},
        {"signature": "not base64!"},
        {"signature": LIVE_SIGNATURE[:-8]},
        {"signature": LIVE_SIGNATURE[:20] + "\n" + LIVE_SIGNATURE[20:]},
        {"signature": LIVE_SIGNATURE[:20] + "*" + LIVE_SIGNATURE[20:]},
        {"signature": LIVE_SIGNATURE + "ü"},
        {"signature": "AAAA"},
        {"timestamp": "1600112503"},
        {"timestamp": "160011250"},
        {"timestamp": "16001125020"},
        {"timestamp": " 1600112502"},
        {"timestamp": "1600112502\n"},
        {"timestamp": "١٦٠٠١١٢٥٠٢"},
        {"timestamp": "-160011250"},
        {"timestamp": ""},
    ],
    ids=range(17),
)
def test_whatever_is_not_exactly_signed_is_rejected_in_the_same_words(
    changes: Mapping[str, str | None],
) -> None:
    headers = changed({SIGNATURE: LIVE_SIGNATURE, TIMESTAMP: "1600112502"}, **changes)
    with pytest.raises(WebhookRejected) as told:
        webhook(LIVE_KEY).parse_events(headers, LIVE_BODY, LIVE_NOW)
    assert str(told.value) == "The webhook's signature is not right."


def test_a_digit_moved_from_the_timestamp_into_the_body_is_rejected() -> None:
    headers = {SIGNATURE: LIVE_SIGNATURE, TIMESTAMP: "160011250"}
    with pytest.raises(WebhookRejected):
        webhook(LIVE_KEY).parse_events(headers, b"2" + LIVE_BODY, LIVE_NOW)


@given(place=st.integers(0, len(LIVE_BODY) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_body_is_rejected(place: int, bit: int) -> None:
    body = bytearray(LIVE_BODY)
    body[place] ^= 1 << bit
    headers = {SIGNATURE: LIVE_SIGNATURE, TIMESTAMP: "1600112502"}
    with pytest.raises(WebhookRejected):
        webhook(LIVE_KEY).parse_events(headers, bytes(body), LIVE_NOW)


@pytest.mark.parametrize(
    ("age", "is_right"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=25, minutes=59), True),
        (timedelta(hours=27), False),
        (timedelta(days=900), False),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
    ],
)
def test_an_old_signature_is_no_signature(age: timedelta, is_right: bool) -> None:
    body = b"[]\r\n"
    headers = SIGNER.headers(body, STAMP)
    if is_right:
        assert list(webhook().parse_events(headers, body, NOW + age)) == []
    else:
        with pytest.raises(WebhookRejected):
            webhook().parse_events(headers, body, NOW + age)


def test_without_a_key_nothing_is_believed() -> None:
    body = b"[]"
    for keys in ((), ("", "  ")):
        with pytest.raises(WebhookRejected):
            Webhook(keys).parse_events(SIGNER.headers(body, STAMP), body, NOW)


def test_during_a_rotation_either_key_is_good_and_no_third_one() -> None:
    old, new, foreign = Signer(), Signer(), Signer()
    both = Webhook((new.public_key, old.public_key))
    for signer in (old, new):
        assert list(both.parse_events(signer.headers(b"[]", STAMP), b"[]", NOW)) == []
    with pytest.raises(WebhookRejected):
        both.parse_events(foreign.headers(b"[]", STAMP), b"[]", NOW)


def test_header_names_may_be_written_in_any_case() -> None:
    headers = SIGNER.headers(b"[]", STAMP)
    for change in (str.lower, str.upper, str.title):
        spelled = {change(name): value for name, value in headers.items()}
        assert list(webhook().parse_events(spelled, b"[]", NOW)) == []


def spki(key: Any) -> str:
    return base64.b64encode(
        key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()


@pytest.mark.parametrize(
    "key",
    [
        "nonsense",
        "AAAA",
        "ä",
        SIGNER.public_key[:-4],
        SIGNER.public_key[:10] + " " + SIGNER.public_key[10:],
        spki(ec.generate_private_key(ec.SECP384R1())),
        spki(rsa.generate_private_key(65537, 2048)),
    ],
    ids=range(7),
)
def test_a_key_of_another_kind_is_refused_when_it_is_set(key: str) -> None:
    with pytest.raises(ConfigError, match="MAILER_SENDGRID_WEBHOOK_KEY"):
        Webhook((key,))


def test_the_signature_is_over_the_bytes_as_they_came() -> None:
    spaced = b'[ {"event" : "open",  "timestamp": %d} ]\r\n' % STAMP
    assert parsed(spaced)[0].kind == "opened"
    headers = SIGNER.headers(spaced, STAMP)
    with pytest.raises(WebhookRejected):
        webhook().parse_events(headers, orjson.dumps(orjson.loads(spaced)), NOW)


def test_ecdsa_over_another_hash_is_rejected() -> None:
    from cryptography.hazmat.primitives.hashes import SHA512

    key = ec.generate_private_key(ec.SECP256R1())
    for algorithm, is_right in ((SHA256(), True), (SHA512(), False)):
        signature = key.sign(f"{STAMP}[]".encode(), ec.ECDSA(algorithm))
        headers = {SIGNATURE: base64.b64encode(signature).decode(), TIMESTAMP: str(STAMP)}
        if is_right:
            assert list(Webhook((spki(key),)).parse_events(headers, b"[]", NOW)) == []
        else:
            with pytest.raises(WebhookRejected):
                Webhook((spki(key),)).parse_events(headers, b"[]", NOW)


# What is verified: the table, and every value looked at before it is believed.


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("processed", "accepted"),
        ("Processed", "accepted"),
        ("dropped", "dropped"),
        ("deferred", "deferred"),
        ("delivered", "delivered"),
        ("bounce", "bounced"),
        ("open", "opened"),
        ("click", "clicked"),
        ("spamreport", "complained"),
        ("unsubscribe", "unsubscribed"),
        ("group_unsubscribe", "unsubscribed"),
        ("group_resubscribe", "resubscribed"),
        ("account_status_change", "other"),
        ("something new", "other"),
        ("", "other"),
        (None, "other"),
        ({"not": "a name"}, "other"),
        (["open"], "other"),
        (True, "other"),
    ],
)
def test_each_name_of_theirs_is_one_of_ours(name: Any, kind: str) -> None:
    assert one(event=name).kind == kind


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("bounce", "bounced"),
        ("blocked", "blocked"),
        ("Blocked", "blocked"),
        (None, "bounced"),
        (7, "bounced"),
    ],
)
def test_a_block_is_no_bounce(form: Any, kind: str) -> None:
    assert one(event="bounce", type=form).kind == kind


def test_our_own_ids_come_back_from_the_top_level() -> None:
    event = one(nb_batch="b1", nb_attempt="a1", nb_recipient="17")
    assert (event.batch_code, event.attempt, event.position) == ("b1", "a1", 17)


@pytest.mark.parametrize("value", ["-1", "1.5", "x", "", "99999999999", None, [], True, "１２", -3])
def test_a_position_that_is_none_is_none(value: Any) -> None:
    assert one(nb_recipient=value).position is None


@pytest.mark.parametrize(
    ("stamp", "seconds"),
    [
        (STAMP - 60, STAMP - 60),
        (str(STAMP - 60), STAMP - 60),
        ((STAMP - 60) * 1000, STAMP - 60),
        (str((STAMP - 60) * 1000), STAMP - 60),
        (float(STAMP - 60), STAMP - 60),
        (STAMP + 3600, STAMP + 3600),
        (1337966815, 1337966815),
        (0, STAMP),
        (-5, STAMP),
        (10**18, STAMP),
        (STAMP + 10**7, STAMP),
        ("yesterday", STAMP),
        (None, STAMP),
        (True, STAMP),
        ({}, STAMP),
        (123456789, STAMP),
    ],
)
def test_a_time_that_cannot_be_is_replaced_by_the_signatures(stamp: Any, seconds: int) -> None:
    assert one(timestamp=stamp).happened_at == datetime.fromtimestamp(seconds, tz=UTC)


def test_a_click_brings_its_link_and_an_open_its_machine() -> None:
    click = one(
        event="click",
        url="https://give.example.org/?code=x_button",
        url_offset={"index": 3, "type": "html"},
        useragent="A browser",
        ip="203.0.113.9",
    )
    assert (click.url, click.link_index, click.part) == (
        "https://give.example.org/?code=x_button",
        3,
        "html",
    )
    assert (click.user_agent, click.ip) == ("A browser", "203.0.113.9")
    assert one(event="open", sg_machine_open=True).is_machine is True
    assert one(event="open", sg_machine_open=False).is_machine is False
    assert one(event="open").is_machine is False


def test_what_is_kept_raw_holds_neither_address_nor_network_address() -> None:
    event = one(
        event="bounce",
        email="Ada@Example.org",
        ip="192.0.2.1",
        reason="550 5.1.1 <ada@example.org>: no such person",
        category=["c4mpa1gn"],
        nested={"email": "ada@example.org", "list": ["to ada@example.org"]},
    )
    assert event.address == "Ada@Example.org"
    assert event.reason is not None
    assert "ada" not in event.reason.lower()
    kept = orjson.dumps(event.raw).decode().lower()
    assert "ada@" not in kept
    assert "192.0.2.1" not in kept
    assert event.raw["category"] == ["c4mpa1gn"]


def test_an_event_without_an_id_has_the_same_one_whenever_it_is_told() -> None:
    first, second = one(a="1", b="2"), one(b="2", a="1")
    assert first.id == second.id
    assert len(first.id) == 64
    assert one(a="1", b="3").id != first.id


@pytest.mark.parametrize("given_id", ["", "x" * 101, 7, None, ["id"], "a\x00b"])
def test_an_id_that_is_none_is_replaced(given_id: Any) -> None:
    assert len(one(sg_event_id=given_id).id) == 64


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"\xff\xfe", b"7", b'"text"', b"null", b"[" * 5000, b"[{]"]
)
def test_what_is_signed_but_unreadable_is_kept_as_one_event(body: bytes) -> None:
    (event,) = parsed(body)
    assert event.kind == "other"
    assert event.raw["bytes"] == len(body)
    assert event.happened_at == NOW
    assert parsed(body)[0].id == event.id


def test_a_single_event_outside_a_list_is_read() -> None:
    assert [event.kind for event in parsed({"event": "open", "timestamp": STAMP})] == ["opened"]


def test_what_is_no_event_in_a_list_does_not_hide_its_neighbours() -> None:
    found = parsed([7, {"event": "open"}, "x", None, [[]], {"event": "click"}])
    assert [event.kind for event in found] == [
        "other", "opened", "other", "other", "other", "clicked",
    ]  # fmt: skip
    assert len({event.id for event in found}) == 6


@pytest.mark.parametrize(
    "broken",
    [
        b'{"event": "click", "useragent": "\\ud83d"}',  # half an emoji, as a browser may send it
        b'{"event": "click", "useragent": "\xff\xfe"}',  # no UTF-8
        b'{"event": "click", "value": NaN}',
        b'{"event": "click", "value": 1e999}',
        b'{"event": "click", "value": 123456789012345678901234567890}',
    ],
)
def test_what_a_strict_reader_refuses_does_not_hide_its_neighbours(broken: bytes) -> None:
    found = parsed(b'[{"event": "spamreport", "email": "ada@example.org"},' + broken + b"]")
    assert [event.kind for event in found] == ["complained", "clicked"]
    orjson.dumps([event.raw for event in found])


def test_an_event_nested_deeper_than_any_real_one_is_still_an_event() -> None:
    deep = b'{"a":' * 400 + b"1" + b"}" * 400
    (event,) = parsed(b'[{"event":"open","x":' + deep + b"}]")
    assert event.kind == "opened"
    assert "too deep" in orjson.dumps(event.raw).decode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=10), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
FIELDS = st.sampled_from(
    [
        "event", "timestamp", "email", "ip", "url", "url_offset", "useragent", "reason", "response",
        "sg_event_id", "sg_message_id", "sg_machine_open", "nb_batch", "nb_attempt", "nb_recipient",
        "type", "category", "bounce_classification", "smtp-id", "attempt",
    ]
)  # fmt: skip


@given(st.lists(st.dictionaries(FIELDS, JSON, max_size=8), max_size=4))
def test_no_value_of_any_type_breaks_the_reading(found: list[dict[str, Any]]) -> None:
    events = parsed(found)
    assert len(events) == len(found)
    for event in events:
        assert event.kind in {*KINDS.values(), "other"}
        assert event.happened_at.tzinfo is not None
        assert "\x00" not in orjson.dumps(event.raw).decode().replace("\\u0000", "\x00")
        for text in (event.url, event.reason, event.user_agent, event.batch_code):
            assert text is None or "\x00" not in text
