"""Invented contacts and rules for tests of the store, at random and by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from mailer.model.contact import Contact
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.segment import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    InAudience,
    NoneOf,
    Rule,
)

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
NAMES = ("Zoë", "O'Brien", "ليلى", "陳", "<script>{{7*7}}</script>", "a%b_c", 'say "x"', "ß")


def contact(name: str, **values: Any) -> Contact:
    """name: the local part, which keeps keys apart."""
    address = f"{name}@example.org"
    return Contact(
        id=ContactId(0), address=Address(address), key=AddressKey(address.lower()), **values
    )


_days = st.integers(-3, 800).map(lambda days: NOW.date() - timedelta(days=days))
_instants = st.integers(-3 * 86_400, 800 * 86_400).map(
    lambda seconds: NOW - timedelta(seconds=seconds)
)
_amounts = st.decimals(0, 2000, places=2).map(lambda amount: Decimal(str(amount)))
_own = st.sampled_from(
    [
        "5",
        "-3",
        "2.50",
        "7.",
        ".5",
        "1-2",
        "1e5",
        "12345678901234567890",
        "2026-11-01",
        "2024-02-29",
        "2026-11-01T10:00",
        "abcd-ef-gh",
        "x",
        "Zoë",
        "Ä",
        "z",
        "",
        " ",
        "\u00e9",
    ]
)
_tags = st.sampled_from(["volunteer", "staff", "press"])


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


contacts = st.fixed_dictionaries(
    {
        "first_name": maybe(st.sampled_from(NAMES)),
        "language": maybe(st.sampled_from(["de", "en", "ar"])),
        "country": maybe(st.sampled_from(["DE", "AT", "US"])),
        "timezone": maybe(st.sampled_from(["Europe/Berlin", "UTC"])),
        "consent_at": maybe(_instants),
        "opens_consent": maybe(st.booleans()),
        "last_gift_amount": maybe(_amounts),
        "last_gift_at": maybe(_days),
        "gifts_count": maybe(st.integers(0, 5)),
        "tags": st.lists(_tags, unique=True, max_size=2).map(lambda tags: tuple(sorted(tags))),
        "fields": st.dictionaries(st.sampled_from(["score", "joined"]), _own, max_size=2),
    }
)


def _condition(
    field: str, operator: Any, values: st.SearchStrategy[Any]
) -> st.SearchStrategy[Rule]:
    return values.map(lambda value: Condition(field, operator, value))


def _choices(field: str, values: st.SearchStrategy[str]) -> list[st.SearchStrategy[Rule]]:
    several = st.lists(values, min_size=1, max_size=3).map(tuple)
    return [
        *(_condition(field, operator, values) for operator in ("is", "is_not")),
        *(_condition(field, operator, several) for operator in ("is_in", "not_in")),
        _condition(field, "is_known", st.booleans()),
    ]


def _sizes(field: str, values: st.SearchStrategy[Any]) -> list[st.SearchStrategy[Rule]]:
    return [
        _condition(field, operator, values) for operator in ("is", "is_not", "at_least", "at_most")
    ]


def _ages(field: str) -> list[st.SearchStrategy[Rule]]:
    return [
        _condition(field, "within_days", st.integers(0, 800)),
        _condition(field, "older_than_days", st.integers(0, 800)),
        _condition(field, "years_ago", st.integers(0, 3)),
        _condition(field, "at_least", _days.map(date.isoformat)),
        _condition(field, "at_most", _days.map(date.isoformat)),
        _condition(field, "is_known", st.booleans()),
    ]


conditions: st.SearchStrategy[Rule] = st.one_of(
    *_choices("first_name", st.sampled_from(NAMES)),
    *_choices("language", st.sampled_from(["de", "en"])),
    *_choices("country", st.sampled_from(["DE", "US"])),
    *_choices("score", _own.filter(bool)),
    *_sizes(
        "last_gift_amount", st.integers(0, 2000) | st.floats(0, 2000).map(lambda x: round(x, 2))
    ),
    *_sizes("gifts_count", st.integers(0, 5)),
    *_ages("last_gift_at"),
    *_ages("consent_at"),
    *_ages("joined"),
    _condition("score", "at_least", st.integers(-5, 5)),
    _condition("score", "at_most", st.integers(-5, 5)),
    _condition("score", "at_least", _own.filter(bool)),
    _condition("score", "at_most", _own.filter(bool)),
    _condition("opens_consent", "is", st.booleans()),
    _condition("opens_consent", "is_not", st.booleans()),
    _condition("opens_consent", "is_known", st.booleans()),
    _condition("tags", "has_tag", _tags),
    _condition("tags", "is_known", st.booleans()),
)
rules: st.SearchStrategy[Rule] = st.recursive(
    conditions | st.just(Everyone()) | st.sampled_from(["a", "b"]).map(InAudience),
    lambda inner: st.tuples(
        st.sampled_from([AllOf, AnyOf, NoneOf]), st.lists(inner, min_size=1, max_size=3)
    ).map(lambda made: made[0](tuple(made[1]))),
    max_leaves=6,
)
