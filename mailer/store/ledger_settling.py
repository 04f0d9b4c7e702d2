"""What becomes of a batch whose outcome nobody saw.

sending -> unknown where the lease ran out; unknown -> accepted by the provider's events or by a person's
word; unknown -> queued by a person's word only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, update

from mailer.model.delivery import FARTHEST_LEASE, before
from mailer.model.event import EventKind
from mailer.model.ids import Slug
from mailer.store.ledger_recording import LEFT, finish_campaign, lock_campaign
from mailer.store.tables import batches, campaigns, events, recipients

_ALL_KINDS = get_args(EventKind)
NO_ANSWER = "the worker ended, or waited too long, before it had an answer"


def expire_leases(connection: Connection, now: datetime) -> int:
    """Batches that are in doubt from now on. Events may have come before the doubt: they settle it."""
    expired = connection.execute(
        select(batches.c.id, batches.c.code, batches.c.attempt)
        .where(
            batches.c.state.in_(before("expire")),
            or_(batches.c.lease_until < now, batches.c.lease_until > now + FARTHEST_LEASE),
        )
        .order_by(batches.c.id)
        .with_for_update()
    ).all()
    if not expired:
        return 0
    connection.execute(
        update(batches)
        .where(batches.c.id.in_([row.id for row in expired]), batches.c.state.in_(before("expire")))
        .values(state="unknown", unknown=LEFT, lease_until=None, reason=NO_ANSWER)
    )
    for row in expired:
        _settle_by_stored_events(connection, row.code, row.attempt, now)
    return len(expired)


def settle_by_person(connection: Connection, batch_code: str, now: datetime) -> bool:
    batch = _in_doubt(connection, batch_code)
    if batch is None:
        return False
    _accept_rest(connection, batch, now)
    return True


def settle_by_events(connection: Connection, batch_code: str, attempt: str, now: datetime) -> bool:
    """An event with the batch's attempt proves the call: everybody in doubt was accepted. Where it was
    made in parts (`attempt.n`), or parts of it were recorded, it proves the people who have events."""
    batch = _in_doubt(connection, batch_code)
    if batch is None or batch.attempt is None or attempt.partition(".")[0] != batch.attempt:
        return False
    if attempt == batch.attempt and batch.accepted == 0 and batch.refused == 0:
        _accept_rest(connection, batch, now)
        return True
    proven = connection.execute(
        update(recipients)
        .where(
            recipients.c.campaign_id == batch.campaign_id,
            recipients.c.batch_id == batch.id,
            recipients.c.state.is_(None),
            _has_event(batch),
        )
        .values(state="accepted")
    ).rowcount
    if proven == batch.unknown:
        _accept_rest(connection, batch, now)
    elif proven:
        connection.execute(
            update(batches)
            .where(batches.c.id == batch.id)
            .values(accepted=batch.accepted + proven, unknown=batch.unknown - proven)
        )
    return proven > 0


def settle_resend(connection: Connection, batch_code: str, now: datetime) -> bool:
    batch = _in_doubt(connection, batch_code)
    if batch is None or batch.campaign_state == "cancelled":
        return False
    connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(state="queued", unknown=0, attempt=None, due_at=now, reason=None)
    )
    return True


def cancel_queued(connection: Connection, slug: Slug) -> int:
    """Returns how many people will not be sent to."""
    cancelled = connection.execute(
        update(batches)
        .where(
            batches.c.state.in_(before("cancel")),
            batches.c.campaign_id.in_(select(campaigns.c.id).where(campaigns.c.slug == slug)),
        )
        .values(state="cancelled")
        .returning(LEFT)
    )
    return sum(cancelled.scalars())


def attempts(attempt: str) -> ColumnElement[bool]:
    """Events of one attempt, or of a part of it."""
    return or_(
        events.c.attempt == attempt, events.c.attempt.startswith(f"{attempt}.", autoescape=True)
    )


def _settle_by_stored_events(
    connection: Connection, code: str, attempt: str | None, now: datetime
) -> None:
    batch = _in_doubt(connection, code)
    if batch is None or attempt is None:
        return
    seen: Sequence[str] = connection.scalars(
        select(func.distinct(events.c.attempt)).where(
            events.c.campaign_id == batch.campaign_id,
            events.c.kind.in_(_ALL_KINDS),
            events.c.batch_id == batch.id,
            attempts(attempt),
        )
    ).all()
    for each in sorted(seen):
        settle_by_events(connection, code, each, now)


def _in_doubt(connection: Connection, batch_code: str) -> Row[Any] | None:
    """The batch, its campaign locked first, as everywhere."""
    campaign_id = connection.scalar(
        select(batches.c.campaign_id).where(batches.c.code == batch_code)
    )
    if campaign_id is None:
        return None
    lock_campaign(connection, campaign_id)
    return connection.execute(
        select(batches, campaigns.c.state.label("campaign_state"))
        .join(campaigns, campaigns.c.id == batches.c.campaign_id)
        .where(batches.c.code == batch_code, batches.c.state.in_(before("person")))
        .with_for_update(of=batches)
    ).one_or_none()


def _accept_rest(connection: Connection, batch: Row[Any], now: datetime) -> None:
    connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(state="accepted", accepted=batch.accepted + batch.unknown, unknown=0, reason=None)
    )
    finish_campaign(connection, lock_campaign(connection, batch.campaign_id), now)


def _has_event(batch: Row[Any]) -> ColumnElement[bool]:
    return (
        select(events.c.id)
        .where(
            events.c.campaign_id == batch.campaign_id,
            events.c.kind.in_(_ALL_KINDS),
            events.c.contact_id == recipients.c.contact_id,
            events.c.batch_id == batch.id,
            attempts(batch.attempt),
        )
        .exists()
    )
