"""The outermost layer: hosts, headers, defects. Run as an ASGI application, without a server."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse

from mailer.web.safety import Safety, is_https, is_same_origin

PUBLIC = "https://mail.example.org"


def scope(path: str = "/", **headers: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("127.0.0.1", 8080),
        "path": path,
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }


def ask(application: Callable[..., Any], asked: dict[str, Any]) -> tuple[int, dict[str, str]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    running = Safety(application, hosts=["mail.example.org"])(asked, receive, send)
    with pytest.raises(StopIteration):
        running.send(None)  # Nothing in it waits, so it needs no event loop.
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers


HELLO = PlainTextResponse("hello")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("mail.example.org", 200),
        ("MAIL.example.org:443", 200),
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("rebound.example.com", 421),
        ("127.0.0.1.example.com", 421),
        ("mail.example.org.example.com", 421),
        ("localhost@example.com", 421),
        ("", 421),
        ("[::1", 421),
        ("10.0.0.7", 421),
    ],
)
def test_the_dashboard_answers_only_to_its_own_names(host: str, status: int) -> None:
    assert ask(HELLO, scope("/", host=host))[0] == status


@pytest.mark.parametrize(
    "path",
    [
        "/u/token",
        "/c/token",
        "/o/token.gif",
        "/v/token",
        "/p/token",
        "/i/name.png",
        "/webhooks/sendgrid",
    ],
)
def test_a_signed_door_opens_under_any_name(path: str) -> None:
    assert ask(HELLO, scope(path, host="proxy.internal"))[0] == 200


def test_every_answer_carries_the_headers() -> None:
    _, headers = ask(HELLO, scope(host="localhost"))
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]


def test_a_stricter_header_stays() -> None:
    stricter = PlainTextResponse("x", headers={"Referrer-Policy": "no-referrer"})
    assert ask(stricter, scope(host="localhost"))[1]["referrer-policy"] == "no-referrer"


def test_a_defect_is_a_bare_500_and_logs_no_text(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: Any) -> None:
        raise ValueError("person@example.org at /u/secret-token")

    with caplog.at_level(logging.DEBUG):
        status, _ = ask(broken, scope("/u/secret-token", host="localhost"))
    assert status == 500
    assert "ValueError in broken" in caplog.text
    assert "person@example.org" not in caplog.text
    assert "secret-token" not in caplog.text


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({"origin": "http://localhost:8080"}, True),
        ({"origin": PUBLIC}, True),
        ({"origin": "https://elsewhere.example.com"}, False),
        ({"origin": "http://localhost:9999"}, False),
        ({"origin": "null"}, False),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"origin": "https://elsewhere.example.com", "sec_fetch_site": "same-origin"}, False),
        ({}, False),
    ],
)
def test_a_form_must_come_from_our_own_page(headers: dict[str, str], same: bool) -> None:
    connection = HTTPConnection(scope(host="localhost:8080", **headers))
    assert is_same_origin(connection, PUBLIC) is same


def test_a_proxy_that_ends_tls_is_seen_by_the_name() -> None:
    assert is_https(HTTPConnection(scope(host="mail.example.org")), PUBLIC)
    assert not is_https(HTTPConnection(scope(host="localhost:8080")), PUBLIC)
    assert not is_https(HTTPConnection(scope(host="mail.example.org")), "http://mail.example.org")
