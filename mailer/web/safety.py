"""What every answer of the server obeys, whatever part made it.

The outermost layer: it refuses hosts that are not ours (DNS rebinding), sets the headers that keep a page
from being framed, sniffed, indexed or fed with foreign code, and turns a defect into a bare 500. No
address, token or query ever reaches the log from here.
"""

import logging
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse

from mailer.settings import is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For our own pages: one style sheet and one script of ours, nothing inline, nothing foreign."""
DOOR_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""For the pages that a link in a message opens: no script at all."""
MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
"""For a message shown in a browser: its own inline styles and pictures, no script, no origin."""

_DEFAULTS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_OPEN_TO_ANY_HOST = ("/webhooks/", "/u/", "/c/", "/o/", "/p/", "/v/", "/i/", "/assets/", "/healthz")
"""Guarded by a signature or a signed token, or public: a proxy in front may name its own host."""

_NOT_OURS = "This server does not answer to that name. MAILER_PUBLIC_URL tells it its own.\n"


class Safety:
    """ASGI middleware. `hosts`: names under which the dashboard may be asked for, besides loopback."""

    def __init__(self, app: "ASGIApp", hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_safely(message: "Message") -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _complete(MutableHeaders(scope=message))
            await send(message)

        try:
            if self._is_ours(scope):
                await self._app(scope, receive, send_safely)
            else:
                refusal = PlainTextResponse(_NOT_OURS, 421)
                await refusal(scope, receive, send_safely)
        except Exception as problem:
            logger.error("defect while answering: %s", _where(problem))
            if not started:
                await PlainTextResponse("A defect of ours.\n", 500)(scope, receive, send_safely)

    def _is_ours(self, scope: "Scope") -> bool:
        if scope["path"].startswith(_OPEN_TO_ANY_HOST):
            return True
        url = f"//{Headers(scope=scope).get('host', '')}"
        try:
            return is_loopback(url) or (urlsplit(url).hostname or "") in self._hosts
        except ValueError:
            return False


def is_same_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether a form was sent from one of our own pages.

    By Origin where the browser gives one, else by Sec-Fetch-Site; a request with neither is refused. A
    proxy that ends TLS makes our own scheme look like http, so the public address counts as ours too.
    """
    headers = connection.headers
    origin = headers.get("origin")
    if origin and origin != "null":
        own = f"{connection.url.scheme}://{headers.get('host', '')}"
        return origin in (own, public_url)
    return headers.get("sec-fetch-site") == "same-origin"


def is_https(connection: HTTPConnection, public_url: str) -> bool:
    """Whether the person's browser talks to us over https, be it through a proxy."""
    public = urlsplit(public_url)
    asked = connection.url.hostname or ""
    return connection.url.scheme == "https" or (
        public.scheme == "https" and asked == public.hostname
    )


def _complete(headers: MutableHeaders) -> None:
    for name, value in _DEFAULTS.items():
        headers.setdefault(name, value)


def _where(problem: Exception) -> str:
    """Kind and places only: the text of an error may hold what a person wrote."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(problem).__name__} in {places}"
