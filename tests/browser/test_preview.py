"""Previews with a real Chromium: what it saw, what it refused, and what lies in the folder afterwards."""

import http.server
import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image

from mailer.app import App, open_app
from mailer.checking import check_pages
from mailer.errors import InputError
from mailer.model.evidence import Mode, Page
from mailer.operations import audience, blast, embargo, preview
from mailer.probes import browser
from mailer.probes.browser import Look, View
from mailer.reading import read
from tests.clock import SetClock
from tests.commands import Commands

T = TypeVar("T")
SLUG = "river-deadline"
SIDE = 2
"""Device px per CSS px of a phone's picture."""


@dataclass
class Site:
    """A web server on loopback. asked: the paths that somebody came for."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(picture, "PNG")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            elsewhere = self.path.startswith("/moved")
            self.send_response(302 if elsewhere else 200)
            self.send_header("Location", "/secret.png")
            self.send_header("Content-Type", "image/png" if ".png" in self.path else "text/html")
            self.end_headers()
            self.wfile.write(b"" if elsewhere else picture.getvalue())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Site(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def message(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body style="margin:0">{body}</body></html>'


def apart(work: Callable[[], T]) -> T:
    """In a thread of its own: playwright drives one browser a thread, and other tests hold theirs open."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def seen(html: str, *modes: Mode, images: frozenset[str] = frozenset()) -> list[Look]:
    def look() -> list[Look]:
        with browser.opened(browser.find_program(), images) as running:
            return [running.look(View(html, 320, mode, "somebody")) for mode in modes]

    return apart(look)


def pixel(look: Look, left: int, top: int) -> Any:
    """Its colour; left and top in CSS px."""
    image = Image.open(io.BytesIO(look.png)).convert("RGB")
    return image.getpixel((left * SIDE, top * SIDE))


