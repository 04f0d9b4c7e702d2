"""sending -> accepted, refused, unknown, or queued again: what the transport said, by the attempt.

Most receipts say one thing of everybody, and change one row. Where a batch went out in part only, the
people who were surely not sent to get a batch of their own, so that an attempt always means one call.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from mailer.model.campaign import RUNNING, UNFINISHED
from mailer.model.delivery import OPEN, Claim, Receipt, before
from mailer.model.timing import ASKED_TO_WAIT
from mailer.store import audit, ledger_canary, ledger_pace, ledger_timing
from mailer.store.tables import batches, campaigns, recipients

LEFT = batches.c.planned - batches.c.accepted - batches.c.refused - batches.c.suppressed
"""People of a batch of whom nothing is settled."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Every position of the claim, once."""

    accepted: Collection[int]
    refused: Mapping[int, str]
    unknown: Collection[int]
    unsent: frozenset[int]
    later: frozenset[int]
    """Of the unsent: they have a time of their own."""


def record(
    connection: Connection,
    new_code: Callable[[], str],
    claim: Claim,
    receipt: Receipt,
    now: datetime,
) -> bool:
    """False where the batch is no longer in the hands of this attempt."""
    campaign = lock_campaign(connection, claim.campaign_id)
    batch = _held(connection, claim)
    if batch is None:
        return False
    outcome = _outcome(_claimed(connection, claim, batch), receipt)
    at_once = outcome.unsent - outcome.later
    settled = len(outcome.accepted) + len(outcome.refused) + len(outcome.unknown)
    waits = Part(_waiting_state(campaign.state), receipt.retry_at or batch.due_at, now)
    waits_longer = Part(waits.state, receipt.later_at or batch.due_at, reason=ASKED_TO_WAIT)
    if settled == 0 and not (outcome.later and at_once):
        _requeue(connection, batch, receipt, waits.state)
    elif settled == 0:
        part(connection, new_code, batch, outcome.later, waits_longer)
        _requeue(connection, batch, replace(receipt, later_at=None), waits.state)
    else:
        if at_once:
            part(connection, new_code, batch, at_once, waits)
        if outcome.later:
            part(connection, new_code, batch, outcome.later, waits_longer)
        _settle(connection, batch, outcome, receipt)
    unsent = claim.charged if claim.fault else len(outcome.unsent)
    if unsent and campaign.timing is not None:
        ledger_timing.give_back(connection, campaign.timing, batch, unsent)
    if outcome.unsent and receipt.retry_at is not None:
        ledger_pace.delay(connection, receipt.retry_at)
    if receipt.stop is not None:
        pause(connection, claim.campaign_id, receipt.stop, now)
    finish_campaign(connection, campaign, now)
    return True


# Statements of every batch are written once: making one anew takes four times as long as running it.
_LOCKED = (
    select(*(campaigns.c[name] for name in ("id", "state", "canary", "timing")))
    .where(campaigns.c.id == bindparam("campaign"))
    .with_for_update(key_share=True)
)
_RUNNING = (
    select(campaigns.c.slug, campaigns.c.state)
    .where(campaigns.c.id == bindparam("campaign"), campaigns.c.state.in_(RUNNING))
    .with_for_update(key_share=True)
)
_FINISHED = (
    update(campaigns)
    .where(
        campaigns.c.id == bindparam("campaign"),
        campaigns.c.state.in_(UNFINISHED),
        ~select(batches.c.id)
        .where(batches.c.campaign_id == campaigns.c.id, batches.c.state.in_(OPEN))
        .exists(),
    )
    .values(state="sent", reason=None, moved_at=bindparam("at"))
)
_HELD = (
    select(batches)
    .where(
        batches.c.id == bindparam("batch"),
        batches.c.attempt == bindparam("by"),
        batches.c.state.in_(before("record")),
    )
    .with_for_update()
)
_SETTLED = update(batches).where(batches.c.id == bindparam("batch"))


def lock_campaign(connection: Connection, campaign_id: int) -> Row[Any]:
    """One settles at a time, so that exactly one of them sees that it was the last. Its key stays as it is
    (NO KEY UPDATE): PostgreSQL looks it up for each row that refers to it, and a claim needn't wait for that."""
    return connection.execute(_LOCKED, {"campaign": campaign_id}).one()


def finish_campaign(connection: Connection, campaign: Row[Any], now: datetime) -> None:
    """sent, once no batch is queued, on its way or in doubt; before that, the canary's waiting begins. campaign:
    as `lock_campaign` returned it."""
    if campaign.canary == "out":
        ledger_canary.begin_hold(connection, campaign, now)
    connection.execute(_FINISHED, {"campaign": campaign.id, "at": now})


@dataclass(frozen=True, slots=True)
class Part:
    """How some people of a batch wait, apart from the others. tried_at: None where nobody waits for them, as for
    what is scheduled for later. reason: why they wait, where it isn't their hour."""

    state: str
    due_at: datetime
    tried_at: datetime | None = None
    reason: str | None = None


