"""Cells as spreadsheets and databases of the world write them."""

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.audience import values
from mailer.errors import AudienceError

MAY_4 = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (values.country, "de", "DE"),
        (values.country, "DEU", "DE"),
        (values.country, "Deutschland", "DE"),
        (values.country, "Griechenland", "GR"),
        (values.country, "مصر", "EG"),
        (values.country, "UK", "GB"),
        (values.country, "U.S.A.", "US"),
        (values.country, "Turkey", "TR"),
        (values.language, "de-AT", "de"),
        (values.language, "zh_Hant_TW", "zh"),
        (values.language, "German", "de"),
        (values.language, "français", "fr"),
        (values.language, "deu", "de"),
        (values.timezone, "europe/berlin", "Europe/Berlin"),
        (values.timezone, "America/New York", "America/New_York"),
        (values.day, "2026-05-04", MAY_4),
        (values.day, "20260504", MAY_4),
        (values.day, "2026/5/4", MAY_4),
        (values.day, "4.5.2026", MAY_4),
        (values.day, "4. Mai 2026", MAY_4),
        (values.day, "4 de mayo de 2026", MAY_4),
        (values.day, "May 4, 2026", MAY_4),
        (values.day, "4th May 2026", MAY_4),
        (values.day, "25/12/2026", date(2026, 12, 25)),
        (values.day, "12/25/2026", date(2026, 12, 25)),
        (values.day, "05/05/2026", date(2026, 5, 5)),
        (values.day, "2026-05-04T23:30:00-05:00", MAY_4),
        (values.instant, "2026-05-04T10:00:00+02:00", datetime(2026, 5, 4, 8, tzinfo=UTC)),
        (values.instant, "2026-05-04 10:00", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        (values.instant, "2026-05-04 10:00:00 UTC", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        (values.instant, "4.5.2026", datetime(2026, 5, 4, tzinfo=UTC)),
        (values.amount, "50", (Decimal(50), None)),
        (values.amount, "50,5", (Decimal("50.5"), None)),
        (values.amount, "1.234,50", (Decimal("1234.5"), None)),
        (values.amount, "1,234.50", (Decimal("1234.5"), None)),
        (values.amount, "1 234,5", (Decimal("1234.5"), None)),
        (values.amount, "1\u202f234,5", (Decimal("1234.5"), None)),
        (values.amount, "1'234.50", (Decimal("1234.5"), None)),
        (values.amount, "1.234.567", (Decimal(1234567), None)),
        (values.amount, "€50", (Decimal(50), "EUR")),
        (values.amount, "50 PLN", (Decimal(50), "PLN")),
        (values.whole, "3.0", 3),
        (values.flag, "Ja", True),
        (values.flag, "0", False),
        (values.tags, " Press; volunteer|press,", ("press", "volunteer")),
        (values.currency, "eur", "EUR"),
        (values.currency, "£", "GBP"),
    ],
)
def test_a_cell_is_read(read: Callable[[str], Any], cell: str, value: object) -> None:
    assert read(cell) == value
    assert read(f"  {cell} ") == value


@pytest.mark.parametrize(
    ("read", "cell", "says"),
    [
        (values.country, "Germny", "did you mean DE"),
        (values.country, "EU", "no country"),
        (values.country, "XX", "no country"),
        (values.language, "xx", "no language"),
        (values.timezone, "Europe/Berln", "did you mean Europe/Berlin"),
        (values.timezone, "../../etc/passwd", "no time zone"),
        (values.day, "05/04/2026", "two ways"),
        (values.day, "2026-02-30", "no day of the calendar"),
        (values.day, "1.1.26", "no date"),
        (values.day, "45123", "no date"),
        (values.day, "0202-01-01", "can't be right"),
        (values.instant, "2026-05-04T99", "no time"),
        (values.amount, "1.234", "can be read as 1234 or as 1.23"),
        (values.amount, "50,000", "can be read as 50000 or as 50.00"),
        (values.amount, "-5", "no amount"),
        (values.amount, "1e5", "no amount"),
        (values.amount, "$50", "no amount"),
        (values.amount, "1,2,3", "no amount"),
        (values.amount, "100000000000", "too many digits"),
        (values.amount, "1.2345", "too many digits"),
        (values.amount, "50 XYZ", "no currency"),
        (values.whole, "3.5", "no whole number"),
        (values.whole, "-1", "no whole number"),
        (values.flag, "perhaps", "neither yes nor no"),
        (values.currency, "EURO", "no currency"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(
    read: Callable[[str], Any], cell: str, says: str
) -> None:
    with pytest.raises(AudienceError, match=r".") as refused:
        read(cell)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "read",
    [
        values.country,
        values.language,
        values.timezone,
        values.day,
        values.instant,
        values.amount,
        values.whole,
        values.flag,
        values.currency,
    ],
)
@given(cell=st.text(max_size=30))
def test_no_cell_breaks_a_reader(read: Callable[[str], Any], cell: str) -> None:
    with contextlib.suppress(AudienceError):
        read(cell)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_iso_dates_and_german_dates_come_back(day: date) -> None:
    assert values.day(day.isoformat()) == day
    assert values.day(f"{day.day}.{day.month}.{day.year}") == day


@given(st.decimals(0, 10**10, places=2))
def test_amounts_come_back_in_three_manners(amount: Decimal) -> None:
    plain = f"{amount:f}"
    english = f"{amount:,f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for cell in (plain, english, german):
        assert values.amount(cell) == (amount, None)
