"""A page is fetched from the public web only, whatever the address pretends, and within bounds."""

import gzip
import ipaddress
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mailer.errors import InputError
from mailer.probes import web

PAGE = b"<html><body><h1>Nine towns ask for gauges</h1></body></html>"
PRIVATE = [
    ("http://127.0.0.1/", "loopback"),
    ("http://127.1/", "loopback, short"),
    ("http://2130706433/", "loopback as one number"),
    ("http://0177.0.0.1/", "loopback, octal"),
    ("http://0x7f.0.0.1/", "loopback, hexadecimal"),
    ("http://localhost/", "loopback by name"),
    ("http://[::1]/", "loopback, six"),
    ("http://[::ffff:127.0.0.1]/", "loopback, mapped"),
    ("http://[::127.0.0.1]/", "loopback, compatible"),
    ("http://[64:ff9b::7f00:1]/", "loopback behind a translator"),
    ("http://[2002:7f00:1::]/", "loopback in a tunnel"),
    ("http://[2001:0:7f00:1::]/", "Teredo"),
    ("http://169.254.169.254/latest/meta-data/", "a cloud's own data"),
    ("http://[fe80::1]/", "link-local"),
    ("http://[fd00::1]/", "private, six"),
    ("http://[fec0::1]/", "site-local"),
    ("http://10.0.0.1/", "private"),
    ("http://172.16.0.1/", "private"),
    ("http://192.168.1.1/", "private"),
    ("http://100.64.0.1/", "a carrier's"),
    ("http://0.0.0.0/", "this machine"),
    ("http://0/", "this machine, short"),
    ("http://224.0.0.1/", "multicast"),
    ("http://[ff02::1]/", "multicast, six"),
    ("http://255.255.255.255/", "broadcast"),
    ("http://240.0.0.1/", "reserved"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "why"), PRIVATE, ids=[why for _, why in PRIVATE])
def test_nothing_on_a_private_network_is_reached(address: str, why: str) -> None:
    with pytest.raises(InputError, match="private network"):
        web.fetch(address)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ftp://example.org/", "no web page"),
        ("file:///etc/passwd", "no web page"),
        ("http:///release", "no web page"),
        ("http://[::1/", "can be read"),
        ("http://example.org:99999/", "can be read"),
        ("http://example.org:22/", "port 22"),
        ("http://127.0.0.1:8080/", "port 8080"),
        ("https://example.org@127.0.0.1/", "name or password"),
        ("https://user:secret@example.org/", "name or password"),
    ],
)
def test_what_is_no_plain_web_address_is_refused_before_anything_is_asked(
    address: str, says: str
) -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError("a name was resolved")

    with pytest.raises(InputError, match=says) as caught:
        web.fetch(address, resolve=never)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("number", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8"])
def test_the_public_web_may_be_reached(number: str) -> None:
    assert web.is_public(ipaddress.ip_address(number))


class _Site(BaseHTTPRequestHandler):
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        port = self.server.server_address[1]
        body, status, headers = PAGE, 200, {"Content-Type": "text/html; charset=utf-8"}
        if self.path.startswith("/hop/"):
            left = int(self.path.rsplit("/", 1)[1])
            status, headers = 302, {"Location": f"/hop/{left - 1}" if left > 1 else "/page"}
        elif self.path == "/inside":
            status, headers = 301, {"Location": f"http://10.0.0.1:{port}/"}
        elif self.path == "/file":
            status, headers = 302, {"Location": "file:///etc/passwd"}
        elif self.path == "/picture":
            headers = {"Content-Type": "image/png"}
        elif self.path == "/gone":
            status = 404
        elif self.path == "/large":
            body = b"a" * 5_000_001
        elif self.path == "/bomb":
            body, headers = gzip.compress(b"a" * 50_000_000), headers | {"Content-Encoding": "gzip"}
        elif self.path == "/packed":
            body, headers = gzip.compress(PAGE), headers | {"Content-Encoding": "gzip"}
        elif self.path == "/latin":
            body = "Málaga".encode("cp1250")
            headers = {"Content-Type": "text/plain; charset=windows-1250"}
        self.send_response(status)
        for name, value in {
            "Set-Cookie": "a=b",
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.path == "/slow":
            self.server.held.wait(20)  # type: ignore[attr-defined]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    _Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.held = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.held.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def _fetch(site: ThreadingHTTPServer, path: str, seconds: float = 15) -> web.Page:
    port = site.server_address[1]
    return web.fetch(
        f"http://127.0.0.1:{port}{path}",
        may_reach=lambda number: number == ipaddress.ip_address("127.0.0.1"),
        ports=frozenset((port,)),
        seconds=seconds,
    )


def test_a_page_comes_with_its_kind_and_where_it_was(site: ThreadingHTTPServer) -> None:
    page = _fetch(site, "/hop/3")
    assert page.data == PAGE
    assert page.suffix == ".html"
    assert page.address.endswith("/page")
    assert len(_Site.asked) == 4
    assert all("Cookie" not in headers for _, headers in _Site.asked)
    assert _Site.asked[0][1]["User-Agent"].startswith("mailer")


def test_a_packed_page_and_another_encoding_are_read(site: ThreadingHTTPServer) -> None:
    assert _fetch(site, "/packed").data == PAGE
    text = _fetch(site, "/latin")
    assert (text.data.decode(), text.suffix) == ("Málaga", ".txt")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/hop/4", "more than 3 times"),
        ("/inside", "private network"),
        ("/file", "no web page"),
        ("/picture", "image/png"),
        ("/gone", "status 404"),
        ("/large", "over 5 MB"),
        ("/bomb", "over 5 MB"),
    ],
)
def test_what_is_no_release_is_refused_in_one_line(
    site: ThreadingHTTPServer, path: str, says: str
) -> None:
    with pytest.raises(InputError, match=says) as caught:
        _fetch(site, path)
    assert "\n" not in str(caught.value)


def test_a_page_that_never_ends_is_given_up(site: ThreadingHTTPServer) -> None:
    with pytest.raises(InputError, match="no whole page within"):
        _fetch(site, "/slow", seconds=0.5)


def test_a_name_that_changes_its_number_leads_nowhere_else(site: ThreadingHTTPServer) -> None:
    port = site.server_address[1]
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    page = web.fetch(
        f"http://release.example.org:{port}/page",
        may_reach=lambda number: number == ipaddress.ip_address("127.0.0.1"),
        ports=frozenset((port,)),
        resolve=rebinding,
    )
    assert page.data == PAGE
    assert asked == ["release.example.org"]
    assert _Site.asked[0][1]["Host"] == f"release.example.org:{port}"


def test_one_private_number_among_public_ones_spoils_the_name() -> None:
    async def mixed(host: str, port: int) -> Sequence[str]:
        return ["93.184.215.14", "192.168.0.7"]

    with pytest.raises(InputError, match="private network"):
        web.fetch("http://release.example.org/", resolve=mixed)
