"""The number of people as a person types it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.planning.typed import count_risk, typed_number


@pytest.mark.parametrize("written", ["14212", "14,212", "14.212", "14 212", "14'212", " 14212\n"])
def test_a_number_is_taken_however_its_thousands_are_parted(written: str) -> None:
    assert typed_number(written) == 14_212


@pytest.mark.parametrize(
    "written", ["", "all", "14212.", "14,21", "1,4212", "-14212", "14212 people", "1.4212e4"]
)
def test_whatever_may_be_another_number_is_none(written: str) -> None:
    assert typed_number(written) is None


@given(st.integers(0, 10**12), st.sampled_from(["", ",", ".", " ", "\u00a0", "\u202f", "_", "’"]))
def test_every_number_comes_back(number: int, parted: str) -> None:
    assert typed_number(f"{number:,}".replace(",", parted)) == number


@pytest.mark.parametrize(
    ("recipients", "typed_from", "typed", "is_fine"),
    [
        (9, None, None, True),  # off
        (9, 10, None, True),  # so few need none
        (10, 10, None, False),
        (10, 10, "10", True),
        (10, 10, "11", False),
        (9, None, "8", False),  # what was typed has to be right, needed or not
    ],
)
def test_the_number_is_asked_for_from_so_many_on(
    recipients: int, typed_from: int | None, typed: str | None, is_fine: bool
) -> None:
    risks = count_risk(recipients, typed_from, typed)

    assert [risk.name for risk in risks] == ([] if is_fine else ["count-not-typed"])
    assert not any(risk.may_be_accepted for risk in risks)


def test_the_number_itself_is_not_given_away() -> None:
    for typed in (None, "77"):
        (risk,) = count_risk(14_212, 10_000, typed)
        assert "14" not in risk.message.replace(" ", "").replace(",", "")
