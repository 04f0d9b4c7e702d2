"""What a campaign would do, before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from mailer.model.ids import Fingerprint, Sha256, Slug


@dataclass(frozen=True, slots=True)
class Risk:
    """name: kebab-case, accepted one by one. blocks: exit 3 unless accepted."""

    name: str
    message: str
    blocks: bool
    may_be_accepted: bool = True


@dataclass(frozen=True, slots=True)
class PlannedEdition:
    """One of the campaign's messages, and how many get it. name: for people, such as `es, variant b`."""

    name: str
    language: str
    variant: str
    message_sha256: Sha256
    recipients: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many of a plan's people another campaign reached lately, or will soon. at: aware UTC, the last
    of it."""

    campaign: Slug
    people: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """What a plan will cost and how long it takes; None where nobody can say.

    cost: major units. per_second: people, that the duration counts with. is_measured: that is how fast the
    last blasts went; else a pace that is set.
    """

    cost: Decimal | None = None
    currency: str = ""
    seconds: float | None = None
    per_second: float | None = None
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class Pacing:
    """One thing besides its hour that decides when people get it. name: canary, quiet-hours, warm-up, pace or
    gave-since. message: what it comes to for this plan."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class SendPlan:
    campaign: Slug
    message_sha256: Sha256
    """Of the message; of several editions, over all of theirs."""
    recipients: int
    excluded: Mapping[str, int]
    countries: int
    batches: int
    batch_size: int
    risks: tuple[Risk, ...]
    parts: Mapping[str, str]
    """What the fingerprint covers, by name (message, audience, sender ...): a change is told by name."""
    fingerprint: Fingerprint
    planned_at: datetime
    """Aware UTC; relative dates in segment rules count from here."""
    editions: tuple[PlannedEdition, ...] = ()
    """By number; empty where there is only one."""
    expected: Expected = Expected()
    """Not what the fingerprint covers: a speed that was measured is no promise."""
    pacings: tuple[Pacing, ...] = ()
    """As they were when it was made: the rules themselves are covered by the part `timing`."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Key of the campaign file or of mailer.toml -> a digest of what stands there: what changed in a message
    is told by it."""
    transport: str = ""
    """By which it goes out; empty: by whatever a worker has."""
    per_second: float = 0
    """People of all campaigns together, whoever sends; 0: no limit."""

    def message_of(self, edition: int) -> Sha256:
        return self.editions[edition].message_sha256 if self.editions else self.message_sha256


@dataclass(frozen=True, slots=True)
class Approval:
    by: str
    at: datetime
    fingerprint: Fingerprint
    accepted_risks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wave:
    """The batches due at one time. timezone: IANA, or None where all go at once."""

    timezone: str | None
    starts_at: datetime
    recipients: int


@dataclass(frozen=True, slots=True)
class Proof:
    to: str
    rendered_as: int
    """The contact's id: the address stays in the database."""
    message_sha256: Sha256
    at: datetime
