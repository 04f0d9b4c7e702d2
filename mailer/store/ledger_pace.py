"""One row that every worker asks before it takes a batch: exact over threads, processes and machines.

A claim of n people moves it n / per_second ahead; a provider's "too many requests" moves it to its reset.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from mailer.store.database import insert_new
from mailer.store.tables import pace

_BLAST = "blast"
_FARTHEST = timedelta(hours=1)
_LARGEST_BATCH = 1000


def turn(connection: Connection) -> datetime | None:
    """From when on the next batch may go; None where nothing ever held one back."""
    found: datetime | None = connection.scalar(select(pace.c.next_at).where(pace.c.name == _BLAST))
    return found


def has_to_wait(connection: Connection, now: datetime, per_second: float) -> bool:
    """Holds the row until the end of the transaction where there is a pace to keep (per_second > 0).

    A row too far ahead to be a pace or a reset comes of a clock that was set back: it is not obeyed.
    """
    if per_second > 0:
        connection.execute(insert_new(connection, pace).values(name=_BLAST, next_at=now))
        chosen = select(pace.c.next_at).where(pace.c.name == _BLAST).with_for_update()
        next_at = connection.scalar(chosen)
        farthest = max(_FARTHEST, timedelta(seconds=_LARGEST_BATCH / per_second))
    else:
        next_at, farthest = turn(connection), _FARTHEST
    if next_at is None or next_at <= now:
        return False
    if next_at - now > farthest:
        connection.execute(update(pace).where(pace.c.name == _BLAST).values(next_at=now))
        return False
    return True


def delay(connection: Connection, until: datetime) -> None:
    """Moves the row forward, never back."""
    connection.execute(insert_new(connection, pace).values(name=_BLAST, next_at=until))
    connection.execute(
        update(pace).where(pace.c.name == _BLAST, pace.c.next_at < until).values(next_at=until)
    )
