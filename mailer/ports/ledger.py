"""Who gets what, and what became of it: the one place that decides. See `mailer.ports`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from mailer.model.delivery import (
    Claim,
    Doubt,
    LedgerCount,
    Receipt,
    UnknownBatch,
)
from mailer.model.ids import CampaignId, Sha256, Slug
from mailer.model.plan import SendPlan, Wave
from mailer.model.segment import Selection
from mailer.model.timing import AT_ONCE, CanaryState, Heard, Timing, Waiting


class Ledger(Protocol):
    """Who is to get what, and what became of it. One row per (campaign, person), unique.

    Each method is one transaction. `claim_batch` commits before it returns. Only a conditional update on
    (state, attempt) moves a batch, so a late or repeated call can't undo a newer one.
    """

    def freeze(
        self,
        plan: SendPlan,
        selection: Selection,
        starts_at: Callable[[str | None], datetime],
        by_timezone: bool,
        timing: Timing = AT_ONCE,
    ) -> Sequence[Wave]:
        """Writes batches (each uniform in edition, opens measured and, with by_timezone, zone) and recipients,
        state queued, in one transaction; the campaign becomes scheduled. Raises Conflict where it has any,
        or where the selection no longer picks exactly `plan.recipients` people: nothing is written then.
        timing: holds for every claim of this campaign. With a canary, its share of those whose hour comes first
        makes batches of its own, and all others are held. The plan's transport and its rate of all campaigns
        hold for every worker from then on."""

    def claim_batch(
        self,
        now: datetime,
        lease: timedelta,
        per_second: float = 0.0,
        wanted: Callable[[Sha256], Collection[str] | None] = lambda message: None,
        transport: str | None = None,
    ) -> Claim | None:
        """The due batch that waits longest, of a campaign that is scheduled or sending (not paused).

        Raises UnsafePlan (`not-adopted`) where the database is not where it may send from (see `Seat`).

        None too while the shared pace row lies ahead; a claim of n people moves it n / per_second further
        (0: not at all) in the same transaction; a campaign with a pace of its own has its own row. Recipients
        suppressed or forgotten since, and givers where its timing says so, are recorded `suppressed`; a batch of
        which nobody is left becomes accepted/refused, and the next is tried. They are looked for when the claim
        is committed: where that can't be read any more, the claim has a `fault` and no recipients. wanted: a
        message -> the fields of a contact that are needed (None: all); others may be left out, and tags are. It
        raises nothing but StoreDown. What its timing doesn't allow now is due later from then on, and whoever
        is too many for a day of the warm-up becomes a batch of their own. A campaign under a kept embargo
        becomes paused, and so does one that was approved to go out by another transport (None: any). per_second
        or what is kept, whichever is slower, holds. The campaign becomes sending.
        """

    def record(self, claim: Claim, receipt: Receipt, now: datetime) -> bool:
        """Settles the claim by its attempt. People in `unsent` go back to the queue: with their batch, or in
        one of their own where the rest of it is settled; due at `receipt.retry_at`, which also moves the
        shared pace row forward for every worker. A position that the receipt doesn't place is unknown.
        False where the batch has moved on. A batch that became unknown meanwhile is still settled by its
        own attempt: late is better than never. With `stop` the campaign becomes paused.
        A campaign with nothing queued, sending or unknown left becomes sent."""

    def expire_leases(self, now: datetime) -> int:
        """sending with a lease in the past -> unknown. Returns how many."""

    def next_due_at(self) -> datetime | None:
        """When the next queued batch of a running campaign is due; None where there is none. What is held for a
        canary is due when the canary is to be judged, and before that is known not at all."""

    def next_retry_at(self) -> datetime | None:
        """As next_due_at, only of batches that were tried before, or that only their campaign's own pace keeps
        from going: what an idle worker still waits for."""

    def next_turn_at(self) -> datetime | None:
        """From when on the shared pace row lets a batch go; None where nothing ever held one back."""

    def in_flight(self) -> int:
        """Batches that are claimed and not settled, by any worker."""

    def next_lease_end(self) -> datetime | None:
        """When the first lease of a batch in flight runs out."""

    def count(self, slug: Slug) -> LedgerCount: ...

    def unknown_batches(self, slug: Slug) -> Sequence[UnknownBatch]: ...

    def doubts(self, slug: Slug, addresses: int) -> Sequence[Doubt]:
        """The campaign's batches in doubt, the oldest first; each with the addresses of so many of its people
        at most."""

    def take_doubt(
        self,
        now: datetime,
        first: timedelta,
        last: timedelta,
        *,
        rest: timedelta,
        again: Callable[[timedelta], timedelta],
        addresses: int,
    ) -> Doubt | None:
        """The oldest batch in doubt, of any campaign, whose call began between `first` and `last` ago and which
        the provider may be asked about now. No worker gets any for `rest` then, nor this one for `again` of its
        age. None too while it is not anybody's turn."""

    def settle_accepted(self, batch_code: str, attempt: str | None, now: datetime) -> bool:
        """unknown -> accepted. attempt None: a person's word. With attempt (from events): only if it is the
        batch's own; where the call was made in parts (`attempt.n`, or some of it is recorded) it settles
        just the people of whom an event has come."""

    def settle_resend(self, batch_code: str, now: datetime) -> bool:
        """unknown -> queued, by a person only."""

    def cancel_queued(self, slug: Slug) -> int:
        """Returns how many people will not be sent to. Batches in flight finish."""

    def waves(self, slug: Slug) -> Sequence[Wave]: ...

    def attempts(self, blasts: int) -> Sequence[Sequence[tuple[datetime, int]]]:
        """(when it was sent, people) of each batch, for the last `blasts` campaigns that sent any."""

    def waiting(self, slug: Slug, now: datetime) -> Sequence[Waiting]:
        """What of a running campaign is held back, and by what."""

    def warmed(self, domain: str, now: datetime) -> int:
        """People claimed on this day (UTC) by campaigns that warm the sender's domain up."""

    def holds_over(self, now: datetime) -> Sequence[tuple[CampaignId, Slug, Timing]]:
        """Running campaigns whose canary has to be judged now."""

    def heard(self, campaign_id: int) -> Heard:
        """What came of its canary, in people."""

    def end_hold(self, campaign_id: int, stop: str | None, now: datetime) -> bool:
        """The rest may go; with `stop`, why it may not, the campaign becomes paused. False where somebody has
        decided already, or the campaign doesn't run."""

    def canary(self, slug: Slug) -> CanaryState | None:
        """None where it has none."""

    def let_go(self, slug: Slug) -> bool:
        """The rest of a campaign that its canary stopped may go when it runs again. False where it wasn't."""

    def given(self, campaign_id: int, contact_id: int) -> tuple[Sha256, int] | None:
        """The message that was frozen for that person, and `Recipient.shows`; None where nothing was."""

    def received_by(self, contact_id: int) -> frozenset[str]:
        """Slugs of the campaigns that went, or may have gone, to that person: accepted, in doubt, on its way."""

    def editions(self, campaign_id: int) -> Iterator[tuple[int, Sha256]]:
        """(contact id, message) of everyone in the ledger."""
