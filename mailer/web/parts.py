"""What a route needs of its surroundings, as FastAPI dependencies."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from mailer.app import App
from mailer.web import access
from mailer.web.paper import Paper
from mailer.web.safety import is_same_origin


def _app(request: Request) -> App:
    app: App = request.app.state.mailer
    return app


def _paper(request: Request) -> Paper:
    paper: Paper = request.app.state.paper
    return paper


TheApp = Annotated[App, Depends(_app)]
ThePaper = Annotated[Paper, Depends(_paper)]


def require_session(request: Request, app: TheApp) -> None:
    """401 for who isn't signed in; the page then says how to."""
    if not access.is_signed_in(app, request):
        raise HTTPException(401)


def require_same_origin(request: Request, app: TheApp) -> None:
    """403 for a form that was sent from a page that isn't ours."""
    if not is_same_origin(request, app.settings.public_url):
        raise HTTPException(403)


SignedIn = Depends(require_session)
SameOrigin = Depends(require_same_origin)
