"""The claim itself finds a campaign that comes too late, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest

from mailer.model.delivery import Receipt
from mailer.model.timing import AT_ONCE, Hours, Timing
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


def test_what_has_begun_is_never_late(story: Story) -> None:
    limited(story, 6 * HOUR)
    assert send(story, NOON)

    assert send(story, NOON + 48 * HOUR)
    assert story.state() == "sent"


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
