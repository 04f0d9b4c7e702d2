"""From an approved plan to batches in the ledger: now, at an hour, or at that hour in each zone.

plan NOW ──> equal to what enough people approved? ──> every blocking risk accepted by name?
──> hours on the clocks ──> freeze, in one transaction
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mailer.app import App
from mailer.errors import InputError, UnsafePlan
from mailer.model.plan import Risk, SendPlan
from mailer.model.timing import Timing
from mailer.operations.blast import timing
from mailer.operations.blast.adopting import must_be_adopted
from mailer.operations.blast.hours import Start, at_once, hour, risks_then
from mailer.operations.blast.plans import (
    Prepared,
    approvals,
    is_enough,
    keep,
    must_be_open,
    prepare,
    voided,
)
from mailer.operations.blast.showing import by_time, shown_pacings
from mailer.operations.blast.working import call_workers
from mailer.planning import (
    blocking,
    count_risk,
    local_instant,
    not_approved,
    plan_changed,
    spoken,
    wall_time,
)

_NOT_AFTER = "--not-after"
UNNAMED = "unnamed"


def send(
    app: App,
    slug: str,
    accept: Sequence[str] = (),
    count: str | None = None,
    per_second: float | None = None,
    not_after: str | None = None,
    by: str = UNNAMED,
) -> dict[str, Any]:
    """Schedules for now. See `schedule`."""
    must_be_adopted(app)
    must_be_open(app, slug)
    start = at_once(app)
    last = _not_after(not_after, start.zone)
    return _start(app, prepare(app, slug), start, _Yes(by, accept, count, per_second, last))


def schedule(
    app: App,
    slug: str,
    at: str,
    timezone: str | None = None,
    local: bool = False,
    accept: Sequence[str] = (),
    count: str | None = None,
    per_second: float | None = None,
    not_after: str | None = None,
    by: str = UNNAMED,
) -> dict[str, Any]:
    """at: `2026-12-01T09:00`, on the clocks of `timezone` (IANA; the organisation's where none is named),
    or with local on each contact's own. count: how many people it is for, typed; needed only where nobody
    has to approve. per_second: people of this campaign; None: as the settings say. not_after: as `at`, on the
    clocks of that zone; what has not gone out by then stops. by: who starts it; kept.

    Raises InputError for an hour that doesn't exist, comes twice or has passed; Conflict where the
    campaign is scheduled already; UnsafePlan where the plan now is not what people approved.
    """
    must_be_adopted(app)
    must_be_open(app, slug)
    named = hour(app, at, timezone, local)
    last = _not_after(not_after, named.zone)
    prepared = prepare(app, slug)
    start = named.start(app, prepared.people.zones)
    return _start(app, prepared, start, _Yes(by, accept, count, per_second, last))


def _not_after(written: str | None, zone: str) -> datetime | None:
    if written is None:
        return None
    return local_instant(wall_time(written, _NOT_AFTER), zone, _NOT_AFTER)


def _must_begin_before(last: datetime | None, start: Start, zones: Iterable[str | None]) -> None:
    """Raises InputError where a whole wave would never go out."""
    latest = max(map(start.starts_at, zones), default=start.first)
    if last is not None and last <= latest:
        raise InputError(
            f"{_NOT_AFTER}: {spoken(last, start.zone)} lies before {spoken(latest, start.zone)}, when the "
            "last people are due. Choose a later hour."
        )


@dataclass(frozen=True, slots=True)
class _Yes:
    """Who starts it, and what they say besides the hour. accept: risks by name. not_after: aware UTC."""

    by: str
    accept: Sequence[str] = ()
    count: str | None = None
    per_second: float | None = None
    not_after: datetime | None = None


def _start(app: App, prepared: Prepared, start: Start, said: _Yes) -> dict[str, Any]:
    made = prepared.plan
    _must_begin_before(said.not_after, start, prepared.people.zones)
    rules = _rules(app, prepared, start, said)
    frozen_rules = timing.without_accepted(rules, _accepted(app, made, said.accept))
    in_the_way = (
        *_loosened(app, prepared, start, said),
        *_in_the_way(app, prepared, start, rules, said.accept),
        *_uncounted(app, made, said.count),
    )
    if in_the_way:
        _void(app, made)
        raise UnsafePlan(in_the_way)
    keep(app, prepared)
    late = int(app.settings.worker.late_hours * 3600)
    app.store.campaigns.limit(made.campaign, late, said.not_after, when=("planned", "approved"))
    frozen = app.store.ledger.freeze(
        made,
        prepared.selection,
        start.starts_at,
        by_timezone=start.by_timezone or bool(rules.hours and rules.hours.by_recipient),
        timing=frozen_rules,
    )
    call_workers(app)
    shown = by_time(frozen, start.zone)
    _write_down(app, made, start, said)
    pacings = timing.pacings_of(app, frozen_rules, prepared.people)
    return {
        "starts_at": min((wave["starts_at"] for wave in shown), default=start.first),
        "waves": shown,
        "recipients": made.recipients,
        "timezone": start.zone,
        "not_after": said.not_after,
        "pacings": shown_pacings(pacings),
        "transport": made.transport,
        "fingerprint": made.fingerprint,
    }


def _write_down(app: App, made: SendPlan, start: Start, said: _Yes) -> None:
    app.store.audit.add(
        made.campaign,
        "scheduled",
        said.by,
        app.clock.now(),
        {
            "fingerprint": made.fingerprint,
            "recipients": made.recipients,
            "starts_at": start.first.isoformat(),
            "approved_by": [each.by for each in approvals(app, made)],
            "accepted": sorted(set(said.accept)),
            "transport": made.transport,
            **({"per_second": said.per_second} if said.per_second is not None else {}),
            "not_after": said.not_after.isoformat() if said.not_after else None,
        },
    )


def _set(app: App, prepared: Prepared, start: Start) -> Timing:
    """The rules as the settings have them, which people approved."""
    return timing.timing_of(app, prepared.made, prepared.selection, by_zone=start.by_timezone)


def _loosened(app: App, prepared: Prepared, start: Start, said: _Yes) -> tuple[Risk, ...]:
    """A campaign may go slower than people approved, never faster."""
    most, now = _set(app, prepared, start).per_second, said.per_second
    if not (app.settings.approval.needed and most and now is not None) or 0 < now <= most:
        return ()
    message = (
        f"its pace was approved as at most {most:g} a second: choose no more, or change [pace] per_campaign, "
        "plan again and have that approved"
    )
    return (Risk("plan-changed", message, blocks=True, may_be_accepted=False),)


def _rules(app: App, prepared: Prepared, start: Start, said: _Yes) -> Timing:
    rules = timing.since(_set(app, prepared, start), approvals(app, prepared.plan))
    return rules if said.per_second is None else replace(rules, per_second=said.per_second)


def _in_the_way(
    app: App, prepared: Prepared, start: Start, rules: Timing, accept: Sequence[str]
) -> tuple[Risk, ...]:
    """Every reason why this plan may not start at those hours; what approvers accepted is accepted."""
    made = prepared.plan
    risks = risks_then(app, prepared.campaign, made, prepared.people, rules, start)
    return (*_unapproved(app, made), *blocking(risks, _accepted(app, made, accept)))


def _accepted(app: App, made: SendPlan, accept: Sequence[str]) -> frozenset[str]:
    given = approvals(app, made)
    return frozenset({*accept, *(name for each in given for name in each.accepted_risks)})


def _uncounted(app: App, made: SendPlan, count: str | None) -> tuple[Risk, ...]:
    """Who approves types the number; where nobody has to, who sends does."""
    approval = app.settings.approval
    return count_risk(
        made.recipients, None if approval.needed else approval.typed_count_from, count
    )


def _unapproved(app: App, made: SendPlan) -> tuple[Risk, ...]:
    given = approvals(app, made)
    if is_enough(app, given):
        return ()
    before = voided(app, made)
    if before is not None:
        return plan_changed(before, made)
    return (not_approved(made, given, app.settings.approval.needed),)


def _void(app: App, made: SendPlan) -> None:
    """A plan that nobody approved as it is now is no longer an approved one."""
    if not is_enough(app, approvals(app, made)):
        app.store.campaigns.move(
            made.campaign, "planned", when=("approved",), reason=None, at=app.clock.now()
        )
