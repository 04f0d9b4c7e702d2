"""By what a campaign goes out, and how fast, is frozen with it: no worker of another setting sends it otherwise."""

from dataclasses import replace
from datetime import timedelta

from mailer.model.delivery import Claim
from tests.clock import NOON
from tests.contracts.stories import (
    EVERYONE,
    LEASE,
    SLUG,
    Story,
    numbers,
    person,
    plan_for,
)


def frozen(story: Story, transport: str = "", per_second: float = 0) -> None:
    story.import_people([person(number) for number in range(4)])
    plan = plan_for(4, 2, story.audience(EVERYONE))
    story.store.ledger.freeze(
        replace(plan, transport=transport, per_second=per_second),
        EVERYONE,
        lambda zone: NOON,
        by_timezone=False,
    )


def claim(story: Story, transport: str | None, seconds: float = 0) -> Claim | None:
    now = NOON + timedelta(seconds=seconds)
    return story.store.ledger.claim_batch(now, LEASE, transport=transport)


def test_a_worker_of_another_transport_gets_nothing_and_the_campaign_pauses(story: Story) -> None:
    frozen(story, transport="sendgrid")
    assert claim(story, "outbox") is None
    record = story.store.campaigns.find(SLUG)
    assert record is not None
    assert record.state == "paused"
    assert (record.reason or "").startswith(
        "other-transport: it was approved to go out by sendgrid, and this worker sends by outbox."
    )
    assert numbers(story) == (4, 0, 0, 0, 0, 4)


def test_a_worker_of_the_same_transport_sends_it(story: Story) -> None:
    frozen(story, transport="sendgrid")
    assert claim(story, "sendgrid") is not None


def test_what_was_frozen_for_no_transport_goes_out_by_any(story: Story) -> None:
    frozen(story)
    assert claim(story, "outbox") is not None


def test_the_rate_that_was_frozen_holds_for_a_worker_that_knows_of_none(story: Story) -> None:
    frozen(story, per_second=1)
    assert claim(story, None) is not None
    assert claim(story, None, seconds=1.9) is None
    assert claim(story, None, seconds=2) is not None


def test_a_worker_that_was_told_a_slower_rate_keeps_to_that(story: Story) -> None:
    frozen(story, per_second=4)
    slow = story.store.ledger.claim_batch(NOON, LEASE, per_second=0.5)
    assert slow is not None
    assert claim(story, None, seconds=3.9) is None
    assert claim(story, None, seconds=4) is not None
