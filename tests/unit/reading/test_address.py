"""The words in a web address are offered as a draft of the headline that the text lacks."""

import pytest

from mailer.reading.warnings import headline_in


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            "https://www.example.org/news/2026/05/04/nine-towns-ask-for-gauges",
            "Nine towns ask for gauges",
        ),
        ("https://www.example.org/nine_towns_ask.html?x=1#top", "Nine towns ask"),
        ("https://www.example.org/press/20260504-nine-towns-ask-98213/", "Nine towns ask"),
        ("https://www.example.org/r%C3%ADo-sin-aviso-previo", "Río sin aviso previo"),
        ("https://www.example.org/24-towns-ask-twice", "24 towns ask twice"),
        ("https://www.example.org/news", None),
        ("https://www.example.org/node/4711-22-9000", None),
        ("https://www.example.org/", None),
        ("https://[broken", None),
    ],
)
def test_a_slug_is_spelled_out_or_nothing_is_said(address: str, says: str | None) -> None:
    assert headline_in(address) == says
