"""Rules of `model.segment` -> SQL, the same on SQLite and PostgreSQL, without Python for each row.

Whatever is unknown is NULL in SQL, and NULL fails a WHERE and a CASE as the rules want it. Only what
negates must be told: see `_none_of` and `_is_not`. An empty string counts as unknown everywhere.
"""

from array import array
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Float,
    Integer,
    Numeric,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from mailer.model.edition import PRIME, WHOLE, Split
from mailer.model.segment import (
    FREQUENCY_CAP,
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    InAudience,
    NoneOf,
    Received,
    Rule,
    Selection,
    Value,
)
from mailer.store.frequency import capped
from mailer.store.received import receivers
from mailer.store.tables import UtcTime, contact_audiences, contact_tags, contacts, suppressions

Clause = ColumnElement[bool]
_ISO_DAY = "____-__-__%"
LONGEST_NUMBER = 15
"""Signs of a number in a field of its own: what a double holds exactly enough on both databases."""


def selected(selection: Selection) -> Select[Any]:
    """contact_id, timezone, country, measures_opens, reason, edition, shows for everyone the include rule
    picks, in no order. reason NULL: a recipient. The last two and measures_opens are never NULL."""
    table = contacts.outerjoin(suppressions, suppressions.c.key == contacts.c.key)
    return (
        select(
            contacts.c.id.label("contact_id"),
            contacts.c.timezone,
            contacts.c.country,
            _measures_opens(selection).label("measures_opens"),
            _reason(selection).label("reason"),
            _edition(selection.split).label("edition"),
            _shows(selection).label("shows"),
        )
        .select_from(table)
        .where(clause(selection.include.rule, selection.as_of))
    )


def recipients(selection: Selection) -> Select[Any]:
    """contact_id, edition, shows of everyone against whom there is no reason, in no order."""
    everyone = selected(selection).subquery("selected")
    columns = (everyone.c.contact_id, everyone.c.edition, everyone.c.shows)
    return select(*columns).where(everyone.c.reason.is_(None))


def clause(rule: Rule, as_of: datetime) -> Clause:
    """What a contact must satisfy, for a WHERE over `contacts`. as_of: aware UTC."""
    match rule:
        case Everyone():
            return true()
        case InAudience(name):
            return exists().where(
                contact_audiences.c.contact_id == contacts.c.id,
                contact_audiences.c.audience == name,
            )
        case Received(campaign):
            return contacts.c.id.in_(receivers(campaign))
        case Condition():
            return _condition(rule, as_of)
        case AllOf(rules):
            return and_(true(), *(clause(part, as_of) for part in rules))
        case AnyOf(rules):
            return or_(false(), *(clause(part, as_of) for part in rules))
        case NoneOf(rules):
            return _none_of([clause(part, as_of) for part in rules])


def _none_of(clauses: Sequence[Clause]) -> Clause:
    """True where each is false or unknown."""
    return and_(true(), *(case((part, 0), else_=1) == 1 for part in clauses))


def _reason(selection: Selection) -> ColumnElement[str | None]:
    reasons: list[tuple[Clause, Any]] = [
        (clause(segment.rule, selection.as_of), literal(segment.name, String))
        for segment in selection.exclude
    ]
    reasons += [
        (not_(_is_known(field)), literal(f"missing-{field}", String)) for field in selection.needs
    ]
    if selection.cap is not None:
        over = contacts.c.id.in_(capped(selection.cap, selection.as_of))
        reasons.append((over, literal(FREQUENCY_CAP, String)))
    reasons.append((suppressions.c.key.is_not(None), literal("suppressed", String)))
    return case(*reasons, else_=null())


def _measures_opens(selection: Selection) -> ColumnElement[bool]:
    consent = contacts.c.opens_consent
    unasked = sorted(selection.opens_unasked_in)
    told: list[tuple[Clause, Any]] = [
        (consent.is_(True), true()),
        (consent.is_(False), false()),
    ]
    if unasked:
        told.append((contacts.c.country.in_(unasked), true()))
    return case(*told, else_=false())


def _edition(split: Split | None) -> ColumnElement[int]:
    """As `Split.edition_of`."""
    if split is None:
        return literal(0, Integer)
    spoken = func.lower(func.replace(contacts.c.language, "_", "-"))
    others = [
        (or_(spoken == each, spoken.like(f"{each}-%")), number * len(split.shares))
        for number, each in enumerate(split.languages)
        if number
    ]
    first = case(*others, else_=0) if others else literal(0, Integer)
    if len(split.shares) == 1:
        return first
    drawn = (contacts.c.id * split.multiplier + split.shift) % PRIME % WHOLE
    reached = list(accumulate(split.shares))
    which = case(
        *((drawn < limit, number) for number, limit in enumerate(reached[:-1])),
        else_=len(reached) - 1,
    )
    return first + which


def _shows(selection: Selection) -> ColumnElement[int]:
    bits = (
        case((clause(rule, selection.as_of), 1 << number), else_=0)
        for number, rule in enumerate(selection.conditions)
    )
    return sum(bits, start=literal(0, BigInteger))


def together(ids: ColumnElement[int]) -> ColumnElement[str]:
    """All of a group as one text, which comes over in a third of the time of as many rows."""
    return func.aggregate_strings(cast(ids, String), ",")


def apart(ids: str | None) -> "array[int]":
    """What `together` gave, ascending."""
    return array("q", sorted(map(int, ids.split(","))) if ids else ())


# -- one condition


