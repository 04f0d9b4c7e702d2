"""What runs from left to right stays whole in right-to-left text, and nothing else is touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.rendering.runs import cut


@pytest.mark.parametrize(
    "run",
    [
        "+961 1 234 567",
        "+961-1-234567",
        "(01) 234 567",
        "+49 (0)30 1234567",
        "01.23.45.67.89",
        "0800 123 456",
        "٠١ ٢٣٤ ٥٦٧",
        "2026-12-10",
        "€50",
        "€ 1,250.50",
        "50 €",
        "1 250,50 €",
        "USD 40",
        "40 USD",
        "marta.quill@news.example.org",
        "https://www.example.org/a?b=1&c=(2)",
        "www.example.org/rivers",
        "example.org/rivers/2026",
    ],
)
def test_a_run_is_set_apart_whole_whatever_stands_behind_it(run: str) -> None:
    for before, after in (("اتصلوا ", " اليوم"), ("", "."), ("(", "، شكرا"), ("", "")):
        pieces = cut(f"{before}{run}{after}")
        assert pieces[1::2] == [run]
        assert "".join(pieces) == f"{before}{run}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "في عام 2026. 15 شخصا",
        "من 22 إلى 24 ديسمبر 2026",
        "10 ديسمبر",
        "عام 2026 2 مرة",
        "River Watch",
        "40%",
        "الساعة 19:00",
        "",
    ],
)
def test_other_numbers_and_names_stay_as_they_are(text: str) -> None:
    assert cut(text) == [text]


@settings(max_examples=100, deadline=None)
@given(st.text("ab@.:/wW +-()0123456789€$ابج ", max_size=40))
def test_no_sign_is_lost(text: str) -> None:
    assert "".join(cut(text)) == text
