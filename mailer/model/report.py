"""What came of a campaign: the values that every output of a report shows. No output computes.

People are people: `delivered`, `bounced`, `openers`, `clickers`, `unsubscribed`, `complained` and every
`recipients` count each person once. `opens` and `clicks` count visits. Rates are shares of 0 to 1, None
where there is no base. Money is in major units of the currency, net of refunds.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from mailer.model.campaign import CampaignState


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Money = Annotated[Decimal, PlainSerializer(_number, return_type=float, when_used="json")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Visits(_Part):
    """Opens or clicks by who made them; see `measuring`."""

    human: int = 0
    machine: int = 0
    unknown: int = 0


class GiftTotal(_Part):
    """Gifts in one currency."""

    currency: str
    count: int
    total: Money


class Gifts(_Part):
    """Gifts that our links led to. count: those that are not given back whole."""

    count: int = 0
    total: Money = Decimal(0)
    average: Money | None = None
    median: Money | None = None
    largest: Money | None = None
    currency: str | None = None
    other_currencies: tuple[GiftTotal, ...] = ()
    """Never added to the rest."""
    assisted: tuple[GiftTotal, ...] = ()
    """Without our code, by people who had clicked not long before: shown apart, in no sum."""


class Rates(_Part):
    """delivered, bounced: of the accepted. opened_*: of the delivered whose opens are measured; low is
    surely human, high adds what may be. The rest: of the delivered, but completion: gifts of clickers."""

    delivered: float | None = None
    bounced: float | None = None
    opened_low: float | None = None
    opened_high: float | None = None
    clicked: float | None = None
    clicked_low: float | None = None
    clicked_high: float | None = None
    """With low: where the share may well lie (Wilson, 95%)."""
    unsubscribed: float | None = None
    complained: float | None = None
    response: float | None = None
    """Gifts per delivered."""
    completion: float | None = None
    """Gifts per clicker."""


class PerThousand(_Part):
    """Net raised per 1,000 delivered."""

    all: Money | None = None
    without_largest: Money | None = None


class Measured(_Part):
    """Whose opens are measured at all, of the delivered. aggregate: opens counted without any person."""

    people: int = 0
    share: float | None = None
    aggregate: Visits = Visits()


class LinkLine(_Part):
    """One link of the message; index None: clicks on an address that the message does not have."""

    index: int | None
    place: str
    label: str
    kind: str
    clicks: Visits = Visits()
    clickers: int = 0
    gifts: int = 0
    raised: Money = Decimal(0)


class SegmentLine(_Part):
    """The recipients of one named segment, as it picks today. people overlap between segments."""

    name: str
    reads_as: str
    recipients: int
    delivered: int
    openers: int
    clickers: int
    unsubscribed: int
    gifts: int
    raised: Money

    @property
    def is_small(self) -> bool:
        """Fewer than ten people: outputs that travel don't show its figures."""
        return self.recipients < SMALLEST_GROUP


class VariantLine(SegmentLine):
    """The recipients of one variant of the message, or of one language. reads_as: its subject.

    clicked: share of the delivered; low and high: where it may well lie (Wilson, 95%). Two lines whose
    ranges overlap may differ by chance alone.
    """

    clicked: float | None = None
    clicked_low: float | None = None
    clicked_high: float | None = None
    per_thousand: Money | None = None
    """Net raised per 1,000 delivered."""


class Moment(_Part):
    """What had happened by then, people and gifts from the start."""

    hours: float
    """Since the start."""
    at: datetime
    delivered: int
    openers: int
    clickers: int
    gifts: int
    raised: Money


class Definition(_Part):
    term: str
    meaning: str


class CampaignReport(_Part):
    campaign: str
    subject: str
    state: CampaignState
    as_of: datetime
    """Aware UTC."""
    starts_at: datetime | None
    final_at: datetime | None
    """From here on nothing much changes: 14 days after the start."""
    is_final: bool
    zone: str
    """IANA zone in which people here read the clock."""
    recipients: int
    """Everyone in the ledger who was not suppressed at the last moment."""
    sent: int
    accepted: int
    delivered: int
    bounced: int
    blocked: int
    dropped: int
    opens: Visits
    openers: int
    openers_possible: int
    """With those of whom only doubtful opens are known."""
    clicks: Visits
    clickers: int
    clickers_possible: int
    unsubscribed: int
    complained: int
    gifts: Gifts
    per_thousand: PerThousand
    rates: Rates
    measured: Measured
    links: tuple[LinkLine, ...]
    segments: tuple[SegmentLine, ...]
    variants: tuple[VariantLine, ...]
    """In all languages together; none where the campaign has no variants."""
    verdict: str = ""
    """What the clicks of the variants allow to say; empty where there are none."""
    languages: tuple[VariantLine, ...] = ()
    """In all variants together; none where the campaign has one language."""
    timeline: tuple[Moment, ...]
    rules_version: str
    definitions: tuple[Definition, ...]


SMALLEST_GROUP = 10
