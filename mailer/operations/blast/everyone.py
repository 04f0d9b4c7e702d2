"""Everyone's message filled before anything is sent, and the numbers kept until something changes.

contacts as a stream ── rehearse, a thousand at a time ──> Walk ──> Rehearsal, stored beside what it was
made of: the message, who was chosen, what is known of people, the way out
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from mailer import sending
from mailer.app import App
from mailer.checking.everyone import Walk
from mailer.errors import AudienceError
from mailer.model.rehearsal import Rehearsal
from mailer.model.segment import Selection
from mailer.operations.editions import Made
from mailer.planning import Tally
from mailer.rendering.mailboxes import ascii_address
from mailer.transports import room_for_values

Tell = Callable[[int], None]
"""Takes how many people are done."""
_KEPT_FROM = 5_000
"""People; fewer are filled again faster than they are looked up."""
_WHAT = "rehearsed"


def silent(done: int) -> None:
    """Nobody watches."""


def rehearse(
    app: App, made: Made, selection: Selection, people: Tally, tell: Tell = silent
) -> tuple[Rehearsal, ...]:
    """What filling everyone comes to, of each edition by its number; read back where nothing has changed
    since it was last done."""
    is_kept = people.recipients >= _KEPT_FROM
    basis = _basis(app, made, people) if is_kept else {}
    known = _known(app, made, basis) if is_kept else None
    if known is not None:
        return known
    found = _walk(app, made, selection, tell)
    if is_kept:
        detail = {"basis": basis, "found": [asdict(each) for each in found]}
        app.store.audit.add(made.campaign.slug, _WHAT, "mailer", app.clock.now(), detail)
    return found


def _walk(app: App, made: Made, selection: Selection, tell: Tell) -> tuple[Rehearsal, ...]:
    walks = [
        Walk(
            message,
            room=room_for_values(app.settings.transport, message),
            is_carried=_is_carried,
        )
        for message in made.messages
    ]
    done = 0
    stream = app.store.contacts.stream(selection)
    today = app.clock.now().date()
    for number, some, filled in sending.rehearse(made.messages, stream, app.keyring, today):
        walks[number].add(some, filled)
        done += len(some)
        tell(done)
    return tuple(walk.done() for walk in walks)


def _is_carried(address: str) -> bool:
    """No transport of ours carries SMTPUTF8."""
    if address.isascii():
        return True
    try:
        ascii_address(address)
    except AudienceError:
        return False
    return True


def _basis(app: App, made: Made, people: Tally) -> dict[str, Any]:
    return {
        "message": made.sha256,
        "audience": people.digest,
        "recipients": people.recipients,
        "editions": [people.of_edition(number) for number in range(len(made.messages))],
        "known": app.store.contacts.outline(),
        "transport": app.settings.transport,
    }


def _known(app: App, made: Made, basis: dict[str, Any]) -> tuple[Rehearsal, ...] | None:
    for entry in reversed(app.store.audit.of(made.campaign.slug)):
        if entry["what"] == _WHAT and entry["detail"].get("basis") == basis:
            return tuple(Rehearsal(**each) for each in entry["detail"]["found"])
    return None
