"""`[hours]`, `[canary]` and `[warmup]` of mailer.toml, as they are written there. Each is off unless it is set."""

import re
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, Strict, field_validator, model_validator

from mailer.settings.tables import Table

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_Share = Annotated[float, Strict(), Field(gt=0, lt=1)]
_Limit = Annotated[float, Strict(), Field(gt=0, le=1)]
_People = Annotated[int, Strict(), Field(ge=1)]
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ?[-–] ?([01]\d|2[0-3]):([0-5]\d)")


class HoursTable(Table):
    """quiet: nobody is written to from the first until the second. weekdays: only on these. zone: whose clock
    counts; None: each recipient's where a campaign goes at everyone's own hour, else the organisation's."""

    quiet: str = ""
    weekdays: tuple[Weekday, ...] = ()
    zone: Literal["recipient", "organisation"] | None = None

    @field_validator("quiet")
    @classmethod
    def _is_span(cls, value: str) -> str:
        if not value:
            return value
        found = _SPAN.fullmatch(value)
        if found is None:
            raise ValueError("must be two times of a clock, such as 21:00-08:00")
        if found.group(1, 2) == found.group(3, 4):
            raise ValueError(
                "must begin and end at different times: else nothing would ever be sent"
            )
        return value

    @property
    def span(self) -> tuple[time, time] | None:
        found = _SPAN.fullmatch(self.quiet)
        if found is None:
            return None
        hours = [int(part) for part in found.groups()]
        return time(hours[0], hours[1]), time(hours[2], hours[3])

    @property
    def days(self) -> tuple[int, ...]:
        """Monday is 0."""
        return tuple(sorted(WEEKDAYS.index(day) for day in set(self.weekdays or WEEKDAYS)))

    @property
    def is_set(self) -> bool:
        return bool(self.quiet) or len(self.days) < len(WEEKDAYS)


class CanaryTable(Table):
    """share or people: how many go first; neither: nobody does. The rest follows `hold_minutes` after the last of
    them, unless more than a limit bounced, complained or unsubscribed (1: never), nothing was heard
    at all (needs_events), or the donation form is dead (form)."""

    share: _Share | None = None
    people: _People | None = None
    hold_minutes: Annotated[int, Strict(), Field(ge=1, le=10_080)] = 60
    bounce: _Limit = 0.05
    complaint: _Limit = 0.001
    unsubscribe: _Limit = 0.01
    needs_events: bool = True
    form: bool = False

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "CanaryTable":
        if self.share is not None and self.people is not None:
            raise ValueError("must have a share or a number of people, not both")
        return self

    @property
    def is_set(self) -> bool:
        return self.share is not None or self.people is not None


class WarmupTable(Table):
    """started_at: the first day. plan: people a day from then on; after its last there is no limit."""

    started_at: date
    plan: Annotated[tuple[_People, ...], Field(min_length=1, max_length=366)]


def _by_domain(written: dict[str, WarmupTable]) -> dict[str, WarmupTable]:
    for name in written:
        if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", name):
            raise ValueError(f'{name}: must be a domain, as in [warmup."news.example.org"]')
    return {name.lower(): each for name, each in written.items()}


Warmups = Annotated[dict[str, WarmupTable], AfterValidator(_by_domain)]
"""Domain of a sender -> how many may be written to from it on its first days."""
