"""How days, hours and places are said, in every output alike. at: always aware; zone: IANA."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
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


def moment(at: datetime, zone: str) -> str:
    """`Tuesday 1 December 2026, 09:00 in Berlin (08:00 UTC)`."""
    here, utc = at.astimezone(ZoneInfo(zone)), at.astimezone(UTC)
    if zone.upper().endswith("UTC"):
        return f"{full_day(utc.date())}, {utc:%H:%M} UTC"
    away = "" if here.date() == utc.date() else f"{_WEEKDAYS[utc.weekday()]} "
    return f"{full_day(here.date())}, {here:%H:%M} in {place(zone)} ({away}{utc:%H:%M} UTC)"


def short_moment(at: datetime, zone: str) -> str:
    """`Fri 4 Dec 2026 09:00 Berlin`."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{short_day(here.date())} {here:%H:%M} {place(zone)}"


def bare_moment(at: datetime, zone: str) -> str:
    """`4 Dec, 09:00`, where year and zone are clear and room is little."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{short_day(here.date(), with_year=False)}, {here:%H:%M}"


def full_day(day: date) -> str:
    """`Tuesday 1 December 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {plain_day(day)}"


def plain_day(day: date) -> str:
    """`1 December 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date, *, with_year: bool = True) -> str:
    """`Fri 4 Dec 2026`, or `4 Dec` where the year is clear."""
    name = f"{day.day} {_MONTHS[day.month - 1][:3]}"
    return f"{_WEEKDAYS[day.weekday()][:3]} {name} {day.year}" if with_year else name


def lasting(seconds: float) -> str:
    """How long something takes, as roughly as a person says it: `12 minutes`, `3 hours 20 minutes`, `2 days`."""
    for length, one in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * length or (one == "hour" and seconds >= length):
            whole = int(seconds // length)
            told = f"{whole} {one}{'s' if whole > 1 else ''}"
            minutes = int(seconds % length // 600 * 10)
            return f"{told} {minutes} minutes" if one == "hour" and minutes else told
    whole = max(1, round(seconds))
    return f"{whole} second{'s' if whole > 1 else ''}"


def place(zone: str | None) -> str:
    """`America/Argentina/Buenos_Aires` -> `Buenos Aires`; None -> `everywhere`."""
    return zone.rpartition("/")[2].replace("_", " ") if zone else "everywhere"
