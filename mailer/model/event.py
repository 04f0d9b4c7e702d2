"""Something that was told to us, past tense."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

EventKind = Literal[
    "accepted",
    "dropped",
    "deferred",
    "delivered",
    "bounced",
    "blocked",
    "opened",
    "clicked",
    "complained",
    "unsubscribed",
    "resubscribed",
    "other",
]
Actor = Literal["human", "machine", "unknown"]


@dataclass(frozen=True, slots=True)
class Event:
    """As a transport parses it from a webhook, before we know whom it is about.

    id: unique for ever (the provider's, or a sha256 of the canonical event).
    happened_at: aware UTC, the provider's clock.
    batch_code, attempt, position: ours, returned; None on events without them.
    address: only to find the person where our ids are missing; not stored with the event.
    is_machine: the provider says so. ip: used for classing, stored only as a keyed hash.
    """

    id: str
    kind: EventKind
    happened_at: datetime
    batch_code: str | None = None
    attempt: str | None = None
    position: int | None = None
    address: str | None = None
    url: str | None = None
    link_index: int | None = None
    part: str | None = None
    user_agent: str | None = None
    ip: str | None = None
    is_machine: bool = False
    reason: str | None = None
    bounce_class: str | None = None
    provider_id: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The provider's own words, without address and ip."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event about a known recipient, as reports and measuring read it."""

    id: str
    kind: EventKind
    happened_at: datetime
    contact_id: int
    link_index: int | None = None
    url: str | None = None
    user_agent: str | None = None
    ip_hash: str | None = None
    is_machine: bool = False
    source: str = "provider"
    """provider, or own: our click and open links."""
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of one webhook call."""

    stored: int
    repeated: int
    unmatched: int
    suppressed: int
