"""Batches whose outcome nobody saw: shown with their evidence, decided by a person, one at a time."""

from typing import Any

from mailer.app import App
from mailer.errors import Conflict, InputError, NotFound
from mailer.model.delivery import UnknownBatch
from mailer.model.ids import Slug
from mailer.operations.blast.steering import known
from mailer.operations.blast.working import call_workers


def settle(
    app: App,
    slug: str,
    *,
    accepted: str | None = None,
    resend: str | None = None,
    by: str = "unnamed",
) -> dict[str, Any]:
    """accepted: this batch went out. resend: it did not, and is sent (again). Neither: the list.

    Raises NotFound for a batch that is not in doubt, Conflict where a cancelled campaign would be sent.
    """
    known(app, slug)
    if accepted is not None and resend is not None:
        raise InputError("--accepted and --resend: decide one batch at a time.")
    code = accepted or resend
    if code is not None:
        _decide(app, slug, code, is_resend=resend is not None, by=by)
    left = app.store.ledger.unknown_batches(Slug(slug))
    return {
        "unknown": [
            {
                "batch": batch.batch_code,
                "recipients": batch.recipients,
                "attempted_at": batch.attempted_at,
                "evidence": [each for each in (batch.reason, *batch.evidence) if each],
            }
            for batch in left
        ]
    }


def _decide(app: App, slug: str, code: str, *, is_resend: bool, by: str) -> None:
    batch = _in_doubt(app, slug, code)
    now = app.clock.now()
    ledger = app.store.ledger
    done = ledger.settle_resend(code, now) if is_resend else ledger.settle_accepted(code, None, now)
    if not done:
        raise Conflict(
            f"The batch {code} can't be settled so: an event settled it meanwhile, or the campaign is "
            f"cancelled. Look again: mailer settle {slug}"
        )
    if is_resend:
        call_workers(app)
    what = "settled as unsent" if is_resend else "settled as accepted"
    app.store.audit.add(slug, what, by, now, {"batch": code, "recipients": batch.recipients})


def _in_doubt(app: App, slug: str, code: str) -> UnknownBatch:
    left = {batch.batch_code: batch for batch in app.store.ledger.unknown_batches(Slug(slug))}
    if code not in left:
        listed = f"In doubt are: {', '.join(left)}." if left else "None is."
        raise NotFound(f"{code}: no batch of {slug} in doubt has this code. {listed}")
    return left[code]
