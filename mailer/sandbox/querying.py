"""The small language in which Email Logs are searched.

    condition AND condition ...        no nesting, no OR
    to_email = "a@example.org"         sg_message_id, subject, to_email, reason: = only
    status IN ('bounced', 'blocked')   status, categories: IN only
    sg_message_id_created_at >= TIMESTAMP "2026-11-30T12:00:00Z"     > < >= <=

Source: the OpenAPI file of Email Logs. Nothing else is a field.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_EQUALS = ("sg_message_id", "subject", "to_email", "reason")
_AMONG = ("status", "categories")
_CREATED = "sg_message_id_created_at"
_STATUSES = frozenset(("processed", "delivered", "deferred", "dropped", "bounced", "blocked"))
_TEXT = r"(?:\"[^\"]*\"|'[^']*')"
_CONDITION = re.compile(
    rf"\s*(?P<field>\w+)\s*(?P<operator>>=|<=|=|>|<|\bIN\b)\s*"
    rf"(?:(?P<list>\(\s*{_TEXT}(?:\s*,\s*{_TEXT})*\s*\))|(?:(?P<time>TIMESTAMP)\s+)?(?P<text>{_TEXT}))\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"AND\b", re.IGNORECASE)


class NoQuery(Exception):
    """It can't be read: why, in words."""


@dataclass(frozen=True, slots=True)
class Condition:
    """values: texts, or one instant (epoch seconds) where the field is the time of creation."""

    field: str
    operator: str
    values: tuple[str | float, ...]

    def holds(self, message: Mapping[str, Any]) -> bool:
        """message: as it is found, with `categories` and `created` (epoch seconds) beside."""
        if self.field == _CREATED:
            return _COMPARED[self.operator](message["created"], self.values[0])
        if self.field == "categories":
            return not set(self.values).isdisjoint(message["categories"])
        found = message.get(self.field)
        if self.field == "to_email" and isinstance(found, str):
            return found.lower() == str(self.values[0]).lower()
        return found in self.values


_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
}


def read_query(text: str) -> Sequence[Condition]:
    """Raises NoQuery. Nothing is asked by an empty one."""
    conditions: list[Condition] = []
    place = 0
    while text[place:].strip():
        if conditions:
            joined = _AND.match(text, place)
            if joined is None:
                raise NoQuery("conditions are joined with AND")
            place = joined.end()
        found = _CONDITION.match(text, place)
        if found is None:
            raise NoQuery("a condition is a field, an operator and a value")
        conditions.append(_condition(found))
        place = found.end()
    return conditions


def _condition(found: re.Match[str]) -> Condition:
    field, operator = found["field"], found["operator"].upper()
    if field == _CREATED:
        if operator not in _COMPARED or not found["time"]:
            raise NoQuery(f"{field} takes >, <, >= or <= and a TIMESTAMP")
        return Condition(field, operator, (_instant(found["text"][1:-1]),))
    if field in _EQUALS:
        if operator != "=" or found["text"] is None or found["time"]:
            raise NoQuery(f"{field} takes = and one text")
        return Condition(field, operator, (found["text"][1:-1],))
    if field not in _AMONG:
        raise NoQuery(f"{field} is no field that can be asked for")
    if operator != "IN" or found["list"] is None:
        raise NoQuery(f"{field} takes IN and a list of texts")
    values = tuple(each[1:-1] for each in re.findall(_TEXT, found["list"]))
    if field == "status" and not _STATUSES.issuperset(values):
        raise NoQuery(f"status is one of {', '.join(sorted(_STATUSES))}")
    return Condition(field, operator, values)


def _instant(text: str) -> float:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as broken:
        raise NoQuery("a TIMESTAMP is a time in ISO 8601") from broken
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
