"""An embargo ends at its instant, or by two people's word; nothing else ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.model.embargo import Hold, Lift, Seen, hold_of

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def at(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)


def seen(hours: int | None, raw: str = "EMBARGOED until then") -> Seen:
    instant = None if hours is None else at(hours)
    return Seen(raw, instant, False, "releases/a.txt", NOON)


def lift(by: str) -> Lift:
    return Lift(by, "the issuer said so", NOON)


def test_nothing_seen_and_nothing_written_holds_nothing() -> None:
    assert hold_of([], None) == Hold()
    assert not Hold().forbids(NOON)
    assert Hold().as_said() == "none"


@pytest.mark.parametrize(
    ("read", "written", "until"),
    [
        (seen(5), None, at(5)),  # the line was deleted
        (seen(5), at(3), at(5)),  # an earlier hour was written
        (seen(5), at(7), at(7)),  # a later one counts
        (seen(None), at(3), at(3)),  # a person says until when
    ],
)
def test_the_latest_of_what_was_seen_and_written_counts(
    read: Seen, written: datetime | None, until: datetime
) -> None:
    held = hold_of([read], written)
    assert (held.until, held.is_unclear) == (until, False)
    assert held.forbids(until - timedelta(microseconds=1))
    assert not held.forbids(until)


def test_an_hour_that_nobody_can_read_holds_without_end() -> None:
    held = hold_of([seen(None)], None)
    assert held.is_unclear
    assert held.forbids(at(100_000))
    assert held.as_said() == "unclear"


def test_two_people_lift_it_and_one_person_twice_does_not() -> None:
    assert hold_of([seen(5), lift("Ada Blom")], None).until == at(5)
    assert hold_of([seen(5), lift("Ada Blom"), lift("ADA BLOM")], None).until == at(5)
    held = hold_of([seen(5), lift("Ada Blom"), lift("Bo Lind")], None)
    assert not held.forbids(NOON)
    assert [each.by for each in held.lifted] == ["Ada Blom", "Bo Lind"]
    assert held.as_said() == (
        "none, lifted by Ada Blom: the issuer said so; Bo Lind: the issuer said so"
    )


def test_a_lift_leaves_the_files_own_hour() -> None:
    assert hold_of([seen(5), lift("Ada"), lift("Bo")], at(3)).until == at(3)


def test_two_people_lift_also_what_nobody_could_read() -> None:
    assert hold_of([seen(None), lift("Ada"), lift("Bo")], None).lifted
    assert not hold_of([seen(None), lift("Ada"), lift("Bo")], None).forbids(NOON)


def test_what_is_seen_after_a_lift_needs_two_people_again() -> None:
    story = [seen(5), lift("Ada"), seen(8, "another"), lift("Bo")]
    assert hold_of(story, None).until == at(8)
    assert [each.by for each in hold_of(story, None).given] == ["Bo"]
    assert hold_of([*story, lift("Ada")], None).until is None
    assert hold_of([seen(5), lift("Ada"), lift("Bo"), seen(8)], None).until == at(8)


def test_a_lift_before_anything_was_seen_lifts_nothing() -> None:
    assert hold_of([lift("Ada"), lift("Bo"), seen(5)], None).until == at(5)


STORY = st.lists(
    st.builds(seen, st.none() | st.integers(-9, 9))
    | st.builds(lift, st.sampled_from(["A", "b", "B"])),
    max_size=8,
)


@given(STORY, st.none() | st.integers(-9, 9).map(at), st.integers(-9, 9).map(at))
def test_whatever_happened_what_was_not_lifted_by_two_people_holds(
    story: list[Seen | Lift], written: datetime | None, now: datetime
) -> None:
    last = max((n for n, each in enumerate(story) if isinstance(each, Seen)), default=0)
    people = {each.by.casefold() for each in story[last:] if isinstance(each, Lift)}
    held = hold_of(story, written)
    if written is not None and now < written:
        assert held.forbids(now)
    if story and isinstance(story[last], Seen) and len(people) < 2:
        instant = story[last].instant
        assert held.forbids(now) or (written is not None if instant is None else now >= instant)
    if held.lifted:
        assert len({each.by.casefold() for each in held.lifted}) >= 2
