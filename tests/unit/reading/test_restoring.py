"""What was taken for furniture comes back into the text when a person says so; what is for the press never."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.errors import SourceError
from mailer.model.release import PressRelease
from mailer.reading import as_json, read

TODAY = date(2026, 11, 25)
TEXT = """Skip to main content
Donate Now

(Lisbon) – Nine towns asked the water council today for a gauge on every bridge, after a winter in which the river rose three times and nobody was told.

Nobody should have to guess how high a river stands at night, and no town should have to buy its own figures from the state that it belongs to.

Your gift can help keep watch on rivers around the world.

Most Viewed

One gauge is out of order

For more information, please contact: Marta Quill, +351 555 0100
"""
RELEASES = sorted(
    path
    for path in (Path(__file__).parents[2] / "golden/releases").iterdir()
    if path.suffix != ".json"
)


def _read(*keep: str, text: str = TEXT) -> PressRelease:
    return read(text.encode(), filename="a.txt", today=TODAY, keep=keep)


def _said(release: PressRelease) -> list[str]:
    return [text for block in release.body for text in (block.text, *block.items) if text]


def test_a_line_comes_back_by_its_number_and_keeps_its_place() -> None:
    before = _read()
    assert [(each.text, each.rule) for each in before.furniture] == [
        ("Skip to main content", "site"),
        ("Donate Now", "site"),
        ("Most Viewed", "section"),
        ("One gauge is out of order", "in-section"),
    ]
    after = _read("12")
    assert _said(after) == [*_said(before), "One gauge is out of order"]
    assert [each.text for each in after.furniture] == [
        "Skip to main content",
        "Donate Now",
        "Most Viewed",
    ]


def test_all_lines_of_a_rule_come_back_and_the_lede_stays_first() -> None:
    before, after = _read(), _read("site")
    assert after.lede == before.lede
    assert _said(after) == [
        _said(before)[0],
        "Skip to main content",
        "Donate Now",
        *_said(before)[1:],
    ]


def test_several_are_kept_at_once_and_twice_is_once() -> None:
    assert _said(_read("12", "in-section", "section")) == [
        *_said(_read()),
        "Most Viewed",
        "One gauge is out of order",
    ]


@pytest.mark.parametrize(
    ("keep", "says"),
    [
        ("14", "--keep 14: that is for the press only (press-contact) and comes into no message."),
        ("press-contact", "--keep press-contact: that is for the press only"),
        ("4", "--keep 4: line 4 was not set apart as furniture. Rules that did: site, section, in-section."),
        ("sit", "--keep sit: no line was set apart as furniture by it. Did you mean site?"),
    ],
)  # fmt: skip
def test_what_is_for_the_press_or_was_never_set_apart_is_refused(keep: str, says: str) -> None:
    with pytest.raises(SourceError, match=re.escape(says)):
        _read(keep)


def test_nothing_else_of_the_reading_changes() -> None:
    before, after = as_json(_read()), as_json(_read("in-section"))
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"body", "furniture", "furniture_rules", "spans"}


def test_in_a_page_on_one_line_what_comes_back_stands_where_it_stood() -> None:
    long = "Nine towns asked the water council for a gauge on every bridge of the river. " * 2
    page = f"<html><body><article><p>(Lisbon) – {long}</p><p>Share this</p><p>{long}</p></article></body></html>"
    plain = read(page.encode(), filename="a.html", today=TODAY)
    assert [each.text for each in plain.furniture] == ["Share this"]
    rule = plain.furniture[0].rule
    back = read(page.encode(), filename="a.html", today=TODAY, keep=[rule])
    assert _said(back) == [long.strip(), "Share this", long.strip()]


@given(st.sampled_from(RELEASES), st.data())
def test_of_any_release_every_piece_of_furniture_can_be_put_back(
    path: Path, data: st.DataObject
) -> None:
    def reading(*keep: str) -> PressRelease:
        return read(path.read_bytes(), filename=path.name, today=TODAY, keep=keep)

    before = reading()
    if not before.furniture:
        return
    chosen = data.draw(st.sampled_from(before.furniture))
    after = reading(chosen.rule)
    assert chosen.rule not in {each.rule for each in after.furniture}
    assert len(after.furniture) < len(before.furniture)
    assert after.lede == before.lede or before.lede is None
    assert (after.headline, after.press_only) == (before.headline, before.press_only)
