"""What people will see: pictures of the message from a real browser, on one sheet, and what is wrong on them.

prepare   the message, whose it is shown as, which pictures to take         reads only
take      a browser looks at each; a sheet of all is laid out               writes below `out`
look      only the evidence that the rules on pictures need                 for `check`
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mailer import checking
from mailer.app import App
from mailer.errors import InputError
from mailer.model.campaign import Campaign
from mailer.model.embargo import Hold
from mailer.model.evidence import Page
from mailer.model.finding import Finding
from mailer.model.message import Message
from mailer.operations import editions, embargo, pictures
from mailer.operations.editions import Sample
from mailer.operations.preview import approved, inbox, people, sheet, shots
from mailer.operations.preview.differing import difference
from mailer.operations.preview.labelling import labelled
from mailer.probes import browser
from mailer.workspace import write_files

_SCALE = 2.0
_WIDEST_SHARP = 600
"""CSS px: wider pictures are large enough at one device px each."""
_COMPARED = 375


@dataclass(frozen=True, slots=True)
class Prepared:
    """steps: how many looks `take` will take. held: whether it is under embargo."""

    campaign: Campaign
    message: Message
    main: Sample
    samples: Sequence[Sample]
    shots: Sequence[shots.Shot]
    missing: Sequence[people.Nobody]
    before: approved.Approved | None
    held: Hold
    pictures: Mapping[str, tuple[str, bytes]]
    """Of the message and of the one before, by their address: media type and bytes."""

    @property
    def steps(self) -> int:
        return len(self.shots) + len(self.samples) + len(sheet.SMALL) + 1


def prepare(app: App, slug: str, edition: str | None = None) -> Prepared:
    """edition: by its name; the first where none is named. Raises InputError where nobody could get this
    message, or no browser is here; NotFound where there is no such edition."""
    browser.find_program(app.settings.chromium)
    made = editions.made(app, slug)
    number = made.numbers(edition)[0]
    campaign, message = made.editions[number].campaign, made.messages[number]
    samples = _samples(app, made, number)
    main = people.typical(samples)
    others = list(people.others(app, campaign, message, samples, main))
    before = approved.last_approved(app, slug, number)
    then = pictures.kept(app, before.message) if before else {}
    return Prepared(
        campaign=campaign,
        message=message,
        main=main,
        samples=samples,
        shots=shots.shots(main, [each for each in others if isinstance(each, people.Whose)]),
        missing=[each for each in others if isinstance(each, people.Nobody)],
        before=before,
        held=embargo.hold(app, campaign),
        pictures=then | pictures.at_hand(made.pictures, message),
    )


def take(app: App, ready: Prepared, out: Path, tell: Callable[[int], None]) -> dict[str, Any]:
    """Pictures and their sheet below `out`. tell: how many looks are done. Raises InputError."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        tell(done)

    known = shots.images(ready.message)
    mark = _mark(ready.held, app.clock.now())
    with (
        ThreadPoolExecutor(1) as hand,
        browser.opened(_program(app), known, ready.pictures) as chromium,
    ):
        looks, labels = {}, {}
        for shot in ready.shots:
            looks[shot.name] = chromium.look(shot.view, _scale(shot.view.width))
            labels[shot.name] = hand.submit(_labelled, shot, looks[shot.name], mark)
            step()
        pages = [looks[shot.name].page for shot in ready.shots if shot.counts]
        for view in shots.measured(ready.samples):
            pages.append(chromium.measure(view))
            step()
        change = _change(app, ready, looks["phone-light"].png, chromium, mark)
        step()
        findings = checking.check_pages(pages)
        shown = {name: each.result() for name, each in labels.items()}
        same = shots.same(ready.shots, looks)
        laid = _laid(app, ready, shown, same, findings, change, chromium.is_caged)
        small = {}
        for name, html, width in sheet.small(laid):
            png = chromium.look(browser.View(html, width, "light", name), _SCALE).png
            small[name] = labelled(png, sheet.SAID[name], _SCALE, mark)[0]
            step()
    files = write_files(out, _files(laid, small))
    return {
        "files": files,
        "findings": list(findings),
        "pictures": [_described(shot, laid.looks[shot.name]) for shot in ready.shots],
        "changed": None if change is None else change.places,
    }


