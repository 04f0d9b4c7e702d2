"""Each template that ships in a real Chromium: on a phone, in a window, in the dark, in three scripts."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from mailer.model.campaign import (
    Block,
    Campaign,
    CampaignList,
    CampaignQuote,
    Figure,
    Progress,
    Rows,
    Signature,
    StoryLink,
)
from mailer.model.message import Filled
from mailer.rendering import compile, fill, join
from tests.browser.test_message import CONTRASTS, LONG, WIDTHS
from tests.unit.rendering.golden import GOLDEN, values_of
from tests.unit.rendering.samples import house, person, template

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("update", "thanks", "letter")
SCRIPTS = ("en", "ar", "zh", "long")


def words_of(script: str) -> dict[str, Any]:
    """Every text of a campaign, out of the golden ones of that script."""
    if script == "long":
        return {
            **dict.fromkeys(("headline", "kicker", "lede", "thanks", "bridge", "postscript"), LONG),
            "what_changed": (LONG,),
            "what_next": (LONG,),
            "quote": CampaignQuote(parts=(LONG,), speaker=LONG, role=LONG),
            "points": CampaignList(heading=LONG, items=(LONG,)),
            "link": StoryLink(url=f"https://www.example.org/{LONG}", label=LONG),
            "figures": (Figure(number=LONG, what=LONG),) * 3,
            "progress": Progress(heading=LONG, raised=Decimal(1), goal=Decimal(3), as_of=LONG),
            "blocks": (
                Block(
                    place="after-points",
                    heading=LONG,
                    text=LONG,
                    rows=Rows(field="first_name", text=f"{{{{ item }}}} {LONG}"),
                ),
            ),
            "signature": Signature(name=LONG, role=LONG),
        }
    ending = "" if script == "en" else f"-{script}"
    found: dict[str, Any] = {}
    for path in sorted(GOLDEN.glob(f"*{ending}.toml")):
        if script != "en" or "-" not in path.stem:
            found |= values_of(path.stem)
    found.pop("blocks", None)  # its places are of another template
    return found


@cache
def shown(name: str, script: str) -> str:
    campaign = Campaign(
        **{**words_of(script), "slug": "gauges", "subject": "The gauges", "template": name}
    )
    if name == "thanks":
        moved = (each.model_copy(update={"place": "after-quote"}) for each in campaign.blocks)
        campaign = campaign.model_copy(update={"blocks": tuple(moved)})
    message = compile(campaign, template(name), house())
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    return join(message.html, filled.values)


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Without scripts and without a network."""
    context = browser.new_context(java_script_enabled=False)
    made = context.new_page()
    made.route("**/*", lambda route: route.abort())
    yield made
    context.close()


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_overflows_and_every_text_stands_out(page: "Page", name: str, script: str) -> None:
    page.set_content(shown(name, script))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, scheme
            found = page.evaluate(CONTRASTS)
            assert len(found) > 10
            assert [each for each in found if each[0] < 4.5] == [], scheme


@pytest.mark.parametrize("name", NAMES)
def test_everything_to_tap_is_large_enough(page: "Page", name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(shown(name, "en"))
    for selector, least in ((".button-link", 44), (".choice", 24), (".early-link", 24)):
        for each in page.locator(selector).all():
            assert each.bounding_box()["height"] >= least, selector


@pytest.mark.parametrize("name", NAMES)
def test_it_is_made_of_real_elements(page: "Page", name: str) -> None:
    page.set_content(shown(name, "en"))
    assert page.locator("h1").count() == (0 if name == "letter" else 1)
    assert page.locator("blockquote").count() == (0 if name == "letter" else 1)
    assert page.locator("ul > li").count() > 0
    assert page.locator(".panel, .tier").count() == 0
    assert page.locator(".button").count() == (1 if name == "letter" else 0)
    assert page.locator("table:not([role=presentation])").count() == 0
    assert page.locator("a table, p p, p table").count() == 0


def test_a_letters_button_fills_a_phone_and_no_window(page: "Page") -> None:
    page.set_content(shown("letter", "en"))
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.locator(".button-link").bounding_box()["width"] == 280
    page.set_viewport_size({"width": 600, "height": 640})
    assert page.locator(".button-link").bounding_box()["width"] < 300


def test_in_right_to_left_everything_begins_at_the_right(page: "Page") -> None:
    page.set_viewport_size({"width": 600, "height": 640})
    for name in NAMES:
        page.set_content(shown(name, "ar"))
        name_box, date_box = (
            page.locator(each).first.bounding_box() for each in (".mast-name", ".mast-date")
        )
        assert name_box["x"] > date_box["x"]
        item = page.locator("ul").first.evaluate("e => getComputedStyle(e).paddingRight")
        assert item == "22px"


@pytest.mark.parametrize("has_styles", [True, False])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_facts_stack_on_a_phone_and_stand_side_by_side_above(
    page: "Page", direction: str, has_styles: bool
) -> None:
    made = Campaign(
        slug="gauges",
        subject="The gauges",
        template="update",
        direction=direction,
        figures=[Figure(number=f"{number}00", what="gauges along the river") for number in "123"],
    )
    message = compile(made, template("update"), house())
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    html = join(message.html, filled.values)
    page.set_content(html if has_styles else re.sub("(?s)<style.*?</style>", "", html))
    for width, rows in ((320, 3), (600, 1), (1200, 1)):
        page.set_viewport_size({"width": width, "height": 640})
        boxes = [each.bounding_box() for each in page.locator(".number").all()]
        assert len({box["y"] for box in boxes}) == rows, width
        ordered = sorted(boxes, key=lambda box: (box["y"], box["x"] * (-1) ** (direction == "rtl")))
        assert boxes == ordered


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"media": "print"}])
def test_a_button_is_one_also_where_no_ground_is_painted(page: "Page", media: Any) -> None:
    page.set_content(shown("letter", "en"))
    style = "e => getComputedStyle(e).outlineStyle"
    assert page.locator(".button").first.evaluate(style) == "none"
    page.emulate_media(**media)
    assert page.locator(".button").first.evaluate(style) == "solid"
    assert page.locator(".button").first.evaluate("e => getComputedStyle(e).outlineWidth") == "2px"
