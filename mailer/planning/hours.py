"""A clock's hour in a named zone -> an instant, or a clear no.

Twice a year a clock on the wall lies: an hour is left out, another comes twice. Nothing is guessed.
"""

import difflib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from mailer.errors import InputError
from mailer.wording.times import full_day, moment

FARTHEST = timedelta(days=400)
"""How far ahead a blast may be set; beyond it a mistyped year is likelier than a plan."""
_MINUTE = timedelta(minutes=1)


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name such as Europe/Berlin. Raises InputError with the nearest name."""
    zone = find_zone(name)
    if zone is not None:
        return zone
    known = {zone.lower(): zone for zone in available_timezones()}
    cities = {zone.rpartition("/")[2].lower(): zone for zone in known.values()}
    near = difflib.get_close_matches(name.lower(), [*known, *cities], n=1)
    hint = f"Did you mean {known.get(near[0]) or cities[near[0]]}?" if near else ""
    raise InputError(
        f"--timezone {name!r}: no such IANA time zone. {hint or 'Write one such as Europe/Berlin.'}"
    )


def find_zone(name: str) -> ZoneInfo | None:
    """None for what only this machine knows, such as `localtime`, and for what is no zone at all."""
    if name in ("localtime", "posixrules", "Factory") or name.startswith(("posix/", "right/")):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def wall_time(written: str, option: str = "--at") -> datetime:
    """`2026-12-01T09:00` -> naive; with an offset (`...T09:00+01:00`, `Z`) -> aware. Raises InputError."""
    try:
        wall = datetime.fromisoformat(written.strip())
    except ValueError:
        raise InputError(
            f"{option} {written!r}: not a time. Write day and hour like 2026-12-01T09:00."
        ) from None
    if len(written.strip()) <= len("2026-12-01"):
        raise InputError(
            f"{option} {written!r}: the hour is missing. Write it like {written}T09:00."
        )
    return wall


def local_instant(wall: datetime, zone: str, option: str = "--at") -> datetime:
    """When the clocks of `zone` (IANA) show `wall`, as aware UTC.

    A naive wall that the clocks skip is refused with the next minute that exists; one that they show
    twice is refused with both readings. An aware wall says itself which is meant: its offset must be
    one that the zone has at that hour.
    """
    place = zone_named(zone)
    naive = wall.replace(tzinfo=None)
    readings = _readings(naive, place)
    if wall.tzinfo is not None:
        return _the_one_meant(wall, readings, zone, option)
    if not readings:
        valid = _next_valid(naive, place)
        raise InputError(
            f"{naive:%H:%M} on {full_day(naive)} does not exist in {zone}: the clocks go forward over it. "
            f"The next minute that does is {valid:%Y-%m-%dT%H:%M}."
        )
    if len(readings) == 2:
        ways = " or ".join(_with_offset(reading) for reading in readings)
        raise InputError(
            f"{naive:%H:%M} on {full_day(naive)} comes twice in {zone}: the clocks go back. "
            f"Say which with {option} {ways}."
        )
    return readings[0].astimezone(UTC)


def _readings(naive: datetime, place: ZoneInfo) -> list[datetime]:
    """Every instant at which the clocks of a place show that time: none, one or two."""
    found: list[datetime] = []
    for fold in (0, 1):
        reading = naive.replace(tzinfo=place, fold=fold)
        back = reading.astimezone(UTC).astimezone(place)
        is_new = not found or found[0].utcoffset() != reading.utcoffset()
        if back.replace(tzinfo=None) == naive and is_new:
            found.append(reading)
    return found


def _the_one_meant(wall: datetime, readings: list[datetime], zone: str, option: str) -> datetime:
    for reading in readings:
        if reading.utcoffset() == wall.utcoffset():
            return wall.astimezone(UTC)
    has = " or ".join(f"{reading:%z}" for reading in readings) or "skipped at that hour"
    raise InputError(
        f"{option} {wall.isoformat(timespec='minutes')}: {zone} isn't at that offset then, it is {has}. "
        "Leave the offset out, or name the zone that you mean."
    )


def _next_valid(naive: datetime, place: ZoneInfo) -> datetime:
    """The first whole minute after a gap; the longest known left out one whole day."""
    minute = naive.replace(second=0, microsecond=0)
    while not _readings(minute, place):
        minute += _MINUTE
    return minute


def must_lie_ahead(instant: datetime, now: datetime, zone: str) -> None:
    """Raises InputError for an hour that has passed or lies too far ahead. Both aware."""
    if instant < now:
        raise InputError(
            f"{spoken(instant, zone)} has passed. Choose a later hour, or `mailer send` to send now."
        )
    if instant > now + FARTHEST:
        raise InputError(f"{spoken(instant, zone)} is over a year ahead. Mend the year in --at.")


def waves(
    wall: datetime, zone: str, zones: Mapping[str | None, int], now: datetime
) -> dict[str | None, datetime]:
    """For each zone of the recipients (IANA, or None -> people) when it is `wall` (naive) there.

    People whose zone isn't known, or isn't one, get theirs with `zone`. An hour that comes twice is
    taken the first time. Raises InputError where the hour doesn't exist or has passed somewhere.
    """
    if wall.tzinfo is not None:
        raise InputError(
            "--at: with --local write the hour without an offset: each zone has its own."
        )
    usual = local_instant(wall, zone)
    found: dict[str | None, datetime] = {
        name: usual if name is None else _first_reading(wall, name, people) or usual
        for name, people in zones.items()
    }
    _none_has_passed(found, zones, now)
    must_lie_ahead(max([usual, *found.values()]), now, zone)
    return found


def _first_reading(wall: datetime, zone: str, people: int) -> datetime | None:
    place = find_zone(zone)
    if place is None:
        return None
    readings = _readings(wall, place)
    if not readings:
        valid = _next_valid(wall, place)
        raise InputError(
            f"{wall:%H:%M} on {full_day(wall)} does not exist in {zone}, where {people:,} people are. "
            f"Choose an hour that exists there, such as {valid:%H:%M}."
        )
    return readings[0].astimezone(UTC)


def _none_has_passed(
    found: Mapping[str | None, datetime], zones: Mapping[str | None, int], now: datetime
) -> None:
    passed = [name for name, instant in found.items() if instant < now]
    if passed:
        first = min(passed, key=lambda name: found[name])
        people = sum(zones[name] for name in passed)
        raise InputError(
            f"That hour has passed already for {people:,} people (in {first or 'the usual zone'} and "
            f"{len(passed) - 1} other zones). Choose a later day or hour."
        )


# -- in words


def spoken(instant: datetime, zone: str) -> str:
    """`Tuesday 1 December 2026, 09:00 in Berlin (08:00 UTC)`; an aware instant."""
    zone_named(zone)
    return moment(instant, zone)


def _with_offset(reading: datetime) -> str:
    return f"{reading.isoformat(timespec='minutes')} ({reading.astimezone(UTC):%H:%M} UTC)"
