"""Who of a claimed batch may still be written to: read when the claim is committed, so that no other worker waits.

contact still there, address not suppressed, no gift since (where that is asked)? -> they get it
the others -> recorded as suppressed, and what was counted for them is given back; nobody left -> it is settled
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, select, update

from mailer.model.contact import Contact, Recipient
from mailer.model.delivery import Claim, before
from mailer.model.timing import Timing
from mailer.store import ledger_pace, ledger_timing
from mailer.store.gifts import NEVER_CAME
from mailer.store.ledger_recording import finish_campaign, lock_campaign, mark
from mailer.store.ledger_timing import timing_of
from mailer.store.tables import batches, contacts, gifts, recipients, suppressions

GAVE = "gave-since"
"""The reason of a person who is left out because they gave meanwhile."""


@dataclass(frozen=True, slots=True)
class Present:
    """gone, gave: positions of who is not written to. people: (position, recipient) by position, the others."""

    people: Sequence[tuple[int, Recipient]]
    gone: Collection[int]
    gave: Collection[int]

    @property
    def is_whole(self) -> bool:
        return bool(self.people) and not self.gone and not self.gave


def _waiting(*columns: Any) -> Select[Any]:
    return (
        select(recipients.c.position, suppressions.c.key, contacts.c.id, *columns)
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


_FIELDS = [name for name in Contact.__struct_fields__ if name not in ("id", "tags")]
_ALWAYS = frozenset({"address", "first_name", "last_name"})
"""They stand outside of every message."""
_make: Callable[..., Contact] = Contact
"""A batch's contacts are made by place, which is quick: the columns are those of the value, as far as they go."""
_POSITIONS = _waiting()


@lru_cache
def _people(fields: int) -> Select[Any]:
    return _waiting(recipients.c.shows, *(contacts.c[name] for name in _FIELDS[:fields]))


def _needed(wanted: Collection[str] | None) -> int:
    """How many of the fields have to be read for those."""
    if wanted is None:
        return len(_FIELDS)
    return 1 + max(_FIELDS.index(name) for name in _ALWAYS.union(wanted) if name in _FIELDS)


def present(
    connection: Connection, claim: Claim, timing: Timing, wanted: Collection[str] | None = None
) -> Present:
    """wanted: the fields that are needed of each contact; others may be left out. None: all. Tags always are: what
    hangs on them was decided by freezing, and a message that shows them asks for them."""
    people: list[tuple[int, Recipient]] = []
    gone: list[int] = []
    gave = _who_gave(connection, claim.campaign_id, claim.batch_id, timing)
    here = {"campaign": claim.campaign_id, "batch": claim.batch_id}
    chosen = _people(_needed(wanted))
    for position, suppressed, known, shows, *values in connection.execute(chosen, here).all():
        if known is None or suppressed is not None:
            gone.append(position)
        elif position not in gave:
            people.append((position, Recipient(_make(known, *values), shows=shows)))
    return Present(people, gone, gave.difference(gone))


def present_positions(connection: Connection, batch: Row[Any]) -> list[int]:
    """As `present`, only where they stand."""
    gave = _who_gave(connection, batch.campaign_id, batch.id, timing_of(batch.timing))
    here = {"campaign": batch.campaign_id, "batch": batch.id}
    return [
        position
        for position, suppressed, known in connection.execute(_POSITIONS, here)
        if known is not None and suppressed is None and position not in gave
    ]


def leave_out(
    connection: Connection, claim: Claim, found: Present, now: datetime, per_second: float
) -> bool:
    """False where the batch is not in the hands of this attempt any more."""
    campaign = lock_campaign(connection, claim.campaign_id)
    batch = connection.execute(
        select(batches)
        .where(
            batches.c.id == claim.batch_id,
            batches.c.attempt == claim.attempt,
            batches.c.state.in_(before("nobody")),
        )
        .with_for_update()
    ).one_or_none()
    if batch is None:
        return False
    left_out = len(found.gone) + len(found.gave)
    left = {**dict.fromkeys(found.gone, "suppressed"), **dict.fromkeys(found.gave, GAVE)}
    mark(connection, batch, "suppressed", left)
    connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(suppressed=batches.c.suppressed + left_out, gave=batches.c.gave + len(found.gave))
    )
    if per_second > 0:
        ledger_pace.give_back(connection, left_out, per_second)
    if campaign.timing is not None:
        ledger_timing.spare(connection, campaign.timing, batch, left_out)
    if not found.people:
        _close(connection, batch)
        finish_campaign(connection, campaign, now)
    return True


def _who_gave(
    connection: Connection, campaign_id: int, batch_id: int, timing: Timing
) -> frozenset[int]:
    """Positions of those whose gift came since the campaign's rules say so."""
    if timing.gave_since is None:
        return frozenset()
    chosen = (
        select(recipients.c.position)
        .join(gifts, gifts.c.contact_id == recipients.c.contact_id)
        .where(
            recipients.c.campaign_id == campaign_id,
            recipients.c.batch_id == batch_id,
            recipients.c.state.is_(None),
            gifts.c.given_at >= timing.gave_since,
            gifts.c.state.not_in(NEVER_CAME),
        )
    )
    if not timing.gave_anything:
        chosen = chosen.where(gifts.c.campaign_id == campaign_id)
    return frozenset(connection.scalars(chosen))


def _close(connection: Connection, batch: Row[Any]) -> None:
    """Nobody of it is left to write to."""
    connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(
            state=case((batches.c.accepted > 0, "accepted"), else_="refused"),
            attempt=None,
            attempted_at=None,
            lease_until=None,
            reason="nobody left to write to",
        )
    )
