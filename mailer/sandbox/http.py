"""HTTP/1.1 by hand over asyncio streams: enough to be exact, small enough to break on purpose."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

LARGEST_BODY = 30_000_000
LARGEST_HEAD = 65_536

_REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    413: "Payload Too Large", 415: "Unsupported Media Type", 429: "Too Many Requests",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """Header names are lower case. path: without the query, which stands apart as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    keeps_alive: bool
    query: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    closes: bool = False

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Other')}"]
        if self.body:
            lines.append("Content-Type: application/json")
        if self.status != 204:
            lines.append(f"Content-Length: {len(self.body)}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines.append(f"Connection: {'close' if self.closes else 'keep-alive'}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def encode(self) -> bytes:
        return self.head() + self.body


class Malformed(Exception):
    """The bytes are no request that can be answered further: the status to say so, then close."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


async def read_head(reader: asyncio.StreamReader) -> Request | None:
    """A request without its body. None where the other side hung up between requests. Raises Malformed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError as broken:
        raise Malformed(400) from broken
    method, target, version, headers = _parse_head(head)
    path, _, query = target.partition("?")
    connection = headers.get("connection", "").lower()
    keeps_alive = connection != "close" and (version == "HTTP/1.1" or connection == "keep-alive")
    return Request(method, path, headers, b"", keeps_alive, query)


async def read_body(
    request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Request:
    """The whole request. Raises Malformed."""
    if request.headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return replace(request, body=await _read_body(reader, request.headers))


def _parse_head(head: bytes) -> tuple[str, str, str, dict[str, str]]:
    try:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, version = first.split(" ")
    except ValueError as broken:
        raise Malformed(400) from broken
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return method, target, version, headers


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    try:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await _read_chunks(reader)
        length = int(headers.get("content-length", "0"))
        if not 0 <= length <= LARGEST_BODY:
            raise Malformed(413 if length > 0 else 400)
        return await reader.readexactly(length) if length else b""
    except (ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as broken:
        raise Malformed(400) from broken


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if size < 0 or len(body) + size > LARGEST_BODY:
            raise Malformed(413)
        if size == 0:
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
            return bytes(body)
        body += await reader.readexactly(size)
        await reader.readexactly(2)
