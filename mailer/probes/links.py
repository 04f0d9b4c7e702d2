"""Whether the web addresses of a message answer, and how large its pictures are.

Each address gets one GET, its redirects are followed by hand, and no hop leads into a private network
unless the caller allows it: who writes a campaign must not read this machine's neighbours with it.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import httpx

from mailer.model.evidence import Answer
from mailer.probes import is_public

SECONDS = 6.0
MOST_REDIRECTS = 5
MOST_ADDRESSES = 60
LARGEST_PICTURE = 2_000_000
"""Bytes read of a picture; of any other page none are."""
_AT_ONCE = 6
_AGENT = "mailer-check/1"
_NETWORK_FAULTS = (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError)


@dataclass(frozen=True, slots=True)
class _Hop:
    """One place to ask: the address as written, and the machine that its name means."""

    url: httpx.URL
    machine: str


def visit(urls: Iterable[str], *, may_be_private: bool, pictures: bool = False) -> list[Answer]:
    """An answer per address, each asked once, in the order given; at most `MOST_ADDRESSES`.

    may_be_private: also addresses of this machine and its neighbours are asked. pictures: the body is
    read and measured. Never raises for what the network does.
    """
    chosen = list(dict.fromkeys(urls))[:MOST_ADDRESSES]
    if not chosen:
        return []
    timeout = httpx.Timeout(SECONDS)
    with (
        httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        ask = partial(_ask, client, may_be_private=may_be_private, reads=pictures)
        return list(pool.map(ask, chosen))


def _ask(client: httpx.Client, url: str, *, may_be_private: bool, reads: bool) -> Answer:
    at = url
    for redirects in range(MOST_REDIRECTS + 1):
        told = Answer(url, redirects=redirects)
        try:
            hop = _resolved(at, may_be_private)
            if isinstance(hop, Answer):
                return replace(told, trouble=hop.trouble)
            status, onward, body, kind = _get(client, hop, reads)
        except _NETWORK_FAULTS as fault:
            return replace(told, trouble="tls" if _is_tls(fault) else "unreachable")
        if onward is None:
            width, height = _measured(body) if reads else (0, 0)
            return replace(
                told, status=status, size=len(body), kind=kind, width=width, height=height
            )
        at = urljoin(at, onward)
    return Answer(url, redirects=MOST_REDIRECTS + 1, trouble="too-many-redirects")


def _resolved(url: str, may_be_private: bool) -> _Hop | Answer:
    """The machine to connect to, named by its number so that no second look-up can change it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return Answer(url, trouble="not-web")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    machines = [str(entry[4][0]) for entry in found]
    numbers = [ipaddress.ip_address(machine.partition("%")[0]) for machine in machines]
    if not may_be_private and not all(map(is_public, numbers)):
        return Answer(url, trouble="private")
    return _Hop(httpx.URL(url), machines[0])


def _get(client: httpx.Client, hop: _Hop, reads: bool) -> tuple[int, str | None, bytes, str]:
    """(status, where a redirect leads, body as far as it is read, media type)."""
    request = client.build_request(
        "GET",
        hop.url.copy_with(host=hop.machine),
        headers={"Host": hop.url.netloc.decode("ascii"), "User-Agent": _AGENT},
        extensions={"sni_hostname": hop.url.raw_host.decode("ascii")},
    )
    answer = client.send(request, stream=True)
    try:
        onward = answer.headers.get("location") if answer.is_redirect else None
        body = _read(answer) if reads and onward is None else b""
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return answer.status_code, onward, body, kind
    finally:
        answer.close()


def _read(answer: httpx.Response) -> bytes:
    pieces: list[bytes] = []
    taken = 0
    for piece in answer.iter_bytes(65_536):
        pieces.append(piece[: LARGEST_PICTURE - taken])
        taken += len(pieces[-1])
        if taken >= LARGEST_PICTURE:
            break
    return b"".join(pieces)


def _is_tls(fault: BaseException) -> bool:
    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _measured(body: bytes) -> Sequence[int]:
    """(width, height) in px as its first bytes say; zeros where they say none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(body)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return 0, 0
