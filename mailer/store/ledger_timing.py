"""Whether a batch that is due may go this very moment, and how many of it.

a quiet hour, a free day, the warm-up's day is full? ──> it is due later
a pace of its campaign's own? ──> the campaign rests until its turn

What holds it back is written down by moving the batch, so that whoever asks when something is due is told.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select, update

from mailer.model.embargo import hold_of, told
from mailer.model.timing import AT_ONCE, Timing, Warmup
from mailer.planning.quiet import QUIET, next_allowed
from mailer.planning.risks import embargo_risk
from mailer.planning.timing import WARM_UP
from mailer.store import ledger_pace
from mailer.store.database import insert_new
from mailer.store.tables import audit, batches, warmups

EVERYBODY = 1_000_000_000
# made here for the reason told in messages.py
_READS = msgspec.json.Decoder(Timing)


def as_stored(timing: Timing) -> bytes | None:
    return None if timing == AT_ONCE else msgspec.json.encode(timing)


@lru_cache(64)
def timing_of(stored: bytes | None) -> Timing:
    return AT_ONCE if stored is None else _READS.decode(stored)


def room(connection: Connection, batch: Row[Any], now: datetime, resting: set[int]) -> int:
    """How many people of a due batch may go now. 0: nobody, and then the batch is not due any more, or its
    campaign is among the resting."""
    if batch.timing is None:
        return EVERYBODY
    timing = timing_of(batch.timing)
    same_clock = _due_beside(batch, now)
    allowed = _allowed(batch, now)
    if allowed > now:
        _put_off(connection, same_clock, allowed, QUIET)
        return 0
    if timing.per_second > 0:
        row = ledger_pace.campaign_row(batch.campaign_id)
        if ledger_pace.has_to_wait(connection, now, timing.per_second, row):
            resting.add(batch.campaign_id)
            return 0
    left = _left_today(connection, timing.warmup, now)
    if left <= 0:
        _put_off(connection, same_clock, tomorrow(batch, now), WARM_UP)
    return max(0, left)


def spend(connection: Connection, batch: Row[Any], people: int, now: datetime) -> None:
    """So many of it go now."""
    if batch.timing is None:
        return
    timing = timing_of(batch.timing)
    if timing.per_second > 0:
        row = ledger_pace.campaign_row(batch.campaign_id)
        ledger_pace.spend(connection, now, people, timing.per_second, row)
    if timing.warmup is not None and timing.warmup.most_on(_day(now)) is not None:
        _count_warm(connection, timing.warmup, now, people)


def spare(connection: Connection, stored: bytes, batch: Row[Any], people: int) -> None:
    """So many of it were not to go, and their turn is free for others."""
    per_second = timing_of(stored).per_second
    if per_second > 0:
        row = ledger_pace.campaign_row(batch.campaign_id)
        ledger_pace.give_back(connection, people, per_second, row)
    give_back(connection, stored, batch, people)


def give_back(connection: Connection, stored: bytes, batch: Row[Any], people: int) -> None:
    """So many of it did not go after all. batch: as it was claimed."""
    warmup = timing_of(stored).warmup
    if warmup is not None and batch.attempted_at is not None:
        _count_warm(connection, warmup, batch.attempted_at, -people)


def tomorrow(batch: Row[Any], now: datetime) -> datetime:
    """When a batch may go that is too much for a day of its warm-up, which counts days in UTC."""
    return _allowed(batch, datetime.combine(_day(now) + timedelta(days=1), time(0), tzinfo=UTC))


def warmed(connection: Connection, domain: str, now: datetime) -> int:
    """People claimed today from that sender's domain."""
    chosen = select(warmups.c.people).where(warmups.c.domain == domain, warmups.c.day == _day(now))
    return connection.scalar(chosen) or 0


def _allowed(batch: Row[Any], at: datetime) -> datetime:
    hours = timing_of(batch.timing).hours
    return at if hours is None else next_allowed(at, batch.timezone, hours)


def _day(now: datetime) -> Any:
    return now.astimezone(UTC).date()


def _left_today(connection: Connection, warmup: Warmup | None, now: datetime) -> int:
    """Holds the day's row until the end of the transaction."""
    most = warmup.most_on(_day(now)) if warmup is not None else None
    if warmup is None or most is None:
        return EVERYBODY
    connection.execute(
        insert_new(connection, warmups).values(domain=warmup.domain, day=_day(now), people=0)
    )
    spent = connection.scalar(
        select(warmups.c.people)
        .where(warmups.c.domain == warmup.domain, warmups.c.day == _day(now))
        .with_for_update()
    )
    return most - (spent or 0)


def _count_warm(connection: Connection, warmup: Warmup, at: datetime, people: int) -> None:
    connection.execute(
        update(warmups)
        .where(warmups.c.domain == warmup.domain, warmups.c.day == _day(at))
        .values(people=warmups.c.people + people)
    )


def _due_beside(batch: Row[Any], now: datetime) -> Select[Any]:
    """Ids of everything of a batch's campaign and zone that is due, it included: one by one would take a while."""
    return select(batches.c.id).where(
        batches.c.campaign_id == batch.campaign_id,
        batches.c.state == "queued",
        batches.c.is_held.is_(False),
        batches.c.due_at <= now,
        batches.c.timezone.is_not_distinct_from(batch.timezone),
    )


def _put_off(connection: Connection, chosen: Select[Any], until: datetime, why: str) -> None:
    """What another worker holds at this moment it puts off by itself. Nobody waits for what was tried before any
    more than for what wasn't: it is scheduled for later."""
    ids = chosen.with_for_update(skip_locked=True)
    connection.execute(
        update(batches)
        .where(batches.c.id.in_(ids))
        .values(due_at=until, reason=why, attempted_at=None)
    )


def why_embargoed(connection: Connection, batch: Row[Any], now: datetime) -> str | None:
    """Why its campaign may not go out yet, by what the database keeps of embargoes; None: it may."""
    if not batch.was_embargoed:
        return None
    story = connection.execute(
        select(audit.c.what, audit.c.by, audit.c.at, audit.c.detail)
        .where(audit.c.slug == batch.slug)
        .order_by(audit.c.id)
    ).mappings()
    risks = embargo_risk(hold_of(told(dict(entry) for entry in story), None), now)
    return next((f"{risk.name}: {risk.message}" for risk in risks), None)
