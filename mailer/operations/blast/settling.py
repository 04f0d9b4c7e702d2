"""Batches whose outcome nobody saw: looked up where the provider keeps records, else decided by a person.

events that carry the attempt          settle it by themselves, whenever they come
look_up ── the provider's own records ──> events, as if they had come; or what was found, as evidence
settle ── the evidence, how many people are at risk ──> a person says accepted, or resend
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mailer.app import App
from mailer.errors import Conflict, InputError, NotFound
from mailer.model.delivery import UnknownBatch
from mailer.model.ids import Slug
from mailer.operations.blast.looking import ASKED_FOR, LOOKED_UP, look_at
from mailer.operations.blast.recalling import must_be_the_one_that_has_it
from mailer.operations.blast.steering import known
from mailer.operations.blast.working import call_workers

_UNDECIDED = timedelta(minutes=30)
_WHEN = "%d %b %H:%M UTC"


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
    record = known(app, slug)
    if accepted is not None and resend is not None:
        raise InputError("--accepted and --resend: decide one batch at a time.")
    code = accepted or resend
    if code is not None:
        _decide(app, slug, code, is_resend=resend is not None, by=by)
    left = app.store.ledger.unknown_batches(Slug(slug))
    found = _looked_up(app, slug) if left else {}
    now = app.clock.now()
    return {
        "may_resend": record.state != "cancelled",
        "unknown": [
            {
                "batch": batch.batch_code,
                "recipients": batch.recipients,
                "attempted_at": batch.attempted_at,
                "evidence": [*_seen(batch), *found.get(batch.batch_code, ()), *_next(batch, now)],
            }
            for batch in left
        ],
    }


def look_up(app: App, slug: str, by: str = "unnamed") -> int:
    """Asks the provider for each batch of the campaign in doubt, until it lets us ask no more. Returns how many
    it was asked for. What is proven is settled, what was found is kept. Raises InputError where another
    provider has it."""
    known(app, slug)
    must_be_the_one_that_has_it(app, slug)
    doubts = app.store.ledger.doubts(Slug(slug), ASKED_FOR)
    for asked, doubt in enumerate(doubts, 1):
        trace = look_at(app, doubt, by)
        if trace.is_closed or trace.is_cut_short:
            return asked
    return len(doubts)


def _seen(batch: UnknownBatch) -> list[str]:
    return [each for each in (batch.reason, *batch.evidence) if each]


def _looked_up(app: App, slug: str) -> Mapping[str, Sequence[str]]:
    """Batch -> what came of asking the provider for it the last time, in lines."""
    return {
        entry["detail"]["batch"]: _told(entry)
        for entry in app.store.audit.of(slug)
        if entry["what"] == LOOKED_UP
    }


def _told(entry: Mapping[str, Any]) -> Sequence[str]:
    detail, when = entry["detail"], f"{entry['at']:{_WHEN}}"
    lines = [f"{when}: {detail['said']}"]
    if "counted" in detail:
        more = detail["counted"] - detail["accepted"] - detail["proofs"]
        lines.append(
            f"{when}: the provider counts {detail['counted']:,} messages of this campaign; "
            f"{detail['accepted']:,} are known as accepted and {detail['proofs']:,} were proofs: "
            f"{max(more, 0):,} more (its counts may be late)"
        )
    return lines


def _next(batch: UnknownBatch, now: datetime) -> list[str]:
    tried = batch.attempted_at
    if tried is None or now - tried < _UNDECIDED:
        return ["it may still settle itself: events come within minutes, as a rule"]
    return ["30 minutes have passed: a person has to decide"]


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
