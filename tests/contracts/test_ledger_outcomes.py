"""ports.Ledger on SQLite and on PostgreSQL: what became of whom, said by the provider, by events, by people."""

from datetime import timedelta

from mailer.model.delivery import Claim, Receipt
from mailer.model.event import Event
from tests.clock import NOON
from tests.contracts.stories import (
    LEASE,
    SLUG,
    Story,
    claimed,
    numbers,
    positions,
    suppress,
)

SECOND = timedelta(seconds=1)
LATER = NOON + timedelta(minutes=5)


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
    assert [each.contact.key for _, each in rest.recipients] == [
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


def test_a_pause_by_a_worker_stands_in_the_audit_with_its_reason_once(five: Story) -> None:
    five.freeze(batch_size=2)
    first, second = claimed(five), claimed(five)
    for claim in (first, second):
        receipt = Receipt(unsent=positions(claim), stop=f"The key is wrong: {claim.batch_code}.")
        five.store.ledger.record(claim, receipt, NOON)
    reason = f"The key is wrong: {first.batch_code}."
    assert five.store.audit.of(SLUG) == [
        {
            "what": "paused",
            "by": "worker",
            "at": NOON,
            "detail": {"from": "sending", "reason": reason},
        }
    ]
    assert five.store.audit.trail(SLUG).broken_at is None


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


def test_a_lease_that_a_clock_set_back_left_a_day_ahead_is_doubt_too(five: Story) -> None:
    """And its own answer still counts, for the worker may well be alive."""
    five.freeze(batch_size=5)
    claim = claimed(five)
    a_day_back = NOON - timedelta(days=1)
    assert five.store.ledger.expire_leases(a_day_back) == 1
    assert numbers(five) == (5, 0, 0, 0, 5, 0)
    assert five.store.ledger.record(claim, Receipt(accepted=positions(claim)), a_day_back)
    assert numbers(five) == (5, 5, 0, 0, 0, 0)


def test_the_longest_lease_there_is_holds(five: Story) -> None:
    """Of an hour, and claimed by a machine whose clock is a minute ahead."""
    five.freeze(batch_size=5)
    longest = timedelta(hours=1)
    assert five.store.ledger.claim_batch(NOON + timedelta(minutes=1), longest) is not None
    assert five.store.ledger.expire_leases(NOON) == 0


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


def test_who_is_asked_to_wait_gets_a_time_of_their_own_and_nobody_else_waits(five: Story) -> None:
    """Nor does a worker that stops when it is idle: it is as if they were scheduled for later."""
    five.freeze(batch_size=2)
    claim = claimed(five)
    later = NOON + timedelta(minutes=5)
    receipt = Receipt(accepted=[0], unsent=[1], later=[1], later_at=later)
    assert five.store.ledger.record(claim, receipt, NOON)
    assert five.store.ledger.next_retry_at() is None
    assert five.store.ledger.next_turn_at() is None

    others = [claimed(five) for _ in range(2)]
    assert [len(each.recipients) for each in others] == [2, 1]
    for each in others:
        everybody = [position for position, _ in each.recipients]
        five.store.ledger.record(each, Receipt(accepted=everybody), NOON)
    assert five.store.ledger.claim_batch(NOON + timedelta(minutes=4), LEASE) is None
    again = five.store.ledger.claim_batch(later, LEASE)
    assert again is not None
    assert [each.contact.key for _, each in again.recipients] == ["person1@example.org"]
    five.store.ledger.record(again, Receipt(accepted=[p for p, _ in again.recipients]), later)
    assert five.state() == "sent"


def test_of_a_batch_where_nobody_went_some_wait_and_the_others_go_at_once(five: Story) -> None:
    five.freeze(batch_size=2)
    claim = claimed(five)
    later = NOON + timedelta(minutes=5)
    receipt = Receipt(unsent=[0, 1], later=[0], later_at=later)
    assert five.store.ledger.record(claim, receipt, NOON)
    keys = []
    for _ in range(3):
        found = claimed(five)
        keys += [each.contact.key for _, each in found.recipients]
    assert keys == [f"person{n}@example.org" for n in (1, 2, 3, 4)]
    numbers = five.store.ledger.count(SLUG)
    assert (numbers.planned, numbers.remaining) == (5, 5)


def test_a_whole_batch_that_is_asked_to_wait_waits(five: Story) -> None:
    five.freeze(batch_size=2)
    claim = claimed(five)
    later = NOON + timedelta(minutes=5)
    five.store.ledger.record(claim, Receipt(unsent=[0, 1], later=[0, 1], later_at=later), NOON)
    assert five.store.ledger.next_retry_at() is None
    assert [each.contact.key for _, each in claimed(five).recipients] == [
        "person2@example.org",
        "person3@example.org",
    ]
