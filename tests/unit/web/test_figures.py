"""Bars and curves stand for the figures that they are given, and for nothing else."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mailer.model.delivery import LedgerCount
from mailer.model.report import Moment
from mailer.web import figures

START = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
people = st.integers(min_value=0, max_value=100_000)


def moment(hours: float, openers: int, clickers: int) -> Moment:
    return Moment(
        hours=hours,
        at=START + timedelta(hours=hours),
        delivered=100,
        openers=openers,
        clickers=clickers,
        gifts=0,
        raised=Decimal(0),
    )


@given(people, people, people, people, people, people)
def test_the_bar_is_everybody_once(
    accepted: int, refused: int, suppressed: int, unknown: int, waiting: int, flight: int
) -> None:
    planned = accepted + refused + suppressed + unknown + waiting + flight
    count = LedgerCount(
        planned, accepted, refused, suppressed, unknown, waiting + flight, {}, flight
    )
    bar = figures.progress(count)
    assert sum(piece.people for piece in bar) == planned
    assert all(piece.people > 0 for piece in bar)
    if planned:
        assert abs(sum(piece.width for piece in bar) - 100) < 0.01
        for before, after in pairwise(bar):
            assert abs(before.start + before.width - after.start) < 0.01


def test_nobody_planned_is_no_bar() -> None:
    assert list(figures.progress(LedgerCount(0, 0, 0, 0, 0, 0))) == []


def test_a_curve_ends_at_the_last_figures() -> None:
    drawn = figures.curve([moment(0, 0, 0), moment(36, 20, 5), moment(72, 30, 9)], with_opens=True)
    assert drawn is not None
    assert [(line.label, line.last) for line in drawn.lines] == [
        ("clicked", 9),
        ("surely opened", 30),
    ]
    assert list(drawn.ticks) == [30, 20, 10, 0]
    assert list(drawn.hours) == ["start", "36 hours", "3 days"]
    assert drawn.lines[1].points == "0.00,100.00 50.00,33.33 100.00,0.00"


def test_opens_that_are_not_measured_are_not_drawn() -> None:
    drawn = figures.curve([moment(0, 0, 0), moment(2, 0, 3)], with_opens=False)
    assert drawn is not None
    assert [line.label for line in drawn.lines] == ["clicked"]


def test_nothing_to_draw_is_no_curve() -> None:
    assert figures.curve([], with_opens=True) is None
    assert figures.curve([moment(0, 1, 1)], with_opens=True) is None
    assert figures.curve([moment(0, 0, 0), moment(5, 0, 0)], with_opens=True) is None
    assert figures.curve([moment(1, 0, 1), moment(1, 0, 2)], with_opens=True) is None


@given(
    st.lists(st.tuples(people, people), min_size=2, max_size=20),
    st.floats(min_value=0.001, max_value=400),
)
def test_every_point_lies_inside_and_the_ticks_are_whole(
    values: list[tuple[int, int]], step: float
) -> None:
    moments = [moment(step * place, *pair) for place, pair in enumerate(values)]
    drawn = figures.curve(moments, with_opens=True)
    if drawn is None:
        assert all(pair == (0, 0) for pair in values)
        return
    assert drawn.ticks[0] >= max(max(pair) for pair in values)
    assert drawn.ticks[-1] == 0
    assert len(drawn.ticks) == 4
    for line in drawn.lines:
        for point in line.points.split():
            x, y = (float(each) for each in point.split(","))
            assert -0.01 <= x <= 100.01
            assert -0.01 <= y <= 100.01
