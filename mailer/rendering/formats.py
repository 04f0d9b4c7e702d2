"""Amounts, dates and names of places as a language writes them, by Unicode's data (CLDR).

Digits are 0 to 9 in every language: a donation form, a receipt and a bank show the same, and readers of
Arabic or Hindi know both. Blanks inside an amount never break a line.
"""

import re
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision

_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c]")
_DECIMALS = re.compile(r"\.0+")
_TOUCHING = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
"""Where a letter and a digit meet: `KWD12` is two things."""


def locale_of(language: str) -> Locale:
    """The locale of a language; English where the language is unknown."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def money(amount: Decimal, currency: str | None, locale: Locale) -> str:
    """`€50`, `50 €`, `€62.50`, `KWD 12`: without decimals where the amount is whole.

    Marks of direction are left out: whoever shows it isolates it. currency None: the bare number.
    """
    if currency is None:
        return number(amount, locale)
    pattern = locale.currency_formats["standard"].pattern
    digits = 0 if amount == amount.to_integral_value() else get_currency_precision(currency)
    pattern = _DECIMALS.sub("." + "0" * digits if digits else "", pattern)
    shown = format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    return _TOUCHING.sub("\u00a0", _DIRECTION_MARKS.sub("", shown))


def number(amount: Decimal | int, locale: Locale) -> str:
    return _DIRECTION_MARKS.sub("", format_decimal(amount, locale=locale))


def day(value: date, locale: Locale) -> str:
    """`December 10, 2026`, `10. Dezember 2026`, `2026年12月10日`: in the language's own order."""
    return _DIRECTION_MARKS.sub("", format_date(value, "long", locale=locale))


def country(code: str, locale: Locale) -> str:
    """A country's name; the code itself where the language has none."""
    return str(locale.territories.get(code.upper(), code))


def tongue(code: str, locale: Locale) -> str:
    """A language's name; the code itself where there is none."""
    return str(locale.languages.get(code.replace("-", "_"), code))
