"""The doors that a message's links open: unsubscribe, preferences, browser, click, open.

No login, no cookie, no CSRF token: the signed token in the path is the permission. GET and HEAD change
nothing, for scanners fetch links.
"""

import contextlib
from collections.abc import Mapping
from typing import TypedDict

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from mailer.errors import MailerError, NotFound
from mailer.operations import doors, events
from mailer.web import access
from mailer.web.paper import Paper
from mailer.web.parts import TheApp, ThePaper
from mailer.web.safety import DOOR_POLICY, MESSAGE_POLICY
from mailer.wording.doors import door_words

router = APIRouter(include_in_schema=False)
_LOOK = ["GET", "HEAD"]
_PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
_DOOR = {**_PRIVATE, "Content-Security-Policy": DOOR_POLICY}
_FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
"""1 x 1, transparent, 43 bytes."""


@router.api_route("/u/{token}", methods=_LOOK)
def show_unsubscribe(token: str, app: TheApp, paper: ThePaper) -> Response:
    visitor = doors.visitor(app, "unsubscribe", token)
    if visitor is None:
        return _nothing(paper)
    return _door(paper, "unsubscribe.html.j2", visitor, token)


@router.post("/u/{token}")
def unsubscribe(token: str, app: TheApp, paper: ThePaper) -> Response:
    """One click (RFC 8058) or our page's button: whatever the body says, the answer is 200 at once."""
    visitor = doors.unsubscribe(app, "unsubscribe", token)
    if visitor is None:
        return _nothing(paper)
    return _door(paper, "unsubscribed.html.j2", visitor, token)


@router.api_route("/p/{token}", methods=_LOOK)
def show_preferences(token: str, app: TheApp, paper: ThePaper) -> Response:
    visitor = doors.visitor(app, "preferences", token)
    if visitor is None:
        return _nothing(paper)
    return _door(paper, "preferences.html.j2", visitor, token)


@router.post("/p/{token}/opens")
def stop_measuring(token: str, app: TheApp, paper: ThePaper) -> Response:
    visitor = doors.stop_measuring(app, token)
    if visitor is None:
        return _nothing(paper)
    return _door(paper, "not_measured.html.j2", visitor, token)


@router.post("/p/{token}/everything")
def unsubscribe_from_everything(token: str, app: TheApp, paper: ThePaper) -> Response:
    visitor = doors.unsubscribe(app, "preferences", token)
    if visitor is None:
        return _nothing(paper)
    return _door(paper, "unsubscribed.html.j2", visitor, token)


@router.api_route("/v/{token}", methods=_LOOK)
def show_message(token: str, request: Request, app: TheApp, paper: ThePaper) -> Response:
    try:
        shown = doors.in_browser(app, token, is_staff=access.is_signed_in(app, request))
    except NotFound:
        return _nothing(paper)
    headers = {
        **_PRIVATE,
        "Content-Security-Policy": MESSAGE_POLICY,
        "Content-Language": shown.language,
    }
    return HTMLResponse(shown.html, headers=headers)


@router.api_route("/c/{token}", methods=_LOOK)
def follow(token: str, request: Request, app: TheApp, paper: ThePaper) -> Response:
    """Leads on to the frozen message's own destination, whoever or whatever follows it."""
    destination = events.click(app, token, **_asked(request))
    if destination is None:
        return _nothing(paper)
    return Response(status_code=302, headers={**_PRIVATE, "Location": destination})


@router.api_route("/o/{name}", methods=_LOOK)
def open_pixel(name: str, request: Request, app: TheApp) -> Response:
    """The same picture for everybody and every token, so that it tells nothing."""
    token, _, ending = name.rpartition(".")
    if ending == "gif":
        # A picture in a message must never look broken; the store's outage is told elsewhere.
        with contextlib.suppress(MailerError):
            events.opened(app, token, **_asked(request))
    return Response(_GIF, media_type="image/gif", headers=_PRIVATE)


class _Visit(TypedDict):
    method: str
    user_agent: str | None
    ip: str | None
    headers: Mapping[str, str]


def _asked(request: Request) -> _Visit:
    return {
        "method": request.method,
        "user_agent": request.headers.get("user-agent"),
        "ip": request.client.host if request.client else None,
        "headers": request.headers,
    }


def _door(paper: Paper, name: str, visitor: doors.Visitor, token: str) -> Response:
    words = door_words(visitor.language)
    values = {"words": words, "here": f"/p/{token}"}
    return paper.page(name, values, headers={**_DOOR, "Content-Language": words["language"]})


def _nothing(paper: Paper) -> Response:
    """Says nothing of why: a forged, a torn and a foreign token look alike."""
    return paper.page("nothing.html.j2", {}, status=404, headers=_DOOR)


@router.api_route("/i/{name}", methods=_LOOK)
def picture(name: str, app: TheApp) -> Response:
    """A picture of a message; the same for everybody, so that it tells nothing of who looks."""
    try:
        found = doors.picture(app, name)
    except NotFound:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    return Response(found.body, media_type=found.kind, headers=_FOR_EVER)
