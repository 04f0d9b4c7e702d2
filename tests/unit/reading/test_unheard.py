"""Words in quotation marks that were not taken as a quotation: which of them a person is told of."""

from datetime import date

import pytest

from mailer.reading import read
from tests.unit.reading.test_quotes import LEDE


def _left_out(language: str, text: str) -> list[int | None]:
    source = f"{LEDE[language]}\n\n{text}\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    return [warning.line for warning in release.warnings if warning.code == "quote-left-out"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # long, and nobody near it
        (
            "en",
            "On the wall of the hall “every town on this river has the right to know how high the water stands” is painted.",
        ),
        # beside a verb of speech
        (
            "en",
            "At the meeting it was shouted that “the gauges have been broken for nine years”.",
        ),
    ],
)
def test_words_in_marks_that_look_like_speech_are_never_passed_over_in_silence(
    language: str, text: str
) -> None:
    assert _left_out(language, text) == [3]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "The report, “Nine Floods in Ten Years: What the Gauges on Our Bridges Say About Us All”, is out.",
        ),
        ("en", "They call it a “gauge” here."),
        ("en", "The draft law says that “existing gauges shall be renewed upon request”."),
        (
            "en",
            "“We have counted every flood since then,” said Marta Quill, director of River Watch.",
        ),
    ],
)
def test_titles_terms_and_laws_are_no_speech_that_was_left_out(language: str, text: str) -> None:
    assert _left_out(language, text) == []
