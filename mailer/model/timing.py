"""What decides, besides its hour, when a batch may go: frozen with the campaign, so that every worker on
every machine keeps to the same.

`[hours]`, `[canary]`, `[warmup]`, `[plan]` of the settings + what schedule was told ──> Timing

Each part is None, or zero, where it isn't set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, Literal

Alarm = Literal["bounced", "complained", "unsubscribed"]
CanaryState = Literal["out", "hold", "passed", "stopped"]
"""out: its batches are not all settled. hold: they are, and the rest waits. passed: nothing spoke against the
rest, or a person let it go. stopped: something did."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When nobody is written to. quiet: from and until on the clock, over midnight too; None: any hour.
    weekdays: on which people are written to, Monday is 0. zone: IANA, whose clock counts; by_recipient: the
    recipient's own instead, where it is known."""

    zone: str
    quiet: tuple[time, time] | None = None
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    by_recipient: bool = False


@dataclass(frozen=True, slots=True)
class Warmup:
    """A domain that receivers don't know yet. plan: people a day (UTC), from `started_at` on; after its last
    day as many as there are."""

    domain: str
    started_at: date
    plan: tuple[int, ...]

    def most_on(self, day: date) -> int | None:
        """People whom it lets go that day; None: all. Before it starts, as on its first day."""
        number = max(0, (day - self.started_at).days)
        return self.plan[number] if number < len(self.plan) else None


@dataclass(frozen=True, slots=True)
class Canary:
    """A few go first. share: of all recipients, 0 to 1; people: or so many. limits: the share of those reached
    above which the rest doesn't follow. needs_events: it doesn't where nothing was heard of any of them."""

    share: float = 0.0
    people: int = 0
    hold_minutes: int = 60
    limits: Mapping[Alarm, float] = field(default_factory=dict)
    needs_events: bool = True
    form: str = ""
    """Web address of the donation form, asked once the waiting is over; empty: it isn't."""

    def wanted(self, recipients: int) -> int:
        """How many of them go first; at least one, where there is anybody."""
        most = self.people or -int(-self.share * recipients // 1)
        return min(recipients, max(1, most))


@dataclass(frozen=True, slots=True)
class Timing:
    """gave_since: who gave since then is left out at the last moment (aware UTC). gave_anything: whatever
    their gift was for; else only one that this campaign brought. per_second: people of this campaign; 0: as
    fast as all others."""

    hours: Hours | None = None
    canary: Canary | None = None
    warmup: Warmup | None = None
    per_second: float = 0.0
    gave_since: datetime | None = None
    gave_anything: bool = False


ASKED_TO_WAIT: Final = "asked-to-wait"
"""Why people wait whom the other side did not take yet: it said that it would later."""
AT_ONCE = Timing()
"""Nothing but the hour decides."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """People of a campaign on its way who would be written to by now, or soon, if it weren't for `why`. until:
    aware UTC, when that ends, for the first of them where the other side asked to wait; None: nobody knows yet."""

    why: Literal["canary", "quiet-hours", "warm-up", "asked-to-wait"]
    people: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a canary, in people. reached: the provider took theirs. delivered ... unsubscribed: of whom
    such an event came."""

    reached: int
    delivered: int
    counts: Mapping[Alarm, int]
    anything: int
    """Of whom any event of the provider came at all."""
