"""One batch, from the ledger to the provider and back.

claim    a due batch, once the shared pace lets one go; committed before anything leaves
load     the frozen message, by its sha256; people's tags, where it shows them
fill     each person's values; who lacks a field that the message needs is refused, by its name
prepare  whatever the provider can say before anybody gets anything; an outage costs nobody anything
send     one call of the transport, never repeated while its outcome is in doubt
record   what came of it, and again until the ledger has it
"""

import logging
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from msgspec import structs

from mailer import asking
from mailer.errors import ConfigError, MailerError, OutcomeUnknown, StoreDown, TransportDown
from mailer.model.contact import Recipient
from mailer.model.delivery import Claim, Envelope, Outgoing, Receipt
from mailer.model.ids import ContactId, Sha256, Slug
from mailer.model.message import Held, Message, Tracking
from mailer.ports import Clock, Ledger, Messages, Pictures, Transport
from mailer.rendering import Filler
from mailer.sending.personal import (
    PictureOf,
    attached,
    clicks_of,
    envelope,
    fill_for,
    fill_people,
    no_picture,
    rehearse,
)
from mailer.sending.receipts import in_doubt, unsent, with_refused
from mailer.tokens import ANYBODY, Keyring

__all__ = ["Outcome", "Sender", "attached", "envelope", "fill_for", "rehearse"]

logger = logging.getLogger(__name__)

