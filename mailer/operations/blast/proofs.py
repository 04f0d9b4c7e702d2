"""The frozen message to staff, as real contacts would get it. It counts nowhere and reaches nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from mailer import rendering, sending
from mailer.app import App, new_code
from mailer.audience import parse_address
from mailer.errors import InputError, NotFound, OutcomeUnknown
from mailer.model.contact import Contact, Recipient
from mailer.model.delivery import Envelope, Outgoing, Receipt
from mailer.model.ids import Address, AddressKey, AttemptId, Slug
from mailer.model.message import Filled, Held, Message, Tracking
from mailer.model.plan import Proof
from mailer.operations import compose, editions, embargo
from mailer.operations.blast.adopting import must_be_adopted
from mailer.operations.editions import Made
from mailer.tokens import PROOF

MOST = 50
"""Addresses of one proof: it is for staff."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one address gets: the message as that contact's."""

    to: Address
    contact: Contact
    filled: Filled


def proof(
    app: App,
    slug: str,
    to: Sequence[str],
    as_: str | None = None,
    edition: str | None = None,
) -> dict[str, Any]:
    """Sends to each address the message of another contact in turn, the worst cases first; with `as_`
    that contact's. Of several editions everybody gets each, or only the one that is named. Addresses that
    must not be written to get none.

    Raises InputError for a wrong address, TransportDown where nothing was accepted.
    """
    must_be_adopted(app)
    staff = _staff(to)
    made = editions.made(app, slug)
    held = embargo.must_be_staff(app, made.campaign, list(staff.values()))
    mark = embargo.mark(held, app.clock.now())
    numbers = made.numbers(edition)
    contact = None if as_ is None else _as(app, as_)
    record = app.store.campaigns.ensure(Slug(made.campaign.slug))
    shown = {
        number: _shown(app, made, number, record.id, len(staff), contact) for number in numbers
    }
    editions.keep(app, made, record.id)
    sent = [_one(app, made, number, record.code, staff, shown[number], mark) for number in numbers]
    return {"sent": [each for some in sent for each in some]}


def _one(
    app: App,
    made: Made,
    number: int,
    code: str,
    staff: Mapping[AddressKey, Address],
    shown: Sequence[tuple[Contact, Filled]],
    mark: str,
) -> list[dict[str, str]]:
    """One edition to everybody of the staff. code: the campaign's. mark: stands before the subject."""
    message = made.messages[number]
    turns = {
        key: _Turn(address, contact, filled)
        for (key, address), (contact, filled) in zip(staff.items(), cycle(shown), strict=False)
    }
    allowed = {key: turn for key, turn in turns.items() if not app.store.suppressions.find(key)}
    results = dict.fromkeys(turns, "not sent: suppressed")
    if allowed:
        outgoing = replace(
            _outgoing(code, message, list(allowed.values()), mark),
            pictures=sending.attached(message, app.store.pictures),
        )
        results.update(zip(allowed, _results(_sent(app, outgoing), len(allowed)), strict=True))
    _remember(app, message, turns, results)
    name = {"edition": made.editions[number].name} if len(made.editions) > 1 else {}
    return [
        {"to": turn.to, "as": _shown_as(turn.contact), "result": results[key], **name}
        for key, turn in turns.items()
    ]


def _staff(to: Sequence[str]) -> Mapping[AddressKey, Address]:
    if not to:
        raise InputError("--to: who gets the proof? Name one address at least.")
    staff: dict[AddressKey, Address] = {}
    for raw in to:
        address, key = parse_address(raw)
        staff.setdefault(key, address)
    if len(staff) > MOST:
        raise InputError(f"--to: {len(staff)} addresses; a proof goes to {MOST} at most.")
    return staff


def _people(
    app: App, made: Made, number: int, count: int, contact: Contact | None
) -> Sequence[Recipient]:
    """As whom one edition is shown."""
    if contact is not None:
        return [editions.in_edition(editions.as_recipient(app, made, contact), number)]
    found = editions.samples(app, made, number, max(count, 4))
    if not found:
        raise InputError(
            f"campaigns/{made.campaign.slug}.toml: nobody could get this message: it needs a field that "
            "nobody has. `mailer check` names it."
        )
    return [sample.recipient for sample in found]


def _as(app: App, as_: str) -> Contact:
    _, key = parse_address(as_)
    contact = app.store.contacts.by_key(key)
    if contact is None:
        raise NotFound(f"--as {as_}: no contact has this address.")
    return contact


def _shown(
    app: App, made: Made, number: int, campaign_id: int, count: int, contact: Contact | None
) -> Sequence[tuple[Contact, Filled]]:
    """With links that lead where the real ones will, and count nowhere."""
    message, people = made.messages[number], _people(app, made, number, count, contact)
    today = app.clock.now().date()
    filled = sending.fill_for(message, people, campaign_id, app.keyring, today, is_proof=True)
    shown: list[tuple[Contact, Filled]] = []
    for recipient, values in zip(people, filled, strict=True):
        if isinstance(values, Held):
            raise InputError(
                f"--as {recipient.contact.address}: this contact has no {values.field}, and the message "
                "needs it."
            )
        shown.append((recipient.contact, values))
    return shown


def _outgoing(code: str, message: Message, turns: Sequence[_Turn], mark: str) -> Outgoing:
    return Outgoing(
        campaign_code=code,
        batch_code=f"proof-{new_code()}",
        attempt=AttemptId(new_code()),
        message=message,
        envelopes=[_envelope(message, place, turn, mark) for place, turn in enumerate(turns)],
        tracking=Tracking(clicks="off", opens="off"),
        list_id=message.list_id,
        is_proof=True,
    )


def _envelope(message: Message, position: int, turn: _Turn, mark: str) -> Envelope:
    """To the person of the staff, in the contact's words; nobody's way out stands in its headers."""
    return Envelope(
        position=position,
        address=turn.to,
        name="",
        subject=mark + rendering.join(message.subject, turn.filled.values),
        values=turn.filled.values,
        unsubscribe_url="",
    )


def _sent(app: App, outgoing: Outgoing) -> Receipt:
    try:
        return app.transport.send(outgoing)
    except OutcomeUnknown as problem:
        everyone = tuple(range(len(outgoing.envelopes)))
        return Receipt(unknown=everyone, reason=str(problem))


def _results(receipt: Receipt, count: int) -> list[str]:
    """In the order of positions: accepted, refused, unknown or not sent, with why."""
    results = [f"not sent: {receipt.stop or 'the provider asks to wait'}"] * count
    for position in receipt.accepted:
        results[position] = "accepted"
    for position, reason in receipt.refused.items():
        results[position] = f"refused: {reason}"
    for position in receipt.unknown:
        results[position] = f"unknown: {receipt.reason or 'no clear answer came'}"
    return results


def _remember(
    app: App,
    message: Message,
    turns: Mapping[AddressKey, _Turn],
    results: Mapping[AddressKey, str],
) -> None:
    now, slug = app.clock.now(), Slug(message.campaign)
    for key, turn in turns.items():
        if results[key] == "accepted":
            seen = Proof(turn.to, turn.contact.id, message.sha256, now)
            app.store.approvals.add_proof(slug, seen)
    counted = {"to": len(turns), "accepted": sum(each == "accepted" for each in results.values())}
    detail = {"message_sha256": message.sha256, **counted}
    app.store.audit.add(slug, "proofed", "unnamed", now, detail)


def _shown_as(contact: Contact) -> str:
    return compose.masked(contact.address) if contact.id != PROOF else "nobody in particular"
