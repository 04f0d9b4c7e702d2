"""The message in a real Chromium: what a reader sees on a phone, in a window, in the dark."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from mailer.model.campaign import Ask, Campaign, CampaignQuote
from mailer.model.message import Filled, Message
from mailer.rendering import Person, compile, fill, join
from tests.unit.rendering.samples import campaign, house, person, template

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (320, 600, 1200)
LONG = "Hochwasserwarnanlagenbetriebsgenehmigungsverfahren" * 2
HOSTILE = [
    "<script>document.title='gone'</script>",
    "{{7*7}}",
    "\"'><img src=x onerror=\"document.title='gone'\">",
    "Ada\r\nBcc: everyone@example.org",
    "Ada\u202egnp.exe",
    "%%0123456789abcdef_07t%%",
    "سامي نور",
    "x" * 300,
]
VARIANTS: dict[str, Campaign] = {
    "plain": campaign(),
    "arabic": campaign(
        language="ar",
        direction="rtl",
        headline="تسع قرى تطالب المجلس بإبقاء المقاييس عاملة",
        salutation="عزيزنا {{ first_name }}،",
        lede="طالبت تسع قرى على ضفاف نهر لين مجلس المقاطعة يوم الاثنين بعدم إيقاف المقاييس.",
        ask=Ask(purposes=("ليلة من القراءات", "مقياس لمدة شهر", "إصلاح بعد عاصفة")),
    ),
    "chinese": campaign(
        language="zh",
        headline="九个村庄请求议会保留水位计",
        salutation="亲爱的{{ first_name }}：",
        lede="周一，莱恩河沿岸的九个村庄请求区议会不要关闭向他们预警洪水的水位计。" * 3,
    ),
    "long words": campaign(
        language="de",
        headline=f"Neun Gemeinden verlangen {LONG} vom Kreistag",
        kicker=LONG,
        lede=f"Am Montag {LONG} " * 4,
        quote=CampaignQuote(parts=(LONG,), speaker=LONG, role=LONG),
        bridge=f"https://www.example.org/{LONG}",
        postscript=LONG,
        ask=Ask(heading=LONG, sentence=LONG, button=LONG, early_link=LONG, purposes=(LONG,) * 3),
    ),
}


@cache
def frozen(text: str) -> Message:
    return compile(Campaign.model_validate_json(text), template(), house())


def shown(made: Campaign, one: Person | None = None) -> str:
    message = frozen(made.model_dump_json())
    (filled,) = fill(message, [one or person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    return join(message.html, filled.values)


@pytest.fixture
def page_of(browser: "Browser") -> Iterator[Any]:
    """html, width, dark -> a page with the message, without scripts and without a network."""
    contexts = []

    def opened(html: str, width: int, *, dark: bool = False) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 640},
            color_scheme="dark" if dark else "light",
            java_script_enabled=False,
        )
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())
        page.set_content(html)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_overflows(page_of: Any, variant: str) -> None:
    one = person(first_name=LONG, amounts=tuple(Decimal(each) for each in (80, 1250, 999999)))
    html = shown(VARIANTS[variant], one)
    page = page_of(html, 320)
    bare = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        for content, scheme in ((html, "light"), (html, "dark"), (bare, "light")):
            page.emulate_media(color_scheme=scheme)
            page.set_content(content)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)


FIRST_LINK = """() => {
    const link = document.querySelector('a[href*="give.example.org"]').getBoundingClientRect();
    return [link.top, link.bottom, link.width];
}"""


@pytest.mark.parametrize("headline", [5, 12, 24])
def test_on_a_phone_a_donation_link_stands_on_the_first_screen(page_of: Any, headline: int) -> None:
    page = page_of("", 320)
    for words in (1, 5, 20, 45, 60, 80, 160):
        lede = "council river gauges of " * (words // 4 + 1)
        page.set_content(shown(campaign(headline="village " * headline, lede=lede)))
        top, bottom, _ = page.evaluate(FIRST_LINK)
        assert 0 < top < bottom <= 640, words


@pytest.mark.parametrize("variant", VARIANTS)
def test_in_any_language_a_donation_link_stands_on_the_first_screen(
    page_of: Any, variant: str
) -> None:
    top, bottom, _ = page_of(shown(VARIANTS[variant]), 320).evaluate(FIRST_LINK)
    assert top > 0
    assert (top if variant == "long words" else bottom) <= 640


def test_the_early_link_waits_for_the_news_where_there_is_room(page_of: Any) -> None:
    page = page_of(shown(campaign()), 320)
    lede, link = (page.locator(each).first.bounding_box() for each in (".lede", ".early-link"))
    assert link["y"] > lede["y"] + lede["height"]


def test_on_a_phone_the_main_button_fills_the_width(page_of: Any) -> None:
    page = page_of(shown(campaign()), 320)
    for button in page.locator(".button-link").all():
        box = button.bounding_box()
        assert box["width"] == 280
        assert box["height"] == 54
        assert box["x"] == 20


def test_everything_to_tap_is_large_enough(page_of: Any) -> None:
    page = page_of(shown(campaign()), 320)
    for selector, least in (
        (".button-link", 44),
        (".tier", 50),
        (".choice", 24),
        (".early-link", 24),
    ):
        for each in page.locator(selector).all():
            assert each.bounding_box()["height"] >= least, selector


def test_tiers_are_rows_eight_apart_and_each_is_one_link(page_of: Any) -> None:
    for width in (320, 600):
        boxes = [
            each.bounding_box() for each in page_of(shown(campaign()), width).locator(".tier").all()
        ]
        assert len(boxes) == 3
        assert len({(box["x"], box["width"]) for box in boxes}) == 1
        for above, below in itertools.pairwise(boxes):
            assert below["y"] - above["y"] - above["height"] == pytest.approx(8, abs=0.5)


def test_the_sheet_is_600_wide_and_in_the_middle(page_of: Any) -> None:
    box = page_of(shown(campaign()), 1200).locator(".sheet").first.bounding_box()
    assert (box["x"], box["width"]) == (300, 600)
    assert page_of(shown(campaign()), 600).locator(".lede").first.bounding_box()["width"] == 536


def test_sides_are_mirrored_in_right_to_left(page_of: Any) -> None:
    page = page_of(shown(VARIANTS["arabic"]), 600)
    quote = page.locator(".quote").first
    assert quote.evaluate("e => getComputedStyle(e).borderRightWidth") == "3px"
    assert quote.evaluate("e => getComputedStyle(e).borderLeftWidth") == "0px"
    name, day = (page.locator(each).first.bounding_box() for each in (".mast-name", ".mast-date"))
    assert name["x"] > day["x"]
    assert page.locator(".words").first.evaluate("e => getComputedStyle(e).fontStyle") == "normal"


def test_money_keeps_its_order_in_right_to_left(page_of: Any) -> None:
    page = page_of(shown(VARIANTS["arabic"]), 320)
    span = page.locator('.tier-amount span[dir="ltr"]').first
    figure = "const r = document.createRange(); const t = e.firstChild; r.setStart(t, %d); r.setEnd(t, %d);"
    left = span.evaluate("e => { " + figure % (0, 1) + " return r.getBoundingClientRect().left }")
    sign = span.evaluate("e => { " + figure % (3, 4) + " return r.getBoundingClientRect().left }")
    assert span.inner_text() == "25\u00a0€"
    assert left < sign


CONTRASTS = """() => {
    const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 };
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const found = parse(getComputedStyle(at).backgroundColor);
            if (found.length === 3 || found[3] > 0) return found;
        }
        return [255, 255, 255];
    };
    const worst = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const element = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || !element.offsetParent) continue;
        const pair = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
        worst.push([(pair[0] + 0.05) / (pair[1] + 0.05), walk.currentNode.data.trim().slice(0, 30)]);
    }
    return worst;
}"""


@pytest.mark.parametrize("mode", ["light", "dark", "outlook"])
def test_every_text_stands_out_from_its_ground(page_of: Any, mode: str) -> None:
    html = shown(campaign())
    if mode == "outlook":
        html = html.replace("<html ", '<html data-ogsc="" data-ogsb="" ')
    found = page_of(html, 600, dark=mode == "dark").evaluate(CONTRASTS)
    assert len(found) > 25
    assert [each for each in found if each[0] < 4.5] == []


def test_in_the_dark_no_light_ground_is_left(page_of: Any) -> None:
    page = page_of(shown(campaign()), 1200, dark=True)
    grounds = page.evaluate(
        "[...document.querySelectorAll('body, body *')].filter(e => !e.matches('.button, .button-link'))"
        ".map(e => getComputedStyle(e).backgroundColor)"
    )
    for ground in grounds:
        numbers = [float(each) for each in re.findall(r"[\d.]+", ground)]
        assert (len(numbers) == 4 and numbers[3] == 0) or max(numbers[:3]) < 80, ground


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_hostile_name_is_only_read(browser: "Browser", name: str, direction: str) -> None:
    html = shown(
        campaign(direction=direction, subject="{{ first_name }} and the river"),
        person(first_name=name),
    )
    asked: list[str] = []
    context = browser.new_context(viewport={"width": 320, "height": 640})
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(html)
        visible = " ".join(page.locator(".salutation").inner_text().split())
        plain = re.sub("[\r\n]+", " ", name).replace("\u202e", "")
        assert visible == f"Dear {plain},"
        assert "and the river" in page.title()
        assert page.locator("script, img, [onerror]").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert [url for url in asked if not url.startswith(("data:", "about:"))] == []
    finally:
        context.close()


def test_the_preview_line_is_read_first_and_never_seen(page_of: Any) -> None:
    page = page_of(shown(campaign()), 320)
    assert page.locator(".peek").is_visible() is False
    text = page.evaluate("document.body.textContent.trim().slice(0, 40)")
    assert text == campaign().preheader[:40]


def test_headings_lists_and_quotes_are_what_they_are(page_of: Any) -> None:
    page = page_of(shown(campaign()), 600)
    assert page.locator("h1").count() == 1
    assert page.locator("h2").count() == 3
    assert page.locator("ul > li").count() == 3
    assert page.locator("blockquote").count() == 1
    assert page.locator("table:not([role=presentation])").count() == 0
    assert page.locator("a table, p p, p table").count() == 0
    assert page.evaluate("document.compatMode") == "CSS1Compat"
