"""ports.Ledger on SQLite and on PostgreSQL: nobody twice, nobody lost, numbers that add up."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete

from mailer.errors import Conflict, NotFound
from mailer.model.contact import Suppression
from mailer.model.delivery import Claim, LedgerCount, Receipt
from mailer.model.event import Event
from mailer.store.tables import contacts
from tests.clock import NOON
from tests.contracts.stories import EVERYONE, LEASE, SLUG, Story, opened, person, plan_for

SECOND = timedelta(seconds=1)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def story(database_url: str) -> Iterator[Story]:
    store = opened(database_url)
    yield Story(store)
    store.close()


@pytest.fixture
def five(story: Story) -> Story:
    story.import_people([person(number) for number in range(5)])
    return story


def claimed(story: Story, per_second: float = 0.0) -> Claim:
    claim = story.store.ledger.claim_batch(NOON, LEASE, per_second)
    assert claim is not None
    return claim


def positions(claim: Claim) -> list[int]:
    return [position for position, _ in claim.recipients]


def numbers(story: Story) -> tuple[int, int, int, int, int, int]:
    """planned, accepted, refused, suppressed, unknown, remaining; checked against each person's state."""
    count = story.store.ledger.count(SLUG)
    assert_adds_up(count)
    each = list(story.states().values())
    for name in ("accepted", "refused", "suppressed", "unknown", "remaining"):
        assert each.count(name) == getattr(count, name), name
    return (
        count.planned,
        count.accepted,
        count.refused,
        count.suppressed,
        count.unknown,
        count.remaining,
    )


def assert_adds_up(count: LedgerCount) -> None:
    parts = count.accepted + count.refused + count.suppressed + count.unknown + count.remaining
    assert count.planned == parts


# -- freezing


def test_everyone_chosen_is_in_exactly_one_batch(five: Story) -> None:
    waves = five.freeze(batch_size=2)
    assert [(wave.timezone, wave.starts_at, wave.recipients) for wave in waves] == [(None, NOON, 5)]
    assert five.state() == "scheduled"
    assert five.store.ledger.count(SLUG).batches["queued"] == 3
    seen = [contact.key for _ in range(3) for _, contact in claimed(five).recipients]
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


