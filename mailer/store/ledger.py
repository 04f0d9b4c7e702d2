"""Who is to get what, and what became of it: the queue's truth.

    freeze      the chosen people, once each, cut into batches         queued
    claim       one conditional update, committed before the call      queued -> sending
    record      what the transport says, by the claim's attempt        sending -> accepted | refused
                                                                               | unknown | queued again
    expire      a lease ran out: the worker may have died mid-call     sending -> unknown
    settle      by a late answer, by events, or by a person            unknown -> accepted | queued

A person's own state is NULL while they share their batch's; it is written only where they differ. The
batch's counters change in the same transaction, so that the numbers add up at any moment.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Select, case, func, or_, select

from mailer.errors import StoreDown
from mailer.model.campaign import RUNNING
from mailer.model.delivery import Claim, Doubt, LedgerCount, Receipt, UnknownBatch
from mailer.model.ids import CampaignId, Sha256, Slug
from mailer.model.plan import SendPlan, Wave
from mailer.model.segment import Selection
from mailer.model.timing import AT_ONCE, CanaryState, Heard, Timing, Waiting
from mailer.store import ledger_canary, ledger_timing
from mailer.store.database import is_contested, reading, transaction
from mailer.store.ledger_canary import is_in_sight
from mailer.store.ledger_claiming import Taken, claim
from mailer.store.ledger_counting import attempts, count, unknown_batches, waiting, waves
from mailer.store.ledger_doubts import doubts, take_doubt
from mailer.store.ledger_freezing import freeze
from mailer.store.ledger_pace import is_of_campaign, turn
from mailer.store.ledger_present import leave_out, present
from mailer.store.ledger_recording import record
from mailer.store.ledger_settling import (
    cancel_queued,
    expire_leases,
    settle_by_events,
    settle_by_person,
    settle_resend,
)
from mailer.store.received import received_by
from mailer.store.tables import UtcTime, batches, campaigns, pace, recipients

_PAGE = 5_000


class Ledger:
    """Implements ports.Ledger. Safe between threads and between processes."""

    def __init__(self, engine: Engine, new_code: Callable[[], str]) -> None:
        self._engine = engine
        self._new_code = new_code

    def freeze(
        self,
        plan: SendPlan,
        selection: Selection,
        starts_at: Callable[[str | None], datetime],
        by_timezone: bool,
        timing: Timing = AT_ONCE,
    ) -> Sequence[Wave]:
        """starts_at: called once per zone (None: all at once). Waves by time, then zone."""
        try:
            return self._freeze(plan, selection, starts_at, by_timezone, timing)
        except StoreDown as down:
            if not is_contested(down):
                raise
        # somebody moved the campaign at that very moment; now we see what they made of it
        return self._freeze(plan, selection, starts_at, by_timezone, timing)

    def claim_batch(
        self,
        now: datetime,
        lease: timedelta,
        per_second: float = 0.0,
        wanted: Callable[[Sha256], Collection[str] | None] = lambda message: None,
        transport: str | None = None,
    ) -> Claim | None:
        while True:
            with transaction(self._engine) as connection:
                found = claim(connection, self._new_code, now, lease, per_second, transport)
            if found is None:
                return None
            if isinstance(found, Taken):
                if (whole := self._with_people(found, now, wanted)) is not None:
                    return whole
                continue
            with transaction(self._engine) as connection:
                found(connection)

    def _with_people(
        self,
        taken: Taken,
        now: datetime,
        wanted: Callable[[Sha256], Collection[str] | None],
    ) -> Claim | None:
        """None where nobody of it is left to write to."""
        try:
            fields = wanted(taken.claim.message_sha256)
            with reading(self._engine) as connection:
                found = present(connection, taken.claim, taken.timing, fields)
            if not found.is_whole:
                with transaction(self._engine) as connection:
                    if not leave_out(connection, taken.claim, found, now, taken.per_second):
                        return None
        except StoreDown as down:
            return replace(taken.claim, fault=str(down))
        return replace(taken.claim, recipients=found.people) if found.people else None

    def record(self, claim: Claim, receipt: Receipt, now: datetime) -> bool:
        with transaction(self._engine) as connection:
            return record(connection, self._new_code, claim, receipt, now)

    def expire_leases(self, now: datetime) -> int:
        with transaction(self._engine) as connection:
            return expire_leases(connection, now)

    def next_due_at(self) -> datetime | None:
        return self._when(_queued())

    def next_retry_at(self) -> datetime | None:
        was_tried = batches.c.attempted_at.is_not(None)
        return self._when(_queued().where(or_(was_tried, pace.c.next_at > batches.c.due_at)))

    def next_turn_at(self) -> datetime | None:
        with reading(self._engine) as connection:
            return turn(connection)

    def in_flight(self) -> int:
        chosen = select(func.count()).where(batches.c.state == "sending")
        with reading(self._engine) as connection:
            return connection.scalar(chosen) or 0

    def next_lease_end(self) -> datetime | None:
        return self._when(
            select(func.min(batches.c.lease_until)).where(batches.c.state == "sending")
        )

    def count(self, slug: Slug) -> LedgerCount:
        with reading(self._engine) as connection:
            return count(connection, slug)

    def unknown_batches(self, slug: Slug) -> Sequence[UnknownBatch]:
        with reading(self._engine) as connection:
            return unknown_batches(connection, slug)

    def doubts(self, slug: Slug, addresses: int) -> Sequence[Doubt]:
        with reading(self._engine) as connection:
            return doubts(connection, slug, addresses)

    def take_doubt(
        self,
        now: datetime,
        first: timedelta,
        last: timedelta,
        *,
        rest: timedelta,
        again: Callable[[timedelta], timedelta],
        addresses: int,
    ) -> Doubt | None:
        if not self._has_doubts():
            return None
        with transaction(self._engine) as connection:
            return take_doubt(connection, now, (first, last), rest, again, addresses)

    def settle_accepted(self, batch_code: str, attempt: str | None, now: datetime) -> bool:
        with transaction(self._engine) as connection:
            if attempt is None:
                return settle_by_person(connection, batch_code, now)
            return settle_by_events(connection, batch_code, attempt, now)

    def settle_resend(self, batch_code: str, now: datetime) -> bool:
        with transaction(self._engine) as connection:
            return settle_resend(connection, batch_code, now)

    def cancel_queued(self, slug: Slug) -> int:
        with transaction(self._engine) as connection:
            return cancel_queued(connection, slug)

    def waves(self, slug: Slug) -> Sequence[Wave]:
        with reading(self._engine) as connection:
            return waves(connection, slug)

    def attempts(self, blasts: int) -> Sequence[Sequence[tuple[datetime, int]]]:
        with reading(self._engine) as connection:
            return attempts(connection, blasts)

    def waiting(self, slug: Slug, now: datetime) -> Sequence[Waiting]:
        with reading(self._engine) as connection:
            return waiting(connection, slug, now)

    def warmed(self, domain: str, now: datetime) -> int:
        with reading(self._engine) as connection:
            return ledger_timing.warmed(connection, domain, now)

    def holds_over(self, now: datetime) -> Sequence[tuple[CampaignId, Slug, Timing]]:
        with reading(self._engine) as connection:
            return ledger_canary.holds_over(connection, now)

    def heard(self, campaign_id: int) -> Heard:
        with reading(self._engine) as connection:
            return ledger_canary.heard(connection, campaign_id)

    def end_hold(self, campaign_id: int, stop: str | None, now: datetime) -> bool:
        with transaction(self._engine) as connection:
            return ledger_canary.end_hold(connection, campaign_id, stop, now)

    def canary(self, slug: Slug) -> CanaryState | None:
        with reading(self._engine) as connection:
            return ledger_canary.state_of(connection, slug)

    def let_go(self, slug: Slug) -> bool:
        with transaction(self._engine) as connection:
            return ledger_canary.let_go(connection, slug)

    def given(self, campaign_id: int, contact_id: int) -> tuple[Sha256, int] | None:
        chosen = (
            select(batches.c.message_sha256, recipients.c.shows)
            .join(batches, batches.c.id == recipients.c.batch_id)
            .where(recipients.c.campaign_id == campaign_id, recipients.c.contact_id == contact_id)
        )
        with reading(self._engine) as connection:
            found = connection.execute(chosen).one_or_none()
        return None if found is None else (Sha256(found.message_sha256), int(found.shows))

    def received_by(self, contact_id: int) -> frozenset[str]:
        with reading(self._engine) as connection:
            return received_by(connection, contact_id)

    def editions(self, campaign_id: int) -> Iterator[tuple[int, Sha256]]:
        chosen = (
            select(recipients.c.contact_id, batches.c.message_sha256)
            .join(batches, batches.c.id == recipients.c.batch_id)
            .where(recipients.c.campaign_id == campaign_id)
        )
        with reading(self._engine) as connection:
            for row in connection.execution_options(yield_per=_PAGE).execute(chosen):
                yield row.contact_id, Sha256(row.message_sha256)

    def _has_doubts(self) -> bool:
        """By reading alone: most of the time there are none, and nobody is to wait for that."""
        with reading(self._engine) as connection:
            chosen = select(batches.c.id).where(batches.c.state == "unknown").limit(1)
            return connection.scalar(chosen) is not None

    def _when(self, chosen: Select[Any]) -> datetime | None:
        with reading(self._engine) as connection:
            found: datetime | None = connection.scalar(chosen)
        return found

    def _freeze(
        self,
        plan: SendPlan,
        selection: Selection,
        starts_at: Callable[[str | None], datetime],
        by_timezone: bool,
        timing: Timing,
    ) -> Sequence[Wave]:
        """Counting and placing must see one moment."""
        with transaction(self._engine, isolation="REPEATABLE READ") as connection:
            freeze(connection, self._new_code, plan, selection, starts_at, by_timezone, timing)
            return waves(connection, plan.campaign)


def _queued() -> Select[Any]:
    """When the first may go that is queued: at its hour, after its canary, at its campaign's turn."""
    when = case(
        (batches.c.is_held, campaigns.c.hold_until),
        (pace.c.next_at > batches.c.due_at, pace.c.next_at),
        else_=batches.c.due_at,
    )
    return (
        select(func.min(when, type_=UtcTime))
        .select_from(batches)
        .join(campaigns, campaigns.c.id == batches.c.campaign_id)
        .outerjoin(pace, is_of_campaign())
        .where(batches.c.state == "queued", campaigns.c.state.in_(RUNNING), is_in_sight())
    )
