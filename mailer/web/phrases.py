"""How the pages say numbers, times and states. Words only; nothing is computed from figures here."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

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


def number(value: float | Decimal | None) -> str:
    """14212 -> 14,212; None -> an en dash."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 person`, `14,212 people`. Without `many` an s is put behind."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def people(count: int) -> str:
    return plural(count, "person", "people")


def percent(value: float | None) -> str:
    """A share of 0 to 1 -> `2.9%`; below one percent `0.04%`."""
    if value is None:
        return "–"
    digits = 2 if 0 < value < 0.01 else 1
    return f"{value * 100:.{digits}f}%"


def share_range(low: float | None, high: float | None) -> str:
    """`28–32%`; one number where both round to the same; an en dash where nothing is known."""
    if low is None or high is None:
        return "–"
    first, last = round(low * 100), round(high * 100)
    return f"{first}%" if first == last else f"{first}–{last}%"


def wide(share: float | None) -> str:
    """A share as percent of a bar's width."""
    return f"{min(1.0, share or 0.0) * 100:.2f}"


def money(value: float | Decimal | None, currency: str | None) -> str:
    """Major units: `EUR 1,240.00`."""
    if value is None:
        return "–"
    return f"{currency} {value:,.2f}" if currency else f"{value:,.2f}"


def amount(value: Decimal | None) -> str:
    """Major units without a currency: `50`, `53.91`, `1,240`."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def moment(at: datetime, zone: str) -> str:
    """`Tuesday 1 December 2026, 09:00 in Berlin (08:00 UTC)`; at: aware."""
    here = at.astimezone(ZoneInfo(zone))
    utc = at.astimezone(ZoneInfo("UTC"))
    if here.utcoffset() == utc.utcoffset() and zone.upper().endswith("UTC"):
        return f"{_day(utc)}, {utc:%H:%M} UTC"
    away = "" if here.date() == utc.date() else f"{_DAYS[utc.weekday()]} "
    return f"{_day(here)}, {here:%H:%M} in {place(zone)} ({away}{utc:%H:%M} UTC)"


def short_moment(at: datetime, zone: str) -> str:
    """`1 Dec, 09:00`, in the organisation's zone, where a column has little room."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{here.day} {_MONTHS[here.month - 1][:3]}, {here:%H:%M}"


def place(zone: str | None) -> str:
    """`America/Argentina/Buenos_Aires` -> `Buenos Aires`; None -> `everywhere`."""
    return zone.rpartition("/")[2].replace("_", " ") if zone else "everywhere"


def _day(at: datetime) -> str:
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"
