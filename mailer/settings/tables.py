"""The tables of mailer.toml, but for those of `timetable`."""

import difflib
import re
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    Strict,
    StringConstraints,
    field_validator,
)

from mailer.model.campaign import SenderAddress

Text = Annotated[str, StringConstraints(strip_whitespace=True)]
TWO, THREE = r"^[A-Z]{2}$", r"^[A-Z]{3}$"
Country = Annotated[str, StringConstraints(pattern=TWO)]
Currency = Annotated[str, StringConstraints(pattern=THREE)]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
"""Strict: TOML has numbers, and `true` is none."""
Amount = Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=2)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Organisation(Table):
    """Who writes. registration: what the law wants named, such as a charity number."""

    name: Text = ""
    postal_address: Text = ""
    website: Text = ""
    registration: Text = ""
    timezone: Text = "UTC"
    """IANA zone in which people here read the clock."""

    @field_validator("timezone")
    @classmethod
    def _is_known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            near = difflib.get_close_matches(value, available_timezones(), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ", such as Europe/Berlin"
            raise ValueError(f"not an IANA time zone{hint}")
        return value


class Sender(Table):
    name: Text = ""
    address: SenderAddress = ""
    reply_to: SenderAddress = ""


class Donation(Table):
    """Where gifts are made. amounts: offered to people without history, major units, rising."""

    url: Text = ""
    platform: Text = "generic"
    currency: Currency = "EUR"
    amounts: tuple[Amount, ...] = (Decimal(25), Decimal(50), Decimal(75))
    ceiling: Amount | None = None
    """From this gift on no amounts are offered, only the form."""
    account: Text = ""
    """Our id at the platform: gifts to others on the same form are left out. Empty: all are ours."""
    webhook_secret: SecretStr | None = None


class Brand(Table):
    """The colours of every message. palette: one of the template's tokens.toml. accent: the
    organisation's own colour, as #0d5470; empty: the palette's."""

    palette: Text = ""
    accent: Text = ""


class Tracking(Table):
    clicks: Literal["provider", "own", "off"] = "provider"
    opens: Literal["provider", "aggregate", "individual", "off"] = "off"
    opens_unasked_in: frozenset[Country] = frozenset()
    """Countries whose people's opens may be measured without asking them."""


class Pace(Table):
    batch_size: Annotated[Whole, Field(ge=1, le=1000)] = 1000
    per_second: Annotated[Number, Field(ge=0, allow_inf_nan=False)] = 0
    """Messages a second over all workers; 0: as fast as allowed."""
    per_campaign: Annotated[Number, Field(ge=0, allow_inf_nan=False)] = 0
    """As many of one campaign, unless it is scheduled with another number; 0: as all others."""


class Worker(Table):
    """drain_seconds: how long what is on its way may take once the worker is told to stop. engine: what calls
    workers; by the database: embedded on SQLite, procrastinate on PostgreSQL."""

    lease_seconds: Annotated[Whole, Field(ge=1, le=3600)] = 60
    concurrency: Annotated[Whole, Field(ge=1, le=64)] = 4
    processes: Annotated[Whole, Field(ge=1, le=64)] = 1
    """Of one `mailer worker`; each has `concurrency` threads of its own."""
    drain_seconds: Annotated[Number, Field(ge=0, le=600)] = 25
    engine: Literal["by-database", "embedded", "procrastinate"] = "by-database"
    late_hours: Annotated[Number, Field(gt=0, le=8760)] = 6
    """How long after its hour a campaign may still begin by itself."""


class Http(Table):
    timeout_seconds: Annotated[Number, Field(gt=0, le=600)] = 30


class Smtp(Table):
    """live: the server on this machine is no test; it passes mail on. dkim_*: to sign here what the server does
    not sign; dkim_key names a file of the workspace."""

    live: bool = False
    dkim_domain: Text = ""
    dkim_selector: Text = ""
    dkim_key: Text = ""


class Pictures(Table):
    """hosted: they lie at the public address, served by `mailer serve`. attached: they travel with each message."""

    delivery: Literal["hosted", "attached"] = "hosted"


class Approval(Table):
    """floor, ceiling: people; a plan for fewer or more stops. typed_count_from: from so many people on,
    whoever approves types the number. None: off."""

    needed: Annotated[Whole, Field(ge=0, le=20)] = 1
    author_may_approve: bool = True
    proof_needed: bool = False
    """True: a plan whose message nobody got as a proof is refused."""
    floor: Annotated[Whole, Field(ge=1)] | None = None
    ceiling: Annotated[Whole, Field(ge=1)] | None = None
    typed_count_from: Annotated[Whole, Field(ge=1)] | None = None


class Plan(Table):
    """overlap_days: people whom another campaign reached so lately are told; 0: off. most_per_person:
    campaigns in per_days; whoever got as many is left out; None: no cap. cost_per_thousand: what the
    provider takes, in cost_currency; None: no cost is shown. skip_if_gave: whom the campaign made give before
    their turn came is left out."""

    overlap_days: Annotated[Whole, Field(ge=0, le=365)] = 3
    most_per_person: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    per_days: Annotated[Whole, Field(ge=1, le=365)] = 7
    cost_per_thousand: Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=4)] | None = None
    cost_currency: Currency = "EUR"
    skip_if_gave: bool = False


class Proof(Table):
    """staff: who may see a message that is under embargo: addresses, or whole domains as @example.org.
    None: whoever asks for the proof names them."""

    staff: tuple[Text, ...] = ()

    @field_validator("staff")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if not re.fullmatch(r"[^\s@,;<>\"]*@[^\s@,;<>\"]+", each):
                raise ValueError("must be addresses, or domains such as @example.org")
        return value


class Checking(Table):
    """How readers are weighed that use this mail program or that: as in the world, by a preset, or by
    the domains of the audience's own addresses."""

    clients: Literal["audience", "global", "us-consumer", "eu-consumer", "b2b"] = "audience"


class Reading(Table):
    fetch: bool = False
    """Whether a release may be fetched from its web address."""
