"""`Dear ,` is never sent: what an empty value leaves behind is found, and whoever would read it is counted."""

import dataclasses

import pytest

from mailer.checking.everyone import Walk
from mailer.checking.holes import holes
from mailer.model.contact import Contact, Recipient
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.message import Filled, Part, Slot
from mailer.model.rehearsal import Rehearsal
from tests.unit.checking.samples import facts, findings, message

EMPTY = Slot("first_name", "plain", fallback="")


def _left(before: str, after: str, slot: Slot = EMPTY) -> list[str]:
    made = message(
        slots=(slot,),
        subject=Part(("",), ()),
        html=Part(("",), ()),
        text=Part((before, after), (0,)),
    )
    return [hole.words for hole in holes(made)]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("River Watch\n\nDear ", ",\n\nOn Monday", "Dear ,"),
        ("\n", ", thank you.\n", ", thank you."),
        ("Thank you, ", ".\n", "Thank you, ."),
        ("<p>Bonjour ", "&nbsp;!</p>", "Bonjour \u00a0!"),
        ("the river in ", " rose", "the river in  rose"),
        ("the river (", ") rose", "the river () rose"),
        ("亲爱的", "：\n", "亲爱的："),
        ("عزيزي ", "،\n", "عزيزي ،"),
    ],
)
def test_a_mark_or_a_blank_that_stays_behind_is_a_hole(before: str, after: str, words: str) -> None:
    assert _left(before, after) == [words]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n", "\n"),
        ("Dear friend", ",\n"),
        ("Thank you ", "\n"),
        ("<p>", "</p>"),
        ("You gave us ", "<br>"),
        ("", ""),
    ],
)
def test_a_value_that_nothing_hangs_on_may_be_empty(before: str, after: str) -> None:
    assert _left(before, after) == []


def test_a_field_that_is_never_empty_leaves_none() -> None:
    for slot in (
        Slot("first_name", "plain", fallback="friend"),
        Slot("first_name", "plain"),
        Slot("amount_1", "plain", optional=True),
    ):
        assert _left("Dear ", ",", slot) == []


def _person(number: int) -> Recipient:
    address = f"person{number}@example.org"
    return Recipient(Contact(ContactId(number), Address(address), AddressKey(address)))


def test_each_person_counts_once_and_only_where_they_would_read_it() -> None:
    named, others = Part(("Dear ", ","), (0,)), Part(("Dear friend,",), ())
    made = message(
        slots=(
            EMPTY,
            Slot("shows_0", "block", optional=True, then=named, otherwise=others),
            Slot("city", "plain", fallback=" "),
        ),
        subject=Part(("In ", ", tonight"), (2,)),
        html=Part(("<p>", "</p><p>In ", ", tonight</p>"), (1, 2)),
        text=Part(("", "\n"), (1,)),
    )
    walk = Walk(made)
    walk.add(
        [_person(1), _person(2), _person(3)],
        [
            Filled(("", "Dear ,", "")),
            Filled(("", "Dear friend,", "Exampleton")),
            Filled(("Ada", "Dear Ada,", "")),
        ],
    )
    assert walk.done().holes == {"first_name": 1, "city": 2}


def test_it_is_told_with_the_words_the_number_and_the_cure() -> None:
    looked = facts(rehearsal=Rehearsal(people=208, holes={"first_name": 13}))
    torn = dataclasses.replace(
        looked.message, slots=(EMPTY,), text=Part(("Dear ", ",\n\nNews"), (0,))
    )
    (finding,) = findings(dataclasses.replace(looked, message=torn), "hole-without-value")
    assert (finding.severity, finding.affected) == ("error", 13)
    assert finding.message == (
        "13 people of 208 would read 'Dear ,': they have no first_name, and its fallback is empty"
    )
    assert '[fields.first_name] fallback = "..."' in finding.fix
