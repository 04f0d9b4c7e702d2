"""Breaks one exchange on purpose, as its fault says."""

import asyncio
import contextlib
import re
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import orjson

from mailer.sandbox.faults import Fault
from mailer.sandbox.http import Reply, Request
from mailer.sandbox.refusals import UNVERIFIED, bad_request, error, errors_body, refusal

_WORDS = {
    400: "Bad Request", 401: "authorization required", 404: "not found",
    403: UNVERIFIED,
    405: "method not allowed", 413: "content too large", 415: "unsupported media type",
    429: "too many requests", 500: "internal server error", 502: "bad gateway",
    503: "service unavailable", 504: "gateway timeout",
}  # fmt: skip
_FAR = 86_400
_INVALID = "Does not contain a valid address."
"""As SendGrid says it: where a 400 names no field, a client has only these words to go by."""


class Mail(Protocol):
    def __call__(self, request: Request, *, takes: bool) -> Reply: ...


class Breaker:
    """mail: SendGrid's answer to the request; it takes the mail where it is told to. now: epoch seconds."""

    def __init__(
        self,
        fault: Fault,
        request: Request,
        writer: asyncio.StreamWriter,
        mail: Mail,
        now: Callable[[], float],
    ) -> None:
        self._fault = fault
        self._request = request
        self._writer = writer
        self._mail = mail
        self._now = now

    async def run(self) -> bool:
        """Whether the connection stays open."""
        act = {
            "status": self._status,
            "hang": self._hang,
            "reset": self._reset,
            "half-status": self._half_status,
            "cut-body": self._cut_body,
            "slow": self._slow,
            "slow-body": self._slow_body,
            "close": self._close,
            "recipients": self._recipients,
            "limit": self._limit,
            "twice": self._twice,
            "swallow": self._swallow,
        }[self._fault.do]
        return await act()

    def _reply(self) -> Reply:
        """As without a fault; the mail is taken only where `accept` says so."""
        return self._mail(self._request, takes=self._fault.accept)

    async def _status(self) -> bool:
        fault = self._fault
        if fault.accept:
            self._mail(self._request, takes=True)
        headers: dict[str, str] = {}
        if fault.status == 429:
            headers = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "0"}
            reset = reset_header(fault.reset, int(self._now()))
            if reset is not None:
                headers["X-RateLimit-Reset"] = reset
        if fault.location is not None:
            headers["Location"] = fault.location
        words = fault.message or _WORDS.get(fault.status, "")
        body = errors_body([error(words, fault.field)]) if fault.status >= 400 else b""
        return await self._send(Reply(fault.status, body, headers, closes=fault.status == 400))

    async def _hang(self) -> bool:
        self._reply()
        await asyncio.sleep(self._fault.seconds)
        return False

    async def _reset(self) -> bool:
        self._reply()
        reset(self._writer)
        return False

    async def _half_status(self) -> bool:
        self._reply()
        self._writer.write(b"HTTP/1.1 202 Acc")
        await self._writer.drain()
        return False

    async def _cut_body(self) -> bool:
        reply = self._reply()
        whole = Reply(reply.status, b'{"queued": true, "more": "to come"}', reply.headers).encode()
        self._writer.write(whole[:-20])
        await self._writer.drain()
        return False

    async def _slow(self) -> bool:
        await asyncio.sleep(self._fault.seconds)
        return await self._send(self._mail(self._request, takes=True))

    async def _slow_body(self) -> bool:
        reply = self._mail(self._request, takes=True)
        for sign in reply.encode():
            self._writer.write(bytes((sign,)))
            await self._writer.drain()
            await asyncio.sleep(self._fault.seconds)
        return not reply.closes

    async def _close(self) -> bool:
        """Says that the connection stays, and hangs up all the same."""
        await self._send(self._mail(self._request, takes=True))
        return False

    async def _recipients(self) -> bool:
        reply = self._mail(self._request, takes=False)
        if reply.status != 202:
            return await self._send(reply)
        people = _people(self._request)
        bad = self._fault.refused([_address(person) for person in people])
        return await self._send(self._refuse(bad, len(people)))

    def _refuse(self, bad: Sequence[int], people: int) -> Reply:
        fault = self._fault
        words = fault.message or _INVALID
        named = bad[:1] if fault.names == "first" else bad
        if fault.field == "none":
            return bad_request([error(words, None)])
        if fault.field == "wrong":
            named = [next((at for at in range(people) if at not in bad), people + 7)]
        return bad_request([error(words, f"personalizations.{at}.to.0.email") for at in named])

    async def _limit(self) -> bool:
        return await self._send(refusal(413, _WORDS[413]))

    async def _twice(self) -> bool:
        self._mail(self._request, takes=True)
        return await self._send(self._mail(self._request, takes=True))

    async def _swallow(self) -> bool:
        return await self._send(self._mail(self._request, takes=False))

    async def _send(self, reply: Reply) -> bool:
        self._writer.write(reply.encode())
        await self._writer.drain()
        return not reply.closes


def finds_something(fault: Fault, request: Request) -> bool:
    """Whether there is anything in this request for the fault to break."""
    if fault.do not in ("recipients", "limit"):
        return True
    people = _people(request)
    if fault.do == "recipients":
        return bool(fault.refused([_address(person) for person in people]))
    return (fault.people is not None and len(people) > fault.people) or (
        fault.bytes is not None and len(request.body) > fault.bytes
    )


async def break_early(
    fault: Fault, head: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Breaks the connection before its body is read, or with half of it."""
    if fault.when == "during":
        length = head.headers.get("content-length", "")
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readexactly(int(length) // 2 if length.isdecimal() else 1)
    reset(writer)


def reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of an orderly end."""
    connection: socket.socket | None = writer.get_extra_info("socket")
    if connection is not None:
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def reset_header(form: str | int | None, now: int) -> str | None:
    """X-RateLimit-Reset in each form that has been seen or feared. now: epoch seconds."""
    if isinstance(form, int):
        return str(now + form)
    forms = {
        "past": str(now - 100), "future": str(now + 5), "far": str(now + _FAR),
        "negative": "-5", "text": "soon",
    }  # fmt: skip
    return forms.get(form) if form else None


def _people(request: Request) -> Sequence[Any]:
    try:
        people = orjson.loads(request.body)["personalizations"]
    except (ValueError, TypeError, KeyError):
        return ()
    return people if isinstance(people, list) else ()


def _address(person: Any) -> str:
    """Empty where there is none."""
    try:
        return re.sub(r"\s", "", str(person["to"][0]["email"]))
    except (TypeError, KeyError, IndexError):
        return ""
