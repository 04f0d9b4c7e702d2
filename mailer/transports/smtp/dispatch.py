"""One batch to a mail server: a message for each person, and what became of each.

a connection from the pool -> talk, person by person, until the time is up or the line breaks
    -> Receipt: accepted, refused, unknown; later (the server asks to wait); everybody else was not sent to
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from mailer.errors import AudienceError, ConfigError, TransportDown
from mailer.model.delivery import Envelope, Outgoing, Receipt
from mailer.rendering import Letter
from mailer.rendering.mailboxes import ascii_address
from mailer.transports import (
    PROOF_PREFIX,
    HandsOn,
    TransportSettings,
    must_be_whole,
    reason_of,
)
from mailer.transports.smtp.account import Pool, hang_up, parse
from mailer.transports.smtp.signing import Sign, signer
from mailer.transports.smtp.talking import Said, talk

_SECONDS = 25.0
"""No message of a batch begins later than this: its lease has to outlive the last answer."""
_KEPT_LETTERS = 16
_MOST_LINES_LOST = 3
"""Connections that break in one batch, before the server is left alone for a while."""
_MOST_REFUSED = 25
"""Refusals in a row, of a batch in which nobody was taken: then it is not about the people."""
_SHORTEST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=4)
_GIVEN_UP_AFTER = timedelta(hours=48)


class Smtp(HandsOn):
    """Implements `ports.Transport`. One for all threads of a worker: each batch takes one connection."""

    name = "smtp"
    who = "The mail server"

    def __init__(self, settings: TransportSettings) -> None:
        address = parse(settings.smtp_url)
        self.is_live = settings.smtp_is_live or not address.is_loopback
        self._clock = settings.clock
        self._pool = Pool(address, settings.timeout_seconds, settings.clock.now)
        self._sign = _signer(settings)
        self._letters: OrderedDict[tuple[str, str], Letter] = OrderedDict()
        self._lock = Lock()

    def send(self, outgoing: Outgoing) -> Receipt:
        """Raises TransportDown where nothing of the batch was taken or refused by the server."""
        try:
            letter = self._letter(outgoing)
            sender = ascii_address(outgoing.message.sender.address)
        except AudienceError as fault:
            return Receipt(
                unsent=[each.position for each in outgoing.envelopes],
                stop=f"[sender] address: {fault} Mend it in mailer.toml.",
            )
        batch = _Batch(outgoing, self._clock.now())
        ready = batch.prepared(letter, self._sign)
        if ready:
            self._deliver(batch, sender, ready)
        return batch.receipt(self._clock.now())

    def _deliver(self, batch: "_Batch", sender: str, ready: Sequence["_Ready"]) -> None:
        until = self._clock.now() + timedelta(seconds=_SECONDS)
        waiting, lost = list(reversed(ready)), 0
        while waiting and not batch.is_over and self._clock.now() < until:
            try:
                connection = self._pool.borrow()
            except TransportDown as down:
                batch.down = down
                return
            said = Said("taken")
            while waiting and said.kind not in ("broken", "doubt") and not batch.is_over:
                if self._clock.now() >= until:
                    break
                each = waiting.pop()
                said = talk(connection, sender, each.address, each.whole)
                batch.note(each.position, said)
                if said.kind == "broken":
                    waiting.append(each)
            if said.kind in ("broken", "doubt"):
                hang_up(connection)
                lost += 1
                if lost >= _MOST_LINES_LOST:
                    batch.down = TransportDown(f"{said.reason}, {lost} times in a row.")
                    return
            else:
                self._pool.give_back(connection)

    def check(self) -> Sequence[tuple[str, bool, str]]:
        """Greets the server and signs in; sends nothing."""
        try:
            connection = self._pool.borrow()
        except TransportDown as down:
            return [("smtp-server", False, str(down))]
        self._pool.give_back(connection)
        signed = (
            "Messages are signed here (DKIM)."
            if self._sign
            else "Messages are not signed here: the server has to (DKIM)."
        )
        return [("smtp-server", True, "The mail server answers."), ("smtp-dkim", True, signed)]

    def close(self) -> None:
        self._pool.close()

    def _letter(self, outgoing: Outgoing) -> Letter:
        prefix = PROOF_PREFIX if outgoing.is_proof else ""
        key = (outgoing.message.sha256, prefix)
        with self._lock:
            known = self._letters.get(key)
            if known is None:
                known = self._letters[key] = Letter(
                    outgoing.message, subject_prefix=prefix, pictures=outgoing.pictures
                )
                if len(self._letters) > _KEPT_LETTERS:
                    self._letters.popitem(last=False)
            return known


@dataclass(frozen=True, slots=True)
class _Ready:
    position: int
    address: str
    whole: bytes


@dataclass(slots=True)
class _Batch:
    """What became of everybody so far."""

    outgoing: Outgoing
    began_at: datetime
    accepted: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    stop: str | None = None
    down: TransportDown | None = None
    doubt: str | None = None
    _refused_by_server: int = 0

    @property
    def is_over(self) -> bool:
        return self.stop is not None

    def prepared(self, letter: Letter, sign: Sign | None) -> list[_Ready]:
        """Whoever can be written to; the others are refused, each with why."""
        ready: list[_Ready] = []
        seen: set[str] = set()
        for envelope in self.outgoing.envelopes:
            try:
                address = _address(envelope, self.outgoing, seen)
                whole = letter.write(
                    envelope, date=self.began_at, message_id=_message_id(self.outgoing, envelope)
                )
            except (AudienceError, ValueError) as fault:
                self.refused[envelope.position] = reason_of(fault)
            else:
                ready.append(_Ready(envelope.position, address, sign(whole) if sign else whole))
        return ready

    def note(self, position: int, said: Said) -> None:
        if said.kind == "taken":
            self.accepted.append(position)
        elif said.kind == "doubt":
            self.unknown.append(position)
            self.doubt = said.reason
        elif said.kind == "later":
            self.later.append(position)
        elif said.kind == "refused":
            self.refused[position] = said.reason
            self._refused_by_server += 1
            if not self.accepted and self._refused_by_server >= _MOST_REFUSED:
                self.stop = (
                    f"The mail server refused the first {_MOST_REFUSED} people, the last with "
                    f"{said.reason}. Look into its log."
                )
        elif said.kind == "sender":
            self.stop = f"The mail server does not let us send as this sender ({said.reason})."

    def receipt(self, now: datetime) -> Receipt:
        """Raises TransportDown where the server had a word on nobody."""
        has_outcome = self.accepted or self.refused or self.unknown or self.later
        if self.down is not None and not has_outcome:
            raise self.down
        placed = {*self.accepted, *self.refused, *self.unknown}
        wait = self._wait(now)
        if wait is None:
            self.refused.update(dict.fromkeys(self.later, "asked to wait for 48 hours"))
            placed.update(self.later)
        stop = self.stop or (str(self.down) if self.down is not None and self.down.stops else None)
        return Receipt(
            accepted=self.accepted,
            refused=self.refused,
            unknown=self.unknown,
            unsent=[
                each.position for each in self.outgoing.envelopes if each.position not in placed
            ],
            later=self.later if wait is not None else (),
            later_at=now + wait if wait is not None and self.later else None,
            stop=stop,
            reason=self.doubt,
        )

    def _wait(self, now: datetime) -> timedelta | None:
        """Half as long again as it has lasted so far; None where it lasted too long (RFC 5321 4.5.4.1 has
        senders try for some days, but an appeal is old by then)."""
        age = now - (self.outgoing.starts_at or now)
        if age >= _GIVEN_UP_AFTER:
            return None
        return min(max(age / 2, _SHORTEST_WAIT), _LONGEST_WAIT)


def _address(envelope: Envelope, outgoing: Outgoing, seen: set[str]) -> str:
    """Raises AudienceError or ValueError with the reason, which shows neither address nor name."""
    address = ascii_address(envelope.address)
    must_be_whole(envelope, address, len(outgoing.message.slots), seen)
    seen.add(address.casefold())
    return address


def _message_id(outgoing: Outgoing, envelope: Envelope) -> str:
    """Opaque, and new with every attempt: two of one person would be two messages."""
    domain = ascii_address(outgoing.message.sender.address).rpartition("@")[2]
    return f"{outgoing.attempt}.{envelope.position}@{domain}"


def _signer(settings: TransportSettings) -> Sign | None:
    given = (settings.dkim_domain, settings.dkim_selector, settings.dkim_key)
    if not any(given):
        return None
    if not all(given) or settings.dkim_key is None:
        raise ConfigError(
            "mailer.toml: [smtp] dkim_domain, dkim_selector and dkim_key belong together: give all three."
        )
    return signer(settings.dkim_domain, settings.dkim_selector, settings.dkim_key)
