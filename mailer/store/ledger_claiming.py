"""queued -> sending: one worker takes one batch.

the shared pace lets one go? -> the due batch that waits longest -> may it go now, and how much of it?
-> are we where we may send from? -> conditional update -> who is too many for today becomes a batch of their own
-> the next turn is set -> `ledger_present`: who of it may still be written to

What has to be written on the campaign itself (it pauses) is done aside, in a transaction that takes the campaign
first, as everything else does that settles: two that wait for one another would both lose time.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from mailer.model.campaign import RUNNING
from mailer.model.delivery import Claim, before
from mailer.model.embargo import SEEN as EMBARGO_SEEN
from mailer.model.ids import AttemptId, BatchId, CampaignId, Sha256, Slug
from mailer.model.timing import Timing
from mailer.planning.timing import WARM_UP
from mailer.store import ledger_pace, ledger_timing
from mailer.store.ledger_canary import is_claimable
from mailer.store.ledger_lateness import why_stalled, why_too_late
from mailer.store.ledger_present import present_positions
from mailer.store.ledger_recording import LEFT, Part, part, pause
from mailer.store.ledger_timing import timing_of, tomorrow
from mailer.store.seat import next_turn, place_of
from mailer.store.tables import UtcTime, audit, batches, campaigns

Aside = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """claim: without its people, who are read once nobody waits for this transaction any more."""

    claim: Claim
    timing: Timing
    per_second: float
    """What was charged for each."""


def claim(
    connection: Connection,
    new_code: Callable[[], str],
    now: datetime,
    lease: timedelta,
    per_second: float,
    transport: str | None,
) -> Taken | Aside | None:
    """With Aside: to be called with a transaction of its own; then there may be more."""
    per_second = ledger_pace.slower(connection, per_second)
    if ledger_pace.has_to_wait(connection, now, per_second):
        return None
    resting: set[int] = set()
    while (batch := _due(connection, now, resting)) is not None:
        stop = (
            why_too_late(batch, now)
            or why_stalled(connection, batch, now)
            or ledger_timing.why_embargoed(connection, batch, now)
            or _why_elsewhere(batch, transport)
        )
        if stop is not None:
            return partial(pause, campaign_id=batch.campaign_id, reason=stop, now=now)
        room = ledger_timing.room(connection, batch, now, resting)
        if room == 0:
            continue
        turn = next_turn(connection, place_of(connection))
        attempt = AttemptId(new_code())
        if not _take(connection, batch, attempt, now, lease):
            continue
        people = int(batch.left)
        if people > room:
            people -= _part_rest(connection, new_code, batch, room, now)
        if batch.campaign_state == "scheduled":
            _start(connection, batch.campaign_id, now)
        if per_second > 0:
            ledger_pace.spend(connection, now, people, per_second)
        ledger_timing.spend(connection, batch, people, now)
        taken = _claim(batch, attempt, people, now + lease, turn)
        return Taken(taken, timing_of(batch.timing), per_second)
    return None


def _why_elsewhere(batch: Any, transport: str | None) -> str | None:
    """Why it must not go out by this transport; None: it may."""
    if transport is None or batch.transport in (None, transport):
        return None
    return (
        f"other-transport: it was approved to go out by {batch.transport}, and this worker sends by {transport}. "
        f"Set MAILER_TRANSPORT={batch.transport} where workers run, then resume"
    )


_TAKEN = (
    update(batches)
    .where(batches.c.id == bindparam("batch"), batches.c.state.in_(before("claim")))
    .values(
        state="sending",
        attempt=bindparam("by"),
        attempted_at=bindparam("at"),
        lease_until=bindparam("until"),
        reason=None,
    )
)


def _take(
    connection: Connection, batch: Any, attempt: AttemptId, now: datetime, lease: timedelta
) -> bool:
    """Only here does a batch become somebody's."""
    taken = connection.execute(
        _TAKEN, {"batch": batch.id, "by": attempt, "at": now, "until": now + lease}
    )
    return taken.rowcount == 1


def _claim(batch: Any, attempt: AttemptId, people: int, lease_until: datetime, turn: int) -> Claim:
    return Claim(
        batch_id=BatchId(batch.id),
        batch_code=batch.code,
        attempt=attempt,
        campaign_id=CampaignId(batch.campaign_id),
        campaign=Slug(batch.slug),
        campaign_code=batch.campaign_code,
        starts_at=batch.starts_at,
        message_sha256=Sha256(batch.message_sha256),
        measures_opens=batch.measures_opens,
        recipients=(),
        lease_until=lease_until,
        turn=turn,
        charged=people,
    )


_WAS_EMBARGOED = (
    select(audit.c.id)
    .where(audit.c.slug == campaigns.c.slug, audit.c.what == EMBARGO_SEEN)
    .exists()
)
_DUE = (
    select(
        batches.c.id,
        batches.c.code,
        batches.c.campaign_id,
        batches.c.message_sha256,
        batches.c.measures_opens,
        batches.c.timezone,
        batches.c.is_canary,
        batches.c.reason,
        LEFT.label("left"),
        campaigns.c.slug,
        campaigns.c.code.label("campaign_code"),
        campaigns.c.starts_at,
        campaigns.c.state.label("campaign_state"),
        campaigns.c.late_seconds,
        campaigns.c.not_after,
        batches.c.due_at,
        campaigns.c.timing,
        campaigns.c.transport,
        _WAS_EMBARGOED.label("was_embargoed"),
    )
    .join(campaigns, campaigns.c.id == batches.c.campaign_id)
    .where(
        batches.c.state == "queued",
        batches.c.due_at <= bindparam("now", type_=UtcTime),
        is_claimable(),
        campaigns.c.state.in_(RUNNING),
    )
    .order_by(batches.c.due_at, batches.c.id)
    .limit(1)
    .with_for_update(of=batches, skip_locked=True)
)


def _due(connection: Connection, now: datetime, resting: Collection[int]) -> Any:
    """resting: campaigns of which nothing may go at this moment."""
    chosen = _DUE.where(batches.c.campaign_id.not_in(resting)) if resting else _DUE
    return connection.execute(chosen, {"now": now}).one_or_none()


def _part_rest(
    connection: Connection, new_code: Callable[[], str], batch: Any, room: int, now: datetime
) -> int:
    """Who is too many today waits for the next day of the warm-up. How many they are."""
    rest = present_positions(connection, batch)[room:]
    if not rest:
        return 0
    whole = connection.execute(select(batches).where(batches.c.id == batch.id)).one()
    waits = Part("queued", tomorrow(batch, now), reason=WARM_UP)
    part(connection, new_code, whole, rest, waits)
    return len(rest)


def _start(connection: Connection, campaign_id: int, now: datetime) -> None:
    connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id, campaigns.c.state == "scheduled")
        .values(state="sending", moved_at=now)
    )
