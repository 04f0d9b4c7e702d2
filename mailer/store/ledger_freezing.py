"""A plan -> batches and recipients, in one transaction: whoever is in them is whom we write to.

the same people as in the plan? -> count them per group (edition, opens measured or not, zone; canary or rest,
where some go first) -> make the batches -> one INSERT ... SELECT counts the chosen out into them
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    update,
)

from mailer.errors import Conflict, NotFound
from mailer.model.edition import PRIME, drawn_for
from mailer.model.ids import Slug
from mailer.model.plan import SendPlan
from mailer.model.segment import Selection
from mailer.model.timing import Canary, Timing
from mailer.planning.chosen import digest_of
from mailer.store import ledger_pace
from mailer.store.database import is_sqlite
from mailer.store.ledger_timing import as_stored
from mailer.store.selecting import apart, selected, together
from mailer.store.tables import batches, campaigns, recipients

_BEFORE = ("planned", "approved")
_ALL_AT_ONCE = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """People who may share a batch. What a campaign doesn't tell apart stands as it does here."""

    people: int
    edition: int = 0
    measures_opens: bool = False
    zone: str = _ALL_AT_ONCE
    canary: bool = False


_APART = tuple(each.name for each in fields(_Group) if each.name != "people")


def freeze(
    connection: Connection,
    new_code: Callable[[], str],
    plan: SendPlan,
    selection: Selection,
    starts_at: Callable[[str | None], datetime],
    by_timezone: bool,
    timing: Timing,
) -> None:
    """Raises Conflict, and then nothing may be committed."""
    campaign_id = _begin(connection, plan)
    _compare_people(connection, plan, selection)
    chosen = _chosen(selection, by_timezone)
    groups = _counted(connection, chosen)
    _compare(plan, sum(group.people for group in groups))
    starts = {group.zone: starts_at(group.zone or None) for group in groups}
    quotas = _canary_quotas(timing.canary, groups, starts)
    if quotas:
        chosen = _with_canary(chosen, plan.campaign, quotas, _first_zones(starts))
        groups = _counted(connection, chosen)
    rows = _rows(campaign_id, plan, groups, starts, has_canary=bool(quotas))
    first = _make_batches(connection, new_code, rows)
    placed = connection.execute(
        _placing(campaign_id, plan.batch_size, first, chosen, groups),
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
            timing=as_stored(timing),
            canary="out" if quotas else None,
            transport=plan.transport or None,
        )
    )
    ledger_pace.keep(connection, plan.planned_at, plan.per_second)


def _rows(
    campaign_id: int,
    plan: SendPlan,
    groups: Sequence[_Group],
    starts: Mapping[str, datetime],
    has_canary: bool,
) -> list[dict[str, Any]]:
    """One per batch, in the order of the groups: full ones, and what is left. has_canary: whoever isn't of it
    is held."""
    return [
        {
            "campaign_id": campaign_id,
            "message_sha256": plan.message_of(group.edition),
            "measures_opens": group.measures_opens,
            "timezone": group.zone or None,
            "due_at": starts[group.zone],
            "state": "queued",
            "planned": min(plan.batch_size, group.people - start),
            "is_canary": bool(group.canary),
            "is_held": has_canary and not group.canary,
        }
        for group in groups
        for start in range(0, group.people, plan.batch_size)
    ]


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


def _compare_people(connection: Connection, plan: SendPlan, selection: Selection) -> None:
    """As many are not yet the same: one may have gone and another come since the plan was made."""
    everyone = selected(selection).subquery("everyone")
    picked = select(together(everyone.c.contact_id)).where(
        or_(everyone.c.reason.is_(None), everyone.c.reason == "suppressed")
    )
    if digest_of(apart(connection.scalar(picked))) != plan.parts.get("audience"):
        raise Conflict(
            f"The people whom the plan of {plan.campaign} is for are not the same any more. "
            "Nothing was scheduled. Plan again, and look at what changed."
        )


def _chosen(selection: Selection, by_timezone: bool) -> Any:
    """contact_id, shows, and those columns of a group that may differ (zone "": none is known), without anyone
    against whom there is a reason. A column that is always the same would double the time of counting."""
    everyone = selected(selection).subquery("everyone")
    columns = [everyone.c.contact_id, everyone.c.shows, everyone.c.measures_opens]
    if selection.split is not None:
        columns.append(everyone.c.edition)
    if by_timezone:
        columns.append(func.coalesce(everyone.c.timezone, _ALL_AT_ONCE).label("zone"))
    return select(*columns).where(everyone.c.reason.is_(None)).subquery("chosen")


def _counted(connection: Connection, chosen: Any) -> Sequence[_Group]:
    apart = _groups(chosen)
    counted = select(*apart, func.count().label("people")).group_by(*apart).order_by(*apart)
    return [_Group(**row) for row in connection.execute(counted).mappings()]


def _groups(chosen: Any) -> list[Any]:
    """What is the same for everybody in a batch."""
    return [chosen.c[name] for name in _APART if name in chosen.c]


