"""A whole campaign rehearsed: whatever goes wrong, nobody gets it twice, nobody is lost, and the ledger knows."""

import socket
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mailer.app import App, open_app
from mailer.cli.staging import serving
from mailer.errors import InputError, NotFound, UnsafePlan
from mailer.operations import audience, blast
from mailer.operations.rehearsing import Wanted, rehearse
from mailer.sandbox.faults import parse_faults
from mailer.sandbox.named import NAMED
from tests.clock import NOON, SetClock
from tests.commands import Commands
from tests.journeys.flood_maps import SLUG, Opening, add, suppress

SAMPLE = "river-deadline"
REQUESTS = [name for name, named in NAMED.items() if named.requests]
EVENTS = [name for name, named in NAMED.items() if not named.requests]


@pytest.fixture
def sample(workspace_dir: Path) -> Any:
    app = open_app(workspace_dir, {})
    audience.import_list(app, "supporters", workspace_dir / "audiences" / "supporters.csv")
    yield app
    app.close()


def run(app: App, slug: str, *names: str, **more: Any) -> dict[str, Any]:
    return rehearse(app, slug, Wanted(names, **more), serving)


def must_agree(found: dict[str, Any]) -> None:
    """Zero twice, zero lost, and the numbers add up."""
    ledger, truth = found["ledger"], found["truth"]
    assert found["disagreements"] == []
    assert found["agrees"]
    assert (truth["twice"], truth["strangers"]) == (0, 0)
    assert truth["once"] + truth["nobody"] == ledger["planned"] == found["recipients"]
    assert truth["once"] == ledger["accepted"]
    assert [ledger[key] for key in ("suppressed", "unknown", "remaining")] == [0, 0, 0]
    assert found["state"] == "sent"


def test_with_every_fault_of_requests_the_sample_reaches_everybody_once(sample: App) -> None:
    found = run(sample, SAMPLE, *REQUESTS)
    must_agree(found)
    assert found["ledger"]["refused"] == 3 + 2 + 2, "those whom the stand-in refuses, and no other"
    assert {name for name, times in found["faults"].items() if times == 0} == set()
    assert set(found["faults"]) == set(REQUESTS)
    assert found["resumed"] == 4, "a bad request, key, sender and type stop a campaign"
    doubts = found["doubts"]
    # what was taken settles by its events; what was not, a person sends again: twice each 500, 503, redirect and
    # three resets, once each hang, 502, 504, half a status and a cut body
    assert (doubts["resent"], doubts["accepted"], doubts["open"]) == (2 * 6 + 5, 0, 0)


def test_with_every_fault_of_events_and_lost_answers_the_ledger_still_agrees(sample: App) -> None:
    found = run(sample, SAMPLE, *EVENTS, "accept-then-500", "accept-then-reset")
    must_agree(found)
    assert found["ledger"]["accepted"] == found["recipients"]
    told = found["events"]
    for what in (
        "repeated",
        "lost",
        "without_ids",
        "hostile",
        "late_bounces",
        "forged",
        "replayed",
    ):
        assert told[what] > 0, what
    assert told["abandoned"] == 0


def test_where_no_event_comes_at_all_the_providers_records_settle_it(sample: App) -> None:
    faults = parse_faults(
        {
            "fault": [{"do": "status", "accept": True, "every": 2, "times": 2}],
            "events": {"lose": 1.0},
        }
    )
    found = run(sample, SAMPLE, faults=faults, people=40)
    must_agree(found)
    assert found["recipients"] == 40
    assert found["events"]["events"] == 0
    assert (found["doubts"]["records"], found["doubts"]["events"]) == (2, 0)


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_a_person_rehearses_and_the_workspace_stays_as_it_was(
    workspace_dir: Path, sample: App
) -> None:
    _ = sample.keyring
    sample.close()
    before = digest(workspace_dir)
    commands = Commands(workspace_dir)
    options = ("--people", "50", "--fault", "half-status", "--seed", "3")
    told = commands.run("rehearse", SAMPLE, *options)
    assert told.returncode == 0, told.stderr
    assert (
        "The ledger agrees with the truth for each of 50 people; nobody got it twice."
        in told.stdout
    )
    assert "half-status: twice" in told.stdout
    assert "@" not in told.stdout + told.stderr, "no address"
    assert digest(workspace_dir) == before


def test_a_letter_too_many_or_too_few_is_told_and_ends_with_1(
    workspace_dir: Path, sample: App
) -> None:
    (workspace_dir / "faults.toml").write_text(
        '[[fault]]\ndo = "twice"\non = [1]\n[[fault]]\ndo = "swallow"\non = [2]\n'
    )
    options = (SAMPLE, "--people", "12", "--faults", "faults.toml")
    commands = Commands(workspace_dir)
    found = commands.json("rehearse", *options, "--addresses", exit_status=1)
    assert found["truth"] == {
        "once": found["ledger"]["planned"] - found["differing"],
        "twice": sum(each["delivered"] == 2 for each in found["disagreements"]),
        "nobody": sum(each["delivered"] == 0 for each in found["disagreements"]),
        "strangers": 0,
    }
    assert found["truth"]["twice"] > 0
    assert found["truth"]["nobody"] > 0
    assert {each["ledger"] for each in found["disagreements"]} == {"accepted"}
    for each in found["disagreements"]:
        contact = sample.store.contacts.by_id(each["contact"])
        assert contact is not None
        assert contact.address == each["address"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((SAMPLE, "--fault", "hung"), "did you mean 'hang'"),
        (("no-such",), "there is no such campaign"),
        ((SAMPLE, "--faults", "missing.toml"), "missing.toml"),
        ((SAMPLE,), "nobody would get it"),
    ],
)
def test_what_cannot_be_rehearsed_is_one_line_and_exit_2(
    workspace_dir: Path, arguments: Sequence[str], words: str
) -> None:
    told = Commands(workspace_dir).fails("rehearse", *arguments, exit_status=2)
    assert words in told
    assert len(told.strip().splitlines()) == 1


