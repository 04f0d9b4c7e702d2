"""A few go first, and the rest waits for what comes of them; on both stores."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from mailer.model.delivery import Claim, Receipt
from mailer.model.edition import Split
from mailer.model.event import Event, StoredEvent
from mailer.model.ids import CampaignId
from mailer.model.plan import PlannedEdition
from mailer.model.timing import Canary, Heard, Timing, Waiting
from tests.clock import NOON
from tests.contracts.stories import (
    EVERYONE,
    LEASE,
    MESSAGE,
    SLUG,
    Story,
    numbers,
    person,
    plan_for,
    positions,
    suppress,
)

HOLD = timedelta(minutes=30)
FIFTH = Timing(canary=Canary(share=0.2, hold_minutes=30))


@pytest.fixture
def twenty(story: Story) -> Story:
    story.import_people([person(number) for number in range(20)])
    return story


def claims(story: Story, now=NOON) -> list[Claim]:  # type: ignore[no-untyped-def]
    found = []
    while (claim := story.store.ledger.claim_batch(now, LEASE)) is not None:
        found.append(claim)
    return found


def people(made: list[Claim]) -> list[str]:
    return [each.contact.key for claim in made for _, each in claim.recipients]


def accept(story: Story, made: list[Claim]) -> None:
    for claim in made:
        assert story.store.ledger.record(claim, Receipt(accepted=positions(claim)), NOON)


def campaign_id(story: Story) -> CampaignId:
    record = story.store.campaigns.find(SLUG)
    assert record is not None
    return CampaignId(record.id)


def test_a_share_goes_first_and_the_rest_is_held(twenty: Story) -> None:
    twenty.freeze(3, timing=FIFTH)
    ledger = twenty.store.ledger
    first = claims(twenty)
    assert [len(claim.recipients) for claim in first] == [3, 1]
    assert ledger.canary(SLUG) == "out"
    assert ledger.next_due_at() is None
    assert ledger.waiting(SLUG, NOON) == [Waiting("canary", 16, None)]
    accept(twenty, first[:1])
    assert ledger.canary(SLUG) == "out"
    accept(twenty, first[1:])
    assert ledger.canary(SLUG) == "hold"
    assert twenty.state() == "sending"
    assert ledger.next_due_at() == NOON + HOLD
    assert ledger.waiting(SLUG, NOON) == [Waiting("canary", 16, NOON + HOLD)]
    assert numbers(twenty) == (20, 4, 0, 0, 0, 16)
    assert claims(twenty, NOON + 2 * HOLD) == []


def test_who_goes_first_is_not_who_came_first(twenty: Story) -> None:
    twenty.freeze(20, timing=FIFTH)
    first = people(claims(twenty))
    assert len(first) == 4
    assert first != [contact.key for contact in twenty.people[:4]]


def test_a_canary_is_judged_when_its_wait_is_over(twenty: Story) -> None:
    twenty.freeze(20, timing=FIFTH)
    ledger = twenty.store.ledger
    first = claims(twenty)
    accept(twenty, first)
    assert ledger.holds_over(NOON + HOLD - timedelta(seconds=1)) == []
    assert ledger.holds_over(NOON + HOLD) == [(campaign_id(twenty), SLUG, FIFTH)]
    assert ledger.end_hold(campaign_id(twenty), None, NOON + HOLD)
    assert not ledger.end_hold(campaign_id(twenty), "too late", NOON + HOLD)
    assert ledger.canary(SLUG) == "passed"
    rest = claims(twenty, NOON + HOLD)
    assert sorted(people(first + rest)) == sorted(contact.key for contact in twenty.people)
    accept(twenty, rest)
    assert twenty.state() == "sent"


def test_an_alarm_pauses_and_a_person_lets_the_rest_go(twenty: Story) -> None:
    twenty.freeze(20, timing=FIFTH)
    ledger = twenty.store.ledger
    accept(twenty, claims(twenty))
    assert not ledger.let_go(SLUG)
    assert ledger.end_hold(campaign_id(twenty), "canary-alarm: too many bounced", NOON + HOLD)
    record = twenty.store.campaigns.find(SLUG)
    assert record is not None
    assert (record.state, record.reason) == ("paused", "canary-alarm: too many bounced")
    assert ledger.canary(SLUG) == "stopped"
    assert ledger.holds_over(NOON + 2 * HOLD) == []
    assert ledger.let_go(SLUG)
    twenty.store.campaigns.move(SLUG, "sending", when=["paused"], reason=None, at=NOON)
    assert len(people(claims(twenty, NOON + 2 * HOLD))) == 16


def test_a_batch_in_doubt_keeps_the_rest_waiting_until_somebody_decides(twenty: Story) -> None:
    twenty.freeze(20, timing=FIFTH)
    ledger = twenty.store.ledger
    (claim,) = claims(twenty)
    assert ledger.expire_leases(NOON + 2 * LEASE) == 1
    assert ledger.canary(SLUG) == "out"
    assert ledger.settle_accepted(claim.batch_code, None, NOON + HOLD)
    assert ledger.canary(SLUG) == "hold"
    assert ledger.holds_over(NOON + 2 * HOLD) != []


def test_who_surely_did_not_go_is_still_of_the_canary(twenty: Story) -> None:
    twenty.freeze(20, timing=FIFTH)
    (claim,) = claims(twenty)
    twenty.store.ledger.record(claim, Receipt(accepted=[0, 1], unsent=[2, 3]), NOON)
    assert twenty.store.ledger.canary(SLUG) == "out"
    accept(twenty, claims(twenty))
    assert twenty.store.ledger.canary(SLUG) == "hold"
    assert twenty.store.ledger.heard(campaign_id(twenty)).reached == 4


def test_many_workers_settle_it_and_the_last_one_begins_the_wait(story: Story) -> None:
    """Some of its people left before their turn, so that a claim alone settles some of its batches."""
    story.import_people([person(number) for number in range(60)])
    story.freeze(2, timing=Timing(canary=Canary(people=30, hold_minutes=30)))
    for number in range(0, 60, 3):
        suppress(story, number)

    def work() -> None:
        accept(story, claims(story))

    with ThreadPoolExecutor(5) as workers:
        for done in [workers.submit(work) for _ in range(5)]:
            done.result()
    assert story.store.ledger.canary(SLUG) == "hold"
    assert story.store.ledger.next_due_at() == NOON + HOLD


def test_a_paused_campaign_is_not_judged(twenty: Story) -> None:
    twenty.freeze(20, timing=FIFTH)
    accept(twenty, claims(twenty))
    twenty.store.campaigns.move(SLUG, "paused", when=["sending"], reason="by hand", at=NOON)
    assert twenty.store.ledger.holds_over(NOON + HOLD) == []
    assert not twenty.store.ledger.end_hold(campaign_id(twenty), None, NOON + HOLD)


def test_every_edition_is_represented(story: Story) -> None:
    """Nine read German, one reads French: of ten, a fifth goes first, one French letter among them."""
    languages = ["de"] * 9 + ["fr"]
    story.import_people([person(n, language=each) for n, each in enumerate(languages)])
    selection = replace(EVERYONE, split=Split(("de", "fr"), (10_000,), 1, 0))
    planned = tuple(PlannedEdition(each, each, "", MESSAGE, 5) for each in ("de", "fr"))
    plan = replace(plan_for(10, 5, story.audience(selection)), editions=planned)
    story.store.ledger.freeze(plan, selection, lambda _: NOON, False, FIFTH)
    first = {each.contact.language for claim in claims(story) for _, each in claim.recipients}
    assert first == {"de", "fr"}


def test_with_hours_of_their_own_the_earliest_go_first(story: Story) -> None:
    zones = ["Asia/Tokyo"] * 5 + ["Europe/Berlin"] * 15
    story.import_people([person(n, timezone=zone) for n, zone in enumerate(zones)])
    story.freeze(
        20,
        starts_at=lambda zone: NOON + timedelta(hours=0 if zone == "Asia/Tokyo" else 8),
        by_timezone=True,
        timing=FIFTH,
    )
    first = claims(story)
    assert len(people(first)) == 4
    assert {each.contact.timezone for claim in first for _, each in claim.recipients} == {
        "Asia/Tokyo"
    }
    accept(story, first)
    story.store.ledger.end_hold(campaign_id(story), None, NOON + HOLD)
    assert len(people(claims(story, NOON + HOLD))) == 1
    assert len(people(claims(story, NOON + timedelta(hours=8)))) == 15


def test_a_canary_of_everybody_is_none(twenty: Story) -> None:
    twenty.freeze(20, timing=Timing(canary=Canary(people=20)))
    assert twenty.store.ledger.canary(SLUG) is None
    assert len(people(claims(twenty))) == 20


def test_what_is_heard_of_a_canary_is_of_it_alone(twenty: Story) -> None:
    twenty.freeze(4, timing=FIFTH)
    (first,) = claims(twenty)
    accept(twenty, [first])
    twenty.store.ledger.end_hold(campaign_id(twenty), None, NOON)
    (_, *_), rest = first.recipients, claims(twenty)

    def told(kind: str, claim: Claim, position: int, times: int = 1) -> list[Event]:
        return [
            Event(
                id=f"{kind}-{claim.batch_code}-{position}-{number}",
                kind=kind,  # type: ignore[arg-type]
                happened_at=NOON,
                batch_code=claim.batch_code,
                attempt=claim.attempt,
                position=position,
            )
            for number in range(times)
        ]

    here = [
        *told("delivered", first, 0),
        *told("delivered", first, 1),
        *told("bounced", first, 2, 3),
    ]
    elsewhere = [*told("bounced", rest[0], 0), *told("complained", rest[0], 1)]
    twenty.store.events.add([*here, *elsewhere], NOON)
    own = StoredEvent(
        id="own",
        kind="unsubscribed",
        happened_at=NOON,
        contact_id=first.recipients[3][1].contact.id,
    )
    twenty.store.events.add_own(campaign_id(twenty), replace(own, source="own"))
    assert twenty.store.ledger.heard(campaign_id(twenty)) == Heard(
        reached=4,
        delivered=2,
        counts={"bounced": 1, "complained": 0, "unsubscribed": 1},
        anything=3,
    )
