"""queued -> sending: one worker takes one batch, and the people whom we may still write to.

the shared pace lets one go? -> the due batch that waits longest -> may it go now, and how much of it?
-> people suppressed, forgotten or (where asked) giving since are recorded as suppressed
-> are we where we may send from? -> conditional update
-> who is too many for today becomes a batch of their own -> the next turn is set

What has to be written on the campaign itself (it pauses, or it is done) is done aside, in a transaction that takes
the campaign first, as everything else does that settles: two that wait for one another would both lose time.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, case, select, update

from mailer.model.campaign import RUNNING
from mailer.model.contact import Contact, Recipient
from mailer.model.delivery import Claim, before
from mailer.model.embargo import SEEN as EMBARGO_SEEN
from mailer.model.ids import AttemptId, BatchId, CampaignId, Sha256, Slug
from mailer.planning.timing import WARM_UP
from mailer.store import ledger_pace, ledger_timing
from mailer.store.gifts import NEVER_CAME
from mailer.store.ledger_canary import is_claimable
from mailer.store.ledger_lateness import why_too_late
from mailer.store.ledger_recording import Part, finish_campaign, lock_campaign, part, pause
from mailer.store.ledger_timing import timing_of, tomorrow
from mailer.store.seat import must_be_here, next_turn, place_of
from mailer.store.tables import (
    UtcTime,
    audit,
    batches,
    campaigns,
    contacts,
    gifts,
    recipients,
    suppressions,
)

Aside = Callable[[Connection], None]
GAVE = "gave-since"
"""The reason of a person who is left out because they gave meanwhile."""


def claim(
    connection: Connection,
    new_code: Callable[[], str],
    now: datetime,
    lease: timedelta,
    per_second: float,
) -> Claim | Aside | None:
    """With Aside: to be called with a transaction of its own; then there may be more."""
    if ledger_pace.has_to_wait(connection, now, per_second):
        return None
    resting: set[int] = set()
    while (batch := _due(connection, now, resting)) is not None:
        stop = why_too_late(batch, now) or ledger_timing.why_embargoed(connection, batch, now)
        if stop is not None:
            return partial(pause, campaign_id=batch.campaign_id, reason=stop, now=now)
        room = ledger_timing.room(connection, batch, now, resting)
        if room == 0:
            continue
        people = _people(connection, batch)
        if not people:
            return partial(_close, campaign_id=batch.campaign_id, batch_id=batch.id, now=now)
        turn = next_turn(connection, place_of(connection))
        attempt = AttemptId(new_code())
        if not _take(connection, batch, attempt, now, lease):
            continue
        if len(people) > room:
            people = _as_many(connection, new_code, batch, people, room, now)
        if batch.campaign_state == "scheduled":
            _start(connection, batch.campaign_id, now)
        if per_second > 0:
            ledger_pace.spend(connection, now, len(people), per_second)
        ledger_timing.spend(connection, batch, len(people), now)
        return _claim(batch, attempt, people, now + lease, turn)
    return None


def _take(
    connection: Connection, batch: Any, attempt: AttemptId, now: datetime, lease: timedelta
) -> bool:
    """Only here does a batch become somebody's."""
    taken = connection.execute(
        update(batches)
        .where(batches.c.id == batch.id, batches.c.state.in_(before("claim")))
        .values(
            state="sending",
            attempt=attempt,
            attempted_at=now,
            lease_until=now + lease,
            reason=None,
        )
    )
    return taken.rowcount == 1


def _claim(
    batch: Any,
    attempt: AttemptId,
    people: Sequence[tuple[int, Recipient]],
    lease_until: datetime,
    turn: int,
) -> Claim:
    return Claim(
        batch_id=BatchId(batch.id),
        batch_code=batch.code,
        attempt=attempt,
        campaign_id=CampaignId(batch.campaign_id),
        campaign=Slug(batch.slug),
        campaign_code=batch.campaign_code,
        starts_at=batch.starts_at,
        message_sha256=Sha256(batch.message_sha256),
        measures_opens=batch.measures_opens,
        recipients=people,
        lease_until=lease_until,
        turn=turn,
    )


_WAS_EMBARGOED = (
    select(audit.c.id)
    .where(audit.c.slug == campaigns.c.slug, audit.c.what == EMBARGO_SEEN)
    .exists()
)
_DUE = (
    select(
        batches.c.id,
        batches.c.code,
        batches.c.campaign_id,
        batches.c.message_sha256,
        batches.c.measures_opens,
        batches.c.timezone,
        batches.c.is_canary,
        campaigns.c.slug,
        campaigns.c.code.label("campaign_code"),
        campaigns.c.starts_at,
        campaigns.c.state.label("campaign_state"),
        campaigns.c.late_seconds,
        campaigns.c.not_after,
        batches.c.due_at,
        campaigns.c.timing,
        _WAS_EMBARGOED.label("was_embargoed"),
    )
    .join(campaigns, campaigns.c.id == batches.c.campaign_id)
    .where(
        batches.c.state == "queued",
        batches.c.due_at <= bindparam("now", type_=UtcTime),
        is_claimable(),
        campaigns.c.state.in_(RUNNING),
    )
    .order_by(batches.c.due_at, batches.c.id)
    .limit(1)
    .with_for_update(of=batches, skip_locked=True)
)