def part(
    connection: Connection,
    new_code: Callable[[], str],
    batch: Row[Any],
    people: Collection[int],
    how: Part,
) -> None:
    """The people of these positions become a batch of their own: nothing went to them. batch: every column."""
    made = connection.execute(
        insert(batches)
        .values(
            campaign_id=batch.campaign_id,
            code=new_code(),
            message_sha256=batch.message_sha256,
            measures_opens=batch.measures_opens,
            timezone=batch.timezone,
            is_canary=batch.is_canary,
            due_at=how.due_at,
            state=how.state,
            attempted_at=how.tried_at,
            reason=how.reason,
            planned=len(people),
        )
        .returning(batches.c.id)
    ).scalar_one()
    connection.execute(
        update(recipients)
        .where(
            recipients.c.campaign_id == batch.campaign_id,
            recipients.c.batch_id == batch.id,
            recipients.c.position.in_(people),
        )
        .values(batch_id=made)
    )
    connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(planned=batches.c.planned - len(people))
    )


def _held(connection: Connection, claim: Claim) -> Row[Any] | None:
    """A batch in doubt is still this attempt's: an answer that comes late is better than none."""
    here = {"batch": claim.batch_id, "by": claim.attempt}
    return connection.execute(_HELD, here).one_or_none()


def _claimed(connection: Connection, claim: Claim, batch: Row[Any]) -> frozenset[int]:
    """Positions that this attempt may still settle: events settle single people of a batch in doubt."""
    claimed = frozenset(position for position, _ in claim.recipients)
    if batch.state == "sending":
        return claimed
    waiting = select(recipients.c.position).where(
        recipients.c.campaign_id == batch.campaign_id,
        recipients.c.batch_id == batch.id,
        recipients.c.state.is_(None),
    )
    return claimed & frozenset(connection.scalars(waiting))


def _outcome(claimed: frozenset[int], receipt: Receipt) -> _Outcome:
    """A position that the receipt forgot, or names twice, is in doubt."""
    accepted = claimed & set(receipt.accepted)
    refused = {
        position: reason
        for position, reason in receipt.refused.items()
        if position in claimed and position not in accepted
    }
    unsent = claimed & set(receipt.unsent) - accepted - refused.keys() - set(receipt.unknown)
    unknown = claimed - accepted - refused.keys() - unsent
    return _Outcome(accepted, refused, unknown, unsent, unsent & set(receipt.later))


def _requeue(connection: Connection, batch: Row[Any], receipt: Receipt, state: str) -> None:
    connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(
            state=state,
            due_at=receipt.retry_at or receipt.later_at or batch.due_at,
            attempt=None,
            attempted_at=None if receipt.later_at else batch.attempted_at,
            lease_until=None,
            unknown=0,
            reason=receipt.stop or (ASKED_TO_WAIT if receipt.later_at else receipt.reason),
        )
    )


def _settle(connection: Connection, batch: Row[Any], outcome: _Outcome, receipt: Receipt) -> None:
    accepted = batch.accepted + len(outcome.accepted)
    state = "unknown" if outcome.unknown else "accepted" if accepted else "refused"
    mark(connection, batch, "refused", outcome.refused)
    if state != "accepted":
        mark(connection, batch, "accepted", dict.fromkeys(outcome.accepted))
    told = {
        "state": state,
        "accepted": accepted,
        "refused": batch.refused + len(outcome.refused),
        "unknown": len(outcome.unknown),
        "lease_until": None,
        "provider_id": receipt.provider_id or batch.provider_id,
        "reason": receipt.reason if outcome.unknown else None,
    }
    connection.execute(_SETTLED, {"batch": batch.id, **told})


def mark(
    connection: Connection, batch: Row[Any], state: str, reasons: Mapping[int, str | None]
) -> None:
    """The state of single people, where it is not their batch's."""
    if not reasons:
        return
    connection.execute(
        update(recipients)
        .where(
            recipients.c.campaign_id == batch.campaign_id,
            recipients.c.batch_id == batch.id,
            recipients.c.position == bindparam("place"),
        )
        .values(state=state, reason=bindparam("why")),
        [{"place": position, "why": reason} for position, reason in reasons.items()],
    )


def pause(connection: Connection, campaign_id: int, reason: str, now: datetime) -> None:
    """Where it is on its way; its audit tells that a worker did it, and why."""
    running = connection.execute(_RUNNING, {"campaign": campaign_id}).one_or_none()
    if running is None:
        return
    connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id)
        .values(state="paused", reason=reason, moved_at=now)
    )
    detail = {"from": running.state, "reason": reason}
    audit.add(connection, running.slug, "paused", "worker", now, detail)


def _waiting_state(campaign_state: str) -> str:
    return "cancelled" if campaign_state == "cancelled" else "queued"
