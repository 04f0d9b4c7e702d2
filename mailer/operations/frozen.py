"""A message as it went out: found again, and filled again for one person just as it was then.

Needs the database and the keys, and no campaign file, template or transport.
"""

from dataclasses import dataclass
from datetime import date

from mailer import sending
from mailer.app import App
from mailer.errors import NotFound
from mailer.model.campaign import Record
from mailer.model.contact import Contact, Recipient
from mailer.model.ids import Address, AddressKey, ContactId, Fingerprint, Sha256, Slug
from mailer.model.message import Filled, Message
from mailer.model.plan import SendPlan
from mailer.tokens import PROOF, Subject

NOBODY = Contact(id=ContactId(PROOF), address=Address("supporter@example.org"), key=AddressKey(""))
"""As whom a proof's links are filled, and those of somebody who is not known any more."""


@dataclass(frozen=True, slots=True)
class Given:
    """The message that somebody got. shows: which of its blocks."""

    message: Message
    shows: int = 0


def given_to(app: App, record: Record, subject: Subject) -> Given | None:
    """What was frozen for that person. For a proof's links, the newest proof of its edition; for who is
    in no ledger, what the newest plan would send first."""
    if subject.contact_id == PROOF:
        message = _proofed(app, record, subject.edition) or _planned(app, record, subject.edition)
        return Given(message) if message else None
    found = app.store.ledger.given(record.id, subject.contact_id)
    if found is not None:
        message = _stored(app, found[0])
        return Given(message, found[1]) if message else None
    message = _planned(app, record, 0)
    return Given(message) if message else None


def messages_of(app: App, record: Record) -> list[Message]:
    """Every edition's, by number, as the plan that was frozen or else the newest one has them."""
    plan = _plan(app, record)
    if plan is None:
        return []
    every = [plan.message_of(number) for number in range(max(len(plan.editions), 1))]
    return [message for each in every if (message := _stored(app, each))]


def _proofed(app: App, record: Record, edition: int) -> Message | None:
    seen = app.store.approvals.proofs(Slug(record.slug))
    for sha256 in dict.fromkeys(each.message_sha256 for each in reversed(seen)):
        message = _stored(app, sha256)
        if message is not None and message.edition == edition:
            return message
    return None


def _planned(app: App, record: Record, edition: int) -> Message | None:
    plan = _plan(app, record)
    if plan is None or edition >= max(len(plan.editions), 1):
        return None
    return _stored(app, plan.message_of(edition))


def _plan(app: App, record: Record) -> SendPlan | None:
    slug = Slug(record.slug)
    if record.fingerprint:
        return app.store.plans.find(slug, Fingerprint(record.fingerprint))
    return app.store.plans.latest(slug)


def _stored(app: App, sha256: Sha256) -> Message | None:
    try:
        return app.store.messages.get(sha256)
    except NotFound:
        return None


def filled_for(app: App, record: Record, given: Given, contact: Contact) -> Filled | None:
    """The values as they were when it was sent. None where a field that it needs is missing by now."""
    (filled,) = sending.fill_for(
        given.message,
        [Recipient(contact, given.message.edition, given.shows)],
        record.id,
        app.keyring,
        _sending_day(app, record),
        is_proof=contact.id == PROOF,
    )
    return filled if isinstance(filled, Filled) else None


def _sending_day(app: App, record: Record) -> date:
    """The day it was filled for sending: amounts that depend on the day stay what they were."""
    return (record.starts_at or app.clock.now()).date()
