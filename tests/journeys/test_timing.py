"""When a campaign's people get it: what is set, what a plan foretells of it, what a worker keeps to."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mailer.app import App
from mailer.errors import UnsafePlan
from mailer.model.event import Event
from mailer.model.ids import Slug
from mailer.operations import blast, gifts, overview
from mailer.operations.blast import canaries
from mailer.sending import Outcome
from tests.clock import NOON, SetClock
from tests.journeys.flood_maps import SLUG, Opening, approved, mailed, names, numbers

TEN_PM = NOON + timedelta(hours=10)
MORNING = NOON + timedelta(hours=20)
BATCHES = ("batch_size = 1000", "batch_size = 2")
NIGHT = ("[http]", '[hours]\nquiet = "21:00-08:00"\n\n[http]')
CANARY = "[canary]\npeople = 2\nhold_minutes = 30\n"
SPEAKING = ("[http]", f"{CANARY}\n[http]")


def work(app: App) -> None:
    blast.run_worker(app, until_idle=True)


def said(app: App) -> dict[str, str]:
    return {each["name"]: each["message"] for each in blast.plan_campaign(app, SLUG)["pacings"]}


class TestNothingIsSet:
    def test_a_plan_and_a_blast_know_nothing_of_it(self, app: App) -> None:
        planned = blast.plan_campaign(app, SLUG)
        assert planned["pacings"] == []
        approved(app)
        blast.send(app, SLUG)
        work(app)
        status = blast.status(app, SLUG)
        assert (status["waits"], status["canary"], status["gave"]) == ([], None, 0)
        assert numbers(app) == {"planned": 6, "accepted": 6}


class TestQuietHours:
    def test_an_hour_in_them_is_refused_by_name_and_number(self, opening: Opening) -> None:
        app = opening(BATCHES, NIGHT)
        approved(app)
        with pytest.raises(UnsafePlan, match="6 of 6 people would get it") as refused:
            blast.schedule(app, SLUG, "2026-12-01T22:00", "UTC")
        assert names(refused) == ["quiet-hours"]
        assert blast.status(app, SLUG)["state"] == "approved"
        # at everyone's own hour each clock counts; without a zone the organisation's
        with pytest.raises(UnsafePlan, match="6 of 6 people"):
            blast.schedule(app, SLUG, "2026-12-02T07:59", local=True)
        made = blast.schedule(app, SLUG, "2026-12-02T08:00", local=True)
        assert len(made["waves"]) == 3

    def test_a_plan_at_night_warns_and_who_accepts_it_by_name_sends_at_its_own_rate(
        self, opening: Opening, clock: SetClock
    ) -> None:
        app = opening(BATCHES, NIGHT)
        assert "quiet-hours" not in [r["name"] for r in blast.plan_campaign(app, SLUG)["risks"]]
        clock.set(TEN_PM)
        (risk,) = [r for r in blast.plan_campaign(app, SLUG)["risks"] if r["name"] == "quiet-hours"]
        assert not risk["blocks"]
        assert "allowed from Tuesday 1 December 2026, 08:00 UTC" in risk["message"]
        approved(app, ["quiet-hours"])
        blast.send(app, SLUG, per_second=2)
        ledger = app.store.ledger
        assert ledger.claim_batch(TEN_PM, timedelta(minutes=1)) is not None
        assert ledger.claim_batch(TEN_PM, timedelta(minutes=1)) is None
        assert ledger.next_due_at() == TEN_PM + timedelta(seconds=1)

    def test_a_late_worker_lets_everybody_sleep(self, opening: Opening, clock: SetClock) -> None:
        app = opening(BATCHES, NIGHT)
        approved(app)
        blast.schedule(app, SLUG, "2026-11-30T20:55", "UTC")
        clock.set(TEN_PM)
        work(app)
        assert mailed(app) == []
        assert blast.status(app, SLUG)["waits"] == [
            {"why": "quiet-hours", "until": MORNING, "people": 6}
        ]
        clock.set(MORNING)
        work(app)
        assert len(mailed(app)) == 6

    def test_each_recipients_clock_counts_where_it_is_so_set(
        self, opening: Opening, clock: SetClock
    ) -> None:
        """At 12:00 UTC it is 21:00 in Tokyo, where two of the six live."""
        own = ("[http]", '[hours]\nquiet = "21:00-08:00"\nzone = "recipient"\n\n[http]')
        app = opening(BATCHES, own)
        approved(app)
        with pytest.raises(UnsafePlan, match="2 of 6 people"):
            blast.send(app, SLUG)
        clock.advance(-60)
        blast.send(app, SLUG)
        clock.advance(60)
        work(app)
        assert len(mailed(app)) == 4
        (wait,) = blast.status(app, SLUG)["waits"]
        assert wait["until"] == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)

    def test_a_change_of_the_rule_voids_an_approval_by_its_name(self, opening: Opening) -> None:
        app = opening(BATCHES, NIGHT)
        approved(app)
        path = app.workspace.root / "mailer.toml"
        path.write_text(path.read_text("utf-8").replace("21:00", "20:00"), encoding="utf-8")
        again = opening(("batch_size = 2", "batch_size = 2"))
        with pytest.raises(UnsafePlan, match=r"changed since .*: timing"):
            blast.send(again, SLUG)


class TestWarmUp:
    def test_a_plan_says_how_long_it_takes_and_a_blast_takes_it(
        self, opening: Opening, clock: SetClock
    ) -> None:
        warming = (
            "[http]",
            '[warmup."news.example.org"]\nstarted_at = 2026-11-30\nplan = [2, 3]\n\n[http]',
        )
        app = opening(BATCHES, warming)
        assert said(app) == {
            "warm-up": "news.example.org is being warmed up: 3 days for 6 people, 2, 3, 1 a day, the "
            "last on Wednesday 2 December 2026 (UTC)"
        }
        approved(app)
        blast.send(app, SLUG)
        for reached in (2, 5, 6):
            work(app)
            assert len(mailed(app)) == reached
            clock.advance(24 * 3600)
        assert blast.status(app, SLUG)["state"] == "sent"

    @pytest.mark.parametrize(
        ("domain", "started", "told"),
        [
            ("example.org", "2026-11-30", ["warmup-unused"]),
            ("example.org", "2026-11-28", []),  # two days ago: it is over
            ("News.Example.org", "2026-11-30", []),
        ],
    )
    def test_a_warm_up_of_another_domain_than_the_senders_is_warned_of(
        self, opening: Opening, domain: str, started: str, told: list[str]
    ) -> None:
        written = f'[warmup."{domain}"]\nstarted_at = {started}\nplan = [2, 3]\n\n[http]'
        found = {
            each["name"]: each
            for each in blast.plan_campaign(opening(("[http]", written)), SLUG)["risks"]
        }
        assert [name for name in found if name.startswith("warm")] == told
        if told:
            assert not found["warmup-unused"]["blocks"]
            assert found["warmup-unused"]["message"] == (
                "[warmup] is written for example.org, and this sender's domain is news.example.org: nothing of "
                'it is held back. Meant for it, it has to read [warmup."news.example.org"]'
            )


class TestGifts:
    def test_who_gave_since_the_approval_is_left_out_where_it_is_so_set(
        self, opening: Opening, clock: SetClock
    ) -> None:
        app = opening(BATCHES, ("[http]", "[plan]\nskip_if_gave = true\n\n[http]"))
        assert list(said(app)) == ["gave-since"]
        approved(app)
        blast.schedule(app, SLUG, "2026-12-01T09:00", "UTC")
        record = app.store.campaigns.find(SLUG)
        assert record is not None
        code = f"{record.code}_web"
        _give(app, 0, code)
        _give(app, 1, None)
        clock.set(NOON + timedelta(days=1))
        work(app)
        assert "supporter.0@example.org" not in mailed(app)
        assert len(mailed(app)) == 5
        assert blast.status(app, SLUG)["gave"] == 1

    def test_a_segment_without_recent_givers_keeps_to_it_until_the_last_moment(
        self, opening: Opening, clock: SetClock
    ) -> None:
        app = opening(BATCHES)
        rules = app.workspace.root / "audiences" / "segments.toml"
        rules.write_text(
            rules.read_text("utf-8") + "\n[just-gave]\nlast_gift_at = { within_days = 30 }\n",
            encoding="utf-8",
        )
        path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
        path.write_text(
            path.read_text("utf-8").replace(
                'segment = "everyone"', 'segment = "everyone"\nexclude = ["just-gave"]'
            ),
            encoding="utf-8",
        )
        approved(app)
        blast.schedule(app, SLUG, "2026-12-01T09:00", "UTC")
        _give(app, 1, None)
        clock.set(NOON + timedelta(days=1))
        work(app)
        assert "supporter.1@example.org" not in mailed(app)
        assert blast.status(app, SLUG)["gave"] == 1


def _give(app: App, number: int, code: str | None) -> None:
    """As the platform's export says it, a minute from now."""
    at = app.clock.now() + timedelta(minutes=1)
    path = app.workspace.root / f"gift-{number}.csv"
    path.write_text(
        "id,date,amount,currency,email,code,status\n"
        f"g{number},{at:%Y-%m-%dT%H:%M:%SZ},25.00,EUR,supporter.{number}@example.org,{code or ''},paid\n",
        encoding="utf-8",
    )
    assert gifts.import_gifts(app, path, "generic")["added"] == 1