def _due(connection: Connection, now: datetime, resting: Collection[int]) -> Any:
    """resting: campaigns of which nothing may go at this moment."""
    chosen = _DUE.where(batches.c.campaign_id.not_in(resting)) if resting else _DUE
    return connection.execute(chosen, {"now": now}).one_or_none()


_KNOWN = [contacts.c[name] for name in Contact.__struct_fields__ if name != "tags"]
_make: Callable[..., Contact] = Contact
_TAGS = Contact.__struct_fields__.index("tags")
"""Columns in the order of the value: a batch's contacts are made by place, which is quick."""

_WAITING = (
    select(recipients.c.position, recipients.c.shows, suppressions.c.key, *_KNOWN)
    .select_from(
        recipients.outerjoin(contacts, contacts.c.id == recipients.c.contact_id).outerjoin(
            suppressions, suppressions.c.key == contacts.c.key
        )
    )
    .where(
        recipients.c.campaign_id == bindparam("campaign"),
        recipients.c.batch_id == bindparam("batch"),
        recipients.c.state.is_(None),
    )
    .order_by(recipients.c.position)
)


def _people(connection: Connection, batch: Any) -> Sequence[tuple[int, Recipient]]:
    """(position, recipient) by position. Tags are left out: what hangs on them was decided by
    freezing, and a message that shows them asks for them."""
    here = {"campaign": batch.campaign_id, "batch": batch.id}
    people: list[tuple[int, Recipient]] = []
    gone: list[int] = []
    gave = _who_gave(connection, batch)
    for position, shows, suppressed, *known in connection.execute(_WAITING, here).all():
        if known[0] is None or suppressed is not None:
            gone.append(position)
        elif position not in gave:
            contact = _make(*known[:_TAGS], (), *known[_TAGS:])
            people.append((position, Recipient(contact, shows=shows)))
    if gone:
        _take_out(connection, batch, gone, "suppressed")
    if gave := gave.difference(gone):
        _take_out(connection, batch, gave, GAVE)
    return people


def _who_gave(connection: Connection, batch: Any) -> frozenset[int]:
    """Positions of those whose gift came since the campaign's rules say so."""
    timing = timing_of(batch.timing)
    if timing.gave_since is None:
        return frozenset()
    chosen = (
        select(recipients.c.position)
        .join(gifts, gifts.c.contact_id == recipients.c.contact_id)
        .where(
            recipients.c.campaign_id == batch.campaign_id,
            recipients.c.batch_id == batch.id,
            recipients.c.state.is_(None),
            gifts.c.given_at >= timing.gave_since,
            gifts.c.state.not_in(NEVER_CAME),
        )
    )
    if not timing.gave_anything:
        chosen = chosen.where(gifts.c.campaign_id == batch.campaign_id)
    return frozenset(connection.scalars(chosen))


def _as_many(
    connection: Connection,
    new_code: Callable[[], str],
    batch: Any,
    people: Sequence[tuple[int, Recipient]],
    room: int,
    now: datetime,
) -> Sequence[tuple[int, Recipient]]:
    """The first of them; the others wait for the next day of the warm-up."""
    whole = connection.execute(select(batches).where(batches.c.id == batch.id)).one()
    waits = Part("queued", tomorrow(batch, now), reason=WARM_UP)
    part(connection, new_code, whole, [position for position, _ in people[room:]], waits)
    return people[:room]


def _take_out(connection: Connection, batch: Any, positions: Collection[int], reason: str) -> None:
    connection.execute(
        update(recipients)
        .where(
            recipients.c.campaign_id == batch.campaign_id,
            recipients.c.batch_id == batch.id,
            recipients.c.position.in_(positions),
        )
        .values(state="suppressed", reason=reason)
    )
    gave = {"gave": batches.c.gave + len(positions)} if reason == GAVE else {}
    connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(suppressed=batches.c.suppressed + len(positions), **gave)
    )


def _close(connection: Connection, campaign_id: int, batch_id: int, now: datetime) -> None:
    """Nobody of it is left to write to."""
    must_be_here(connection)
    campaign = lock_campaign(connection, campaign_id)
    connection.execute(
        update(batches)
        .where(batches.c.id == batch_id, batches.c.state.in_(before("claim")))
        .values(
            state=case((batches.c.accepted > 0, "accepted"), else_="refused"),
            attempt=None,
            attempted_at=None,
            lease_until=None,
            reason="nobody left to write to",
        )
    )
    finish_campaign(connection, campaign, now)


def _start(connection: Connection, campaign_id: int, now: datetime) -> None:
    connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id, campaigns.c.state == "scheduled")
        .values(state="sending", moved_at=now)
    )
