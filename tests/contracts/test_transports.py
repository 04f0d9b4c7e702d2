"""What every way out must do, run on each one that is found."""

import importlib
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from mailer.errors import ConfigError
from mailer.model.delivery import Doubt, Outgoing, Receipt
from mailer.model.ids import AttemptId, Sha256, Slug
from mailer.model.message import Mailbox, MessagePicture, Part
from mailer.rendering import join
from mailer.transports import event_source, open_transport, transport_names
from tests.contracts.rig import Rig
from tests.outgoing import KEY, WallClock, envelope, message, outgoing, people, settings


@pytest.fixture(params=transport_names())
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    module = importlib.import_module(f"tests.contracts.rig_{request.param}")
    with module.rig(tmp_path) as found:
        yield found


def places(receipt: Receipt) -> Counter[int]:
    """position -> in how many of the four it stands."""
    groups = (receipt.accepted, receipt.refused, receipt.unknown, receipt.unsent)
    return Counter(position for group in groups for position in group)


def test_everybody_gets_the_message_with_their_own_values_once(rig: Rig) -> None:
    sent = outgoing(people(7))
    receipt = rig.transport.send(sent)
    assert sorted(receipt.accepted) == list(range(7))
    letters = {letter.to: letter for letter in rig.letters()}
    assert len(letters) == len(rig.letters()) == 7
    for each in sent.envelopes:
        letter = letters[each.address]
        assert letter.subject == each.subject
        assert letter.html == join(sent.message.html, each.values)
        assert letter.text == join(sent.message.text, each.values).removesuffix("\n")


def test_attached_pictures_arrive_as_they_were_with_everybodys_message(rig: Rig) -> None:
    red, blue = bytes(range(256)) * 40, b"\xff\xd8\xff" + b"\0\r\n.\r\n" * 999
    named = [
        MessagePicture(Sha256(sha256(body).hexdigest()), name, kind, 600, 338, True, content_id)
        for body, name, kind, content_id in (
            (red, f"{'river-gauge-' * 5}.png", "image/png", "red@riverwatch.example.org"),
            (blue, "dam.jpg", "image/jpeg", "blue@riverwatch.example.org"),
        )
    ]
    shown = message()
    tag = "".join(f'<img src="cid:{each.content_id}" alt="A dam">' for each in named)
    first, *rest = shown.html.statics
    html = Part((first.replace("<body>", f"<body>{tag}"), *rest), shown.html.refs)
    long = envelope(2, values=("x" * 12_000, "g1ft", "y", "", "t0k"))
    sent = replace(
        outgoing([*people(2), long], of=replace(shown, html=html, pictures=tuple(named))),
        pictures={named[0].sha256: red, named[1].sha256: blue},
    )
    assert sorted(rig.transport.send(sent).accepted) == [0, 1, 2]
    letters = rig.letters()
    assert len(letters) == 3
    for each in letters:
        assert each.pictures == {one.content_id: (one.kind, one.name, one.sha256) for one in named}
        assert set(re.findall(r'src="cid:([^"]+)"', each.html)) == set(each.pictures)


def test_without_pictures_nothing_travels_along(rig: Rig) -> None:
    rig.transport.send(outgoing(people(1)))
    assert [letter.pictures for letter in rig.letters()] == [{}]


def test_a_full_batch_of_a_thousand_goes_out_in_one_call(rig: Rig) -> None:
    receipt = rig.transport.send(outgoing(people(1000)))
    assert len(receipt.accepted) == 1000
    assert len({letter.to for letter in rig.letters()}) == 1000


def test_positions_are_the_callers_and_need_not_start_at_nought(rig: Rig) -> None:
    receipt = rig.transport.send(outgoing([envelope(3), envelope(900)]))
    assert sorted(receipt.accepted) == [3, 900]


def test_every_position_stands_in_the_receipt_once_whatever_is_wrong_with_it(rig: Rig) -> None:
    wrong = [
        envelope(1, address="no-at-sign"),
        envelope(2, address="two@@example.org"),
        envelope(3, address="line\nbreak@example.org"),
        envelope(4, address="<angle>@example.org"),
        envelope(5, subject=""),
        envelope(6, values=("too", "few")),
        envelope(7, address="person.0@example.org"),
        envelope(8, address=""),
        envelope(9, values=("half \ud800", "a", "b", "c", "d"), subject="\ud800"),
    ]
    receipt = rig.transport.send(outgoing([envelope(0), *wrong, envelope(10)]))
    assert places(receipt) == dict.fromkeys(range(11), 1)
    assert set(receipt.accepted) >= {0, 10}
    assert set(receipt.refused) >= {1, 2, 3, 4, 5, 6, 7, 8}
    assert all(reason for reason in receipt.refused.values())
    assert Counter(letter.to for letter in rig.letters())["person.0@example.org"] == 1


