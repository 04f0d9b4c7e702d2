"""What SendGrid's own records say of a batch in doubt, whatever shape they come in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from mailer.model.delivery import Doubt, Trace
from mailer.model.ids import AttemptId, Slug
from mailer.ports import Transport
from mailer.sandbox import Sandbox, SandboxOptions
from mailer.transports import open_transport
from tests.clock import NOON, SetClock
from tests.outgoing import KEY, settings
from tests.unit.transports.sendgrid.scripted import Said, Server, serving

LOGS, ONE = "POST /v3/logs", "GET /v3/logs/m1.filter-1"
FOUND = {"messages": [{"sg_message_id": "m1.filter-1", "to_email": "a@example.org"}]}
OURS = {"nb_batch": "batch7", "nb_attempt": "attempt1", "nb_recipient": "3"}


def doubt(*addresses: str) -> Doubt:
    return Doubt(
        campaign=Slug("river-vote"),
        campaign_code="c4mpa1gn",
        batch_code="batch7",
        attempt=AttemptId("attempt1"),
        attempted_at=NOON,
        addresses=addresses or ("a@example.org", "b@example.org", "c@example.org"),
    )


def detail(**changes: Any) -> dict[str, Any]:
    delivered = {
        "event": "delivered",
        "email": "a@example.org",
        "sg_event_id": "e1",
        "timestamp": int(NOON.timestamp()) + 9,
        "custom_args": {"nb_batch": "not looked at"},
    }
    return {
        "sg_message_id": "m1.filter-1",
        "to_email": "a@example.org",
        "category": ["c4mpa1gn"],
        "custom_args": OURS,
        "events": [{"event": "received", "sg_event_id": "e0"}, delivered],
        **changes,
    }


def looked_up(tmp_path: Path, server: Server, asked: Doubt | None = None) -> Trace:
    transport = open_transport("sendgrid", settings(tmp_path, host=server.url, clock=SetClock()))
    try:
        return transport.look_up(asked or doubt())
    finally:
        transport.close()


def test_a_message_of_this_attempt_is_told_as_the_webhook_tells_it(tmp_path: Path) -> None:
    with serving(logs=Said(200, FOUND), **{ONE: Said(200, detail())}) as server:
        trace = looked_up(tmp_path, server)
        (asked,) = server.bodies(LOGS)
    (event,) = trace.events
    assert (event.id, event.kind, event.happened_at) == (
        "e1",
        "delivered",
        NOON + timedelta(seconds=9),
    )
    assert (event.batch_code, event.attempt, event.position) == ("batch7", "attempt1", 3)
    assert (event.address, event.provider_id) == ("a@example.org", "m1.filter-1")
    assert asked["query"] == (
        "categories IN ('c4mpa1gn') AND to_email = \"a@example.org\""
        ' AND sg_message_id_created_at >= TIMESTAMP "2026-11-30T11:45:00Z"'
        ' AND sg_message_id_created_at <= TIMESTAMP "2026-11-30T14:00:00Z"'
    )
    assert 1 <= asked["limit"] <= 1000


def test_a_message_without_events_is_told_as_taken(tmp_path: Path) -> None:
    with serving(logs=Said(200, FOUND), **{ONE: Said(200, detail(events=[]))}) as server:
        (event,) = looked_up(tmp_path, server).events
    assert (event.kind, event.attempt, event.happened_at) == ("accepted", "attempt1", NOON)


@pytest.mark.parametrize(
    "ours",
    [
        {**OURS, "nb_attempt": "attempt2"},
        {**OURS, "nb_attempt": "attempt10"},
        {**OURS, "nb_batch": "proof-7"},
        {},
        None,
    ],
)
def test_what_carries_another_attempt_proves_nothing(tmp_path: Path, ours: Any) -> None:
    with serving(logs=Said(200, FOUND), **{ONE: Said(200, detail(custom_args=ours))}) as server:
        trace = looked_up(tmp_path, server)
    assert list(trace.events) == []
    assert trace.words.startswith("SendGrid's logs hold nothing of this attempt for 3 people")


def test_after_a_part_of_the_attempt_the_others_are_asked_for_too(tmp_path: Path) -> None:
    part = {**OURS, "nb_attempt": "attempt1.part"}
    with serving(logs=Said(200, FOUND), **{ONE: Said(200, detail(custom_args=part))}) as server:
        trace = looked_up(tmp_path, server)
        assert server.count(LOGS) == 3
    assert {event.attempt for event in trace.events} == {"attempt1.part"}
    assert trace.words == "SendGrid's logs hold this attempt for 3 of 3 people asked for."


def test_no_more_than_three_people_are_asked_for_and_no_address_that_breaks_out_of_the_query(
    tmp_path: Path,
) -> None:
    hostile = ("o'brien@example.org", 'a"b@example.org', "no-at-sign", "d@bücher.example.org")
    with serving(logs=Said(200, {"messages": []})) as server:
        trace = looked_up(tmp_path, server, doubt(*hostile[:3], *["e@example.org"] * 9))
        assert server.count(LOGS) == 0
        assert "were not asked" in trace.words
        trace = looked_up(tmp_path, server, doubt(hostile[3], *["e@example.org"] * 9))
        assert server.count(LOGS) == 3
        assert 'to_email = "d@xn--bcher-kva.example.org"' in server.bodies(LOGS)[0]["query"]
    assert "example.org" not in trace.words


@pytest.mark.parametrize(
    ("said", "words", "is_closed"),
    [
        (Said(401), "this key may not (401)", True),
        (Said(403), "this key may not (403)", True),
        (Said(404), "there are none at this address (404)", True),
        (Said(429), "SendGrid asks to slow down (429)", False),
        (Said(500), "SendGrid answered 500", False),
    ],
)
def test_what_cannot_be_looked_up_is_told_and_ends_the_asking(
    tmp_path: Path, said: Said, words: str, is_closed: bool
) -> None:
    with serving(logs=said) as server:
        trace = looked_up(tmp_path, server)
        assert server.count(LOGS) == 1
    assert words in trace.words
    assert trace.is_closed is is_closed
    assert list(trace.events) == []


def test_a_message_that_is_gone_between_two_questions_is_no_trace(tmp_path: Path) -> None:
    with serving(logs=Said(200, FOUND), **{ONE: Said(404)}) as server:
        trace = looked_up(tmp_path, server)
    assert (list(trace.events), trace.is_closed) == ([], False)


def test_what_was_counted_of_the_campaign_is_added_up(tmp_path: Path) -> None:
    days = [
        {"date": "2026-11-29", "stats": [{"name": "c4mpa1gn", "metrics": {"requests": 3}}]},
        {"date": "2026-11-30", "stats": [{"name": "c4mpa1gn", "metrics": {"requests": 1000}}]},
    ]
    with serving(logs=Said(200, {"messages": []}), stats=Said(200, days)) as server:
        assert looked_up(tmp_path, server).counted == 1003
    with serving(logs=Said(200, {"messages": []}), stats=Said(403)) as server:
        assert looked_up(tmp_path, server).counted is None


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Transport]]:
    with serving() as server:
        root = tmp_path_factory.mktemp("odd")
        transport = open_transport("sendgrid", settings(root, host=server.url, clock=SetClock()))
        yield server, transport
        transport.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
ODD = st.one_of(
    JSON,
    st.fixed_dictionaries({"messages": JSON}),
    st.fixed_dictionaries({"messages": st.lists(st.fixed_dictionaries({"sg_message_id": JSON}))}),
)
ODD_DETAIL = st.one_of(JSON, st.fixed_dictionaries({"custom_args": st.just(OURS), "events": JSON}))
ODD_STATS = st.one_of(
    JSON,
    st.lists(
        st.fixed_dictionaries({"stats": JSON | st.lists(st.fixed_dictionaries({"metrics": JSON}))})
    ),
)


@examples(max_examples=15)
@given(logs=ODD, one=ODD_DETAIL, stats=ODD_STATS)
def test_no_shape_of_an_answer_breaks_the_look(
    odd: tuple[Server, Transport], logs: Any, one: Any, stats: Any
) -> None:
    server, transport = odd
    server.says |= {LOGS: [Said(200, logs)], ONE: [Said(200, one)]}
    server.says["GET /v3/categories/stats"] = [Said(200, stats)]
    trace = transport.look_up(doubt("a@example.org"))
    assert trace.words.endswith(".")
    assert all(event.attempt == "attempt1" for event in trace.events)


def test_what_the_stand_in_holds_for_later_ends_with_its_batch_id(tmp_path: Path) -> None:
    clock = SetClock()
    options = SandboxOptions(now=lambda: clock.now().timestamp())
    with Sandbox(options) as sandbox:
        transport = open_transport(
            "sendgrid", settings(tmp_path, host=sandbox.base_url, clock=clock)
        )
        mark = transport.gather()
        mail = {
            "personalizations": [{"to": [{"email": "a@example.org"}]}],
            "from": {"email": "marta@riverwatch.example.org"},
            "subject": "Later",
            "content": [{"type": "text/plain", "value": "Later"}],
            "send_at": int(datetime(2026, 11, 30, 13, tzinfo=UTC).timestamp()),
            "batch_id": mark,
        }
        key = {"Authorization": f"Bearer {KEY}"}
        httpx.post(f"{sandbox.base_url}/v3/mail/send", json=mail, headers=key, trust_env=False)
        assert (sandbox.held, sandbox.delivered) == (1, 0)
        assert mark is not None
        found = transport.recall([mark])
        assert found.is_done
        clock.advance(7200)
        httpx.get(f"{sandbox.base_url}/v3/scopes", headers=key, trust_env=False)
        httpx.post(f"{sandbox.base_url}/v3/mail/send", json={}, headers=key, trust_env=False)
        assert (sandbox.held, sandbox.discarded, sandbox.delivered) == (0, 1, 0)
        transport.close()
