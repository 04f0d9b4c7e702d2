"""Facts as numbers: figures side by side, and how far a goal is reached."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from mailer.checking.nesting import only_word, word_view
from mailer.errors import TemplateError
from mailer.model.campaign import Ask, Figure, Progress
from mailer.model.message import Filled
from mailer.rendering import compile, fill, join
from mailer.rendering.figures import progress as read_progress
from mailer.rendering.marks import Marks
from mailer.rendering.texts import Texts
from mailer.wording import words
from tests.unit.checking.samples import facts, findings
from tests.unit.rendering.samples import campaign, house, person, template

NINE = Figure(number="9", what="villages")
HOURS = Figure(number="6 hours", what="of warning")
FAR = Progress(raised=Decimal(12400), goal=Decimal(20000), as_of="20 November")


def parts(name: str = "appeal", **changes: Any) -> tuple[str, str]:
    message = compile(campaign(template=name, **changes), template(name), house())
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    return join(message.html, filled.values), join(message.text, filled.values)


def classed(html: str, name: str) -> list[Any]:
    """Elements of a class."""
    found = f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"
    return list(lxml_html.fromstring(html).xpath(found))


# -- figures


def test_a_figure_is_its_number_and_what_it_counts() -> None:
    html, text = parts(figures=(NINE, HOURS))
    assert [each.text_content() for each in classed(html, "number")] == ["9", "6 hours"]
    assert [each.text_content() for each in classed(html, "counted")] == ["villages", "of warning"]
    assert "\n\n- 9 villages\n- 6 hours of warning\n\n" in text


def test_without_figures_and_progress_there_is_nothing_of_them() -> None:
    html, _ = parts(figures=(Figure(),))
    for name in ("columns", "number", "progress"):
        assert not classed(html, name)


@pytest.mark.parametrize(
    ("figures", "across"),
    [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3), (6, 3)],
)
def test_two_or_three_stand_side_by_side(figures: int, across: int) -> None:
    html, _ = parts(figures=(NINE,) * figures)
    columns = classed(html, "column")
    assert len(columns) == figures
    room = 320 - 2 * 20
    for each in columns:
        style = dict(re.findall(r"([a-z-]+):([^;]+)", each.get("style")))
        wide = int(style["max-width"].removesuffix("px"))
        assert style["display"] == "inline-block"
        assert wide * across <= 536 < wide * (across + 1)
        assert figures == 1 or wide * 2 > room


def test_nothing_stands_between_two_columns_not_even_a_blank() -> None:
    html, _ = parts(figures=(NINE,) * 5)
    (inside,) = re.findall(r'<div class="columns".*?</table><!\[endif\]-->', html, re.DOTALL)
    between = re.findall(r"</div>\n</div>(.*?)<div class=\"column ", inside, re.DOTALL)
    bare = re.sub(r"<!--.*?-->", "", "".join(between), flags=re.DOTALL)
    assert len(re.findall(r'class="column ', inside)) == 5
    assert bare == ""


@pytest.mark.parametrize("figures", range(1, 7))
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_word_gets_a_table_as_wide_as_the_columns(figures: int, direction: str) -> None:
    language = "ar" if direction == "rtl" else "en"
    html, text = parts(
        figures=(NINE,) * figures, progress=FAR, language=language, direction=direction
    )
    looked = facts(html, text)
    assert findings(looked, "mso-broken") == []
    assert findings(looked, "structure-risky") == []
    assert findings(looked, "layout-table-role") == []
    ghosts = [each for each in only_word(html) if 'width="536"' in each]
    assert len(ghosts) == 1
    assert ('dir="rtl"' in ghosts[0]) == (direction == "rtl")
    rows = word_view(html).partition('width="536"')[2].partition("</table>")[0].split("<tr>")[1:]
    across = {1: 1, 2: 2, 4: 2}.get(figures, 3)
    assert [row.count("<td") for row in rows] == [
        min(across, figures - start) for start in range(0, figures, across)
    ]


@pytest.mark.parametrize("missing", ["number", "what"])
def test_half_a_figure_is_no_fact(missing: str) -> None:
    half = NINE.model_copy(update={missing: ""})
    told = rf"campaigns/river-deadline\.toml: figures\.item 2\.{missing} is empty"
    with pytest.raises(TemplateError, match=told):
        parts(figures=(HOURS, half))


def test_between_number_and_words_stands_what_the_language_puts_there() -> None:
    _, text = parts(language="zh", figures=(Figure(number="9", what="个村庄"),))
    assert "\n- 9个村庄\n" in text


def test_a_field_may_stand_in_a_figure() -> None:
    html, text = parts(figures=(Figure(number="9", what="like {{ first_name }}"),))
    assert [each.text_content() for each in classed(html, "counted")] == ["like Ada"]
    assert "- 9 like Ada\n" in text


@pytest.mark.parametrize(
    ("number", "html", "text"),
    [
        ("50 €", '<span dir="ltr">50 €</span>', "\u206650 €\u2069"),
        ("40%", '<span dir="ltr">40%</span>', "\u206640%\u2069"),
        ("٦ ساعات", "٦ ساعات", "٦ ساعات"),
    ],
)
def test_in_right_to_left_text_a_number_keeps_its_order(number: str, html: str, text: str) -> None:
    figure = Figure(number=number, what="للمقياس")
    page, lines = parts(language="ar", direction="rtl", figures=(figure,))
    assert re.search(rf'class="sans number ink"[^>]*>{re.escape(html)}</p>', page)
    assert f"- {text} للمقياس\n" in lines


# -- progress


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "€12,400 of €20,000, as of 20 November"),
        ("de", "12.400\u00a0€ von 20.000\u00a0€, Stand 20 November"),
        (
            "ar",
            "\u206612,400\u00a0€\u2069 من أصل \u206620,000\u00a0€\u2069، حتى 20 November",
        ),
    ],
)
def test_progress_is_said_as_the_language_says_it(language: str, said: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    html, text = parts(progress=FAR, language=language, direction=direction)
    assert said in text
    (shown,) = classed(html, "reached-words")
    assert shown.text_content() == re.sub("[\u2066\u2069]", "", said)
    if direction == "rtl":
        assert [each.get("dir") for each in shown.iter("span")] == ["ltr", "ltr"]


def test_the_amounts_are_in_the_currency_of_the_ask() -> None:
    _, text = parts(progress=FAR, ask=Ask(currency="USD"))
    assert "$12,400 of $20,000" in text


def test_the_bar_says_nothing_of_its_own() -> None:
    (bar,) = classed(parts(progress=FAR)[0], "progress")
    assert bar.get("aria-hidden") == "true"
    assert bar.get("role") == "presentation"
    assert bar.text_content().strip("\n") == "\u00a0\n\u00a0"
    assert [cell.get("width") for cell in bar.iter("td")] == ["62%", "38%"]


def test_the_heading_is_one_below_the_heading_that_it_stands_under() -> None:
    far = FAR.model_copy(update={"heading": "Mfar"})
    for name, tag in (("appeal", "h3"), ("update", "h2"), ("thanks", "h2")):
        html, text = parts(name, progress=far)
        assert re.search(rf"<{tag} [^>]*>Mfar</{tag}>", html)
        assert "\nMfar:\n€12,400 of" in text


@pytest.mark.parametrize("missing", ["raised", "goal", "as_of"])
def test_a_bar_without_its_day_or_its_goal_is_no_fact(missing: str) -> None:
    empty = "" if missing == "as_of" else None
    lacking = FAR.model_copy(update={missing: empty})
    told = rf"campaigns/river-deadline\.toml: progress\.{missing} is missing\. Write .*such as"
    with pytest.raises(TemplateError, match=told):
        parts(progress=lacking)


def percent(raised: str, goal: str) -> int:
    far = Progress(raised=Decimal(raised), goal=Decimal(goal), as_of="today")
    texts = Texts("x", Marks("0" * 16, lambda name: None), lambda name, where: None)
    read = read_progress(campaign(progress=far), texts, words("en"))
    assert read is not None
    return int(read["percent"])


@pytest.mark.parametrize(
    ("raised", "goal", "shown"),
    [
        ("0", "20000", 0),
        ("0.01", "20000", 1),
        ("19999.99", "20000", 99),
        ("20000", "20000", 100),
        ("31000", "20000", 100),
        ("58", "100", 58),
    ],
)
def test_nothing_looks_reached_too_early_and_something_is_never_nothing(
    raised: str, goal: str, shown: int
) -> None:
    assert percent(raised, goal) == shown


@given(
    st.decimals(0, 10**9, places=2),
    st.decimals(Decimal("0.01"), 10**9, places=2),
)
def test_a_bar_is_full_exactly_when_the_goal_is_reached(raised: Decimal, goal: Decimal) -> None:
    shown = percent(str(raised), str(goal))
    assert (shown == 100) == (raised >= goal)
    assert (shown == 0) == (raised == 0)


@pytest.mark.parametrize(("raised", "cells"), [("0", ["100%"]), ("20000", ["100%"])])
def test_an_empty_bar_and_a_full_one_have_one_cell(raised: str, cells: list[str]) -> None:
    far = FAR.model_copy(update={"raised": Decimal(raised)})
    (bar,) = classed(parts(progress=far)[0], "progress")
    assert [cell.get("width") for cell in bar.iter("td")] == cells
