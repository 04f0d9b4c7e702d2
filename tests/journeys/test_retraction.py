"""Something went out that must not stand: it is stopped, and a correction begins for exactly those who have it."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from mailer.errors import Conflict, InputError, NotFound
from mailer.model.delivery import Receipt
from mailer.operations import blast
from mailer.operations.blast.recalling import MARKED, Marks
from mailer.sandbox.account import Account
from tests.clock import NOON, SetClock
from tests.contracts.stories import SLUG, claimed, suppress
from tests.journeys.doubtful import Opening, River, opened

WRONG = """
subject = "The dam holds"
template = "update"
language = "de"

[signature]
name = "Marta Quill"
role = "Director"

[translations.es]
subject = "La presa aguanta"
"""


@pytest.fixture
def opening(workspace_dir: Path, clock: SetClock) -> Iterator[Opening]:
    with ExitStack() as stack:
        yield lambda **more: stack.enter_context(opened(workspace_dir, clock, **more))


@pytest.fixture
def river(opening: Opening) -> River:
    return opening()


def half_gone(river: River) -> None:
    """Of six people one got it, one may have, one is on the way, one was refused; two wait."""
    river.begin(people=6, batch_size=1)
    ledger = river.app.store.ledger
    for receipt in (Receipt(accepted=[0]), Receipt(unknown=[0]), Receipt(refused={0: "odd"})):
        ledger.record(claimed(river.story), receipt, NOON)
    claimed(river.story)


def test_it_stops_for_good_and_tells_who_surely_and_who_perhaps_got_it(river: River) -> None:
    half_gone(river)
    made = blast.retract(river.app, SLUG, " the dam  did not hold ", " Ada  Blom ")
    assert made["state"] == "cancelled"
    assert (made["accepted"], made["unknown"], made["in_flight"], made["never"]) == (1, 1, 1, 3)
    assert made["correction"]["path"] == "campaigns/river-vote-correction.toml"
    assert [each["key"] for each in made["correction"]["todo"]] == [
        "subject",
        "lede",
        "what_changed",
    ]
    river.clock.advance(61)
    river.work()
    assert river.mailed() == []
    assert river.numbers() == (6, 1, 1, 0, 2, 2)
    record = river.app.store.campaigns.find(SLUG)
    assert record is not None
    assert (record.state, record.reason) == ("cancelled", "the dam did not hold")
    (entry,) = river.done("retracted")
    assert entry["by"] == "Ada Blom"
    assert entry["detail"]["reason"] == "the dam did not hold"


def test_the_correction_is_to_exactly_those_and_to_nobody_who_must_not_be_written_to(
    river: River,
) -> None:
    half_gone(river)
    blast.retract(river.app, SLUG, "the dam did not hold", "Ada Blom")
    written = river.app.workspace.campaign("river-vote-correction")
    assert (written.template, written.segment) == ("update", "received-river-vote")
    rule = river.app.workspace.segments()[written.segment].rule
    assert river.app.store.contacts.count(rule, NOON) == 3
    suppress(river.story, 1)

    path = river.app.workspace.campaign_file("river-vote-correction")
    text = path.read_text(encoding="utf-8")
    for empty, full in (
        ('\nsubject = ""', '\nsubject = "The dam did not hold"'),
        ('lede = ""', 'lede = "We wrote that the dam holds. It did not."'),
        ("what_changed = []", 'what_changed = ["Two districts are under water."]'),
    ):
        assert text.count(empty) == 1
        text = text.replace(empty, full)
    path.write_text(text, encoding="utf-8")
    planned = blast.plan_campaign(river.app, "river-vote-correction")
    assert planned["recipients"] == 2
    assert planned["excluded"] == {"suppressed": 1}


def test_a_frequency_cap_keeps_nobody_from_a_correction(opening: Opening) -> None:
    river = opening(settings="[plan]\nmost_per_person = 1\nper_days = 30\n")
    river.begin(people=2, batch_size=2)
    river.work()
    blast.retract(river.app, SLUG, "wrong day", "Ada Blom")
    planned = blast.plan_campaign(river.app, "river-vote-correction")
    assert planned["recipients"] == 2


def test_it_speaks_the_languages_of_what_it_corrects_and_says_nothing_by_itself(
    river: River,
) -> None:
    river.app.workspace.write_campaign(SLUG, WRONG)
    half_gone(river)
    blast.retract(river.app, SLUG, "the dam did not hold", "Ada Blom")
    written = river.app.workspace.campaign("river-vote-correction")
    assert written.language == "de"
    assert written.date == "30. November 2026"
    assert written.translations["es"]["date"] == "30 de noviembre de 2026"
    assert set(written.translations["es"]) == {"date", "salutation", "fields"}
    assert (written.signature.name, written.signature.role) == ("Marta Quill", "Director")
    assert (written.subject, written.lede, written.what_changed) == ("", "", ())
    file = river.app.workspace.campaign_file("river-vote-correction").read_text(encoding="utf-8")
    assert "What they have read: The dam holds" in file


def test_a_second_time_nothing_is_done_twice_and_nothing_written_is_touched(river: River) -> None:
    half_gone(river)
    blast.retract(river.app, SLUG, "wrong", "Ada Blom")
    path = river.app.workspace.campaign_file("river-vote-correction")
    path.write_text("# finished\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    before = (path.read_bytes(), (path.parent.parent / "audiences/segments.toml").read_bytes())
    again = blast.retract(river.app, SLUG, "still wrong", "Bo")
    assert again["correction"]["is_new"] is False
    assert (
        path.read_bytes(),
        (path.parent.parent / "audiences/segments.toml").read_bytes(),
    ) == before


def test_a_campaign_that_has_all_gone_out_can_only_be_corrected(river: River) -> None:
    river.begin(people=3, batch_size=3)
    river.work()
    made = blast.retract(river.app, SLUG, "wrong day", "Ada Blom")
    assert (made["state"], made["accepted"], made["never"]) == ("sent", 3, 0)
    assert river.app.workspace.campaign("river-vote-correction").segment == "received-river-vote"


def test_where_nobody_got_it_there_is_nothing_to_correct(river: River) -> None:
    river.begin(people=3)
    made = blast.retract(river.app, SLUG, "wrong day", "Ada Blom")
    assert (made["state"], made["never"], made["correction"]) == ("cancelled", 3, None)
    assert "river-vote-correction" not in river.app.workspace.campaigns()


def test_what_never_went_out_is_not_retracted_and_nobody_does_it_unnamed(river: River) -> None:
    with pytest.raises(NotFound):
        blast.retract(river.app, "no-such-campaign", "why", "Ada Blom")
    river.story.import_people([])
    with pytest.raises(Conflict, match="nothing of it went out"):
        blast.retract(river.app, SLUG, "why", "Ada Blom")
    for reason, by in ((" ", "Ada Blom"), ("why", " ")):
        with pytest.raises(InputError, match="both are kept"):
            blast.retract(river.app, SLUG, reason, by)


def test_a_segment_of_that_name_with_another_rule_is_left_alone(river: River) -> None:
    river.app.workspace.extend_segments('\n[received-river-vote]\ncountry = "DE"\n')
    half_gone(river)
    blast.retract(river.app, SLUG, "wrong", "Ada Blom")
    segment = river.app.workspace.campaign("river-vote-correction").segment
    assert segment == "received-river-vote-2"
    assert river.app.store.contacts.count(river.app.workspace.segments()[segment].rule, NOON) == 3


def test_a_campaign_of_that_name_that_is_no_correction_of_it_is_left_alone(river: River) -> None:
    river.app.workspace.write_campaign("river-vote-correction", 'subject = "About proof-reading"\n')
    half_gone(river)
    made = blast.retract(river.app, SLUG, "wrong", "Ada Blom")["correction"]
    assert (made["campaign"], made["is_new"]) == ("river-vote-correction-2", True)
    again = blast.retract(river.app, SLUG, "wrong", "Ada Blom")["correction"]
    assert (again["campaign"], again["is_new"]) == ("river-vote-correction-2", False)


class TestWhatSendGridStillHolds:
    def test_every_request_of_a_campaign_carries_one_batch_id_which_cancel_ends(
        self, river: River
    ) -> None:
        river.begin(people=4, batch_size=2)
        river.work()
        (entry,) = river.done(MARKED)
        assert len(river.mailed()) == 4
        made = blast.retract(river.app, SLUG, "wrong", "Ada Blom")
        assert made["provider"].startswith("SendGrid was asked to cancel what it still holds, and")
        assert river.statuses() == {entry["detail"]["mark"]: "cancel"}
        assert river.done("asked back")[0]["detail"]["marks"] == 1

    def test_another_worker_sends_under_the_same_one_until_it_is_nine_days_old(
        self, river: River
    ) -> None:
        river.begin()
        first = Marks(river.app)(SLUG)
        assert first is not None
        assert Marks(river.app)(SLUG) == first
        river.clock.advance(timedelta(days=9).total_seconds())
        second = Marks(river.app)(SLUG)
        assert second not in (None, first)
        river.app.store.campaigns.move(SLUG, "paused", when=["scheduled"], reason=None, at=NOON)
        blast.cancel(river.app, SLUG)
        assert river.statuses() == {first: "cancel", second: "cancel"}

    def test_a_key_that_may_not_make_one_sends_without_and_is_asked_once(
        self, opening: Opening
    ) -> None:
        river = opening(account=Account(scopes=["mail.send"]))
        river.begin(people=4, batch_size=2)
        river.work()
        assert river.numbers() == (4, 4, 0, 0, 0, 0)
        assert river.done(MARKED) == []
        assert "no request had a batch id" in blast.retract(river.app, SLUG, "x", "Bo")["provider"]

    def test_a_key_that_may_not_cancel_stops_the_campaign_all_the_same(
        self, opening: Opening
    ) -> None:
        river = opening(account=Account(scopes=["mail.send", "mail.batch.create"]))
        half_gone(river)
        Marks(river.app)(SLUG)
        made = blast.cancel(river.app, SLUG)
        assert made["state"] == "cancelled"
        assert made["provider"] == (
            "SendGrid did not cancel what it may still hold: the key lacks the right "
            "user.scheduled_sends.create. Ask again: mailer cancel river-vote"
        )

    def test_a_provider_that_is_away_is_told_and_the_campaign_is_cancelled(
        self, river: River
    ) -> None:
        half_gone(river)
        Marks(river.app)(SLUG)
        river.sandbox.stop()
        made = blast.cancel(river.app, SLUG)
        assert made["state"] == "cancelled"
        assert "SendGrid can't be reached" in made["provider"]
        assert made["provider"].endswith("Ask again: mailer cancel river-vote")
