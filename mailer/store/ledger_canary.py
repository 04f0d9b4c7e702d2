"""A campaign whose first few people tell whether the rest follows.

out     its batches go like any other's; the rest is held             the last one is settled ──> hold
hold    the rest waits until `hold_until`                             nothing speaks against it ──> passed
passed  the rest is due like any other batch                          something does ──> stopped, paused
stopped a person may let it go ──> passed
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, get_args

from sqlalchemy import Connection, Row, func, or_, select, update

from mailer.model.campaign import RUNNING
from mailer.model.delivery import OPEN
from mailer.model.ids import CampaignId, Slug
from mailer.model.timing import Alarm, CanaryState, Heard, Timing
from mailer.store.ledger_timing import timing_of
from mailer.store.tables import batches, campaigns, events, recipients

_PROVIDER = "provider"


def begin_hold(connection: Connection, campaign: Row[Any], now: datetime) -> None:
    """Where all of the canary is settled. campaign: locked."""
    canary = timing_of(campaign.timing).canary
    is_open = (
        select(batches.c.id)
        .where(
            batches.c.campaign_id == campaign.id,
            batches.c.is_canary.is_(True),
            batches.c.state.in_(OPEN),
        )
        .exists()
    )
    minutes = canary.hold_minutes if canary else 0
    connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign.id, campaigns.c.canary == "out", ~is_open)
        .values(canary="hold", hold_until=now + timedelta(minutes=minutes))
    )


def holds_over(connection: Connection, now: datetime) -> Sequence[tuple[CampaignId, Slug, Timing]]:
    """Running campaigns whose canary has to be judged now."""
    rows = connection.execute(
        select(campaigns.c.id, campaigns.c.slug, campaigns.c.timing)
        .where(
            campaigns.c.canary == "hold",
            campaigns.c.hold_until <= now,
            campaigns.c.state.in_(RUNNING),
        )
        .order_by(campaigns.c.id)
    ).all()
    return [(CampaignId(row.id), Slug(row.slug), timing_of(row.timing)) for row in rows]


def heard(connection: Connection, campaign_id: int) -> Heard:
    """In different people; an event of our own pages counts like the provider's."""
    reached = connection.scalar(
        select(func.coalesce(func.sum(batches.c.accepted), 0)).where(
            batches.c.campaign_id == campaign_id, batches.c.is_canary.is_(True)
        )
    )
    told = (
        select(events.c.kind, events.c.contact_id, events.c.source)
        .join(
            recipients,
            (recipients.c.campaign_id == events.c.campaign_id)
            & (recipients.c.contact_id == events.c.contact_id),
        )
        .join(batches, batches.c.id == recipients.c.batch_id)
        .where(events.c.campaign_id == campaign_id, batches.c.is_canary.is_(True))
        .subquery("told")
    )
    counts = {
        row.kind: int(row.people)
        for row in connection.execute(
            select(told.c.kind, func.count(told.c.contact_id.distinct()).label("people")).group_by(
                told.c.kind
            )
        )
    }
    anything = connection.scalar(
        select(func.count(told.c.contact_id.distinct())).where(told.c.source == _PROVIDER)
    )
    return Heard(
        reached=int(reached or 0),
        delivered=counts.get("delivered", 0),
        counts={kind: counts.get(kind, 0) for kind in get_args(Alarm)},
        anything=int(anything or 0),
    )


def end_hold(connection: Connection, campaign_id: int, stop: str | None, now: datetime) -> bool:
    """The rest is let go; with `stop` (why, for people) the campaign is paused instead. False where another
    worker has decided already, or a person has paused it."""
    ended = connection.execute(
        update(campaigns)
        .where(
            campaigns.c.id == campaign_id,
            campaigns.c.canary == "hold",
            campaigns.c.state.in_(RUNNING),
        )
        .values(
            {"canary": "passed"}
            if stop is None
            else {"canary": "stopped", "state": "paused", "reason": stop, "moved_at": now}
        )
    )
    if ended.rowcount == 1 and stop is None:
        _release(connection, campaign_id)
    return ended.rowcount == 1


def state_of(connection: Connection, slug: Slug) -> CanaryState | None:
    found: CanaryState | None = connection.scalar(
        select(campaigns.c.canary).where(campaigns.c.slug == slug)
    )
    return found


def let_go(connection: Connection, slug: Slug) -> bool:
    """A person's word against the alarm. False where there is none."""
    campaign_id = connection.scalar(
        update(campaigns)
        .where(campaigns.c.slug == slug, campaigns.c.canary == "stopped")
        .values(canary="passed")
        .returning(campaigns.c.id)
    )
    if campaign_id is not None:
        _release(connection, campaign_id)
    return campaign_id is not None


def is_claimable() -> Any:
    """For a WHERE over batches."""
    return batches.c.is_held.is_(False)


def is_in_sight() -> Any:
    """For a WHERE over batches and campaigns: somebody knows when it is due."""
    return or_(is_claimable(), campaigns.c.canary == "hold")


def _release(connection: Connection, campaign_id: int) -> None:
    connection.execute(
        update(batches)
        .where(batches.c.campaign_id == campaign_id, batches.c.is_held.is_(True))
        .values(is_held=False)
    )
