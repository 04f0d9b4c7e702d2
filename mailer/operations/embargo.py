"""Until when a campaign may not be public: what was seen of it, and who lifted it.

Every embargo that a release was seen to name is kept in the audit, where nothing is edited or deleted: the
line in the campaign file, its `release` and the release itself may change or go.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailer.app import App
from mailer.audience import parse_address
from mailer.errors import Conflict, InputError, MailerError, UnsafePlan
from mailer.model.campaign import RUNNING, Campaign, Record
from mailer.model.embargo import LIFTED, NEEDED, SEEN, Hold, Lift, Seen, hold_of, told
from mailer.model.ids import Slug
from mailer.model.plan import Risk
from mailer.model.release import PressRelease
from mailer.planning import embargo_risk


def remember(app: App, slug: str, release: PressRelease | None, path: str) -> None:
    """Keeps what the release says of an embargo, once; a campaign that would go out before it is paused.
    path: as it stands in the campaign file."""
    if release is None or release.embargo is None:
        return
    said = release.embargo
    seen = Seen(said.raw, said.instant, said.ambiguous, path, app.clock.now())
    if any(isinstance(each, Seen) and each.is_same(seen) for each in _story(app, slug)):
        return
    detail = {
        "raw": seen.raw,
        "instant": seen.instant.isoformat() if seen.instant else None,
        "ambiguous": seen.is_ambiguous,
        "release": path,
    }
    app.store.audit.add(slug, SEEN, "mailer", seen.at, detail)
    record = app.store.campaigns.find(Slug(slug))
    if record is not None and (risks := _too_early(app, record)):
        why = f"{risks[0].name}: {risks[0].message}"
        app.store.campaigns.move(Slug(slug), "paused", when=RUNNING, reason=why, at=seen.at)


def must_be_over(app: App, record: Record) -> None:
    """Raises UnsafePlan where the campaign, going on as it is scheduled, would be out before its instant."""
    if risks := _too_early(app, record):
        raise UnsafePlan(risks)


def _too_early(app: App, record: Record) -> tuple[Risk, ...]:
    now = app.clock.now()
    held = _hold(app, record.slug, _written(app, record.slug)[0])
    return embargo_risk(held, max(now, record.starts_at or now))


def hold(app: App, campaign: Campaign) -> Hold:
    return _hold(app, campaign.slug, campaign.embargo_until)


def is_public(app: App, record: Record) -> bool:
    """Whether outsiders may see anything of it now; where its file can't be read, only what went out."""
    try:
        written = app.workspace.campaign(record.slug).embargo_until
    except MailerError:
        if record.fingerprint is None:
            return False
        written = None
    return not _hold(app, record.slug, written).forbids(app.clock.now())


def embargo(
    app: App, slug: str, *, lift: bool = False, by: str = "", reason: str = ""
) -> dict[str, Any]:
    """How it stands. lift: one of two people's word that it ends before its instant; the second ends it.

    Raises InputError where name or reason is missing, Conflict where nothing is to be lifted or the same
    person asks again.
    """
    written, trouble = _written(app, slug)
    if lift:
        _lift(app, slug, _hold(app, slug, written), " ".join(by.split()), " ".join(reason.split()))
    held = _hold(app, slug, written)
    story = _story(app, slug)
    return {
        "campaign": slug,
        "under_embargo": held.forbids(app.clock.now()),
        "until": held.until,
        "unclear": held.is_unclear,
        "written": written,
        "seen": [_as_json(each) for each in story if isinstance(each, Seen)],
        "holding": [_as_json(each) for each in held.seen],
        "lifts": [_as_json(each) for each in story if isinstance(each, Lift)],
        "lifted": bool(held.lifted),
        "needed": NEEDED - len(held.given) if held.seen else 0,
        "trouble": trouble,
    }


def must_be_staff(app: App, campaign: Campaign, addresses: Sequence[str]) -> Hold:
    """Raises UnsafePlan where an embargoed campaign would go to somebody whom `[proof] staff` doesn't
    name. Where nobody is named there, whoever asks for the proof names the staff."""
    held = hold(app, campaign)
    staff = app.settings.proof.staff
    if not staff or not held.forbids(app.clock.now()):
        return held
    outsiders = [each for each in addresses if not _is_named(each, staff)]
    if outsiders:
        (risk,) = embargo_risk(held, app.clock.now())
        told = (
            f"{risk.message}; {len(outsiders)} of the --to are not in [proof] staff of mailer.toml"
        )
        raise UnsafePlan([replace(risk, message=told)])
    return held


def mark(held: Hold, now: datetime) -> str:
    """Stands before a proof's subject while the embargo holds; else empty."""
    if not held.forbids(now):
        return ""
    until = f" until {held.until:%Y-%m-%d %H:%M} UTC" if held.until else ""
    return f"EMBARGOED{until}: "


def _is_named(address: str, staff: Sequence[str]) -> bool:
    _, key = parse_address(address)
    for named in staff:
        if named.startswith("@"):
            if key.endswith(named.casefold()):
                return True
        elif parse_address(named)[1] == key:
            return True
    return False


def _lift(app: App, slug: str, held: Hold, by: str, reason: str) -> None:
    if not by or not reason:
        raise InputError(
            "--lift: who says so, and why? Add --by NAME and --reason TEXT; both are kept."
        )
    if not held.seen:
        before = f"{_names(held.lifted)} lifted it" if held.lifted else "no release named one"
        raise Conflict(
            f"{slug}: there is nothing to lift: {before}. embargo_until in campaigns/{slug}.toml counts "
            "all the same; change it there."
        )
    if any(each.by.casefold() == by.casefold() for each in held.given):
        raise Conflict(f"{by} said so already. Another person has to say it too.")
    app.store.audit.add(slug, LIFTED, by, app.clock.now(), {"reason": reason})


def _names(lifts: Sequence[Lift]) -> str:
    return " and ".join(each.by for each in lifts)


def _hold(app: App, slug: str, written: datetime | None) -> Hold:
    return hold_of(_story(app, slug), written)


def _written(app: App, slug: str) -> tuple[datetime | None, str]:
    """The file's own hour, or why it can't be read. Raises NotFound where there is no such campaign."""
    if app.store.campaigns.find(Slug(slug)) is None:
        app.workspace.campaign_file(slug)
    try:
        return app.workspace.campaign(slug).embargo_until, ""
    except InputError as problem:
        return None, str(problem)


def _story(app: App, slug: str) -> list[Seen | Lift]:
    return list(told(app.store.audit.of(slug)))


def _as_json(entry: Seen | Lift) -> dict[str, Any]:
    if isinstance(entry, Lift):
        return {"by": entry.by, "reason": entry.reason, "at": entry.at}
    return {
        "raw": entry.raw,
        "instant": entry.instant,
        "ambiguous": entry.is_ambiguous,
        "release": entry.release,
        "at": entry.at,
    }