def _condition(test: Condition, as_of: datetime) -> Clause:
    if test.operator == "has_tag":
        return _has_tag(contact_tags.c.tag == str(test.value))
    if test.operator == "is_known":
        known = _is_known(test.field)
        return known if test.value else not_(known)
    if test.operator in ("within_days", "older_than_days", "years_ago"):
        return _age(test, as_of)
    if test.operator in ("at_least", "at_most"):
        return _bound(test)
    return _equal(test)


def _equal(test: Condition) -> Clause:
    column = _column(test.field)
    if isinstance(test.value, tuple):
        values = [_bind(column, value) for value in test.value]
        inside = column.in_(values) if values else false()
    else:
        inside = column == _bind(column, test.value)
    if test.operator in ("is", "is_in"):
        return inside
    return or_(column.is_(None), not_(inside))


def _bound(test: Condition) -> Clause:
    column = _column(test.field)
    if test.field not in contacts.c and not isinstance(test.value, str):
        column = _number(column)
        limit: Any = cast(literal(float(_single(test)), Float), Float)
    else:
        limit = _bind(column, _single(test))
        if isinstance(column.type, String):
            column, limit = ByteOrder(column), ByteOrder(literal(limit, String))
    reached: Clause = column >= limit if test.operator == "at_least" else column <= limit
    return and_(reached, _is_known(test.field)) if isinstance(column, ByteOrder) else reached


def _age(test: Condition, as_of: datetime) -> Clause:
    """Days before as_of: calendar days in UTC for dates, exact ones for instants. What lies ahead is
    within any number of days."""
    column = _column(test.field)
    if test.operator == "years_ago":
        return _in_year(column, as_of.year - int(str(_single(test))))
    days = timedelta(days=float(str(_single(test))))
    edge: Any = as_of - days
    if isinstance(column.type, Date):
        edge = edge.date()
    elif isinstance(column.type, String):
        shaped = column.like(_ISO_DAY)
        column = case((shaped, ByteOrder(func.substr(column, 1, 10))), else_=null())
        edge = ByteOrder(literal(edge.date().isoformat(), String))
    within: Clause = column >= edge if test.operator == "within_days" else column < edge
    return within


def _in_year(column: ColumnElement[Any], year: int) -> Clause:
    """In UTC. Years that no calendar of ours has hold nobody."""
    if not 1 <= year < 9999:
        return false()
    if isinstance(column.type, String):
        return and_(column.like(_ISO_DAY), func.substr(column, 1, 4) == f"{year:04}")
    first: Any = date(year, 1, 1)
    after: Any = date(year + 1, 1, 1)
    if isinstance(column.type, UtcTime):
        first, after = (datetime.combine(day, time.min, tzinfo=UTC) for day in (first, after))
    return and_(column >= first, column < after)


def _has_tag(which: Clause) -> Clause:
    return exists().where(contact_tags.c.contact_id == contacts.c.id, which)


def _is_known(field: str) -> Clause:
    """Never NULL."""
    if field == "tags":
        return _has_tag(true())
    column = _column(field)
    if isinstance(column.type, String):
        return func.coalesce(column, "") != ""
    return column.is_not(None)


def _column(field: str) -> ColumnElement[Any]:
    """A contact's column, or the field of its own with that name, as text."""
    if field in ("email", "address"):
        return contacts.c.address
    if field in contacts.c and field not in ("id", "key", "fields"):
        return contacts.c[field]
    own: ColumnElement[Any] = contacts.c.fields[field].as_string()
    return own


def _number(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text as a number, NULL where it is none."""
    return case(
        (and_(func.length(text) <= LONGEST_NUMBER, IsNumber(text)), cast(text, Float)),
        else_=null(),
    )


def _single(test: Condition) -> str | int | float | bool:
    if isinstance(test.value, tuple):
        raise ValueError(f"{test.operator} takes one value, not {len(test.value)}")
    return test.value


def _bind(column: ColumnElement[Any], value: Value) -> Any:
    """A rule's value as the column's type."""
    kind = column.type
    if isinstance(kind, UtcTime):
        return _instant(str(value))
    if isinstance(kind, Date):
        return date.fromisoformat(str(value)[:10])
    if isinstance(kind, Boolean):
        return value is True or str(value).lower() in ("true", "1")
    if isinstance(kind, Integer):
        return int(str(value))
    if isinstance(kind, Numeric):
        return Decimal(str(value))
    return str(value)


def _instant(value: str) -> datetime:
    """A day means its first moment; without a zone it is UTC."""
    found = datetime.fromisoformat(value) if "T" in value or " " in value else None
    if found is None:
        return datetime.combine(date.fromisoformat(value), time.min, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# -- what the two databases spell differently


class ByteOrder(FunctionElement[str]):
    """A text compared by its bytes, whatever language the database sorts in."""

    type = String()
    inherit_cache = True


@compiles(ByteOrder)
def _byte_order(element: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(ByteOrder, "postgresql")
def _byte_order_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f'(({compiler.process(element.clauses, **options)}) COLLATE "C")'


class IsNumber(FunctionElement[bool]):
    """Whether a text is digits, with a minus before and one point between at most."""

    type = Boolean()
    inherit_cache = True


@compiles(IsNumber)
def _is_number(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return (
        f"(({text}) NOT GLOB '*[^0-9.-]*' AND ({text}) NOT GLOB '?*-*' AND ({text}) NOT GLOB '*.*.*'"
        f" AND (({text}) GLOB '[0-9]*' OR ({text}) GLOB '-[0-9]*') AND ({text}) GLOB '*[0-9]')"
    )


@compiles(IsNumber, "postgresql")
def _is_number_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"(({text}) ~ '^-?[0-9]+(\\.[0-9]+)?$')"
