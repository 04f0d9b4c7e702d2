"""Something went out that must not stand: stop it, and begin the correction for whoever has it, or may have.

stop ──> cancelled for good; what is on its way finishes
ask  ──> the provider, to cancel what it still holds
count ─> who surely got it, who may have got it
begin ─> campaigns/SLUG-correction.toml, to exactly those, for a person to write, check and approve
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from mailer import drafting
from mailer.app import App
from mailer.errors import Conflict, InputError
from mailer.model.campaign import UNFINISHED, Campaign, Record, Signature
from mailer.model.delivery import LedgerCount
from mailer.model.ids import Slug
from mailer.model.segment import Received
from mailer.operations.blast.recalling import recall
from mailer.operations.blast.steering import cancel, known

_ENDED = ("cancelled", "sent")
_SUFFIX = "-correction"
_LONGEST_NAME = 63


def retract(app: App, slug: str, reason: str, by: str) -> dict[str, Any]:
    """Final. May be called again: nothing is done twice, and nothing that a person wrote is touched.

    Raises NotFound, Conflict where nothing of the campaign was ever scheduled, InputError without a reason
    and a name.
    """
    why, who = " ".join(reason.split()), " ".join(by.split())
    if not why or not who:
        raise InputError(f"mailer retract {slug}: --reason and --by: both are kept. Write them.")
    provider = _stop(app, known(app, slug), why, who)
    counted = app.store.ledger.count(Slug(slug))
    begun = _begin(app, slug) if _may_have_it(counted) else None
    app.store.audit.add(slug, "retracted", who, app.clock.now(), _detail(why, counted, begun))
    return {
        "state": known(app, slug).state,
        "accepted": counted.accepted,
        "unknown": counted.unknown,
        "in_flight": counted.in_flight,
        "never": counted.planned - _may_have_it(counted),
        "provider": provider,
        "correction": begun,
    }


def _stop(app: App, record: Record, reason: str, by: str) -> str:
    """What the provider said."""
    if record.state in UNFINISHED:
        return str(cancel(app, record.slug, reason, by)["provider"])
    if record.state not in _ENDED:
        raise Conflict(
            f"The campaign {record.slug} is {record.state}: nothing of it went out, so nothing is to be "
            "corrected."
        )
    return recall(app, record.slug, by)


def _may_have_it(counted: LedgerCount) -> int:
    return counted.accepted + counted.unknown + counted.in_flight


def _detail(reason: str, counted: LedgerCount, begun: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "reason": reason,
        "accepted": counted.accepted,
        "unknown": counted.unknown + counted.in_flight,
        "correction": begun["campaign"] if begun else None,
    }


def _begin(app: App, slug: str) -> dict[str, Any]:
    """The segment and the campaign's file, each made where it is not there yet."""
    name = next(each for each in _names(slug) if _is_free(app, each, slug))
    if Slug(name) in app.workspace.campaigns():
        return {"campaign": name, "path": f"campaigns/{name}.toml", "is_new": False, "todo": []}
    made = drafting.correction(
        _wrong(app, slug), slug=name, segment=_segment(app, slug), today=app.clock.now().date()
    )
    path = app.workspace.write_campaign(name, drafting.to_toml(made))
    return {
        "campaign": name,
        "path": str(path.relative_to(app.workspace.root)),
        "is_new": True,
        "todo": [{"key": each.key, "what": each.what} for each in made.todo],
    }


def _names(slug: str) -> Iterator[str]:
    """For the correction, the best first."""
    for number in count(1):
        suffix = _SUFFIX if number == 1 else f"{_SUFFIX}-{number}"
        yield f"{slug[: _LONGEST_NAME - len(suffix)]}{suffix}"


def _is_free(app: App, name: str, slug: str) -> bool:
    """Nobody's, or this campaign's correction already; a file that can't be read may well be that."""
    if Slug(name) not in app.workspace.campaigns():
        return True
    try:
        segment = app.workspace.segments().get(app.workspace.campaign(name).segment)
    except InputError:
        return True
    return segment is not None and segment.rule == Received(slug)


def _wrong(app: App, slug: str) -> Campaign:
    """As its file says; where that is gone or broken by now, only its name is known."""
    try:
        return app.workspace.campaign(slug)
    except InputError:
        name = app.settings.sender.name.split(",")[0].strip()
        return Campaign(slug=slug, signature=Signature(name=name))


def _segment(app: App, slug: str) -> str:
    """The segment of exactly those; written at the end of audiences/segments.toml where there is none."""
    segments = app.workspace.segments()
    for name, segment in segments.items():
        if segment.rule == Received(slug):
            return name
    wanted = f"received-{slug}"[:_LONGEST_NAME].rstrip("-")
    name, number = wanted, 1
    while name in segments:
        number += 1
        name = f"{wanted[: _LONGEST_NAME - 3]}-{number}"
    app.workspace.extend_segments(
        f'\n[{name}]\n# Who got {slug}, or may have got it.\nreceived = "{slug}"\n'
    )
    return name
