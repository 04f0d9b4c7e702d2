"""Plan, refused by name, mended or accepted, approved, sent: the way of a campaign where a house is strict."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mailer.app import App
from mailer.cli import run
from mailer.errors import InputError, UnsafePlan
from mailer.operations import audience, blast
from tests.clock import NOON, SetClock
from tests.journeys.flood_maps import (
    CAMPAIGN,
    SLUG,
    Opening,
    add,
    approved,
    names,
    rewrite,
)

STRICT = "author_may_approve = true"
OTHER = "river-vote"


def strict(*lines: str) -> tuple[str, str]:
    """More keys of [approval], and the tables that follow them."""
    return STRICT, "\n".join([STRICT, *lines])


def risks(planned: dict[str, Any]) -> dict[str, str]:
    return {risk["name"]: risk["message"] for risk in planned["risks"]}


def send_another(app: App, slug: str = OTHER) -> None:
    """Another campaign has gone out to everybody."""
    path = app.workspace.root / "campaigns" / f"{slug}.toml"
    path.write_text(CAMPAIGN, encoding="utf-8")
    fingerprint = blast.plan_campaign(app, slug)["fingerprint"]
    blast.approve(app, slug, fingerprint, "Ada Blom")
    blast.send(app, slug)
    blast.run_worker(app, until_idle=True)


def correct(app: App) -> None:
    """The campaign goes to whoever got the other one."""
    path = app.workspace.root / "audiences" / "segments.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}\n[got-it]\nreceived = "{OTHER}"\n', encoding="utf-8")
    rewrite(app, 'segment = "everyone"', 'segment = "got-it"')


class TestFloorAndCeiling:
    def test_a_ceiling_stops_approving_and_sending_and_no_word_lifts_it(
        self, opening: Opening
    ) -> None:
        fingerprint = approved(opening())
        app = opening(strict("ceiling = 5"))

        with pytest.raises(UnsafePlan, match="6 people, and 5 is the most here") as refused:
            blast.approve(app, SLUG, fingerprint, "Bo", ["above-ceiling"])
        assert names(refused) == ["above-ceiling"]
        with pytest.raises(UnsafePlan) as refused:
            blast.schedule(app, SLUG, "2026-12-01T09:00", accept=["above-ceiling"])
        assert names(refused) == ["above-ceiling"]

    def test_too_few_are_accepted_by_name_once_for_approving_and_sending(
        self, opening: Opening
    ) -> None:
        app = opening(strict("floor = 7"))
        fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
        with pytest.raises(UnsafePlan, match="6 people, and 7 is the fewest here") as refused:
            blast.approve(app, SLUG, fingerprint, "Ada Blom")
        assert names(refused) == ["below-floor"]

        blast.approve(app, SLUG, fingerprint, "Ada Blom", ["below-floor"])
        assert blast.send(app, SLUG)["recipients"] == 6


class TestTypedCount:
    def test_whoever_approves_types_how_many_it_is_for(self, opening: Opening) -> None:
        app = opening(strict("typed_count_from = 6"))
        fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
        for wrong, says in ((None, "add --count NUMBER"), ("5", "'5' was typed")):
            with pytest.raises(UnsafePlan, match=says) as refused:
                blast.approve(app, SLUG, fingerprint, "Ada Blom", ["count-not-typed"], wrong)
            assert names(refused) == ["count-not-typed"]

        assert blast.approve(app, SLUG, fingerprint, "Ada Blom", count=" 6 ")["enough"]
        assert blast.send(app, SLUG)["recipients"] == 6  # the yes that it stands on was counted

    def test_where_nobody_has_to_approve_who_sends_types_it(self, opening: Opening) -> None:
        app = opening(("needed = 1", "needed = 0"), strict("typed_count_from = 6"))
        with pytest.raises(UnsafePlan) as refused:
            blast.send(app, SLUG)
        assert names(refused) == ["count-not-typed"]

        assert blast.send(app, SLUG, count="6")["recipients"] == 6

    def test_the_command_asks_only_on_a_terminal(
        self,
        opening: Opening,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        app = opening(("needed = 1", "needed = 0"), strict("typed_count_from = 6"))
        at = ["send", SLUG, "--json", "--workspace", str(app.workspace.root)]
        assert run(at) == 3
        assert "count-not-typed" in capsys.readouterr().err

        monkeypatch.setattr("sys.stdin", Terminal("6\n"))
        assert run(at) == 0
        said = capsys.readouterr()
        assert said.err.startswith("How many people is it for? ")
        assert json.loads(said.out)["recipients"] == 6


class TestWhatChanged:
    def test_a_rewritten_line_is_told_by_its_key_and_a_design_by_its_file(self, app: App) -> None:
        old = approved(app)
        rewrite(app, "Give for the maps", "Give now")
        with pytest.raises(UnsafePlan, match=r": message \(ask.button\)\. "):
            blast.send(app, SLUG)

        planned = blast.plan_campaign(app, SLUG)
        assert risks(planned)["plan-changed"].startswith(
            f"changed since {old}: message (ask.button). "
        )
        assert not any(risk["blocks"] for risk in planned["risks"])
        page = app.workspace.root / "templates" / "appeal" / "message.html.j2"
        text = page.read_text(encoding="utf-8")
        assert "{{ signature() }}" in text
        page.write_text(text.replace("{{ signature() }}", "{{ hairline() }}"), encoding="utf-8")
        with pytest.raises(UnsafePlan, match=r"message \(ask.button, templates/appeal html\)\. "):
            blast.approve(app, SLUG, old, "Ada Blom")
        with pytest.raises(UnsafePlan, match=r"since .*: message") as refused:
            blast.send(app, SLUG)  # planned again meanwhile, and still told
        assert names(refused) == ["plan-changed"]

    def test_what_mailer_toml_says_is_told_by_part_and_key(self, opening: Opening) -> None:
        approved(opening())
        app = opening(
            ("12 Quay Street", "14 Quay Street"),
            ("per_second = 0", "per_second = 3"),
            strict("[plan]", "cost_per_thousand = 0.9", "most_per_person = 2"),
        )

        with pytest.raises(UnsafePlan) as refused:
            blast.send(app, SLUG)

        assert names(refused) == ["plan-changed"]
        assert (
            ": message (mailer.toml organisation.postal_address), exclusions, pace, cost. "
            in refused.value.risks[0].message
        )


class TestExpected:
    def test_a_plan_tells_price_and_duration_and_so_does_the_command(
        self, opening: Opening, capsys: pytest.CaptureFixture[str]
    ) -> None:
        app = opening(
            ("per_second = 0", "per_second = 0.05"),
            strict("[plan]", "cost_per_thousand = 95.5", 'cost_currency = "USD"'),
        )

        planned = blast.plan_campaign(app, SLUG)

        assert planned["expected"] == {
            "cost": Decimal("0.57"),  # 6 people at 95.50 a thousand: 0.573
            "currency": "USD",
            "seconds": 120.0,
            "per_second": 0.05,
            "is_measured": False,
            "reads_as": "USD 0.57, about 2 minutes at 0.05 a second",
        }
        assert planned["pace"]["per_second"] == 0.05
        assert run(["plan", SLUG, "--workspace", str(app.workspace.root)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert "Expected USD 0.57, about 2 minutes at 0.05 a second" in lines

    def test_a_plan_shows_the_waves_of_an_hour_before_and_after_it_is_scheduled(
        self, app: App
    ) -> None:
        at = "2026-12-01T09:00"
        planned = blast.plan_campaign(app, SLUG, at=at, local=True)
        assert [(each["timezone"], each["recipients"]) for each in planned["waves"]] == [
            ("Asia/Tokyo", 2),
            ("Europe/Berlin", 2),
            ("UTC", 2),  # of whom nobody knows the zone: the house's own
        ]
        blast.approve(app, SLUG, planned["fingerprint"], "Ada Blom")
        made = blast.schedule(app, SLUG, at, local=True)

        assert made["waves"] == planned["waves"]
        assert blast.plan_campaign(app, SLUG)["waves"] == planned["waves"]

    def test_a_plan_has_the_risks_of_the_hour_that_it_is_asked_for(self, app: App) -> None:
        rewrite(
            app,
            'segment = "everyone"',
            'segment = "everyone"\nembargo_until = 2026-12-01T09:00:00Z',
        )

        before = blast.plan_campaign(app, SLUG)
        after = blast.plan_campaign(app, SLUG, at="2026-12-01T09:00", timezone="UTC")

        assert "under-embargo" in risks(before)
        assert "under-embargo" not in risks(after)
        assert before["fingerprint"] == after["fingerprint"]
        with pytest.raises(InputError, match="Add --at"):
            blast.plan_campaign(app, SLUG, local=True)


class TestOtherCampaigns:
    def test_an_overlap_warns_with_name_number_and_day(self, app: App, clock: SetClock) -> None:
        send_another(app)
        clock.advance(timedelta(days=2).total_seconds())
        add(app, 9)

        planned = blast.plan_campaign(app, SLUG)

        assert planned["recipients"] == 7
        assert risks(planned)["overlap-with-recent"] == (
            "of these 7 people, 6 got river-vote on Mon 30 Nov 2026. Wait, or exclude who got it: "
            "a segment with received"
        )
        clock.advance(timedelta(days=1, seconds=1).total_seconds())
        assert "overlap-with-recent" not in risks(blast.plan_campaign(app, SLUG))

    def test_nobody_gets_more_than_the_cap_allows(self, opening: Opening, clock: SetClock) -> None:
        app = opening(strict("[plan]", "most_per_person = 1", "per_days = 7"))
        send_another(app)
        add(app, 9)

        planned = blast.plan_campaign(app, SLUG)
        assert (planned["recipients"], planned["excluded"]) == (1, {"frequency-cap": 6})
        (told,) = audience.segments(app, "everyone", "supporter.2@example.org")["segments"]
        assert told["why"]["is_in"]
        assert told["why"]["reasons"][-1] == (
            "not written to now: frequency-cap: 1 campaign in 7 days at most, and there were "
            "river-vote"
        )

        correct(app)
        corrected = blast.plan_campaign(app, SLUG)
        assert (corrected["recipients"], corrected["excluded"]) == (6, {})
        assert "overlap-with-recent" not in risks(corrected)
        rewrite(app, 'segment = "got-it"', 'segment = "everyone"')
        clock.advance(timedelta(days=7, seconds=1).total_seconds())
        assert blast.plan_campaign(app, SLUG)["excluded"] == {}

    def test_the_last_blasts_tell_how_fast_the_next_one_goes(
        self, app: App, clock: SetClock
    ) -> None:
        add(app, *range(6, 8))
        for number in range(4):  # four batches of two, one every ten seconds
            if number == 0:
                approved(app)
                blast.send(app, SLUG)
            claim = app.store.ledger.claim_batch(clock.now(), timedelta(minutes=1))
            assert claim is not None
            clock.advance(10)
        app.store.ledger.expire_leases(clock.now() + timedelta(hours=1))
        path = app.workspace.root / "campaigns" / f"{OTHER}.toml"
        path.write_text(CAMPAIGN, encoding="utf-8")

        expected = blast.plan_campaign(app, OTHER)["expected"]

        assert (expected["per_second"], expected["seconds"]) == (0.2, 40)
        assert expected["is_measured"]


class TestTheWorld:
    def test_a_public_address_that_does_not_answer_blocks_where_real_people_are_reached(
        self, opening: Opening
    ) -> None:
        environ = {
            "MAILER_TRANSPORT": "smtp",
            "MAILER_SMTP_URL": "smtp://127.0.0.1:9",
            "MAILER_PUBLIC_URL": "https://mail.example.org",
        }
        dry = risks(blast.plan_campaign(opening(environ=environ), SLUG))
        assert "public-address-unreachable" not in dry

        app = opening(strict("[smtp]", "live = true"), environ=environ)
        planned = blast.plan_campaign(app, SLUG)

        told = risks(planned)["public-address-unreachable"]
        assert told.startswith("https://mail.example.org does not answer.")
        with pytest.raises(UnsafePlan) as refused:
            blast.approve(app, SLUG, planned["fingerprint"], "Ada Blom")
        assert names(refused) == ["public-address-unreachable"]
        blast.approve(app, SLUG, planned["fingerprint"], "Ada Blom", ["public-address-unreachable"])


class TestTheTrail:
    def test_the_command_shows_who_did_what_and_that_it_is_whole(
        self, app: App, capsys: pytest.CaptureFixture[str]
    ) -> None:
        at = ("--workspace", str(app.workspace.root))
        assert run(["audit", SLUG, *at]) == 0
        assert capsys.readouterr().out == f"Nothing was done yet. Next: mailer plan {SLUG}\n"

        fingerprint = approved(app)
        assert run(["audit", SLUG, *at]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert f"{NOON:%Y-%m-%d %H:%M} UTC  approved, Ada Blom" in lines
        assert f"    fingerprint: {fingerprint}" in lines
        assert lines[-1].startswith("2 entries, each follows the one before. Digest ")

        assert run(["audit", SLUG, "--json", *at]) == 0
        told = json.loads(capsys.readouterr().out)
        assert [each["what"] for each in told["entries"]] == ["planned", "approved"]
        assert (told["whole"], len(told["digest"])) == (True, 64)

    def test_of_a_campaign_that_nobody_knows_there_is_none(
        self, app: App, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["audit", "no-such", "--workspace", str(app.workspace.root)]) == 2


def test_the_whole_way_through_the_commands(
    opening: Opening, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an operator in a strict house types it."""
    app = opening(("needed = 1", "needed = 2"), strict("floor = 2", "typed_count_from = 6"))

    def typed(*arguments: str) -> tuple[int, Any]:
        status = run([*arguments, "--json", "--workspace", str(app.workspace.root)])
        return status, json.loads(capsys.readouterr().out)

    planned = typed("plan", SLUG)[1]
    assert planned["expected"] == dict.fromkeys(
        ("cost", "currency", "seconds", "per_second"), None
    ) | {"is_measured": False, "reads_as": ""}
    yes = ("approve", SLUG, "--fingerprint", planned["fingerprint"], "--by")
    status, told = typed(*yes, "Ada")
    assert (status, [each["name"] for each in told["risks"]]) == (3, ["count-not-typed"])
    assert typed(*yes, "Ada", "--count", "6")[1]["enough"] is False
    status, told = typed("send", SLUG)
    assert (status, [each["name"] for each in told["risks"]]) == (3, ["not-approved"])
    assert typed(*yes, "Bo", "--count", "6")[1]["enough"] is True
    status, told = typed("send", SLUG)
    assert (status, told["recipients"], told["not_after"]) == (0, 6, None)


class Terminal:
    """Standard input as a person's keyboard."""

    def __init__(self, typed: str) -> None:
        self._typed = typed

    def isatty(self) -> bool:
        return True

    def readline(self, *_: object) -> str:
        line, self._typed = self._typed, ""
        return line
