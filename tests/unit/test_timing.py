"""The rules of a blast's timing in words and numbers: pure."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.model.segment import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    NoneOf,
    Rule,
    Segment,
    Selection,
)
from mailer.model.timing import AT_ONCE, Canary, Hours, Timing, Warmup
from mailer.planning import Basis
from mailer.planning.expecting import expected
from mailer.planning.timing import excludes_givers, pacings, said, warm_days
from tests.clock import NOON

TODAY = NOON.date()
PLAN = Warmup("news.example.org", TODAY, (500, 1000, 2000))


def low_end(part: int, base: int) -> float:
    return 0.0


def test_nothing_set_is_nothing_said() -> None:
    assert said(AT_ONCE) == ""
    assert list(pacings(AT_ONCE, 100, NOON, 0, low_end)) == []


def test_every_rule_is_said_and_none_of_its_instants() -> None:
    whole = Timing(
        hours=Hours("UTC", quiet=(time(21), time(8))),
        canary=Canary(share=0.02, needs_events=False),
        warmup=PLAN,
        per_second=50,
        gave_since=NOON,
    )
    assert said(whole) == (
        "quiet 21:00-08:00, on the clocks of UTC; canary: 2 % first, then 60 minutes of waiting; warm-up of "
        "news.example.org from 2026-11-30: 500, 1,000, 2,000 a day; at most 50 a second of this campaign; who "
        "gives meanwhile (through this campaign) is left out"
    )
    assert [each.name for each in pacings(whole, 100, NOON, 0, low_end)] == [
        "quiet-hours",
        "canary",
        "warm-up",
        "pace",
        "gave-since",
    ]


@pytest.mark.parametrize(
    ("recipients", "warmed", "days"),
    [
        (400, 0, [400]),
        (500, 0, [500]),
        (501, 0, [500, 1]),
        (4000, 0, [500, 1000, 2000, 500]),
        (1000, 300, [200, 800]),
        (1000, 500, [1000]),
        (9000, 0, [500, 1000, 2000, 5500]),
    ],
)
def test_a_warm_up_takes_its_days(recipients: int, warmed: int, days: list[int]) -> None:
    found = warm_days(PLAN, recipients, NOON, warmed)
    assert [people for _, people in found] == days
    first = TODAY + timedelta(days=1 if warmed >= 500 else 0)
    assert found[0][0] == first


@given(
    plan=st.lists(st.integers(1, 50), min_size=1, max_size=6),
    recipients=st.integers(0, 300),
    before=st.integers(-3, 10),
)
def test_everybody_gets_it_and_no_day_is_passed(
    plan: list[int], recipients: int, before: int
) -> None:
    warmup = Warmup("news.example.org", TODAY - timedelta(days=before), tuple(plan))
    days = warm_days(warmup, recipients, NOON, 0)
    assert sum(people for _, people in days) == recipients
    for day, people in days:
        most = warmup.most_on(day)
        assert most is None or people <= most


def test_a_plan_tells_the_last_day() -> None:
    (told,) = pacings(Timing(warmup=PLAN), 1200, NOON, 0, low_end)
    assert told.message == (
        "news.example.org is being warmed up: 2 days for 1,200 people, 500, 700 a day, the last on Tuesday "
        "1 December 2026 (UTC)"
    )
    (short,) = pacings(Timing(warmup=PLAN), 3, NOON, 0, low_end)
    assert short.message == (
        "news.example.org is being warmed up: all 3 people on Monday 30 November 2026 (UTC)"
    )
    assert PLAN.most_on(date(2026, 12, 3)) is None


@pytest.mark.parametrize(
    ("shared", "own", "seconds"),
    [(0, 0, None), (10, 0, 60), (0, 5, 120), (10, 5, 120), (10, 20, 60)],
)
def test_the_slower_pace_is_what_a_plan_expects(
    shared: float, own: float, seconds: float | None
) -> None:
    basis = Basis(batch_size=100, segment="everyone", per_second=shared, per_campaign=own)
    assert expected(600, basis).seconds == seconds


RECENT = Condition("last_gift_at", "within_days", 30)
LONG_AGO = Condition("last_gift_at", "older_than_days", 365)
GERMAN = Condition("country", "is", "DE")


@pytest.mark.parametrize(
    ("include", "exclude", "does"),
    [
        (Everyone(), [], False),
        (Everyone(), [RECENT], True),
        (Everyone(), [GERMAN, AnyOf((GERMAN, RECENT))], True),
        (Everyone(), [AllOf((GERMAN, RECENT))], False),
        (Everyone(), [NoneOf((LONG_AGO,))], True),
        (Everyone(), [LONG_AGO], False),
        (LONG_AGO, [], True),
        (AllOf((GERMAN, LONG_AGO)), [], True),
        (AnyOf((GERMAN, LONG_AGO)), [], False),
        (AllOf((GERMAN, NoneOf((RECENT,)))), [], True),
        (Condition("last_gift_at", "is_known", False), [], True),
        (Condition("last_gift_at", "is_known", True), [], False),
        (RECENT, [], False),
    ],
)
def test_rules_that_a_gift_alone_takes_somebody_out_of(
    include: Rule, exclude: list[Rule], does: bool
) -> None:
    selection = Selection(
        include=Segment("who", include, "who"),
        exclude=tuple(Segment(f"not-{n}", rule, "") for n, rule in enumerate(exclude)),
        needs=(),
        as_of=NOON,
    )
    assert excludes_givers(selection) is does
