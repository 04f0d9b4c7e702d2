"""Blocks for some people, rows as many as somebody has values, facts as numbers."""

import quopri
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from mailer.errors import TemplateError
from mailer.model.campaign import Block, Figure, Progress, Rows, Shown
from mailer.model.message import Filled, Held, Message
from mailer.rendering import compile, fill, join
from mailer.rendering.printable import Printable
from tests.unit.rendering.samples import campaign, house, person, template

MONTHLY = Shown(segment="monthly")
TODAY = date(2026, 12, 1)


def made(*blocks: Block, name: str = "appeal", **changes: Any) -> Message:
    asked = dict.fromkeys(each.to for each in blocks if each.to != Shown())
    return compile(
        campaign(blocks=blocks, **changes),
        template(name),
        house(known_fields=frozenset({"towns", "petition"})),
        conditions=tuple(asked),
        said=tuple(each.segment or each.field for each in asked),
    )


def seen(message: Message, shows: int = 0, **known: Any) -> tuple[str, str]:
    """The words of the HTML part, and the text part."""
    (filled,) = fill(message, [replace(person(fields=known), shows=shows)], TODAY)
    assert isinstance(filled, Filled), filled
    page = lxml_html.fromstring(join(message.html, filled.values))
    return " ".join(page.text_content().split()), join(message.text, filled.values)


def test_a_block_is_shown_to_whom_its_condition_holds_for_and_the_others_get_the_other_words() -> (
    None
):
    block = Block(
        place="after-bridge",
        to=MONTHLY,
        heading="Thank you",
        text="You give every month.\n\nThe gauges run on that.",
        otherwise="Twelve people give every month.",
    )
    message = made(block)
    assert message.conditions == ("monthly",)
    for part in seen(message, shows=1):
        assert "You give every month." in part
        assert "The gauges run on that." in part
        assert "Twelve people" not in part
    for part in seen(message, shows=0b10):
        assert "Thank you" not in part
        assert "Twelve people give every month." in part


def test_blocks_of_two_conditions_are_each_their_own_bit() -> None:
    message = made(
        Block(place="after-lede", to=MONTHLY, text="One."),
        Block(place="after-lede", to=Shown(field="petition"), text="Two."),
        Block(place="after-lede", text="Everybody."),
    )
    for shows in range(4):
        words, text = seen(message, shows)
        for part in (words, text):
            assert ("One." in part, "Two." in part, "Everybody." in part) == (
                bool(shows & 1),
                bool(shows & 2),
                True,
            )


def test_a_field_in_a_block_holds_back_only_who_is_shown_it() -> None:
    message = made(Block(place="after-bridge", to=MONTHLY, text="You signed {{ petition }}."))
    shown, other = (replace(person(), shows=bit) for bit in (1, 0))
    outcome = fill(message, [shown, other], TODAY)
    assert outcome[0] == Held("petition")
    assert isinstance(outcome[1], Filled)


ROWS = Block(
    place="after-bridge",
    heading="Your towns",
    text="You wrote for these:",
    rows=Rows(field="towns", separator=";", text="{{ item }}, by the river", most=3),
    otherwise="Nine towns ask for help.",
)


@pytest.mark.parametrize(
    ("towns", "rows"),
    [
        ("Unterlenn", ["Unterlenn"]),
        ("Unterlenn; Oberlenn ;; Lenn", ["Unterlenn", "Oberlenn", "Lenn"]),
        ("a;b;c;d;e", ["a", "b", "c"]),
        (" ; ;", []),
        ("", []),
    ],
)
def test_a_row_stands_for_each_value_and_the_block_goes_where_there_is_none(
    towns: str, rows: list[str]
) -> None:
    message = made(ROWS)
    words, text = seen(message, towns=towns)
    for part in (words, text):
        assert part.count(", by the river") == len(rows)
        assert ("Your towns" in part) == bool(rows)
        assert ("Nine towns ask" in part) == (not rows)
        assert [part.find(f"{row}, by the river") >= 0 for row in rows] == [True] * len(rows)


@given(
    towns=st.lists(
        st.text(
            st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=";"), max_size=20
        ),
        max_size=4,
    )
)
def test_whatever_the_values_are_a_row_is_one_item_and_every_way_out_writes_the_same(
    towns: list[str],
) -> None:
    message = made(ROWS)
    (filled,) = fill(message, [replace(person(fields={"towns": ";".join(towns)}))], TODAY)
    assert isinstance(filled, Filled)
    page = lxml_html.fromstring(join(message.html, filled.values))
    items = page.xpath("//ul[contains(@class, 'rows')]/li")
    assert len(items) <= 3
    for item in items:
        assert [each.tag for each in item] == ["span"]
        assert len(item[0]) == 0
    encoded = b"".join(Printable(message.html).pieces(filled.values))
    whole = quopri.decodestring(encoded).decode().replace("\r\n", "\n")
    assert whole == join(message.html, filled.values)


def test_every_template_shows_blocks_in_both_parts() -> None:
    for name in ("appeal", "update", "thanks", "letter"):
        with pytest.raises(TemplateError) as told:
            made(Block(place="after-brigde", text="x"), name=name, thanks="Thank you.")
        assert "blocks.item 1.place: there is no place 'after-brigde'" in str(told.value)
        assert "after-" in str(told.value).split("It has ")[1]
        place = str(told.value).split("It has ")[1].split(",")[0].rstrip(".")
        for part in seen(made(Block(place=place, text="Here."), name=name, thanks="Thank you.")):
            assert part.count("Here.") == 1


def test_figures_stand_in_both_parts_and_need_their_words() -> None:
    figures = (
        Figure(number="48", what="gauges asked for"),
        Figure(number="310", what="volunteers"),
    )
    words, text = seen(made(figures=figures))
    assert "48 gauges asked for" in words
    assert "310 volunteers" in text
    with pytest.raises(TemplateError, match=r"figures\.item 1\.what is empty"):
        made(figures=(Figure(number="48"),))


def test_progress_says_its_day_and_never_looks_reached_too_early() -> None:
    progress = Progress(
        heading="The winter watch",
        raised=Decimal(19_999),
        goal=Decimal(20_000),
        as_of="20 November",
    )
    message = made(progress=progress)
    words, text = seen(message)
    for part in (words, text):
        assert "€19,999" in part
        assert "€20,000" in part
        assert "20 November" in part
    assert 'width="99%"' in "".join(message.html.statics)
    for key in ("raised", "goal", "as_of"):
        with pytest.raises(TemplateError, match=rf"progress\.{key} is missing"):
            made(progress=progress.model_copy(update={key: None if key != "as_of" else ""}))
