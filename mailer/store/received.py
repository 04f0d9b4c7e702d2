"""Who got a campaign, or may have got it: what the rule `received` asks of the ledger."""

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from mailer.store.tables import batches, campaigns, recipients

_OWN = ("accepted", "unknown")
_SHARED = ("accepted", "unknown", "sending")
"""What is on its way now may arrive."""


def receivers(slug: str) -> Select[tuple[int]]:
    """Contact ids."""
    return (
        select(recipients.c.contact_id)
        .join(batches, batches.c.id == recipients.c.batch_id)
        .join(campaigns, campaigns.c.id == recipients.c.campaign_id)
        .where(campaigns.c.slug == slug, _may_have_it())
    )


def received_by(connection: Connection, contact_id: int) -> frozenset[str]:
    """Slugs of the campaigns that this person got, or may have got."""
    chosen = (
        select(campaigns.c.slug)
        .join(recipients, recipients.c.campaign_id == campaigns.c.id)
        .join(batches, batches.c.id == recipients.c.batch_id)
        .where(recipients.c.contact_id == contact_id, _may_have_it())
    )
    return frozenset(connection.scalars(chosen))


def _may_have_it() -> ColumnElement[bool]:
    return or_(
        recipients.c.state.in_(_OWN),
        and_(recipients.c.state.is_(None), batches.c.state.in_(_SHARED)),
    )
