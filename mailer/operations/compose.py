"""From a press release to a frozen message: init, read, draft, build.

release file -> reading -> PressRelease -> drafting -> campaigns/SLUG.toml
campaigns/SLUG.toml + template + settings -> rendering.compile -> Message
"""

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from mailer import asking, drafting, reading, rendering, sending
from mailer import workspace as files
from mailer.app import App
from mailer.errors import InputError, NotFound
from mailer.model.campaign import Ask, Campaign, Signature
from mailer.model.contact import Contact
from mailer.model.delivery import Envelope
from mailer.model.ids import Slug
from mailer.model.message import Filled, Held, Mailbox, Message, Tracking
from mailer.model.release import PressRelease, ReadingWarning
from mailer.model.segment import Selection
from mailer.operations.audience import contact_of
from mailer.operations.frozen import NOBODY
from mailer.platforms import platform
from mailer.ports import Clock
from mailer.probes import web
from mailer.tokens import PROOF

Fetch = Callable[[str], web.Page]
_MOST_COMPARED = 60
"""Releases with which a new one is compared, the newest first."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One recipient's message, joined: what checks and proofs look at."""

    label: str
    contact: Contact
    subject: str
    html: str
    text: str
    filled: Filled


def init(folder: Path) -> dict[str, Any]:
    """A workspace to start from, in a folder that is new or holds none of its files."""
    made = files.make_workspace(folder)
    return {"path": str(folder), "files": made}


@dataclass(frozen=True, slots=True)
class Source:
    """A release before it is read. path: its file; None where it came from an address."""

    data: bytes
    filename: str
    path: Path | None
    address: str | None = None


def read(
    named: str | Path, clock: Clock, app: App | None = None, fetch: Fetch = web.fetch
) -> PressRelease:
    """Reads a press release, and compares it with the others of the workspace where there is one.

    named: its file, or its web address. Raises InputError in one line."""
    return _read(_source(named, app, fetch), clock, app)


def _read(source: Source, clock: Clock, app: App | None) -> PressRelease:
    today = clock.now().date()
    release = reading.read(
        source.data, filename=source.filename, today=today, address=source.address
    )
    if app is None:
        return release
    others = _others(app, source, today)
    alike = reading.near_duplicates(release, others)
    return replace(release, warnings=(*release.warnings, *_drafted(app, source), *alike))


def _source(named: str | Path, app: App | None, fetch: Fetch) -> Source:
    if not str(named).casefold().startswith(("http://", "https://")):
        path = Path(named)
        return Source(files.read_release(path), path.name, path)
    if app is None or not app.settings.reading.fetch:
        raise InputError(
            f"{named}: pages are not fetched unless your workspace allows it: write `[reading]` and "
            "`fetch = true` into mailer.toml. Or save the page as .html and read that file."
        )
    page = fetch(str(named))
    return Source(page.data, f"page{page.suffix}", None, page.address)


def _others(app: App, source: Source, today: date) -> dict[str, PressRelease]:
    """The newest releases of the workspace but for this one, as far as they can be read."""
    found = {}
    for path in app.workspace.releases(_MOST_COMPARED):
        if source.path is not None and path.resolve() == source.path.resolve():
            continue
        try:
            data = files.read_release(path)
            if data != source.data:
                found[f"releases/{path.name}"] = reading.read(data, filename=path.name, today=today)
        except InputError:
            continue
    return found


def _drafted(app: App, source: Source) -> Iterator[ReadingWarning]:
    """The campaigns that were made from this very file."""
    if source.path is None:
        return
    for slug in app.workspace.campaigns():
        try:
            release = app.workspace.campaign(slug).release
        except InputError:
            continue
        if release and (app.workspace.root / release).resolve() == source.path.resolve():
            yield ReadingWarning(
                "near-duplicate",
                f"campaigns/{slug}.toml was made from this file. "
                "Go on with it, unless you mean to write twice.",
                None,
            )


def draft(
    app: App,
    named: str | Path,
    slug: str,
    fetch: Fetch = web.fetch,
    template: str | None = None,
) -> dict[str, Any]:
    """Writes campaigns/SLUG.toml from a release; never over an existing one. A page that was fetched is kept
    as releases/SLUG.html, so that its words can be compared later. template: None for an appeal. Raises
    TemplateError where there is no such template."""
    if template is not None:
        app.workspace.template(template)
    source = _source(named, app, fetch)
    release = _read(source, app.clock, app)
    path = source.path or app.workspace.write_release(
        f"{slug}{Path(source.filename).suffix}", source.data
    )
    made = drafting.draft(
        release,
        slug=slug,
        release_path=_relative(path, app.workspace.root),
        ask=_usual_ask(app),
        signature=Signature(name=app.settings.sender.name.split(",")[0].strip()),
        today=app.clock.now().date(),
        template=template or "appeal",
        page=source.address or "",
    )
    written = app.workspace.write_campaign(slug, drafting.to_toml(made))
    app.store.campaigns.ensure(Slug(slug))
    return {
        "path": str(written),
        "todo": [todo.model_dump() for todo in made.todo],
        "warnings": [
            {"code": warning.code, "message": warning.message, "line": warning.line}
            for warning in release.warnings
        ],
    }


def release_of(app: App, campaign: Campaign) -> PressRelease | None:
    """What the campaign was made from, read anew; None where the file is gone or can't be read."""
    if not campaign.release:
        return None
    path = app.workspace.root / campaign.release
    try:
        data = files.read_release(path)
        return reading.read(data, filename=path.name, today=app.clock.now().date())
    except InputError:
        return None