class TestCanary:
    def test_a_silent_canary_stops_and_a_person_lets_the_rest_go(
        self, opening: Opening, clock: SetClock
    ) -> None:
        app = opening(BATCHES, SPEAKING)
        planned = blast.plan_campaign(app, SLUG)
        assert "canary-blind" in [risk["name"] for risk in planned["risks"]]
        approved(app)
        blast.send(app, SLUG)
        work(app)
        assert len(mailed(app)) == 2
        until = NOON + timedelta(minutes=30)
        status = blast.status(app, SLUG)
        assert status["canary"] == "hold"
        assert blast.held_back(app) == [
            "flood-maps: 4 people wait for the canary to be judged: Monday 30 November 2026, 12:30 UTC"
        ]
        seen = overview.campaign(app, SLUG)
        assert [(each.why, each.people) for each in seen.waits] == [("canary", 4)]
        assert [each.name for each in seen.pacings] == ["canary"]
        assert status["waits"] == [{"why": "canary", "until": until, "people": 4}]
        clock.set(until)
        work(app)
        stopped = blast.status(app, SLUG)
        assert (stopped["state"], stopped["canary"]) == ("paused", "stopped")
        assert "no event came back for 2 people" in stopped["reason"]
        with pytest.raises(UnsafePlan, match="no event came back") as refused:
            blast.resume(app, SLUG, "Bo")
        assert names(refused) == ["canary-alarm"]
        blast.resume(app, SLUG, "Bo", ["canary-alarm"])
        work(app)
        assert numbers(app) == {"planned": 6, "accepted": 6}
        audited = [entry["what"] for entry in app.store.audit.of(SLUG)]
        assert audited[-2:] == ["canary-stopped", "resumed"]

    def test_a_canary_of_which_good_news_came_is_followed_by_the_rest(
        self, opening: Opening, clock: SetClock
    ) -> None:
        app = opening(BATCHES, SPEAKING)
        approved(app)
        blast.send(app, SLUG)
        work(app)
        _told(app, "delivered", 2)
        clock.advance(30 * 60)
        work(app)
        assert numbers(app) == {"planned": 6, "accepted": 6}
        assert blast.status(app, SLUG)["state"] == "sent"

    def test_bounces_stop_it_with_their_number(self, opening: Opening, clock: SetClock) -> None:
        five = ("[http]", "[canary]\npeople = 5\nhold_minutes = 30\n\n[http]")
        app = opening(("batch_size = 1000", "batch_size = 6"), five)
        approved(app)
        blast.send(app, SLUG)
        work(app)
        _told(app, "bounced", 3)
        clock.advance(30 * 60)
        work(app)
        status = blast.status(app, SLUG)
        assert status["state"] == "paused"
        assert "3 of 5 bounced (60.0 %, limit 5 %)" in status["reason"]

    @pytest.mark.parametrize(("status", "state"), [(200, "sending"), (503, "paused")])
    def test_a_dead_donation_form_stops_it(
        self, opening: Opening, clock: SetClock, status: int, state: str
    ) -> None:
        asked = ("[http]", f"{CANARY}needs_events = false\nform = true\n\n[http]")
        with answering(status) as host:
            app = opening(BATCHES, asked)
            path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
            text = path.read_text("utf-8").replace("https://give.example.org", host)
            path.write_text(text, encoding="utf-8")
            approved(app, ["link-unsafe"])
            blast.send(app, SLUG, ["link-unsafe"])
            work(app)
            clock.advance(30 * 60)
            # another campaign leaves no thread idle: it is judged all the same
            canaries.Watch(app, lambda: Outcome("settled"))()
        shown = blast.status(app, SLUG)
        assert shown["state"] == state
        assert ("the donation form answers 503" in (shown["reason"] or "")) == (status == 503)


@contextlib.contextmanager
def answering(status: int) -> Iterator[str]:
    """A web server that says the same to everybody. Its address."""

    class Form(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Form)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _told(app: App, kind: str, people: int) -> None:
    """As many of those who have it so far are told of."""
    lease = app.store.ledger
    record = app.store.campaigns.find(Slug(SLUG))
    assert record is not None
    reached = [
        contact_id
        for contact_id, state in app.store.events.recipients(record.id)
        if state == "accepted"
    ]
    assert lease.heard(record.id).reached == len(reached)
    contacts = [app.store.contacts.by_id(each) for each in reached[:people]]
    app.store.events.add(
        [
            Event(id=f"{kind}-{n}", kind=kind, happened_at=NOON, address=each.address)  # type: ignore[arg-type]
            for n, each in enumerate(contacts)
            if each is not None
        ],
        NOON,
    )
