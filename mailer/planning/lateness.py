"""Yesterday's news: whether a campaign that is found late may still go out by itself."""

from datetime import UTC, datetime, timedelta

from mailer.model.plan import Risk
from mailer.wording.times import lasting

TOO_LATE = "too-late"


def late_risk(
    due_at: datetime | None, late: timedelta | None, not_after: datetime | None, now: datetime
) -> tuple[Risk, ...]:
    """due_at: when the first of it was due, while nothing of it was tried; else None. late: how long after that
    it may still begin; None: whenever. not_after: when nothing of it may go out any more. All aware."""
    if not_after is not None and now > not_after:
        message = f"nothing of it may go out after {_hour(not_after)}, and that has passed"
    elif due_at is not None and late is not None and now > due_at + late:
        ago = lasting((now - due_at).total_seconds())
        message = f"its hour is long past: it was due {_hour(due_at)}, {ago} ago"
    else:
        return ()
    return (Risk(TOO_LATE, message, blocks=True),)


def stall_risk(due_at: datetime, idle: timedelta) -> tuple[Risk, ...]:
    """Of a campaign on its way that nobody went on with. due_at: of what is left, aware. idle: for how long."""
    ago = lasting(idle.total_seconds())
    message = f"the rest was due {_hour(due_at)}, and nothing has gone out for {ago}"
    return (Risk(TOO_LATE, message, blocks=True),)


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
