"""A real, headless Chromium looks at messages and hands evidence as values.

A message is untrusted: its scripts are off, its profile is thrown away, and every request is refused but
those for the pictures that the caller knows. Only our own functions (browser.js) run in the page.
"""

import contextlib
import logging
import os
import shutil
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from mailer.errors import InputError
from mailer.model.evidence import Box, Mode, Page, Target, Words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Playwright, Route
    from playwright.sync_api import Page as Sheet

logger = logging.getLogger(__name__)

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_SECONDS = 15.0
"""For any single step; a message that takes longer is broken."""
_IMAGE_SECONDS, _LARGEST_IMAGE = 5.0, 5_000_000
_SCREEN = 640
_TALLEST = 8000
"""CSS px of one picture: taller ones don't fit into Chromium's canvas at twice the size."""
_MOST = 4000
_SCRIPTS: dict[Mode, str] = {
    "no-styles": "unstyle()",
    "gmail-dark": "invert()",
    "outlook-dark": "darken()",
    "gmail": "sanitise()",
    "word": "simplify()",
    "large-text": "enlarge(2)",
    "print": "paper()",
}
_EYES: dict[Mode, str] = {"red-green": "deuteranopia", "no-colour": "achromatopsia"}


@dataclass(frozen=True, slots=True)
class View:
    """One message as one reader has it before them. width: CSS px. whose: whose message, in words."""

    html: str
    width: int
    mode: Mode
    whose: str


@dataclass(frozen=True, slots=True)
class Look:
    """A picture of the whole message (PNG, `scale` device px per CSS px), what was measured on it, and its
    accessibility tree as text. cut: how tall it would be, where it was too tall for one picture."""

    png: bytes
    width: int
    height: int
    page: Page
    outline: str
    cut: int | None = None


def find_program(named: str = "") -> str:
    """The browser's path. named: a path or a name that was set; empty: the first one on the PATH.

    Raises InputError with the command that gets one.
    """
    for name in [named] if named else _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    if named:
        raise InputError(
            f"MAILER_CHROMIUM: {named} is no program that can be run. Name a Chromium's path, or "
            "leave it out where `chromium` is on the PATH."
        )
    raise InputError(
        "Pictures need Chromium and none is on the PATH. Get it with: apt-get install -y chromium "
        "(or set MAILER_CHROMIUM to the path of a Chrome or Edge)."
    )


@contextlib.contextmanager
def opened(
    program: str,
    images: frozenset[str] = frozenset(),
    at_hand: Mapping[str, tuple[str, bytes]] | None = None,
) -> "Iterator[Chromium]":
    """A browser of our own, closed at the end. images: the addresses that a message may load. at_hand: by
    address, media type and bytes of pictures that nobody needs to be asked for.

    Raises InputError where it doesn't start or where a step takes too long.
    """
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as player:
        running, is_caged = _launched(player, program)
        looking = Chromium(running, images, is_caged)
        looking.keep(at_hand or {})
        try:
            yield looking
            looking.close()
        except Error as problem:
            reason = problem.message.splitlines()[0]
            raise InputError(
                f"{program} could not show the message: {reason}. Try again; if it stays so, look at "
                "message.html of `mailer build` in a browser."
            ) from problem
        finally:
            with contextlib.suppress(Error):
                running.close()


def _launched(player: "Playwright", program: str) -> "tuple[Browser, bool]":
    """With Chromium's own sandbox where the host allows it; root can't have it."""
    from playwright.sync_api import Error

    for is_caged in (True, False) if _may_be_caged() else (False,):
        try:
            started = player.chromium.launch(
                executable_path=program,
                args=list(_QUIET),
                chromium_sandbox=is_caged,
                timeout=_SECONDS * 1000,
                env={**_plain_environment()},
            )
        except Error as problem:
            reason = problem
        else:
            return started, is_caged
    raise InputError(
        f"{program} did not start. Run it by hand to see why: {program} --headless --version"
    ) from reason


