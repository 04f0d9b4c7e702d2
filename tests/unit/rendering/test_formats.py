"""Amounts, days and names as each language writes them, and apart from right-to-left text around them."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

import pytest
from babel.numbers import get_decimal_symbol, get_group_symbol
from hypothesis import given
from hypothesis import strategies as st

from mailer.model.message import Context
from mailer.rendering import formats
from mailer.rendering.escaping import clean, escaper
from mailer.wording import languages

NB, NARROW = "\u00a0", "\u202f"
CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CHF", "PLN", "BRL", "MXN", "EGP", "KWD", "CNY", "TRY")
ANY_LANGUAGE = st.sampled_from(sorted(languages()))


@pytest.mark.parametrize(
    ("language", "amount", "currency", "shown"),
    [
        ("en", "1234.5", "EUR", "€1,234.50"),
        ("en", "5000", "EGP", f"EGP{NB}5,000"),
        ("de", "1234.5", "EUR", f"1.234,50{NB}€"),
        ("fr", "1234.5", "EUR", f"1{NARROW}234,50{NB}€"),
        ("fr", "20", "USD", f"20{NB}$US"),
        ("es", "12345", "EUR", f"12.345{NB}€"),
        ("es", "50", "MXN", f"50{NB}MXN"),
        ("pt", "1234.5", "BRL", f"R${NB}1.234,50"),
        ("pt", "1234.5", "EUR", f"€{NB}1.234,50"),
        ("it", "50", "EUR", f"50{NB}€"),
        ("nl", "50", "EUR", f"€{NB}50"),
        ("pl", "12345", "PLN", f"12{NB}345{NB}zł"),
        ("tr", "50", "TRY", "₺50"),
        ("tr", "50", "KWD", f"KWD{NB}50"),
        ("zh", "50", "CNY", "¥50"),
        ("zh", "50", "EUR", "€50"),
        ("ja", "5000", "JPY", "￥5,000"),
        ("ar", "1234.5", "EUR", f"1,234.50{NB}€"),
        ("ar", "5000", "EGP", f"5,000{NB}ج.م."),
        ("ar", "12.345", "KWD", f"12.345{NB}د.ك."),
    ],
)
def test_money_stands_as_the_language_writes_it(
    language: str, amount: str, currency: str, shown: str
) -> None:
    assert formats.money(Decimal(amount), currency, formats.locale_of(language)) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "December 1, 2026"),
        ("de", "1. Dezember 2026"),
        ("fr", "1 décembre 2026"),
        ("es", "1 de diciembre de 2026"),
        ("pt", "1 de dezembro de 2026"),
        ("ar", "1 ديسمبر 2026"),
        ("zh", "2026年12月1日"),
        ("pl", "1 grudnia 2026"),
    ],
)
def test_a_day_stands_in_the_languages_own_order(language: str, shown: str) -> None:
    assert formats.day(date(2026, 12, 1), formats.locale_of(language)) == shown


@given(
    ANY_LANGUAGE,
    st.sampled_from(CURRENCIES),
    st.decimals(min_value="0.01", max_value="9999999.99", places=2),
)
def test_any_amount_is_one_unbreakable_word_that_says_the_amount(
    language: str, currency: str, amount: Decimal
) -> None:
    locale = formats.locale_of(language)
    if currency == "JPY":
        amount = amount.to_integral_value()
    shown = formats.money(amount, currency, locale)
    assert not re.search("[ \t\n\u200e\u200f\u061c]", shown)
    assert not re.search(r"[^\W\d_]\d|\d[^\W\d_]", shown), "a letter touches a digit"
    assert not [sign for sign in shown if sign.isdigit() and sign not in "0123456789"]
    number = re.search(r"\d.*\d|\d", shown)
    assert number is not None
    plain = number[0].replace(get_group_symbol(locale), "").replace(NB, "")
    assert Decimal(plain.replace(get_decimal_symbol(locale), ".")) == amount


@given(ANY_LANGUAGE, st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_any_day_says_its_day_and_year_in_plain_digits(language: str, day: date) -> None:
    shown = formats.day(day, formats.locale_of(language))
    assert {str(day.day), str(day.year)} <= set(re.findall("[0-9]+", shown))
    assert not re.search("[\u200e\u200f\u061c]", shown)


SHOWN: tuple[Context, ...] = tuple(
    each for each in get_args(Context) if each in ("text", "attribute", "header", "plain")
)
ISOLATED = re.compile(
    '<span dir="(ltr|auto)">([^<>]*)</span>|([\u2066\u2068])([^\u2066\u2068\u2069]*)\u2069'
)


def isolated(context: Context, kind: Literal["name", "figure"], value: str) -> tuple[str, str]:
    """ltr or auto, and what is inside."""
    made = escaper(context, "rtl", kind)(value)
    match = ISOLATED.fullmatch(made)
    assert match is not None, made
    how = match[1] or ("ltr" if match[3] == "\u2066" else "auto")
    return how, match[2] or match[4]


@pytest.mark.parametrize("context", SHOWN)
@pytest.mark.parametrize(
    ("value", "how"),
    [
        (f"50{NB}€", "ltr"),
        (f"1,200{NB}US$", "ltr"),
        ("1,234", "ltr"),
        ("ada@example.org", "ltr"),
        ("1 ديسمبر 2026", "auto"),
        (f"5,000{NB}ج.م.", "auto"),
    ],
)
def test_a_figure_runs_left_to_right_unless_its_own_letters_do_not(
    context: Context, value: str, how: str
) -> None:
    assert isolated(context, "figure", value) == (how, value)


@given(
    st.sampled_from(SHOWN),
    st.sampled_from(CURRENCIES),
    st.decimals(min_value=1, max_value=99999, places=2),
)
def test_money_in_arabic_starts_in_the_direction_of_its_first_letter(
    context: Context, currency: str, amount: Decimal
) -> None:
    shown = formats.money(amount, currency, formats.locale_of("ar"))
    how, inside = isolated(context, "figure", shown)
    letters = [unicodedata.bidirectional(sign) for sign in shown if sign.isalpha()]
    assert inside == shown
    assert how == ("auto" if letters and letters[0] in ("R", "AL") else "ltr")


@given(st.sampled_from(SHOWN), st.text(min_size=1))
def test_nothing_that_a_name_holds_ends_its_isolation(context: Context, name: str) -> None:
    value = clean(name)
    if value:
        assert isolated(context, "name", value)[0] == "auto"


@pytest.mark.parametrize("context", SHOWN)
def test_left_to_right_text_isolates_nothing(context: Context) -> None:
    assert escaper(context, "ltr", "figure")(f"50{NB}€") == f"50{NB}€"
