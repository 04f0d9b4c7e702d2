"""One cell of a list -> a value, or an AudienceError that says what it may look like.

What can be read in two ways is refused: a wrong date or a wrong amount asks people for the wrong gift.
"""

import difflib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_month_names

from mailer.errors import AudienceError

LARGEST_AMOUNT = Decimal(10) ** 11
"""What the database holds: 11 digits before the point, 3 behind."""
LARGEST_COUNT = 2**31 - 1

_SPOKEN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ar", "zh", "el", "uk", "ru", "sv")
"""Languages in which the names of countries, languages and months are understood."""
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_COUNTRY_WORDS = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "great britain": "GB",
    "northern ireland": "GB",
    "el": "GR",
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "united states of america": "US",
    "turkey": "TR",
    "czech republic": "CZ",
    "holland": "NL",
    "the netherlands": "NL",
    "ivory coast": "CI",
    "burma": "MM",
    "republic of ireland": "IE",
}
_YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "on",
        "ja",
        "j",
        "oui",
        "o",
        "si",
        "sí",
        "s",
        "sim",
        "tak",
        "evet",
        "да",
        "так",
        "ναι",
        "نعم",
        "是",
    ]
)
_NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "off",
        "nein",
        "non",
        "não",
        "nie",
        "hayır",
        "нет",
        "ні",
        "όχι",
        "لا",
        "否",
    ]
)
_CURRENCY_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "₺": "TRY", "₴": "UAH", "US$": "USD"}
"""Signs that mean one currency only; $ and ¥ don't."""


@lru_cache(maxsize=4096)
def country(text: str) -> str:
    """ISO 3166-1 alpha-2 of a code of two or three letters, or of a name."""
    given = text.strip()
    code = given.upper()
    if code in _territories() and len(code) == 2:
        return code
    found = _COUNTRY_WORDS.get(given.casefold()) or _country_names().get(given.casefold())
    if found is None and len(code) == 3:
        found = next(iter(get_global("territory_aliases").get(code, ())), None)
    if found is None or found not in _territories():
        near = difflib.get_close_matches(given.casefold(), _country_names(), n=1, cutoff=0.75)
        hint = f"did you mean {_country_names()[near[0]]}?" if near else "write a code like DE."
        raise AudienceError(f'"{_shown(given)}" is no country; {hint}')
    return found


@lru_cache(maxsize=4096)
def language(text: str) -> str:
    """The primary subtag of a language tag (`de-AT` is de), or of a name (`German`)."""
    given = text.strip()
    tag = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", given)
    names = _languages()
    if tag and tag[1].lower() in names.values():
        return tag[1].lower()
    found = names.get(given.casefold())
    if found is None and len(given) == 3:
        found = get_global("language_aliases").get(given.lower())
    if found is None:
        raise AudienceError(f'"{_shown(given)}" is no language; write a code like de.')
    return found


@lru_cache(maxsize=4096)
def timezone(text: str) -> str:
    """The IANA name, in its own spelling."""
    given = text.strip()
    names = _timezones()
    found = names.get(given.casefold().replace(" ", "_"))
    if found is None:
        near = difflib.get_close_matches(given.casefold(), names, n=1)
        hint = f"did you mean {names[near[0]]}?" if near else "write a name like Europe/Berlin."
        raise AudienceError(f'"{_shown(given)}" is no time zone; {hint}')
    return found


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """A date as in 2026-05-04, 4.5.2026, 4 May 2026, 25/12/2026; not 05/04/2026. Of a time, the day as
    it is written."""
    given = text.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", given):
        instant(given)
        return date.fromisoformat(given[:10])
    for reader in (_year_first, _dotted, _slashed, _worded):
        found = reader(given)
        if found is not None:
            return _sane(found, given)
    raise AudienceError(f'"{_shown(given)}" is no date; write it like 2026-05-04.')


def instant(text: str) -> datetime:
    """A time as in 2026-05-04T10:00Z, or a day, which means its first moment. Without a zone: UTC."""
    given = text.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d.*", given):
        try:
            found = datetime.fromisoformat(re.sub(r"\s*(?:UTC|GMT)$", "+00:00", given))
        except ValueError:
            raise AudienceError(
                f'"{_shown(given)}" is no time; write it like 2026-05-04T10:00:00Z.'
            ) from None
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        _sane(aware.date(), given)
        return aware.astimezone(UTC)
    return datetime.combine(day(given), time.min, tzinfo=UTC)


@lru_cache(maxsize=4096)
def amount(text: str) -> tuple[Decimal, str | None]:
    """(amount, currency where the cell names it). 1.234,50, 1,234.50, 1 234,5, €50, 50 EUR."""
    given = text.strip()
    bare, code = _without_currency(given)
    bare = re.sub(r"[\s'’]", "", bare)
    number = _number(bare)
    if number is None:
        raise AudienceError(f'"{_shown(given)}" is no amount; write it like 1234.50.')
    if number >= LARGEST_AMOUNT or number != round(number, 3):
        raise AudienceError(f'"{_shown(given)}" has too many digits for an amount.')
    return number, code


def currency(text: str) -> str:
    """ISO 4217, upper case."""
    given = text.strip()
    code = _CURRENCY_SIGNS.get(given, given.upper())
    if not re.fullmatch(r"[A-Z]{3}", code) or code not in _currencies():
        raise AudienceError(f'"{_shown(given)}" is no currency; write a code like EUR.')
    return code