def _may_be_caged() -> bool:
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def _plain_environment() -> dict[str, str | float | bool]:
    """No key of ours goes down to the browser."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAILER_", "SENDGRID_"))
    }


@dataclass
class Chromium:
    """is_caged: whether Chromium's own sandbox is on."""

    _running: "Browser"
    _images: frozenset[str]
    is_caged: bool
    _loaded: dict[str, tuple[str, bytes] | None] = field(default_factory=dict)
    _moved: dict[str, str] = field(default_factory=dict)
    _contexts: "dict[tuple[bool, float], BrowserContext]" = field(default_factory=dict)
    _sessions: "dict[Sheet, CDPSession]" = field(default_factory=dict)

    def keep(self, at_hand: Mapping[str, tuple[str, bytes]]) -> None:
        """Pictures by their address. One that travels with the message (`cid:`) gets an address that a browser
        would ask for."""
        for number, (address, picture) in enumerate(at_hand.items()):
            asked = f"https://pictures.invalid/{number}" if address.startswith("cid:") else address
            self._moved[address] = asked
            self._loaded[asked] = picture
            self._images |= {asked}

    def look(self, view: View, scale: float = 2.0) -> Look:
        """A picture of the message and what stands on it."""
        sheet = self._shown(view, scale)
        found = _measured(sheet)
        height = max(int(found["height"]), 1)
        tall = min(height, _TALLEST)
        png = sheet.screenshot(
            full_page=True,
            clip={"x": 0, "y": 0, "width": view.width, "height": tall},
            animations="disabled",
        )
        wide, high = struct.unpack(">II", png[16:24])
        outline = sheet.locator("body").aria_snapshot()
        cut = height if height > tall else None
        return Look(png, wide, high, _page(view, found), outline, cut)

    def measure(self, view: View) -> Page:
        """Only what stands there, without a picture."""
        return _page(view, _measured(self._shown(view, 2.0)))

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()
        self._contexts.clear()
        self._sessions.clear()

    def _shown(self, view: View, scale: float) -> "Sheet":
        """One sheet after the other in the same window, but pictures that were switched off never share
        one with pictures that were loaded."""
        loads = view.mode != "images-off"
        sheet = self._window(loads, scale).pages[0]
        sheet.set_viewport_size({"width": view.width, "height": _SCREEN})
        sheet.emulate_media(
            color_scheme="dark" if view.mode == "dark" else "light",
            media="print" if view.mode == "print" else "screen",
            forced_colors="active" if view.mode == "forced-colours" else "none",
        )
        self._look_through(sheet, _EYES.get(view.mode, "none"))
        html = view.html
        for address, asked in self._moved.items():
            html = html.replace(address, asked)
        sheet.set_content(html, wait_until="load")
        if view.mode in _SCRIPTS:
            _run(sheet, _SCRIPTS[view.mode])
        return sheet

    def _look_through(self, sheet: "Sheet", eyes: str) -> None:
        """eyes: a kind of colour blindness that Chromium imitates, or none."""
        session = self._sessions.get(sheet)
        if session is None and eyes == "none":
            return
        if session is None:
            session = self._sessions[sheet] = sheet.context.new_cdp_session(sheet)
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": eyes})

    def _window(self, loads: bool, scale: float) -> "BrowserContext":
        made = self._contexts.get((loads, scale))
        if made is None:
            made = self._running.new_context(
                device_scale_factor=scale,
                java_script_enabled=False,
                accept_downloads=False,
                service_workers="block",
                reduced_motion="reduce",
            )
            made.set_default_timeout(_SECONDS * 1000)
            images = self._images if loads else frozenset()
            made.route("**/*", lambda route: self._answer(route, images))
            made.new_page()
            self._contexts[loads, scale] = made
        return made

    def _answer(self, route: "Route", images: frozenset[str]) -> None:
        """A known picture, fetched once, without following redirects; a refusal for anything else."""
        url = route.request.url
        if route.request.is_navigation_request():
            route.fulfill(status=204)  # no content: the message stays where it would be left
            return
        if url not in images or route.request.resource_type != "image":
            route.abort()
            return
        if url not in self._loaded:
            self._loaded[url] = _fetched(route)
        loaded = self._loaded[url]
        if loaded is None:
            route.abort()
        else:
            route.fulfill(status=200, content_type=loaded[0], body=loaded[1])


def _fetched(route: "Route") -> tuple[str, bytes] | None:
    from playwright.sync_api import Error

    try:
        answer = route.fetch(max_redirects=0, timeout=_IMAGE_SECONDS * 1000)
        kind = answer.headers.get("content-type", "")
        body = answer.body()
    except Error:
        logger.info("a picture of the message could not be loaded")
        return None
    is_image = answer.status == 200 and kind.startswith("image/")
    return (kind, body) if is_image and len(body) <= _LARGEST_IMAGE else None


@cache
def _eye() -> str:
    return resources.files(__package__ or "").joinpath("browser.js").read_text(encoding="utf-8")


def _run(sheet: "Sheet", call: str) -> Any:
    return sheet.evaluate(f"() => {{ const eye = {_eye()}; return eye.{call}; }}")


def _measured(sheet: "Sheet") -> dict[str, Any]:
    found: dict[str, Any] = _run(sheet, f"measure({_MOST})")
    return found


def _page(view: View, found: dict[str, Any]) -> Page:
    return Page(
        whose=view.whose,
        mode=view.mode,
        width=view.width,
        scroll_width=int(found["scroll_width"]),
        wide=tuple(found["wide"]),
        words=tuple(_words(each) for each in found["words"]),
        targets=tuple(
            Target(
                label=each["label"],
                url=each["url"],
                painted=each["painted"],
                boxes=tuple(Box(*box) for box in each["boxes"]),
            )
            for each in found["targets"]
        ),
    )


def _words(found: dict[str, Any]) -> Words:
    red, green, blue = found["ink"]
    ground = found["ground"]
    return Words(
        text=found["text"],
        ink=(red, green, blue),
        ground=(ground[0], ground[1], ground[2]) if ground else None,
        size=found["size"],
        line=found["line"],
        weight=int(found["weight"]),
        align=found["align"],
        lines=found["lines"],
    )