NIGHT = ("[http]", '[hours]\nquiet = "21:00-08:00"\n\n[http]')
SLOWLY = ("[http]", '[canary]\npeople = 5\nhold_minutes = 30\n\n[warmup."news.example.org"]\nstarted_at = 2026-11-30\nplan = [10, 15]\n\n[http]')  # fmt: skip


def test_hours_that_a_campaign_keeps_to_are_skipped_not_waited_for(
    opening: Opening, clock: SetClock
) -> None:
    app = opening(NIGHT)
    add(app, *range(20))
    clock.set(NOON.replace(hour=22))
    found = run(app, SLUG)
    must_agree(found)
    assert found["skipped_seconds"] == 10 * 3600


def test_a_canary_and_a_warmup_go_their_way_in_no_time(opening: Opening) -> None:
    app = opening(SLOWLY)
    add(app, *range(40))
    found = run(app, SLUG)
    must_agree(found)
    assert found["ledger"]["accepted"] == 40
    assert found["skipped_seconds"] >= 36 * 3600, "10 today, 15 tomorrow, the others the day after"


def test_a_canary_that_speaks_against_it_stops_the_rest_and_the_ledger_says_so(
    opening: Opening,
) -> None:
    app = opening(("[http]", "[canary]\npeople = 20\nbounce = 0.05\n\n[http]"))
    add(app, *range(40))
    found = run(app, SLUG, faults=parse_faults({"people": {"bouncing": 1.0}}))
    assert found["agrees"]
    assert (found["state"], found["resumed"]) == ("paused", 0)
    assert (found["ledger"]["accepted"], found["ledger"]["remaining"]) == (20, 20)
    assert (found["truth"]["once"], found["truth"]["nobody"]) == (20, 20)


def test_its_people_and_its_message_are_the_campaigns_and_nothing_can_leave_whatever_is_set(
    opening: Opening, postgres_url: str
) -> None:
    app = opening(
        environ={
            "MAILER_DATABASE_URL": postgres_url,
            "MAILER_SECRET_KEY": "k" * 32,
            "MAILER_TRANSPORT": "smtp",
            "MAILER_SMTP_URL": "smtp://mail.example.org:25",
            "SENDGRID_API_KEY": "SG.the-real-one",
            "MAILER_SENDGRID_HOST": "https://api.sendgrid.com",
        }
    )
    suppress(app, 2)
    found = run(app, SLUG)
    must_agree(found)
    assert (found["recipients"], found["excluded"]) == (5, {"suppressed": 1})
    assert blast.plan_campaign(app, SLUG)["recipients"] == 5
    planned = app.store.plans.latest(SLUG)
    assert planned is not None
    assert found["message"] == planned.message_sha256


def test_no_link_of_the_campaign_is_called_wherever_it_leads(opening: Opening) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        port = elsewhere.getsockname()[1]
        app = opening(environ={"MAILER_PUBLIC_URL": f"http://127.0.0.1:{port}"})
        must_agree(run(app, SLUG, faults=parse_faults({"people": {"leaving": 1.0}})))
        elsewhere.settimeout(0)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_a_campaign_that_is_on_its_way_can_be_rehearsed_and_the_same_seed_plays_the_same(
    app: App,
) -> None:
    add(app, *range(40))
    names = ("bad-recipients", "cut-body")
    first = run(app, SLUG, *names, people=30, seed=5)
    planned = blast.plan_campaign(app, SLUG)
    blast.approve(app, SLUG, planned["fingerprint"], "Ada Blom")
    blast.schedule(app, SLUG, "2026-12-01T09:00", "UTC")
    again = run(app, SLUG, *names, people=30, seed=5)
    must_agree(first)
    shown = ("ledger", "truth", "faults", "requests")
    assert [first[key] for key in shown] == [again[key] for key in shown]
    status = blast.status(app, SLUG)
    assert (status["state"], status["remaining"]) == ("scheduled", 40)


def test_a_draft_that_is_not_finished_says_what_it_lacks(workspace_dir: Path, app: App) -> None:
    path = workspace_dir / "campaigns" / f"{SLUG}.toml"
    path.write_text(path.read_text().replace('segment = "everyone"', 'segment = "nobody-here"'))
    with pytest.raises(NotFound, match="no segment 'nobody-here'"):
        run(app, SLUG)
    with pytest.raises((InputError, UnsafePlan)):
        run(app, "Not A Slug")
