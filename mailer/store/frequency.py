"""Who got what lately, over all campaigns: what the frequency cap and the overlap of two campaigns count.

Whoever is still to get something counts too: of two blasts that are scheduled for one day, the second is
planned before the first has gone out. What was refused, suppressed or cancelled reached nobody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, or_, select

from mailer.model.ids import Slug
from mailer.model.plan import Overlap
from mailer.model.segment import Cap
from mailer.store.received import STATE, may_have_it
from mailer.store.tables import batches, campaigns, recipients

_AT = func.coalesce(batches.c.attempted_at, batches.c.due_at)
_ROWS = recipients.join(batches, batches.c.id == recipients.c.batch_id).join(
    campaigns, campaigns.c.id == recipients.c.campaign_id
)


def capped(cap: Cap, as_of: datetime) -> Select[tuple[int]]:
    """Contact ids of everyone who has had as many as the cap allows. as_of: aware UTC."""
    return (
        select(recipients.c.contact_id)
        .select_from(_ROWS)
        .where(_reached(as_of - timedelta(days=cap.days)), campaigns.c.slug != cap.campaign)
        .group_by(recipients.c.contact_id)
        .having(func.count() >= cap.most)
    )


def overlaps(connection: Connection, chosen: Subquery, since: datetime) -> Sequence[Overlap]:
    """By people, most first. chosen: has a column contact_id. since: aware UTC."""
    rows = connection.execute(
        select(campaigns.c.slug, func.count().label("people"), func.max(_AT).label("at"))
        .select_from(_ROWS)
        .where(_reached(since), recipients.c.contact_id.in_(select(chosen.c.contact_id)))
        .group_by(campaigns.c.slug)
        .order_by(func.count().desc(), campaigns.c.slug)
    ).all()
    return [Overlap(Slug(row.slug), int(row.people), row.at) for row in rows]


def lately(connection: Connection, contact_id: int, since: datetime) -> Sequence[Slug]:
    """The campaigns that reached one contact, or will, by name."""
    rows = connection.scalars(
        select(campaigns.c.slug)
        .select_from(_ROWS)
        .where(_reached(since), recipients.c.contact_id == contact_id)
        .order_by(campaigns.c.slug)
    )
    return [Slug(each) for each in rows]


def _reached(since: datetime) -> ColumnElement[bool]:
    return and_(
        since <= _AT,
        or_(
            may_have_it(),
            and_(STATE == "queued", campaigns.c.state != "cancelled"),
        ),
    )
