"""What we ask of the world. Each port is the small interface that its callers use; parts that
implement one: transports/, store/, engines/, app (Clock).

All times are aware UTC. All methods may raise StoreDown where the database can't be reached.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from mailer.model.audit import Trail
from mailer.model.campaign import CampaignState, Record
from mailer.model.contact import Contact, Recipient, Suppression
from mailer.model.delivery import (
    Claim,
    Doubt,
    LedgerCount,
    Outgoing,
    Recall,
    Receipt,
    Trace,
    UnknownBatch,
)
from mailer.model.event import Event, Ingested, StoredEvent
from mailer.model.gift import Gift, StoredGift
from mailer.model.ids import AddressKey, CampaignId, Fingerprint, Sha256, Slug
from mailer.model.message import Message
from mailer.model.plan import Approval, Overlap, Proof, SendPlan, Wave
from mailer.model.seat import Seated
from mailer.model.segment import Candidate, Rule, Selection
from mailer.model.timing import AT_ONCE, CanaryState, Heard, Timing, Waiting


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""


class Transport(Protocol):
    """A provider as we use it.

    MUST return a Receipt that places every position once. MUST raise OutcomeUnknown (or place in
    `unknown`) whatever ended after the first byte and before a clear answer; MUST raise TransportDown
    only where surely nothing was accepted. MUST NOT retry what is in doubt, follow a redirect, or log
    an address, a name or a key. MAY split a batch to isolate a bad recipient.
    """

    name: str
    is_live: bool
    """True where real people may receive it: findings on public addresses then block."""

    def send(self, outgoing: Outgoing) -> Receipt: ...

    def prepare(self, outgoing: Outgoing) -> str | None:
        """Called before each `send` of a campaign: whatever can be found out before anybody gets anything, asked
        once. Why the campaign has to stop, in words for people; None: go on. MUST NOT let anybody get anything.
        Raises ConfigError where the account may not send, TransportDown where it can't be asked,
        OutcomeUnknown where the provider says, against its own rules, that it has taken the mail."""

    def check(self) -> Sequence[tuple[str, bool, str]]:
        """(name, ok, message) per check of the key, its rights and the host; for `doctor`."""

    def gather(self) -> str | None:
        """A new mark under which a campaign is sent (`Outgoing.mark`), so that what the provider still holds
        of it can be cancelled. None where nothing is ever held, or none can be had now."""

    def recall(self, marks: Sequence[str]) -> Recall:
        """Asks to cancel whatever is still held under these marks. What can't be asked is told in words."""

    def look_up(self, doubt: Doubt) -> Trace:
        """What the provider's own records say of a batch in doubt. Sends nothing, settles nothing; what it
        can't be asked is told in words. No trace is no proof: records come late."""

    def close(self) -> None: ...


