"""From a press release to a frozen message: init, read, draft, build.

release file -> reading -> PressRelease -> drafting -> campaigns/SLUG.toml
campaigns/SLUG.toml + template + settings -> editions.made -> one contact's files
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from mailer import drafting, reading, rendering
from mailer import workspace as files
from mailer.app import App
from mailer.errors import InputError
from mailer.model.campaign import Ask, Campaign, Signature
from mailer.model.contact import Recipient
from mailer.model.ids import Slug
from mailer.model.release import PressRelease, ReadingWarning
from mailer.operations import editions, embargo, pictures
from mailer.operations.audience import contact_of
from mailer.operations.frozen import NOBODY
from mailer.ports import Clock
from mailer.probes import web

Fetch = Callable[[str], web.Page]
_MOST_COMPARED = 60
"""Releases with which a new one is compared, the newest first."""


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
    named: str | Path,
    clock: Clock,
    app: App | None = None,
    fetch: Fetch = web.fetch,
    keep: Sequence[str] = (),
) -> PressRelease:
    """Reads a press release, and compares it with the others of the workspace where there is one.

    named: its file, or its web address. keep: furniture that belongs to the text after all, by its line or
    rule. Raises InputError in one line."""
    return _read(_source(named, app, fetch), clock, app, keep)


def _read(source: Source, clock: Clock, app: App | None, keep: Sequence[str]) -> PressRelease:
    today = clock.now().date()
    release = reading.read(
        source.data, filename=source.filename, today=today, address=source.address, keep=keep
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
    keep: Sequence[str] = (),
) -> dict[str, Any]:
    """Writes campaigns/SLUG.toml from a release; never over an existing one. A page that was fetched is kept
    as releases/SLUG.html, so that its words can be compared later. template: None for an appeal. keep: as
    for `read`. Raises TemplateError where there is no such template."""
    if template is not None:
        app.workspace.template(template)
    given = understood(app, named, lambda _: slug, fetch, keep)
    made = drafting.draft(
        given.release,
        slug=slug,
        release_path=given.path,
        ask=_usual_ask(app),
        signature=Signature(name=app.settings.sender.name.split(",")[0].strip()),
        today=app.clock.now().date(),
        template=template or "appeal",
        page=given.address,
        house=app.settings.organisation.name,
    )
    written = app.workspace.write_campaign(slug, drafting.to_toml(made))
    app.store.campaigns.ensure(Slug(slug))
    embargo.remember(app, slug, given.release, given.path)
    return {
        "path": str(written),
        "todo": [todo.model_dump() for todo in made.todo],
        "warnings": warned(given.release),
    }


@dataclass(frozen=True, slots=True)
class Understood:
    """A release that was read. path: as a campaign file names it. address: empty where it came as a file."""

    release: PressRelease
    path: str
    address: str


def understood(
    app: App,
    named: str | Path,
    kept_as: Callable[[PressRelease], str],
    fetch: Fetch,
    keep: Sequence[str] = (),
) -> Understood:
    """kept_as: under which name, without suffix, a page that was fetched lies in releases/."""
    source = _source(named, app, fetch)
    release = _read(source, app.clock, app, keep)
    path = source.path or app.workspace.write_release(
        f"{kept_as(release)}{Path(source.filename).suffix}", source.data
    )
    return Understood(release, _relative(path, app.workspace.root), source.address or "")


def warned(release: PressRelease) -> list[dict[str, Any]]:
    return [
        {"code": warning.code, "message": warning.message, "line": warning.line}
        for warning in release.warnings
    ]


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


def build(
    app: App, slug: str, out: Path, as_address: str | None, edition: str | None = None
) -> dict[str, Any]:
    """message.html, .txt and .eml exactly as one contact would get them (the first one, if none is named;
    a contact without any values where nobody was imported yet); only that message.html shows its pictures from
    files beside it. edition: by its name, instead of theirs."""
    made = editions.made(app, slug)
    recipient = _recipient_for(app, made, as_address, edition)
    contact, message = recipient.contact, made.messages[recipient.edition]
    envelope, filled = editions.addressed(app, message, recipient)
    html = rendering.join(message.html, filled.values)
    text = rendering.join(message.text, filled.values)
    eml = rendering.mime(
        message,
        envelope,
        date=app.clock.now(),
        message_id=f"<{message.sha256[:24]}.{contact.id}@{message.list_id}>",
        pictures=pictures.carried(made.pictures),
    )
    shown_here, beside = pictures.beside(made.pictures, message, html)
    parts = (
        ("message.html", shown_here.encode()),
        ("message.txt", text.encode()),
        ("message.eml", eml),
        *beside,
    )
    written = files.write_files(out, parts)
    sizes = {"html": len(html.encode()), "text": len(parts[1][1])}
    shown = made.editions[recipient.edition].name if len(made.editions) > 1 else ""
    return {
        "files": written,
        "bytes": sizes,
        "sha256": message.sha256,
        "edition": shown,
        "pictures": [
            {"file": name, "is_attached": each.is_attached}
            for (name, _), each in zip(beside, message.pictures, strict=True)
        ],
    }


def _recipient_for(
    app: App, made: editions.Made, address: str | None, edition: str | None
) -> Recipient:
    number = made.numbers(edition)[0]
    if address is None:
        only = number if len(made.editions) > 1 else None
        found = app.store.contacts.sample(editions.selection(app, made), 1, only)
        return found[0] if found else Recipient(NOBODY, number)
    recipient = editions.as_recipient(app, made, contact_of(app, address))
    return recipient if edition is None else editions.in_edition(recipient, number)


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
