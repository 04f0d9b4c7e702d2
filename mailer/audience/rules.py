"""`segments.toml` -> segments.

A segment is a table. Each of its keys is one test and all must hold: a contact's column, `fields.NAME`
for a column of your own, `audience`, `segment`, `received`, or `any`, `all`, `none` with a list of such tables.

    [german-readers-who-lapsed]
    country = ["DE", "AT"]                                          one of these
    language = "de"                                                 exactly this
    last_gift_at = { older_than_days = 365, within_days = 730 }     both
    none = [{ segment = "recent-givers" }]                          nobody of these
    received = "spring-appeal"                                      got that campaign, or may have
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NoReturn, get_args

from mailer.audience.sentences import reads_as
from mailer.audience.values import country, instant, language, timezone
from mailer.errors import AudienceError
from mailer.model.campaign import Shown
from mailer.model.segment import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    InAudience,
    NoneOf,
    Operator,
    Received,
    Rule,
    Segment,
    Value,
)

EVERYONE = Segment("everyone", Everyone(), reads_as(Everyone()))
DEEPEST = 12
"""Tables within tables."""

Kind = Literal["text", "code", "amount", "count", "date", "instant", "flag", "tags", "own"]
KINDS: Mapping[str, Kind] = {
    "email": "text",
    "first_name": "text",
    "last_name": "text",
    "language": "code",
    "country": "code",
    "timezone": "code",
    "consent_at": "instant",
    "consent_source": "text",
    "opens_consent": "flag",
    "tags": "tags",
    "last_gift_amount": "amount",
    "last_gift_currency": "code",
    "last_gift_at": "date",
    "highest_gift_amount": "amount",
    "gifts_count": "count",
}
_CHOICE = ("is", "is_not", "is_in", "not_in", "is_known")
_SIZE = ("is", "is_not", "at_least", "at_most", "is_known")
_AGE = ("at_least", "at_most", "within_days", "older_than_days", "years_ago", "is_known")
_ALLOWED: Mapping[Kind, tuple[str, ...]] = {
    "text": _CHOICE,
    "code": _CHOICE,
    "amount": _SIZE,
    "count": _SIZE,
    "date": ("is", "is_not", *_AGE),
    "instant": _AGE,
    "flag": ("is", "is_not", "is_known"),
    "tags": ("has_tag", "is_known"),
    "own": tuple(name for name in get_args(Operator) if name != "has_tag"),
}
_JOINS: Mapping[str, Callable[[tuple[Rule, ...]], Rule]] = {
    "all": AllOf,
    "any": AnyOf,
    "none": NoneOf,
}
_OTHER_KEYS = (*_JOINS, "audience", "segment", "received", "everyone", "fields")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_OWN_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def parse_segments(data: Mapping[str, Any], file: str) -> Mapping[str, Segment]:
    """data: the file's TOML as Python values. `everyone` is always there, first.

    Raises AudienceError in one line: file, segment, key, what is wrong, nearest spelling.
    """
    for name, table in data.items():
        _check_name(name, table, file)
    reading = _Reading(data, file)
    rules = {name: reading.rule(name, ()) for name in data}
    return {
        EVERYONE.name: EVERYONE,
        **{name: Segment(name, rule, reads_as(rule)) for name, rule in rules.items()},
    }


def shown_to(shown: Shown, segments: Mapping[str, Segment], file: str) -> Segment:
    """Whom a block is for, as a rule with its words. Raises AudienceError: file, key, nearest spelling."""
    if shown.segment:
        if shown.segment not in segments:
            near = _nearest(shown.segment, segments)
            raise AudienceError(f"{file}: blocks to.segment: no segment {shown.segment!r}; {near}")
        return segments[shown.segment]
    tests = list(shown.values) or {"is_known": True}
    own = shown.field not in KINDS
    table = {"fields": {shown.field: tests}} if own else {shown.field: tests}
    reading = _Reading({"blocks to": table}, file)
    rule = reading.rule("blocks to", ())
    return Segment(shown.field, rule, reads_as(rule))


def _check_name(name: str, table: Any, file: str) -> None:
    if not isinstance(table, Mapping):
        raise AudienceError(
            f"{file}: {name} stands alone. Every key belongs into a segment: begin one with [its-name]."
        )
    if not _NAME.fullmatch(name):
        raise AudienceError(
            f"{file}: [{name}] can't be a segment's name: small letters, digits and hyphens only, "
            "63 at most, such as recent-givers."
        )
    if name in (EVERYONE.name, "suppressed") or name.startswith("missing-"):
        raise AudienceError(
            f"{file}: [{name}] is a word of mailer's own. Give the segment another name."
        )


@dataclass
class _Reading:
    """One file being read. done: rules that are known; a segment may name one that stands further down."""

    data: Mapping[str, Any]
    file: str
    done: dict[str, Rule] = field(default_factory=dict)

    def rule(self, name: str, path: tuple[str, ...]) -> Rule:
        """path: the segments that led here, to find a circle."""
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise AudienceError(
                f"{self.file}: segments go in a circle: {circle}. Take one of them out."
            )
        if name not in self.done:
            self.done[name] = self._table(self.data[name], f"[{name}]", (*path, name), 0)
        return self.done[name]

    def _table(
        self, table: Mapping[str, Any], place: str, path: tuple[str, ...], depth: int
    ) -> Rule:
        if depth > DEEPEST:
            self._refuse(
                place, "tables lie too deep in one another. Make a segment of the inner one."
            )
        if not table:
            self._refuse(place, "is empty. Write a test into it, or everyone = true.")
        rules: list[Rule] = []
        for key, value in table.items():
            rules.extend(self._key(key, value, f"{place} {key}", path, depth))
        return rules[0] if len(rules) == 1 else AllOf(tuple(rules))

    def _key(
        self, key: str, value: Any, place: str, path: tuple[str, ...], depth: int
    ) -> Iterable[Rule]:
        if key in _JOINS:
            return [_JOINS[key](self._tables(value, place, path, depth))]
        if key == "audience":
            return [_any(InAudience(name) for name in self._names(value, place))]
        if key == "received":
            return [_any(self._received(name, place) for name in self._names(value, place))]
        if key == "segment":
            return [_any(self._named(name, place, path) for name in self._names(value, place))]
        if key == "everyone":
            return [Everyone()] if value is True else self._refuse(place, "can only be true.")
        if key == "fields":
            return self._own(value, place)
        if key not in KINDS:
            near = _nearest(key, (*KINDS, *_OTHER_KEYS))
            self._refuse(
                place, f"no such key; {near} A column of your own is written fields.{key}."
            )
        return self._tests(key, KINDS[key], value, place)

    def _tables(
        self, value: Any, place: str, path: tuple[str, ...], depth: int
    ) -> tuple[Rule, ...]:
        if not isinstance(value, list) or not value:
            self._refuse(place, 'takes a list of tables, such as [{ country = "DE" }].')
        rules = []
        for number, part in enumerate(value, 1):
            where = f"{place} ({number})"
            if not isinstance(part, Mapping):
                self._refuse(where, 'must be a table, such as { country = "DE" }.')
            rules.append(self._table(part, where, path, depth + 1))
        return tuple(rules)

    def _names(self, value: Any, place: str) -> list[str]:
        names = value if isinstance(value, list) else [value]
        if not names or not all(isinstance(name, str) and name.strip() for name in names):
            self._refuse(place, "takes a name, or a list of names.")
        return [name.strip() for name in names]

    def _named(self, name: str, place: str, path: tuple[str, ...]) -> Rule:
        if name == EVERYONE.name:
            return EVERYONE.rule
        if name not in self.data:
            self._refuse(place, f"no segment {name!r}; {_nearest(name, self.data)}")
        return self.rule(name, path)

    def _received(self, name: str, place: str) -> Rule:
        """Whether there is such a campaign is the database's to know; without it nobody is picked."""
        if not _NAME.fullmatch(name):
            self._refuse(place, f"{name!r} can't be a campaign's name, such as spring-appeal.")
        return Received(name)

    def _own(self, value: Any, place: str) -> list[Rule]:
        if not isinstance(value, Mapping) or not value:
            self._refuse(place, 'takes the column, such as fields.city = "Exampleton".')
        rules: list[Rule] = []
        for name, test in value.items():
            where = f"{place}.{name}"
            if name in KINDS:
                self._refuse(where, f"is a column of every contact. Write {name} without fields.")
            if not _OWN_NAME.fullmatch(name):
                self._refuse(where, "names of columns are small letters, digits and _ only.")
            rules.extend(self._tests(name, "own", test, where))
        return rules

    def _tests(self, column: str, kind: Kind, value: Any, place: str) -> list[Rule]:
        if isinstance(value, list):
            if kind == "tags":
                return [_any(self._test(column, kind, "has_tag", tag, place) for tag in value)]
            return [self._test(column, kind, "is_in", value, place)]
        if not isinstance(value, Mapping):
            usual = "has_tag" if kind == "tags" else "is"
            return [self._test(column, kind, usual, value, place)]
        if not value:
            self._refuse(place, f"is empty. It takes: {', '.join(_ALLOWED[kind])}.")
        return [
            self._test(column, kind, operator, operand, f"{place}.{operator}")
            for operator, operand in value.items()
        ]

    def _test(self, column: str, kind: Kind, operator: str, value: Any, place: str) -> Rule:
        if operator not in _ALLOWED[kind]:
            near = _nearest(operator, _ALLOWED[kind])
            self._refuse(place, f"can't be tested by {operator!r}; {near}")
        known: Operator = operator  # type: ignore[assignment]
        return Condition(column, known, self._value(column, kind, operator, value, place))

    def _value(self, column: str, kind: Kind, operator: str, value: Any, place: str) -> Value:
        if operator == "is_known":
            return value if isinstance(value, bool) else self._refuse(place, "is true or false.")
        if operator in ("within_days", "older_than_days", "years_ago"):
            return self._whole(value, place)
        if operator in ("is_in", "not_in"):
            if not isinstance(value, list) or not value:
                self._refuse(place, "takes a list of values.")
            return tuple(str(self._one(column, kind, part, place)) for part in value)
        return self._one(column, kind, value, place)

    def _whole(self, value: Any, place: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100_000:
            self._refuse(place, f"takes a whole number from 0 on, not {value!r}.")
        number: int = value
        return number

    def _one(self, column: str, kind: Kind, value: Any, place: str) -> str | int | float | bool:
        if kind in ("amount", "count"):
            return self._number(value, place, is_whole=kind == "count")
        if kind in ("date", "instant"):
            return self._day(value, place)
        if kind == "flag":
            return value if isinstance(value, bool) else self._refuse(place, "is true or false.")
        if kind == "own" and isinstance(value, date):
            return self._day(value, place)
        if kind == "own" and isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if not isinstance(value, str) or not value.strip():
            self._refuse(place, f"takes a text in quotes, not {value!r}.")
        return self._code(column, value.strip(), place)

    def _number(self, value: Any, place: str, *, is_whole: bool) -> int | float:
        allowed = int if is_whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, allowed) or not 0 <= value < 1e11:
            self._refuse(place, f"takes a{' whole' if is_whole else ''} number, not {value!r}.")
        number: int | float = value
        return number

    def _day(self, value: Any, place: str) -> str:
        if isinstance(value, date | datetime):
            return value.isoformat()
        try:
            return instant(str(value)).date().isoformat()
        except AudienceError as problem:
            raise AudienceError(f"{self.file}: {place}: {problem}") from None

    def _code(self, column: str, value: str, place: str) -> str:
        readers: Mapping[str, Callable[[str], str]] = {
            "country": country,
            "language": language,
            "timezone": timezone,
            "last_gift_currency": str.upper,
            "tags": str.casefold,
        }
        try:
            return readers.get(column, str)(value)
        except AudienceError as problem:
            raise AudienceError(f"{self.file}: {place}: {problem}") from None

    def _refuse(self, place: str, what: str) -> NoReturn:
        raise AudienceError(f"{self.file}: {place}: {what}")


def _any(rules: Iterable[Rule]) -> Rule:
    found = tuple(rules)
    return found[0] if len(found) == 1 else AnyOf(found)


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}."
