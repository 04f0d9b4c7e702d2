"""Who got a campaign, or may have got it: what the rule `received` asks of the ledger."""

from sqlalchemy import ColumnElement, Connection, Select, func, select

from mailer.store.tables import batches, campaigns, recipients

STATE = func.coalesce(recipients.c.state, batches.c.state)
"""A person's own, else their batch's; for a query over both."""


def receivers(slug: str) -> Select[tuple[int]]:
    """Contact ids."""
    return (
        select(recipients.c.contact_id)
        .join(batches, batches.c.id == recipients.c.batch_id)
        .join(campaigns, campaigns.c.id == recipients.c.campaign_id)
        .where(campaigns.c.slug == slug, may_have_it())
    )


def received_by(connection: Connection, contact_id: int) -> frozenset[str]:
    """Slugs of the campaigns that this person got, or may have got."""
    chosen = (
        select(campaigns.c.slug)
        .join(recipients, recipients.c.campaign_id == campaigns.c.id)
        .join(batches, batches.c.id == recipients.c.batch_id)
        .where(recipients.c.contact_id == contact_id, may_have_it())
    )
    return frozenset(connection.scalars(chosen))


def may_have_it() -> ColumnElement[bool]:
    """For a WHERE over recipients and batches. What is on its way now may arrive."""
    return STATE.in_(("accepted", "unknown", "sending"))