class Eye:
    """A browser that several tests share, in a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._opening = browser.opened(browser.find_program())
        self._chromium: browser.Chromium = self._pool.submit(self._opening.__enter__).result()

    def look(self, html: str, mode: Mode = "light", width: int = 320) -> Look:
        view = View(html, width, mode, "somebody")
        return self._pool.submit(self._chromium.look, view).result()

    def measure(self, html: str, mode: Mode = "light", width: int = 320) -> Page:
        view = View(html, width, mode, "somebody")
        return self._pool.submit(self._chromium.measure, view).result()

    def close(self) -> None:
        self._pool.submit(self._opening.__exit__, None, None, None).result()
        self._pool.shutdown()


@pytest.fixture(scope="module")
def eye() -> Iterator[Eye]:
    made = Eye()
    yield made
    made.close()


def test_scripts_do_not_run_and_nothing_is_asked_of_the_network(site: Site) -> None:
    url = site.url
    hostile = message(
        f"""<p id="p">quiet</p><script>document.getElementById("p").textContent = "ran"</script>
        <img src="{url}/other.png" onerror="document.getElementById('p').textContent = 'ran'">
        <iframe src="{url}/frame"></iframe><object data="{url}/object"></object>
        <video src="{url}/film" autoplay></video>
        <div style="background:url({url}/ground.png);width:50px;height:50px">x</div>""",
        f"""<meta http-equiv="refresh" content="0;url={url}/away"><link rel="stylesheet" href="{url}/s.css">
        <link rel="preconnect" href="{url}"><link rel="prefetch" href="{url}/early">
        <style>@import url({url}/import.css); @font-face {{ font-family: F; src: url({url}/f.woff) }}
        p {{ font-family: F }}</style>""",
    )
    (look,) = seen(hostile, "light")
    assert look.page.words[0].text == "quiet"
    assert site.asked == []


def test_only_a_known_picture_is_loaded_and_only_from_where_it_was_said(site: Site) -> None:
    known = frozenset({f"{site.url}/a.png", f"{site.url}/moved.png"})
    html = message(
        "".join(
            f'<img src="{site.url}/{name}" width="40" height="30" alt="" style="display:block">'
            for name in ("a.png", "b.png", "moved.png")
        )
    )
    (look,) = seen(html, "light", images=known)
    assert pixel(look, 5, 5) == (200, 30, 30)
    assert sorted(site.asked) == ["/a.png", "/moved.png"]


def test_images_off_shows_none_even_after_they_were_loaded(site: Site) -> None:
    known = f"{site.url}/a.png"
    html = message(
        f'<img src="{known}" width="40" height="30" alt="" style="display:block"><p>x</p>'
    )
    on, off = seen(html, "light", "images-off", images=frozenset({known}))
    assert pixel(on, 20, 15) == (200, 30, 30)
    assert pixel(off, 20, 15) == (255, 255, 255)


DARK = """<style>@media (prefers-color-scheme: dark) { .x { color: #eeeeee !important;
background-color: #111111 !important } } [data-ogsb] .x { background-color: #222222 !important }
[data-ogsc] .x { color: #dddddd !important }</style>"""
LIGHT = '<div class="x" style="color:#123;background-color:#fafafa;height:60px">Words</div>'


@pytest.mark.parametrize(
    ("mode", "ink", "ground"),
    [
        ("light", (17, 34, 51), (250, 250, 250)),
        ("dark", (238, 238, 238), (17, 17, 17)),
        # 17+51=68: every channel 187 up; 250+250=500: 245 down. The author's dark rules are unread.
        ("gmail-dark", (204, 221, 238), (5, 5, 5)),
        ("outlook-dark", (221, 221, 221), (34, 34, 34)),
        ("no-styles", (17, 34, 51), (250, 250, 250)),
    ],
)
def test_each_mode_paints_and_measures_its_colours(
    eye: Eye, mode: Mode, ink: tuple[int, ...], ground: tuple[int, ...]
) -> None:
    look = eye.look(message(LIGHT, DARK), mode)
    (words,) = look.page.words
    assert (words.ink, words.ground) == (ink, ground)
    assert pixel(look, 300, 50) == ground


def test_outlook_without_rules_of_the_author_darkens_by_itself(eye: Eye) -> None:
    page = eye.measure(message(LIGHT), "outlook-dark")
    assert (page.words[0].ink, page.words[0].ground) == ((204, 221, 238), (5, 5, 5))


FILTERED = """<style>[class~=x] { color: #00ff00 !important } .x { position: absolute; margin-left: -50px }
@media (min-width: 100px) { .x { color: #112233 !important } } @media (prefers-color-scheme: light) {
.x { color: #ff0000 !important } } @supports (display: grid) { .x { color: #ff0000 !important } }
u + .body .x { background-color: #eeeeee }</style>"""
FILTERED_BODY = (
    '<div class="x" style="position:relative;top:40px;margin:0 0 0 -30px;padding:10px">Words</div>'
)


def test_gmails_filter_leaves_plain_rules_and_widths(eye: Eye) -> None:
    html = message(FILTERED_BODY, FILTERED).replace("<body", '<body class="body"')
    look = eye.look(html, "gmail")
    (words,) = look.page.words
    assert (words.ink, words.ground) == ((17, 34, 51), (238, 238, 238))
    assert look.height == look.height // SIDE * SIDE
    assert pixel(look, 1, 1) == (238, 238, 238)  # neither moved down nor pulled to the left


def test_a_style_that_gmail_finds_too_long_is_dropped_whole(eye: Eye) -> None:
    long = f"<style>.x {{ color: #ff0000 }} /* {'x' * 17_000} */</style>"
    page = eye.measure(message('<p class="x" style="color:#112233">Words</p>', long), "gmail")
    assert page.words[0].ink == (17, 34, 51)


def test_word_keeps_tables_and_loses_what_fits_itself_to_the_window(eye: Eye) -> None:
    html = message(
        '<table width="300"><tr><td style="padding:20px;background-color:#eeeeee">'
        '<a href="https://example.org/" style="display:block;padding:30px;border-radius:9px">Give</a>'
        '<div style="max-width:10px">A wide stretch</div><p style="display:none">Gone</p></td></tr></table>',
        "<style>@media (min-width: 1px) { a { color: #ff0000 !important } }</style>",
    )
    page = eye.measure(html, "word", 700)
    assert [each.text for each in page.words] == ["Give", "A wide stretch"]
    assert page.words[1].lines == 1
    assert page.words[0].ink != (255, 0, 0)
    (link,) = page.targets
    assert link.boxes[0].height < 40


def test_large_text_doubles_letters_and_lines(eye: Eye) -> None:
    html = message(
        '<div style="font-size:16px;line-height:24px"><p style="margin:0">Words</p></div>'
    )
    (words,) = eye.measure(html, "large-text").words
    assert (words.size, words.line) == (32, 48)


def test_paper_has_no_grounds_and_no_light_words(eye: Eye) -> None:
    html = message(
        '<p style="background-color:#0d5470;color:#fcfbf8">Give</p><p style="color:#a00000">Red</p>',
        "<style>@media print { .x { display: none } }</style>",
    )
    give, red = eye.measure(html, "print").words
    assert (give.ink, give.ground) == ((51, 51, 51), (255, 255, 255))
    assert red.ink == (160, 0, 0)
    hidden = message(
        '<p class="x">Hidden</p>', "<style>@media print { .x { display: none } }</style>"
    )
    assert eye.measure(hidden, "print").words == ()
    assert len(eye.measure(hidden, "light").words) == 1


def test_colours_are_seen_as_others_see_them_and_come_back_after_it() -> None:
    html = message('<div style="height:60px;background-color:#c83232">x</div>')
    light, grey, alike, again = seen(html, "light", "no-colour", "red-green", "light")
    assert pixel(light, 300, 50) == pixel(again, 300, 50) == (200, 50, 50)
    red, green, blue = pixel(grey, 300, 50)
    assert red == green == blue
    red, green, blue = pixel(alike, 300, 50)
    assert abs(red - green) < 60


def test_forced_colours_are_the_systems(eye: Eye) -> None:
    html = message('<p style="color:#c83232;background-color:#336699">Words</p>')
    (words,) = eye.measure(html, "forced-colours").words
    assert words.ink != (200, 50, 50)
    assert words.ground != (51, 102, 153)
    (after,) = eye.measure(html, "light").words
    assert after.ink == (200, 50, 50)


def test_words_are_measured_as_they_are_painted(eye: Eye) -> None:
    page = eye.measure(
        message(
            '<p style="font-size:20px;line-height:30px;opacity:.5;color:#000">Half seen</p>'
            '<p style="display:none">Hidden</p><p style="visibility:hidden">Hidden</p>'
            '<div style="height:0;overflow:hidden">Hidden</div><p>&#8199;&#847; -- !</p>'
            '<p style="background:linear-gradient(red,blue)">On a gradient</p>'
        )
    )
    half, gradient = page.words
    assert (half.text, half.size, half.line, half.lines) == ("Half seen", 20, 30, 1)
    assert half.ink == (128, 128, 128)
    assert (gradient.text, gradient.ground) == ("On a gradient", None)


def test_a_button_is_its_painted_box_and_a_link_its_words(eye: Eye) -> None:
    page = eye.measure(
        message(
            '<table><tr><td style="background:#0d5470;padding:0"><a href="https://give.example.org/a"'
            ' style="display:block;padding:10px;line-height:20px">Give</a></td></tr></table>'
            '<p>Or <a href="https://give.example.org/b" style="display:inline-block;padding:30px">'
            "read</a></p>"
        )
    )
    button, link = page.targets
    assert (button.label, button.painted, button.boxes[0].height) == ("Give", True, 40)
    assert (link.label, link.painted) == ("read", False)
    assert link.boxes[0].height < 30


def test_a_page_that_is_too_wide_says_what_sticks_out(eye: Eye) -> None:
    html = message('<div><p style="width:500px">Too wide</p></div><p>Well</p>')
    page = eye.measure(html)
    assert page.scroll_width == 500
    assert page.wide == ('p "Too wide"',)
    assert [each.rule for each in check_pages([page])] == ["overflow-narrow"]


def test_a_very_long_message_is_cut_and_says_so(eye: Eye) -> None:
    look = eye.look(message('<div style="height:20000px">x</div>'))
    assert (look.height, look.cut) == (16000, 20000)


def test_a_short_message_is_as_tall_as_it_is(eye: Eye) -> None:
    look = eye.look(message('<div style="height:90px">x</div>'))
    assert (look.width, look.height, look.cut) == (640, 180, None)


def test_where_no_browser_is_one_line_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match="apt-get install -y chromium"):
        browser.find_program()
    with pytest.raises(InputError, match="MAILER_CHROMIUM: /nowhere/chrome"):
        browser.find_program("/nowhere/chrome")


def test_a_program_that_is_no_browser_is_told_in_one_line(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 7\n")
    program.chmod(0o755)

    def start() -> None:
        with browser.opened(str(program)):
            pass

    with pytest.raises(InputError, match="did not start"):
        apart(start)


@pytest.fixture
def app(workspace_dir: Path, clock: SetClock) -> Iterator[App]:
    opened = open_app(workspace_dir, {}, clock=clock)
    audience.import_list(opened, "supporters", workspace_dir / "audiences" / "supporters.csv")
    yield opened
    opened.close()


MODES: tuple[Mode, ...] = ("light", "dark")
EXPECTED = [
    "phone-small-light",
    "phone-light",
    "window-light",
    "desktop-light",
    "phone-dark",
    "desktop-dark",
    "gmail-dark",
    "outlook-dark",
    "no-styles",
    "images-off",
    "gmail-filtered",
    "outlook-structure",
    "large-text",
    "forced-colours",
    "red-green",
    "no-colour",
    "print",
    "emptiest",
    "longest",
    "very-long-name",
    "foreign-name",
    "longer-language",
    "mirrored",
]


def test_the_sample_campaign_has_nothing_to_mend_in_any_picture(
    app: App, tmp_path: Path, eye: Eye
) -> None:
    told: list[int] = []
    ready = preview.prepare(app, SLUG)
    made = apart(lambda: preview.take(app, ready, tmp_path / "out", told.append))
    assert made["findings"] == []
    assert [each["file"] for each in made["pictures"]] == [f"{name}.png" for name in EXPECTED]
    assert told == list(range(1, ready.steps + 1))
    names = {Path(each).name for each in made["files"]}
    assert names >= {"index.html", "inbox.png", "text-78.png", "text-40.png", "reading-order.txt"}
    assert names == {path.name for path in (tmp_path / "out").iterdir()}
    for each in made["pictures"]:
        size = Image.open(tmp_path / "out" / each["file"]).size
        assert size == (each["width"], each["height"])
    _the_sheet_stands_alone(tmp_path / "out", eye)


def _the_sheet_stands_alone(folder: Path, eye: Eye) -> None:
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "http" not in html.replace("https://give.example.org", "").replace(
        "http://localhost:8080", ""
    )
    order = (folder / "reading-order.txt").read_text(encoding="utf-8")
    assert "/url:" not in order
    assert order.index("A baker warned the lower town") < order.index("Choose your own amount")
    pages = [eye.measure(html, mode, width) for width in (320, 768, 1200) for mode in MODES]
    assert [each.scroll_width for each in pages] == [320, 320, 768, 768, 1200, 1200]
    assert [each for each in check_pages(pages) if each.rule.startswith("contrast")] == []


def test_a_change_since_the_last_approval_and_an_embargo_that_was_seen_since_are_shown(
    app: App, tmp_path: Path
) -> None:
    plan = blast.plan_campaign(app, SLUG)
    blast.approve(app, SLUG, plan["fingerprint"], "Ada Blom", ["no-proof"])
    ready = preview.prepare(app, SLUG)
    made = apart(lambda: preview.take(app, ready, tmp_path / "same", lambda done: None))
    assert made["changed"] == 0
    assert "exactly the message that Ada Blom approved" in _sheet(tmp_path / "same")
    assert "Under embargo" not in _sheet(tmp_path / "same")

    path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("the Alder rose", "the river Alder rose"), encoding="utf-8")
    _see_an_embargo(app)
    again = preview.prepare(app, SLUG)
    made = apart(lambda: preview.take(app, again, tmp_path / "other", lambda done: None))
    assert made["changed"] == 1
    assert (tmp_path / "other" / "difference.png").is_file()
    assert "<ins>river</ins>" in _sheet(tmp_path / "other")
    assert "Under embargo" in _sheet(tmp_path / "other")


def _sheet(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def _see_an_embargo(app: App) -> None:
    """As a release told it; the campaign's file says nothing of it."""
    said = "Embargo: 2 December 2126, 9:00 UTC\n\n" + (
        app.workspace.root / "releases" / f"{SLUG}.txt"
    ).read_text(encoding="utf-8")
    release = read(said.encode(), filename="a.txt", today=app.clock.now().date())
    embargo.remember(app, SLUG, release, "releases/a.txt")


def test_faults_of_a_template_come_out_of_preview_and_of_check(workspace_dir: Path) -> None:
    for tokens in (workspace_dir / "templates").rglob("tokens.toml"):
        text = tokens.read_text(encoding="utf-8").replace('muted = "#565d65"', 'muted = "#9a9fa5"')
        tokens.write_text(text, encoding="utf-8")
    commands = Commands(workspace_dir)
    shown = commands.json("preview", SLUG, "--out", "pictures")
    assert {"contrast-light"} == {
        each["rule"] for each in shown["findings"] if each["severity"] == "error"
    }
    checked = commands.json("check", SLUG, "--pictures", exit_status=3)
    assert "contrast-light" in {each["rule"] for each in checked["findings"]}
    unseen = commands.json("check", SLUG)
    assert "not-checked" in {each["rule"] for each in unseen["findings"]}
    said = commands.with_environment({"MAILER_CHROMIUM": "/nowhere"}).fails(
        "preview", SLUG, "--out", "pictures", exit_status=2
    )
    assert said.startswith("Error: MAILER_CHROMIUM: /nowhere")
    assert len(said.splitlines()) == 1
