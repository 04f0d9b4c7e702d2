"""Who of a batch is still there is looked at once it is claimed, so that no worker waits for another's looking."""

from datetime import timedelta

import pytest

from mailer.model.delivery import Receipt
from mailer.model.timing import Timing, Warmup
from tests.clock import NOON
from tests.contracts.stories import LEASE, SLUG, Story, person, suppress, unreadable


@pytest.fixture
def four(story: Story) -> Story:
    story.import_people([person(n, language="pt", last_gift_currency="EUR") for n in range(4)])
    return story


def test_a_batch_whose_people_can_not_be_read_goes_back_to_the_queue(four: Story) -> None:
    four.freeze(4)
    ledger = four.store.ledger
    with unreadable(four, "recipients"):
        claim = ledger.claim_batch(NOON, LEASE)
    assert claim is not None
    assert list(claim.recipients) == []
    assert claim.fault.startswith("The database ")
    assert ledger.count(SLUG).in_flight == 4
    assert ledger.record(claim, Receipt(), NOON)
    again = ledger.claim_batch(NOON, LEASE)
    assert again is not None
    assert [position for position, _ in again.recipients] == [0, 1, 2, 3]
    assert again.attempt != claim.attempt
    assert not ledger.record(claim, Receipt(accepted=[0]), NOON)


def test_a_day_of_the_warm_up_is_not_spent_on_who_could_not_be_read(four: Story) -> None:
    four.freeze(4, timing=Timing(warmup=Warmup("news.example.org", NOON.date(), (4,))))
    ledger = four.store.ledger
    with unreadable(four, "recipients"):
        claim = ledger.claim_batch(NOON, LEASE)
    assert claim is not None
    ledger.record(claim, Receipt(), NOON)
    again = ledger.claim_batch(NOON, LEASE)
    assert again is not None
    assert len(again.recipients) == 4


@pytest.mark.parametrize("whose", ["everybody's", "the campaign's"])
def test_who_left_meanwhile_costs_no_time(four: Story, whose: str) -> None:
    shared = 1.0 if whose == "everybody's" else 0.0
    four.freeze(3, timing=Timing(per_second=1.0 - shared))
    ledger = four.store.ledger
    for number in (1, 2):
        suppress(four, number)
    first = ledger.claim_batch(NOON, LEASE, shared)
    assert first is not None
    assert len(first.recipients) == 1
    assert ledger.claim_batch(NOON + timedelta(seconds=0.9), LEASE, shared) is None
    assert ledger.claim_batch(NOON + timedelta(seconds=1), LEASE, shared) is not None


def test_a_batch_that_everybody_left_is_settled_and_the_next_is_taken(four: Story) -> None:
    four.freeze(2)
    for number in (0, 1):
        suppress(four, number)
    claim = four.store.ledger.claim_batch(NOON, LEASE)
    assert claim is not None
    assert [recipient.contact.first_name for _, recipient in claim.recipients] == [
        "Person 2",
        "Person 3",
    ]
    counted = four.store.ledger.count(SLUG)
    assert (counted.suppressed, counted.remaining) == (2, 2)
    four.store.ledger.record(claim, Receipt(accepted=[0, 1]), NOON)
    assert four.state() == "sent"


def test_only_what_a_message_shows_is_read_of_a_person(four: Story) -> None:
    four.freeze(4)
    claim = four.store.ledger.claim_batch(NOON, LEASE, wanted=lambda message: {"tags"})
    assert claim is not None
    contact = claim.recipients[0][1].contact
    assert (contact.address, contact.first_name) == ("person0@example.org", "Person 0")
    assert (contact.language, contact.last_gift_currency) == (None, None)


def test_what_it_shows_is_read(four: Story) -> None:
    four.freeze(4)
    claim = four.store.ledger.claim_batch(NOON, LEASE, wanted=lambda message: {"language"})
    assert claim is not None
    assert claim.recipients[3][1].contact.language == "pt"
