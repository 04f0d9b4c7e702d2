"""What was told to us afterwards: events and gifts. See `mailer.ports`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mailer.model.event import Event, Ingested, StoredEvent
from mailer.model.gift import Gift, StoredGift
from mailer.model.ids import CampaignId


class Events(Protocol):
    def add(self, events: Sequence[Event], received_at: datetime) -> Ingested:
        """One transaction, each id once (ON CONFLICT DO NOTHING). Finds the recipient by (batch, position),
        else by address and the latest accepted campaign (marked inferred), else stores it unmatched.
        `event.ip` is a keyed hash by then, stored as it is; the address is not stored."""

    def about(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Event id -> contact id, of those stored events whose recipient is known."""

    def count(self, contact_id: int, kinds: Sequence[str], since: datetime) -> int:
        """How many events of these kinds are about that person, over all campaigns."""

    def clicks(self, contact_id: int, since: datetime) -> Sequence[tuple[int, datetime]]:
        """(campaign id, happened_at) of that person's clicks that no flag calls a machine's, newest first."""

    def add_own(self, campaign_id: CampaignId, event: StoredEvent) -> bool:
        """An open, a click or an unsubscribe on our own links. contact_id 0: nobody in particular (opens
        counted in aggregate); `of` gives it back so."""

    def of(self, campaign_id: int, kinds: Sequence[str]) -> Iterator[StoredEvent]: ...

    def recipients(self, campaign_id: int) -> Iterator[tuple[int, str]]:
        """(contact id, state accepted | refused | suppressed | unknown | remaining) of everyone in the ledger."""

    def measured(self, campaign_id: int) -> Iterator[int]:
        """Contact ids of everyone whose batch has opens measured."""


class Gifts(Protocol):
    def add(
        self,
        gift: Gift,
        campaign_id: int | None,
        contact_id: int | None,
        place: str | None,
        match: str,
    ) -> bool:
        """False where (platform, account, gift_id) is known already; the two are then merged, the same
        in any order: the larger amount and the larger refund stay (a refund may come before its gift,
        with amount 0), the earlier date, the later stage of the state (see `model.gift.STAGES`), and a
        match with a campaign where either has one (token before campaign before address)."""

    def of(self, campaign_id: int) -> Sequence[StoredGift]:
        """Every gift credited to the campaign but pending and failed ones; a disputed one counts 0 net."""
