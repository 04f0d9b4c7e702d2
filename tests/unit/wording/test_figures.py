"""How numbers are said."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mailer.wording import figures


@pytest.mark.parametrize(("value", "said"), [(14212, "14,212"), (0, "0"), (None, "–")])
def test_whole_numbers_are_grouped(value: int | None, said: str) -> None:
    assert figures.number(value) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 gifts"), (1, "1 gift"), (2, "2 gifts"), (14021, "14,021 gifts")]
)
def test_one_is_singular_and_all_else_is_plural(count: int, said: str) -> None:
    assert figures.plural(count, "gift") == said


def test_irregular_plurals_are_given() -> None:
    assert figures.plural(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("value", "said"), [(0.0287, "2.9%"), (0.0, "0.0%"), (1.0, "100.0%"), (None, "–")]
)
def test_shares_are_percent_with_one_decimal(value: float | None, said: str) -> None:
    assert figures.percent(value) == said


def test_a_range_names_its_unit_once() -> None:
    assert figures.span(0.279, 0.323) == "27.9 - 32.3%"
    assert figures.span(None, 0.3) == "–"


@pytest.mark.parametrize(
    ("value", "said"),
    [(Decimal(50), "50"), (Decimal("62.5"), "62.50"), (Decimal(1240), "1,240"), (None, "–")],
)
def test_amounts_in_running_text_are_short(value: Decimal | None, said: str) -> None:
    assert figures.amount(value) == said


def test_money_names_its_currency_and_has_its_decimals() -> None:
    assert figures.money(Decimal(1240), "EUR") == "EUR 1,240.00"
    assert figures.money(Decimal(5000), "JPY", 0) == "JPY 5,000"
    assert figures.money(Decimal(5), None) == "5.00"
    assert figures.money(None, "EUR") == "–"


def test_a_moment_is_said_by_the_clock_of_its_place() -> None:
    at = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
    assert figures.short_moment(at, "Europe/Berlin") == "Fri 4 Dec 2026 09:00 Berlin"
    assert figures.short_moment(at, "America/Argentina/Buenos_Aires").endswith("05:00 Buenos Aires")
    assert figures.short_day(date(2026, 12, 15), with_year=False) == "15 Dec"


def test_a_list_leaves_out_what_is_not_there() -> None:
    assert figures.listed(["3 opens", "", "1 click"]) == "3 opens, 1 click"
