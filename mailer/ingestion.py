"""What a provider tells -> events stored -> suppressions and settled batches.

    its webhook -- source.parse_events --> events, their signature checked    (or asked: transport.look_up)
      -> stored, each id once, in one transaction            (after this the provider may forget them)
      -> addresses that asked us to stop, or that don't exist, are suppressed
      -> batches whose outcome was unknown become accepted: the provider speaks of them

What follows the storing is done again for events that are stored already, and can be repeated: if we
die in between, the provider gets no 2xx, sends the same events once more, and the rest is made good.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailer.audience import parse_address
from mailer.errors import AudienceError
from mailer.model.contact import Suppression
from mailer.model.event import Event, Ingested
from mailer.model.ids import Address, AddressKey
from mailer.ports import Contacts, Events, Ledger, Suppressions

PROOFS = "proof-"
"""Batches of proofs begin so: what happens to a proof says nothing about a supporter."""

_BOUNCES_MANY = 3
_BOUNCES_WITHIN = timedelta(days=30)
_NO_SUCH_ADDRESS = re.compile(
    r"(?<![\d.])5\.1\.(?:0|1|2|3|6|10)(?![\d.])"
    r"|(?:user|recipient|mailbox|address) (?:is )?(?:unknown|not found|does(?: not|n't) exist)"
    r"|(?:unknown|no such) (?:user|recipient|mailbox|address)",
    re.IGNORECASE,
)
"""5.1.7 and 5.1.8 are about our own address and say nothing of theirs."""
_REASONS = {"complained": "complained", "unsubscribed": "unsubscribed"}


def ingest(
    told: Sequence[Event],
    *,
    events: Events,
    contacts: Contacts,
    suppressions: Suppressions,
    ledger: Ledger,
    hashed: Callable[[str], str],
    is_forgotten: Callable[[AddressKey], bool],
    now: datetime,
) -> Ingested:
    """Takes in what came at once. hashed: a network address -> its keyed hash, all that is kept of it.
    is_forgotten: whether the person with that address was erased as they asked.

    Raises StoreDown where it could not be stored; nothing is stored then, or it may be sent again.
    """
    told = [_without_ip(event, hashed) for event in told]
    came = events.add(told, now)
    stopped = Stopping(events, contacts, suppressions, is_forgotten, now).apply(told)
    _settle(told, ledger, now)
    return replace(came, suppressed=stopped)


class Stopping:
    """Which events end our writing to an address."""

    def __init__(
        self,
        events: Events,
        contacts: Contacts,
        suppressions: Suppressions,
        is_forgotten: Callable[[AddressKey], bool],
        now: datetime,
    ) -> None:
        self._events = events
        self._contacts = contacts
        self._suppressions = suppressions
        self._is_forgotten = is_forgotten
        self._now = now

    def apply(self, told: Sequence[Event]) -> int:
        """Suppresses whom they are about; how many addresses were not suppressed before."""
        grave = [event for event in told if _may_stop(event)]
        about = self._events.about([event.id for event in grave]) if grave else {}
        added = 0
        for event in grave:
            contact_id = about.get(event.id)
            reason = self._reason(event, contact_id)
            if reason:
                added += self._suppress(event, contact_id, reason)
        return added

    def _reason(self, event: Event, contact_id: int | None) -> str | None:
        if event.kind != "bounced":
            return _REASONS[event.kind]
        if _does_not_exist(event):
            return "bounced"
        if contact_id is None:
            return None
        since = self._now - _BOUNCES_WITHIN
        many = self._events.count(contact_id, ("bounced",), since) >= _BOUNCES_MANY
        return "bounced" if many else None

    def _suppress(self, event: Event, contact_id: int | None, reason: str) -> int:
        """The address that we hold of the person, and the one in the event. One that is no contact's is
        suppressed too: it may come with the next list. Of a forgotten person no address is kept again."""
        since = min(event.happened_at, self._now)
        keys: dict[AddressKey, Address] = {}
        contact = self._contacts.by_id(contact_id) if contact_id is not None else None
        if contact is not None:
            keys[contact.key] = contact.address
        written = _address(event)
        if written is not None and not self._is_forgotten(written[1]):
            keys.setdefault(written[1], written[0])
        return sum(
            self._suppressions.add(Suppression(address, key, reason, since))
            for key, address in keys.items()
        )


def _without_ip(event: Event, hashed: Callable[[str], str]) -> Event:
    return replace(event, ip=hashed(event.ip)) if event.ip else event


def _may_stop(event: Event) -> bool:
    if event.batch_code is not None and event.batch_code.startswith(PROOFS):
        return False
    return event.kind in ("complained", "unsubscribed", "bounced")


def _does_not_exist(event: Event) -> bool:
    """A bounce that says: no such address. Where the provider gives no class, the receiving server's own
    answer does: an enhanced status of RFC 3463 on the recipient's address, or plain words."""
    name = (event.bounce_class or "").strip().lower()
    if name and name != "unclassified":
        return name == "invalid address"
    status = event.raw.get("status")
    answer = f"{status if isinstance(status, str) else ''} {event.reason or ''}"
    return bool(_NO_SUCH_ADDRESS.search(answer))


def _address(event: Event) -> tuple[Address, AddressKey] | None:
    if not event.address:
        return None
    try:
        return parse_address(event.address)
    except AudienceError:
        return None


def _settle(told: Sequence[Event], ledger: Ledger, now: datetime) -> None:
    """An event with our attempt proves that the provider took that batch."""
    named = {(event.batch_code, event.attempt) for event in told if event.attempt}
    for batch_code, attempt in sorted(named, key=repr):
        if batch_code and not batch_code.startswith(PROOFS):
            ledger.settle_accepted(batch_code, attempt, now)
