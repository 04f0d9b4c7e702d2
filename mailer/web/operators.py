"""For those who run the machine: is it alive, and a few counts. No address in either."""

import hmac

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from mailer.app import App
from mailer.errors import StoreDown
from mailer.model.ids import Slug
from mailer.settings import is_loopback
from mailer.web.parts import TheApp, ThePaper

router = APIRouter(include_in_schema=False)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.api_route("/healthz", methods=["GET", "HEAD"])
def health(app: TheApp) -> Response:
    """200 where the database answers, else 503."""
    try:
        app.store.campaigns.all()
    except StoreDown:
        return JSONResponse({"ok": False, "database": "not reachable"}, 503)
    return JSONResponse({"ok": True, "database": "ok"})


@router.api_route("/metrics", methods=["GET", "HEAD"])
def metrics(request: Request, app: TheApp) -> Response:
    if not (_is_local(request) or _has_token(request, app)):
        raise HTTPException(403)
    return PlainTextResponse(_written(app), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.api_route("/assets/{name}", methods=["GET", "HEAD"])
def asset(name: str, request: Request, paper: ThePaper) -> Response:
    return paper.asset(request, name)


def _is_local(request: Request) -> bool:
    """Asked from this machine, by a loopback name, and not through a proxy that stands on it."""
    client = request.client.host if request.client else ""
    host = f"[{client}]" if ":" in client else client
    return (
        is_loopback(f"//{host}")
        and is_loopback(str(request.base_url))
        and not any(name in request.headers for name in _FORWARDED)
    )


def _has_token(request: Request, app: App) -> bool:
    token = app.settings.metrics_token
    given = request.headers.get("authorization", "")
    return token is not None and hmac.compare_digest(
        given.encode(), f"Bearer {token.get_secret_value()}".encode()
    )


def _written(app: App) -> str:
    """The text format of Prometheus. Labels: a campaign's opaque code and a state, nothing of a person."""
    people: list[str] = []
    batches: list[str] = []
    for record in app.store.campaigns.all():
        if record.fingerprint is None:
            continue
        count = app.store.ledger.count(Slug(record.slug))
        for state in ("accepted", "refused", "suppressed", "unknown", "remaining"):
            people.append(
                f'mailer_people{{campaign="{record.code}",state="{state}"}} {getattr(count, state)}'
            )
        batches.extend(
            f'mailer_batches{{campaign="{record.code}",state="{state}"}} {value}'
            for state, value in sorted(count.batches.items())
        )
    lines = [
        "# HELP mailer_people People in the ledger, by campaign and state.",
        "# TYPE mailer_people gauge",
        *people,
        "# HELP mailer_batches Batches in the ledger, by campaign and state.",
        "# TYPE mailer_batches gauge",
        *batches,
        "# HELP mailer_up Whether this process answers.",
        "# TYPE mailer_up gauge",
        "mailer_up 1",
    ]
    return "\n".join(lines) + "\n"
