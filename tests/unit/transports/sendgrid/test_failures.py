"""What can go wrong between us and SendGrid, over real HTTP on loopback.

`delivered` is the stand-in's own count of what went out: it is compared with what the receipt says.
"""

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mailer.errors import ConfigError, TransportDown
from mailer.model.delivery import Receipt
from mailer.ports import Transport
from mailer.sandbox import Sandbox
from mailer.sandbox.faults import parse_faults
from mailer.transports import open_transport
from tests.clock import SetClock
from tests.outgoing import KEY, WallClock, envelope, outgoing, people, settings


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as found:
        yield found


@pytest.fixture
def transport(sandbox: Sandbox, tmp_path: Path) -> Iterator[Transport]:
    found = open_transport("sendgrid", settings(tmp_path, host=sandbox.base_url))
    yield found
    found.close()


def script(sandbox: Sandbox, **fault: Any) -> None:
    sandbox.faults = parse_faults({"fault": [fault]})


def assert_truth(receipt: Receipt, sandbox: Sandbox) -> None:
    """Whoever is accepted got it once; whoever is refused or unsent got nothing."""
    got = [int(letter["custom_args"]["nb_recipient"]) for letter in sandbox.log]
    assert len(got) == len(set(got))
    assert set(receipt.accepted) <= set(got)
    assert set(got) <= {*receipt.accepted, *receipt.unknown}


@pytest.mark.parametrize("is_taken", [True, False])
@pytest.mark.parametrize(
    "fault",
    [
        {"do": "hang", "seconds": 30},
        {"do": "reset"},
        {"do": "half-status"},
        {"do": "cut-body"},
        {"do": "status", "status": 500},
        {"do": "status", "status": 502},
        {"do": "status", "status": 503},
        {"do": "status", "status": 504},
        {"do": "status", "status": 200},
        {"do": "status", "status": 599},
    ],
    ids=lambda fault: f"{fault['do']}-{fault.get('status', '')}",
)
def test_an_unclear_end_is_unknown_and_is_not_tried_again(
    sandbox: Sandbox, transport: Transport, fault: Mapping[str, Any], is_taken: bool
) -> None:
    script(sandbox, **fault, accept=is_taken)
    receipt = transport.send(outgoing(people(3)))
    assert receipt.unknown == [0, 1, 2]
    assert receipt.reason
    assert sandbox.requests == 1
    assert sandbox.delivered == (3 if is_taken else 0)
    assert_truth(receipt, sandbox)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_unknown_and_the_key_goes_nowhere(
    sandbox: Sandbox, transport: Transport, status: int
) -> None:
    with Sandbox() as elsewhere:
        script(sandbox, do="status", status=status, location=f"{elsewhere.base_url}/v3/mail/send")
        receipt = transport.send(outgoing(people(2)))
        assert receipt.unknown == [0, 1]
        assert elsewhere.connections == 0
    assert sandbox.requests == 1


@pytest.mark.parametrize(
    "fault", [{"do": "slow", "seconds": 0.2}, {"do": "slow-body", "seconds": 0}]
)
def test_a_slow_answer_is_an_answer(
    sandbox: Sandbox, transport: Transport, fault: Mapping[str, Any]
) -> None:
    script(sandbox, **fault)
    assert transport.send(outgoing([envelope(0)])).accepted == [0]
    assert sandbox.delivered == 1


def test_a_server_that_hangs_up_after_each_answer_doubles_nobody(
    sandbox: Sandbox, transport: Transport
) -> None:
    """Whether the next request meets the closing connection is a race: then its end is unknown."""
    script(sandbox, do="close")
    for number in range(10):
        receipt = transport.send(outgoing([envelope(number)], batch=f"b{number}"))
        assert [*receipt.accepted, *receipt.unknown] == [number]
    got = [letter["to"] for letter in sandbox.log]
    assert len(got) == len(set(got))


def test_connections_are_kept(sandbox: Sandbox, transport: Transport) -> None:
    for number in range(20):
        transport.send(outgoing([envelope(number)], batch=f"b{number}"))
    assert sandbox.requests == 20
    assert sandbox.connections == 1


