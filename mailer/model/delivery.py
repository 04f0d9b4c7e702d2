"""A batch on its way out, and what the transport says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from mailer.model.contact import Recipient
from mailer.model.event import Event
from mailer.model.ids import AttemptId, BatchId, CampaignId, Sha256, Slug
from mailer.model.message import Message, Tracking


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """One recipient of a batch, ready for the transport."""

    position: int
    """Place in the batch, from 0; with the batch it names the recipient to the provider."""
    address: str
    name: str
    """Display name, header-safe; may be empty."""
    subject: str
    values: tuple[str, ...]
    """See `model.message.Filled`."""
    unsubscribe_url: str
    """https (or http on loopback), for the List-Unsubscribe headers; empty for proofs."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What one call of a transport sends. At most 1000 envelopes, all of one message."""

    campaign_code: str
    """Opaque; the provider's category."""
    batch_code: str
    """Opaque; comes back in events as nb_batch."""
    attempt: AttemptId
    message: Message
    envelopes: Sequence[Envelope]
    tracking: Tracking
    """The message's, as far as it holds for this batch."""
    list_id: str
    """RFC 2919, without the angle brackets."""
    is_proof: bool = False
    starts_at: datetime | None = None
    """Of the campaign, aware UTC: from then on it is tried. None for proofs."""
    mark: str | None = None
    """The provider's own word for all that it is sent of a campaign; see `ports.Transport.gather`."""
    pictures: Mapping[Sha256, bytes] = field(default_factory=dict)
    """Of the message, those that travel with it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Every position of the Outgoing stands in exactly one of the four."""

    accepted: Sequence[int] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
    """position -> reason; nothing went to these and nothing will."""
    unknown: Sequence[int] = ()
    unsent: Sequence[int] = ()
    """Surely not sent: they go back to the queue."""
    provider_id: str | None = None
    """The provider's id of the (last accepted) request."""
    retry_at: datetime | None = None
    """With `unsent`: not before this (aware UTC)."""
    later: Sequence[int] = ()
    """Of `unsent`: those that the other side asks to try again, and nobody else waits for."""
    later_at: datetime | None = None
    """When these are tried again (aware UTC)."""
    stop: str | None = None
    """With `unsent`: a reason to pause the campaign, in words for people."""
    reason: str | None = None
    """With `unknown`: what was seen."""


BatchState = Literal["queued", "sending", "accepted", "refused", "unknown", "cancelled"]
Cause = Literal["claim", "nobody", "record", "expire", "event", "person", "cancel"]
"""What moves a batch: a worker takes it; nobody of it is left to write to; its answer is written down, at once or late; its lease runs out; the
provider tells of it; a person settles it; its campaign is cancelled."""

MOVES: Mapping[BatchState, Mapping[BatchState, frozenset[Cause]]] = {
    "queued": {
        "sending": frozenset({"claim"}),
        "cancelled": frozenset({"cancel"}),
    },
    "sending": {
        "accepted": frozenset({"record", "nobody"}),  # nobody else of it is left to write to
        "refused": frozenset({"record", "nobody"}),  # nobody at all
        "unknown": frozenset({"record", "expire"}),
        "queued": frozenset({"record"}),  # surely not sent
        "cancelled": frozenset({"record"}),  # surely not sent, and nobody wants it any more
    },
    "unknown": {
        "accepted": frozenset({"record", "event", "person"}),
        "refused": frozenset({"record"}),
        "queued": frozenset({"record", "person"}),
        "cancelled": frozenset({"record"}),
    },
    "accepted": {},
    "refused": {},
    "cancelled": {},
}
"""state -> what it may become, and by what. There is no other way, whatever happens."""

OPEN = tuple(state for state, after in MOVES.items() if after)
"""The states of a batch that something is still to become of."""


FARTHEST_LEASE = timedelta(hours=2)
"""None lasts so long: one that ends later than this comes of a clock that was set back."""


def has_run_out(lease_until: datetime, now: datetime) -> bool:
    """Whether a lease is over, by the clock or by what the clock must have done."""
    return not now <= lease_until <= now + FARTHEST_LEASE


def before(cause: Cause) -> tuple[BatchState, ...]:
    """The states out of which that cause may move a batch."""
    return tuple(
        state for state, after in MOVES.items() if any(cause in causes for causes in after.values())
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch that this worker alone may send now. recipients: (position, recipient) still to send to; whoever
    was suppressed since is taken out, and recorded."""

    batch_id: BatchId
    batch_code: str
    attempt: AttemptId
    campaign_id: CampaignId
    campaign: Slug
    campaign_code: str
    starts_at: datetime
    """Of the campaign: the day that amounts and ages count from, on every page that shows the message."""
    message_sha256: Sha256
    measures_opens: bool
    recipients: Sequence[tuple[int, Recipient]]
    lease_until: datetime
    turn: int = 0
    """Counts the claims of a database, from 1."""
    charged: int = 0
    """For how many people pace and warm-up were charged."""
    fault: str = ""
    """Why its people could not be read, in words for people. Nothing may leave then: it is to be recorded, and
    so goes back to the queue."""


@dataclass(frozen=True, slots=True)
class UnknownBatch:
    batch_id: BatchId
    batch_code: str
    recipients: int
    attempted_at: datetime | None
    reason: str | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A batch whose outcome nobody saw, as a provider can be asked about it."""

    campaign: Slug
    campaign_code: str
    batch_code: str
    attempt: AttemptId
    attempted_at: datetime
    addresses: Sequence[str]
    """Of a few of the people in doubt."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a provider's own records say of a batch in doubt.

    words: what was asked and what was found, one sentence without an address. events: of that attempt, as a
    webhook would have told them; each proves that the provider took it. counted: messages of the campaign in
    the provider's own statistics; None where it tells none. is_cut_short: it let us ask no more just now.
    is_closed: the account may not look; asking again is in vain.
    """

    words: str
    events: Sequence[Event] = ()
    counted: int | None = None
    is_cut_short: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """What came of asking a provider to cancel what it still holds. words: one or two sentences, without a
    promise. is_done: nothing is left to ask."""

    words: str
    is_done: bool = True


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """People of one campaign: planned = accepted + refused + suppressed + unknown + remaining, always."""

    planned: int
    accepted: int
    refused: int
    suppressed: int
    unknown: int
    remaining: int
    batches: Mapping[str, int] = field(default_factory=dict)
    """queued, sending, accepted, refused, unknown -> how many."""
    in_flight: int = 0
    """Of the remaining: the people of batches that are on their way now."""
    gave: int = 0
    """Of the suppressed: who gave meanwhile, where that leaves them out."""
