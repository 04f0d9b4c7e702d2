"""The body of a request: what stands in it, and that the library's own Mail helper would say the same."""

import re
from dataclasses import replace
from typing import Any

import msgspec
import orjson
import pytest
from sendgrid.helpers import mail as helper

from mailer.model.delivery import Envelope, Outgoing
from mailer.model.message import OpenTracking, Part, Slot, Tracking
from mailer.transports.sendgrid.addresses import recipient_name, sender_name, wire_address
from mailer.transports.sendgrid.payload import Sketch, shared_body, sketch
from mailer.transports.sendgrid.preflight import preflight
from tests.outgoing import Codes, envelope, message, outgoing, people


def body_of(sent: Outgoing) -> dict[str, Any]:
    drawn = sketch(sent.message, Codes())
    ready = preflight(sent, drawn).shared
    found: dict[str, Any] = orjson.loads(
        shared_body(sent, drawn, [each.personalization for each in ready])
    )
    return found


def test_the_mail_helper_says_the_same() -> None:
    """Built in one order only: the helper puts a second personalization in front of the first."""
    sent = outgoing([envelope(0)])
    ours = body_of(sent)
    mail = helper.Mail()
    mail.from_email = helper.From("marta@riverwatch.example.org", "Marta Quill, River Watch")
    mail.reply_to = helper.ReplyTo("answers@riverwatch.example.org")
    person = helper.Personalization()
    person.add_to(helper.To("person.0@example.org", "Person 0"))
    person.subject = "The river needs a vote, Name0"
    person.add_header(helper.Header("List-Unsubscribe", "<https://mail.example.org/u/t0k0>"))
    person.add_header(helper.Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    for name, value in (("nb_batch", "batch7"), ("nb_attempt", "attempt1"), ("nb_recipient", "0")):
        person.add_custom_arg(helper.CustomArg(name, value))
    for tag, value in ours["personalizations"][0]["substitutions"].items():
        person.add_substitution(helper.Substitution(tag, value))
    mail.add_personalization(person)
    mail.header = helper.Header("List-Id", "<appeals.riverwatch.example.org>")
    mail.category = helper.Category("c4mpa1gn")
    mail.content = [
        helper.Content("text/plain", ours["content"][0]["value"]),
        helper.Content("text/html", ours["content"][1]["value"]),
    ]
    tracking = helper.TrackingSettings()
    tracking.click_tracking = helper.ClickTracking(True, False)
    tracking.open_tracking = helper.OpenTracking(True)
    tracking.subscription_tracking = helper.SubscriptionTracking(False)
    tracking.ganalytics = helper.Ganalytics(False)
    mail.tracking_settings = tracking
    assert mail.get() == ours


def tagged(drawn: Sketch, values: tuple[str, ...]) -> dict[str, str]:
    """Tag -> value, as it stands in the request."""
    found: dict[str, str] = msgspec.to_builtins(drawn.substitutions(values)[0])
    return found


def test_two_supporters_never_share_a_personalization() -> None:
    for person in body_of(outgoing(people(5)))["personalizations"]:
        assert len(person["to"]) == 1
        assert not {"cc", "bcc"} & set(person)


@pytest.mark.parametrize(
    ("clicks", "opens", "clicked", "opened"),
    [
        ("provider", "provider", True, True),
        ("provider", "off", True, False),
        ("own", "individual", False, False),
        ("own", "aggregate", False, False),
        ("off", "off", False, False),
    ],
)
def test_tracking_is_stated_always_and_in_full(
    clicks: Any, opens: OpenTracking, clicked: bool, opened: bool
) -> None:
    found = body_of(outgoing(people(1), tracking=Tracking(clicks, opens)))["tracking_settings"]
    assert found == {
        "click_tracking": {"enable": clicked, "enable_text": False},
        "open_tracking": {"enable": opened},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }


def test_a_proof_is_not_measured_whatever_the_workspace_says() -> None:
    sent = outgoing(people(1), tracking=Tracking("provider", "provider"), is_proof=True)
    assert not any(each["enable"] for each in body_of(sent)["tracking_settings"].values())


def test_every_person_carries_every_tag_as_a_string() -> None:
    found = body_of(outgoing(people(4)))
    content = "".join(block["value"] for block in found["content"])
    tags = set(re.findall(r"%%[a-z2-7]{26}[0-9]{2}%%", content))
    assert len(tags) == 5
    for person in found["personalizations"]:
        assert set(person["substitutions"]) == tags
        assert all(isinstance(value, str) for value in person["substitutions"].values())


def test_a_part_of_a_link_has_one_tag_in_both_texts_and_a_name_one_in_each() -> None:
    slots = (
        Slot("first_name", "text", "friend"),
        Slot("gift", "url_part"),
        Slot("first_name", "plain", "friend"),
        Slot("gift", "plain_url"),
        Slot("gift", "plain_url", "none"),
    )
    told = replace(
        message(),
        slots=slots,
        html=Part(("Dear ", " https://give.example.org/?code=", ""), (0, 1)),
        text=Part(("Dear ", " https://give.example.org/?code=", "&was=", ""), (2, 3, 4)),
    )
    drawn = sketch(told, Codes())
    assert drawn.used == (0, 1, 2, 4)
    values = ("<Ada>", "g1", "Ada", "g1", "none")
    substitutions = tagged(drawn, values)
    for text, shown in (
        (drawn.html, "Dear <Ada> https://give.example.org/?code=g1"),
        (drawn.text, "Dear Ada https://give.example.org/?code=g1&was=none"),
    ):
        for tag, value in substitutions.items():
            text = text.replace(tag, value)
        assert text == shown


def test_tags_are_drawn_anew_for_each_process_and_hold_no_sign_that_is_forbidden() -> None:
    first, second = sketch(message(), Codes()), sketch(message(), Codes(100))
    assert not set(first.tags) & set(second.tags)
    assert not any(re.search(r"[\s<>&]", tag) for tag in first.tags)


def test_a_message_that_holds_the_nonce_gets_another_one() -> None:
    drawn = sketch(message(), Codes())
    tempting = replace(message(), text=replace(message().text, statics=(drawn.nonce, "", "")))
    assert sketch(tempting, Codes()).nonce != drawn.nonce


def test_a_value_never_holds_a_tag() -> None:
    drawn = sketch(message(), Codes())
    values = (f"Ada {drawn.tags[1]}", "g", "n", "", "t")
    substitutions = tagged(drawn, values)
    assert not any(drawn.nonce in value for value in substitutions.values())
    assert substitutions[drawn.tags[0]].startswith("Ada ")
    folded = f"{drawn.nonce[:9]}{drawn.nonce}{drawn.nonce[9:]}"
    substitutions = tagged(drawn, (folded, "g", "n", "", "t"))
    assert substitutions[drawn.tags[0]] == ""


@pytest.mark.parametrize("size", [9000, 9700, 9999, 10_001, 20_000])
def test_ten_thousand_bytes_are_never_exceeded_in_a_shared_request(size: int) -> None:
    for letter in ("a", "é", '"', "\\"):
        value = letter * (size // len(letter.encode()))
        found = preflight(
            outgoing([envelope(0, values=(value, "", "", "", ""))]), sketch(message(), Codes())
        )
        assert len(found.shared) + len(found.alone) == 1
        for each in found.shared:
            assert len(msgspec.json.encode(each.personalization.substitutions)) <= 10_000
        for each in found.alone:
            assert each.personalization.substitutions is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Lovelace, Ada; Countess", "Lovelace Ada Countess"),
        ("Ada\r\nBcc: all@example.org", "Ada Bcc: all@example.org"),
        ("", ""),
        (",;", ""),
        ("Åsa Öberg", "Åsa Öberg"),
        ("\u2028 Ada \x00", "Ada"),
    ],
)
def test_a_recipients_name_loses_what_the_provider_forbids(name: str, shown: str) -> None:
    assert recipient_name(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Marta Quill, River Watch", "Marta Quill, River Watch"),
        ("Flußwacht Österreich", "Flusswacht Osterreich"),
        ("L’Été – à nous", "L'Ete - a nous"),
        ("مراقبة النهر", ""),
        ("川を守る会", ""),
        ("Łódź\r\nX: y", "Lodz X: y"),
    ],
)
def test_a_senders_name_stays_within_ascii_or_is_left_out(name: str, shown: str) -> None:
    assert sender_name(name) == shown


