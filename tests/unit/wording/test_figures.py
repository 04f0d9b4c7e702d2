"""How numbers are said."""

from decimal import Decimal

import pytest

from mailer.wording import figures


@pytest.mark.parametrize(
    ("value", "said"),
    [(14212, "14,212"), (0, "0"), (None, "–"), (Decimal("1240"), "1,240.00"), (0.5, "0.50")],
)
def test_numbers_are_grouped(value: float | Decimal | None, said: str) -> None:
    assert figures.number(value) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 gifts"), (1, "1 gift"), (2, "2 gifts"), (14021, "14,021 gifts")]
)
def test_one_is_singular_and_all_else_is_plural(count: int, said: str) -> None:
    assert figures.plural(count, "gift") == said


def test_irregular_plurals_are_given() -> None:
    assert figures.plural(3, "batch", "batches") == "3 batches"
    assert (figures.people(0), figures.people(1)) == ("0 people", "1 person")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0287, "2.9%"), (0.0, "0.0%"), (1.0, "100.0%"), (0.0004, "0.04%"), (None, "–")],
)
def test_shares_are_percent_with_a_decimal_and_with_two_below_one_percent(
    value: float | None, said: str
) -> None:
    assert figures.percent(value) == said


def test_a_range_names_its_unit_once() -> None:
    assert figures.span(0.279, 0.323) == "27.9 - 32.3%"
    assert figures.span(None, 0.3) == "–"


def test_a_rough_range_shrinks_to_one_number() -> None:
    assert figures.rough_span(0.279, 0.323) == "28–32%"
    assert figures.rough_span(0.2791, 0.2802) == "28%"
    assert figures.rough_span(None, None) == "–"


@pytest.mark.parametrize(
    ("value", "said"),
    [(Decimal(50), "50"), (Decimal("62.5"), "62.50"), (Decimal(1240), "1,240"), (None, "–")],
)
def test_amounts_in_running_text_are_short(value: Decimal | None, said: str) -> None:
    assert figures.amount(value) == said


def test_money_names_its_currency_and_has_as_many_decimals_as_it() -> None:
    assert figures.money(Decimal(1240), "EUR") == "EUR 1,240.00"
    assert figures.money(Decimal(5000), "JPY") == "JPY 5,000"
    assert figures.money(Decimal(5), None) == "5.00"
    assert figures.money(None, "EUR") == "–"


def test_a_list_leaves_out_what_is_not_there() -> None:
    assert figures.listed(["3 opens", "", "1 click"]) == "3 opens, 1 click"
