"""The rules of `model.timing` in words: for the fingerprint, and with the numbers of one plan.

Timing ── said ──> what people approve           Timing + recipients + now ── pacings ──> what it comes to
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from mailer.model.plan import Pacing
from mailer.model.segment import AllOf, AnyOf, Condition, NoneOf, Rule, Selection
from mailer.model.timing import Timing, Warmup
from mailer.planning import canary, quiet
from mailer.wording.figures import people
from mailer.wording.times import full_day

WARM_UP = "warm-up"
_MOST_SHOWN = 6


def said(timing: Timing) -> str:
    """Empty where nothing is set. Instants are left out: they move on while the rule stays."""
    parts = []
    if timing.hours is not None:
        parts.append(quiet.reads_as(timing.hours))
    if timing.canary is not None:
        parts.append(f"canary: {canary.reads_as(timing.canary)}")
    if timing.warmup is not None:
        numbers = ", ".join(f"{number:,}" for number in timing.warmup.plan)
        parts.append(
            f"warm-up of {timing.warmup.domain} from {timing.warmup.started_at}: {numbers} a day"
        )
    if timing.per_second:
        parts.append(f"at most {timing.per_second:g} a second of this campaign")
    if timing.gave_since is not None:
        parts.append(f"who gives meanwhile ({_whose_gift(timing)}) is left out")
    return "; ".join(parts)


def pacings(
    timing: Timing, recipients: int, now: datetime, warmed: int, low_end: canary.LowEnd
) -> Iterator[Pacing]:
    """warmed: people whom the warm-up's domain has written to today."""
    if timing.hours is not None:
        yield Pacing(quiet.QUIET, f"{quiet.reads_as(timing.hours)}; what is due then waits")
    if timing.canary is not None and recipients:
        yield Pacing("canary", canary.foretold(timing.canary, recipients, low_end))
    if timing.warmup is not None and recipients:
        yield Pacing(WARM_UP, _warming(timing.warmup, recipients, now, warmed))
    if timing.per_second:
        yield Pacing("pace", f"at most {timing.per_second:g} a second of this campaign")
    if timing.gave_since is not None:
        yield Pacing(
            "gave-since", f"who gives before their turn ({_whose_gift(timing)}) is left out"
        )


def warm_days(
    warmup: Warmup, recipients: int, now: datetime, warmed: int
) -> list[tuple[date, int]]:
    """(day in UTC, people) from today on, until everybody has got it; days on which nobody does are left out."""
    day, left = now.astimezone(UTC).date(), recipients
    spent, days = warmed, []
    while left > 0:
        most = warmup.most_on(day)
        going = left if most is None else max(0, min(left, most - spent))
        if going:
            days.append((day, going))
        left, spent, day = left - going, 0, day + timedelta(days=1)
    return days


def excludes_givers(selection: Selection) -> bool:
    """Whether a gift of today, by itself, takes a person out of what the rules pick."""
    return any(_becomes(each.rule, True) for each in selection.exclude) or _becomes(
        selection.include.rule, False
    )


def _becomes(rule: Rule, holds: bool) -> bool:
    """Whether a gift of today, by itself, makes the rule hold, or no longer hold."""
    match rule:
        case Condition(field="last_gift_at", operator="within_days"):
            return holds
        case Condition(field="last_gift_at", operator="older_than_days"):
            return not holds
        case Condition(field="last_gift_at", operator="is_known", value=value):
            return value is holds
        case AnyOf(rules) | AllOf(rules):
            each = [_becomes(part, holds) for part in rules]
            is_enough = isinstance(rule, AnyOf) is holds  # one of them is
            return any(each) if is_enough else bool(each) and all(each)
        case NoneOf(rules):
            return _becomes(AnyOf(rules), not holds)
    return False


def _whose_gift(timing: Timing) -> str:
    return "whatever for" if timing.gave_anything else "through this campaign"


def _warming(warmup: Warmup, recipients: int, now: datetime, warmed: int) -> str:
    days = warm_days(warmup, recipients, now, warmed)
    shown = ", ".join(f"{number:,}" for _, number in days[:_MOST_SHOWN])
    more = ", ..." if len(days) > _MOST_SHOWN else ""
    if len(days) == 1:
        when = f"all {people(recipients)} on {full_day(days[0][0])}"
    else:
        when = (
            f"{len(days)} days for {people(recipients)}, {shown}{more} a day, "
            f"the last on {full_day(days[-1][0])}"
        )
    return f"{warmup.domain} is being warmed up: {when} (UTC)"
