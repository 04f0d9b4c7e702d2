"""A release's page, fetched for a person who asked for it.

address -> checked -> resolved once -> every answer judged -> connected to that very number -> at most three
redirects, each from the start -> text, within bounds

Nothing on a private network is ever reached: the name is not resolved a second time, so an answer that
changes in between leads nowhere. No cookies, no pictures, no scripts, no proxy of the environment.
"""

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from mailer.errors import InputError
from mailer.probes import Number, is_public

LARGEST = 5_000_000
"""Bytes, unpacked."""
SECONDS = 15.0
"""For everything: names, redirects, the page."""
REDIRECTS = 3
PORTS = frozenset((80, 443))
_KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
_HEADERS = {
    "User-Agent": "mailer (reads one page for its user)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
    "Accept-Encoding": "identity",
}
_SAVE = "Open it in your browser, save the page as .html, and read that file."

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""host, port -> every number that it has."""


@dataclass(frozen=True, slots=True)
class Page:
    """data: UTF-8 where the server named its encoding. suffix: .html or .txt. address: where it came from in
    the end."""

    data: bytes
    suffix: str
    address: str


def fetch(
    address: str,
    *,
    may_reach: Callable[[Number], bool] | None = None,
    ports: frozenset[int] = PORTS,
    resolve: Resolve | None = None,
    seconds: float = SECONDS,
) -> Page:
    """The page at a web address. may_reach, ports, resolve: for tests on this machine only.

    Raises InputError, in one line with its cure, for everything that is not a page on the public web.
    """
    fetching = _Fetching(may_reach or is_public, ports, resolve or _resolved)
    try:
        with ThreadPoolExecutor(1) as alone:  # whoever calls may have a loop of their own running
            return alone.submit(asyncio.run, _in_time(fetching.page(address), seconds)).result()
    except TimeoutError:
        raise InputError(
            f"{address}: no whole page within {seconds:.0f} seconds. {_SAVE}"
        ) from None


async def _in_time(page: Awaitable[Page], seconds: float) -> Page:
    async with asyncio.timeout(seconds):
        return await page


async def _resolved(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class _Fetching:
    may_reach: Callable[[Number], bool]
    ports: frozenset[int]
    resolve: Resolve

    async def page(self, address: str) -> Page:
        at = address.strip()
        for _ in range(REDIRECTS + 1):
            answer = await self._answer(at, address)
            if isinstance(answer, Page):
                return answer
            at = urljoin(at, answer)
        raise InputError(f"{address}: sends on more than {REDIRECTS} times. {_SAVE}")

    async def _answer(self, at: str, asked: str) -> Page | str:
        """The page, or the address to which it sends us on."""
        parts, host, port = self._checked(at, asked)
        numbers = await self._numbers(host, port, asked)
        problem: httpx.HTTPError | None = None
        for number in numbers[:3]:
            try:
                return await self._got(parts, host, port, number, at, asked)
            except httpx.ConnectError as refused:
                problem = refused
            except (httpx.HTTPError, httpx.InvalidURL) as failed:
                raise InputError(f"{asked}: broke off ({type(failed).__name__}). {_SAVE}") from None
        raise InputError(f"{asked}: can't be reached ({type(problem).__name__}). {_SAVE}") from None

    def _checked(self, at: str, asked: str) -> tuple[SplitResult, str, int]:
        try:
            parts = urlsplit(at)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = (parts.hostname or "").rstrip(".")
            host = host if ":" in host else host.encode("idna").decode("ascii")
        except ValueError:
            raise InputError(f"{asked}: no web address that can be read. {_SAVE}") from None
        if parts.scheme not in ("http", "https") or not host:
            raise InputError(f"{asked}: leads to no web page (http or https). {_SAVE}")
        if parts.username is not None or parts.password is not None:
            raise InputError(
                f"{asked.partition('://')[0]}://...: a name or password stands in the address. {_SAVE}"
            )
        if port not in self.ports:
            raise InputError(f"{asked}: port {port} is not a web page's (80 or 443). {_SAVE}")
        return parts, host, port

    async def _numbers(self, host: str, port: int, asked: str) -> list[Number]:
        """Asked once; one number that may not be reached spoils them all."""
        try:
            found = await self.resolve(host, port)
            numbers = [ipaddress.ip_address(one.partition("%")[0]) for one in found]
        except (OSError, UnicodeError, ValueError):
            numbers = []
        if not numbers:
            raise InputError(
                f"{asked}: no such site. Check the address, or save the page as .html."
            )
        if not all(self.may_reach(number) for number in numbers):
            raise InputError(f"{asked}: leads into a private network, which is never read. {_SAVE}")
        return sorted(numbers, key=lambda number: number.version)

    async def _got(
        self, parts: SplitResult, host: str, port: int, number: Number, at: str, asked: str
    ) -> Page | str:
        pinned = f"[{number}]" if number.version == 6 else str(number)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        usual = 443 if parts.scheme == "https" else 80
        named = f"[{host}]" if ":" in host else host
        headers = {**_HEADERS, "Host": named if port == usual else f"{named}:{port}"}
        async with httpx.AsyncClient(trust_env=False, timeout=SECONDS) as client:
            request = client.build_request(
                "GET",
                f"{parts.scheme}://{pinned}:{port}{target}",
                headers=headers,
                extensions={"sni_hostname": host},
            )
            answer = await client.send(request, stream=True, follow_redirects=False)
            try:
                if answer.is_redirect:
                    return answer.headers["Location"]
                return await _page(answer, at, asked)
            finally:
                await answer.aclose()


async def _page(answer: httpx.Response, at: str, asked: str) -> Page:
    if answer.status_code != 200:
        raise InputError(
            f"{asked}: answers with status {answer.status_code}, not with a page. {_SAVE}"
        )
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    if kind not in _KINDS:
        raise InputError(f"{asked}: is {kind or 'of no kind named'}, not a page of text. {_SAVE}")
    packed = bytearray()
    async for chunk in answer.aiter_raw():
        packed += chunk
        if len(packed) > LARGEST:
            raise _too_large(asked)
    data = _unpacked(bytes(packed), answer.headers.get("Content-Encoding", ""), asked)
    return Page(_as_utf8(data, answer.charset_encoding), _KINDS[kind], at)


def _unpacked(data: bytes, packing: str, asked: str) -> bytes:
    """Some servers pack though they were asked not to; never more than the bound is unpacked."""
    if packing.casefold() in ("", "identity"):
        return data
    if packing.casefold() not in ("gzip", "x-gzip"):
        raise InputError(f"{asked}: is packed in a way that isn't read ({packing}). {_SAVE}")
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = unpacking.decompress(data, LARGEST + 1)
    except zlib.error:
        raise InputError(f"{asked}: broke off in the middle. {_SAVE}") from None
    if len(plain) > LARGEST:
        raise _too_large(asked)
    return plain


def _too_large(asked: str) -> InputError:
    return InputError(f"{asked}: over {LARGEST // 1_000_000} MB; a release is text. {_SAVE}")


def _as_utf8(data: bytes, named: str | None) -> bytes:
    """As the server says, where it is right; else as it came."""
    try:
        return data.decode(named).encode() if named else data
    except (LookupError, UnicodeError):
        return data
