"""The dashboard and the pages behind a message's links in a real Chromium."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from mailer.model.delivery import Receipt
from mailer.web import login_link
from tests.site import SLUG, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (320, 768, 1200)
SCHEMES = ("light", "dark")
SMALLEST_CONTROL = 44


@contextlib.contextmanager
def opened(
    browser: "Browser", site: Site, *, width: int = 1200, scheme: str = "light", **more: Any
) -> "Iterator[Page]":
    """A page of somebody who is signed in. Anything that the page's policy blocks fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        **more,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if _is_ours(said) else None)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    try:
        page.goto(login_link(site.app, site.url))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site.url}/")
        yield page
        assert complaints == []
    finally:
        context.close()


def _is_ours(said: Any) -> bool:
    """An error in the console; a page that is meant to be a 404 is told there too and is none."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def paths(site: Site) -> list[str]:
    made = site.app.keyring.tokens_for(site.record().id, [site.recipient()])[0]
    return [
        "/",
        "/campaigns",
        f"/campaigns/{SLUG}",
        "/no-such-page",
        "/login",
        f"/u/{made.unsubscribe}",
        f"/p/{made.preferences}",
        "/u/nothing",
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser: "Browser", half_way: Site, width: int, scheme: str) -> None:
    with opened(browser, half_way, width=width, scheme=scheme) as page:
        for path in paths(half_way):
            page.goto(half_way.url + path, wait_until="load")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path}: {wide} px at {width}"


@pytest.mark.parametrize("path_number", range(8))
def test_a_page_has_one_heading_a_main_part_and_a_language(
    browser: "Browser", half_way: Site, path_number: int
) -> None:
    with opened(browser, half_way) as page:
        page.goto(half_way.url + paths(half_way)[path_number])
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
        assert page.locator("html").get_attribute("lang")
        assert page.title()
        levels = page.eval_on_selector_all("h1,h2,h3", "all => all.map(e => +e.tagName[1])")
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_skip_link_comes_first_and_leads_to_the_content(
    browser: "Browser", half_way: Site
) -> None:
    with opened(browser, half_way) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", WIDTHS)
def test_controls_are_large_enough_to_touch(browser: "Browser", half_way: Site, width: int) -> None:
    with opened(browser, half_way, width=width) as page:
        for path in ("/", f"/campaigns/{SLUG}", paths(half_way)[6]):
            page.goto(half_way.url + path)
            heights = page.eval_on_selector_all(
                "button, nav a, summary", "all => all.map(e => e.getBoundingClientRect().height)"
            )
            assert heights
            assert min(heights) >= SMALLEST_CONTROL


def test_the_progress_is_told_in_words_too(browser: "Browser", half_way: Site) -> None:
    count = half_way.app.store.ledger.count(SLUG)  # type: ignore[arg-type]
    assert min(count.accepted, count.refused, count.unknown, count.in_flight) > 0
    with opened(browser, half_way) as page:
        page.goto(f"{half_way.url}/campaigns/{SLUG}")
        told = page.locator("svg.bar").get_attribute("aria-label") or ""
        key = page.locator("svg.bar + .key").inner_text()
        for people, word in (
            (count.accepted, "accepted"),
            (count.refused, "refused"),
            (count.in_flight, "in flight"),
            (count.unknown, "unknown"),
            (count.remaining - count.in_flight, "waiting"),
        ):
            assert f"{people:,} {word}" in told
            assert f"{people:,} {word}" in key


def test_live_counts_change_without_a_reload(browser: "Browser", half_way: Site) -> None:
    ledger, now = half_way.app.store.ledger, half_way.clock.now()
    with opened(browser, half_way) as page:
        page.goto(f"{half_way.url}/campaigns/{SLUG}")
        page.evaluate("window.sameDocument = true")
        before = ledger.count(SLUG).accepted  # type: ignore[arg-type]
        claim = ledger.claim_batch(now, timedelta(minutes=5))
        assert claim is not None
        places = [place for place, _ in claim.recipients]
        ledger.record(claim, Receipt(accepted=places), now)
        page.get_by_role("heading", name=f"{before + len(places)} of").wait_for(timeout=10_000)
        assert page.evaluate("window.sameDocument") is True


def test_it_reads_without_script(browser: "Browser", half_way: Site) -> None:
    with opened(browser, half_way, java_script_enabled=False) as page:
        page.goto(f"{half_way.url}/campaigns/{SLUG}")
        assert page.locator("noscript meta[http-equiv=refresh]").count() == 1 or (
            page.locator("meta[http-equiv=refresh]").count() == 1
        )
        assert "accepted by the provider" in page.locator("main").inner_text()


def test_print_leaves_out_what_paper_cant_press(browser: "Browser", half_way: Site) -> None:
    with opened(browser, half_way) as page:
        page.goto(f"{half_way.url}/campaigns/{SLUG}")
        page.emulate_media(media="print")
        for hidden in ("nav", ".strip", "form.leave"):
            assert not page.locator(hidden).first.is_visible()
        assert page.locator("h1").is_visible()


def test_forced_colours_keep_the_bar_and_its_words(browser: "Browser", half_way: Site) -> None:
    with opened(browser, half_way, forced_colors="active") as page:
        page.goto(f"{half_way.url}/campaigns/{SLUG}")
        assert page.locator("svg.bar").is_visible()
        assert page.locator("svg.bar + .key").is_visible()


def test_a_donor_unsubscribes_with_two_clicks_and_without_a_login(
    browser: "Browser", half_way: Site
) -> None:
    made = half_way.app.keyring.tokens_for(half_way.record().id, [half_way.recipient()])[0]
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{half_way.url}/p/{made.preferences}")
        page.get_by_role("button", name="Unsubscribe from everything").click()
        assert page.get_by_role("heading", level=1).inner_text() == "You are unsubscribed"
        assert context.cookies() == []
    finally:
        context.close()
