"""What can go wrong, written for the person who runs it: the fact, the number, the cure.

Refusals of one recipient are values (see `model.delivery.Receipt`); these classes are for the rest.
A class exists only where a caller would do something different. Only doors (cli, web) catch them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class NamedRisk(Protocol):
    """What `model.plan.Risk` offers to a door."""

    @property
    def name(self) -> str: ...

    @property
    def message(self) -> str: ...

    @property
    def may_be_accepted(self) -> bool: ...


class MailerError(Exception):
    """Base of what a door shows as one line."""


class InputError(MailerError):
    """The person can mend it: exit 2, HTTP 422. Name the file, the line or key, and the cure."""


class SourceError(InputError):
    """A press release can't be read."""


class AudienceError(InputError):
    """A list, an address or a segment is wrong."""


class TemplateError(InputError):
    """A template or a campaign's text can't become a message."""


class NotFound(InputError):
    """A name that leads to nothing: exit 2, HTTP 404."""


class Conflict(InputError):
    """The thing is in another state than the request needs: exit 2, HTTP 409."""


class UnsafePlan(MailerError):
    """Refused because it would be unsafe: exit 3, HTTP 409. Carries each risk by name."""

    def __init__(self, risks: Sequence[NamedRisk]) -> None:
        self.risks = tuple(risks)
        super().__init__("; ".join(f"{risk.name}: {risk.message}" for risk in self.risks))


class TransportDown(MailerError):
    """Nothing was accepted: exit 4. The batch goes back to the queue.

    retry_at: aware UTC, when to try again, or None for the usual back-off.
    stops: True where trying again can't help (bad key, unknown sender): the campaign is paused.
    """

    def __init__(
        self, message: str, *, retry_at: datetime | None = None, stops: bool = False
    ) -> None:
        self.retry_at = retry_at
        self.stops = stops
        super().__init__(message)


class OutcomeUnknown(MailerError):
    """The provider may have accepted it: the batch is parked as `unknown`, never retried on its own."""


class StoreDown(MailerError):
    """The database can't be reached or written: exit 4, HTTP 503."""


class WebhookRejected(MailerError):
    """HTTP 403, and nothing stored."""


class ConfigError(Exception):
    """A setting is wrong. Outside the base on purpose: no worker may swallow it. Exit 2."""
