"""Addresses asked on a real server of this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import dns.name
import dns.resolver
import pytest
from PIL import Image

from mailer.probes import dns as domains
from mailer.probes import links


def png(width: int, height: int) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height)).save(written, "PNG")
    return written.getvalue()


class Site(BaseHTTPRequestHandler):
    """/hop/N leads on N times; /status/N answers N; everything asked is written down."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(f"{self.headers['Host']} {self.path}")
        kind, _, rest = self.path.strip("/").partition("/")
        if kind == "hop" and rest != "0":
            self._answer(302, b"", location=f"/hop/{int(rest) - 1}")
        elif kind == "inside":
            self._answer(302, b"", location="ftp://example.org/")
        elif kind == "picture":
            self._answer(200, png(40, 20), kind="image/png")
        elif kind == "huge":
            self._answer(200, b"x" * 3_000_000, kind="image/png; charset=x")
        else:
            self._answer(int(rest) if kind == "status" else 200, b"fine")

    def _answer(
        self, status: int, body: bytes, kind: str = "text/html", location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_address_is_asked_once_under_its_own_name_in_the_order_given(site: str) -> None:
    urls = [f"{site}/status/404", f"{site}/a", f"{site}/status/404", f"{site}/hop/2"]
    answers = links.visit(urls, may_be_private=True)
    assert [(each.url, each.status, each.redirects) for each in answers] == [
        (f"{site}/status/404", 404, 0),
        (f"{site}/a", 200, 0),
        (f"{site}/hop/2", 200, 2),
    ]
    host = site.removeprefix("http://")
    assert Site.asked.count(f"{host} /status/404") == 1


def test_five_redirects_are_followed_and_no_more(site: str) -> None:
    five, six = links.visit([f"{site}/hop/5", f"{site}/hop/6"], may_be_private=True)
    assert (five.status, five.redirects, five.trouble) == (200, 5, "")
    assert (six.status, six.trouble) == (None, "too-many-redirects")


def test_this_machine_is_left_alone_unless_that_is_allowed(site: str) -> None:
    port = site.rpartition(":")[2]
    inside = [
        site,
        f"http://127.0.0.1:{port}",
        f"http://[::ffff:127.0.0.1]:{port}",
        "http://10.0.0.1",
    ]
    answers = links.visit(inside, may_be_private=False)
    assert {answer.trouble for answer in answers} == {"private"}
    assert Site.asked == []


def test_a_redirect_to_another_kind_of_place_is_not_followed(site: str) -> None:
    (answer,) = links.visit([f"{site}/inside"], may_be_private=True)
    assert answer.trouble == "not-web"


def test_what_does_not_answer_is_told_and_never_raised() -> None:
    urls = [
        "http://localhost:1/",
        "http://name-that-is-nowhere.invalid/",
        "https://",
        "http://exa mple.org/",
        "http://example.org:99999/",
        "http://" + "a" * 70 + ".example.org/",
    ]
    answers = links.visit(urls, may_be_private=True)
    assert len(answers) == len(urls)
    assert {answer.trouble for answer in answers} <= {"unreachable", "not-web"}


def test_a_picture_is_measured_and_never_read_beyond_its_limit(site: str) -> None:
    small, huge = links.visit(
        [f"{site}/picture", f"{site}/huge"], may_be_private=True, pictures=True
    )
    assert (small.width, small.height, small.kind) == (40, 20, "image/png")
    assert small.size == len(png(40, 20))
    assert (huge.size, huge.width, huge.kind) == (links.LARGEST_PICTURE, 0, "image/png")


def test_a_page_is_not_read(site: str) -> None:
    (answer,) = links.visit([f"{site}/huge"], may_be_private=True)
    assert answer.size == 0


def test_at_most_so_many_addresses_are_asked(site: str) -> None:
    asked = links.visit(
        [f"{site}/{n}" for n in range(links.MOST_ADDRESSES + 9)], may_be_private=True
    )
    assert len(asked) == links.MOST_ADDRESSES


class Answering(dns.resolver.Resolver):
    """Answers or raises what it was given."""

    def __init__(self, mx: object, address: object = None) -> None:
        super().__init__(configure=False)
        self._mx, self._address = mx, address

    def resolve(self, *_: object, **__: object) -> object:  # type: ignore[override]
        return _told(self._mx)

    def resolve_name(self, *_: object, **__: object) -> object:  # type: ignore[override]
        return _told(self._address)


class Exchange:
    def __init__(self, name: str) -> None:
        self.exchange = dns.name.from_text(name)


def _told(answer: object) -> object:
    if isinstance(answer, BaseException):
        raise answer
    return answer


@pytest.mark.parametrize(
    ("mx", "address", "receives"),
    [
        ([Exchange("mx.example.org.")], None, True),
        ([Exchange(".")], None, False),  # RFC 7505: takes no mail
        (dns.resolver.NXDOMAIN(), None, False),
        (dns.resolver.NoAnswer(), ["192.0.2.1"], True),
        (dns.resolver.NoAnswer(), dns.resolver.NoAnswer(), False),
        (dns.resolver.NoAnswer(), dns.resolver.NoNameservers(), None),
        (dns.resolver.NoNameservers(), None, None),
        (OSError(), None, None),
    ],
)
def test_whether_a_domain_takes_mail(mx: object, address: object, receives: bool | None) -> None:
    assert domains.receives("example.org", Answering(mx, address)) is receives