def test_a_closed_port_means_that_nothing_was_sent(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    transport = open_transport("sendgrid", settings(tmp_path, host=f"http://127.0.0.1:{port}"))
    with pytest.raises(TransportDown) as down:
        transport.send(outgoing(people(2)))
    assert down.value.stops is False
    transport.close()


def test_a_name_that_leads_nowhere_means_that_nothing_was_sent(tmp_path: Path) -> None:
    host = "https://no-such-host.invalid"
    transport = open_transport("sendgrid", settings(tmp_path, host=host))
    with pytest.raises(TransportDown):
        transport.send(outgoing(people(2)))
    assert transport.is_live is True
    transport.close()


def test_a_handshake_that_fails_means_that_nothing_was_sent(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The stand-in speaks no TLS."""
    host = sandbox.base_url.replace("http://", "https://")
    transport = open_transport("sendgrid", settings(tmp_path, host=host))
    with pytest.raises(TransportDown):
        transport.send(outgoing(people(2)))
    assert sandbox.requests == 0
    transport.close()


@pytest.mark.parametrize(
    ("reset", "shortest", "longest"),
    [
        ("past", 1, 2),
        ("future", 1, 10),
        ("absent", 1, 2),
        ("negative", 1, 2),
        ("text", 1, 2),
        ("far", 120, 120),
        (30, 25, 35),
    ],
)
def test_a_429_sends_nothing_and_waits_between_one_and_120_seconds(
    sandbox: Sandbox, transport: Transport, reset: str | int, shortest: float, longest: float
) -> None:
    script(sandbox, do="status", status=429, reset=reset)
    before = WallClock().now()
    receipt = transport.send(outgoing(people(3)))
    assert receipt.unsent == [0, 1, 2]
    assert receipt.stop is None
    assert receipt.retry_at is not None
    wait = receipt.retry_at - before
    assert timedelta(seconds=shortest - 1) <= wait <= timedelta(seconds=longest + 1)
    assert sandbox.delivered == 0


@pytest.mark.parametrize(
    ("status", "word"), [(401, "key"), (403, "sender"), (404, "HOST"), (405, "HOST"), (415, "HOST")]
)
def test_what_cannot_get_better_stops_the_campaign_and_says_what_to_mend(
    sandbox: Sandbox, transport: Transport, status: int, word: str
) -> None:
    script(sandbox, do="status", status=status)
    receipt = transport.send(outgoing(people(3)))
    assert receipt.unsent == [0, 1, 2]
    assert receipt.stop is not None
    assert word in receipt.stop
    assert sandbox.requests == 1


def test_a_bad_key_stops_and_is_not_shown(sandbox: Sandbox, tmp_path: Path) -> None:
    values = settings(tmp_path, host=sandbox.base_url)
    bad = type(values)(
        root=tmp_path,
        new_code=values.new_code,
        clock=values.clock,
        sendgrid_api_key="bad-key-of-ours",
        sendgrid_host=sandbox.base_url,
    )
    transport = open_transport("sendgrid", bad)
    receipt = transport.send(outgoing(people(1)))
    assert receipt.unsent == [0]
    assert "bad-key-of-ours" not in f"{receipt}{transport.check()}{bad}"
    assert [ok for _, ok, _ in transport.check()] == [False]
    transport.close()


@pytest.mark.parametrize("form", ["right", "wrong", "none"])
@pytest.mark.parametrize("bad", [[4], [0, 19], [1, 5, 9, 13], list(range(20))])
def test_bad_recipients_are_refused_and_the_others_get_it_once(
    sandbox: Sandbox, transport: Transport, bad: list[int], form: str
) -> None:
    addresses = [f"person.{position}@example.org" for position in bad]
    script(sandbox, do="recipients", addresses=addresses, field=form)
    receipt = transport.send(outgoing(people(20)))
    assert sorted(receipt.refused) == bad
    assert sorted(receipt.accepted) == [each for each in range(20) if each not in bad]
    assert receipt.stop is None
    assert_truth(receipt, sandbox)


@pytest.mark.parametrize("form", ["right", "none"])
def test_a_tenth_of_all_addresses_bad_and_everybody_else_gets_it_once(
    sandbox: Sandbox, transport: Transport, form: str
) -> None:
    script(sandbox, do="recipients", share=0.1, field=form)
    receipt = transport.send(outgoing(people(200)))
    assert 5 < len(receipt.refused) < 45
    assert len(receipt.refused) + len(receipt.accepted) == 200
    assert_truth(receipt, sandbox)


def test_one_bad_recipient_in_a_thousand_costs_at_most_twenty_calls(
    sandbox: Sandbox, transport: Transport
) -> None:
    script(sandbox, do="recipients", addresses=["person.617@example.org"], field="none")
    receipt = transport.send(outgoing(people(1000)))
    assert list(receipt.refused) == [617]
    assert len(receipt.accepted) == 999
    assert sandbox.requests <= 20
    assert_truth(receipt, sandbox)


@pytest.mark.parametrize("field", ["subject", "from.email", None])
def test_a_400_for_the_whole_request_stops_and_loses_nobody(
    sandbox: Sandbox, transport: Transport, field: str | None
) -> None:
    script(sandbox, do="status", status=400, message="The value is wrong", **_field(field))
    receipt = transport.send(outgoing(people(50)))
    assert receipt.unsent == list(range(50))
    assert receipt.stop is not None
    assert "The value is wrong" in receipt.stop
    assert sandbox.requests == 1 if field else sandbox.requests <= 14


def _field(field: str | None) -> dict[str, str]:
    return {"field": field} if field else {}


def test_what_is_too_large_for_the_provider_is_halved(
    sandbox: Sandbox, transport: Transport
) -> None:
    script(sandbox, do="limit", people=30)
    receipt = transport.send(outgoing(people(100)))
    assert sorted(receipt.accepted) == list(range(100))
    assert_truth(receipt, sandbox)


def test_an_outage_in_the_middle_keeps_what_was_sent_apart_from_what_was_not(
    sandbox: Sandbox, transport: Transport
) -> None:
    """Two need requests of their own; the second of three calls breaks."""
    long = ("é" * 6000, "g", "n", "", "t")
    each = [envelope(0), envelope(1, values=long), envelope(2, values=long)]
    script(sandbox, do="status", status=500, on=[2])
    receipt = transport.send(outgoing(each))
    assert receipt.accepted == [0]
    assert receipt.unknown == [1]
    assert receipt.unsent == [2]
    assert_truth(receipt, sandbox)


def test_the_library_of_sendgrid_logs_nothing_even_when_it_fails(
    sandbox: Sandbox, transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in (
        {"do": "status", "status": 400},
        {"do": "reset"},
        {"do": "status", "status": 500},
    ):
        script(sandbox, **fault)
        transport.send(outgoing(people(2)))
    assert KEY not in caplog.text
    assert "person." not in caplog.text
    assert "python_http_client" not in caplog.text


def test_a_proxy_in_the_environment_gets_nothing(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base_url)
        transport = open_transport("sendgrid", settings(tmp_path, host=sandbox.base_url))
        assert transport.send(outgoing(people(1))).accepted == [0]
        transport.close()
        assert proxy.connections == 0


def answering(reply: bytes) -> tuple[str, Callable[[], None]]:
    """A server that says `reply` to whatever comes, once per connection."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                while not connection.recv(65_536).endswith(b"}"):
                    pass
                connection.sendall(reply)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{server.getsockname()[1]}", server.close


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 abc Accepted\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 202 Accepted\r\nContent-Length: nine\r\n\r\n",
        b"HTTP/1.1 202 Accepted\r\nX-Message-Id: a",
        b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"a" * 2_000_000,
    ],
    ids=range(9),
)
def test_a_garbled_answer_is_unknown(reply: bytes, tmp_path: Path) -> None:
    host, close = answering(reply)
    transport = open_transport("sendgrid", settings(tmp_path, host=host))
    try:
        assert transport.send(outgoing(people(2))).unknown == [0, 1]
    finally:
        transport.close()
        close()


