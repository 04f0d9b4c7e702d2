"""Whose turn it is to ask the provider about a batch in doubt, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from mailer.model.delivery import Doubt, Receipt
from tests.clock import NOON
from tests.contracts.stories import SLUG, Story, claimed, person

MINUTE = timedelta(minutes=1)


def in_doubt(story: Story, batches: int, size: int = 2) -> None:
    story.import_people([person(number) for number in range(batches * size)])
    story.freeze(batch_size=size)
    for _ in range(batches):
        story.store.ledger.record(claimed(story), Receipt(unknown=list(range(size))), NOON)


def taken(story: Story, now: datetime, first: timedelta = 2 * MINUTE) -> Doubt | None:
    return story.store.ledger.take_doubt(
        now,
        first,
        timedelta(days=30),
        rest=MINUTE,
        again=lambda age: max(10 * MINUTE, age / 4),
        addresses=3,
    )


def test_a_doubt_is_what_the_provider_can_be_asked(story: Story) -> None:
    in_doubt(story, batches=1, size=5)
    (doubt,) = story.store.ledger.doubts(SLUG, 3)
    record = story.store.campaigns.find(SLUG)
    assert record is not None
    assert (doubt.campaign, doubt.campaign_code) == (SLUG, record.code)
    assert (doubt.batch_code, doubt.attempted_at) == (
        story.store.ledger.unknown_batches(SLUG)[0].batch_code,
        NOON,
    )
    assert list(doubt.addresses) == [f"person{number}@example.org" for number in range(3)]
    assert taken(story, NOON + 2 * MINUTE) == doubt


def test_only_people_in_doubt_are_asked_for(story: Story) -> None:
    story.import_people([person(number) for number in range(4)])
    story.freeze(batch_size=4)
    receipt = Receipt(accepted=[0], refused={1: "odd"}, unknown=[2, 3])
    story.store.ledger.record(claimed(story), receipt, NOON)
    (doubt,) = story.store.ledger.doubts(SLUG, 9)
    assert list(doubt.addresses) == ["person2@example.org", "person3@example.org"]


def test_nothing_is_taken_while_nothing_is_in_doubt_or_it_is_too_young_or_too_old(
    story: Story,
) -> None:
    assert taken(story, NOON) is None
    in_doubt(story, batches=1)
    assert taken(story, NOON + 2 * MINUTE - timedelta(seconds=1)) is None
    assert taken(story, NOON + timedelta(days=31)) is None
    assert taken(story, NOON + 2 * MINUTE) is not None


def test_each_has_its_turn_a_minute_apart_and_the_same_one_after_ten(story: Story) -> None:
    in_doubt(story, batches=2)
    one, other = story.store.ledger.doubts(SLUG, 3)
    first = NOON + 2 * MINUTE
    assert taken(story, first) == one
    assert taken(story, first) is None
    assert taken(story, first + MINUTE) == other
    assert taken(story, first + 2 * MINUTE) is None
    assert taken(story, first + 10 * MINUTE) == one
    assert taken(story, first + 11 * MINUTE) == other


def test_of_many_workers_that_ask_at_once_one_gets_it(story: Story) -> None:
    in_doubt(story, batches=3)
    with ThreadPoolExecutor(4) as workers:
        found = list(workers.map(lambda _: taken(story, NOON + 5 * MINUTE), range(8)))
    assert sum(each is not None for each in found) == 1


def test_the_pace_of_a_blast_does_not_hear_of_it(story: Story) -> None:
    in_doubt(story, batches=1)
    assert taken(story, NOON + 5 * MINUTE) is not None
    assert story.store.ledger.next_turn_at() is None
