"""A rule held against one contact: the same verdict as the store's SQL, and its reasons in words."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from mailer.audience.sentences import parts, phrase
from mailer.model.contact import Contact, Suppression
from mailer.model.segment import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    InAudience,
    NoneOf,
    Received,
    Rule,
    Segment,
)

LONGEST_NUMBER = 15
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_ISO_DAY = re.compile(r".{4}-.{2}-.{2}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one contact is in a segment or not: each test of the segment with its outcome."""

    is_in: bool
    reasons: tuple[str, ...]


def why(
    segment: Segment,
    contact: Contact,
    *,
    audiences: Set[str],
    as_of: datetime,
    suppression: Suppression | None,
    received: Set[str] = frozenset(),
) -> Verdict:
    """is_in: the rule picks the contact. A suppression takes nobody out of a segment, but whatever is sent
    to it leaves them out, so it is told."""
    reasons = [
        f"{'yes' if matches(part, contact, audiences, as_of, received) else 'no'}: {words}"
        f"{_said(part, contact)}"
        for part, words in parts(segment.rule)
    ]
    if suppression is not None:
        since = suppression.since.date().isoformat()
        reasons.append(f"never written to: suppressed since {since} ({suppression.reason})")
    is_in = matches(segment.rule, contact, audiences, as_of, received)
    return Verdict(is_in, tuple(reasons))


def matches(
    rule: Rule,
    contact: Contact,
    audiences: Set[str],
    as_of: datetime,
    received: Set[str] = frozenset(),
) -> bool:
    """audiences: the lists that the contact came with. received: slugs of the campaigns that went, or may
    have gone, to them. as_of: aware UTC."""
    match rule:
        case Everyone():
            return True
        case InAudience(name):
            return name in audiences
        case Received(campaign):
            return campaign in received
        case Condition():
            return _holds(rule, contact, as_of)
        case AllOf(rules):
            return all(matches(part, contact, audiences, as_of, received) for part in rules)
        case AnyOf(rules):
            return any(matches(part, contact, audiences, as_of, received) for part in rules)
        case NoneOf(rules):
            return not any(matches(part, contact, audiences, as_of, received) for part in rules)


def _holds(test: Condition, contact: Contact, as_of: datetime) -> bool:
    if test.operator == "has_tag":
        return test.value in contact.tags
    value = value_of(contact, test.field)
    is_known = value is not None and value not in ("", ())
    if test.operator == "is_known":
        return is_known == bool(test.value)
    if not is_known:
        return test.operator in ("is_not", "not_in")
    if test.operator in ("within_days", "older_than_days", "years_ago"):
        return _is_of_age(test, value, as_of)
    if test.operator in ("at_least", "at_most"):
        return _is_bounded(test, value)
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    is_among = any(value == _like(value, one) for one in wanted)
    return is_among == (test.operator in ("is", "is_in"))


def value_of(contact: Contact, field: str) -> Any:
    """A column's value, or a field's of its own, or None."""
    if field in ("email", "address"):
        return contact.address
    if field in contact.__struct_fields__ and field not in ("id", "key", "fields"):
        return getattr(contact, field)
    return contact.fields.get(field)


def _is_bounded(test: Condition, value: Any) -> bool:
    limit: Any = test.value
    if isinstance(value, str) and not isinstance(limit, str):
        if len(value) > LONGEST_NUMBER or not _NUMBER.fullmatch(value):
            return False
        value, limit = float(value), float(limit)
    else:
        limit = _like(value, limit)
    return bool(value >= limit if test.operator == "at_least" else value <= limit)


def _is_of_age(test: Condition, value: Any, as_of: datetime) -> bool:
    if test.operator == "years_ago":
        year = as_of.year - int(str(test.value))
        return _text_of(value)[:4] == f"{year:04}" and _has_day(value)
    edge: Any = as_of - timedelta(days=float(str(test.value)))
    if isinstance(value, str):
        if not _has_day(value):
            return False
        value, edge = value[:10], edge.date().isoformat()
    elif not isinstance(value, datetime):
        edge = edge.date()
    return bool(value >= edge if test.operator == "within_days" else value < edge)


def _has_day(value: Any) -> bool:
    return not isinstance(value, str) or _ISO_DAY.match(value) is not None


def _text_of(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _like(value: Any, wanted: Any) -> Any:
    """What a rule says, as the type of what a contact has."""
    if isinstance(value, bool):
        return wanted is True
    if isinstance(value, datetime):
        found = datetime.fromisoformat(str(wanted))
        if "T" not in str(wanted) and " " not in str(wanted):
            found = datetime.combine(found.date(), time.min)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    if isinstance(value, date):
        return date.fromisoformat(str(wanted)[:10])
    if isinstance(value, Decimal | int):
        return Decimal(str(wanted))
    return str(wanted)


def _said(part: Rule, contact: Contact) -> str:
    """What we know of the contact, for a test on one column."""
    fields = _fields(part)
    if len(fields) != 1:
        return ""
    value = value_of(contact, fields[0])
    if value is None or value in ("", ()):
        return f" ({fields[0]} is not known)"
    shown = ", ".join(value) if isinstance(value, tuple) else _text_of(value)
    return f" ({fields[0]} is {shown})"


def _fields(rule: Rule) -> Sequence[str]:
    if isinstance(rule, Condition):
        return ["tags"] if rule.operator == "has_tag" else [rule.field]
    if isinstance(rule, AllOf | AnyOf | NoneOf):
        return sorted({field for part in rule.rules for field in _fields(part)})
    return []


__all__ = ["Verdict", "matches", "phrase", "value_of", "why"]
