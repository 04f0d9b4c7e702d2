"""What the pages say of a campaign's state, and how wide a bar is. Numbers and times: see `wording`."""

STATES = {
    "draft": "Draft",
    "planned": "Planned, waits for approval",
    "approved": "Approved, not sent yet",
    "scheduled": "Scheduled",
    "sending": "Going out",
    "paused": "Paused",
    "cancelled": "Cancelled",
    "sent": "Sent",
}
STATE_TONES = {
    "sending": "accent",
    "scheduled": "accent",
    "sent": "ok",
    "paused": "warn",
    "planned": "warn",
    "cancelled": "quiet",
}
"""Colour only repeats the word."""


def wide(share: float | None) -> str:
    """A share as percent of a bar's width."""
    return f"{min(1.0, share or 0.0) * 100:.2f}"
