"""What a mail server says, and what becomes of each person by it; a real server on loopback says it."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import dkim
import pytest

from mailer.errors import ConfigError, TransportDown
from mailer.ports import Transport
from mailer.transports import open_transport
from mailer.transports.smtp.account import parse
from tests.clock import NOON, SetClock
from tests.outgoing import covered, outgoing, people, settings, signing_key
from tests.post_office import Office, open_office


@contextmanager
def posting(tmp_path: Path, **how: Any) -> Iterator[tuple[Transport, Office]]:
    with open_office(**how) as office:
        transport = open_transport("smtp", settings(tmp_path, clock=SetClock(), smtp=office.url))
        try:
            yield transport, office
        finally:
            transport.close()


def only(number: int, answer: str) -> Any:
    return lambda recipient: answer if recipient.startswith(f"person.{number}@") else None


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_mailbox_that_is_refused_is_refused_alone(tmp_path: Path, pipelining: bool) -> None:
    said = "550 5.1.1 <person.1@example.org> has left us"
    with posting(tmp_path, rcpt=only(1, said), pipelining=pipelining) as (transport, office):
        receipt = transport.send(outgoing(people(4)))
        assert receipt.accepted == [0, 2, 3]
        assert receipt.refused == {1: "550 5.1.1: the address is not right"}
        assert [each.recipient[7] for each in office.taken] == ["0", "2", "3"]
        assert office.connections == 1


@pytest.mark.parametrize("pipelining", [True, False])
def test_who_is_asked_to_wait_is_tried_later_and_nobody_else_waits(
    tmp_path: Path, pipelining: bool
) -> None:
    answer = only(2, "450 4.2.0 come back")
    with posting(tmp_path, rcpt=answer, pipelining=pipelining) as (transport, _):
        receipt = transport.send(replace(outgoing(people(4)), starts_at=NOON))
        assert receipt.accepted == [0, 1, 3]
        assert (receipt.unsent, receipt.later) == ([2], [2])
        assert receipt.later_at == NOON + timedelta(minutes=5)
        assert receipt.retry_at is None


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), timedelta(minutes=5)),
        (timedelta(hours=1), timedelta(minutes=30)),
        (timedelta(hours=30), timedelta(hours=4)),
    ],
)
def test_the_longer_it_has_lasted_the_longer_the_wait(
    tmp_path: Path, age: timedelta, wait: timedelta
) -> None:
    with posting(tmp_path, text=only(0, "451 4.3.0 busy")) as (transport, _):
        receipt = transport.send(replace(outgoing(people(1)), starts_at=NOON - age))
        assert receipt.later_at == NOON + wait


def test_after_two_days_it_is_given_up(tmp_path: Path) -> None:
    with posting(tmp_path, text=only(0, "451 4.3.0 busy")) as (transport, _):
        receipt = transport.send(replace(outgoing(people(1)), starts_at=NOON - timedelta(hours=48)))
        assert receipt.refused == {0: "asked to wait for 48 hours"}
        assert receipt.unsent == []


def test_a_line_that_breaks_after_the_text_leaves_that_person_in_doubt_alone(
    tmp_path: Path,
) -> None:
    """The server had it, and nobody heard its yes."""
    with posting(tmp_path, text=only(1, "take and hang up")) as (transport, office):
        receipt = transport.send(outgoing(people(4)))
        assert receipt.unknown == [1]
        assert receipt.accepted == [0, 2, 3]
        assert receipt.reason is not None
        assert sorted(each.recipient[7] for each in office.taken) == ["0", "1", "2", "3"]


def test_a_line_that_breaks_before_the_text_loses_nobody(tmp_path: Path) -> None:
    broken: list[str] = []

    def once(recipient: str) -> str | None:
        if recipient.startswith("person.2@") and not broken:
            broken.append(recipient)
            return "hang up"
        return None

    with posting(tmp_path, rcpt=once) as (transport, office):
        receipt = transport.send(outgoing(people(5)))
        assert sorted(receipt.accepted) == [0, 1, 2, 3, 4]
        assert receipt.unknown == []
        assert len(office.taken) == 5


def test_a_server_that_always_breaks_is_left_alone(tmp_path: Path) -> None:
    with posting(tmp_path, rcpt=lambda _: "hang up") as (transport, office):
        with pytest.raises(TransportDown, match="3 times"):
            transport.send(outgoing(people(5)))
        assert office.taken == []


def test_a_server_that_is_away_is_down(tmp_path: Path) -> None:
    transport = open_transport("smtp", settings(tmp_path, smtp="smtp://127.0.0.1:9"))
    with pytest.raises(TransportDown, match="can't be reached"):
        transport.send(outgoing(people(1)))
    assert transport.check()[0][1] is False


def test_a_sender_that_is_refused_stops_the_campaign_and_loses_nobody(tmp_path: Path) -> None:
    with posting(tmp_path, mail=lambda _: "550 5.7.1 not yours") as (transport, office):
        receipt = transport.send(outgoing(people(3)))
        assert receipt.stop is not None
        assert "550 5.7.1" in receipt.stop
        assert sorted(receipt.unsent) == [0, 1, 2]
        assert office.taken == []


def test_a_server_that_refuses_everybody_is_not_believed_about_the_people(tmp_path: Path) -> None:
    with posting(tmp_path, text=lambda _: "554 5.7.1 looks like spam") as (transport, _):
        receipt = transport.send(outgoing(people(100)))
        assert receipt.stop is not None
        assert len(receipt.refused) == 25
        assert len(receipt.unsent) == 75


def test_a_connection_serves_one_batch_after_the_other(tmp_path: Path) -> None:
    with posting(tmp_path) as (transport, office):
        for number in range(3):
            transport.send(outgoing(people(5), batch=f"b{number}"))
        assert office.connections == 1
        assert len(office.taken) == 15


def test_a_dot_that_begins_a_line_arrives_as_it_was(tmp_path: Path) -> None:
    sent = outgoing(people(1))
    dotted = replace(
        sent.message,
        text=replace(sent.message.text, statics=(".\n..two\n.", *sent.message.text.statics[1:])),
    )
    with posting(tmp_path) as (transport, office):
        transport.send(replace(sent, message=dotted))
        found = email.message_from_bytes(office.taken[0].whole, policy=email.policy.default)
        body = found.get_body(["plain"])  # type: ignore[attr-defined]
        assert body.get_content().startswith(".\r\n..two\r\n.")


# -- signatures


def test_a_signature_covers_the_list_headers_and_holds(tmp_path: Path) -> None:
    pem, record = signing_key()
    with open_office() as office:
        signing = replace(
            settings(tmp_path, smtp=office.url),
            dkim_domain="riverwatch.example.org",
            dkim_selector="news",
            dkim_key=pem,
        )
        transport = open_transport("smtp", signing)
        transport.send(outgoing(people(1)))
        assert "signed here" in transport.check()[1][2]
        transport.close()
    whole = office.taken[0].whole
    assert dkim.verify(whole, dnsfunc=lambda name, timeout=5: record)
    header = email.message_from_bytes(whole)["DKIM-Signature"]
    assert {"from", "list-unsubscribe", "list-unsubscribe-post", "list-id"} <= covered(header)
    assert not dkim.verify(
        whole.replace(b"/u/t0k0", b"/u/t0k1"), dnsfunc=lambda n, timeout=5: record
    )


def test_half_a_signature_is_none(tmp_path: Path) -> None:
    half = replace(settings(tmp_path, smtp="smtp://127.0.0.1:9"), dkim_domain="example.org")
    with pytest.raises(ConfigError, match="all three"):
        open_transport("smtp", half)
    wrong = replace(half, dkim_selector="news", dkim_key=b"no key")
    with pytest.raises(ConfigError, match="no private key"):
        open_transport("smtp", wrong)


# -- the address


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "local"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, "", "", False),
        ("smtps://a%40b:p%2Fw@mail.example.org", "mail.example.org", 465, "a@b", "p/w", False),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, "", "", True),
        ("smtp://[::1]:25", "::1", 25, "", "", True),
    ],
)
def test_an_address_is_read_with_its_usual_port(
    url: str, host: str, port: int, user: str, password: str, local: bool
) -> None:
    found = parse(url)
    assert (found.host, found.port, found.user, found.password) == (host, port, user, password)
    assert found.is_loopback is local
    assert "p/w" not in repr(found)


@pytest.mark.parametrize(
    "url", [None, "", "mail.example.org", "http://a", "smtp://", "smtp://a:99999"]
)
def test_any_other_is_told_without_a_password(url: str | None) -> None:
    with pytest.raises(ConfigError, match="MAILER_SMTP_URL"):
        parse(url)


def test_over_a_network_nothing_goes_without_tls(tmp_path: Path) -> None:
    with open_office() as office:
        port = office.url.rpartition(":")[2]
        # a name that leads to this machine and is none of the names of loopback
        transport = open_transport("smtp", settings(tmp_path, smtp=f"smtp://127.1:{port}"))
        assert transport.is_live
        with pytest.raises(TransportDown, match="offers no TLS") as told:
            transport.send(outgoing(people(1)))
        assert told.value.stops
        assert office.taken == []
