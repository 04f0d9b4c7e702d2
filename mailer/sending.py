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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from itertools import islice
from typing import Literal

from msgspec import structs

from mailer.asking import amounts_for
from mailer.errors import ConfigError, MailerError, OutcomeUnknown, StoreDown, TransportDown
from mailer.model.contact import Contact, Recipient
from mailer.model.delivery import Claim, Envelope, Outgoing, Receipt
from mailer.model.ids import ContactId, Sha256, Slug
from mailer.model.message import Filled, Held, Message, PersonalTokens, Tracking
from mailer.ports import Clock, Ledger, Messages, Pictures, Transport
from mailer.rendering import Filler, Person, join
from mailer.rendering.escaping import clean
from mailer.tokens import ANYBODY, PROOF, Keyring, proof_of

logger = logging.getLogger(__name__)

_KEPT_MESSAGES = 16
_REHEARSED_AT_ONCE = 1000
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


_Pictures = Callable[[Contact], str | None]
"""A contact -> the token of the picture that counts their opens; None: they get none."""


def _no_picture(contact: Contact) -> None:
    """Proofs, previews and rehearsals count nothing."""


_IDLE = Outcome("idle")
_SETTLED = Outcome("settled")


class Sender:
    """Sends one batch after the other; one for all threads of a worker.

    lease: how long a claimed batch is ours; it has to outlive the transport's slowest answer.
    per_second: people, over all workers; 0: as fast as the provider allows.
    tags: contact ids -> the tags of each. wait: waits that many seconds; between two tries to write down an outcome. note_turn: keeps a claim's
    turn outside of the database, before anything of it is sent. mark: what a campaign is sent under, see
    `Transport.gather`.
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
        claim = self._ledger.claim_batch(self._clock.now(), self._lease, self._per_second)
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

    def _send(self, claim: Claim) -> tuple[Receipt, Outcome, ConfigError | None]:
        try:
            outgoing, refused = self._outgoing(claim)
        except StoreDown as down:
            return _unsent(claim), Outcome("down", str(down)), None
        except ConfigError as fault:
            return _unsent(claim), _IDLE, fault
        except Exception as broken:  # nothing has left: whoever it is about waits for a person
            reason = _words(broken, "The message could not be made ready")
            logger.error("batch %s: %s", claim.batch_code, type(broken).__name__)
            return _unsent(claim, stop=reason), _SETTLED, None
        if not outgoing.envelopes:
            return Receipt(refused=refused), _SETTLED, None
        receipt, outcome, wrong = self._prepared(claim, outgoing) or self._call(claim, outgoing)
        return _with_refused(receipt, refused), outcome, wrong

    def _prepared(
        self, claim: Claim, outgoing: Outgoing
    ) -> tuple[Receipt, Outcome, ConfigError | None] | None:
        """None: it may go. Nobody has got anything yet, so whatever is in the way loses nobody."""
        try:
            stop = self._transport.prepare(outgoing)
        except (
            TransportDown
        ) as down:  # with a time to come back the shared pace row holds everybody
            outcome = _SETTLED if down.retry_at else Outcome("down", str(down))
            return _unsent(claim, retry_at=down.retry_at), outcome, None
        except OutcomeUnknown as doubt:
            return _doubt(claim, str(doubt)), Outcome("doubt", str(doubt)), None
        except ConfigError as fault:
            return _unsent(claim), _IDLE, fault
        if stop is not None:
            return _unsent(claim, stop=stop), _SETTLED, None
        if self._clock.now() >= claim.lease_until:
            return _unsent(claim), Outcome("down", "making the batch ready took too long"), None
        return None

    def _call(
        self, claim: Claim, outgoing: Outgoing
    ) -> tuple[Receipt, Outcome, ConfigError | None]:
        """From here on only the transport knows; whatever it doesn't say clearly is doubt."""
        try:
            receipt = self._transport.send(outgoing)
        except TransportDown as down:
            stop = str(down) if down.stops else None
            receipt = _unsent(claim, stop=stop, retry_at=down.retry_at)
            outcome = _SETTLED if stop else Outcome("down", str(down), down.retry_at)
            return receipt, outcome, None
        except OutcomeUnknown as doubt:
            return _doubt(claim, str(doubt)), Outcome("doubt", str(doubt)), None
        except Exception as broken:  # a defect of ours is no proof that nothing was sent
            reason = f"the transport ended with {type(broken).__name__}"
            logger.error("batch %s: %s", claim.batch_code, reason)
            wrong = broken if isinstance(broken, ConfigError) else None
            return _doubt(claim, reason), Outcome("doubt", reason), wrong
        return receipt, _outcome(receipt, len(outgoing.envelopes)), None

    def _outgoing(self, claim: Claim) -> tuple[Outgoing, Mapping[int, str]]:
        """The batch as the transport takes it, and who is refused before it: position -> reason."""
        filler, message, pictures = self._loaded(claim.message_sha256)
        people = [recipient for _, recipient in claim.recipients]
        if filler.shows_tags:
            people = self._with_tags(people)
        tokens = self._keyring.tokens_for(claim.campaign_id, [each.contact.id for each in people])
        filled = _fill(
            filler,
            message,
            zip(people, tokens, strict=True),
            lambda contact, link: self._keyring.click(claim.campaign_id, contact.id, link),
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

    def _pictures(self, claim: Claim, message: Message) -> _Pictures:
        """Who gets our picture that counts opens: whose opens may be measured; in aggregate everybody
        the same one, which names nobody."""
        keyring, campaign = self._keyring, claim.campaign_id
        if message.tracking.opens == "aggregate":
            same = keyring.open(campaign, ANYBODY)
            return lambda contact: same
        if message.tracking.opens == "individual" and claim.measures_opens:
            return lambda contact: keyring.open(campaign, contact.id)
        return _no_picture

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


def attached(message: Message, pictures: Pictures) -> Mapping[Sha256, bytes]:
    """The bytes of those pictures that travel with the message. Raises NotFound."""
    return {each.sha256: pictures.get(each.sha256) for each in message.pictures if each.is_attached}


def fill_for(
    message: Message,
    people: Sequence[Recipient],
    campaign_id: int,
    keyring: Keyring,
    today: date,
    is_proof: bool = False,
) -> list[Filled | Held]:
    """Each recipient's values, in order: their amounts, their links. is_proof: links that work, count
    nowhere and change nothing."""
    nobody = proof_of(message.edition)
    whom = [nobody if is_proof else int(each.contact.id) for each in people]
    tokens = keyring.tokens_for(campaign_id, whom)
    return _fill(
        Filler(message),
        message,
        zip(people, tokens, strict=True),
        lambda contact, link: keyring.click(campaign_id, nobody if is_proof else contact.id, link),
        today,
    )


def rehearse(
    messages: Sequence[Message], people: Iterable[Recipient], keyring: Keyring, today: date
) -> Iterator[tuple[int, list[Recipient], list[Filled | Held]]]:
    """Everyone's values, a handful of one edition at a time, as a blast fills them; nothing leaves.
    messages: by edition. Their links are a proof's: as long as real ones, and they change nothing."""
    fillers = [Filler(message) for message in messages]
    (tokens,) = keyring.tokens_for(PROOF, [PROOF])
    most = max(len(message.links) for message in messages)
    clicks = [keyring.click(PROOF, PROOF, index) for index in range(most)]
    stream = iter(people)
    while handful := list(islice(stream, _REHEARSED_AT_ONCE)):
        for number, message in enumerate(messages):
            some = handful if len(messages) == 1 else [r for r in handful if r.edition == number]
            if some:
                whom = ((recipient, tokens) for recipient in some)
                filled = _fill(fillers[number], message, whom, lambda _, link: clicks[link], today)
                yield number, some, filled


def envelope(
    message: Message, position: int, contact: Contact, filled: Filled, unsubscribe_token: str
) -> Envelope:
    """One recipient's outside. Without a token (a proof) nobody's way out stands in the headers."""
    named = clean(f"{contact.first_name or ''} {contact.last_name or ''}")
    return Envelope(
        position=position,
        address=contact.address,
        name=named,
        subject=join(message.subject, filled.values),
        values=filled.values,
        unsubscribe_url=f"{message.public_url}/u/{unsubscribe_token}" if unsubscribe_token else "",
    )


def _fill(
    filler: Filler,
    message: Message,
    people: Iterable[tuple[Recipient, PersonalTokens]],
    click: Callable[[Contact, int], str],
    today: date,
    picture: _Pictures = _no_picture,
) -> list[Filled | Held]:
    ask, counts_clicks = message.ask, filler.counts_clicks
    return filler.fill(
        [
            Person(
                recipient.contact,
                tokens,
                amounts_for(ask, recipient.contact, today) if ask is not None else None,
                partial(click, recipient.contact) if counts_clicks else None,
                picture(recipient.contact),
                recipient.shows,
            )
            for recipient, tokens in people
        ],
        today,
    )


def _everyone(claim: Claim) -> tuple[int, ...]:
    return tuple(position for position, _ in claim.recipients)


def _unsent(claim: Claim, stop: str | None = None, retry_at: datetime | None = None) -> Receipt:
    return Receipt(unsent=_everyone(claim), stop=stop, retry_at=retry_at)


def _doubt(claim: Claim, reason: str) -> Receipt:
    return Receipt(unknown=_everyone(claim), reason=reason)


def _with_refused(receipt: Receipt, refused: Mapping[int, str]) -> Receipt:
    """Who was held back before the call is refused, whatever the call says of the others."""
    if not refused:
        return receipt
    return replace(
        receipt,
        refused={**receipt.refused, **refused},
        unknown=[position for position in receipt.unknown if position not in refused],
        unsent=[position for position in receipt.unsent if position not in refused],
        later=[position for position in receipt.later if position not in refused],
    )


def _outcome(receipt: Receipt, people: int) -> Outcome:
    if receipt.unknown:
        return Outcome("doubt", receipt.reason or "the answer was not clear")
    nobody_went = len(receipt.unsent) == people and not receipt.later
    if nobody_went and receipt.stop is None and receipt.retry_at is None:
        return Outcome("down", receipt.reason or "nothing was sent")
    return _SETTLED


def _words(broken: Exception, fact: str) -> str:
    """Only what we wrote ourselves may be shown: another's text could hold an address."""
    return str(broken) if isinstance(broken, MailerError) else f"{fact} ({type(broken).__name__})."
