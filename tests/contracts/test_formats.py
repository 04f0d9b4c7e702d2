"""Every golden release is read as a person read it; every format keeps the same promises.

tests/golden/releases/NAME.txt, .md or .html with NAME.json beside it, written by hand from the text:
`lede` may end with ... for a start; `body` lists kinds, a list with the number of its items; `warnings`
lists codes; `lines` has the first and the last line of each field and of each entry of a list. A key that is
missing is not looked at.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mailer.reading import as_json, read

RELEASES = Path(__file__).parent.parent / "golden" / "releases"
TODAY = date(2026, 11, 25)


def _sources() -> list[Path]:
    return sorted(path for path in RELEASES.iterdir() if path.suffix != ".json")


def _told(source: Path) -> dict[str, Any]:
    """The reading in the shape of the expectations."""
    found = as_json(read(source.read_bytes(), filename=source.name, today=TODAY))
    dateline = found["dateline"] or {"place": None, "date": None}
    return found | {
        "place": dateline["place"],
        "date": dateline["date"],
        "body": [
            f"list {len(block['items'])}" if block["kind"] == "list" else block["kind"]
            for block in found["body"]
        ],
        "warnings": [warning["code"] for warning in found["warnings"]],
        "lines": _lines(found["spans"])
        | {name: [_lines(each["span"]) for each in found[name]] for name in ("body", "quotes")},
    }


def _lines(spans: Any) -> Any:
    """The same with [first, last] for each span."""
    if isinstance(spans, list):
        return [_lines(each) for each in spans]
    if spans is None or "first_line" in spans:
        return spans and [spans["first_line"], spans["last_line"]]
    return {name: _lines(each) for name, each in spans.items()}


def _differences(expected: dict[str, Any], told: dict[str, Any]) -> Iterator[str]:
    for key, value in expected.items():
        got = told[key]
        if key == "lede" and isinstance(value, str) and value.endswith("…"):
            got = (got or "")[: len(value) - 1] + "…"
        if key == "quotes" and isinstance(value, list):
            for number, pair in enumerate(zip(value, got, strict=False)):
                yield from (
                    f"quote {number} {part}: {pair[1][part]!r}, not {pair[0][part]!r}"
                    for part in pair[0]
                    if pair[0][part] != pair[1][part]
                )
            if len(value) != len(got):
                yield f"{len(got)} quotes, not {len(value)}: {got[len(value) :]}"
        elif got != value:
            yield f"{key}: {got!r}, not {value!r}"


@pytest.mark.parametrize("source", _sources(), ids=lambda path: path.name)
def test_a_golden_release_is_read_as_a_person_read_it(source: Path) -> None:
    expected = json.loads(source.with_suffix(".json").read_text(encoding="utf-8"))
    assert list(_differences(expected, _told(source))) == []


def test_there_are_pairs_in_every_language_and_format() -> None:
    sources = _sources()
    languages = {
        json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["language"]
        for path in sources
    }
    assert len(sources) >= 50
    assert languages >= {"en", "es", "fr", "de", "pt", "ar", "zh"}
    assert {path.suffix for path in sources} == {".txt", ".md", ".html"}
