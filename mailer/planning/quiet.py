"""Hours and days on which nobody is written to: when a person's turn comes that falls into them.

instant + zone ──> the same instant, or the next at which their clock says neither a quiet hour nor a free day
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from mailer.model.plan import Risk
from mailer.model.timing import Hours
from mailer.planning.hours import find_zone
from mailer.wording.figures import people as people_in_words
from mailer.wording.times import moment

QUIET = "quiet-hours"
"""What it is called where it warns, holds back, or is accepted."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Disturbed:
    """Whom an hour would catch at a bad time. until: aware UTC, when the last of them may be written to.
    zone: the one whose people wait longest."""

    people: int
    of: int
    until: datetime
    zone: str


def next_allowed(instant: datetime, zone: str | None, hours: Hours) -> datetime:
    """The instant itself where it is neither quiet nor a free day, else the first after it that isn't; aware
    UTC. zone: the recipients' (IANA), or None. A clock that is set forward over the end of the quiet hours ends
    them with the jump; one that is set back does at the first reading that is still ahead.
    """
    place = _clock(zone, hours)
    at = instant
    while (onward := _onward(at, place, hours)) is not None:
        at = onward
    return at.astimezone(UTC)


def zone_for(zone: str | None, hours: Hours) -> str:
    """Whose clock counts for people of that zone."""
    is_theirs = hours.by_recipient and zone is not None and find_zone(zone) is not None
    return zone if is_theirs and zone is not None else hours.zone


def disturbed(
    hours: Hours, zones: Mapping[str | None, int], starts_at: Callable[[str | None], datetime]
) -> Disturbed | None:
    """zones: of the recipients -> people. starts_at: when each zone's people get theirs."""
    waits = {
        zone: (people, allowed)
        for zone, people in zones.items()
        if (allowed := next_allowed(starts_at(zone), zone, hours)) > starts_at(zone)
    }
    if not waits:
        return None
    last = max(waits, key=lambda zone: (waits[zone][1], zone or ""))
    caught = sum(people for people, _ in waits.values())
    return Disturbed(caught, sum(zones.values()), waits[last][1], zone_for(last, hours))


def quiet_risk(
    found: Disturbed | None, hours: Hours, *, blocks: bool, cure: str
) -> tuple[Risk, ...]:
    """cure: what to do about it, as a sentence's end."""
    if found is None:
        return ()
    message = (
        f"{found.people:,} of {people_in_words(found.of)} would get it at a time that "
        f"[hours] rules out ({reads_as(hours)}): allowed from {moment(found.until, found.zone)}. {cure}"
    )
    return (Risk(QUIET, message, blocks=blocks),)


def reads_as(hours: Hours) -> str:
    """`quiet 21:00-08:00, Mon Tue Wed Thu Fri, on each person's clock`."""
    parts = [f"quiet {_span(hours.quiet)}"] if hours.quiet else []
    if len(set(hours.weekdays)) < len(_DAYS):
        parts.append("only " + " ".join(_DAYS[day] for day in sorted(set(hours.weekdays))))
    whose = "each person's clock" if hours.by_recipient else f"the clocks of {hours.zone}"
    return ", ".join([*parts, f"on {whose}"])


def _span(quiet: tuple[time, time]) -> str:
    begin, end = quiet
    return f"{begin:%H:%M}-{end:%H:%M}"


def _clock(zone: str | None, hours: Hours) -> tzinfo:
    place = find_zone(zone_for(zone, hours))
    return place if place is not None else UTC


def _onward(at: datetime, place: tzinfo, hours: Hours) -> datetime | None:
    """A later instant up to which surely nothing is allowed; None where it is allowed now."""
    here = at.astimezone(place)
    if here.weekday() not in hours.weekdays:
        return _first_at_or_after(here, here.date() + _DAY, time(0), place)
    if hours.quiet is None:
        return None
    begin, end = hours.quiet
    wall = here.time()
    if begin < end:
        is_quiet, until = begin <= wall < end, here.date()
    else:
        is_quiet = wall >= begin or wall < end
        until = here.date() + _DAY if wall >= begin else here.date()
    return _first_at_or_after(here, until, end, place) if is_quiet else None


def _first_at_or_after(after: datetime, day: date, wall: time, place: tzinfo) -> datetime:
    """When the clocks first show that wall time, or have jumped over it, later than `after`."""
    naive = datetime.combine(day, wall)
    while True:
        for fold in (0, 1):
            reading = naive.replace(tzinfo=place, fold=fold).astimezone(UTC)
            shown = reading.astimezone(place).replace(tzinfo=None)
            if shown == naive and reading > after:
                return reading
        naive += _MINUTE
