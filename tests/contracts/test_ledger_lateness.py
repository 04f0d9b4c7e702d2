"""The claim itself finds a campaign that comes too late, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest

from mailer.model.delivery import Receipt
from mailer.model.timing import AT_ONCE, Canary, Hours, Timing, Warmup
from tests.clock import NOON
from tests.contracts.stories import LEASE, SLUG, Story, opened, person, positions

HOUR = timedelta(hours=1)


@pytest.fixture
def story(database_url: str) -> Iterator[Story]:
    made = Story(opened(database_url))
    made.import_people([person(number) for number in range(4)])
    yield made
    made.store.close()


def limited(
    story: Story,
    late: timedelta | None,
    not_after: datetime | None = None,
    timing: Timing = AT_ONCE,
) -> None:
    seconds = None if late is None else int(late.total_seconds())
    story.store.campaigns.limit(SLUG, seconds, not_after, when=["approved"])
    story.freeze(timing=timing)


def reason(story: Story) -> str:
    record = story.store.campaigns.find(SLUG)
    assert record is not None
    return record.reason or ""


def send(story: Story, at: datetime) -> bool:
    """Whether a batch went then."""
    claim = story.store.ledger.claim_batch(at, LEASE)
    if claim is not None:
        story.store.ledger.record(claim, Receipt(accepted=positions(claim)), at)
    return claim is not None


@pytest.mark.parametrize(
    ("after", "goes"),
    [(timedelta(0), True), (6 * HOUR, True), (6 * HOUR + timedelta(seconds=1), False)],
)
def test_the_first_batch_may_be_so_late_and_no_later(
    story: Story, after: timedelta, goes: bool
) -> None:
    limited(story, 6 * HOUR)

    assert send(story, NOON + after) is goes
    assert story.state() == ("sending" if goes else "paused")
    assert reason(story).startswith("" if goes else "too-late: its hour is long past")


@pytest.mark.parametrize(
    ("after", "goes"),
    [(timedelta(0), True), (6 * HOUR, True), (6 * HOUR + timedelta(seconds=1), False)],
)
def test_what_was_left_lying_on_its_way_may_be_so_late_and_no_later(
    story: Story, after: timedelta, goes: bool
) -> None:
    """An hour after noon the worker ended."""
    limited(story, 6 * HOUR)
    assert send(story, NOON + HOUR)

    assert send(story, NOON + HOUR + after) is goes
    assert story.state() == ("sent" if goes else "paused")


def test_a_pause_on_the_way_says_since_when_nothing_went(story: Story) -> None:
    limited(story, 6 * HOUR)
    assert send(story, NOON)

    assert not send(story, NOON + 120 * HOUR)
    assert story.store.ledger.count(SLUG).remaining == 2
    assert reason(story) == (
        "too-late: the rest was due 2026-11-30 12:00 UTC, and nothing has gone out for 5 days"
    )


def test_whoever_resumes_it_lets_it_go_on(story: Story) -> None:
    limited(story, 6 * HOUR)
    assert send(story, NOON)
    back = NOON + 120 * HOUR
    assert not send(story, back)
    story.store.campaigns.move(SLUG, "sending", when=["paused"], reason=None, at=back)

    assert send(story, back)
    assert story.state() == "sent"


EAST, WEST = "Europe/Berlin", "America/New_York"


def two_waves(story: Story) -> None:
    """Of two people each, six hours apart."""
    zones = [EAST, EAST, WEST, WEST]
    people = [person(number, timezone=zone) for number, zone in enumerate(zones)]
    story.store.contacts.upsert("friends", people)
    hours = {EAST: NOON, WEST: NOON + 6 * HOUR}
    story.store.campaigns.limit(SLUG, 6 * 3600, None, when=["approved"])
    story.freeze(starts_at=lambda zone: hours[str(zone)], by_timezone=True)


@pytest.mark.parametrize(
    ("after", "goes"), [(6 * HOUR, True), (6 * HOUR + timedelta(seconds=1), False)]
)
def test_a_later_wave_has_an_hour_of_its_own(story: Story, after: timedelta, goes: bool) -> None:
    two_waves(story)
    assert send(story, NOON)

    assert send(story, NOON + 6 * HOUR + after) is goes
    assert story.state() == ("sent" if goes else "paused")
    assert ("the rest was due 2026-11-30 18:00 UTC" in reason(story)) is not goes


def test_a_wave_that_stood_behind_another_campaign_goes_on(story: Story) -> None:
    """Workers take whatever is due longest: at 13, 18, 23 and 1 o'clock they took the other's."""
    two_waves(story)
    assert send(story, NOON)
    story.second_campaign(1)
    for hours in (1, 6, 11, 13):
        assert send(story, NOON + hours * HOUR)

    assert send(story, NOON + 13 * HOUR)
    assert story.state() == "sent"


def test_nobody_stands_behind_a_campaign_that_was_left_lying_too(story: Story) -> None:
    """The other one goes out late all the same, for nobody limited it; this one asks."""
    two_waves(story)
    assert send(story, NOON)
    story.second_campaign(2)
    for hours in (1, 120):
        assert send(story, NOON + hours * HOUR)

    assert not send(story, NOON + 120 * HOUR)
    assert story.state() == "paused"


def test_who_keeps_to_a_pace_may_take_longer_than_that(story: Story) -> None:
    """One person in two hours, four of them: the last one eight hours after the first was due."""
    limited(story, 2 * HOUR, timing=Timing(per_second=1 / 7200))

    assert send(story, NOON)
    assert not send(story, NOON + 3 * HOUR)
    assert send(story, NOON + 6 * HOUR)
    assert story.state() == "sent"


def test_the_pace_of_all_may_take_longer_than_that_too(story: Story) -> None:
    limited(story, 2 * HOUR)

    def claim(at: datetime) -> bool:
        found = story.store.ledger.claim_batch(at, LEASE, per_second=1 / 7200)
        if found is not None:
            story.store.ledger.record(found, Receipt(accepted=positions(found)), at)
        return found is not None

    assert [claim(NOON + hours * HOUR) for hours in (0, 3, 6)] == [True, False, True]
    assert story.state() == "sent"


def test_a_steady_blast_may_take_as_long_as_it_takes(database_url: str) -> None:
    story = Story(opened(database_url))
    story.import_people([person(number) for number in range(10)])
    limited(story, 2 * HOUR)

    assert all(send(story, NOON + hours * HOUR) for hours in range(0, 10, 2))
    assert story.state() == "sent"
    story.store.close()


def test_the_next_day_of_a_warm_up_is_not_late_at_any_hour_and_the_day_after_is(
    story: Story,
) -> None:
    young = Warmup("example.org", NOON.date(), (1, 1, 1, 1))
    limited(story, 6 * HOUR, timing=Timing(warmup=young))
    assert send(story, NOON)
    assert not send(story, NOON)
    assert story.state() == "sending"

    assert send(
        story, NOON + 17 * HOUR
    )  # five in the morning, the first hour of that day is midnight
    assert not send(story, NOON + 17 * HOUR)
    assert send(story, NOON + 59 * HOUR)  # its day began at 36
    assert not send(story, NOON + 91 * HOUR)  # and the next at 60
    assert story.state() == "paused"


def test_who_was_held_for_a_canary_is_not_late(story: Story) -> None:
    limited(story, 6 * HOUR, timing=Timing(canary=Canary(people=2, hold_minutes=480)))
    assert send(story, NOON)
    over = NOON + 8 * HOUR
    ((campaign_id, _, _),) = story.store.ledger.holds_over(over)
    assert story.store.ledger.end_hold(campaign_id, None, over)

    assert send(story, over)
    assert story.state() == "sent"


def test_who_was_asked_to_wait_by_the_other_side_is_not_late(story: Story) -> None:
    limited(story, 6 * HOUR)
    claim = story.store.ledger.claim_batch(NOON, LEASE)
    assert claim is not None
    people, tenth = positions(claim), NOON + 10 * HOUR
    receipt = Receipt(accepted=people[:1], unsent=people[1:], later=people[1:], later_at=tenth)
    story.store.ledger.record(claim, receipt, NOON)
    assert send(story, NOON)

    assert send(story, tenth)
    assert story.state() == "sent"


@pytest.mark.parametrize("doubts", [2, 3])
def test_while_a_provider_gives_no_answer_workers_only_ask_it(story: Story, doubts: int) -> None:
    """After three in a row: then they go on once it answers. After fewer it was they who were away."""
    story.store.campaigns.limit(SLUG, 6 * 3600, None, when=["approved"])
    story.freeze(1)
    for _ in range(doubts):
        claim = story.store.ledger.claim_batch(NOON, LEASE)
        assert claim is not None
        receipt = Receipt(unknown=positions(claim), reason="HTTP 503")
        story.store.ledger.record(claim, receipt, NOON)

    assert send(story, NOON + 9 * HOUR) is (doubts == 3)


def test_workers_that_died_with_three_batches_were_away(story: Story) -> None:
    story.store.campaigns.limit(SLUG, 6 * 3600, None, when=["approved"])
    story.freeze(1)
    for _ in range(3):
        assert story.store.ledger.claim_batch(NOON, LEASE)
    assert story.store.ledger.expire_leases(NOON + 9 * HOUR) == 3

    assert not send(story, NOON + 9 * HOUR)


def test_nothing_goes_after_the_end_that_was_named(story: Story) -> None:
    limited(story, None, not_after=NOON + HOUR)
    assert send(story, NOON + HOUR)  # up to that very instant

    assert not send(story, NOON + HOUR + timedelta(seconds=1))
    assert (story.state(), story.store.ledger.count(SLUG).remaining) == ("paused", 2)
    assert reason(story).startswith("too-late: nothing of it may go out after 2026-11-30 13:00 UTC")


def test_without_limits_it_goes_whenever(story: Story) -> None:
    limited(story, None)

    assert send(story, NOON + 999 * HOUR)


def test_limits_are_set_only_where_the_campaign_is_as_expected(story: Story) -> None:
    story.store.campaigns.limit(SLUG, 60, NOON, when=["paused"])

    record = story.store.campaigns.find(SLUG)
    assert record is not None
    assert (record.late_seconds, record.not_after) == (None, None)


def test_who_waited_for_the_end_of_the_quiet_hours_is_not_late(story: Story) -> None:
    """Due at noon, in a rest from one to eleven at night: a worker of 13:10 puts it off for ten hours."""
    quiet = Timing(hours=Hours("UTC", quiet=(time(13), time(23))))
    limited(story, 6 * HOUR, timing=quiet)
    assert not send(story, NOON + HOUR + timedelta(minutes=10))

    assert send(story, NOON + 11 * HOUR)