def _canary_quotas(
    canary: Canary | None, groups: Sequence[_Group], starts: Mapping[str, datetime]
) -> dict[int, int]:
    """Edition -> how many of it go first, of those whose hour comes first: nobody gets theirs before it. Empty
    where there is no canary, or nobody would be left for after it."""
    everybody = sum(group.people for group in groups)
    if canary is None or everybody == 0 or canary.wanted(everybody) >= everybody:
        return {}
    first = _first_zones(starts)
    at_hand: Counter[int] = Counter()
    for group in groups:
        if group.zone in first:
            at_hand[group.edition] += group.people
    wanted = canary.wanted(everybody)
    return {
        edition: min(people, -(-people * wanted // at_hand.total()))
        for edition, people in at_hand.items()
    }


def _first_zones(starts: Mapping[str, datetime]) -> Sequence[str]:
    """Those whose hour comes first."""
    return [zone for zone, at in starts.items() if at == min(starts.values())]


def _with_canary(
    chosen: Any, campaign: Slug, quotas: Mapping[int, int], zones: Sequence[str]
) -> Any:
    """The chosen, so many of each edition marked: by a hash of their ids, so that old and new contacts, and
    those of each list, are among them."""
    multiplier, shift = drawn_for(campaign, "canary")
    edition = chosen.c.get("edition", literal_column("0", Integer))
    is_first = case((chosen.c.zone.in_(zones), 1), else_=0) if "zone" in chosen.c else literal(1)
    drawn = (chosen.c.contact_id * multiplier + shift) % PRIME
    place = func.row_number().over(
        partition_by=(edition, is_first), order_by=(drawn, chosen.c.contact_id)
    )
    quota = case(*((edition == number, most) for number, most in quotas.items()), else_=0)
    goes_first = case((and_(is_first == 1, place <= quota), 1), else_=0)
    return select(*chosen.c, goes_first.label("canary")).subquery("with_canary")


def _make_batches(
    connection: Connection, new_code: Callable[[], str], rows: Sequence[dict[str, Any]]
) -> int:
    """Their ids follow one another, so that a person's batch can be counted out. Returns the first."""
    if not rows:
        return 0
    first = _free_ids(connection, len(rows))
    connection.execute(
        insert(batches),
        [{"id": first + number, "code": new_code(), **row} for number, row in enumerate(rows)],
    )
    return first


def _free_ids(connection: Connection, many: int) -> int:
    if is_sqlite(connection):
        return int(connection.scalar(select(func.coalesce(func.max(batches.c.id), 0) + 1)) or 1)
    taking = text(
        "SELECT min(id), max(id) FROM (SELECT nextval(pg_get_serial_sequence('batches', 'id')) AS id"
        " FROM generate_series(1, :many)) AS taken"
    )
    while True:  # another transaction may take one in between; then the next stretch is free of it
        first, last = connection.execute(taking, {"many": many}).one()
        if last - first + 1 == many:
            return int(first)


def _placing(
    campaign_id: int, size: int, first_batch: int, chosen: Any, groups: Sequence[_Group]
) -> Any:
    """Counts through the chosen in the order of the groups, and on to the next batch where one of those begins.
    Numbering them once, by place alone, takes a third of the time of a window for each step."""
    order = (*(_groups(chosen) if len(groups) > 1 else ()), chosen.c.contact_id)
    number = func.row_number().over(order_by=order) - 1
    numbered = select(chosen, number.label("number")).subquery("numbered").c
    place = numbered.number + _moved(numbered.number, _shifts(groups, size, first_batch))
    at = select(numbered.contact_id, numbered.shows, place.label("place")).subquery("at").c
    placed: Select[Any] = select(
        literal(campaign_id, recipients.c.campaign_id.type),
        at.place // size,
        at.place % size,
        at.contact_id,
        at.shows,
    )
    columns = ["campaign_id", "batch_id", "position", "contact_id", "shows"]
    return insert(recipients).from_select(columns, placed, include_defaults=False)


def _shifts(groups: Sequence[_Group], size: int, first_batch: int) -> list[tuple[int, int]]:
    """(number of its first person, what moves the group to the seats of its batches: seat `s` of batch `b` is
    `b * size + s`), by group."""
    shifts = []
    number, batch = 0, first_batch
    for group in groups:
        shifts.append((number, batch * size - number))
        number += group.people
        batch += -(-group.people // size)
    return shifts


def _moved(number: Any, shifts: Sequence[tuple[int, int]]) -> Any:
    """The shift of the group that a number falls into, found by halves: there may be thousands."""
    if len(shifts) < 2:
        return literal_column(str(shifts[0][1] if shifts else 0), BigInteger)
    middle = len(shifts) // 2
    return case(
        (number < literal_column(str(shifts[middle][0])), _moved(number, shifts[:middle])),
        else_=_moved(number, shifts[middle:]),
    )
