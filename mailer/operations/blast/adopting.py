"""Which copy of a database may send: checked before a worker starts, changed by a person only."""

from typing import Any

from mailer.app import App
from mailer.errors import UnsafePlan
from mailer.model.campaign import RUNNING
from mailer.model.ids import Slug
from mailer.model.plan import Risk
from mailer.model.seat import Seated

_LOOK = "Compare with the provider's log, then resume or cancel."
_RESTORED = (
    f"The database was restored from a backup and does not know what was sent after it. {_LOOK}"
)
_ADOPTED = (
    "This copy of the database was adopted and does not know what was sent elsewhere since it was made. "
    f"{_LOOK}"
)


def must_be_adopted(app: App) -> None:
    """Raises UnsafePlan (`not-adopted`) where nothing may be sent from here."""
    risk = refusal(app)
    if risk is not None:
        raise UnsafePlan([risk])


def refusal(app: App) -> Risk | None:
    seat = app.store.seat.look()
    if not seat.is_here:
        what = "was copied or moved: if the first one still sends, people would get it twice"
    elif _is_behind(app, seat):
        what = "was restored from a backup: what was sent since then would be sent again"
    else:
        return None
    message = f"this database {what}. Where only this one is to send, say so: mailer adopt"
    return Risk("not-adopted", message, blocks=True, may_be_accepted=False)


def adopt(app: App, by: str = "unnamed") -> dict[str, Any]:
    """From now on this copy sends. Every campaign on its way is paused: only a person can know what went out after
    the copy, or the backup, was made."""
    seat = app.store.seat.look()
    was_behind = _is_behind(app, seat)
    was_here = seat.is_here and not was_behind
    paused = [] if was_here else _pause(app, by, _RESTORED if seat.is_here else _ADOPTED)
    app.store.seat.take(app.workspace.noted_turn(seat.here))
    return {"adopted": True, "was_here": was_here, "paused": paused}


def _is_behind(app: App, seat: Seated) -> bool:
    """Whether a worker of this machine has seen the database further than it is now. Looked at once more:
    another worker may have claimed, and noted it, since."""
    noted = app.workspace.noted_turn(seat.here)
    return seat.turn < noted and app.store.seat.look().turn < noted


def _pause(app: App, by: str, reason: str) -> list[str]:
    paused: list[str] = []
    for record in app.store.campaigns.all():
        slug, now = Slug(record.slug), app.clock.now()
        if app.store.campaigns.move(slug, "paused", when=RUNNING, reason=reason, at=now):
            detail = {"from": record.state, "reason": reason}
            app.store.audit.add(slug, "paused", by, now, detail)
            paused.append(slug)
    return paused
