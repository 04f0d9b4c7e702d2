"""A plan -> batches and recipients, in one transaction: whoever is in them is whom we write to.

count the chosen per group (opens measured or not, zone) -> compare with the plan -> make the batches
-> number the chosen inside their group -> one INSERT ... SELECT puts each into a batch
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from mailer.errors import Conflict, NotFound
from mailer.model.plan import SendPlan
from mailer.model.segment import Selection
from mailer.store.selecting import selected
from mailer.store.tables import batches, campaigns, recipients

_BEFORE = ("planned", "approved")
_ALL_AT_ONCE = ""


def freeze(
    connection: Connection,
    new_code: Callable[[], str],
    plan: SendPlan,
    selection: Selection,
    starts_at: Callable[[str | None], datetime],
    by_timezone: bool,
) -> None:
    """Raises Conflict, and then nothing may be committed."""
    campaign_id = _begin(connection, plan)
    chosen = _chosen(selection, by_timezone)
    groups = connection.execute(
        select(chosen.c.measures_opens, chosen.c.zone, func.count().label("people"))
        .group_by(chosen.c.measures_opens, chosen.c.zone)
        .order_by(chosen.c.measures_opens, chosen.c.zone)
    ).all()
    _compare(plan, sum(group.people for group in groups))
    starts = {group.zone: starts_at(group.zone or None) for group in groups}
    rows = [
        {
            "campaign_id": campaign_id,
            "code": new_code(),
            "message_sha256": plan.message_sha256,
            "measures_opens": group.measures_opens,
            "timezone": group.zone or None,
            "due_at": starts[group.zone],
            "state": "queued",
            "planned": min(plan.batch_size, group.people - first),
        }
        for group in groups
        for first in range(0, group.people, plan.batch_size)
    ]
    if rows:
        connection.execute(insert(batches), rows)
    placed = connection.execute(
        _placing(campaign_id, plan.batch_size, chosen),
        execution_options={"preserve_rowcount": True},
    )
    _compare(plan, placed.rowcount)
    connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id)
        .values(
            state="scheduled" if rows else "sent",
            reason=None,
            fingerprint=plan.fingerprint,
            starts_at=min(starts.values(), default=None),
        )
    )


def _begin(connection: Connection, plan: SendPlan) -> int:
    row = connection.execute(
        select(campaigns.c.id, campaigns.c.state)
        .where(campaigns.c.slug == plan.campaign)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound(f"No campaign {plan.campaign} in this database. Plan it first.")
    has_any = connection.scalar(
        select(batches.c.id).where(batches.c.campaign_id == row.id).limit(1)
    )
    if row.state not in _BEFORE or has_any is not None:
        raise Conflict(
            f"The campaign {plan.campaign} is {row.state}: its recipients are fixed once, after a plan. "
            "See `mailer status`; for another blast, make another campaign."
        )
    return int(row.id)


def _compare(plan: SendPlan, found: int) -> None:
    if found != plan.recipients:
        raise Conflict(
            f"The plan of {plan.campaign} counts {plan.recipients} recipients, but now there are {found}. "
            "Nothing was scheduled. Plan again, and look at what changed."
        )


def _chosen(selection: Selection, by_timezone: bool) -> Any:
    """contact_id, measures_opens, zone ("" where all go at once or none is known), without anyone
    against whom there is a reason."""
    everyone = selected(selection).subquery("everyone")
    zone = func.coalesce(everyone.c.timezone, _ALL_AT_ONCE) if by_timezone else literal("", String)
    return (
        select(everyone.c.contact_id, everyone.c.measures_opens, zone.label("zone"))
        .where(everyone.c.reason.is_(None))
        .subquery("chosen")
    )


def _placing(campaign_id: int, size: int, chosen: Any) -> Any:
    numbered = select(
        chosen.c.contact_id,
        chosen.c.measures_opens,
        chosen.c.zone,
        (
            func.row_number().over(
                partition_by=(chosen.c.measures_opens, chosen.c.zone), order_by=chosen.c.contact_id
            )
            - 1
        ).label("number"),
    ).subquery("numbered")
    zone = func.coalesce(batches.c.timezone, _ALL_AT_ONCE)
    made = (
        select(
            batches.c.id,
            batches.c.measures_opens,
            zone.label("zone"),
            (
                func.row_number().over(
                    partition_by=(batches.c.measures_opens, zone), order_by=batches.c.id
                )
                - 1
            ).label("number"),
        )
        .where(batches.c.campaign_id == campaign_id)
        .subquery("made")
    )
    per_batch = bindparam("size", size, Integer)
    place: Select[Any] = (
        select(
            cast(literal(campaign_id), recipients.c.campaign_id.type),
            made.c.id,
            numbered.c.number % per_batch,
            numbered.c.contact_id,
        )
        .join_from(
            numbered,
            made,
            (made.c.measures_opens == numbered.c.measures_opens)
            & (made.c.zone == numbered.c.zone)
            & (made.c.number == numbered.c.number // per_batch),
        )
        .order_by(made.c.id, numbered.c.number)
    )
    columns = ["campaign_id", "batch_id", "position", "contact_id"]
    return insert(recipients).from_select(columns, place, include_defaults=False)
