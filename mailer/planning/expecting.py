"""What a blast will cost and how long it takes: from what is set, else from how fast the last ones went."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from statistics import median

from mailer.model.plan import Expected
from mailer.planning.basis import Basis
from mailer.wording.figures import listed, money
from mailer.wording.times import lasting

_PAUSED = 10
"""A gap between two batches that is so many times the usual one is a pause, not a pace."""
_FEWEST = 3
"""Gaps that make a speed."""
_CENT = Decimal("0.01")


def expected(recipients: int, basis: Basis) -> Expected:
    rate = basis.cost_per_thousand
    cost = None if rate is None else (rate * recipients / 1000).quantize(_CENT)
    paces = [each for each in (basis.per_second, basis.per_campaign) if each]
    speed = min(paces, default=basis.speed)
    return Expected(
        cost=cost,
        currency=basis.currency if cost is not None else "",
        seconds=recipients / speed if speed else None,
        per_second=speed or None,
        is_measured=bool(speed) and not paces,
    )


def in_words(found: Expected) -> str:
    """`EUR 13.50, about 12 minutes at 20 a second`; empty where nobody can say anything."""
    told = [money(found.cost, found.currency)] if found.cost is not None else []
    if found.seconds is not None and found.per_second is not None:
        usual = "as fast as the last blasts" if found.is_measured else ""
        how = usual or f"at {found.per_second:,g} a second"
        told.append(f"about {lasting(found.seconds)} {how}")
    return listed(told)


def measured_speed(attempts: Sequence[tuple[datetime, int]]) -> float | None:
    """People a second over the batches of one blast. attempts: when each was sent, and how many were in it.

    None where there are too few to tell. The last batch is left out: nobody knows when it was through.
    """
    ordered = sorted(attempts)
    gaps = [
        ((later - earlier).total_seconds(), people)
        for (earlier, people), (later, _) in pairwise(ordered)
    ]
    if len(gaps) < _FEWEST:
        return None
    usual = median(seconds for seconds, _ in gaps)
    counted = [(seconds, people) for seconds, people in gaps if seconds <= usual * _PAUSED]
    whole = sum(seconds for seconds, _ in counted)
    return sum(people for _, people in counted) / whole if whole > 0 else None
