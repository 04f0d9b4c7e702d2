"""A message as it went out: found again, and filled again for one person just as it was then.

Needs the database and the keys, and no campaign file, template or transport.
"""

from datetime import date

from mailer import sending
from mailer.app import App
from mailer.errors import NotFound
from mailer.model.campaign import Record
from mailer.model.contact import Contact
from mailer.model.ids import Address, AddressKey, ContactId, Fingerprint, Sha256, Slug
from mailer.model.message import Filled, Message
from mailer.tokens import PROOF

NOBODY = Contact(id=ContactId(PROOF), address=Address("supporter@example.org"), key=AddressKey(""))
"""As whom a proof's links are filled, and those of somebody who is not known any more."""


def message_of(app: App, record: Record, is_proof: bool) -> Message | None:
    """What was frozen for sending; for a proof's links the newest proof's, else the newest plan's."""
    slug = Slug(record.slug)
    sha256: Sha256 | None = None
    if is_proof:
        proofs = app.store.approvals.proofs(slug)
        sha256 = proofs[-1].message_sha256 if proofs else None
    plan = (
        app.store.plans.find(slug, Fingerprint(record.fingerprint))
        if record.fingerprint
        else app.store.plans.latest(slug)
    )
    for candidate in (sha256, plan.message_sha256 if plan else None):
        if candidate is not None:
            try:
                return app.store.messages.get(candidate)
            except NotFound:
                continue
    return None


def filled_for(app: App, record: Record, message: Message, contact: Contact) -> Filled | None:
    """The values as they were when it was sent. None where a field that it needs is missing by now."""
    (filled,) = sending.fill_for(
        message,
        [contact],
        record.id,
        app.keyring,
        _sending_day(app, record),
        is_proof=contact.id == PROOF,
    )
    return filled if isinstance(filled, Filled) else None


def _sending_day(app: App, record: Record) -> date:
    """The day it was filled for sending: amounts that depend on the day stay what they were."""
    return (record.starts_at or app.clock.now()).date()