def whole(text: str) -> int:
    """A count. 3.0 is what spreadsheets make of 3."""
    given = text.strip()
    found = re.fullmatch(r"(\d{1,10})(?:[.,]0+)?", given, re.ASCII)
    if not found or int(found[1]) > LARGEST_COUNT:
        raise AudienceError(f'"{_shown(given)}" is no whole number; write it like 3.')
    return int(found[1])


def flag(text: str) -> bool:
    given = text.strip().casefold()
    if given in _YES:
        return True
    if given in _NO:
        return False
    raise AudienceError(f'"{_shown(text)}" is neither yes nor no; write yes or no.')


def tags(text: str) -> tuple[str, ...]:
    """Separated by `;`, `,` or `|`; case doesn't count; in alphabetical order, each once."""
    parts = (part.strip().casefold() for part in re.split(r"[;,|]", text))
    return tuple(sorted({part for part in parts if part}))


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


# -- dates


def _sane(found: date, given: str) -> date:
    if not 1900 <= found.year <= 2200:
        raise AudienceError(f'"{_shown(given)}": the year {found.year} can\'t be right.')
    return found


def _made(year: str, month: str | int, day_of_month: str, given: str) -> date:
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        raise AudienceError(f'"{_shown(given)}" is no day of the calendar.') from None


def _year_first(given: str) -> date | None:
    found = re.fullmatch(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})\.?", given, re.ASCII)
    if not found or (not found[2] and len(given) != 8):
        return None
    return _made(found[1], found[3], found[4], given)


def _dotted(given: str) -> date | None:
    """Day before month: nobody writes dots the other way round."""
    found = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", given, re.ASCII)
    return _made(found[3], found[2], found[1], given) if found else None


def _slashed(given: str) -> date | None:
    found = re.fullmatch(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", given, re.ASCII)
    if not found:
        return None
    first, second = int(found[1]), int(found[3])
    if first != second and first <= 12 and second <= 12:
        raise AudienceError(
            f'"{given}" can be read in two ways: day or month first; write it like 2026-05-04.'
        )
    if second > 12:
        return _made(found[4], found[1], found[3], given)
    return _made(found[4], found[3], found[1], given)


def _worded(given: str) -> date | None:
    text = given.casefold().replace(",", " ")
    found = re.fullmatch(
        r"(?:(\d{1,2})(?:\.|st|nd|rd|th)?\s+(?:de\s+)?([^\W\d]+)\.?|([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?)"
        r"\s+(?:de\s+)?(\d{4})",
        text,
    )
    if not found:
        return None
    month = _months().get(found[2] or found[3])
    return _made(found[5], month, found[1] or found[4], given) if month else None


# -- amounts


def _without_currency(given: str) -> tuple[str, str | None]:
    for sign, code in _CURRENCY_SIGNS.items():
        if given.startswith(sign) or given.endswith(sign):
            return given.removeprefix(sign).removesuffix(sign).strip(), code
    named = re.fullmatch(r"([A-Za-z]{3})\s?([\d.,'’\s]+)|([\d.,'’\s]+)\s?([A-Za-z]{3})", given)
    if named:
        return named[2] or named[3], currency(named[1] or named[4])
    return given, None


def _number(bare: str) -> Decimal | None:
    """None where it is no number. Raises AudienceError for what can be read in two ways."""
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", bare, re.ASCII) and not bare.startswith("0"):
        plain = re.sub(r"[.,]", "", bare)
        raise AudienceError(
            f'"{bare}" can be read as {plain} or as {bare.replace(",", ".")[:-1]}; '
            f"write {plain}.00 or without the thousands sign."
        )
    if re.fullmatch(r"\d+(?:[.,]\d+)?", bare, re.ASCII):
        return Decimal(bare.replace(",", "."))
    for thousands, point in ((",", "."), (".", ",")):
        grouped = rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{point}\d+)?"
        if re.fullmatch(grouped, bare, re.ASCII):
            return Decimal(bare.replace(thousands, "").replace(point, "."))
    return None


# -- names, from the Unicode CLDR as Babel carries it


@lru_cache(maxsize=1)
def _territories() -> frozenset[str]:
    known = map(str, Locale("en").territories)
    return frozenset(code for code in known if len(code) == 2 and code not in _NO_COUNTRY)


@lru_cache(maxsize=1)
def _country_names() -> Mapping[str, str]:
    return _named(dict(_COUNTRY_WORDS), "territories", _territories())


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, str]:
    """Name in small letters -> code."""
    codes = (code for code in map(str, Locale("en").languages) if re.fullmatch(r"[a-z]{2,3}", code))
    return _named({}, "languages", frozenset(codes))


def _named(found: dict[str, str], what: str, codes: frozenset[str]) -> Mapping[str, str]:
    """Name in small letters -> code. English comes first; a name that two others use for different things
    is left out."""
    others: dict[str, set[str]] = {}
    for spoken in _SPOKEN:
        for code, name in getattr(Locale(spoken), what).items():
            if code in codes:
                others.setdefault(name.casefold(), set()).add(code)
                if spoken == "en":
                    found.setdefault(name.casefold(), code)
    for name, meant in others.items():
        if len(meant) == 1:
            found.setdefault(name, min(meant))
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _timezones() -> Mapping[str, str]:
    return MappingProxyType({name.casefold(): name for name in sorted(available_timezones())})


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(map(str, Locale("en").currencies))


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """Word in small letters -> month; words that mean different months in two languages are left out."""
    found: dict[str, set[int]] = {}
    for spoken in _SPOKEN:
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=spoken).items():
                found.setdefault(name.casefold().strip("."), set()).add(month)
    return MappingProxyType(
        {word: min(months) for word, months in found.items() if len(months) == 1}
    )
