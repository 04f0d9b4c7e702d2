"""A campaign that is found too late is paused by the claim itself: a late worker doesn't send yesterday's news."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from mailer.planning.lateness import late_risk


def why_too_late(batch: Row[Any], now: datetime) -> str | None:
    """batch: one that is due. Why its campaign may not go out any more by itself; None: it may."""
    late = None if batch.late_seconds is None else timedelta(seconds=batch.late_seconds)
    due_at = batch.due_at if batch.campaign_state == "scheduled" else None
    risks = late_risk(due_at, late, batch.not_after, now)
    return next((f"{risk.name}: {risk.message}" for risk in risks), None)
