"""A batch whose outcome nobody saw: looked up in the provider's own records, or shown to a person with numbers."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mailer.app import open_app
from mailer.errors import InputError
from mailer.operations import blast
from mailer.operations.blast.looking import LOOKED_UP, Lookups
from mailer.sandbox.account import Account
from mailer.sandbox.faults import Fault
from tests.clock import SetClock
from tests.contracts.stories import SLUG
from tests.journeys.doubtful import Opening, River, opened

WENT = Fault(do="status", status=500, accept=True, times=1)
LOST = Fault(do="status", status=500, accept=False, times=1)


@pytest.fixture
def opening(tmp_path: Path, clock: SetClock) -> Iterator[Opening]:
    with ExitStack() as stack:

        def begun(
            *faults: Fault, people: int = 4, batch_size: int = 4, account: Account | None = None
        ) -> River:
            river = stack.enter_context(opened(tmp_path, clock, *faults, account=account))
            river.begin(people, batch_size)
            river.work()
            return river

        yield begun


def test_what_sendgrids_logs_hold_went_out_and_is_settled_by_the_worker_itself(
    opening: Opening,
) -> None:
    river = opening(WENT)
    assert river.numbers() == (4, 0, 0, 0, 4, 0)
    river.clock.advance(121)
    assert Lookups(river.app).look() is True
    assert river.numbers() == (4, 4, 0, 0, 0, 0)
    assert river.story.state() == "sent"
    (entry,) = river.done(LOOKED_UP)
    assert (
        entry["detail"]["said"] == "SendGrid's logs hold this attempt for 1 of 1 person asked for."
    )
    assert entry["detail"]["counted"] == 4
    assert len(river.mailed()) == 4


def test_a_worker_that_starts_looks_at_what_an_earlier_one_left_in_doubt(opening: Opening) -> None:
    river = opening(WENT)
    river.clock.advance(121)
    river.work()
    assert river.numbers() == (4, 4, 0, 0, 0, 0)
    assert [entry["by"] for entry in river.done(LOOKED_UP)] == ["worker"]


def test_the_events_that_the_logs_tell_are_those_of_the_webhook(opening: Opening) -> None:
    river = opening(WENT, people=1)
    river.clock.advance(121)
    Lookups(river.app).look()
    record = river.app.store.campaigns.find(SLUG)
    assert record is not None
    told = list(river.app.store.events.of(record.id, ["accepted", "delivered"]))
    assert sorted(event.kind for event in told) == ["accepted", "delivered"]
    blast.look_up(
        river.app, SLUG
    )  # nothing is in doubt any more: nothing is asked, nothing counted twice
    assert len(list(river.app.store.events.of(record.id, ["accepted", "delivered"]))) == 2


def test_what_no_log_holds_stays_in_doubt_with_the_numbers_as_evidence(opening: Opening) -> None:
    river = opening(LOST)
    river.clock.advance(121)
    assert Lookups(river.app).look() is True
    assert river.numbers() == (4, 0, 0, 0, 4, 0)
    (batch,) = river.doubts()
    assert batch["evidence"] == [
        "SendGrid answered 500",
        "no event of this attempt came back",
        "30 Nov 12:02 UTC: SendGrid's logs hold nothing of this attempt for 3 people asked for; they may "
        "be late.",
        "30 Nov 12:02 UTC: the provider counts 0 messages of this campaign; 0 are known as accepted and "
        "0 were proofs: 0 more (its counts may be late)",
        "it may still settle itself: events come within minutes, as a rule",
    ]
    assert river.mailed() == []


def test_after_half_an_hour_without_a_trace_a_person_has_to_decide(opening: Opening) -> None:
    river = opening(LOST)
    river.clock.advance(30 * 60)
    assert river.doubts()[0]["evidence"][-1] == "30 minutes have passed: a person has to decide"
    code = river.doubts()[0]["batch"]
    assert blast.settle(river.app, SLUG, resend=code, by="Ada Blom")["unknown"] == []
    river.work()
    assert river.numbers() == (4, 4, 0, 0, 0, 0)
    assert len(set(river.mailed())) == len(river.mailed()) == 4


def test_what_was_sent_again_is_found_by_its_own_attempt_alone(opening: Opening) -> None:
    river = opening(WENT, LOST)
    (batch,) = river.doubts()
    blast.settle(
        river.app, SLUG, resend=batch["batch"], by="Ada Blom"
    )  # a mistake: it had gone out
    river.work()
    river.clock.advance(121)
    assert Lookups(river.app).look() is True
    assert river.numbers() == (4, 0, 0, 0, 4, 0)


def test_a_look_comes_after_two_minutes_then_every_ten_then_ever_more_seldom(
    opening: Opening,
) -> None:
    river = opening(LOST)
    river.clock.advance(119)
    one, other = Lookups(river.app), Lookups(river.app)
    assert (one.look(), other.look()) == (False, False)
    river.clock.advance(1)
    assert (one.look(), other.look()) == (True, False)
    river.clock.advance(599)
    assert (one.look(), other.look()) == (False, False)
    river.clock.advance(1)
    assert (one.look(), other.look()) == (True, False)
    river.clock.advance(48 * 60)  # an hour old
    assert (one.look(), other.look()) == (True, False)
    river.clock.advance(15 * 60 - 1)  # a quarter of its age
    assert (one.look(), other.look()) == (False, False)
    river.clock.advance(1)
    assert (one.look(), other.look()) == (True, False)
    river.clock.advance(30 * 86_400)  # no record goes back so far
    assert (one.look(), other.look()) == (False, False)


def test_several_batches_take_turns_of_a_minute_over_all_workers(opening: Opening) -> None:
    river = opening(Fault(do="status", status=500, accept=True), batch_size=2)
    assert river.numbers() == (4, 0, 0, 0, 4, 0)
    river.clock.advance(121)
    assert Lookups(river.app).look() is True
    assert Lookups(river.app).look() is False
    assert river.numbers() == (4, 2, 0, 0, 2, 0)
    river.clock.advance(60)
    assert Lookups(river.app).look() is True
    assert river.numbers() == (4, 4, 0, 0, 0, 0)


def test_an_account_without_logs_says_so_once_and_is_not_asked_again(
    opening: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    river = opening(WENT, account=Account(scopes=["mail.send"]))
    lookups = Lookups(river.app)
    river.clock.advance(121)
    assert lookups.look() is True
    river.clock.advance(601)
    assert lookups.look() is False
    assert caplog.text.count("not looked up any more") == 1
    (batch,) = river.doubts()
    assert (
        "30 Nov 12:02 UTC: SendGrid's logs could not be read: this key may not (403); paid plans have "
        "logs, and the key needs messages.read."
    ) in batch["evidence"]
    assert not any("counts" in line for line in batch["evidence"])


def test_a_provider_that_is_away_settles_nothing_and_is_asked_again(opening: Opening) -> None:
    river = opening(WENT)
    river.sandbox.stop()
    river.clock.advance(121)
    lookups = Lookups(river.app)
    assert lookups.look() is True
    assert any("can't be reached" in line for line in river.doubts()[0]["evidence"])
    river.clock.advance(601)
    assert lookups.look() is True


def test_only_the_provider_that_has_it_is_asked(opening: Opening) -> None:
    river = opening(WENT)
    elsewhere = open_app(river.app.workspace.root, {}, clock=river.clock)
    with pytest.raises(
        InputError, match="went out by sendgrid, and MAILER_TRANSPORT is outbox now"
    ):
        blast.look_up(elsewhere, SLUG)
    elsewhere.close()
    assert river.done(LOOKED_UP) == []


def test_of_a_cancelled_campaign_nothing_can_be_sent_again(opening: Opening) -> None:
    river = opening(LOST)
    assert blast.settle(river.app, SLUG)["may_resend"] is True
    blast.cancel(river.app, SLUG)
    assert blast.settle(river.app, SLUG)["may_resend"] is False


def test_a_person_has_it_looked_up_at_once(opening: Opening) -> None:
    river = opening(WENT)
    assert blast.look_up(river.app, SLUG, "Ada Blom") == 1
    assert river.numbers() == (4, 4, 0, 0, 0, 0)
    assert [entry["by"] for entry in river.done(LOOKED_UP)] == ["Ada Blom"]