_KEPT_MESSAGES = 16
_RECORD_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one look at the ledger.

    idle: no batch may go now. settled: one went, and we know how. down: surely nothing was accepted.
    doubt: one may have been accepted. retry_at: with down, not before this (aware UTC).
    """

    kind: Literal["idle", "settled", "down", "doubt"]
    reason: str = ""
    retry_at: datetime | None = None


_IDLE = Outcome("idle")
_SETTLED = Outcome("settled")


class Sender:
    """Sends one batch after the other; one for all threads of a worker.

    lease: how long a claimed batch is ours; it has to outlive the transport's slowest answer.
    per_second: people, over all workers; 0: as fast as the provider allows.
    tags: contact ids -> the tags of each. wait: waits that many seconds; between two tries to write down an
    outcome. note_turn: keeps a claim's turn outside of the database, before anything of it is sent. mark: what
    a campaign is sent under, see `Transport.gather`.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        messages: Messages,
        pictures: Pictures,
        transport: Transport,
        keyring: Keyring,
        clock: Clock,
        lease: timedelta,
        per_second: float,
        tags: Callable[[Sequence[ContactId]], Mapping[int, Sequence[str]]],
        wait: Callable[[float], object],
        note_turn: Callable[[int], object] = lambda turn: None,
        mark: Callable[[Slug], str | None] = lambda campaign: None,
    ) -> None:
        self._ledger = ledger
        self._transport = transport
        self._keyring = keyring
        self._clock = clock
        self._lease = lease
        self._per_second = per_second
        self._tags = tags
        self._wait = wait
        self._note_turn = note_turn
        self._mark = mark

        @lru_cache(_KEPT_MESSAGES)
        def loaded(sha256: Sha256) -> tuple[Filler, Message, Mapping[Sha256, bytes]]:
            message = messages.get(sha256)
            return Filler(message), message, attached(message, pictures)

        self._loaded = loaded
        self._unrecorded: deque[tuple[Claim, Receipt]] = deque()

    def send_next(self) -> Outcome:
        """Raises StoreDown where the database is gone; what is not recorded yet is kept for the next
        call. Raises ConfigError where the transport can't be used as it is set up."""
        self._record_kept()
        claim = self._ledger.claim_batch(
            self._clock.now(), self._lease, self._per_second, self._wanted, self._transport.name
        )
        if claim is None:
            return _IDLE
        self._note_turn(claim.turn)
        logger.info("batch %s: %d people", claim.batch_code, len(claim.recipients))
        receipt, outcome, wrong = self._send(claim)
        self._record(claim, receipt)
        if wrong is not None:
            raise wrong
        return outcome

    def provider_answers(self) -> bool:
        """Asks the provider for something harmless. False where it can't be reached."""
        try:
            return any(is_good for _, is_good, _ in self._transport.check())
        except MailerError:
            return False

    def _wanted(self, message: Sha256) -> Collection[str] | None:
        """All where the message can't be had: why not, the batch itself is told."""
        try:
            filler, loaded, _ = self._loaded(message)
            return filler.reads | (asking.READS if loaded.ask is not None else frozenset())
        except StoreDown:
            raise
        except Exception:
            return None

    def _send(self, claim: Claim) -> tuple[Receipt, Outcome, ConfigError | None]:
        if claim.fault:
            return unsent(claim), Outcome("down", claim.fault), None
        try:
            outgoing, refused = self._outgoing(claim)
        except StoreDown as down:
            return unsent(claim), Outcome("down", str(down)), None
        except ConfigError as fault:
            return _unusable(claim, fault)
        except Exception as broken:  # nothing has left: whoever it is about waits for a person
            reason = _words(broken, "The message could not be made ready")
            logger.error("batch %s: %s", claim.batch_code, type(broken).__name__)
            return unsent(claim, stop=reason), _SETTLED, None
        if not outgoing.envelopes:
            return Receipt(refused=refused), _SETTLED, None
        receipt, outcome, wrong = self._prepared(claim, outgoing) or self._call(claim, outgoing)
        return with_refused(receipt, refused), outcome, wrong

    def _prepared(
        self, claim: Claim, outgoing: Outgoing
    ) -> tuple[Receipt, Outcome, ConfigError | None] | None:
        """None: it may go. Nobody has got anything yet, so whatever is in the way loses nobody."""
        try:
            stop = self._transport.prepare(outgoing)
        except TransportDown as down:
            # with a time to come back the shared pace row holds everybody
            outcome = _SETTLED if down.retry_at else Outcome("down", str(down))
            return unsent(claim, retry_at=down.retry_at), outcome, None
        except OutcomeUnknown as doubt:
            return in_doubt(claim, str(doubt)), Outcome("doubt", str(doubt)), None
        except ConfigError as fault:
            return _unusable(claim, fault)
        if stop is not None:
            return unsent(claim, stop=stop), _SETTLED, None
        if self._clock.now() >= claim.lease_until:
            return unsent(claim), Outcome("down", "making the batch ready took too long"), None
        return None

    def _call(
        self, claim: Claim, outgoing: Outgoing
    ) -> tuple[Receipt, Outcome, ConfigError | None]:
        """From here on only the transport knows; whatever it doesn't say clearly is doubt."""
        try:
            receipt = self._transport.send(outgoing)
        except TransportDown as down:
            stop = str(down) if down.stops else None
            receipt = unsent(claim, stop=stop, retry_at=down.retry_at)
            outcome = _SETTLED if stop else Outcome("down", str(down), down.retry_at)
            return receipt, outcome, None
        except OutcomeUnknown as doubt:
            return in_doubt(claim, str(doubt)), Outcome("doubt", str(doubt)), None
        except ConfigError as fault:
            receipt, outcome, told = _unusable(claim, fault)
            return replace(in_doubt(claim, str(fault)), stop=receipt.stop), outcome, told
        except Exception as broken:  # a defect of ours is no proof that nothing was sent
            reason = f"the transport ended with {type(broken).__name__}"
            logger.error("batch %s: %s", claim.batch_code, reason)
            return in_doubt(claim, reason), Outcome("doubt", reason), None
        return receipt, _outcome(receipt, len(outgoing.envelopes)), None

    def _outgoing(self, claim: Claim) -> tuple[Outgoing, Mapping[int, str]]:
        """The batch as the transport takes it, and who is refused before it: position -> reason."""
        filler, message, pictures = self._loaded(claim.message_sha256)
        people = [recipient for _, recipient in claim.recipients]
        if filler.shows_tags:
            people = self._with_tags(people)
        whom = [each.contact.id for each in people]
        tokens = self._keyring.tokens_for(claim.campaign_id, whom)
        clicks = clicks_of(filler, self._keyring, claim.campaign_id, whom)
        filled = fill_people(
            filler,
            message,
            zip(people, tokens, clicks, strict=True),
            claim.starts_at.date(),
            self._pictures(claim, message),
        )
        envelopes: list[Envelope] = []
        refused: dict[int, str] = {}
        for (position, recipient), values, personal in zip(
            claim.recipients, filled, tokens, strict=True
        ):
            if isinstance(values, Held):
                refused[position] = f"missing-{values.field}"
            else:
                envelopes.append(
                    envelope(message, position, recipient.contact, values, personal.unsubscribe)
                )
        frozen = message.tracking
        outgoing = Outgoing(
            campaign_code=claim.campaign_code,
            batch_code=claim.batch_code,
            attempt=claim.attempt,
            message=message,
            envelopes=envelopes,
            tracking=Tracking(frozen.clicks, frozen.opens if claim.measures_opens else "off"),
            list_id=message.list_id,
            starts_at=claim.starts_at,
            mark=self._mark(claim.campaign),
            pictures=pictures,
        )
        return outgoing, refused

    def _with_tags(self, people: Sequence[Recipient]) -> list[Recipient]:
        """A claim leaves tags out: few messages show any."""
        tags = self._tags([each.contact.id for each in people])
        return [
            structs.replace(
                each,
                contact=structs.replace(each.contact, tags=tuple(tags.get(each.contact.id, ()))),
            )
            for each in people
        ]

    def _pictures(self, claim: Claim, message: Message) -> PictureOf:
        """Who gets our picture that counts opens: whose opens may be measured; in aggregate everybody
        the same one, which names nobody."""
        keyring, campaign = self._keyring, claim.campaign_id
        if message.tracking.opens == "aggregate":
            same = keyring.open(campaign, ANYBODY)
            return lambda contact: same
        if message.tracking.opens == "individual" and claim.measures_opens:
            return lambda contact: keyring.open(campaign, contact.id)
        return no_picture

    def _record(self, claim: Claim, receipt: Receipt) -> None:
        """A provider's yes is never lost to a database that is away: written again until the lease ends,
        and kept after that for as long as this worker lives."""
        is_told = False
        while True:
            try:
                self._write(claim, receipt)
                return
            except StoreDown as down:
                if not is_told:
                    logger.warning("batch %s: its answer waits: %s", claim.batch_code, down)
                is_told = True
                if self._clock.now() >= claim.lease_until:
                    self._unrecorded.append((claim, receipt))
                    raise
                self._wait(_RECORD_AGAIN_SECONDS)

    def _record_kept(self) -> None:
        while self._unrecorded:
            claim, receipt = self._unrecorded.popleft()
            try:
                self._write(claim, receipt)
            except StoreDown:
                self._unrecorded.appendleft((claim, receipt))
                raise

    def _write(self, claim: Claim, receipt: Receipt) -> None:
        if not self._ledger.record(claim, receipt, self._clock.now()):
            logger.warning("batch %s: the answer came after it was decided", claim.batch_code)


def _outcome(receipt: Receipt, people: int) -> Outcome:
    if receipt.unknown:
        return Outcome("doubt", receipt.reason or "the answer was not clear")
    nobody_went = len(receipt.unsent) == people and not receipt.later
    if nobody_went and receipt.stop is None and receipt.retry_at is None:
        return Outcome("down", receipt.reason or "nothing was sent")
    return _SETTLED


def _unusable(claim: Claim, fault: ConfigError) -> tuple[Receipt, Outcome, ConfigError]:
    """Nothing has left, and nothing will until somebody mends the setting: the campaign says so wherever people look,
    and the worker ends with it."""
    slug = claim.campaign
    told = ConfigError(f"{fault} {slug} is paused. Once that is mended: mailer resume {slug}")
    told.__cause__ = fault
    return unsent(claim, stop=str(fault)), _IDLE, told


def _words(broken: Exception, fact: str) -> str:
    """Only what we wrote ourselves may be shown: another's text could hold an address."""
    return str(broken) if isinstance(broken, MailerError) else f"{fact} ({type(broken).__name__})."
