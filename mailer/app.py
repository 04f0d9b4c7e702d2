"""Settings in, working parts out: the only wiring, and nothing but wiring."""

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from mailer.errors import ConfigError
from mailer.ports import Clock, EventSource, Transport
from mailer.settings import Settings, load_settings
from mailer.store import Store, open_store
from mailer.tokens import Keyring
from mailer.transports import TransportSettings, event_source, open_transport
from mailer.workspace import Workspace

_OPENED = ("transport", "store")


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def new_code() -> str:
    """20 signs of a-z, 0-9: opaque, unguessable (about 103 bits)."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(secrets.choice(alphabet) for _ in range(20))


@dataclass
class App:
    """The parts of one workspace, each made when it is first asked for. Close it after use."""

    settings: Settings
    workspace: Workspace
    clock: Clock
    generator: random.Random

    @cached_property
    def keyring(self) -> Keyring:
        given = self.settings.secret_keys
        if not given and not self.settings.is_sqlite:
            raise ConfigError(
                "MAILER_SECRET_KEY: must be given with PostgreSQL, the same on every machine. "
                "It signs the links in messages; 32 random signs will do."
            )
        return Keyring(given or self.workspace.secret_keys())

    @cached_property
    def store(self) -> Store:
        return open_store(self.settings.database_url, new_code=new_code, root=self.workspace.root)

    @cached_property
    def transport(self) -> Transport:
        return open_transport(self.settings.transport, self._transport_settings())

    @cached_property
    def event_source(self) -> EventSource:
        """SendGrid's side of the webhook, whatever transport sends now: events arrive late."""
        source = event_source("sendgrid", self._transport_settings())
        if source is None:
            raise ConfigError("The sendgrid transport offers no event source.")
        return source

    def _transport_settings(self) -> TransportSettings:
        settings = self.settings
        key, smtp = settings.sendgrid_api_key, settings.smtp_url
        return TransportSettings(
            root=self.workspace.root,
            sendgrid_api_key=key.get_secret_value() if key else None,
            sendgrid_host=settings.sendgrid_host,
            sendgrid_webhook_keys=settings.sendgrid_webhook_keys,
            smtp_url=smtp.get_secret_value() if smtp else None,
            smtp_is_live=settings.smtp.live,
            dkim_domain=settings.smtp.dkim_domain,
            dkim_selector=settings.smtp.dkim_selector,
            dkim_key=self.workspace.signing_key(settings.smtp.dkim_key),
            timeout_seconds=settings.http.timeout_seconds,
            public_url=settings.public_url,
            new_code=new_code,
            clock=self.clock,
        )

    @property
    def is_open(self) -> bool:
        """Whether a connection to somewhere may be open."""
        return not self.__dict__.keys().isdisjoint(_OPENED)

    def close(self) -> None:
        """Closes what was opened, and only that."""
        for name in _OPENED:
            part = self.__dict__.pop(name, None)
            if part is not None:
                part.close()


def open_app(root: Path, environ: Mapping[str, str], *, clock: Clock | None = None) -> App:
    """Raises ConfigError where a setting is wrong. Nothing is opened or written yet."""
    return App(
        settings=load_settings(root, environ),
        workspace=Workspace(root),
        clock=clock or SystemClock(),
        generator=random.SystemRandom(),
    )
