"""A few people first; then, after a while, whether anything speaks against writing to the rest.

what was heard of them + limits ──> alarms, in numbers           none ──> the rest goes

Small numbers lie: one complaint among forty people is 2.5 %, and may well be chance. An alarm therefore
needs three people, and a rate that lies above its limit even at the low end of what chance allows.
"""

from collections.abc import Callable
from typing import get_args

from mailer.model.plan import Risk
from mailer.model.timing import Alarm, Canary, Heard
from mailer.wording.figures import people, plural

CANARY_ALARM = "canary-alarm"
FEWEST = 3
"""People. Fewer never stop a campaign, however few were asked."""
_BROKEN = 500
"""From here on a status of HTTP is the server's own fault."""
LowEnd = Callable[[int, int], float]
"""(part, base) -> the share that is the least to be believed, 0 to 1."""
_EVERY: tuple[Alarm, ...] = get_args(Alarm)


def alarms(canary: Canary, heard: Heard, low_end: LowEnd) -> tuple[str, ...]:
    """What speaks against the rest, a sentence's part each; empty where nothing does. Bounces count against
    those whom the provider took, the rest against those delivered, where any delivery was told of."""
    if canary.needs_events and heard.anything == 0:
        return (_nothing_heard(heard),)
    found = []
    for kind in _EVERY:
        limit = canary.limits.get(kind)
        base = heard.reached if kind == "bounced" else heard.delivered or heard.reached
        part = heard.counts.get(kind, 0)
        if limit is not None and _is_alarm(part, base, limit, low_end):
            rate = f"{100 * part / base:.1f} %"
            found.append(f"{part:,} of {base:,} {kind} ({rate}, limit {_percent(limit)})")
    return tuple(found)


def dead_form(status: int | None, trouble: str) -> tuple[str, ...]:
    """Whether givers would find nothing where the form should be: what its address answered. Who only keeps
    programs out (403, 429) is not dead."""
    if trouble in ("unreachable", "tls", "too-many-redirects"):
        return (f"the donation form does not answer ({trouble})",)
    if status is not None and (status in (404, 410) or status >= _BROKEN):
        return (f"the donation form answers {status}",)
    return ()


def stopped(why: tuple[str, ...]) -> str:
    """The reason of the pause, for people."""
    return (
        f"{CANARY_ALARM}: canary stopped: {'; '.join(why)}. The rest is let go with "
        f"--accept {CANARY_ALARM}."
    )


def alarm_risk(reason: str | None) -> Risk:
    """What stands in the way of going on."""
    message = (reason or "").removeprefix(f"{CANARY_ALARM}: ") or "its canary stopped it"
    return Risk(CANARY_ALARM, message.partition(". ")[0], blocks=True)


def stops_at(kind: Alarm, canary: Canary, base: int, low_end: LowEnd) -> int | None:
    """From how many people of `base` on that alarm stops the campaign; None: there is no such alarm, or it
    can't be that many."""
    limit = canary.limits.get(kind)
    if limit is None:
        return None
    return next(
        (part for part in range(FEWEST, base + 1) if _is_alarm(part, base, limit, low_end)), None
    )


def reads_as(canary: Canary) -> str:
    """The rule in words; numbers of people stand in `foretold`."""
    share = people(canary.people) if canary.people else _percent(canary.share)
    limits = [
        f"{kind} over {_percent(canary.limits[kind])}" for kind in _EVERY if kind in canary.limits
    ]
    limits += ["no event came back"] if canary.needs_events else []
    limits += ["the donation form is dead"] if canary.form else []
    last = f", stops where {' or '.join(limits)}" if limits else ""
    return f"{share} first, then {plural(canary.hold_minutes, 'minute')} of waiting{last}"


def foretold(canary: Canary, recipients: int, low_end: LowEnd) -> str:
    """What a plan says of it: how many go first, and what it takes to stop the others."""
    first = canary.wanted(recipients)
    if first >= recipients:
        return f"all {people(recipients)} are the canary: there is no rest to hold back"
    stops = []
    for kind in _EVERY:
        if kind in canary.limits:
            needed = stops_at(kind, canary, first, low_end)
            told = f"{needed:,} {kind}" if needed else f"never by how many {kind}: too few people"
            stops.append(told)
    wait = plural(canary.hold_minutes, "minute")
    judged = f"; stops at {', '.join(stops)}" if stops else ""
    return f"{people(first)} first, {recipients - first:,} at least {wait} later{judged}"


def _nothing_heard(heard: Heard) -> str:
    if heard.reached == 0:
        return "nobody of the canary could be reached"
    return (
        f"no event came back for {people(heard.reached)}: the webhook may be broken, and nobody can tell "
        "how it went"
    )


def _is_alarm(part: int, base: int, limit: float, low_end: LowEnd) -> bool:
    return part >= FEWEST and base > 0 and low_end(min(part, base), base) > limit


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
