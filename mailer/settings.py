"""Settings of one workspace: `mailer.toml` and the environment, which wins.

Each environment variable is also a top-level key of `mailer.toml`: its name in lower case, with or
without `mailer_` in front (`transport = "sendgrid"`).
"""

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    Strict,
    StringConstraints,
    ValidationError,
    field_validator,
)
from pydantic_core import ErrorDetails

from mailer.errors import ConfigError
from mailer.model.campaign import SenderAddress
from mailer.model.timetable import CanaryTable, HoursTable, Warmups

FILE = "mailer.toml"
Text = Annotated[str, StringConstraints(strip_whitespace=True)]
_TWO, _THREE = r"^[A-Z]{2}$", r"^[A-Z]{3}$"
Country = Annotated[str, StringConstraints(pattern=_TWO)]
Currency = Annotated[str, StringConstraints(pattern=_THREE)]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
"""Strict: TOML has numbers, and `true` is none."""
Amount = Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=2)]

_ENVIRONMENT = {
    "MAILER_DATABASE_URL": "database_url",
    "MAILER_TRANSPORT": "transport",
    "SENDGRID_API_KEY": "sendgrid_api_key",
    "MAILER_SENDGRID_HOST": "sendgrid_host",
    "MAILER_SENDGRID_WEBHOOK_KEY": "sendgrid_webhook_key",
    "MAILER_SMTP_URL": "smtp_url",
    "MAILER_PUBLIC_URL": "public_url",
    "MAILER_SECRET_KEY": "secret_key",
    "MAILER_METRICS_TOKEN": "metrics_token",
    "MAILER_CHROMIUM": "chromium",
}
_NEVER_SHOWN = ("key", "url", "secret", "token")
_LETTERS = {
    _TWO: "two capital letters, such as US",
    _THREE: "three capital letters, such as EUR",
}
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_KINDS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_inexact": "must be a day, such as 2026-12-01",
    "date_from_datetime_parsing": "must be a day, such as 2026-12-01",
    "date_type": "must be a day, such as 2026-12-01",
    "decimal_parsing": "must be a number",
    "decimal_type": "must be a number",
    "dict_type": "must be a table: its keys stand below a line such as [sender]",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "frozen_set_type": 'must be a list, as in ["US", "CA"]',
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "missing": "is needed",
    "model_type": "must be a table: its keys stand below a line such as [sender]",
    "string_type": "must be a text between double quotes",
    "too_short": "must not be empty",
    "tuple_type": "must be a list, as in [25, 50, 75]",
}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Organisation(_Table):
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


class Sender(_Table):
    name: Text = ""
    address: SenderAddress = ""
    reply_to: SenderAddress = ""


class Donation(_Table):
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


class Brand(_Table):
    """The colours of every message. palette: one of the template's tokens.toml. accent: the
    organisation's own colour, as #0d5470; empty: the palette's."""

    palette: Text = ""
    accent: Text = ""


class Tracking(_Table):
    clicks: Literal["provider", "own", "off"] = "provider"
    opens: Literal["provider", "aggregate", "individual", "off"] = "off"
    opens_unasked_in: frozenset[Country] = frozenset()
    """Countries whose people's opens may be measured without asking them."""


class Pace(_Table):
    batch_size: Annotated[Whole, Field(ge=1, le=1000)] = 1000
    per_second: Annotated[Number, Field(ge=0, allow_inf_nan=False)] = 0
    """Messages a second over all workers; 0: as fast as allowed."""
    per_campaign: Annotated[Number, Field(ge=0, allow_inf_nan=False)] = 0
    """As many of one campaign, unless it is scheduled with another number; 0: as all others."""


class Worker(_Table):
    """drain_seconds: how long what is on its way may take once the worker is told to stop. engine: what calls
    workers; by the database: embedded on SQLite, procrastinate on PostgreSQL."""

    lease_seconds: Annotated[Whole, Field(ge=1, le=3600)] = 60
    concurrency: Annotated[Whole, Field(ge=1, le=64)] = 4
    drain_seconds: Annotated[Number, Field(ge=0, le=600)] = 25
    engine: Literal["by-database", "embedded", "procrastinate"] = "by-database"
    late_hours: Annotated[Number, Field(gt=0, le=8760)] = 6
    """How long after its hour a campaign may still begin by itself."""


class Http(_Table):
    timeout_seconds: Annotated[Number, Field(gt=0, le=600)] = 30


class Smtp(_Table):
    """live: the server on this machine is no test; it passes mail on. dkim_*: to sign here what the server does
    not sign; dkim_key names a file of the workspace."""

    live: bool = False
    dkim_domain: Text = ""
    dkim_selector: Text = ""
    dkim_key: Text = ""


class Pictures(_Table):
    """hosted: they lie at the public address, served by `mailer serve`. attached: they travel with each message."""

    delivery: Literal["hosted", "attached"] = "hosted"


class Approval(_Table):
    """floor, ceiling: people; a plan for fewer or more stops. typed_count_from: from so many people on,
    whoever approves types the number. None: off."""

    needed: Annotated[Whole, Field(ge=0, le=20)] = 1
    author_may_approve: bool = True
    proof_needed: bool = False
    """True: a plan whose message nobody got as a proof is refused."""
    floor: Annotated[Whole, Field(ge=1)] | None = None
    ceiling: Annotated[Whole, Field(ge=1)] | None = None
    typed_count_from: Annotated[Whole, Field(ge=1)] | None = None


