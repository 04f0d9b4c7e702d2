"""Every field of a release knows where it stands in the source: lines as an editor counts them, and blocks."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from mailer.errors import SourceError
from mailer.model.release import PressRelease, Span
from mailer.reading import as_json, read
from mailer.reading.lines import folded
from tests.unit.reading.test_robust import TEXTS

TODAY = date(2026, 11, 25)
RELEASES = sorted((Path(__file__).parents[2] / "golden/releases").glob("*.txt"))
TEXT = """EMBARGOED until 1 December 2026, 09:00 GMT

FOR IMMEDIATE RELEASE

Nine Towns Ask for Gauges on Every Bridge
They would cost less than one flood

SANTIAGO DE COMPOSTELA, 30 November 2026 /River Wire/ --
Nine towns asked the water council today for a gauge on
every bridge, after a winter in which the river rose three
times and nobody was told until the water stood in the
cellars. The list is at https://towns.example.org/gauges and
in every town hall.

"Nobody should have to guess how high a river stands at
night," said Marta Quill, director of River Watch. "A gauge
costs less than a bridge."

Your gift can help keep watch on rivers around the world.

ENDS
"""


def _read(text: str, name: str = "a.txt") -> PressRelease:
    return read(text.encode(), filename=name, today=TODAY)


def _lines(span: Span | None) -> tuple[int, int]:
    assert span is not None
    return span.first_line, span.last_line


def _blocks(span: Span | None) -> tuple[int, int]:
    assert span is not None
    return span.first_block, span.last_block


def test_each_field_of_a_copied_text_has_the_lines_that_hold_it() -> None:
    release = _read(TEXT)
    spans = release.spans
    assert _lines(spans.embargo) == (1, 1)
    assert _lines(spans.headline) == (5, 5)
    assert _lines(spans.subhead) == (6, 6)
    assert _lines(spans.dateline) == (8, 8)
    assert _lines(spans.lede) == (9, 13)
    assert [_lines(span) for span in spans.links] == [(12, 12)]
    assert _lines(spans.appeal_line) == (19, 19)
    assert [_lines(quote.span) for quote in release.quotes] == [(15, 17)]
    assert _lines(release.body[0].span) == (8, 13)


def test_a_block_is_one_piece_of_the_text_however_many_lines_it_takes() -> None:
    release = _read(TEXT)
    assert _blocks(release.spans.headline) == (3, 3)
    assert _blocks(release.spans.lede) == (5, 5)
    assert [_blocks(quote.span) for quote in release.quotes] == [(6, 6)]
    assert [_blocks(each.span) for each in release.press_only] == [(1, 1), (2, 2), (8, 8)]


def test_a_dateline_on_two_lines_has_both() -> None:
    release = _read(
        "Press Release\n\nNine Towns Ask for Gauges\n\nOttawa\n4 May 2026\n\n"
        + "Nine towns asked the water council today for a gauge on every bridge, after a winter in which the river "
        "rose three times and nobody was told.\n"
    )
    assert release.dateline is not None
    assert release.dateline.place == "Ottawa"
    assert _lines(release.spans.dateline) == (5, 6)


def test_a_day_that_a_page_gives_on_a_line_of_its_own_is_where_the_dateline_stands() -> None:
    release = _read(
        "Nine Towns Ask for Gauges\n\n4 May 2026\n\n"
        "Nine towns asked the water council today for a gauge on every bridge, after a winter in which the river "
        "rose three times and nobody was told.\n"
    )
    assert release.dateline is not None
    assert (release.dateline.place, release.dateline.date) == (None, "2026-05-04")
    assert _lines(release.spans.dateline) == (3, 3)


def test_an_embargo_inside_a_paragraph_has_the_lines_of_its_sentence() -> None:
    told = "The towns have asked for this for nine years, and the council has said each time that it would think of it."
    release = _read(
        "Nine Towns Ask for Gauges\n\nNine towns asked the water council today for a gauge on every bridge, after a\n"
        f"winter in which the river rose three times and nobody was told. {told[:20]}\n{told[20:]}\n"
        "This text is under embargo until 1 December 2026, 09:00 GMT.\nThe figures are those of the towns, who\n"
        "counted them with care and will count them again.\n"
    )
    assert release.embargo is not None
    first, last = _lines(release.spans.embargo)
    assert first == last == 6


def test_a_title_in_the_front_matter_of_markdown_stands_there_and_in_no_block() -> None:
    release = _read(
        "---\nlang: en\ntitle: Nine Towns Ask for Gauges on Every Bridge\n---\n\n"
        "Nine towns asked the [water council](https://council.example.org/) today for a gauge on every bridge, after a "
        "winter in which the river rose three times and nobody was told.\n",
        "a.md",
    )
    assert _lines(release.spans.headline) == (3, 3)
    assert _blocks(release.spans.headline) == (0, 0)
    assert as_json(release)["spans"]["headline"]["first_block"] is None
    assert _lines(release.spans.lede) == (6, 6)
    assert [_lines(span) for span in release.spans.links] == [(6, 6)]


PAGE = (
    "<html><head><title>Nine Towns Ask for Gauges on Every Bridge</title></head><body><article>",
    "<h1>Nine Towns Ask for Gauges on Every Bridge</h1>",
    "<p>(Lisbon) – Nine towns asked the water council today for a gauge on every bridge, after a winter in which "
    "the river rose three times and nobody was told until the water stood in the cellars.</p>",
    '<p>“Nobody should have to guess how high a river stands at night,” said Marta Quill, director of River Watch.</p>',
    "<p>The <a href='https://towns.example.org/g'>list</a> stands in every town hall, and the council will vote on it "
    "at the end of the winter, when the water is high and many people come to hear what it says.</p>",
    "<p>“A gauge costs less than a bridge, and a bridge costs less than a town,” Quill said.</p>",
    "</article></body></html>",
)  # fmt: skip


@pytest.mark.parametrize("between", ["", "\n"])
def test_blocks_of_a_page_are_told_apart_though_all_stand_on_one_line(between: str) -> None:
    release = _read(between.join(PAGE), "a.html")
    assert _blocks(release.spans.headline) == (1, 1)
    assert _blocks(release.spans.dateline) == _blocks(release.spans.lede) == (2, 2)
    assert [_blocks(quote.span) for quote in release.quotes] == [(3, 3), (5, 5)]
    assert [_blocks(span) for span in release.spans.links] == [(4, 4)]
    assert _lines(release.spans.lede) == ((3, 3) if between else (1, 1))


def test_a_warning_of_a_page_on_one_line_says_which_block_is_meant() -> None:
    page = "".join(PAGE[:3]) + (
        "<p>Much of what the towns have counted can be read in the , which stands in every town hall of the valley.</p>"
        "<p>“Somebody must count what the river does in the night, and we all know it well.”</p>"
        "<p>Media contact: Marta Quill, +351 21 555 01 00, press@example.org</p></article></body></html>"
    )
    told = {each["code"]: each for each in as_json(_read(page, "a.html"))["warnings"]}
    assert {code: (told[code]["line"], told[code]["block"]) for code in sorted(told)} == {
        "lost-link-text": (1, 3),
        "press-contact": (1, 5),
        "unattributed-quote": (1, 4),
    }
    assert "in the ," in told["lost-link-text"]["words"]


def test_the_json_names_a_place_beside_each_field() -> None:
    told = as_json(_read(TEXT))
    assert told["spans"]["lede"] == {
        "first_line": 9,
        "last_line": 13,
        "first_block": 5,
        "last_block": 5,
    }
    assert told["body"][0]["span"] | {"first_line": 9} == told["spans"]["lede"]
    assert told["quotes"][0]["span"]["first_line"] == 15
    for name in ("links", "press_only", "furniture"):
        assert len(told["spans"][name]) == len(told[name])
        assert all(told["spans"][name])


def _placed(release: PressRelease) -> Iterator[tuple[str, Span]]:
    """Words and where they are said to stand."""
    spans = release.spans
    dateline, embargo = release.dateline, release.embargo
    fields = (
        (release.headline, spans.headline),
        (release.subhead, spans.subhead),
        (dateline.raw if dateline else None, spans.dateline),
        (release.lede, spans.lede),
        (embargo.raw if embargo else None, spans.embargo),
        (release.appeal_line, spans.appeal_line),
        *zip(release.links, spans.links, strict=True),
        *((block.text or " ".join(block.items), block.span) for block in release.body),
        *(("\n".join(quote.parts), quote.span) for quote in release.quotes),
        *((each.text, each.span) for each in (*release.press_only, *release.furniture)),
    )
    for words, span in fields:
        assert (words is None) == (span is None)
        if words is not None and span is not None:
            yield words, span


def _holds(release: PressRelease, text: str) -> None:
    source = re.split(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", text.removeprefix("\ufeff"))
    for words, span in _placed(release):
        assert 1 <= span.first_line <= span.last_line <= len(source)
        assert 1 <= span.first_block <= span.last_block
        there = "".join(folded(line) for line in source[span.first_line - 1 : span.last_line])
        for word in words.split():
            assert folded(word) in there, (word, span)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_the_words_of_every_field_stand_within_its_lines(text: str) -> None:
    try:
        release = _read(text)
    except SourceError:
        return
    _holds(release, text)


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.name)
def test_the_words_of_every_field_of_a_golden_release_stand_within_its_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    _holds(_read(text), text)


def test_a_quotation_that_ends_in_the_next_paragraph_reaches_to_there() -> None:
    release = _read(
        "Nine Towns Ask for Gauges\n\nNine towns asked the water council today for a gauge on every bridge, after a winter "
        "in which the river rose three times and nobody was told.\n\n"
        "Marta Quill, director of River Watch, said: “Nobody should have to guess how high a river stands.\n\n"
        "“A gauge costs less than a bridge, and it is there at night.” The council will vote in March.\n"
    )
    (quote,) = release.quotes
    assert quote.parts[-1] == "A gauge costs less than a bridge, and it is there at night."
    assert _lines(quote.span) == (5, 7)
