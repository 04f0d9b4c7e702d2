"""What providers and donation platforms tell us. 2xx only once it is stored."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass
class Intake:
    """How many calls are in hand, so that a flood is put off instead of filling the memory. Only the
    event loop touches it."""

    room: int = 200
    in_hand: int = 0

    @contextlib.contextmanager
    def one(self) -> Iterator[bool]:
        """False where there is no room."""
        if self.in_hand >= self.room:
            yield False
            return
        self.in_hand += 1
        try:
            yield True
        finally:
            self.in_hand -= 1


@router.post("/webhooks/sendgrid")
async def receive_events(request: Request, app: TheApp) -> Response:
    """Signed events. The body goes on as the bytes that came: the signature is over them."""
    return await _take(request, lambda headers, body: events.receive(app, headers, body))


@router.post("/webhooks/gifts/{platform}")
async def receive_gifts(platform: str, request: Request, app: TheApp) -> Response:
    return await _take(request, lambda headers, body: gifts.receive(app, platform, headers, body))


async def _take(request: Request, store: Callable[[dict[str, str], bytes], Any]) -> Response:
    intake: Intake = request.app.state.intake
    with intake.one() as has_room:
        if not has_room:
            return _not_stored()
        body = await read_capped(request, WEBHOOK_LIMIT)
        headers = dict(request.headers)
        return await run_in_threadpool(_answered, lambda: store(headers, body))


def _answered(store: Callable[[], Any]) -> Response:
    """Constant answers: they tell a forger nothing."""
    try:
        store()
    except (WebhookRejected, ConfigError) as problem:
        logger.warning("webhook refused: %s", type(problem).__name__)
        return PlainTextResponse("Refused.\n", 403)
    except StoreDown:
        logger.error("webhook not stored: the database is not reachable")
        return _not_stored()
    except NotFound:
        return PlainTextResponse("Not found.\n", 404)
    except InputError:
        return PlainTextResponse("Not understood.\n", 422)
    return JSONResponse({"stored": True})


def _not_stored() -> Response:
    return PlainTextResponse("Not stored. Send it again.\n", 503, headers={"Retry-After": "5"})
