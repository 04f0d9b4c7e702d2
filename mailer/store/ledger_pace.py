"""Rows that every worker asks before it takes a batch: exact over threads, processes and machines.

`blast` holds back all campaigns together, `campaign:ID` one of them. A claim of n people moves a row
n / per_second ahead; a provider's "too many requests" moves `blast` to its reset.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, String, cast, literal, select, update

from mailer.store.database import insert_new
from mailer.store.tables import campaigns, pace

BLAST = "blast"
_CAMPAIGN = "campaign:"
_KEPT = select(pace.c.per_second).where(pace.c.name == BLAST)
_FARTHEST = timedelta(hours=1)
_LARGEST_BATCH = 1000
_MADE_GOOD = timedelta(seconds=0.5)
"""A worker that comes so late to its turn is not late for the next: else each turn's few milliseconds would
add up to a rate that nobody asked for. After a longer rest no more than this is caught up."""


def campaign_row(campaign_id: int) -> str:
    return f"{_CAMPAIGN}{campaign_id}"


def is_of_campaign() -> ColumnElement[bool]:
    """For a join: the row of the campaign beside it."""
    return pace.c.name == literal(_CAMPAIGN, String) + cast(campaigns.c.id, String)


def turn(connection: Connection, name: str = BLAST) -> datetime | None:
    """From when on the next batch may go; None where nothing ever held one back."""
    found: datetime | None = connection.scalar(select(pace.c.next_at).where(pace.c.name == name))
    return found


def slower(connection: Connection, per_second: float) -> float:
    """People a second over all: what this worker was told, or what is kept, whichever is less. 0: no limit."""
    kept = connection.scalar(_KEPT)
    return min((rate for rate in (per_second, kept) if rate), default=0.0)


def keep(connection: Connection, now: datetime, per_second: float) -> None:
    """From now on the rate of every worker, wherever it runs."""
    if per_second:
        connection.execute(insert_new(connection, pace).values(name=BLAST, next_at=now))
    connection.execute(update(pace).where(pace.c.name == BLAST).values(per_second=per_second))


def has_to_wait(
    connection: Connection, now: datetime, per_second: float, name: str = BLAST
) -> bool:
    """Holds the row until the end of the transaction where there is a pace to keep (per_second > 0).

    A row too far ahead to be a pace or a reset comes of a clock that was set back: it is not obeyed.
    """
    if per_second > 0:
        connection.execute(insert_new(connection, pace).values(name=name, next_at=now))
        chosen = select(pace.c.next_at).where(pace.c.name == name).with_for_update()
        next_at = connection.scalar(chosen)
        farthest = max(_FARTHEST, timedelta(seconds=_LARGEST_BATCH / per_second))
    else:
        next_at, farthest = turn(connection, name), _FARTHEST
    if next_at is None or next_at <= now:
        return False
    if next_at - now > farthest:
        connection.execute(update(pace).where(pace.c.name == name).values(next_at=now))
        return False
    return True


def spend(
    connection: Connection, now: datetime, people: int, per_second: float, name: str = BLAST
) -> None:
    """So many people have gone: the next turn comes when a steady rate would have them gone. To be called
    with the row held by `has_to_wait`."""
    next_at = turn(connection, name) or now
    begun = max(next_at, now - _MADE_GOOD)
    connection.execute(
        update(pace)
        .where(pace.c.name == name)
        .values(next_at=begun + timedelta(seconds=people / per_second))
    )


def give_back(connection: Connection, people: int, per_second: float, name: str = BLAST) -> None:
    """So many of whom were to go did not."""
    chosen = select(pace.c.next_at).where(pace.c.name == name).with_for_update()
    next_at = connection.scalar(chosen)
    if next_at is not None:
        connection.execute(
            update(pace)
            .where(pace.c.name == name)
            .values(next_at=next_at - timedelta(seconds=people / per_second))
        )


def delay(connection: Connection, until: datetime) -> None:
    """Moves the row of all forward, never back."""
    connection.execute(insert_new(connection, pace).values(name=BLAST, next_at=until))
    connection.execute(
        update(pace).where(pace.c.name == BLAST, pace.c.next_at < until).values(next_at=until)
    )
