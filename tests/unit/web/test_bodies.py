"""Bodies come whole and unchanged up to a limit, and a flood of calls is put off."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from mailer.web.bodies import BodyTooLarge, read_capped
from mailer.web.webhooks import Intake


def reading(parts: Sequence[bytes], limit: int) -> bytes:
    """What is read of a request that comes in these parts; nothing in it waits."""
    left = list(parts)

    async def receive() -> dict[str, Any]:
        part = left.pop(0) if left else b""
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    running = read_capped(Request({"type": "http", "headers": []}, receive), limit)
    try:
        running.send(None)
    except StopIteration as done:
        body: bytes = done.value
        return body
    raise AssertionError("it waited")


@given(st.lists(st.binary(max_size=20), max_size=10), st.integers(min_value=0, max_value=100))
def test_a_body_is_itself_or_too_large(parts: list[bytes], limit: int) -> None:
    whole = b"".join(parts)
    if len(whole) <= limit:
        assert reading(parts, limit) == whole
    else:
        with pytest.raises(BodyTooLarge):
            reading(parts, limit)


def test_an_endless_body_is_not_read_to_its_end() -> None:
    parts = [b"x" * 10] * 1000
    with pytest.raises(BodyTooLarge):
        reading(parts, 10)


def test_calls_beyond_the_room_are_put_off_until_one_is_done() -> None:
    intake = Intake(room=2)
    with intake.one() as first, intake.one() as second:
        assert (first, second) == (True, True)
        with intake.one() as third:
            assert third is False
    with intake.one() as later:
        assert later is True
    assert intake.in_hand == 0
