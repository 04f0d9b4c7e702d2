"""Bodies of requests, read as they came and never beyond a limit."""

from starlette.requests import Request

WEBHOOK_LIMIT = 5_000_000
"""Bytes. SendGrid names no limit; its batches are far smaller."""
_PATIENCE = 4
"""Times the limit that is read and thrown away."""


class BodyTooLarge(Exception):
    """HTTP 413."""


async def read_capped(request: Request, limit: int) -> bytes:
    """The raw bytes, chunked or not. Raises BodyTooLarge, having held no more than `limit`.

    What is too large is read on for a while and thrown away: a sender that is cut off in mid-sentence
    may never see the answer.
    """
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > _PATIENCE * limit:
            break
        if size <= limit:
            parts.append(part)
        else:
            parts.clear()
    if size > limit:
        raise BodyTooLarge
    return b"".join(parts)