class Plan(_Table):
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


class Proof(_Table):
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


class Checking(_Table):
    """How readers are weighed that use this mail program or that: as in the world, by a preset, or by
    the domains of the audience's own addresses."""

    clients: Literal["audience", "global", "us-consumer", "eu-consumer", "b2b"] = "audience"


class Reading(_Table):
    fetch: bool = False
    """Whether a release may be fetched from its web address."""


class Settings(_Table):
    organisation: Organisation = Organisation()
    sender: Sender = Sender()
    donation: Donation = Donation()
    brand: Brand = Brand()
    tracking: Tracking = Tracking()
    pace: Pace = Pace()
    worker: Worker = Worker()
    http: Http = Http()
    smtp: Smtp = Smtp()
    pictures: Pictures = Pictures()
    approval: Approval = Approval()
    plan: Plan = Plan()
    hours: HoursTable = HoursTable()
    canary: CanaryTable = CanaryTable()
    warmup: Warmups = Field(default_factory=dict)
    proof: Proof = Proof()
    reading: Reading = Reading()
    checking: Checking = Checking()
    database_url: Text = "sqlite:///mailer.db"
    transport: Text = "outbox"
    sendgrid_api_key: SecretStr | None = None
    sendgrid_host: Text = "https://api.sendgrid.com"
    sendgrid_webhook_key: Text = ""
    smtp_url: SecretStr | None = None
    public_url: Text = "http://localhost:8080"
    secret_key: SecretStr | None = None
    metrics_token: SecretStr | None = None
    """Opens /metrics to who isn't on this machine."""
    chromium: Text = ""
    """Path of the browser that takes the pictures; empty: the first one on the PATH."""

    @field_validator("public_url", "sendgrid_host")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not a web address, such as https://mail.example.org")
        if parts.query or parts.fragment or parts.username:
            raise ValueError("a web address without user, query or fragment is needed")
        return value.rstrip("/")

    @field_validator("sendgrid_host")
    @classmethod
    def _keeps_the_key_secret(cls, value: str) -> str:
        if value.startswith("http:") and not is_loopback(value):
            raise ValueError("must begin with https://: the key travels to it")
        return value

    @property
    def sendgrid_webhook_keys(self) -> tuple[str, ...]:
        return _split(self.sendgrid_webhook_key)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """Newest first; empty where none was given."""
        return _split(self.secret_key.get_secret_value()) if self.secret_key else ()

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def _split(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def is_loopback(url: str) -> bool:
    """Whether a web address leads to this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(root: Path, environ: Mapping[str, str]) -> Settings:
    """Reads `mailer.toml` in root (all defaults where there is none) and the environment.

    Raises ConfigError: file, key, what is wrong, what is allowed.
    """
    path = root / FILE
    values = _read(path) if path.exists() else {}
    origins: dict[str, str] = {}
    for variable, key in _ENVIRONMENT.items():
        for alias in (variable.lower(), key):
            if alias != key and alias in values:
                values[key] = values.pop(alias)
        if environ.get(variable, "").strip():
            values[key] = environ[variable]
            origins[key] = variable
    try:
        return Settings.model_validate(values)
    except ValidationError as problem:
        raise ConfigError(_in_words(problem, origins)) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{path.name}: not valid TOML: {problem}. Mend that line.") from None
    except UnicodeDecodeError as problem:
        raise ConfigError(
            f"{path.name}: not UTF-8 at byte {problem.start}. Save the file as UTF-8."
        ) from None
    except OSError as problem:
        raise ConfigError(f"{path.name}: can't be read: {problem.strerror}.") from None


def _in_words(problem: ValidationError, origins: Mapping[str, str]) -> str:
    first = problem.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    place = origins.get(key, f"{FILE}: {key}")
    if first["type"] == "extra_forbidden":
        known = _keys_beside(first["loc"])
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}."
        return f"{place}: no such key; {hint}"
    shown = "" if key.endswith(_NEVER_SHOWN) else f" (it is {first['input']!r})"
    return f"{place}: {_allowed(first)}{shown}."


def _allowed(error: ErrorDetails) -> str:
    """What may stand there, for somebody who has never programmed."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return f"must be {_LETTERS[context['pattern']]}"
    if kind == "literal_error":
        return f"must be {context['expected']}"
    if kind == "decimal_max_places":
        places = {2: "two", 4: "four"}[context["decimal_places"]]
        return f"must have {places} decimal places at most"
    for name, word in _BOUNDS.items():
        if name in context:
            return f"must be {word} {context[name]:g}"
    return _KINDS.get(kind) or error["msg"].removeprefix("Value error, ")


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        if str(part) not in model.model_fields:
            continue  # a name of ours, such as the domain of a warm-up
        annotation: Any = model.model_fields[str(part)].annotation
        of_each = get_args(annotation)[-1:]
        for found in (annotation, *of_each):
            if isinstance(found, type) and issubclass(found, BaseModel):
                model = found
    return list(model.model_fields)
