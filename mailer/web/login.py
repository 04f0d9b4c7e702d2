"""Signing in by a one-time link, and out again."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from mailer.web import access
from mailer.web.parts import SameOrigin, TheApp, ThePaper

router = APIRouter(include_in_schema=False)


@router.api_route("/login", methods=["GET", "HEAD"])
def show_how(paper: ThePaper) -> Response:
    return paper.page("login_needed.html.j2", {})


@router.api_route("/login/{token}", methods=["GET", "HEAD"])
def show(token: str, paper: ThePaper) -> Response:
    """The same button for every token: only pressing it tells whether the link is good."""
    return paper.page("login.html.j2", {"token": token})


@router.post("/login/{token}", dependencies=[SameOrigin])
def sign_in(token: str, request: Request, app: TheApp, paper: ThePaper) -> Response:
    session = access.start_session(app, token)
    if session is None:
        return paper.page("login_spent.html.j2", {}, status=403)
    answer = RedirectResponse("/", 303)
    access.set_cookie(app, request, answer, session)
    return answer


@router.post("/logout", dependencies=[SameOrigin])
def sign_out(request: Request, app: TheApp) -> Response:
    access.end_session(app, request)
    answer = RedirectResponse("/login", 303)
    access.set_cookie(app, request, answer, "")
    return answer
