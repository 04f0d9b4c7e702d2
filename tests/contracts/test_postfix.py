"""What a real Postfix says to the way out `smtp`, and what of it reaches a mailbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dkim
import pytest

from mailer.errors import TransportDown
from mailer.model.message import Part
from mailer.ports import Transport
from mailer.rendering import join
from mailer.transports import open_transport
from tests import postfix
from tests.contracts.rig_outbox import read
from tests.outgoing import covered, envelope, message, outgoing, people, settings, signing_key

UNKNOWN, BUSY = "person.3@example.org", "person.5@example.org"
ANSWERS = {UNKNOWN: "550 5.1.1 nobody of that name", BUSY: "450 4.2.1 the mailbox is busy"}


@pytest.fixture(scope="module")
def office() -> Iterator[postfix.Postfix]:
    with postfix.running(ANSWERS) as running:
        yield running


@contextmanager
def way_out(office: postfix.Postfix, root: Path, **more: object) -> Iterator[Transport]:
    given = replace(settings(root, smtp=office.url), **more)  # type: ignore[arg-type]
    transport = open_transport("smtp", given)
    try:
        yield transport
    finally:
        transport.close()


def test_everybody_whom_it_takes_finds_one_whole_message_and_the_others_are_told_apart(
    office: postfix.Postfix, tmp_path: Path
) -> None:
    sent = outgoing(people(40))
    with way_out(office, tmp_path) as transport:
        receipt = transport.send(sent)
    assert receipt.refused == {3: "550 5.1.1: the address is not right"}
    assert receipt.later == [5]
    assert sorted(receipt.accepted) == [each for each in range(40) if each not in (3, 5)]
    arrived = office.delivered([f"person.{each}@example.org" for each in receipt.accepted])
    assert {f"person.{each}@example.org" for each in receipt.accepted} == set(arrived)
    for each in sent.envelopes:
        if each.position in receipt.accepted:
            letter = read(arrived[each.address])
            assert letter.subject == each.subject
            assert letter.html == join(sent.message.html, each.values)
            assert letter.text == join(sent.message.text, each.values).removesuffix("\n")
            assert letter.headers["list-unsubscribe"] == f"<{each.unsubscribe_url}>"
            assert letter.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


def test_a_message_too_large_for_it_is_refused_for_that_person_only(
    office: postfix.Postfix, tmp_path: Path
) -> None:
    values = list(envelope(0).values)
    large = envelope(
        101, values=(*values[:3], "".join(f"{n:07}\n" for n in range(9000)), values[4])
    )
    with way_out(office, tmp_path) as transport:
        receipt = transport.send(outgoing([envelope(100), large, envelope(102)]))
    assert sorted(receipt.accepted) == [100, 102]
    assert list(receipt.refused) == [101]
    assert receipt.refused[101].startswith("552 5.3.4")


def test_a_signature_and_letters_of_any_alphabet_come_through_it_unharmed(
    office: postfix.Postfix, tmp_path: Path
) -> None:
    pem, record = signing_key()
    long_line = "Der Fluß ist über die Ufer getreten. النهر لا ينتظر. " * 60
    told = replace(message(), text=Part((f"{long_line}\n.\n..\nFrom here on\n",), ()))
    to = envelope(200, name="Zoë Müller-Łukasz", subject="Über den Fluß: ما زال الوقت متاحاً " * 3)
    with way_out(
        office,
        tmp_path,
        dkim_domain="riverwatch.example.org",
        dkim_selector="news",
        dkim_key=pem,
    ) as transport:
        assert transport.send(outgoing([to], of=told)).accepted == [200]
    whole = office.delivered([to.address])[to.address]
    letter = read(whole)
    assert letter.subject == to.subject.strip()
    assert letter.text == f"{long_line}\n.\n..\nFrom here on"
    assert max(map(len, whole.split(b"\n"))) <= 998
    as_sent = whole.replace(b"\n", b"\r\n")
    assert dkim.verify(as_sent, dnsfunc=lambda name, timeout=5: record)
    assert {"from", "list-unsubscribe", "list-unsubscribe-post", "list-id"} <= covered(
        letter.headers["dkim-signature"]
    )


def test_a_kept_connection_whose_server_went_away_leaves_nobody_in_doubt(tmp_path: Path) -> None:
    with postfix.running({}) as office:
        transport = open_transport("smtp", settings(tmp_path, smtp=office.url))
        assert sorted(transport.send(outgoing(people(3))).accepted) == [0, 1, 2]
        office.delivered([each.address for each in people(3)])
    with pytest.raises(TransportDown):
        transport.send(outgoing(people(3), batch="batch8", attempt="attempt2"))
    transport.close()
