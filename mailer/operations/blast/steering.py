"""Pause, resume, cancel, and how it stands. Each is one conditional move; the next claim obeys it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from mailer.app import App
from mailer.errors import Conflict, NotFound, UnsafePlan
from mailer.model.campaign import RUNNING, UNFINISHED, CampaignState, Record
from mailer.model.delivery import LedgerCount
from mailer.model.ids import Slug
from mailer.model.plan import Risk
from mailer.operations.blast.recalling import recall
from mailer.operations.blast.showing import by_time
from mailer.operations.blast.working import call_workers
from mailer.operations.embargo import must_be_over
from mailer.planning import blocking, late_risk
from mailer.planning.canary import CANARY_ALARM, alarm_risk
from mailer.planning.lateness import TOO_LATE

_MOVES = 3
"""Tries, where a worker moves the state between reading and writing it."""


def pause(app: App, slug: str, reason: str | None = None, by: str = "unnamed") -> dict[str, Any]:
    """What is on its way finishes; nothing else starts."""
    return _move(app, slug, "paused", RUNNING, lambda _: "paused", reason, by)


def resume(app: App, slug: str, by: str = "unnamed", accept: Sequence[str] = ()) -> dict[str, Any]:
    """What is due goes out at once. A campaign of which nothing was tried yet is scheduled again. Raises
    UnsafePlan while it is under embargo, and where it is too late, or its canary stopped it, unless `too-late`
    or `canary-alarm` is accepted."""
    record = app.store.campaigns.find(Slug(slug))
    accepted: tuple[str, ...] = ()
    if record is not None and record.state == "paused":
        must_be_over(app, record)
        accepted = _unwell_all_the_same(app, record, accept)
        accepted += _late_all_the_same(app, record, accept)
    moved = _move(app, slug, "resumed", ("paused",), _running_state, None, by, accepted)
    if CANARY_ALARM in accepted:
        app.store.ledger.let_go(Slug(slug))
    call_workers(app)
    return moved


def _unwell_all_the_same(app: App, record: Record, accept: Sequence[str]) -> tuple[str, ...]:
    """Where its canary stopped it. Names of what was accepted."""
    if app.store.ledger.canary(Slug(record.slug)) != "stopped":
        return ()
    risk = alarm_risk(record.reason)
    if in_the_way := blocking([risk], accept):
        raise UnsafePlan(in_the_way)
    return (risk.name,)


def _late_all_the_same(app: App, record: Record, accept: Sequence[str]) -> tuple[str, ...]:
    """A person's word outlives the hours: from now on it may begin whenever. Names of what was accepted."""
    risks = _lateness(app, record)
    if in_the_way := blocking(risks, accept):
        raise UnsafePlan(in_the_way)
    not_after = None if risks else record.not_after
    app.store.campaigns.limit(Slug(record.slug), None, not_after, when=("paused",))
    return tuple(risk.name for risk in risks)


def _lateness(app: App, record: Record) -> tuple[Risk, ...]:
    """Who resumes what a person paused knows how late it is; what stopped by itself is asked about."""
    is_stopped_late = (record.reason or "").startswith(TOO_LATE)
    due = [wave.starts_at for wave in app.store.ledger.waves(Slug(record.slug))]
    return late_risk(
        min(due, default=None) if is_stopped_late else None,
        timedelta(seconds=record.late_seconds or 0),
        record.not_after,
        app.clock.now(),
    )


def cancel(app: App, slug: str, reason: str | None = None, by: str = "unnamed") -> dict[str, Any]:
    """For good: whoever was not written to yet stays `remaining`. What is on its way finishes; the provider is
    asked to cancel what it still holds, and `provider` says what came of it. A second time it is asked again."""
    moved = _move(app, slug, "cancelled", UNFINISHED, lambda _: "cancelled", reason, by)
    app.store.ledger.cancel_queued(Slug(slug))
    return {**moved, "provider": recall(app, slug, by)}


def status(app: App, slug: str) -> dict[str, Any]:
    """The ledger, in people: planned = accepted + refused + suppressed + unknown + remaining."""
    record = app.store.campaigns.find(Slug(slug))
    if record is None:
        app.workspace.campaign(slug)
    counted = app.store.ledger.count(Slug(slug))
    return {
        "state": record.state if record else "draft",
        "planned": counted.planned,
        "accepted": counted.accepted,
        "refused": counted.refused,
        "suppressed": counted.suppressed,
        "unknown": counted.unknown,
        "remaining": counted.remaining,
        "batches": dict(counted.batches),
        "gave": counted.gave,
        "waits": waits(app, slug),
        "canary": app.store.ledger.canary(Slug(slug)),
        "timezone": app.settings.organisation.timezone,
        "starts_at": record.starts_at if record else None,
        "waves": by_time(app.store.ledger.waves(Slug(slug)), app.settings.organisation.timezone),
        "reason": record.reason if record else None,
        "not_after": record.not_after if record else None,
    }


def waits(app: App, slug: str) -> list[dict[str, Any]]:
    """What is held back besides its hour, by what, and until when (aware UTC; null: nobody knows)."""
    found = app.store.ledger.waiting(Slug(slug), app.clock.now())
    return [{"why": each.why, "until": each.until, "people": each.people} for each in found]


def _running_state(counted: LedgerCount) -> CampaignState:
    """sending where a batch was ever tried: the ledger knows, however it was paused."""
    settled = counted.accepted + counted.refused + counted.suppressed + counted.unknown
    return "sending" if settled or counted.batches.get("sending") else "scheduled"


def _move(
    app: App,
    slug: str,
    what: str,
    when: tuple[CampaignState, ...],
    to: Callable[[LedgerCount], CampaignState],
    reason: str | None,
    by: str,
    accepted: Sequence[str] = (),
) -> dict[str, Any]:
    """Raises Conflict where the campaign is in no state of `when`, and NotFound."""
    for _ in range(_MOVES):
        record = _known(app, slug)
        state = to(app.store.ledger.count(Slug(slug)))
        if record.state == state and record.state not in when:
            return {"state": state}
        if record.state not in when:
            raise Conflict(
                f"The campaign {slug} is {record.state}: only one that is {_either(when)} can be "
                f"{what}. Nothing was changed."
            )
        now = app.clock.now()
        if app.store.campaigns.move(Slug(slug), state, when=when, reason=reason, at=now):
            detail: dict[str, Any] = {"from": record.state, "reason": reason}
            if record.reason:
                detail["paused_for"] = record.reason
            if accepted:
                detail["accepted"] = list(accepted)
            app.store.audit.add(slug, what, by, now, detail)
            return {"state": state}
    raise Conflict(f"The campaign {slug} is changing right now. Look at `mailer status {slug}`.")


def _either(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _known(app: App, slug: str) -> Record:
    record = app.store.campaigns.find(Slug(slug))
    if record is None:
        app.workspace.campaign(slug)
        raise Conflict(f"The campaign {slug} is a draft: nothing of it is scheduled.")
    return record


def known(app: App, slug: str) -> Record:
    """Raises NotFound where the database has never heard of the campaign."""
    record = app.store.campaigns.find(Slug(slug))
    if record is None:
        raise NotFound(f"{slug}: there is no such campaign. `mailer plan {slug}` begins one.")
    return record
