"""How press officers say who speaks, language by language: name, role, organisation of each quotation, in order."""

import tomllib
from pathlib import Path

import pytest

from mailer.reading.lines import Line
from mailer.reading.quotes import spoken

Told = list[list[str]]
FILES = sorted((Path(__file__).parents[2] / "golden" / "attributions").glob("*.toml"))
CASES: list[tuple[str, str, Told]] = [
    (file.stem, case["text"], case["told"])
    for file in FILES
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize(("language", "text", "told"), CASES, ids=range(len(CASES)))
def test_the_words_around_a_quotation_tell_who_speaks_and_what_they_are(
    language: str, text: str, told: Told
) -> None:
    lines = [Line(part, 2 * at + 1, 2 * at + 1) for at, part in enumerate(text.split("\n\n"))]
    quotes = spoken(lines, language).quotes
    found = [[each.speaker or "", each.role or "", each.organisation or ""] for each in quotes]
    assert found == told
