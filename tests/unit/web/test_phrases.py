"""Numbers, times and plurals as the dashboard says them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.web import phrases


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (999, "999"), (14212, "14,212"), (None, "–"), (Decimal("1240"), "1,240.00")],
)
def test_numbers_are_grouped(value: int | Decimal | None, said: str) -> None:
    assert phrases.number(value) == said


def test_one_is_not_many() -> None:
    assert phrases.people(1) == "1 person"
    assert phrases.people(0) == "0 people"
    assert phrases.plural(2, "wave") == "2 waves"
    assert phrases.plural(1, "batch", "batches") == "1 batch"
    assert phrases.plural(3, "batch", "batches") == "3 batches"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0287, "2.9%"), (0.0, "0.0%"), (1.0, "100.0%"), (0.0004, "0.04%"), (None, "–")],
)
def test_shares_are_percent(share: float | None, said: str) -> None:
    assert phrases.percent(share) == said


def test_opens_are_a_range_that_shrinks_to_one_number() -> None:
    assert phrases.share_range(0.279, 0.323) == "28–32%"
    assert phrases.share_range(0.2791, 0.2802) == "28%"
    assert phrases.share_range(None, None) == "–"


def test_amounts_keep_cents_only_where_there_are_some() -> None:
    assert phrases.amount(Decimal("1240.00")) == "1,240"
    assert phrases.amount(Decimal("53.9")) == "53.90"


def test_a_moment_names_the_city_and_utc() -> None:
    eight = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert (
        phrases.moment(eight, "Europe/Berlin")
        == "Tuesday 1 December 2026, 09:00 in Berlin (08:00 UTC)"
    )
    assert phrases.moment(eight, "UTC") == "Tuesday 1 December 2026, 08:00 UTC"


def test_a_moment_names_the_day_of_utc_where_it_is_another() -> None:
    late = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
    assert (
        phrases.moment(late, "Pacific/Auckland")
        == "Tuesday 1 December 2026, 09:00 in Auckland (Monday 20:00 UTC)"
    )


def test_winter_in_london_still_names_london() -> None:
    assert "in London (12:00 UTC)" in phrases.moment(
        datetime(2026, 1, 5, 12, 0, tzinfo=UTC), "Europe/London"
    )


def test_places_are_cities() -> None:
    assert phrases.place("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert phrases.place(None) == "everywhere"


@given(st.floats(min_value=0, max_value=2))
def test_a_bar_is_never_wider_than_its_frame(share: float) -> None:
    assert 0 <= float(phrases.wide(share)) <= 100
