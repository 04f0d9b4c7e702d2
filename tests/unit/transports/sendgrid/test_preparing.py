"""What SendGrid is asked before anybody gets anything: the key's rights, and each message in sandbox mode."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mailer.errors import ConfigError, OutcomeUnknown, TransportDown
from mailer.ports import Transport
from mailer.transports import open_transport
from tests.outgoing import KEY, WallClock, envelope, message, outgoing, people, settings
from tests.unit.transports.sendgrid.scripted import Said, Server, serving

SEND, SCOPES = "POST /v3/mail/send", "GET /v3/scopes"
YES = Said(200)
"""In sandbox mode."""
Opening = Callable[..., tuple[Server, Transport]]


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    with ExitStack() as stack:

        def opened(**says: Any) -> tuple[Server, Transport]:
            server = stack.enter_context(serving(**says))
            transport = open_transport("sendgrid", settings(tmp_path, host=server.url))
            stack.callback(transport.close)
            return server, transport

        yield opened


def refusal(message: str, field: str | None = None) -> dict[str, Any]:
    return {"errors": [{"message": message, "field": field, "help": None}]}


# -- rights


def test_the_keys_rights_are_asked_for_once(opening: Opening) -> None:
    server, transport = opening(send=YES)
    for sha256 in ("a", "b", "a"):
        assert transport.prepare(outgoing(people(2), of=message(sha256 * 64))) is None
    assert server.count(SCOPES) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(200, {"scopes": ["mail.batch.create"]}), "lacks the right mail.send"),
        (Said(401, refusal("authorization required")), "SENDGRID_API_KEY"),
    ],
)
def test_a_key_that_may_not_send_is_a_setting_to_mend_and_nothing_is_posted(
    opening: Opening, said: Said, words: str
) -> None:
    server, transport = opening(scopes=said)
    with pytest.raises(ConfigError, match=words) as wrong:
        transport.prepare(outgoing(people(2)))
    assert "\n" not in str(wrong.value)
    assert KEY not in str(wrong.value)
    assert server.count(SEND) == 0


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_outage_while_asking_for_rights_is_an_outage(opening: Opening, status: int) -> None:
    server, transport = opening(
        scopes=[Said(status), Said(200, {"scopes": ["mail.send"]})], send=YES
    )
    with pytest.raises(TransportDown, match="Nothing was sent"):
        transport.prepare(outgoing(people(2)))
    assert server.count(SEND) == 0
    assert transport.prepare(outgoing(people(2))) is None


def test_a_host_that_nobody_answers_at_is_an_outage(tmp_path: Path) -> None:
    transport = open_transport("sendgrid", settings(tmp_path))
    with pytest.raises(TransportDown, match="can't be reached"):
        transport.prepare(outgoing(people(2)))
    transport.close()


@pytest.mark.parametrize(
    "said", [Said(403), Said(404), Said(200, b"<html>"), Said(200, {"scopes": 7})]
)
def test_rights_that_are_not_told_are_left_for_the_sending_to_find_out(
    opening: Opening, said: Said
) -> None:
    server, transport = opening(scopes=said, send=YES)
    assert transport.prepare(outgoing(people(2))) is None
    assert server.count(SEND) == 1


def test_too_many_rights_are_a_warning_and_those_of_use_are_not_too_many(opening: Opening) -> None:
    useful = ["mail.batch.create", "user.scheduled_sends.create", "messages.read"]
    useful += ["categories.stats.read", "2fa_required", "sender_verification_eligible"]
    many = [f"teammates.{number}.create" for number in range(9)]
    _, transport = opening(
        scopes=[
            Said(200, {"scopes": ["mail.send", *useful]}),
            Said(200, {"scopes": ["mail.send", *useful, *many]}),
            Said(200, {"scopes": ["mail.send"]}),
        ]
    )
    found = {name: (is_good, words) for name, is_good, words in transport.check()}
    assert found["sendgrid-key"] == (True, "The key may send mail.")
    assert found["sendgrid-rights"] == (True, "The key may do little else.")
    found = {name: (is_good, words) for name, is_good, words in transport.check()}
    assert found["sendgrid-rights"][0] is False
    assert "11 rights" in found["sendgrid-rights"][1]  # nine, and two marks of the account
    found = {name: (is_good, words) for name, is_good, words in transport.check()}
    assert found["sendgrid-key"][0] is True
    assert "messages.read" in found["sendgrid-key"][1]


# -- the first request, in sandbox mode


def test_the_request_is_the_one_that_will_be_sent_but_for_its_mode(opening: Opening) -> None:
    server, transport = opening(send=[YES, Said(202)])
    sent = replace(outgoing(people(3)), mark="batch-id-1")
    assert transport.prepare(sent) is None
    assert transport.send(sent).accepted == [0, 1, 2]
    tried, real = server.bodies(SEND)
    assert tried.pop("mail_settings") == {"sandbox_mode": {"enable": True}}
    assert tried == real
    assert real["batch_id"] == "batch-id-1"
    assert len(real["personalizations"]) == 3


def test_a_message_is_tried_once_however_many_batches_it_has(opening: Opening) -> None:
    server, transport = opening(send=YES)
    for batch in range(3):
        transport.prepare(outgoing(people(2), batch=f"b{batch}"))
    assert server.count(SEND) == 1


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("from.email", "Mend [sender] name and address."),
        ("reply_to.email", "Mend [sender] reply_to."),
        ("subject", "Mend the subject."),
        ("content.0.value", "Mend the texts, or the template."),
        ("categories.0", ""),
    ],
)
def test_a_message_that_is_refused_stops_with_sendgrids_field_and_words(
    opening: Opening, field: str, place: str
) -> None:
    server, transport = opening(send=Said(400, refusal("The value is wrong.", field)))
    stop = transport.prepare(outgoing(people(2)))
    assert stop == (
        f'SendGrid refuses the message itself (400): "The value is wrong" ({field}). {place}'.strip()
    )
    assert server.count(SEND) == 1
    assert (
        transport.prepare(outgoing(people(2))) == stop
    )  # asked again: it may have been mended there


@pytest.mark.parametrize(
    "said",
    [
        Said(400, refusal("Does not contain a valid address.", "personalizations.1.to.0.email")),
        Said(400, refusal("Bad Request")),
        Said(413, refusal("content too large")),
    ],
)
def test_what_may_be_about_a_person_is_left_for_the_sending_which_finds_out_who(
    opening: Opening, said: Said
) -> None:
    server, transport = opening(send=said)
    assert transport.prepare(outgoing(people(2))) is None
    assert transport.prepare(outgoing(people(2))) is None
    assert server.count(SEND) == 1


@pytest.mark.parametrize(("status", "word"), [(401, "key"), (403, "sender"), (415, "HOST")])
def test_what_cannot_get_better_stops_before_anybody_got_anything(
    opening: Opening, status: int, word: str
) -> None:
    _, transport = opening(send=Said(status, refusal("not verified")))
    stop = transport.prepare(outgoing(people(2)))
    assert stop is not None
    assert word in stop


@pytest.mark.parametrize("status", [204, 301, 308, 500, 503, 599])
def test_whatever_is_unclear_in_sandbox_mode_is_an_outage_and_never_a_doubt(
    opening: Opening, status: int
) -> None:
    server, transport = opening(send=[Said(status), YES])
    with pytest.raises(TransportDown, match="Nothing was sent"):
        transport.prepare(outgoing(people(2)))
    assert transport.prepare(outgoing(people(2))) is None
    assert server.count(SEND) == 2


@pytest.mark.parametrize("first", ["scopes", "send"])
def test_a_429_says_when_everybody_may_come_back(opening: Opening, first: str) -> None:
    reset = str(int(WallClock().now().timestamp()) + 40)
    slow = Said(429, refusal("too many requests"), {"X-RateLimit-Reset": reset})
    _, transport = opening(**{first: slow})
    with pytest.raises(TransportDown) as down:
        transport.prepare(outgoing(people(2)))
    assert down.value.retry_at is not None
    wait = down.value.retry_at - WallClock().now()
    assert timedelta(seconds=35) < wait < timedelta(seconds=45)


def test_a_provider_that_takes_it_for_a_real_one_is_doubt_and_is_not_tried_again(
    opening: Opening,
) -> None:
    server, transport = opening(send=Said(202))
    with pytest.raises(OutcomeUnknown, match="sandbox mode"):
        transport.prepare(outgoing(people(2)))
    assert transport.prepare(outgoing(people(2), of=message("b" * 64))) is None
    assert server.count(SEND) == 1


def test_a_message_that_is_too_long_for_substitutions_is_tried_as_it_will_go(
    opening: Opening,
) -> None:
    server, transport = opening(send=YES)
    long = envelope(0, values=("x" * 12_000, "g", "x", "", "t"))
    assert transport.prepare(outgoing([long])) is None
    (tried,) = server.bodies(SEND)
    assert "substitutions" not in tried["personalizations"][0]
    assert "x" * 12_000 in tried["content"][1]["value"]


# -- batch ids


def test_a_batch_id_that_is_not_known_any_more_is_left_out_from_then_on(opening: Opening) -> None:
    unknown = Said(400, refusal("The batch ID is invalid.", "batch_id"))
    server, transport = opening(send=[unknown, Said(202)])
    sent = replace(outgoing(people(2)), mark="old-one")
    assert transport.send(sent).accepted == [0, 1]
    assert transport.send(sent).accepted == [0, 1]
    assert ["batch_id" in body for body in server.bodies(SEND)] == [True, False, False]


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        (
            Said(201, {"batch_id": "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi"}),
            "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi",
        ),
        (Said(201, {"batch_id": "with a space"}), None),
        (Said(201, {"batch_id": 7}), None),
        (Said(201, b"nonsense"), None),
        (Said(200, {"batch_id": "a"}), None),
        (Said(500), None),
    ],
)
def test_only_a_batch_id_that_is_one_is_used(
    opening: Opening, said: Said, mark: str | None
) -> None:
    _, transport = opening(batch=said)
    assert transport.gather() == mark


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_without_that_right_is_not_asked_for_a_batch_id_again(
    opening: Opening, status: int
) -> None:
    server, transport = opening(batch=Said(status))
    assert transport.gather() is None
    assert transport.gather() is None
    assert server.count("POST /v3/mail/batch") == 1


def test_a_cancel_that_is_refused_says_why_and_is_not_done(opening: Opening) -> None:
    full = Said(400, refusal("too many scheduled sends are paused or cancelled"))
    _, transport = opening(scheduled=[full, Said(403), Said(500)])
    for words in ("too many scheduled sends", "user.scheduled_sends.create", "500"):
        found = transport.recall(["one"])
        assert not found.is_done
        assert words in found.words
