"""What the stand-in tells the webhook: signed, complete, the same for the same seed, and spoiled on request."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from mailer.errors import ConfigError, WebhookRejected
from mailer.model.event import Event
from mailer.sandbox import Sandbox, SandboxOptions
from mailer.sandbox.behaviour import Shares, is_here, story, tracked_links
from mailer.sandbox.faults import EventFaults, Faults, parse_faults
from mailer.sandbox.posting import Signer, encode, forgery
from mailer.transports.sendgrid.events import Webhook

KEY = {"Authorization": "Bearer SG.any"}
HTML = (
    '<p><a href="https://give.example.org/?a=1&amp;b=2">Give</a> <a name="x">no link</a>'
    "<a class=b HREF='https://story.example.org/'>Story</a> <a href=\"mailto:a@example.org\">Write</a>"
    '<a href="https://mail.example.org/u/t" clicktracking="off">Unsubscribe</a></p>'
)


class Receiver:
    """A webhook that keeps what it is sent. refuse_first: so many calls get a 503."""

    def __init__(self, refuse_first: int = 0) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.left: list[tuple[str, bytes]] = []
        self.refusals = refuse_first
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path.startswith("/u/"):
                    receiver.left.append((self.path, body))
                elif receiver.refusals:
                    receiver.refusals -= 1
                    self.send_response(503)
                    self.end_headers()
                    return
                else:
                    receiver.calls.append((dict(self.headers), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def events(self, key: str) -> list[Event]:
        """Everything whose signature is right."""
        found: list[Event] = []
        for headers, body in self.calls:
            try:
                found += Webhook(key.split(",")).parse_events(headers, body, now())
            except WebhookRejected:
                continue
        return found


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (the stand-in signs with the real time)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


def mail(addresses: Sequence[str], base: str = "https://mail.example.org", **changes: Any) -> Any:
    return {
        "personalizations": [
            {
                "to": [{"email": address}],
                "custom_args": {"nb_batch": "b1", "nb_attempt": "a1", "nb_recipient": str(number)},
                "headers": {
                    "List-Unsubscribe": f"<{base}/u/t{number}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            }
            for number, address in enumerate(addresses)
        ],
        "from": {"email": "marta@riverwatch.example.org"},
        "subject": "Hello",
        "content": [{"type": "text/html", "value": HTML}],
        "categories": ["c4mpa1gn"],
        "tracking_settings": {
            "click_tracking": {"enable": True, "enable_text": False},
            "open_tracking": {"enable": True},
        },
        **changes,
    }


def run(
    receiver: Receiver, body: Any, *, faults: EventFaults | None = None, **options: Any
) -> tuple[list[Event], Sandbox]:
    script = Faults(events=faults or EventFaults())
    sandbox = Sandbox(
        SandboxOptions(events_to=receiver.url, events_delay=0, faults=script, **options)
    )
    with sandbox:
        answer = httpx.post(f"{sandbox.base_url}/v3/mail/send", json=body, headers=KEY)
        assert answer.status_code == 202
        assert sandbox.wait_for_events(20)
        return receiver.events(sandbox.public_key), sandbox


MANY = [f"person.{number}@example.org" for number in range(400)]


def test_each_letter_is_processed_and_delivered_and_carries_our_ids(receiver: Receiver) -> None:
    events, _ = run(receiver, mail(MANY[:150]))
    kinds = Counter(event.kind for event in events)
    assert kinds["accepted"] == kinds["delivered"] == 150
    assert {event.position for event in events if event.kind == "delivered"} == set(range(150))
    assert {(event.batch_code, event.attempt) for event in events} == {("b1", "a1")}
    assert len({event.id for event in events}) == len(events)
    assert all(body.endswith(b"]\r\n") for _, body in receiver.calls)


@pytest.mark.parametrize(
    ("local", "kinds"),
    [
        ("bounce.ada", ["accepted", "bounced"]),
        ("block.ada", ["accepted", "blocked"]),
        ("dropped.ada", ["dropped"]),
        ("defer.ada", ["accepted", "deferred", "delivered"]),
    ],
)
def test_the_start_of_an_address_decides_what_its_server_does(
    receiver: Receiver, local: str, kinds: list[str]
) -> None:
    nobody = Shares(apple=0, gmail=0, opening=0.001, clicking=0, scanned=0, leaving=0)
    events, _ = run(receiver, mail([f"{local}@example.org"]), shares=nobody)
    found = [event.kind for event in events if event.kind not in ("opened", "clicked")]
    assert found == kinds


def test_somebody_who_complains_has_got_it_first(receiver: Receiver) -> None:
    events, _ = run(receiver, mail(["spam.ada@example.org"]))
    found = {event.kind: event.happened_at for event in events}
    assert found["delivered"] < found["complained"]


def test_the_same_seed_plays_the_same_people(receiver: Receiver) -> None:
    def played(seed: int) -> Counter[tuple[str, int | None]]:
        receiver.calls.clear()
        events, _ = run(receiver, mail(MANY), seed=seed)
        return Counter((event.kind, event.position) for event in events)

    assert played(3) == played(3)
    assert played(3) != played(4)


def test_people_machines_and_scanners_behave_differently(receiver: Receiver) -> None:
    events, _ = run(receiver, mail(MANY))
    delivered = {event.position: event.happened_at for event in events if event.kind == "delivered"}
    opens = [event for event in events if event.kind == "opened"]
    clicks = [event for event in events if event.kind == "clicked"]
    machines = [event for event in opens if event.is_machine]
    assert machines
    assert all((event.happened_at - delivered[event.position]).seconds < 10 for event in machines)
    humans = [event for event in opens if not event.is_machine]
    assert humans
    assert all((event.happened_at - delivered[event.position]).seconds >= 10 for event in humans)
    assert any("GoogleImageProxy" in (event.user_agent or "") for event in humans)
    fast = Counter(
        event.position
        for event in clicks
        if (event.happened_at - delivered[event.position]).seconds < 10
    )
    assert fast
    assert set(fast.values()) == {2}, "a scanner follows every tracked link"
    assert len(clicks) > sum(fast.values()), "and people click as well"
    assert {(event.link_index, event.url) for event in clicks} <= {
        (0, "https://give.example.org/?a=1&b=2"),
        (1, "https://story.example.org/"),
    }


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"click_tracking": {"enable": False}, "open_tracking": {"enable": True}}, "clicked"),
        ({"click_tracking": {"enable": True}, "open_tracking": {"enable": False}}, "opened"),
    ],
)
def test_what_is_not_measured_is_not_told(
    receiver: Receiver, settings: dict[str, Any], missing: str
) -> None:
    events, _ = run(receiver, mail(MANY, tracking_settings=settings))
    kinds = Counter(event.kind for event in events)
    assert kinds[missing] == 0  # type: ignore[index]
    assert kinds["opened"] + kinds["clicked"] > 0


def test_a_few_unsubscribe_with_one_click_where_that_leads_to_this_machine(
    receiver: Receiver,
) -> None:
    everybody = Shares(leaving=1.0)
    run(receiver, mail(MANY[:3], base=receiver.url), shares=everybody)
    assert sorted(path for path, _ in receiver.left) == ["/u/t0", "/u/t1", "/u/t2"]
    assert {body for _, body in receiver.left} == {b"List-Unsubscribe=One-Click"}


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8080/u/x", True),
        ("http://localhost/u/x", True),
        ("http://[::1]:8080/u/x", True),
        ("https://mail.example.org/u/x", False),
        ("http://localhost@evil.example/u", False),
        ("http://127.0.0.1.evil.example/u", False),
        ("http://10.0.0.1/u", False),
    ],
)
def test_the_stand_in_calls_only_this_machine(url: str, here: bool) -> None:
    assert is_here(url) is here


def test_a_webhook_that_is_down_is_tried_again() -> None:
    receiver = Receiver(refuse_first=3)
    events, sandbox = run(receiver, mail(MANY[:2]))
    assert Counter(event.kind for event in events)["delivered"] == 2
    assert sandbox.posted.refused == 3
    assert sandbox.posted.abandoned == 0
    receiver.server.shutdown()
    receiver.server.server_close()


def test_events_can_be_told_twice_in_another_order_lost_forged_and_hostile(
    receiver: Receiver,
) -> None:
    events, _ = run(
        receiver,
        mail(MANY[:200]),
        faults=EventFaults(duplicate=0.3, lose=0.2, forge=1.0, hostile=0.1, reorder=True),
    )
    ids = Counter(event.id for event in events)
    assert max(ids.values()) == 2
    assert sum(1 for event in events if event.kind == "other") > 0
    assert (
        sum(1 for event in events if event.kind == "accepted" and event.position is not None) < 260
    )
    order = [event.kind for event in events if event.kind in ("accepted", "delivered")]
    assert order != sorted(order)
    assert len(receiver.calls) % 2 == 0, "each true call has a forged one beside it"
    assert len(receiver.calls) > 2


def test_events_can_come_without_our_ids(receiver: Receiver) -> None:
    events, _ = run(receiver, mail(MANY[:50]), faults=EventFaults(without_ids=1.0))
    assert events
    assert {(event.batch_code, event.position, event.provider_id) for event in events} == {
        (None, None, None)
    }
    assert all(event.address for event in events)


def test_another_key_signs_from_a_call_on_and_both_are_told(receiver: Receiver) -> None:
    events, sandbox = run(receiver, mail(MANY[:200]), faults=EventFaults(rotate=2))
    first, second = sandbox.public_key.split(",")
    assert Counter(event.kind for event in events)["delivered"] == 200
    assert 0 < len(receiver.events(first)) < len(events)
    assert len(receiver.events(first)) + len(receiver.events(second)) == len(events)


def test_no_forgery_is_taken_for_true_and_each_way_is_tried(receiver: Receiver) -> None:
    events, sandbox = run(receiver, mail(MANY[:300]), faults=EventFaults(forge=1.0))
    assert sandbox.posted.forged >= 5
    assert "complained" not in {event.kind for event in events}, "a forgery says spamreport"
    signed = {"X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"}
    named = [signed & set(map(str.title, headers)) for headers, _ in receiver.calls]
    assert any(len(each) < 2 for each in named), "one comes without a signature"


def test_the_ways_to_forge_take_turns() -> None:
    true, foreign = Signer(), Signer()
    body, at = encode([{"event": "delivered"}]), 1_796_040_000
    made = [forgery(number, body, at, true.headers(body, at), foreign) for number in range(5)]
    webhook = Webhook((true.public_key,))
    signed_at = datetime.fromtimestamp(at, tz=UTC)
    assert webhook.parse_events(true.headers(body, at), body, signed_at)
    assert len({(told, tuple(headers.items())) for told, headers in made}) == 5
    for told, headers in made:
        with pytest.raises(WebhookRejected):
            webhook.parse_events(headers, told, signed_at)


def test_calls_can_be_made_again_later_byte_for_byte(receiver: Receiver) -> None:
    _, sandbox = run(receiver, mail(MANY[:50]), faults=EventFaults(replay=1.0))
    assert sandbox.posted.replayed > 0
    again = Counter(body for _, body in receiver.calls)
    assert set(again.values()) == {2}


def test_a_bounce_can_come_hours_later_and_carry_no_id(receiver: Receiver) -> None:
    events, sandbox = run(receiver, mail(MANY[:20]), faults=EventFaults(late_bounces=1.0))
    late = [event for event in events if event.kind == "bounced"]
    assert len(late) == sandbox.posted.late_bounces == 20
    assert {(event.batch_code, event.position, event.provider_id) for event in late} == {
        (None,) * 3
    }
    delivered = {event.address: event.happened_at for event in events if event.kind == "delivered"}
    assert all((event.happened_at - delivered[event.address]).seconds == 3600 for event in late)


def test_what_is_lost_is_counted(receiver: Receiver) -> None:
    events, sandbox = run(receiver, mail(MANY[:50]), faults=EventFaults(lose=1.0))
    assert events == []
    assert sandbox.posted.lost >= 100


def test_a_script_says_what_people_do(receiver: Receiver) -> None:
    script = parse_faults({"people": {"bouncing": 1.0}})
    with Sandbox(SandboxOptions(events_to=receiver.url, events_delay=0, faults=script)) as sandbox:
        httpx.post(f"{sandbox.base_url}/v3/mail/send", json=mail(MANY[:10]), headers=KEY)
        assert sandbox.wait_for_events(20)
        kinds = Counter(event.kind for event in receiver.events(sandbox.public_key))
    assert kinds == {"accepted": 10, "bounced": 10}


def test_a_webhook_that_stays_away_for_a_day_is_given_up() -> None:
    receiver = Receiver(refuse_first=1000)
    times = iter([0.0] * 6 + [86_400.0] * 1000)
    options = SandboxOptions(events_to=receiver.url, events_delay=0, now=lambda: next(times))
    with Sandbox(options) as sandbox:
        httpx.post(
            f"{sandbox.base_url}/v3/mail/send", json=mail(["bounce@example.org"]), headers=KEY
        )
        assert sandbox.wait_for_events(20)
        assert (sandbox.posted.abandoned, sandbox.posted.events) == (2, 0)
    receiver.server.shutdown()
    receiver.server.server_close()


def test_the_signing_key_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    first = Sandbox(SandboxOptions(key_file=path)).public_key
    assert Sandbox(SandboxOptions(key_file=path)).public_key == first
    assert path.stat().st_mode & 0o077 == 0
    assert Sandbox().public_key != first
    path.write_text("nonsense")
    with pytest.raises(ConfigError, match=r"key\.pem"):
        Sandbox(SandboxOptions(key_file=path))


def test_links_are_counted_as_they_stand_and_those_kept_out_are_not_tracked() -> None:
    assert tracked_links(HTML) == [
        (0, "https://give.example.org/?a=1&b=2"),
        (1, "https://story.example.org/"),
    ]
    assert tracked_links('<a clicktracking=off href="https://a.example">') == []
    assert tracked_links('<a href = "https://a.example">') == [], "its page asks for no blank there"
    assert len(tracked_links('<a href="https://a.example">' * 1001)) == 1000
    assert tracked_links("") == []


def test_a_bounced_letter_is_opened_by_nobody() -> None:
    letter = {
        "to": "bounce@example.org", "html": HTML, "headers": {}, "categories": [], "custom_args": {},
        "tracking": {"clicks": True, "opens": True}, "message_id": "m.1", "request_id": "m",
    }  # fmt: skip
    told = story(letter, 1_796_040_000, 1, Shares(leaving=1.0, opening=1.0))
    assert [event["event"] for event in told.first] == ["processed", "bounce"]
    assert (told.later, told.leaves_at) == ((), None)
