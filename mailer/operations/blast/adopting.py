"""Which copy of a database may send: checked before a worker starts, changed by a person only."""

from typing import Any

from mailer.app import App
from mailer.errors import UnsafePlan
from mailer.model.campaign import RUNNING
from mailer.model.ids import Slug
from mailer.model.plan import Risk
from mailer.model.seat import Seated

_RESTORED = (
    "The database was restored from a backup and does not know what was sent after it. Compare with the "
    "provider's log, then resume or cancel."
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


def adopt(app: App) -> dict[str, Any]:
    """From now on this copy sends. After a restore every campaign on its way is paused: only a person can
    know what went out after the backup."""
    seat = app.store.seat.look()
    was_behind = _is_behind(app, seat)
    paused = _pause(app) if was_behind else []
    app.store.seat.take(app.workspace.noted_turn(seat.here))
    return {"adopted": True, "was_here": seat.is_here and not was_behind, "paused": paused}


def _is_behind(app: App, seat: Seated) -> bool:
    """Whether a worker of this machine has seen the database further than it is now. Looked at once more:
    another worker may have claimed, and noted it, since."""
    noted = app.workspace.noted_turn(seat.here)
    return seat.turn < noted and app.store.seat.look().turn < noted


def _pause(app: App) -> list[str]:
    return [
        record.slug
        for record in app.store.campaigns.all()
        if app.store.campaigns.move(
            Slug(record.slug),
            "paused",
            when=RUNNING,
            reason=_RESTORED,
            at=app.clock.now(),
        )
    ]
