"""A rule as one sentence in plain English, exact enough to decide by.

People in Germany or Austria whose last gift was 31 to 365 days ago
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from babel import Locale

from mailer.model.segment import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    InAudience,
    NoneOf,
    Received,
    Rule,
    Value,
)
from mailer.wording.times import plain_day

_MOMENTS = {"last_gift_at": "last gift was", "consent_at": "consent was given"}
_NUMBERS = {"last_gift_amount": "last gift was", "highest_gift_amount": "highest gift was"}
_NAMES = {
    "email": "address",
    "gifts_count": "number of gifts",
    "first_name": "first name",
    "last_name": "last name",
    "consent_source": "source of consent",
    "last_gift_currency": "currency",
    "last_gift_amount": "last amount",
    "highest_gift_amount": "highest amount",
    "timezone": "time zone",
}


_CLAUSES = ("who", "of whom", "either")
"""How the words begin that come after "in Germany" and the like."""


def reads_as(rule: Rule) -> str:
    """The whole sentence, without a full stop."""
    if isinstance(rule, Everyone):
        return "Everyone"
    if isinstance(rule, NoneOf):
        return f"Everyone{_except(rule)}"
    return f"People {phrase(rule)}"


def phrase(rule: Rule) -> str:
    """What follows "people"."""
    match rule:
        case Everyone():
            return "of any kind"
        case InAudience(name):
            return f'on the list "{name}"'
        case Received(campaign):
            return f'who got the campaign "{campaign}", or may have got it'
        case Condition():
            return _tested([rule])
        case AllOf():
            return _all(rule)
        case AnyOf():
            return _any(rule)
        case NoneOf(rules):
            words = [_part(part) for part in _choices(rules)]
            is_plain = len(words) == 1 and not words[0].startswith((*_CLAUSES, "not"))
            return f"{'not' if is_plain else 'none of these:'} {_or(words)}"


def parts(rule: Rule) -> Iterator[tuple[Rule, str]]:
    """The tests that must all hold, each with its words."""
    for same in _grouped(_flat(rule)):
        if len(same) == 1:
            yield same[0], phrase(same[0])
        else:
            yield (
                AllOf(tuple(same)),
                _tested([test for test in same if isinstance(test, Condition)]),
            )


def _flat(rule: Rule) -> Iterator[Rule]:
    if isinstance(rule, AllOf):
        for part in rule.rules:
            yield from _flat(part)
    else:
        yield rule


def _grouped(rules: Iterator[Rule]) -> Iterator[list[Rule]]:
    """Tests on one column stand together, in the order in which columns first come."""
    found = list(rules)
    columns = list(dict.fromkeys(rule.field for rule in found if isinstance(rule, Condition)))

    def place(rule: Rule) -> tuple[int, int]:
        if isinstance(rule, Condition):
            return 0, columns.index(rule.field)
        return 1, found.index(rule)

    for (kind, _), same in groupby(sorted(found, key=place), key=place):
        together = list(same)
        if kind == 0 and all(_may_merge(rule) for rule in together):
            yield together
        else:
            yield from ([rule] for rule in together)


def _may_merge(rule: Rule) -> bool:
    return isinstance(rule, Condition) and rule.operator in (
        "at_least",
        "at_most",
        "within_days",
        "older_than_days",
    )


def _all(rule: AllOf) -> str:
    """`in X` first, then what begins with who or whose, then who is left out."""
    flat = [part for part in _flat(rule) if not isinstance(part, Everyone)]
    shown = [words for part, words in parts(AllOf(tuple(flat))) if not isinstance(part, NoneOf)]
    left_out = [_except(part) for part in flat if isinstance(part, NoneOf)]
    near = [words for words in shown if not words.startswith(_CLAUSES)]
    told = [words for words in shown if words.startswith(_CLAUSES)]
    told.sort(key=lambda words: words.startswith("either"))
    text = f"{_and(near)} {_and(told)}".strip()
    return f"{text or 'of any kind'}{''.join(left_out)}"


def _any(rule: AnyOf) -> str:
    choices = list(_choices(rule.rules))
    for opening in ("tagged ", "on the list "):
        words = [phrase(part) for part in choices]
        if all(word.startswith(f'{opening}"') for word in words):
            return opening + _or([word.removeprefix(opening) for word in words])
    return f"either {_or([_part(part) for part in choices])}"


def _choices(rules: Sequence[Rule]) -> Iterator[Rule]:
    """A choice within a choice is one choice."""
    for rule in rules:
        if isinstance(rule, AnyOf):
            yield from _choices(rule.rules)
        else:
            yield rule


def _except(rule: NoneOf) -> str:
    return f", except people {_or([_part(part) for part in _choices(rule.rules)])}"


def _part(rule: Rule) -> str:
    """Within a choice, what is itself made of several stands in brackets."""
    words = phrase(rule)
    is_one = (
        isinstance(rule, Condition | InAudience | Received | Everyone)
        or len(list(parts(rule))) == 1
    )
    return words if is_one and not isinstance(rule, NoneOf) else f"({words})"


def _and(items: Sequence[str]) -> str:
    return _listed(items, "and")


def _or(items: Sequence[str]) -> str:
    return _listed(items, "or")


def _listed(items: Sequence[str], word: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


# -- tests on one column


def _tested(tests: Sequence[Condition]) -> str:
    test = tests[0]
    if test.operator == "is_known":
        return _known(test)
    if test.field in _MOMENTS or test.operator in ("within_days", "older_than_days", "years_ago"):
        return _moment(tests)
    if test.operator in ("at_least", "at_most"):
        return _size(tests)
    return _equal(test)


def _known(test: Condition) -> str:
    is_known = bool(test.value)
    if test.field == "tags":
        return "with a tag" if is_known else "without any tag"
    if test.field == "last_gift_at":
        return "who have given" if is_known else "of whom no gift is known"
    if test.field == "consent_at":
        return f"whose consent is {'recorded' if is_known else 'not recorded'}"
    return f"whose {_called(test.field)} is {'known' if is_known else 'not known'}"


def _moment(tests: Sequence[Condition]) -> str:
    subject = f"whose {_MOMENTS.get(tests[0].field, f'{_called(tests[0].field)} was')}"
    by = {test.operator: test.value for test in tests}
    if by.keys() == {"within_days", "older_than_days"}:
        oldest, newest = int(str(by["within_days"])), int(str(by["older_than_days"]))
        return f"{subject} {newest + 1:,} to {oldest:,} days ago"
    if by.keys() == {"at_least", "at_most"}:
        return f"{subject} from {_date(by['at_least'])} to {_date(by['at_most'])}"
    return " and ".join(f"{subject} {_when(test)}" for test in tests)


def _when(test: Condition) -> str:
    match test.operator:
        case "within_days":
            return f"at most {_days(test.value)} ago"
        case "older_than_days":
            return f"more than {_days(test.value)} ago"
        case "years_ago":
            years = int(str(test.value))
            near = {0: "in this calendar year", 1: "in the last calendar year"}
            return near.get(years, f"{years} calendar years ago")
        case "at_least":
            return f"on {_date(test.value)} or later"
        case "at_most":
            return f"on {_date(test.value)} or earlier"
        case "is_not":
            return f"not on {_date(test.value)}"
        case _:
            return f"on {_date(test.value)}"


def _size(tests: Sequence[Condition]) -> str:
    field = tests[0].field
    if field == "gifts_count":
        return _often({test.operator: test.value for test in tests})
    by = {test.operator: _number(test.value) for test in tests}
    if by.keys() == {"at_least", "at_most"}:
        size = f"{by['at_least']} to {by['at_most']}"
    else:
        size = " and ".join(
            f"{number} or {'more' if operator == 'at_least' else 'less'}"
            for operator, number in by.items()
        )
    return f"whose {_NUMBERS.get(field, f'{_called(field)} is')} {size}"


def _often(by: Mapping[str, Value]) -> str:
    if by.keys() == {"at_least", "at_most"}:
        return f"who gave {_number(by['at_least'])} to {_number(by['at_most'])} times"
    return " and ".join(
        f"who gave {_times(times)} or {'more' if operator == 'at_least' else 'less'}"
        for operator, times in by.items()
    )


def _equal(test: Condition) -> str:
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    said = _or([_value(test.field, value) for value in values])
    no = "not " if test.operator in ("is_not", "not_in") else ""
    match test.field:
        case "tags":
            return f"tagged {said}"
        case "country":
            return f"{no}in {said}"
        case "language":
            return f"who don't read {said}" if no else f"who read {said}"
        case "timezone":
            return f"{no}in the time zone {said}"
        case "opens_consent":
            return _opens(is_true=bool(test.value), is_negated=bool(no))
        case "gifts_count":
            return (
                f"who did not give {_times(test.value)}" if no else f"who gave {_times(test.value)}"
            )
        case field:
            return f"whose {_NUMBERS.get(field, f'{_called(field)} is')} {no}{said}"


def _opens(*, is_true: bool, is_negated: bool) -> str:
    if is_negated:
        return f"who did not {'agree' if is_true else 'refuse'} to have opens measured"
    return f"who {'agreed' if is_true else 'refused'} to have opens measured"


def _value(field: str, value: Value) -> str:
    if field == "country":
        return _country(str(value))
    if field == "language":
        return _language(str(value))
    if field in ("timezone", "last_gift_currency"):
        return str(value)
    if isinstance(value, str):
        return f'"{value}"'
    return _number(value)


@lru_cache(maxsize=512)
def _country(code: str) -> str:
    return str(Locale("en").territories.get(code, code))


@lru_cache(maxsize=512)
def _language(code: str) -> str:
    return str(Locale("en").languages.get(code, code))


def _called(field: str) -> str:
    return _NAMES.get(field, field)


def _number(value: Value) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(str(value))
        whole = number == number.to_integral_value()
        return f"{int(number):,}" if whole else f"{number.normalize():,f}"
    return str(value)


def _times(value: Value) -> str:
    return {"1": "once", "2": "twice", "0": "no gift"}.get(str(value), f"{_number(value)} times")


def _days(value: Value) -> str:
    return "1 day" if str(value) == "1" else f"{_number(value)} days"


def _date(value: Value) -> str:
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return f'"{value}"'
    return plain_day(day)
