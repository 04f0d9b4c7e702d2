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
from mailer.model.message import Message
from mailer.model.rehearsal import Rehearsal
from mailer.model.segment import Selection
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
    app: App, message: Message, selection: Selection, people: Tally, tell: Tell = silent
) -> Rehearsal:
    """What filling everyone comes to; read back where nothing has changed since it was last done."""
    is_kept = people.recipients >= _KEPT_FROM
    basis = _basis(app, message, people) if is_kept else {}
    known = _known(app, message, basis) if is_kept else None
    if known is not None:
        return known
    made = _walk(app, message, selection, tell)
    if is_kept:
        detail = {"basis": basis, "found": asdict(made)}
        app.store.audit.add(message.campaign, _WHAT, "mailer", app.clock.now(), detail)
    return made


def _walk(app: App, message: Message, selection: Selection, tell: Tell) -> Rehearsal:
    walk = Walk(
        message,
        room=room_for_values(app.settings.transport, message),
        is_carried=_is_carried,
    )
    done = 0
    stream = app.store.contacts.stream(selection)
    for some, filled in sending.rehearse(message, stream, app.keyring, app.clock.now().date()):
        walk.add(some, filled)
        done += len(some)
        tell(done)
    return walk.done()


def _is_carried(address: str) -> bool:
    """No transport of ours carries SMTPUTF8."""
    if address.isascii():
        return True
    try:
        ascii_address(address)
    except AudienceError:
        return False
    return True


def _basis(app: App, message: Message, people: Tally) -> dict[str, Any]:
    return {
        "message": message.sha256,
        "audience": people.digest,
        "recipients": people.recipients,
        "known": app.store.contacts.outline(),
        "transport": app.settings.transport,
    }


def _known(app: App, message: Message, basis: dict[str, Any]) -> Rehearsal | None:
    for entry in reversed(app.store.audit.of(message.campaign)):
        if entry["what"] == _WHAT and entry["detail"].get("basis") == basis:
            return Rehearsal(**entry["detail"]["found"])
    return None
