"""Rules that pick contacts, as a small tree. `audience` reads them, `store` turns them into SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailer.model.edition import Split

Operator = Literal[
    "is",
    "is_not",
    "is_in",
    "not_in",
    "at_least",
    "at_most",
    "within_days",
    "older_than_days",
    "years_ago",
    "is_known",
    "has_tag",
]
Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Everyone:
    """Every contact in the database."""


@dataclass(frozen=True, slots=True)
class InAudience:
    """Contacts that came with that imported list."""

    name: str


@dataclass(frozen=True, slots=True)
class Received:
    """Contacts to whom a campaign went, or may have gone: accepted, in doubt or on its way at that moment."""

    campaign: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on one field. An unknown or empty value fails every test but `is_known = false`,
    `is_not` and `not_in`. years_ago: in the calendar year that lies so many before (UTC); 0 is this one.
    """

    field: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class AllOf:
    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    rules: tuple["Rule", ...]


Rule = Everyone | InAudience | Received | Condition | AllOf | AnyOf | NoneOf


@dataclass(frozen=True, slots=True)
class Segment:
    name: str
    rule: Rule
    reads_as: str
    """The rule as one sentence, for people."""


@dataclass(frozen=True, slots=True)
class Cap:
    """Nobody gets more than `most` campaigns in `days`: whoever did is left out of the next. campaign: the
    next one's slug, which does not count itself."""

    most: int
    days: int
    campaign: str = ""

    @property
    def reads_as(self) -> str:
        campaigns = "campaign" if self.most == 1 else "campaigns"
        return f"{FREQUENCY_CAP}: {self.most} {campaigns} in {self.days} days at most"


FREQUENCY_CAP = "frequency-cap"
"""The reason against whoever is over a cap."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom one campaign is for: who is in, who is taken out and why, judged as of one instant."""

    include: Segment
    exclude: tuple[Segment, ...]
    needs: tuple[str, ...]
    """Fields of the message that have no fallback: a contact without one is held back."""
    as_of: datetime
    """Aware UTC; relative dates in rules count from here."""
    opens_unasked_in: frozenset[str] = frozenset()
    """Countries (ISO alpha-2) whose people's opens may be measured without asking."""
    split: Split | None = None
    """Who gets which edition; None: there is one."""
    conditions: tuple[Rule, ...] = ()
    """Condition N decides bit N of `Recipient.shows`; at most 60."""
    cap: Cap | None = None
    """None: nobody counts what a person got."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Contacts that the include rule picked and that a plan can't tell apart. reason: why they are left out, or
    None: recipients. contact_ids: ascending.

    Reasons, first that holds: the excluding segment's name, `missing-<field>`, `frequency-cap`,
    `suppressed`. So `suppressed` means that nothing but the suppression keeps them out.
    """

    timezone: str | None
    country: str | None
    measures_opens: bool
    reason: str | None
    contact_ids: Sequence[int]
    edition: int = 0

    @property
    def is_chosen(self) -> bool:
        """Whether the rules chose them, whatever the suppressions say now: what an approval binds."""
        return self.reason is None or self.reason == "suppressed"
