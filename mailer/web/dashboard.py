"""The pages behind the login. Read only: each shows what an operation returned."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from mailer.app import App
from mailer.errors import InputError
from mailer.operations import overview, report
from mailer.web import access, figures
from mailer.web.parts import SignedIn, TheApp, ThePaper

router = APIRouter(include_in_schema=False)
_LOOK = ["GET", "HEAD"]

_TITLES = {
    401: "You are not signed in",
    403: "That is not allowed",
    404: "There is no such page",
    405: "That can’t be done here",
    409: "The campaign is in another state",
    422: "Something must be mended first",
    503: "The database can’t be reached",
}
_WHAT = {
    403: "The form came from another site, or the page was open too long. Go back, load it again, and "
    "repeat what you did. Nothing was changed.",
    404: "The address is wrong, or the campaign has another name.",
    405: "Nothing was changed.",
    409: "Load the page again to see where it stands. Nothing was changed.",
    422: "Nothing was changed.",
    503: "Nothing is lost: it answers again as soon as the database does.",
}
_DEFECT = "It is a defect of ours. Nothing was changed."


@router.api_route("/", methods=_LOOK, dependencies=[SignedIn])
def home(app: TheApp, paper: ThePaper) -> Response:
    return paper.page("home.html.j2", _shell(app, "home", {"home": overview.home(app)}))


@router.api_route("/campaigns", methods=_LOOK, dependencies=[SignedIn])
def campaigns(app: TheApp, paper: ThePaper) -> Response:
    values = {"lines": overview.campaigns(app)}
    return paper.page("campaigns.html.j2", _shell(app, "campaigns", values))


@router.api_route("/campaigns/{slug}", methods=_LOOK, dependencies=[SignedIn])
def campaign(slug: str, app: TheApp, paper: ThePaper) -> Response:
    values = {**_progress(app, slug), **_report(app, slug)}
    return paper.page("campaign.html.j2", _shell(app, "campaigns", values, here=slug))


@router.api_route("/campaigns/{slug}/live", methods=_LOOK, dependencies=[SignedIn])
def live(slug: str, app: TheApp, paper: ThePaper) -> Response:
    """The part of a campaign's page that changes while it goes out; the script swaps it in."""
    return paper.page("live.html.j2", _progress(app, slug))


def problem_page(
    request: Request, status: int, what: str | None, headers: Mapping[str, str] | None = None
) -> Response:
    """An error as a page, without anything of the request in it. 401 says how to sign in."""
    app: App = request.app.state.mailer
    paper = request.app.state.paper
    if status == 401:
        needed: Response = paper.page("login_needed.html.j2", {}, status=401)
        return needed
    signed_in = status != 503 and access.is_signed_in(app, request)
    values = {
        "title": _TITLES.get(status, "Something went wrong on our side"),
        "what": (signed_in and what) or _WHAT.get(status, _DEFECT),
        "signed_in": signed_in,
    }
    page: Response = paper.page(
        "problem.html.j2", values, status=status, headers=dict(headers or {})
    )
    return page


def _shell(
    app: App, section: str, values: Mapping[str, Any], here: str | None = None
) -> dict[str, Any]:
    """here: the campaign whose own page it is, which shows more than the strip would."""
    running = [line for line in overview.running(app) if line.slug != here]
    return {"signed_in": True, "section": section, "running": running, **values}


def _progress(app: App, slug: str) -> dict[str, Any]:
    seen = overview.campaign(app, slug)
    return {"seen": seen, "bar": figures.progress(seen.line.count)}


def _report(app: App, slug: str) -> dict[str, Any]:
    """Nothing where the campaign has not gone out yet."""
    try:
        made = report.report(app, slug)
    except InputError:
        return {"report": None, "curve": None}
    if made.starts_at is None:
        return {"report": None, "curve": None}
    drawn = figures.curve(made.timeline, with_opens=made.measured.people > 0)
    return {"report": made, "curve": drawn}