def test_a_reason_never_shows_the_address(rig: Rig) -> None:
    receipt = rig.transport.send(outgoing([envelope(0, address="secret person@@example.org")]))
    assert "secret" not in receipt.refused[0]


def test_the_same_address_in_another_case_gets_it_once(rig: Rig) -> None:
    receipt = rig.transport.send(
        outgoing([envelope(0), envelope(1, address="PERSON.0@Example.org")])
    )
    assert list(receipt.accepted) == [0]
    assert list(receipt.refused) == [1]


def test_the_unsubscribe_headers_are_each_persons_own_and_exact(rig: Rig) -> None:
    rig.transport.send(outgoing(people(3)))
    for letter in rig.letters():
        number = letter.to.split("@")[0].split(".")[1]
        wanted = f"<https://mail.example.org/u/t0k{number}>"
        assert letter.headers["list-unsubscribe"] == wanted
        assert letter.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
        assert letter.headers["list-id"] == "<appeals.riverwatch.example.org>"


def test_a_proof_says_so_in_its_subject_and_has_nothing_to_unsubscribe_from(rig: Rig) -> None:
    rig.transport.send(outgoing([envelope(0, unsubscribe_url="")], is_proof=True))
    (letter,) = rig.letters()
    assert letter.subject == "[Proof] The river needs a vote, Name0"
    assert "list-unsubscribe" not in letter.headers
    assert "list-unsubscribe-post" not in letter.headers


def test_values_too_long_to_be_shared_arrive_whole(rig: Rig) -> None:
    long = "é" * 9000
    each = envelope(1, values=(long, "g", long, "", "t"))
    sent = outgoing([envelope(0), each, envelope(2)])
    assert sorted(rig.transport.send(sent).accepted) == [0, 1, 2]
    letters = {letter.to: letter for letter in rig.letters()}
    assert letters[each.address].html == join(sent.message.html, each.values)
    assert len(letters) == 3


HOSTILE = (
    "%%code1_00t%%",
    "%%" * 20,
    "-name-",
    "{{7*7}} {% x %} ${x} #{x}",
    "[unsubscribe] <%asm_group_unsubscribe_raw_url%>",
    "&lt;script&gt;",
    "\u202eright to left",
    "\\1 \\g<0> $&",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_looks_like_a_tag_stays_what_it_is(rig: Rig, value: str) -> None:
    each = envelope(0, values=(value, "g1ft", value, value, "t0k"))
    sent = outgoing([each, envelope(1)])
    rig.transport.send(sent)
    letter = next(letter for letter in rig.letters() if letter.to == each.address)
    assert letter.html == join(sent.message.html, each.values)


PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=0, max_size=40
)


@examples(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.tuples(*[PRINTABLE] * 5), number=st.integers(0, 10**9))
def test_whatever_the_values_are_they_stand_where_the_message_puts_them(
    rig: Rig, values: tuple[str, ...], number: int
) -> None:
    each = envelope(0, address=f"p{number}@example.org", values=values)
    sent = outgoing([each], batch=f"b{number}")
    assert list(rig.transport.send(sent).accepted) == [0]
    letter = [letter for letter in rig.letters() if letter.to == each.address][-1]
    assert letter.html == join(sent.message.html, values).removesuffix("\n")


