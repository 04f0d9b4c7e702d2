"""A late start doesn't send yesterday's news: what comes too late waits for a person's word."""

from datetime import UTC, datetime, timedelta

import pytest

from mailer.app import App
from mailer.cli import run
from mailer.errors import InputError, UnsafePlan
from mailer.model.delivery import Receipt
from mailer.operations import blast
from tests.clock import SetClock
from tests.contracts.stories import positions
from tests.journeys.flood_maps import SLUG, Opening, approved, mailed, names, numbers

HOUR = 3600
HOUR_LONG = timedelta(hours=1)


def stands(app: App) -> tuple[str, str | None]:
    now = blast.status(app, SLUG)
    return now["state"], now["reason"]


class TestItsHourIsLongPast:
    def test_later_it_pauses_and_says_why_and_a_person_may_let_it_go(
        self, app: App, clock: SetClock
    ) -> None:
        approved(app)
        made = blast.schedule(app, SLUG, "2026-11-30T13:00", "UTC")
        now = blast.status(app, SLUG)
        assert (now["starts_at"], [each["recipients"] for each in now["waves"]]) == (
            datetime(2026, 11, 30, 13, tzinfo=UTC),
            [each["recipients"] for each in made["waves"]],
        )
        clock.advance(7 * HOUR + 1)

        blast.run_worker(app, until_idle=True)

        assert mailed(app) == []
        assert stands(app) == (
            "paused",
            "too-late: its hour is long past: it was due 2026-11-30 13:00 UTC, 6 hours ago",
        )
        with pytest.raises(UnsafePlan, match="long past") as refused:
            blast.resume(app, SLUG, "Bo")
        assert names(refused) == ["too-late"]
        assert blast.resume(app, SLUG, "Bo", ["too-late"]) == {"state": "scheduled"}
        blast.run_worker(app, until_idle=True)
        assert numbers(app) == {"planned": 6, "accepted": 6}
        said = app.store.audit.of(SLUG)[-1]
        assert (said["by"], said["detail"]["accepted"]) == ("Bo", ["too-late"])
        paused = app.store.audit.of(SLUG)[-2]
        assert (paused["what"], paused["by"], paused["detail"]["from"]) == (
            "paused",
            "worker",
            "scheduled",
        )
        assert said["detail"]["paused_for"] == paused["detail"]["reason"]

    def test_how_late_can_be_set(self, opening: Opening, clock: SetClock) -> None:
        app = opening(("concurrency = 4", "concurrency = 4\nlate_hours = 0.5"))
        approved(app)
        blast.send(app, SLUG)
        clock.advance(HOUR)

        blast.run_worker(app, until_idle=True)

        assert stands(app)[0] == "paused"

    def test_who_resumes_what_a_person_paused_is_not_asked(self, app: App, clock: SetClock) -> None:
        approved(app)
        blast.send(app, SLUG)
        blast.pause(app, SLUG, "wait for the vote")
        clock.advance(48 * HOUR)

        assert blast.resume(app, SLUG) == {"state": "scheduled"}
        blast.run_worker(app, until_idle=True)

        assert numbers(app) == {"planned": 6, "accepted": 6}

    def test_so_does_a_blast_that_nobody_went_on_with_for_days(
        self, app: App, clock: SetClock
    ) -> None:
        approved(app)
        blast.send(app, SLUG)
        claim = app.store.ledger.claim_batch(clock.now(), lease=HOUR_LONG)
        assert claim is not None
        app.store.ledger.record(claim, Receipt(accepted=positions(claim)), clock.now())
        clock.advance(120 * HOUR)

        blast.run_worker(app, until_idle=True)

        assert mailed(app) == []
        state, reason = stands(app)
        assert (state, (reason or "")[-35:]) == ("paused", "and nothing has gone out for 5 days")
        with pytest.raises(UnsafePlan):
            blast.resume(app, SLUG)
        assert blast.resume(app, SLUG, accept=["too-late"]) == {"state": "sending"}
        blast.run_worker(app, until_idle=True)
        assert numbers(app) == {"planned": 6, "accepted": 6}


class TestNotAfter:
    def test_what_has_not_gone_out_by_then_stops(self, app: App, clock: SetClock) -> None:
        approved(app)
        made = blast.send(app, SLUG, not_after="2026-11-30T14:00")
        assert made["not_after"] == datetime(2026, 11, 30, 14, tzinfo=UTC)
        claim = app.store.ledger.claim_batch(clock.now(), lease=HOUR_LONG)
        assert claim is not None
        clock.advance(2 * HOUR + 1)

        blast.run_worker(app, until_idle=True)

        assert numbers(app) == {"planned": 6, "unknown": 2, "remaining": 4}
        assert stands(app) == (
            "paused",
            "too-late: nothing of it may go out after 2026-11-30 14:00 UTC, and that has passed",
        )
        with pytest.raises(UnsafePlan):
            blast.resume(app, SLUG)
        assert blast.resume(app, SLUG, accept=["too-late"]) == {"state": "sending"}
        blast.run_worker(app, until_idle=True)
        assert numbers(app) == {"planned": 6, "accepted": 4, "unknown": 2}
        assert blast.status(app, SLUG)["not_after"] is None

    def test_an_end_that_can_not_be_meant_is_refused_and_nothing_is_scheduled(
        self, app: App
    ) -> None:
        approved(app)

        for written, says in (
            ("2026-12-01T08:00", "lies before Tuesday 1 December 2026, 09:00"),
            ("2026-12-01T09:00", "--not-after"),  # the very minute is no time at all
            ("later", "--not-after 'later': not a time"),
        ):
            with pytest.raises(InputError, match=says):
                blast.schedule(app, SLUG, "2026-12-01T09:00", "UTC", not_after=written)
        # Of these people some are in Tokyo, some in Berlin, eight hours later.
        with pytest.raises(InputError, match="when the last people are due"):
            blast.schedule(
                app, SLUG, "2026-12-01T09:00", "Asia/Tokyo", True, not_after="2026-12-01T12:00"
            )
        assert stands(app)[0] == "approved"


def test_the_command_says_how_to_go_on_all_the_same(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    approved(app)
    blast.send(app, SLUG)
    blast.pause(app, SLUG)
    years_ago = datetime(2020, 1, 1, tzinfo=UTC)
    app.store.campaigns.limit(SLUG, None, years_ago, when=["paused"])
    at = ("--workspace", str(app.workspace.root))

    assert run(["resume", SLUG, *at]) == 3
    assert "--accept too-late" in capsys.readouterr().err
    assert run(["resume", SLUG, "--accept", "too-late", *at]) == 0
