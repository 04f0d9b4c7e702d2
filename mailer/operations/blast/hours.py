"""When each zone's people get a campaign: now, at an hour on one clock, or at that hour on everybody's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mailer.app import App
from mailer.model.campaign import Campaign
from mailer.model.plan import Risk, SendPlan, Wave
from mailer.model.timing import Timing
from mailer.operations import embargo
from mailer.operations.blast import timing
from mailer.planning import (
    Tally,
    embargo_risk,
    local_instant,
    must_lie_ahead,
    wall_time,
    waves,
    zone_named,
)
from mailer.planning.quiet import QUIET

_OF_AN_HOUR = ("under-embargo", QUIET)
"""Risks that hang on when it goes, and on nothing else."""


@dataclass(frozen=True, slots=True)
class Start:
    """starts_at: for each zone (IANA) of the people. zone: the one that was named, or the organisation's."""

    zone: str
    starts_at: Callable[[str | None], datetime]
    first: datetime
    by_timezone: bool

    def waves(self, zones: Mapping[str | None, int]) -> tuple[Wave, ...]:
        """zones: of the recipients, None where it isn't known -> people."""
        if not self.by_timezone:
            return (Wave(None, self.first, sum(zones.values())),)
        return tuple(Wave(zone, self.starts_at(zone), many) for zone, many in zones.items())


@dataclass(frozen=True, slots=True)
class Hour:
    """As a person names it: on the clocks of `zone`, or with is_local on each contact's own."""

    wall: datetime
    zone: str
    is_local: bool

    def start(self, app: App, zones: Mapping[str | None, int]) -> Start:
        """Raises InputError for an hour that doesn't exist, comes twice or has passed."""
        if self.is_local:
            found = waves(self.wall, self.zone, zones, app.clock.now())
            usual = local_instant(self.wall, self.zone)
            first = min(found.values(), default=usual)
            return Start(self.zone, lambda name: found.get(name, usual), first, by_timezone=True)
        instant = local_instant(self.wall, self.zone)
        must_lie_ahead(instant, app.clock.now(), self.zone)
        return Start(self.zone, lambda _: instant, instant, by_timezone=False)


def hour(app: App, at: str, timezone: str | None, local: bool) -> Hour:
    """at: as `2026-12-01T09:00`. timezone: IANA; the organisation's where none is named. Raises InputError."""
    zone = timezone or app.settings.organisation.timezone
    zone_named(zone)
    return Hour(wall_time(at), zone, local)


def at_once(app: App) -> Start:
    now = app.clock.now()
    return Start(app.settings.organisation.timezone, lambda _: now, now, by_timezone=False)


def risks_then(
    app: App, campaign: Campaign, made: SendPlan, people: Tally, rules: Timing, start: Start
) -> tuple[Risk, ...]:
    """The plan's risks, would it go at these hours."""
    return (
        *(risk for risk in made.risks if risk.name not in _OF_AN_HOUR),
        *embargo_risk(embargo.hold(app, campaign), start.first),
        *timing.risks_at(rules, people, start.starts_at),
    )