def build(app: App, slug: str, out: Path, as_address: str | None) -> dict[str, Any]:
    """message.html, .txt and .eml exactly as one contact would get them (the first one, if none is named;
    a contact without any values where nobody was imported yet)."""
    campaign, message = compiled(app, slug)
    contact = _contact_for(app, campaign, message, as_address)
    envelope, filled = addressed(app, message, contact)
    html = rendering.join(message.html, filled.values)
    text = rendering.join(message.text, filled.values)
    eml = rendering.mime(
        message,
        envelope,
        date=app.clock.now(),
        message_id=f"<{message.sha256[:24]}.{contact.id}@{message.list_id}>",
    )
    parts = (("message.html", html.encode()), ("message.txt", text.encode()), ("message.eml", eml))
    written = files.write_files(out, parts)
    sizes = {"html": len(parts[0][1]), "text": len(parts[1][1])}
    return {"files": written, "bytes": sizes, "sha256": message.sha256}


def compiled(app: App, slug: str) -> tuple[Campaign, Message]:
    """The campaign file and the message made of it, frozen; nothing is stored."""
    campaign = app.workspace.campaign(slug)
    message = rendering.compile(
        campaign, app.workspace.template(campaign.template), house(app, campaign)
    )
    return campaign, message


def house(app: App, campaign: Campaign) -> rendering.House:
    """What of the workspace goes into every message."""
    settings = app.settings
    given, usual = campaign.sender, settings.sender
    sender = Mailbox(
        name=given.name or usual.name or settings.organisation.name,
        address=given.address or usual.address,
    )
    if not sender.address:
        raise InputError(
            "mailer.toml: sender.address is empty: nothing can be sent without one. "
            "Write the address that your messages come from."
        )
    name = campaign.ask.platform or settings.donation.platform
    return rendering.House(
        organisation=settings.organisation.name,
        postal_address=settings.organisation.postal_address,
        registration=settings.organisation.registration,
        website=settings.organisation.website,
        sender=sender,
        reply_to=given.reply_to or usual.reply_to or None,
        public_url=settings.public_url,
        tracking=Tracking(**settings.tracking.model_dump()),
        donation_url=settings.donation.url,
        ceiling=settings.donation.ceiling,
        steps=asking.default_steps(campaign.ask.amounts),
        palette=settings.brand.palette,
        accent=settings.brand.accent,
        link_rules=platform(name).link_rules,
        known_fields=app.store.contacts.fields(),
    )


def selection(app: App, campaign: Campaign, message: Message) -> Selection:
    """Whom the campaign is for, judged now. Raises NotFound for a segment that is not defined."""
    segments = app.workspace.segments()
    for name in (campaign.segment, *campaign.exclude):
        if name not in segments:
            near = difflib.get_close_matches(name, segments, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(segments)}."
            raise NotFound(
                f"campaigns/{campaign.slug}.toml: no segment {name!r} in audiences/segments.toml; {hint}"
            )
    return Selection(
        include=segments[campaign.segment],
        exclude=tuple(segments[name] for name in campaign.exclude),
        needs=rendering.needed_fields(message),
        as_of=app.clock.now(),
        opens_unasked_in=message.tracking.opens_unasked_in,
    )


def samples(app: App, campaign: Campaign, message: Message, limit: int = 4) -> list[Sample]:
    """The message as real recipients would get it, worst cases first; as a person of whom nothing is
    known where nobody is chosen. Their links count nowhere."""
    chosen = app.store.contacts.sample(selection(app, campaign, message), limit)
    return samples_of(app, message, list(chosen) or [NOBODY])


def samples_of(app: App, message: Message, contacts: Sequence[Contact]) -> list[Sample]:
    """The message as these get it, without those who can't; links that count nowhere."""
    filled = sending.fill_for(
        message, contacts, PROOF, app.keyring, app.clock.now().date(), is_proof=True
    )
    return [
        _sample(message, contact, values)
        for contact, values in zip(contacts, filled, strict=True)
        if isinstance(values, Filled)
    ]


def addressed(app: App, message: Message, contact: Contact) -> tuple[Envelope, Filled]:
    """One contact's envelope and values, with their own working links. Raises InputError where a field
    that the message needs is missing."""
    record = app.store.campaigns.ensure(Slug(message.campaign))
    (filled,) = sending.fill_for(message, [contact], record.id, app.keyring, app.clock.now().date())
    if isinstance(filled, Held):
        raise InputError(
            f"campaigns/{message.campaign}.toml: this contact has no {filled.field} and the message no "
            f'fallback for it. Add [fields.{filled.field}] fallback = "...", or choose another contact.'
        )
    unsubscribe = app.keyring.tokens_for(record.id, [contact.id])[0].unsubscribe
    return sending.envelope(message, 0, contact, filled, unsubscribe), filled


def _contact_for(app: App, campaign: Campaign, message: Message, address: str | None) -> Contact:
    if address is None:
        found = app.store.contacts.sample(selection(app, campaign, message), 1)
        return found[0] if found else NOBODY
    return contact_of(app, address)


def _sample(message: Message, contact: Contact, filled: Filled) -> Sample:
    return Sample(
        label=f"contact {contact.id}" if contact.id else "nobody in particular",
        contact=contact,
        subject=rendering.join(message.subject, filled.values),
        html=rendering.join(message.html, filled.values),
        text=rendering.join(message.text, filled.values),
        filled=filled,
    )


def _usual_ask(app: App) -> Ask:
    donation = app.settings.donation
    return Ask(
        url=donation.url,
        platform=donation.platform,
        currency=donation.currency,
        amounts=donation.amounts,
    )


def _relative(path: Path, root: Path) -> str:
    """As a person would write it in the campaign file."""
    absolute = path.absolute()
    return str(absolute.relative_to(root)) if absolute.is_relative_to(root) else str(path)


def masked(address: str) -> str:
    """`m...@example.org`: enough to recognise, not enough to write to."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}...@{domain}"
