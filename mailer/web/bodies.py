"""Bodies of requests, read as they came and never beyond a limit."""

from starlette.requests import Request

WEBHOOK_LIMIT = 5_000_000
"""Bytes. SendGrid names no limit; its batches are far smaller."""


class BodyTooLarge(Exception):
    """HTTP 413."""


async def read_capped(request: Request, limit: int) -> bytes:
    """The raw bytes, chunked or not. Raises BodyTooLarge before more than `limit` are held."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise BodyTooLarge
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise BodyTooLarge
        parts.append(part)
    return b"".join(parts)
