"""Batches in doubt, as a provider can be asked about them, and whose turn it is to ask.

Two rows of `pace` keep all workers together: `look-up` lets one of them ask, `look-up:CODE` the same batch again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, String, delete, literal, or_, select, update

from mailer.model.delivery import Doubt
from mailer.model.ids import AttemptId, Slug
from mailer.store.database import insert_new
from mailer.store.tables import batches, campaigns, contacts, pace, recipients

ALL = "look-up"
_FORGOTTEN_AFTER = timedelta(days=31)


def doubts(connection: Connection, slug: Slug, addresses: int) -> Sequence[Doubt]:
    rows = connection.execute(_in_doubt().where(campaigns.c.slug == slug)).all()
    return [_doubt(connection, row, addresses) for row in rows]


def take_doubt(
    connection: Connection,
    now: datetime,
    between: tuple[timedelta, timedelta],
    rest: timedelta,
    again: Callable[[timedelta], timedelta],
    addresses: int,
) -> Doubt | None:
    """between: how long ago its call began, at least and at most."""
    connection.execute(insert_new(connection, pace).values(name=ALL, next_at=now))
    turn = connection.scalar(select(pace.c.next_at).where(pace.c.name == ALL).with_for_update())
    if turn is None or turn > now:
        return None
    row = connection.execute(_free(now, between).limit(1)).one_or_none()
    if row is None:
        return None
    _rest(connection, ALL, now + rest)
    _rest(connection, f"{ALL}:{row.code}", now + again(now - row.attempted_at))
    connection.execute(
        delete(pace).where(
            pace.c.name.startswith(f"{ALL}:", autoescape=True),
            pace.c.next_at < now - _FORGOTTEN_AFTER,
        )
    )
    return _doubt(connection, row, addresses)


def _free(now: datetime, between: tuple[timedelta, timedelta]) -> Select[Any]:
    """Those that nobody has asked about lately."""
    first, last = between
    own = pace.c.name == literal(f"{ALL}:", String) + batches.c.code
    return (
        _in_doubt()
        .outerjoin(pace, own)
        .where(
            batches.c.attempted_at.between(now - last, now - first),
            or_(pace.c.next_at.is_(None), pace.c.next_at <= now),
        )
    )


def _in_doubt() -> Select[Any]:
    """The oldest first."""
    return (
        select(batches, campaigns.c.slug, campaigns.c.code.label("campaign_code"))
        .select_from(batches.join(campaigns, campaigns.c.id == batches.c.campaign_id))
        .where(
            batches.c.state == "unknown",
            batches.c.attempt.is_not(None),
            batches.c.attempted_at.is_not(None),
        )
        .order_by(batches.c.attempted_at, batches.c.id)
    )


def _rest(connection: Connection, name: str, until: datetime) -> None:
    connection.execute(insert_new(connection, pace).values(name=name, next_at=until))
    connection.execute(update(pace).where(pace.c.name == name).values(next_at=until))


def _doubt(connection: Connection, row: Row[Any], addresses: int) -> Doubt:
    return Doubt(
        campaign=Slug(row.slug),
        campaign_code=row.campaign_code,
        batch_code=row.code,
        attempt=AttemptId(row.attempt),
        attempted_at=row.attempted_at,
        addresses=_addresses(connection, row, addresses),
    )


def _addresses(connection: Connection, batch: Row[Any], most: int) -> Sequence[str]:
    """Of people in doubt; who was erased meanwhile has none."""
    return connection.scalars(
        select(contacts.c.address)
        .join(recipients, recipients.c.contact_id == contacts.c.id)
        .where(
            recipients.c.campaign_id == batch.campaign_id,
            recipients.c.batch_id == batch.id,
            recipients.c.state.is_(None),
        )
        .order_by(recipients.c.position)
        .limit(most)
    ).all()
