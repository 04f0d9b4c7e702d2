"""A campaign that is found too late is paused by the claim itself: a late worker doesn't send yesterday's news.

scheduled  its hour is long past
sending    a batch could have gone since `_free_since`, and no worker took anything at all for as long
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, func, or_, select

from mailer.model.plan import Risk
from mailer.planning.lateness import late_risk, stall_risk
from mailer.planning.timing import WARM_UP
from mailer.store.ledger_pace import BLAST, campaign_row
from mailer.store.ledger_settling import NO_ANSWER
from mailer.store.tables import UtcTime, batches, campaigns, pace

_DAY = timedelta(days=1)
_DOUBTS = 3
"""In a row: after so many a worker takes nothing before the provider has answered something harmless."""


def why_too_late(batch: Row[Any], now: datetime) -> str | None:
    """batch: one that is due. Why its campaign may not go out any more by itself; None: it may."""
    due_at = batch.due_at if batch.campaign_state == "scheduled" else None
    return _told(late_risk(due_at, _late(batch), batch.not_after, now))


def why_stalled(connection: Connection, batch: Row[Any], now: datetime) -> str | None:
    """The same of a campaign that is on its way. What waits for something is not late: a pace, the canary's hold, a
    worker that was busy with others, a provider that doesn't answer. (What waits for a morning or a warm-up has been
    given a later hour.)"""
    late = _late(batch)
    if late is not None and batch.reason == WARM_UP:
        late += _DAY  # its worker may run once a day, at any hour
    if late is None or batch.campaign_state != "sending" or now <= batch.due_at + late:
        return None
    since = _free_since(connection, batch)
    if now <= since + late or _longest_rest(connection, since, now) <= late:
        return None
    if _provider_is_silent(connection):
        return None
    return _told(stall_risk(batch.due_at, now - since))


def _late(batch: Row[Any]) -> timedelta | None:
    return None if batch.late_seconds is None else timedelta(seconds=batch.late_seconds)


def _told(risks: Sequence[Risk]) -> str | None:
    return next((f"{risk.name}: {risk.message}" for risk in risks), None)


_LAST_ATTEMPT = (
    select(func.max(batches.c.attempted_at))
    .where(batches.c.campaign_id == bindparam("campaign"))
    .scalar_subquery()
)
_LAST_TURN = (
    select(func.max(pace.c.next_at))
    .where(or_(pace.c.name == BLAST, pace.c.name == bindparam("own", type_=String)))
    .scalar_subquery()
)
_KNOWN = select(
    campaigns.c.moved_at,
    campaigns.c.hold_until,
    _LAST_ATTEMPT.label("attempted_at"),
    _LAST_TURN.label("turn_at"),
).where(campaigns.c.id == bindparam("campaign"))


def _free_since(connection: Connection, batch: Row[Any]) -> datetime:
    """From when on nothing held it back: its hour, the campaign's last batch, the turn of its pace, the end of the
    canary's hold, the word of whoever resumed it."""
    here = {"campaign": batch.campaign_id, "own": campaign_row(batch.campaign_id)}
    known = connection.execute(_KNOWN, here).one()
    since: datetime = max(at for at in (batch.due_at, *known) if at is not None)
    return since


_ATTEMPTS = (
    select(batches.c.attempted_at)
    .where(
        batches.c.attempted_at.between(
            bindparam("since", type_=UtcTime), bindparam("now", type_=UtcTime)
        )
    )
    .order_by(batches.c.attempted_at)
)


def _longest_rest(connection: Connection, since: datetime, now: datetime) -> timedelta:
    """For how long at most no worker took anything of any campaign."""
    taken: Sequence[datetime] = connection.scalars(_ATTEMPTS, {"since": since, "now": now}).all()
    return max(after - before for before, after in pairwise((since, *taken, now)))


_LAST = (
    select(batches.c.state, batches.c.reason)
    .where(batches.c.attempted_at.is_not(None))
    .order_by(batches.c.attempted_at.desc())
    .limit(_DOUBTS)
)


def _provider_is_silent(connection: Connection) -> bool:
    """Whether workers had reason to take nothing: the last batches are in doubt, and not because a worker died."""
    last = connection.execute(_LAST).all()
    return len(last) == _DOUBTS and all(
        each.state == "unknown" and each.reason != NO_ANSWER for each in last
    )