def _laid(
    app: App,
    ready: Prepared,
    looks: Mapping[str, browser.Look],
    same: frozenset[str],
    findings: Sequence[Finding],
    change: sheet.Change | None,
    is_caged: bool,
) -> sheet.Laid:
    return sheet.Laid(
        ready.campaign,
        ready.message,
        ready.main,
        shots=ready.shots,
        looks=looks,
        same=same,
        missing=ready.missing,
        rows=inbox.rows(ready.message, ready.main),
        findings=findings,
        change=change,
        held=ready.held,
        made_at=app.clock.now(),
        zone=app.settings.organisation.timezone,
        is_caged=is_caged,
    )


def look(app: App, made: editions.Made, number: int) -> tuple[Page, ...]:
    """Evidence for the rules that need a browser. Raises InputError where none is here."""
    samples, message = _samples(app, made, number), made.messages[number]
    views = (*shots.judged(people.typical(samples)), *shots.measured(samples))
    with browser.opened(
        _program(app), shots.images(message), pictures.at_hand(made.pictures, message)
    ) as chromium:
        return tuple(chromium.measure(view) for view in views)


def _program(app: App) -> str:
    return browser.find_program(app.settings.chromium)


def _samples(app: App, made: editions.Made, number: int) -> Sequence[Sample]:
    samples, slug = editions.samples(app, made, number), made.campaign.slug
    if not samples:
        raise InputError(
            f"campaigns/{slug}.toml: nobody could get this message, so there is nothing to "
            f"show. `mailer check {slug}` says which field is missing."
        )
    return samples


def _change(
    app: App, ready: Prepared, now: bytes, chromium: browser.Chromium, mark: str
) -> sheet.Change | None:
    before = ready.before
    if before is None:
        return None
    if before.message.sha256 == ready.message.sha256:
        return sheet.Change(before.by, before.at, is_same_message=True)
    old = people.filled(app, before.message, ready.main.recipient, ready.main.label)
    if isinstance(old, people.Nobody):
        return sheet.Change(before.by, before.at, problem=old.reason)
    view = browser.View(old.html, _COMPARED, "light", old.label)
    found = difference(chromium.look(view, _SCALE).png, now)
    if found is not None and mark:
        png, width, height = labelled(found.png, sheet.SAID["difference"], _SCALE, mark)
        found = replace(found, png=png, width=width, height=height)
    return sheet.Change(
        before.by,
        before.at,
        difference=found,
        lines=approved.changes(
            f"Subject: {old.subject}\n{old.text}",
            f"Subject: {ready.main.subject}\n{ready.main.text}",
        ),
    )


def _mark(held: Hold, now: datetime) -> str:
    """What every picture says while the embargo holds, wherever it is passed on to; else empty."""
    if not held.forbids(now):
        return ""
    if held.is_unclear or held.until is None:
        return "Under embargo, until when is unclear"
    return f"Under embargo until {held.until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _labelled(shot: shots.Shot, seen: browser.Look, mark: str) -> browser.Look:
    said = f"{shot.title}, {shot.view.width} px. Fidelity: {shot.fidelity}"
    png, width, height = labelled(seen.png, said, _scale(shot.view.width), mark)
    return replace(seen, png=png, width=width, height=height)


def _scale(width: int) -> float:
    return _SCALE if width <= _WIDEST_SHARP else 1.0


def _files(laid: sheet.Laid, small: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    pictures = [(f"{name}.png", each.png) for name, each in laid.looks.items()]
    pictures += [(f"{name}.png", png) for name, png in small.items()]
    if laid.change is not None and laid.change.difference is not None:
        pictures.append((sheet.DIFFERENCE, laid.change.difference.png))
    return [
        ("index.html", sheet.page(laid)),
        *pictures,
        ("reading-order.txt", laid.outline.encode()),
    ]


def _described(shot: shots.Shot, seen: browser.Look) -> dict[str, Any]:
    return {
        "file": f"{shot.name}.png",
        "title": shot.title,
        "shows": shot.says,
        "fidelity": shot.fidelity,
        "width": seen.width,
        "height": seen.height,
    }
