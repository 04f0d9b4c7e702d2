"""What a recipient does through the links at the foot of a message: unsubscribe, choose, read in a browser.

Needs the database and the keys that sign links, and nothing else: no campaign file, template, transport or
setting can be so wrong that a person can't leave. A proof's links show everything and change nothing.
"""

import logging
import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from mailer import rendering
from mailer.app import App
from mailer.errors import MailerError, NotFound
from mailer.model.contact import Contact, Suppression
from mailer.model.event import StoredEvent
from mailer.model.ids import CampaignId
from mailer.model.message import Message
from mailer.operations.embargo import is_public
from mailer.operations.frozen import NOBODY, filled_for, given_to
from mailer.rendering.showing import address_of
from mailer.store.pictures import StoredPicture
from mailer.tokens import PROOF, Subject

logger = logging.getLogger(__name__)

Door = Literal["unsubscribe", "preferences"]
_PICTURE = re.compile(r"[0-9a-f]{32}\.(png|jpg)")
_KINDS = {"png": "image/png", "jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at a door; says nothing of them but the language of the message that they came from."""

    language: str = "en"


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as one recipient got it."""

    html: str
    language: str


def visitor(app: App, door: Door, token: str) -> Visitor | None:
    """None where the token is not one of ours for that door. The same answer for who has left already."""
    subject = app.keyring.read(door, token)
    return Visitor(_language(app, subject)) if subject else None


def unsubscribe(app: App, door: Door, token: str) -> Visitor | None:
    """Suppresses the person's address from now on, for every campaign. Idempotent."""
    subject = app.keyring.read(door, token)
    if subject is None:
        return None
    contact = _contact(app, subject)
    if contact is not None:
        now = app.clock.now()
        gone = Suppression(contact.address, contact.key, "unsubscribed", now)
        if app.store.suppressions.add(gone):
            app.store.events.add_own(
                CampaignId(subject.campaign_id),
                StoredEvent(
                    id=f"unsubscribed-{subject.campaign_id}-{subject.contact_id}",
                    kind="unsubscribed",
                    happened_at=now,
                    contact_id=subject.contact_id,
                    source="own",
                    method="POST",
                ),
            )
    return Visitor(_language(app, subject))


def stop_measuring(app: App, token: str) -> Visitor | None:
    """No opens of this person are measured any more. Idempotent."""
    subject = app.keyring.read("preferences", token)
    if subject is None:
        return None
    if subject.contact_id != PROOF:
        app.store.contacts.refuse_opens(subject.contact_id, app.clock.now())
    return Visitor(_language(app, subject))


def in_browser(app: App, token: str, *, is_staff: bool) -> Shown:
    """The frozen message as that recipient got it.

    Raises NotFound for a token that isn't ours, a person who is not known any more, and for outsiders
    before the embargo's instant.
    """
    subject = app.keyring.read("browser", token)
    record = app.store.campaigns.by_id(subject.campaign_id) if subject else None
    if subject is None or record is None or (not is_staff and not is_public(app, record)):
        raise NotFound("There is no such message.")
    is_proof = subject.contact_id == PROOF
    contact = NOBODY if is_proof else _contact(app, subject)
    given = given_to(app, record, subject)
    if contact is None or given is None:
        raise NotFound("There is no such message.")
    filled = filled_for(app, record, given, contact)
    if filled is None:
        raise NotFound("There is no such message.")
    message = given.message
    html = _with_pictures(app, message, rendering.join(message.html, filled.values))
    return Shown(html, message.language)


def picture(app: App, name: str) -> StoredPicture:
    """A hosted picture by the name in its address, `<32 hex digits>.<ending>`. Raises NotFound for what is no
    picture of ours, and for one that stands only in campaigns under embargo."""
    found = app.store.pictures.find(name[:32]) if _PICTURE.fullmatch(name) else None
    if found is None or found.kind != _KINDS[name[33:]] or not _is_out(app, found):
        raise NotFound("There is no such picture.")
    return found


def _is_out(app: App, found: StoredPicture) -> bool:
    records = (app.store.campaigns.by_id(each) for each in found.campaign_ids)
    return any(record is not None and is_public(app, record) for record in records)


def _with_pictures(app: App, message: Message, html: str) -> str:
    """The page with its pictures in it: what travelled with the message has no address, and before the
    embargo's end nothing is handed out at those of the others."""
    for each in message.pictures:
        with suppress(NotFound):
            body = b64encode(app.store.pictures.get(each.sha256)).decode("ascii")
            address = address_of(message.public_url, each)
            html = html.replace(f'"{address}"', f'"data:{each.kind};base64,{body}"')
    return html


def _contact(app: App, subject: Subject) -> Contact | None:
    return None if subject.contact_id == PROOF else app.store.contacts.by_id(subject.contact_id)


def _language(app: App, subject: Subject) -> str:
    """Never in the way: whatever is missing or broken, the page is English."""
    try:
        record = app.store.campaigns.by_id(subject.campaign_id)
        given = given_to(app, record, subject) if record else None
    except MailerError as problem:
        logger.warning("no language for a page: %s", type(problem).__name__)
        return "en"
    return given.message.language if given else "en"