class EventSource(Protocol):
    """The webhook side of a transport."""

    def parse_events(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Sequence[Event]:
        """Raises WebhookRejected where the signature, the age or the key is not right."""


class Contacts(Protocol):
    def upsert(self, audience: str, rows: Iterable[Contact]) -> tuple[int, int, int]:
        """Adds or updates by key, joins them to the audience, in one transaction.

        A row's None leaves what is known untouched, and so does a consent to what the person refused. Returns (added, updated, unchanged).
        The ids of the rows are ignored.
        """

    def candidates(self, selection: Selection) -> Iterator[Candidate]:
        """Everyone the include rule picks, by ascending contact id, streamed."""

    def count(self, rule: Rule, as_of: datetime) -> int: ...

    def by_key(self, key: AddressKey) -> Contact | None: ...

    def by_id(self, contact_id: int) -> Contact | None: ...

    def refuse_opens(self, contact_id: int, at: datetime) -> None:
        """The person's own word: `opens_consent` becomes False, and no later list makes it anything else.
        The first date stays. Nothing where nobody has that id."""

    def sample(
        self, selection: Selection, limit: int, edition: int | None = None
    ) -> Sequence[Recipient]:
        """Recipients to render as: the ones with the emptiest and the longest values first. edition: only of
        those who get that one."""

    def stream(self, selection: Selection) -> Iterator[Recipient]:
        """The recipients (no reason against them), whole."""

    def overlaps(self, selection: Selection, since: datetime) -> Sequence[Overlap]:
        """Each campaign that reached some of the recipients since then, or is still to, most people first."""

    def lately(self, contact_id: int, since: datetime) -> Sequence[Slug]:
        """The campaigns that reached a contact since then, or are still to, by name."""

    def domains(self, rule: Rule, as_of: datetime) -> Mapping[str, int]:
        """Domain of the address -> people whom the rule picks, the most frequent ones first; where there are
        many, the rest together under an empty name."""

    def outline(self) -> str:
        """A word that becomes another when contacts come or go, or what a message could show of them
        changes its length, its number or its presence. Not where a name is swapped for one as long."""

    def audiences(self) -> Mapping[str, int]: ...

    def audiences_of(self, contact_id: int) -> frozenset[str]:
        """The imported lists that a contact came with."""

    def fields(self) -> frozenset[str]:
        """Names of the imported columns that have no meaning of their own."""


class Suppressions(Protocol):
    def add(self, suppression: Suppression) -> bool:
        """False where it was there already; the first reason and date stay."""

    def find(self, key: AddressKey) -> Suppression | None: ...

    def all(self) -> Iterator[Suppression]: ...


class Campaigns(Protocol):
    def ensure(self, slug: Slug) -> Record:
        """The record, made in state draft where it is new."""

    def find(self, slug: Slug) -> Record | None: ...

    def by_code(self, code: str) -> Record | None: ...

    def by_id(self, campaign_id: int) -> Record | None: ...

    def all(self) -> Sequence[Record]: ...

    def move(
        self,
        slug: Slug,
        to: CampaignState,
        *,
        when: Sequence[CampaignState],
        reason: str | None,
        at: datetime,
    ) -> bool:
        """One conditional update; False where the campaign is in none of `when`."""

    def limit(
        self,
        slug: Slug,
        late_seconds: int | None,
        not_after: datetime | None,
        *,
        when: Sequence[CampaignState],
    ) -> None:
        """See `Record`. Nothing where the campaign is in none of `when`."""


class Messages(Protocol):
    def put(self, message: Message, campaign_id: int) -> None: ...

    def get(self, sha256: Sha256) -> Message:
        """Raises NotFound."""


class Pictures(Protocol):
    def put(self, found: Iterable[tuple[Sha256, str, bytes]], campaign_id: int) -> None:
        """(sha256, media type, bytes) of each; one that is there already stays as it is."""

    def get(self, sha256: Sha256) -> bytes:
        """Raises NotFound."""


class Plans(Protocol):
    def put(self, plan: SendPlan) -> None: ...

    def latest(self, slug: Slug) -> SendPlan | None: ...

    def find(self, slug: Slug, fingerprint: Fingerprint) -> SendPlan | None: ...


class Approvals(Protocol):
    def add(self, slug: Slug, approval: Approval) -> None:
        """Once per person and fingerprint; a second time changes nothing."""

    def of(self, slug: Slug, fingerprint: Fingerprint) -> Sequence[Approval]: ...

    def latest(self, slug: Slug) -> Approval | None:
        """The last one of any plan of the campaign."""

    def add_proof(self, slug: Slug, proof: Proof) -> None: ...

    def proofs(self, slug: Slug) -> Sequence[Proof]: ...


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
        makes batches of its own, and all others are held."""

    def claim_batch(self, now: datetime, lease: timedelta, per_second: float = 0.0) -> Claim | None:
        """The due batch that waits longest, of a campaign that is scheduled or sending (not paused).

        Raises UnsafePlan (`not-adopted`) where the database is not where it may send from (see `Seat`).

        None too while the shared pace row lies ahead; a claim of n people moves it n / per_second further
        (0: not at all) in the same transaction; a campaign with a pace of its own has its own row. Recipients
        suppressed or forgotten since, and givers where its timing says so, are recorded
        `suppressed` in that transaction; a batch of which nobody is left becomes accepted/refused without
        a claim, and the next is tried. What its timing doesn't allow now is due later from then on, and whoever
        is too many for a day of the warm-up becomes a batch of their own. A campaign under a kept embargo
        becomes paused. The campaign becomes sending.
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


class People(Protocol):
    def dossier(self, key: AddressKey) -> Mapping[str, Any] | None:
        """All that is held on one person: contact, audiences, suppression, campaigns, events, gifts."""

    def forget(self, key: AddressKey, keyed_hash: str, now: datetime) -> bool:
        """Erases the person everywhere and keeps only the keyed hash, as a suppression. False where
        nobody is known by that key (the suppression is kept all the same)."""

    def forgotten(self) -> frozenset[str]:
        """The keyed hashes of everyone who was forgotten."""


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


class Audit(Protocol):
    """Who did what when. Append only: no product path edits or deletes."""

    def add(
        self, slug: str, what: str, by: str, at: datetime, detail: Mapping[str, Any]
    ) -> None: ...

    def of(self, slug: str) -> Sequence[Mapping[str, Any]]: ...

    def trail(self, slug: str) -> Trail: ...


class Logins(Protocol):
    """One-time links and sessions of the dashboard; only hashes are kept."""

    def add_link(self, token_hash: str, expires_at: datetime) -> None: ...

    def use_link(self, token_hash: str, now: datetime) -> bool:
        """True once, before it expires."""

    def has_any(self, now: datetime) -> bool:
        """Whether anybody is signed in: some session has not expired."""

    def add_session(self, token_hash: str, expires_at: datetime) -> None: ...

    def has_session(self, token_hash: str, now: datetime) -> bool: ...

    def end_session(self, token_hash: str) -> None:
        """Signed out: the session is worth nothing from now on."""


class Seat(Protocol):
    """Where a database may send from. Claims look for themselves, in their own transaction."""

    def look(self) -> Seated: ...

    def take(self, at_least: int) -> None:
        """This is the place from now on, and its next turn is later than `at_least`."""


class Engine(Protocol):
    """A runner: it looks at batches that are due. Jobs only say "look"; the ledger decides."""

    def run(self, *, until_idle: bool) -> int:
        """Blocks. Returns when nothing is due or in flight (until_idle) or after `stop`: how many of its
        batches were still on their way when the time to finish them was over (0 as a rule)."""

    def wake(self) -> None:
        """Something may be due now."""

    def stop(self) -> None:
        """Drain: in-flight batches finish, if they do so in time; nothing new starts."""
