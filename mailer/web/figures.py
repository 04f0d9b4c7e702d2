"""Geometry of the small inline pictures: shares of a bar, points of a curve. No figure is made here."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.model.delivery import LedgerCount
from mailer.model.report import Moment

_NICE = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 50, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a bar, in percent of its width; people: what it stands for."""

    kind: str
    label: str
    people: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """points: `x,y x,y ...` in a square of 100 by 100, y downwards, for a polyline. last: its end."""

    kind: str
    label: str
    points: str
    last: int


@dataclass(frozen=True, slots=True)
class Curve:
    """People over time. ticks: of the y axis, top first; hours: labels of the x axis, evenly apart."""

    lines: Sequence[Line]
    ticks: Sequence[int]
    hours: Sequence[str]


def progress(count: LedgerCount) -> Sequence[Stretch]:
    """Everyone planned, left to right; empty before anybody is. Stretches of nobody are left out."""
    parts = (
        ("accepted", "accepted", count.accepted),
        ("refused", "refused", count.refused),
        ("flight", "in flight", count.in_flight),
        ("unknown", "unknown", count.unknown),
        ("suppressed", "suppressed since the plan", count.suppressed),
        ("waiting", "waiting", count.remaining - count.in_flight),
    )
    stretches = []
    start = 0.0
    for kind, label, people in parts:
        if people > 0 and count.planned > 0:
            width = 100 * people / count.planned
            stretches.append(Stretch(kind, label, people, round(start, 3), round(width, 3)))
            start += width
    return stretches


def curve(timeline: Sequence[Moment], *, with_opens: bool) -> Curve | None:
    """People who clicked and, where opens are measured, people who surely opened. None where there is no
    stretch of time to draw, or nothing happened in it."""
    if len(timeline) < 2 or timeline[-1].hours <= timeline[0].hours:
        return None
    end = timeline[-1].hours
    series = [("first", "clicked", [moment.clickers for moment in timeline])]
    if with_opens:
        series.append(("second", "surely opened", [moment.openers for moment in timeline]))
    most = max(max(values) for _, _, values in series)
    if most == 0:
        return None
    top = _round_up(most)
    times = [100 * moment.hours / end for moment in timeline]
    lines = [
        Line(kind, label, _points(times, values, top), values[-1]) for kind, label, values in series
    ]
    ticks = sorted({round(top * share / 3) for share in range(4)}, reverse=True)
    return Curve(lines, ticks, [span(end * share / 2) for share in range(3)])


def span(hours: float) -> str:
    """`0`, `45 seconds`, `30 minutes`, `36 hours`, `10 days`."""
    if hours == 0:
        return "start"
    for size, unit in ((24.0, "day"), (1.0, "hour"), (1 / 60, "minute"), (1 / 3600, "second")):
        if hours >= 2 * size:
            many = round(hours / size)
            return f"{many} {unit}s"
    return "1 second"


def _points(times: Sequence[float], values: Sequence[int], top: int) -> str:
    pairs = zip(times, values, strict=True)
    return " ".join(f"{time:.2f},{100 - 100 * value / top:.2f}" for time, value in pairs)


def _round_up(most: int) -> int:
    """The next number that three steps divide into whole ones."""
    size = 1
    while most > 3 * _NICE[-1] * size:
        size *= 10
    return next(3 * nice * size for nice in _NICE if 3 * nice * size >= most)
