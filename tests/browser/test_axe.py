"""axe-core's eye on every message and every page: it finds nothing, whatever the impact.

axe waits for timers, which a page without scripts never gets. So its window has scripts, and a policy in
the message's own head forbids all that the message brings itself; axe comes in by the debugger's door.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from mailer.operations import blast
from tests.browser.test_dashboard import opened
from tests.browser.test_templates import shown
from tests.site import CAMPAIGN, SLUG, Site, blocking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Axe()
NO_SCRIPT = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'
OF_WEB_PAGES = ("landmark-one-main", "region", "page-has-heading-one")
"""Rules for pages that stand alone; a message stands inside its reader's page, and a letter has no
headline."""
TEMPLATES = ("appeal", "update", "thanks", "letter")
SCRIPTS = ("en", "ar", "zh", "long")
SCHEMES = ("light", "dark")
DIRECTIONS = {"en": "ltr", "ar": "rtl", "zh": "ltr"}


def found(page: "Page", without: tuple[str, ...] = ()) -> list[str]:
    """What breaks a rule, one line for each element."""
    rules = {rule: {"enabled": False} for rule in without}
    violations = AXE.run(page, options={"rules": rules}).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in violations for node in each["nodes"]]


def in_a_message(page: "Page", html: str) -> list[str]:
    start = "<!DOCTYPE html>"
    head = html.index("<head>") + len("<head>")
    assert html.startswith(start)
    page.set_content(html[:head] + NO_SCRIPT + html[head:])
    return found(page, OF_WEB_PAGES)


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """With scripts, for axe needs them, and without a network."""
    context = browser.new_context(viewport={"width": 600, "height": 900})
    made = context.new_page()
    made.route("**/*", lambda route: route.abort())
    yield made
    context.close()


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_message_has_no_fault(page: "Page", name: str, script: str) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert in_a_message(page, shown(name, script)) == [], scheme


def test_faults_are_found_and_scripts_of_the_message_never_run(page: "Page") -> None:
    body = (
        "<script>document.title = 'gone'</script>"
        '<img src="x" onerror="document.title = \'gone\'">'
        '<p style="color:#999;background:#aaa">Grey</p><a href="https://example.org/"></a>'
    )
    html = f'<!DOCTYPE html>\n<html lang="en"><head><title>Kept</title></head><body>{body}</body></html>'
    rules = {each.partition(":")[0] for each in in_a_message(page, html)}
    assert rules == {"color-contrast", "image-alt", "link-name"}
    assert page.title() == "Kept"


def pages_of(site: Site) -> Mapping[str, str]:
    """Every page that staff and recipients can reach by GET, by what it is."""
    made = site.app.keyring.tokens_for(site.record().id, [site.recipient()])[0]
    return {
        "home": "/",
        "campaigns": "/campaigns",
        "a campaign": f"/campaigns/{SLUG}",
        "a missing page": "/no-such-page",
        "a login link": "/login/spent",
        "the login": "/login",
        "unsubscribe": f"/u/{made.unsubscribe}",
        "preferences": f"/p/{made.preferences}",
        "a torn link": "/u/nothing",
    }


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [320, 1200])
def test_a_page_has_no_fault(browser: "Browser", half_way: Site, width: int, scheme: str) -> None:
    with opened(browser, half_way, width=width, scheme=scheme) as page:
        for what, path in pages_of(half_way).items():
            page.goto(half_way.url + path, wait_until="load")
            assert page.locator("h1").count() == 1, what
            assert found(page) == [], what


def test_the_pages_before_a_login_have_no_fault(browser: "Browser", half_way: Site) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        for path in ("/", "/login/some-token"):
            page.goto(half_way.url + path)
            assert found(page) == [], path
    finally:
        context.close()


@pytest.mark.parametrize("language", DIRECTIONS)
def test_what_recipients_meet_has_no_fault(
    browser: "Browser", half_way: Site, page: "Page", language: str
) -> None:
    token = tokens(half_way, language)
    context = browser.new_context()
    try:
        door = context.new_page()
        door.goto(f"{half_way.url}/p/{token.preferences}")
        assert door.locator("html").get_attribute("lang") == language
        assert door.locator("html").get_attribute("dir") == DIRECTIONS[language]
        assert found(door) == []
        door.locator("button").first.click()
        assert found(door) == []
        door.goto(f"{half_way.url}/u/{token.unsubscribe}")
        assert found(door) == []
        door.locator("button").click()
        assert found(door) == []
        hosted = context.request.get(f"{half_way.url}/v/{token.browser}")
        assert hosted.status == 200
        assert in_a_message(page, hosted.text()) == []
    finally:
        context.close()


def tokens(site: Site, language: str) -> Any:
    """Of one recipient of the campaign in that language; it is planned, so that its doors open."""
    slug = f"{SLUG}-{language}"
    text = CAMPAIGN.replace(
        'language = "en"', f'language = "{language}"\ndirection = "{DIRECTIONS[language]}"'
    )
    path = site.app.workspace.root / "campaigns" / f"{slug}.toml"
    path.write_text(text, encoding="utf-8")
    planned = blast.plan_campaign(site.app, slug)
    blast.approve(site.app, slug, planned["fingerprint"], "Marta Quill", blocking(planned))
    record = site.app.store.campaigns.find(slug)  # type: ignore[arg-type]
    assert record is not None
    return site.app.keyring.tokens_for(record.id, [site.recipient()])[0]