def test_batches_are_uniform_in_opens_measured(story: Story) -> None:
    story.import_people(
        [person(n, opens_consent=n % 2 == 0) for n in range(5)] + [person(5, country="CA")]
    )
    story.freeze(batch_size=10)
    found = {}
    while (claim := story.store.ledger.claim_batch(NOON, LEASE)) is not None:
        found[claim.measures_opens] = [contact.key for _, contact in claim.recipients]
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
    assert {contact.timezone for _, contact in claim.recipients} == {"Asia/Tokyo"}
    assert story.store.ledger.claim_batch(NOON, LEASE) is None
    assert story.store.ledger.next_due_at() == NOON + timedelta(hours=8)


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
    assert [contact.key for _, contact in claimed(five).recipients] == [
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
    assert five.store.ledger.next_due_at() == retry
    assert five.store.ledger.next_retry_at() == retry
    again = five.store.ledger.claim_batch(retry, LEASE)
    assert again is not None
    assert again.attempt != claim.attempt


# -- recording


def test_a_batch_that_was_accepted(five: Story) -> None:
    five.freeze(batch_size=5)
    assert five.store.ledger.record(claimed(five), Receipt(accepted=range(5)), NOON)
    assert numbers(five) == (5, 5, 0, 0, 0, 0)
    assert five.state() == "sent"


def test_a_receipt_counts_once(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    assert five.store.ledger.record(claim, Receipt(accepted=range(5)), NOON)
    assert not five.store.ledger.record(claim, Receipt(accepted=range(5)), NOON)
    assert numbers(five) == (5, 5, 0, 0, 0, 0)


def test_a_batch_of_which_some_were_refused(five: Story) -> None:
    five.freeze(batch_size=5)
    five.store.ledger.record(
        claimed(five), Receipt(accepted=[0, 2, 4], refused={1: "no such place", 3: "odd"}), NOON
    )
    assert numbers(five) == (5, 3, 2, 0, 0, 0)
    assert five.store.ledger.count(SLUG).batches["accepted"] == 1
    assert five.state() == "sent"


def test_a_batch_of_which_all_were_refused(five: Story) -> None:
    five.freeze(batch_size=5)
    five.store.ledger.record(claimed(five), Receipt(refused=dict.fromkeys(range(5), "odd")), NOON)
    assert numbers(five) == (5, 0, 5, 0, 0, 0)
    assert five.store.ledger.count(SLUG).batches["refused"] == 1
    assert five.state() == "sent"


def test_who_was_surely_not_sent_to_waits_again(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    five.store.ledger.record(claim, Receipt(unsent=range(5)), NOON)
    assert numbers(five) == (5, 0, 0, 0, 0, 5)
    again = claimed(five)
    assert (again.batch_code, positions(again)) == (claim.batch_code, positions(claim))


def test_who_was_not_sent_to_beside_others_gets_a_batch_of_their_own(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    five.store.ledger.record(
        claim, Receipt(accepted=[0], refused={1: "odd"}, unknown=[2], unsent=[3, 4]), NOON
    )
    assert numbers(five) == (5, 1, 1, 0, 1, 2)
    rest = claimed(five)
    assert rest.batch_code != claim.batch_code
    assert [contact.key for _, contact in rest.recipients] == [
        "person3@example.org",
        "person4@example.org",
    ]
    five.store.ledger.record(rest, Receipt(accepted=positions(rest)), NOON)
    assert numbers(five) == (5, 3, 1, 0, 1, 0)
    assert five.state() == "sending"
    assert five.store.ledger.settle_accepted(claim.batch_code, None, NOON)
    assert numbers(five) == (5, 4, 1, 0, 0, 0)
    assert five.state() == "sent"


def test_a_position_that_the_receipt_forgot_is_in_doubt(five: Story) -> None:
    five.freeze(batch_size=5)
    five.store.ledger.record(claimed(five), Receipt(accepted=[0, 1, 2, 99]), NOON)
    assert numbers(five) == (5, 3, 0, 0, 2, 0)


def test_a_reason_to_stop_pauses_the_campaign_and_loses_nobody(five: Story) -> None:
    five.freeze(batch_size=2)
    five.store.ledger.record(claimed(five), Receipt(unsent=[0, 1], stop="The key is wrong."), NOON)
    record = five.store.campaigns.find(SLUG)
    assert record is not None
    assert (record.state, record.reason) == ("paused", "The key is wrong.")
    assert five.store.ledger.claim_batch(NOON, LEASE) is None
    assert numbers(five) == (5, 0, 0, 0, 0, 5)


def test_a_batch_in_flight_finishes_after_pause(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    five.store.campaigns.move(SLUG, "paused", when=["sending"], reason=None, at=NOON)
    assert five.store.ledger.record(claim, Receipt(accepted=range(5)), NOON)
    assert five.state() == "sent"


def test_after_cancel_nothing_waits_any_more(five: Story) -> None:
    five.freeze(batch_size=2)
    claim = claimed(five)
    five.store.campaigns.move(SLUG, "cancelled", when=["sending"], reason=None, at=NOON)
    assert five.store.ledger.cancel_queued(SLUG) == 3
    five.store.ledger.record(claim, Receipt(accepted=[0], unsent=[1]), NOON)
    assert five.state() == "cancelled"
    assert numbers(five) == (5, 1, 0, 0, 0, 4)
    assert five.store.ledger.count(SLUG).batches["queued"] == 0


# -- doubt


def expired(story: Story, batch_size: int = 5) -> Claim:
    story.freeze(batch_size=batch_size)
    claim = claimed(story)
    assert story.store.ledger.expire_leases(NOON + LEASE) == 0
    assert story.store.ledger.expire_leases(NOON + LEASE + SECOND) == 1
    return claim


def test_a_lease_that_runs_out_is_doubt_and_nothing_else(five: Story) -> None:
    expired(five)
    assert numbers(five) == (5, 0, 0, 0, 5, 0)
    assert five.store.ledger.claim_batch(LATER, LEASE) is None
    assert five.store.ledger.expire_leases(LATER) == 0
    assert five.state() == "sending"
    assert five.store.ledger.in_flight() == 0


def test_a_late_answer_of_the_same_attempt_ends_the_doubt(five: Story) -> None:
    claim = expired(five)
    assert five.store.ledger.record(
        claim, Receipt(accepted=[0, 1, 2], refused={3: "x", 4: "y"}), LATER
    )
    assert numbers(five) == (5, 3, 2, 0, 0, 0)
    assert five.state() == "sent"


def test_a_person_settles_the_doubt_as_accepted(five: Story) -> None:
    claim = expired(five)
    (doubt,) = five.store.ledger.unknown_batches(SLUG)
    assert (doubt.batch_code, doubt.recipients, doubt.attempted_at) == (claim.batch_code, 5, NOON)
    assert doubt.evidence == ("no event of this attempt came back",)
    assert five.store.ledger.settle_accepted(claim.batch_code, None, LATER)
    assert not five.store.ledger.settle_accepted(claim.batch_code, None, LATER)
    assert numbers(five) == (5, 5, 0, 0, 0, 0)
    assert five.state() == "sent"


def test_a_person_sends_again_with_a_new_attempt_and_the_old_answer_counts_no_more(
    five: Story,
) -> None:
    claim = expired(five)
    assert five.store.ledger.settle_resend(claim.batch_code, LATER)
    assert numbers(five) == (5, 0, 0, 0, 0, 5)
    assert not five.store.ledger.record(claim, Receipt(accepted=range(5)), LATER)
    again = five.store.ledger.claim_batch(LATER, LEASE)
    assert again is not None
    assert again.attempt != claim.attempt
    assert not five.store.ledger.record(claim, Receipt(accepted=range(5)), LATER)
    assert not five.store.ledger.settle_resend(claim.batch_code, LATER)


def test_nothing_is_sent_again_of_a_cancelled_campaign(five: Story) -> None:
    claim = expired(five)
    five.store.campaigns.move(SLUG, "cancelled", when=["sending"], reason=None, at=NOON)
    assert not five.store.ledger.settle_resend(claim.batch_code, LATER)
    assert numbers(five) == (5, 0, 0, 0, 5, 0)


def told(claim: Claim, position: int, attempt: str | None = None, kind: str = "delivered") -> Event:
    return Event(
        id=f"{claim.batch_code}-{position}-{kind}",
        kind=kind,  # type: ignore[arg-type]
        happened_at=NOON,
        batch_code=claim.batch_code,
        attempt=attempt or claim.attempt,
        position=position,
    )


def test_one_event_of_the_attempt_proves_the_whole_call(five: Story) -> None:
    claim = expired(five)
    five.store.events.add([told(claim, 3)], LATER)
    (doubt,) = five.store.ledger.unknown_batches(SLUG)
    assert doubt.evidence == ("1 x delivered came back for this attempt",)
    assert not five.store.ledger.settle_accepted(claim.batch_code, "another", LATER)
    assert five.store.ledger.settle_accepted(claim.batch_code, claim.attempt, LATER)
    assert numbers(five) == (5, 5, 0, 0, 0, 0)


def test_an_event_that_came_before_the_doubt_settles_it_too(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    five.store.events.add([told(claim, 0)], NOON)
    assert not five.store.ledger.settle_accepted(claim.batch_code, claim.attempt, NOON)
    five.store.ledger.expire_leases(NOON + LEASE + SECOND)
    assert numbers(five) == (5, 5, 0, 0, 0, 0)
    assert five.state() == "sent"


def test_an_event_of_a_part_proves_only_the_people_it_is_about(five: Story) -> None:
    claim = expired(five)
    part = f"{claim.attempt}.1"
    five.store.events.add([told(claim, 0, part), told(claim, 2, part)], LATER)
    assert five.store.ledger.settle_accepted(claim.batch_code, part, LATER)
    assert numbers(five) == (5, 2, 0, 0, 3, 0)
    assert not five.store.ledger.settle_accepted(claim.batch_code, part, LATER)
    # the worker lives after all, and knows of everybody
    assert five.store.ledger.record(
        claim, Receipt(accepted=[0, 1, 2], refused={3: "odd"}, unsent=[4]), LATER
    )
    assert numbers(five) == (5, 3, 1, 0, 0, 1)


def test_after_a_partial_answer_an_event_proves_only_the_people_it_is_about(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    five.store.ledger.record(claim, Receipt(accepted=[0, 1], unknown=[2, 3, 4]), NOON)
    five.store.events.add([told(claim, 0), told(claim, 2)], LATER)
    assert five.store.ledger.settle_accepted(claim.batch_code, claim.attempt, LATER)
    assert numbers(five) == (5, 3, 0, 0, 2, 0)
    five.store.events.add([told(claim, 3), told(claim, 4)], LATER)
    assert five.store.ledger.settle_accepted(claim.batch_code, claim.attempt, LATER)
    assert numbers(five) == (5, 5, 0, 0, 0, 0)
    assert five.state() == "sent"


def test_who_was_sent_again_after_a_partial_answer_is_only_who_was_in_doubt(five: Story) -> None:
    five.freeze(batch_size=5)
    claim = claimed(five)
    five.store.ledger.record(
        claim, Receipt(accepted=[0], refused={1: "odd"}, unknown=[2, 3, 4]), NOON
    )
    suppress(five, 4)
    five.store.ledger.settle_resend(claim.batch_code, NOON)
    again = claimed(five)
    assert positions(again) == [2, 3]
    five.store.ledger.record(again, Receipt(refused={2: "odd", 3: "odd"}), NOON)
    assert numbers(five) == (5, 1, 3, 1, 0, 0)
    assert five.state() == "sent"


def suppress(story: Story, number: int) -> None:
    contact = person(number)
    story.store.suppressions.add(Suppression(contact.address, contact.key, "unsubscribed", NOON))


def test_the_plan_of_the_test_is_the_selection_of_the_test(five: Story) -> None:
    assert plan_for(5, 2).recipients == five.store.contacts.count(EVERYONE.include.rule, NOON)
