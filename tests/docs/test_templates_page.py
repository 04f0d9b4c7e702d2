"""docs/templates.md tells all that a template may use, and its example becomes a message."""

import re
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from mailer.model.campaign import Campaign, StoryLink
from mailer.model.message import Filled
from mailer.rendering import assembled, compile, fill, join, views
from mailer.rendering.blocks import Blocks, Stretch
from mailer.rendering.links import Links
from mailer.rendering.marks import Marks
from mailer.rendering.texts import Texts
from mailer.wording import words
from tests.conftest import ROOT
from tests.unit.rendering.samples import FOLDER, campaign, house, person

PAGE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
PARTS = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "parts").iterdir()}
FENCES = re.findall(r"`templates/note/(\S+)`:\n\n```jinja\n(.*?)```", PAGE, re.DOTALL)


def cells(first: str, last: str) -> str:
    """The stretch of the page between two of its lines."""
    return PAGE.split(f"\n{first}", 1)[1].split(f"\n{last}", 1)[0]


def seen_by_a_template() -> dict[str, Any]:
    """The names that message.html.j2 gets."""
    marks = Marks("0" * 16, lambda name: None)
    texts = Texts("campaigns/note.toml", marks, lambda name, where: None)
    links = Links(house(), "https://give.example.org", "", "campaigns/note.toml", marks)
    names = views.view(campaign(), house(), words("en"), texts, links, marks)
    own = dict.fromkeys(("message.html.j2", "message.txt.j2"), "")
    blocks = Blocks(campaign(), (), texts, marks, lambda name, where: None, lambda *_: None)
    given = {"blocks": blocks.of("message.html.j2")}
    return {**names, **given, **views.sheets(assembled("note", own, PARTS), names)}


def test_every_part_of_a_block_is_on_the_page_and_no_other() -> None:
    table = cells("| of a block | is |", "A row is")
    told = {
        name
        for line in table.splitlines()[2:]
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert told == {each.name for each in fields(Stretch)}


@pytest.mark.parametrize("name", ["appeal", "letter", "thanks", "update"])
def test_the_campaigners_page_tells_every_place_of_a_template(name: str) -> None:
    page = (ROOT / "docs" / "campaigner.md").read_text(encoding="utf-8")
    (told,) = re.findall(rf"^\| `{name}` \| (after-.*) \|$", page, re.MULTILINE)
    for file in ("message.html.j2", "message.txt.j2"):
        source = (FOLDER / name / file).read_text(encoding="utf-8")
        assert re.findall(r'shown_blocks\("([a-z-]+)"', source) == told.split(", ")


def test_every_variable_is_on_the_page_and_no_other() -> None:
    names = seen_by_a_template()
    table = cells("| name | type | is |", "Of the campaign")
    told = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`(\w+)`", line.split("|")[1] if line.count("|") > 2 else "")
    }
    functions = {
        name
        for line in cells("| function | gives |", "A *place*").splitlines()
        for name in re.findall(r"`(\w+)\(", line.split("|")[1] if line.count("|") > 2 else "")
    }
    assert told - {"t"} == {name for name, value in names.items() if not callable(value)}
    assert functions == {name for name, value in names.items() if callable(value)}


def test_every_text_of_the_campaign_is_on_the_page_and_no_other() -> None:
    texts = seen_by_a_template()["c"]
    assert set(re.findall(r"c\.(\w+)", cells("| name | type |\n", "Functions:"))) == texts.keys()


def test_every_macro_is_on_the_page_with_what_it_takes() -> None:
    table = cells("## Parts", "## Colours")
    for file, text in PARTS.items():
        row = next((line for line in table.splitlines() if f"`{file}`" in line), "")
        for signature in re.findall(r"\{% macro (\w+\(.*?\)) -?%\}", text):
            assert f"`{signature}`" in row, (file, signature)


def test_the_smallest_template_is_one() -> None:
    template = assembled("note", dict(FENCES), PARTS)
    note = Campaign(
        slug="note",
        subject="A note",
        headline="The gauges stay",
        lede="The council voted on Thursday.",
        link=StoryLink(url="https://www.example.org/a"),
    )
    message = compile(note, template, house(donation_url=""))
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    for part in (message.html, message.text):
        for said in ("The gauges stay", "The council voted", "https://www.example.org/a", "/u/"):
            assert said in join(part, filled.values)
