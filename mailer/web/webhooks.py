"""What providers and donation platforms tell us. 2xx only once it is stored."""

import logging
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response

from mailer.errors import ConfigError, InputError, NotFound, StoreDown, WebhookRejected
from mailer.operations import events, gifts
from mailer.web.bodies import WEBHOOK_LIMIT, read_capped
from mailer.web.parts import TheApp

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


@router.post("/webhooks/sendgrid")
async def receive_events(request: Request, app: TheApp) -> Response:
    """Signed events. The body goes on as the bytes that came: the signature is over them."""
    body = await read_capped(request, WEBHOOK_LIMIT)
    headers = dict(request.headers)
    return await run_in_threadpool(_answered, lambda: events.receive(app, headers, body))


@router.post("/webhooks/gifts/{platform}")
async def receive_gifts(platform: str, request: Request, app: TheApp) -> Response:
    body = await read_capped(request, WEBHOOK_LIMIT)
    headers = dict(request.headers)
    return await run_in_threadpool(_answered, lambda: gifts.receive(app, platform, headers, body))


def _answered(take: Callable[[], Any]) -> Response:
    """Constant answers: they tell a forger nothing."""
    try:
        take()
    except (WebhookRejected, ConfigError) as problem:
        logger.warning("webhook refused: %s", type(problem).__name__)
        return PlainTextResponse("Refused.\n", 403)
    except StoreDown:
        logger.error("webhook not stored: the database is not reachable")
        return PlainTextResponse("Not stored. Send it again.\n", 503, headers={"Retry-After": "5"})
    except NotFound:
        return PlainTextResponse("Not found.\n", 404)
    except InputError:
        return PlainTextResponse("Not understood.\n", 422)
    return JSONResponse({"stored": True})