@pytest.mark.parametrize(
    "host",
    [
        "",
        "api.sendgrid.com",
        "ftp://api.sendgrid.com",
        "http://api.sendgrid.com",
        "https://user:password@api.sendgrid.com",
        "https://api.sendgrid.com/v3",
        "https://api.sendgrid.com?x=1",
        "https://api.sendgrid.com:port",
    ],
)
def test_a_host_that_would_leak_or_mislead_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="MAILER_SENDGRID_HOST"):
        open_transport("sendgrid", settings(tmp_path, host=host))


@pytest.mark.parametrize("key", [None, "", "  ", "SG.with space", "SG.näh", "SG.line\nbreak"])
def test_a_key_that_cannot_be_one_is_refused_without_showing_it(
    key: str | None, tmp_path: Path
) -> None:
    values = settings(tmp_path)
    changed = type(values)(
        root=tmp_path, new_code=values.new_code, clock=SetClock(), sendgrid_api_key=key
    )
    with pytest.raises(ConfigError) as told:
        open_transport("sendgrid", changed)
    assert "SENDGRID_API_KEY" in str(told.value)
    assert "SG." not in str(told.value)


@pytest.mark.parametrize(
    ("host", "is_live"),
    [
        ("http://127.0.0.1:8090", False),
        ("http://localhost:8090/", False),
        ("http://[::1]:8090", False),
        ("https://api.sendgrid.com", True),
        ("https://api.eu.sendgrid.com", True),
        ("https://127.0.0.1.example.org", True),
    ],
)
def test_only_this_machine_is_not_live(host: str, is_live: bool, tmp_path: Path) -> None:
    transport = open_transport("sendgrid", settings(tmp_path, host=host))
    assert transport.is_live is is_live
    transport.close()


def test_tls_is_verified() -> None:
    """httpx verifies by default; this holds the default in place."""
    assert httpx.create_ssl_context(trust_env=False).verify_mode == ssl.CERT_REQUIRED
