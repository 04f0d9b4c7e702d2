"""A campaign that is found too late is paused by the claim itself: a late worker doesn't send yesterday's news."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, update

from mailer.planning.lateness import late_risk
from mailer.store.tables import campaigns


def is_too_late(connection: Connection, batch: Row[Any], now: datetime) -> bool:
    """batch: one that is due. Its campaign is paused where it may not go out any more by itself."""
    late = None if batch.late_seconds is None else timedelta(seconds=batch.late_seconds)
    due_at = batch.due_at if batch.campaign_state == "scheduled" else None
    risks = late_risk(due_at, late, batch.not_after, now)
    for risk in risks:
        connection.execute(
            update(campaigns)
            .where(campaigns.c.id == batch.campaign_id)
            .values(state="paused", reason=f"{risk.name}: {risk.message}", moved_at=now)
        )
    return bool(risks)