@pytest.mark.parametrize(
    ("address", "carried"),
    [
        ("ada@example.org", "ada@example.org"),
        ("Ada+Tag@Example.org", "Ada+Tag@Example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("o'hara@example.org", "o'hara@example.org"),
    ],
)
def test_only_the_domain_of_an_address_is_changed(address: str, carried: str) -> None:
    assert wire_address(address) == carried


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "a@",
        "@example.org",
        "a b@example.org",
        "a@b@example.org",
        "ä@example.org",
        "a,b@example.org",
        "a@exam\nple.org",
        "a@exa mple.org",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 260}.org",
        '"quoted"@example.org',
        "a\x00@example.org",
    ],
)
def test_an_address_that_would_cost_the_whole_batch_is_refused_alone(address: str) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        wire_address(address)
    assert len(address) < 3 or address not in str(told.value)


def test_headers_are_never_injected_through_the_unsubscribe_link() -> None:
    for url in (
        "https://x.example/\r\nBcc: a@b.example",
        "https://x.example/>,<mailto:a@b",
        "ftp://x",
    ):
        found = preflight(outgoing([envelope(0, unsubscribe_url=url)]), sketch(message(), Codes()))
        assert list(found.refused) == [0]


def test_a_message_without_slots_has_no_substitutions() -> None:
    plain = replace(
        message(),
        html=replace(message().html, statics=("<p>Hi</p>",), refs=()),
        text=replace(message().text, statics=("Hi",), refs=()),
        slots=(),
    )
    lone: Envelope = envelope(0, values=())
    found = body_of(outgoing([lone], of=plain))
    assert "substitutions" not in found["personalizations"][0]
    assert found["content"][1]["value"] == "<p>Hi</p>"
