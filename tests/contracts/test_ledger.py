"""ports.Ledger on SQLite and on PostgreSQL: who is frozen into batches, and who is handed out when."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete

from mailer.errors import Conflict, NotFound
from mailer.model.contact import Contact
from mailer.model.delivery import Receipt
from mailer.store.tables import contacts
from tests.clock import NOON
from tests.contracts.stories import (
    EVERYONE,
    LEASE,
    SLUG,
    Story,
    claimed,
    numbers,
    person,
    plan_for,
    positions,
    suppress,
)

SECOND = timedelta(seconds=1)
LATER = NOON + timedelta(minutes=5)


# -- freezing


def test_everyone_chosen_is_in_exactly_one_batch(five: Story) -> None:
    waves = five.freeze(batch_size=2)
    assert [(wave.timezone, wave.starts_at, wave.recipients) for wave in waves] == [(None, NOON, 5)]
    assert five.state() == "scheduled"
    assert five.store.ledger.count(SLUG).batches["queued"] == 3
    seen = [each.contact.key for _ in range(3) for _, each in claimed(five).recipients]
    assert seen == [contact.key for contact in five.people]


def test_a_campaign_is_frozen_once(five: Story) -> None:
    five.freeze()
    with pytest.raises(Conflict, match="is scheduled"):
        five.freeze()
    assert numbers(five) == (5, 0, 0, 0, 0, 5)


def test_what_is_not_planned_is_not_frozen(five: Story) -> None:
    five.store.campaigns.move(SLUG, "draft", when=["approved"], reason=None, at=NOON)
    with pytest.raises(Conflict, match="is draft"):
        five.freeze()


def test_an_unknown_campaign_is_not_frozen(story: Story) -> None:
    with pytest.raises(NotFound):
        story.freeze(recipients=0)


@pytest.mark.parametrize("expected", [4, 6])
def test_another_number_of_people_than_planned_writes_nothing(five: Story, expected: int) -> None:
    with pytest.raises(Conflict, match=f"counts {expected} recipients, but now there are 5"):
        five.freeze(recipients=expected)
    assert five.state() == "approved"
    assert numbers(five) == (0, 0, 0, 0, 0, 0)


def test_people_against_whom_there_is_a_reason_are_left_out(five: Story) -> None:
    suppress(five, 1)
    five.freeze(recipients=4)
    assert sorted(five.states()) == [f"person{number}@example.org" for number in (0, 2, 3, 4)]


def test_as_many_people_who_are_others_are_not_scheduled(five: Story) -> None:
    plan = plan_for(5, 2, five.audience())
    five.store.people.forget(person(0).key, "hash", NOON)
    five.store.contacts.upsert("friends", [person(5)])
    with pytest.raises(Conflict, match="not the same any more"):
        five.store.ledger.freeze(plan, EVERYONE, lambda _: NOON, False)
    assert five.store.ledger.count(SLUG).planned == 0
    assert five.state() == "approved"


def test_batches_are_uniform_in_opens_measured(story: Story) -> None:
    story.import_people(
        [person(n, opens_consent=n % 2 == 0) for n in range(5)] + [person(5, country="CA")]
    )
    story.freeze(batch_size=10)
    found = {}
    while (claim := story.store.ledger.claim_batch(NOON, LEASE)) is not None:
        found[claim.measures_opens] = [each.contact.key for _, each in claim.recipients]
    assert found == {
        False: ["person1@example.org", "person3@example.org"],
        True: [f"person{number}@example.org" for number in (0, 2, 4, 5)],
    }


def test_each_zone_has_its_own_hour(story: Story) -> None:
    zones = ["Europe/Berlin", None, "Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo"]
    story.import_people([person(n, timezone=zone) for n, zone in enumerate(zones)])
    hours = {"Asia/Tokyo": 0, "Europe/Berlin": 8, None: 9}
    waves = story.freeze(
        batch_size=10,
        starts_at=lambda zone: NOON + timedelta(hours=hours[zone]),
        by_timezone=True,
    )
    assert [(wave.timezone, wave.starts_at, wave.recipients) for wave in waves] == [
        ("Asia/Tokyo", NOON, 2),
        ("Europe/Berlin", NOON + timedelta(hours=8), 2),
        (None, NOON + timedelta(hours=9), 1),
    ]
    claim = claimed(story)
    assert {each.contact.timezone for _, each in claim.recipients} == {"Asia/Tokyo"}
    assert story.store.ledger.claim_batch(NOON, LEASE) is None
    assert story.store.ledger.next_due_at() == NOON + timedelta(hours=8)


def test_every_batch_is_full_but_the_last_of_each_group_and_holds_one_group_only(
    story: Story,
) -> None:
    zones = [None, "Asia/Tokyo", "Europe/Berlin", "Africa/Lagos", "America/Lima"]
    sizes = {}  # (zone, measured) -> people: from none to more than two batches
    people: list[Contact] = []
    for size, (zone, measured) in enumerate(product(zones, (True, False))):
        sizes[zone, measured] = size
        people += [
            person(100 * size + n, timezone=zone, opens_consent=measured) for n in range(size)
        ]
    story.import_people(people[::-1])
    story.freeze(batch_size=4, by_timezone=True)
    found: dict[tuple[str | None, bool], list[list[int]]] = {}
    while (claim := story.store.ledger.claim_batch(NOON, LEASE)) is not None:
        ((zone, consent),) = {
            (each.contact.timezone, each.contact.opens_consent) for _, each in claim.recipients
        }
        assert claim.measures_opens is consent
        assert positions(claim) == list(range(len(claim.recipients)))
        ids = [each.contact.id for _, each in claim.recipients]
        found.setdefault((zone, bool(consent)), []).append(ids)
    assert set(found) == {group for group, size in sizes.items() if size}
    for group, size in sizes.items():
        batches = found.get(group, [])
        assert [len(ids) for ids in batches] == [4] * (size // 4) + [size % 4] * (size % 4 > 0)
        together = [each for ids in batches for each in ids]
        assert together == sorted(together)


# -- claiming


def test_a_batch_is_claimed_once(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    assert claim.lease_until == NOON + LEASE
    assert five.store.ledger.claim_batch(NOON, LEASE) is None
    assert five.state() == "sending"
    assert five.store.ledger.in_flight() == 1
    assert five.store.ledger.next_lease_end() == NOON + LEASE
    assert numbers(five) == (5, 0, 0, 0, 0, 5)
    assert five.store.ledger.count(SLUG).in_flight == 5


def test_what_is_due_later_waits(five: Story) -> None:
    five.freeze(at=LATER)
    assert five.store.ledger.claim_batch(LATER - SECOND, LEASE) is None
    assert five.store.ledger.next_due_at() == LATER
    assert five.store.ledger.next_retry_at() is None
    assert five.store.ledger.claim_batch(LATER, LEASE) is not None


@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_nothing_is_claimed_of_a_campaign_that_rests(five: Story, state: str) -> None:
    five.freeze()
    claimed(five)
    five.store.campaigns.move(SLUG, state, when=["sending"], reason="by hand", at=NOON)  # type: ignore[arg-type]
    assert five.store.ledger.claim_batch(NOON, LEASE) is None
    assert five.store.ledger.next_due_at() is None


def test_who_is_suppressed_since_is_taken_out_at_the_last_moment(five: Story) -> None:
    five.freeze(batch_size=5)
    suppress(five, 2)
    claim = claimed(five)
    assert positions(claim) == [0, 1, 3, 4]
    assert numbers(five) == (5, 0, 0, 1, 0, 4)


def test_who_is_forgotten_since_is_taken_out_at_the_last_moment(five: Story) -> None:
    five.freeze(batch_size=5)
    with five.store.engine.begin() as connection:
        connection.execute(delete(contacts).where(contacts.c.key == "person3@example.org"))
    claim = claimed(five)
    assert positions(claim) == [0, 1, 2, 4]
    assert five.store.ledger.record(claim, Receipt(accepted=[0, 1, 2, 4]), NOON)
    assert numbers(five) == (5, 4, 0, 1, 0, 0)


def test_a_batch_of_which_nobody_is_left_settles_itself(five: Story) -> None:
    five.freeze(batch_size=2)
    for number in (0, 1):
        suppress(five, number)
    assert [each.contact.key for _, each in claimed(five).recipients] == [
        "person2@example.org",
        "person3@example.org",
    ]
    assert five.store.ledger.count(SLUG).batches["refused"] == 1
    assert numbers(five) == (5, 0, 0, 2, 0, 3)


def test_a_campaign_of_which_nobody_is_left_is_sent(five: Story) -> None:
    five.freeze()
    for number in range(5):
        suppress(five, number)
    assert five.store.ledger.claim_batch(NOON, LEASE) is None
    assert five.state() == "sent"
    assert numbers(five) == (5, 0, 0, 5, 0, 0)


# -- pace


def test_the_pace_lets_one_batch_go_and_then_makes_all_wait(five: Story) -> None:
    five.freeze(batch_size=2)
    assert positions(claimed(five, per_second=4)) == [0, 1]
    half = NOON + SECOND / 2
    assert five.store.ledger.next_due_at() == NOON
    assert five.store.ledger.next_turn_at() == half
    assert five.store.ledger.claim_batch(half - SECOND / 100, LEASE, 4) is None
    assert five.store.ledger.claim_batch(half, LEASE, 4) is not None


def test_a_pace_row_that_a_wrong_clock_left_behind_is_not_obeyed(five: Story) -> None:
    five.freeze(batch_size=2)
    tomorrow = NOON + timedelta(days=1)
    assert five.store.ledger.claim_batch(tomorrow, LEASE, 4) is not None
    assert five.store.ledger.claim_batch(NOON, LEASE, 4) is not None


def test_a_providers_reset_makes_every_worker_wait(five: Story) -> None:
    five.freeze(batch_size=2)
    claim = claimed(five)
    retry = NOON + 30 * SECOND
    five.store.ledger.record(claim, Receipt(unsent=[0, 1], retry_at=retry), NOON)
    assert five.store.ledger.claim_batch(retry - SECOND, LEASE) is None
    assert five.store.ledger.next_turn_at() == retry
    assert five.store.ledger.next_retry_at() == retry
    again = five.store.ledger.claim_batch(retry, LEASE)
    assert again is not None
    assert again.attempt != claim.attempt
