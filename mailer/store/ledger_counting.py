"""The ledger in numbers: people of a campaign, its waves, its batches in doubt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, or_, select

from mailer.model.campaign import RUNNING
from mailer.model.delivery import LedgerCount, UnknownBatch
from mailer.model.ids import BatchId, Slug
from mailer.model.plan import Wave
from mailer.model.timing import ASKED_TO_WAIT, Waiting
from mailer.planning.quiet import QUIET
from mailer.planning.timing import WARM_UP
from mailer.store.ledger_recording import LEFT
from mailer.store.ledger_settling import attempts as of_attempt
from mailer.store.tables import batches, campaigns, events

_STATES = ("queued", "sending", "accepted", "refused", "unknown")
_SENT = ("accepted", "refused", "unknown")
_LEFT = LEFT - batches.c.unknown
_COUNTED = ("planned", "accepted", "refused", "suppressed", "unknown", "gave")


def count(connection: Connection, slug: Slug) -> LedgerCount:
    """All zero where nothing was scheduled yet."""
    sums = [func.coalesce(func.sum(batches.c[name]), 0).label(name) for name in _COUNTED]
    rows = connection.execute(
        select(batches.c.state, func.count().label("batches"), *sums)
        .join(campaigns, campaigns.c.id == batches.c.campaign_id)
        .where(campaigns.c.slug == slug)
        .group_by(batches.c.state)
    ).all()
    found = {row.state: row.batches for row in rows}
    total = {name: sum(int(getattr(row, name)) for row in rows) for name in _COUNTED}
    return LedgerCount(
        **total,
        remaining=sum(_remaining(row) for row in rows),
        batches={state: found.get(state, 0) for state in _STATES}
        | ({"cancelled": found["cancelled"]} if "cancelled" in found else {}),
        in_flight=sum(_remaining(row) for row in rows if row.state == "sending"),
    )


def waves(connection: Connection, slug: Slug) -> Sequence[Wave]:
    rows = connection.execute(
        select(
            batches.c.timezone,
            func.min(batches.c.due_at).label("starts_at"),
            func.sum(batches.c.planned).label("people"),
        )
        .join(campaigns, campaigns.c.id == batches.c.campaign_id)
        .where(campaigns.c.slug == slug)
        .group_by(batches.c.timezone)
    ).all()
    found = [Wave(row.timezone, row.starts_at, int(row.people)) for row in rows]
    return sorted(found, key=lambda wave: (wave.starts_at, wave.timezone or ""))


def attempts(connection: Connection, blasts: int) -> Sequence[Sequence[tuple[datetime, int]]]:
    """(when it was sent, people) of each batch that was, of the last blasts."""
    last = connection.scalars(
        select(batches.c.campaign_id)
        .where(batches.c.state.in_(_SENT))
        .group_by(batches.c.campaign_id)
        .order_by(func.max(batches.c.attempted_at).desc())
        .limit(blasts)
    ).all()
    rows = connection.execute(
        select(batches.c.campaign_id, batches.c.attempted_at, batches.c.planned).where(
            batches.c.campaign_id.in_(last),
            batches.c.state.in_(_SENT),
            batches.c.attempted_at.is_not(None),
        )
    ).all()
    return [
        [(row.attempted_at, row.planned) for row in rows if row.campaign_id == each]
        for each in last
    ]


def waiting(connection: Connection, slug: Slug, now: datetime) -> Sequence[Waiting]:
    """What of a campaign is held back, by what holds it; the longest wait last."""
    why = case((batches.c.is_held, "canary"), else_=batches.c.reason)
    until = case((batches.c.is_held, campaigns.c.hold_until), else_=batches.c.due_at)
    rows = connection.execute(
        select(why.label("why"), until.label("until"), func.sum(_LEFT).label("people"))
        .join(campaigns, campaigns.c.id == batches.c.campaign_id)
        .where(
            campaigns.c.slug == slug,
            campaigns.c.state.in_(RUNNING),
            batches.c.state == "queued",
            or_(
                batches.c.is_held,
                and_(batches.c.reason.in_((QUIET, WARM_UP, ASKED_TO_WAIT)), batches.c.due_at > now),
            ),
        )
        .group_by("why", "until")
    ).all()
    found = [
        Waiting(row.why, int(row.people), row.until) for row in rows if row.why != ASKED_TO_WAIT
    ]
    # each batch has a moment of its own: one line for all of them, with the first
    if asked := [row for row in rows if row.why == ASKED_TO_WAIT]:
        people, first = sum(int(row.people) for row in asked), min(row.until for row in asked)
        found.append(Waiting(ASKED_TO_WAIT, people, first))
    return sorted(found, key=lambda each: (each.until is None, each.until or now, each.why))


def unknown_batches(connection: Connection, slug: Slug) -> Sequence[UnknownBatch]:
    """Oldest first, each with what the provider's events say of its attempt."""
    rows = connection.execute(
        select(batches)
        .join(campaigns, campaigns.c.id == batches.c.campaign_id)
        .where(campaigns.c.slug == slug, batches.c.state == "unknown")
        .order_by(batches.c.attempted_at, batches.c.id)
    ).all()
    return [
        UnknownBatch(
            batch_id=BatchId(row.id),
            batch_code=row.code,
            recipients=row.unknown,
            attempted_at=row.attempted_at,
            reason=row.reason,
            evidence=_evidence(connection, row),
        )
        for row in rows
    ]


def _evidence(connection: Connection, batch: Row[Any]) -> tuple[str, ...]:
    seen = connection.execute(
        select(events.c.kind, func.count().label("times"))
        .where(
            events.c.campaign_id == batch.campaign_id,
            events.c.batch_id == batch.id,
            of_attempt(batch.attempt),
        )
        .group_by(events.c.kind)
        .order_by(events.c.kind)
    ).all()
    if not seen:
        return ("no event of this attempt came back",)
    return tuple(f"{row.times} x {row.kind} came back for this attempt" for row in seen)


def _remaining(row: Row[Any]) -> int:
    return int(row.planned - row.accepted - row.refused - row.suppressed - row.unknown)
