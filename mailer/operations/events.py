"""What becomes of messages: the provider's events, and clicks and opens on our own links.

A click always leads on, to the frozen message's own destination and nowhere else; what is recorded of it
comes second. An open is recorded only as far as the message was approved to measure, and the workspace and
the person allow it at that moment.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mailer import ingestion, rendering
from mailer.app import App, new_code
from mailer.errors import MailerError
from mailer.measuring import is_prefetch
from mailer.model.campaign import Record
from mailer.model.event import Event, EventKind, Ingested, StoredEvent
from mailer.model.ids import CampaignId
from mailer.model.message import Link, Message, OpenTracking, Tracking
from mailer.operations import audience
from mailer.operations.frozen import NOBODY, Given, filled_for, given_to
from mailer.tokens import PROOF, Subject

logger = logging.getLogger(__name__)


def receive(app: App, headers: Mapping[str, str], body: bytes) -> Ingested:
    """One call of the provider's webhook. Raises WebhookRejected, ConfigError (no key set), StoreDown."""
    return take_in(app, app.event_source.parse_events(headers, body, app.clock.now()))


def take_in(app: App, told: Sequence[Event]) -> Ingested:
    """What the provider told, by its webhook or when it was asked. Raises StoreDown."""
    store = app.store
    came = ingestion.ingest(
        told,
        events=store.events,
        contacts=store.contacts,
        suppressions=store.suppressions,
        ledger=store.ledger,
        hashed=lambda ip: app.keyring.keyed_hash("ip", ip),
        is_forgotten=audience.forgotten(app) or (lambda key: False),
        now=app.clock.now(),
    )
    logger.info(
        "events: %d stored, %d repeated, %d unmatched, %d suppressed",
        came.stored,
        came.repeated,
        came.unmatched,
        came.suppressed,
    )
    return came


def click(
    app: App,
    token: str,
    *,
    method: str,
    user_agent: str | None,
    ip: str | None,
    headers: Mapping[str, str] | None = None,
) -> str | None:
    """Where the link leads. None for a token that isn't ours, or a link that its message doesn't have.

    headers: of the request, to tell a prefetch.
    """
    subject = app.keyring.read("click", token)
    record = app.store.campaigns.by_id(subject.campaign_id) if subject else None
    if subject is None or record is None:
        return None
    given = given_to(app, record, subject)
    link = _link(given.message, subject) if given else None
    if given is None or link is None:
        return None
    destination = _destination(app, record, given, link, subject)
    if given.message.tracking.clicks == "own":
        seen = _visit(app, "clicked", subject, method, user_agent, ip, headers)
        _record(app, subject, seen)
    return destination


def opened(
    app: App,
    token: str,
    *,
    method: str,
    user_agent: str | None,
    ip: str | None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Takes note of an open, where it may be. Consent is looked up now: a withdrawal covers the messages
    that are on their way or have arrived. Mode `aggregate` keeps no trace of a person."""
    subject = app.keyring.read("open", token)
    record = app.store.campaigns.by_id(subject.campaign_id) if subject else None
    if subject is None or record is None or subject.contact_id == PROOF:
        return
    given = given_to(app, record, subject)
    message = given.message if given else None
    mode = _lesser(message.tracking.opens, app.settings.tracking.opens) if message else "off"
    if message is None or mode not in ("aggregate", "individual"):
        return
    if mode == "individual" and not _may_be_measured(app, subject, message.tracking):
        return
    seen = _visit(app, "opened", subject, method, user_agent, ip, headers)
    if mode == "aggregate":
        seen = replace(seen, contact_id=PROOF, ip_hash=None)
    _record(app, subject, seen)


def _link(message: Message, subject: Subject) -> Link | None:
    return next((link for link in message.links if link.index == subject.link_index), None)


def _destination(
    app: App, record: Record, given: Given, link: Link, subject: Subject
) -> str | None:
    """The frozen destination with this person's own amount and code. Somebody who is not known any more
    is led on like a proof's reader: to the same page, as nobody."""
    contact = app.store.contacts.by_id(subject.contact_id) if subject.contact_id != PROOF else None
    for person in (contact, NOBODY):
        values = filled_for(app, record, given, person) if person is not None else None
        if values is not None:
            return rendering.join(link.destination, values.values)
    return None if link.destination.refs else link.destination.statics[0]


def _lesser(frozen: OpenTracking, now: OpenTracking) -> OpenTracking:
    """What was approved, unless the workspace measures less by now; never more."""
    if now == "off" or (now == "aggregate" and frozen == "individual"):
        return now
    return frozen


def _may_be_measured(app: App, subject: Subject, tracking: Tracking) -> bool:
    contact = app.store.contacts.by_id(subject.contact_id)
    if contact is None:
        return False
    if contact.opens_consent is None:
        return contact.country in tracking.opens_unasked_in
    return contact.opens_consent


def _visit(
    app: App,
    kind: EventKind,
    subject: Subject,
    method: str,
    user_agent: str | None,
    ip: str | None,
    headers: Mapping[str, str] | None,
) -> StoredEvent:
    return StoredEvent(
        id=f"own-{new_code()}",
        kind=kind,
        happened_at=app.clock.now(),
        contact_id=subject.contact_id,
        link_index=subject.link_index,
        user_agent=user_agent[:500].replace("\x00", "") if user_agent else None,
        ip_hash=app.keyring.keyed_hash("ip", ip) if ip else None,
        is_machine=is_prefetch(headers or {}),
        source="own",
        method=method,
    )


def _record(app: App, subject: Subject, seen: StoredEvent) -> None:
    """A proof's links count nowhere. Where it can't be stored, the person is led on all the same."""
    if subject.contact_id == PROOF:
        return
    try:
        app.store.events.add_own(CampaignId(subject.campaign_id), seen)
    except MailerError as problem:
        logger.error("%s not recorded: %s", seen.kind, type(problem).__name__)
