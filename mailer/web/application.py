"""The routes of `mailer serve`, put together."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

import mailer
from mailer.app import App
from mailer.errors import Conflict, InputError, MailerError, NotFound, StoreDown, UnsafePlan
from mailer.web import dashboard, links, login, operators, webhooks
from mailer.web.bodies import BodyTooLarge
from mailer.web.paper import Paper
from mailer.web.safety import Safety

_STATUSES: tuple[tuple[type[MailerError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (UnsafePlan, 409),
    (InputError, 422),
    (StoreDown, 503),
)
_DESCRIPTION = (
    "Operations for programs. This version has none yet; "
    "webhooks and the command line are described in the documentation."
)
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104


def create_app(app: App, *, hosts: Iterable[str] = ()) -> FastAPI:
    """hosts: names or addresses that we listen on; the dashboard answers to them, to the public address
    and to loopback names.

    Nothing redirects: a slash too many is a 404, never a 307, which breaks one-click unsubscribing.
    """
    settings = app.settings
    web = FastAPI(
        title="mailer",
        version=mailer.__version__,
        description=_DESCRIPTION,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        telemetry={"auto_configure": False, "tracing": False},
    )
    web.state.mailer = app
    name = settings.organisation.name or settings.sender.name or "mailer"
    web.state.paper = Paper(name, settings.organisation.timezone)
    web.state.intake = webhooks.Intake()
    for part in (webhooks, links, operators, login, dashboard):
        web.include_router(part.router)
    web.add_exception_handler(MailerError, _explain)
    web.add_exception_handler(HTTPException, _refuse)
    web.add_exception_handler(BodyTooLarge, _too_large)
    own = urlsplit(settings.public_url).hostname or ""
    names = {own, *(host for host in hosts if host not in _EVERYWHERE)}
    web.add_middleware(Safety, hosts=names)
    return web


def _explain(request: Request, problem: Exception) -> Response:
    """The error's own words are for staff: `problem_page` keeps them from strangers."""
    status = next((code for kind, code in _STATUSES if isinstance(problem, kind)), 500)
    return dashboard.problem_page(request, status, str(problem) if status < 500 else None)


def _refuse(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return dashboard.problem_page(request, problem.status_code, None, problem.headers)


def _too_large(request: Request, problem: Exception) -> Response:
    return PlainTextResponse("Too large.\n", 413)
