"""How numbers, shares, sums and times are said, in every output alike. Nothing is computed here."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NONE = "–"


def number(value: int | None) -> str:
    """14212 -> 14,212; None -> an en dash."""
    return NONE if value is None else f"{value:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 gift`, `14,212 people`. Without `many` an s is put behind."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(value: float | None) -> str:
    """A share of 0 to 1 -> `2.9%`."""
    return NONE if value is None else f"{value * 100:.1f}%"


def span(low: float | None, high: float | None) -> str:
    """Two shares of 0 to 1 -> `27.9 - 32.3%`."""
    if low is None or high is None:
        return NONE
    return f"{low * 100:.1f} - {high * 100:.1f}%"


def amount(value: Decimal | None) -> str:
    """Major units in running text: `50`, `62.50`, `1,240`."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def money(value: Decimal | None, currency: str | None, decimals: int = 2) -> str:
    """Major units of a currency that has so many decimals: `EUR 1,240.00`."""
    if value is None:
        return NONE
    return f"{currency or ''} {value:,.{decimals}f}".strip()


def short_moment(at: datetime, zone: str) -> str:
    """`Fri 4 Dec 2026 09:00 Berlin`; at: aware. zone: IANA."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{short_day(here.date())} {here:%H:%M} {place(zone)}"


def short_day(day: date, *, with_year: bool = True) -> str:
    """`Fri 4 Dec 2026`, or `4 Dec` where the year is clear."""
    name = f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{_DAYS[day.weekday()]} {name} {day.year}" if with_year else name


def place(zone: str) -> str:
    """`America/Argentina/Buenos_Aires` -> `Buenos Aires`."""
    return zone.rpartition("/")[2].replace("_", " ")


def listed(parts: Iterable[str]) -> str:
    """What is there, parted by commas."""
    return ", ".join(part for part in parts if part)
