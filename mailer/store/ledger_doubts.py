"""Batches in doubt, as a provider can be asked about them, and whose turn it is to ask.

Two rows of `pace` keep all workers together: `look-up` lets one of them ask, `look-up:CODE` the same batch again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from mailer.model.delivery import Doubt
from mailer.model.ids import AttemptId, Slug
from mailer.store.database import insert_new
from mailer.store.tables import batches, campaigns, contacts, pace, recipients

ALL = "look-up"
_FORGOTTEN_AFTER = timedelta(days=1)


def doubts(
    connection: Connection, since: datetime, before: datetime, addresses: int
) -> Sequence[Doubt]:
    """Those whose call began in between, of every campaign, the oldest first."""
    rows = connection.execute(
        select(batches, campaigns.c.slug, campaigns.c.code.label("campaign_code"))
        .join(campaigns, campaigns.c.id == batches.c.campaign_id)
        .where(
            batches.c.state == "unknown",
            batches.c.attempt.is_not(None),
            batches.c.attempted_at >= since,
            batches.c.attempted_at <= before,
        )
        .order_by(batches.c.attempted_at, batches.c.id)
    ).all()
    return [
        Doubt(
            campaign=Slug(row.slug),
            campaign_code=row.campaign_code,
            batch_code=row.code,
            attempt=AttemptId(row.attempt),
            attempted_at=row.attempted_at,
            addresses=_addresses(connection, row, addresses),
        )
        for row in rows
    ]


def take_look_up(
    connection: Connection, batch_code: str, now: datetime, rest: timedelta, again: timedelta
) -> bool:
    """Whether the provider may be asked about this batch now; nobody else may for `rest`, nor about this batch
    for `again`."""
    rows = ((f"{ALL}:{batch_code}", again), (ALL, rest))
    for name, _ in rows:
        connection.execute(insert_new(connection, pace).values(name=name, next_at=now))
    names = [name for name, _ in rows]
    chosen = select(pace.c.next_at).where(pace.c.name.in_(names)).order_by(pace.c.name)
    if any(next_at > now for next_at in connection.scalars(chosen.with_for_update())):
        return False
    for name, wait in rows:
        connection.execute(update(pace).where(pace.c.name == name).values(next_at=now + wait))
    connection.execute(
        delete(pace).where(
            pace.c.name.startswith(f"{ALL}:", autoescape=True),
            pace.c.next_at < now - _FORGOTTEN_AFTER,
        )
    )
    return True


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
