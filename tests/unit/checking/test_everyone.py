"""Everyone's message, filled and counted."""

import dataclasses

from mailer.checking.everyone import Walk
from mailer.model.contact import Contact, Recipient
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.message import Filled, Held, Part, Slot
from mailer.model.rehearsal import Rehearsal
from tests.unit.checking.samples import facts, findings, message

SLOTS = (Slot("first_name", "text"), Slot("city", "plain"))


def person(number: int, address: str = "ada@example.org") -> Recipient:
    return Recipient(Contact(ContactId(number), Address(address), AddressKey(address)))


def walk(**more: object) -> Walk:
    made = message(
        slots=SLOTS,
        subject=Part(("Dear ", ""), (0,)),
        html=Part(("<p>", "</p>"), (0,)),
        text=Part(("", " ", ""), (0, 1)),
    )
    return Walk(made, **more)  # type: ignore[arg-type]


def test_the_largest_message_and_the_widest_subject_are_found_whoever_has_them() -> None:
    walked = walk()
    walked.add([person(7), person(8)], [Filled(("Ada", "")), Filled(("河川", ""))])
    walked.add([person(9)], [Filled(("Bo", "x" * 999))])
    found = walked.done()
    assert found.people == 3
    assert (found.largest, found.largest_id) == (
        len("<p></p>") + 6,
        8,
    )  # two signs, three bytes each
    assert (found.widest_subject, found.widest_subject_id) == (len("Dear ") + 4, 8)


def test_people_are_counted_by_what_is_wrong() -> None:
    walked = walk(room=10, is_carried=str.isascii)
    long = "A" * 56  # with "Dear " 61 columns
    walked.add(
        [person(1), person(2), person(3), person(4, "жа@example.org")],
        [
            Filled((long, "")),
            Held("first_name"),
            Filled(("Ada", "12345678")),
            Filled(("Ada", "1234567")),
        ],
    )
    found = walked.done()
    assert found.held == {"first_name": 1}
    assert found.wide_subjects == 1
    assert (found.too_many_values, found.most_values) == (2, 56)
    assert found.unsupported_addresses == 1


def test_sizes_are_told_from_the_first_byte_that_gmail_minds() -> None:
    walked = walk()
    for number, size in enumerate((89_999, 90_000, 101_999, 102_000)):
        walked.add([person(number + 1)], [Filled(("x" * (size - len("<p></p>")), ""))])
    found = walked.done()
    assert (found.nearly_clipped, found.clipped, found.largest) == (2, 1, 102_000)


def told(rule: str, **found: object) -> list[tuple[str, str, int | None]]:
    rehearsal = Rehearsal(people=2_000, **found)  # type: ignore[arg-type]
    looked = facts(rehearsal=rehearsal)
    varied = dataclasses.replace(
        looked.message, subject=Part(("", ""), (0,)), slots=(Slot("first_name", "text"),)
    )
    looked = dataclasses.replace(looked, message=varied)
    return [(each.severity, each.message, each.affected) for each in findings(looked, rule)]


def test_faults_are_told_once_with_the_number_of_people() -> None:
    assert told("merge-field-without-fallback", held={"portrait": 37}) == [
        (
            "error",
            "37 people of 2,000 have no portrait that can be used and would be left out",
            37,
        )
    ]
    ((severity, fact, affected),) = told("gmail-clip", clipped=1, largest=104_000)
    assert (severity, affected) == ("error", 1)
    assert fact.startswith("English: the largest message has 104,000 bytes; 1 person")
    ((severity, fact, affected),) = told("subject-weak", wide_subjects=12, widest_subject=71)
    assert (severity, affected) == ("warning", 12)
    assert "71 at most" in fact
    assert told("subject-weak", empty_subjects=3)[0][0] == "error"
    assert told("values-too-long", too_many_values=2, most_values=11_000)[0][2] == 2
    assert told("address-unsupported", unsupported_addresses=4)[0][2] == 4


def test_a_sound_audience_is_no_news() -> None:
    for rule in ("gmail-clip", "values-too-long", "address-unsupported"):
        assert told(rule, largest=30_000, widest_subject=44) == []


def test_an_empty_subject_that_is_the_same_for_all_is_one_fault() -> None:
    """No field is to blame, so nobody is told to give one a fallback."""
    empty = facts(subject="", rehearsal=Rehearsal(people=208, empty_subjects=208))

    assert [each.message for each in findings(empty, "subject-weak")] == ["it is empty"]
