"""Whatever is wrong with the key, the sender or the message is found before anybody has got anything."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from mailer.cli.serve import keep_working
from mailer.errors import ConfigError
from mailer.model.message import Part
from mailer.operations import blast
from mailer.operations.beside import repeated
from mailer.sandbox.account import Account
from mailer.sandbox.faults import Fault
from tests import outgoing
from tests.clock import SetClock
from tests.contracts.stories import SLUG
from tests.journeys.doubtful import Opening, River, opened


@pytest.fixture
def opening(tmp_path: Path, clock: SetClock) -> Iterator[Opening]:
    with ExitStack() as stack:
        yield lambda *faults, **more: stack.enter_context(opened(tmp_path, clock, *faults, **more))


def reason(river: River) -> str:
    record = river.app.store.campaigns.find(SLUG)
    assert record is not None
    assert record.state == "paused"
    return record.reason or ""


def test_a_key_that_may_not_send_ends_the_worker_and_everybody_waits(opening: Opening) -> None:
    scopes = ["messages.read"]
    river = opening(account=Account(scopes=scopes))
    river.begin()
    with pytest.raises(ConfigError, match=r"lacks the right mail\.send"):
        river.work()
    assert river.sandbox.requests == 0
    assert river.numbers() == (4, 0, 0, 0, 0, 4)
    assert "lacks the right mail.send" in reason(river)

    scopes.append("mail.send")
    blast.resume(river.app, SLUG)
    river.work()
    assert river.numbers() == (4, 4, 0, 0, 0, 0)


def test_a_server_says_it_once_and_goes_on_looking(
    opening: Opening, capsys: pytest.CaptureFixture[str]
) -> None:
    scopes = ["messages.read"]
    river = opening(account=Account(scopes=scopes))
    river.begin()
    stop = threading.Event()
    rests: list[float] = []

    def rest(seconds: float) -> None:
        """A person lets it go on, too soon; then with the key mended."""
        rests.append(seconds)
        if len(rests) == 2:
            scopes.append("mail.send")
        blast.resume(river.app, SLUG)

    def look() -> None:
        if river.numbers()[1] == 4:
            stop.set()

    with repeated(look, 0.05, "until-all-have-it"):
        keep_working(river.app, stop, rest)

    assert river.numbers() == (4, 4, 0, 0, 0, 0)
    assert len(rests) == 2
    said = capsys.readouterr().err
    assert said.count("Nothing is sent from here") == 1
    assert f"mailer resume {SLUG}" in said


def test_a_sender_that_is_not_verified_pauses_the_campaign(opening: Opening) -> None:
    river = opening(account=Account(senders=["another.example.org"]))
    river.begin(people=4, batch_size=2)
    river.work()
    assert "sender" in reason(river)
    assert river.sandbox.requests == 0
    assert river.numbers() == (4, 0, 0, 0, 0, 4)


def test_a_message_that_is_refused_pauses_the_campaign_with_field_and_words(
    opening: Opening,
) -> None:
    river = opening()
    river.begin(people=4, batch_size=2)
    frozen = outgoing.message(sha256="c" * 64)
    record = river.app.store.campaigns.find(SLUG)
    assert record is not None
    nothing = Part(("",), ())
    river.app.store.messages.put(replace(frozen, html=nothing, text=nothing), record.id)
    with river.app.store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE batches SET message_sha256 = '{frozen.sha256}'")
    river.work()
    assert "(content)" in reason(river)
    assert river.sandbox.requests == 0
    assert river.mailed() == []


def test_a_bad_address_stops_nobody_else(opening: Opening) -> None:
    river = opening(Fault(do="recipients", addresses=["person2@example.org"], field="right"))
    river.begin(people=4, batch_size=4)
    river.work()
    assert river.numbers() == (4, 3, 1, 0, 0, 0)
    assert river.mailed() == [f"person{number}@example.org" for number in (0, 1, 3)]


def test_one_message_is_tried_once_and_then_goes_to_everybody(opening: Opening) -> None:
    river = opening()
    river.begin(people=6, batch_size=2)
    river.work()
    assert river.sandbox.requests == 3
    assert river.numbers() == (6, 6, 0, 0, 0, 0)
    assert len(set(river.mailed())) == len(river.mailed()) == 6
