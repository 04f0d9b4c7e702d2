"""Settings of one workspace: `mailer.toml` and the environment, which wins.

Each environment variable is also a top-level key of `mailer.toml`: its name in lower case, with or
without `mailer_` in front (`transport = "sendgrid"`).
"""

import ipaddress
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator

from mailer.errors import ConfigError
from mailer.settings.mistakes import in_words
from mailer.settings.tables import (
    Approval,
    Brand,
    Checking,
    Donation,
    Http,
    Organisation,
    Pace,
    Pictures,
    Plan,
    Proof,
    Reading,
    Sender,
    Smtp,
    Table,
    Text,
    Tracking,
    Worker,
)
from mailer.settings.timetable import CanaryTable, HoursTable, Warmups

__all__ = ["FILE", "Http", "Settings", "Smtp", "is_loopback", "load_settings"]

FILE = "mailer.toml"

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


class Settings(Table):
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
        raise ConfigError(in_words(problem, Settings, FILE, origins)) from None


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
