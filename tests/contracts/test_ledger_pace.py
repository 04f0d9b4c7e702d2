"""However many workers share a rate, what leaves in a second is what it says; on both stores."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mailer.model.delivery import Receipt
from mailer.model.timing import Timing
from tests.clock import NOON
from tests.contracts.stories import LEASE, SLUG, Story, claimed, emptied, person, positions

SECOND = timedelta(seconds=1)
WORKERS = 3
CAUGHT_UP = 0.5
"""Seconds: how late a worker may be and still be made good."""


class Workers:
    """Several threads that look at the same instants of a clock which stands still while they do."""

    def __init__(self, story: Story, per_second: float) -> None:
        self.story = story
        self.per_second = per_second
        self.left: list[tuple[float, int]] = []
        self._lock = threading.Lock()

    def look(self, pool: ThreadPoolExecutor, after: float) -> None:
        now = NOON + timedelta(seconds=after)
        for done in [pool.submit(self._take, now, after) for _ in range(WORKERS)]:
            done.result()

    def _take(self, now: datetime, after: float) -> None:
        ledger = self.story.store.ledger
        while (claim := ledger.claim_batch(now, LEASE, self.per_second)) is not None:
            with self._lock:
                self.left.append((after, len(claim.recipients)))
            assert ledger.record(claim, Receipt(accepted=positions(claim)), now)


def _assert_steady(left: list[tuple[float, int]], rate: float, batch: int) -> None:
    """No stretch has more than the rate allows and what is made good; the whole is exact to one per cent."""
    for first, (begin, _) in enumerate(left):
        gone = 0
        for end, people in left[first:]:
            gone += people
            allowed = rate * (end - begin + CAUGHT_UP) + batch
            assert gone <= allowed + 1e-6, (
                f"{gone} people in {end - begin:.2f} s at {rate} a second"
            )
    total = sum(people for _, people in left)
    last_at, last_people = left[-1]
    if last_at > 0:
        assert (total - last_people) / last_at == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize("whose", ["all", "campaign"])
def test_a_shared_rate_is_exact_whatever_the_workers_do(story: Story, whose: str) -> None:
    @settings(
        max_examples=3,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        batch=st.integers(4, 6),
        rate=st.sampled_from([3.0, 4.5, 5.0]),
        lateness=st.lists(st.floats(0.0, 0.15), min_size=1, max_size=5),
    )
    def holds(batch: int, rate: float, lateness: list[float]) -> None:
        emptied(story.store)
        story.import_people([person(number) for number in range(90)])
        is_own = whose == "campaign"
        story.freeze(batch, timing=Timing(per_second=rate if is_own else 0))
        workers = Workers(story, 0 if is_own else rate)
        after, looks = 0.0, 0
        with ThreadPoolExecutor(WORKERS) as pool:
            while story.state() != "sent":
                workers.look(pool, after)
                turn = story.store.ledger.next_turn_at() if not is_own else None
                due = max(filter(None, [story.store.ledger.next_due_at(), turn]), default=NOON)
                asked = max((due - NOON).total_seconds(), after)
                after = asked + lateness[looks % len(lateness)]
                looks += 1
        assert sum(people for _, people in workers.left) == 90
        _assert_steady(workers.left, rate, batch)

    holds()


def test_a_campaign_with_a_rate_of_its_own_holds_no_other_back(story: Story) -> None:
    story.import_people([person(number) for number in range(4)])
    story.freeze(2, timing=Timing(per_second=1))
    assert positions(claimed(story)) == [0, 1]
    assert story.store.ledger.claim_batch(NOON, LEASE) is None
    assert story.store.ledger.next_due_at() == NOON + 2 * SECOND
    assert story.store.ledger.next_retry_at() == NOON + 2 * SECOND, "an idle worker waits for it"
    assert story.store.ledger.next_turn_at() is None
    story.second_campaign()
    other = claimed(story)
    assert other.campaign == "second"
    assert story.store.ledger.claim_batch(NOON + 2 * SECOND, LEASE) is not None
    assert SLUG == "river-vote"


def test_both_rates_hold_where_both_are_set(story: Story) -> None:
    story.import_people([person(number) for number in range(6)])
    story.freeze(2, timing=Timing(per_second=1))
    assert claimed(story, per_second=4) is not None
    assert story.store.ledger.next_turn_at() == NOON + SECOND / 2
    assert story.store.ledger.claim_batch(NOON + SECOND, LEASE, 4) is None
    assert story.store.ledger.claim_batch(NOON + 2 * SECOND, LEASE, 4) is not None


def test_a_long_rest_is_not_caught_up(story: Story) -> None:
    """At 4 a second a claim of 2 is worth half a second: after a minute's rest one is made good, no more."""
    story.import_people([person(number) for number in range(10)])
    story.freeze(2)
    later = NOON + timedelta(minutes=1)
    claimed(story, per_second=4)
    claims = 0
    while story.store.ledger.claim_batch(later, LEASE, 4) is not None:
        claims += 1
    assert claims == 2