def test_nothing_is_logged_that_tells_a_person_or_the_key(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig.transport.send(outgoing([envelope(0), envelope(1, address="bad@@example.org")]))
    rig.transport.check()
    told = caplog.text.lower()
    for secret in ("person.0@", "name0", "person 0", "t0k0", KEY.lower(), "bad@@", "bearer"):
        assert secret not in told


def test_an_empty_batch_is_an_empty_receipt(rig: Rig) -> None:
    assert places(rig.transport.send(outgoing([]))) == {}
    assert rig.letters() == []


def test_nobody_real_can_be_reached_from_a_test(rig: Rig) -> None:
    assert rig.transport.is_live is False


def test_its_checks_say_what_they_looked_at(rig: Rig) -> None:
    found = rig.transport.check()
    assert found
    for name, is_ok, words in found:
        assert name
        assert words.endswith(".")
        assert is_ok is True
    assert rig.letters() == []


def test_two_messages_at_once_never_mix(rig: Rig) -> None:
    other = replace(message("b" * 64), html=replace(message().html, refs=(1, 0, 3, 4)))
    first: Outgoing = outgoing([envelope(0)], batch="one")
    second = outgoing([envelope(1)], batch="two", of=other)
    rig.transport.send(first)
    rig.transport.send(second)
    letters = {letter.to: letter for letter in rig.letters()}
    for sent in (first, second):
        each = sent.envelopes[0]
        assert letters[each.address].html == join(sent.message.html, each.values)


@pytest.mark.parametrize("address", ["no-address", "ä@example.org", "a@b\nBcc: c@example.org"])
def test_a_sender_that_can_stand_in_no_header_stops_it_and_loses_nobody(
    rig: Rig, address: str
) -> None:
    broken = replace(message(), sender=Mailbox("River Watch", address))
    receipt = rig.transport.send(outgoing(people(2), of=broken))
    assert sorted(receipt.unsent) == [0, 1]
    assert receipt.stop is not None
    assert "mailer.toml" in receipt.stop
    assert rig.letters() == []


def test_making_ready_reaches_nobody_and_is_done_once_per_message(rig: Rig) -> None:
    first = outgoing(people(3))
    assert rig.transport.prepare(first) is None
    assert rig.transport.prepare(replace(first, batch_code="another")) is None
    assert rig.transport.prepare(outgoing(people(1), of=message("b" * 64))) is None
    assert rig.letters() == []
    assert sorted(rig.transport.send(first).accepted) == [0, 1, 2]
    assert len(rig.letters()) == 3


def test_making_ready_somebody_who_cannot_be_written_to_stops_nobody(rig: Rig) -> None:
    assert rig.transport.prepare(outgoing([envelope(0, address="bad@@example.org")])) is None
    assert rig.transport.prepare(outgoing([])) is None


def test_under_a_mark_of_its_own_a_campaign_arrives_like_any_other(rig: Rig) -> None:
    mark = rig.transport.gather()
    sent = replace(outgoing(people(3)), mark=mark)
    assert rig.transport.prepare(sent) is None
    assert sorted(rig.transport.send(sent).accepted) == [0, 1, 2]
    assert len(rig.letters()) == 3


def test_a_mark_that_the_provider_does_not_know_holds_nobody_back(rig: Rig) -> None:
    sent = replace(outgoing(people(2)), mark="of-another-account")
    assert rig.transport.prepare(sent) is None
    assert sorted(rig.transport.send(sent).accepted) == [0, 1]
    assert len(rig.letters()) == 2


def test_a_recall_is_told_in_words_and_may_be_asked_for_again(rig: Rig) -> None:
    marks = [mark] if (mark := rig.transport.gather()) else []
    rig.transport.send(replace(outgoing(people(1)), mark=mark))
    for _ in range(2):
        found = rig.transport.recall(marks)
        assert found.is_done
        assert found.words.endswith(".")
    assert rig.transport.recall([]).words.endswith(".")
    assert len(rig.letters()) == 1


def test_a_batch_that_nobody_took_leaves_no_trace(rig: Rig) -> None:
    doubt = Doubt(
        campaign=Slug("river-deadline"),
        campaign_code="c4mpa1gn",
        batch_code="batch7",
        attempt=AttemptId("attempt1"),
        attempted_at=WallClock().now(),
        addresses=["person.0@example.org", "o'brien@example.org", "no-at-sign"],
    )
    trace = rig.transport.look_up(doubt)
    assert list(trace.events) == []
    assert trace.words.endswith(".")
    assert "person.0" not in trace.words
    assert rig.letters() == []


def test_an_unknown_name_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='Did you mean "sendgrid"'):
        open_transport("sendgird", settings(tmp_path))
    with pytest.raises(ConfigError, match="outbox, sendgrid, smtp"):
        event_source("", settings(tmp_path))


def test_what_tells_nothing_back_has_no_event_source(tmp_path: Path) -> None:
    assert event_source("outbox", settings(tmp_path)) is None
    assert event_source("sendgrid", settings(tmp_path)) is not None
