"""ports.Events and ports.Gifts on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from threading import Barrier

import pytest
from sqlalchemy import select

from mailer.model.contact import Suppression
from mailer.model.delivery import Claim, Receipt
from mailer.model.event import Event, Ingested, StoredEvent
from mailer.model.gift import Gift, StoredGift
from mailer.model.ids import Address, AddressKey, CampaignId, Slug
from mailer.store.database import reading
from mailer.store.tables import events
from tests.clock import NOON
from tests.contracts.stories import EVERYONE, LEASE, SLUG, Story, opened, person, plan_for

SECOND = timedelta(seconds=1)


@pytest.fixture
def story(database_url: str) -> Iterator[Story]:
    """Five people: the first batch of two accepted, the second with one refused, the last not sent."""
    store = opened(database_url)
    found = Story(store)
    found.import_people([person(number, opens_consent=True) for number in range(5)])
    found.freeze(batch_size=2)
    yield found
    store.close()


def claimed(story: Story) -> Claim:
    claim = story.store.ledger.claim_batch(NOON, LEASE)
    assert claim is not None
    return claim


def campaign_id(story: Story) -> CampaignId:
    record = story.store.campaigns.find(SLUG)
    assert record is not None
    return CampaignId(record.id)


def told(claim: Claim, position: int, kind: str = "delivered", **more: object) -> Event:
    return Event(
        id=f"{claim.batch_code}-{position}-{kind}",
        kind=kind,  # type: ignore[arg-type]
        happened_at=NOON,
        batch_code=claim.batch_code,
        attempt=claim.attempt,
        position=position,
        **more,  # type: ignore[arg-type]
    )


def bare(number: int, address: str, kind: str = "bounced") -> Event:
    return Event(id=f"bare-{number}", kind=kind, happened_at=NOON, address=address)  # type: ignore[arg-type]


def rows(story: Story) -> Sequence[object]:
    with reading(story.store.engine) as connection:
        return connection.execute(select(events).order_by(events.c.id)).all()


def test_an_event_counts_once_however_often_it_comes(story: Story) -> None:
    claim = claimed(story)
    first, second = told(claim, 0), told(claim, 1)
    assert story.store.events.add([first, second, first], NOON) == Ingested(2, 1, 0, 0)
    assert story.store.events.add([second, told(claim, 1, "opened")], NOON) == Ingested(1, 1, 0, 0)
    kinds = [event.kind for event in story.store.events.of(campaign_id(story), [])]
    assert kinds == ["delivered", "delivered", "opened"]


def test_an_event_finds_its_recipient_by_batch_and_position(story: Story) -> None:
    claimed(story)
    claim = claimed(story)
    story.store.events.add(
        [told(claim, 1, "clicked", url="https://give.example.org", link_index=3, ip="hash")], NOON
    )
    (event,) = story.store.events.of(campaign_id(story), ["clicked"])
    contact = story.store.contacts.by_id(event.contact_id)
    assert contact is not None
    assert contact.key == "person3@example.org"
    assert (event.url, event.link_index, event.ip_hash, event.happened_at) == (
        "https://give.example.org",
        3,
        "hash",
        NOON,
    )
    assert story.store.events.about([event.id, "unheard"]) == {event.id: event.contact_id}


def test_an_event_without_our_ids_is_matched_by_address_where_it_was_accepted(
    story: Story,
) -> None:
    claim = claimed(story)
    story.store.ledger.record(claim, Receipt(accepted=[0], refused={1: "odd"}), NOON)
    came = story.store.events.add(
        [
            bare(0, " Person0@EXAMPLE.org "),
            bare(1, "person1@example.org"),
            bare(4, "person4@example.org"),
            bare(9, "stranger@example.org"),
            bare(10, "no address at all"),
        ],
        NOON,
    )
    assert came == Ingested(stored=5, repeated=0, unmatched=4, suppressed=0)
    (event,) = story.store.events.of(campaign_id(story), ["bounced"])
    assert event.id == "bare-0"
    assert [row.is_inferred for row in rows(story)] == [True, False, False, False, False]  # type: ignore[attr-defined]


def test_the_campaign_that_reached_the_address_last_is_meant(story: Story) -> None:
    claim = claimed(story)
    story.store.ledger.record(claim, Receipt(accepted=[0, 1]), NOON)
    first = campaign_id(story)
    # a second campaign to the same people, a day later
    second = story.store.campaigns.ensure(Slug("later"))
    story.store.campaigns.move(Slug("later"), "approved", when=["draft"], reason=None, at=NOON)
    plan = replace(plan_for(5, 5, story.audience()), campaign=Slug("later"))
    day = NOON + timedelta(days=1)
    story.store.campaigns.move(SLUG, "paused", when=["sending"], reason=None, at=NOON)
    story.store.ledger.freeze(plan, EVERYONE, lambda _: day, by_timezone=False)
    later = story.store.ledger.claim_batch(day, LEASE)
    assert later is not None
    story.store.ledger.record(later, Receipt(accepted=range(5)), day)
    story.store.events.add([bare(0, "person0@example.org")], day)
    assert [event.id for event in story.store.events.of(second.id, [])] == ["bare-0"]
    assert list(story.store.events.of(first, [])) == []


def test_events_of_proofs_and_of_other_systems_are_about_nobody(story: Story) -> None:
    claim = claimed(story)
    story.store.ledger.record(claim, Receipt(accepted=[0, 1]), NOON)
    proof = replace(
        told(claim, 0, "complained"), batch_code="proof-x", address="person0@example.org"
    )
    other = replace(proof, id="other", batch_code="theirs")
    assert story.store.events.add([proof, other], NOON) == Ingested(2, 0, 2, 0)
    assert list(story.store.events.of(campaign_id(story), [])) == []


def test_a_position_that_is_in_no_batch_is_about_nobody(story: Story) -> None:
    claim = claimed(story)
    odd = [replace(told(claim, 7), id="far"), replace(told(claim, 0), id="none", position=None)]
    assert story.store.events.add(odd, NOON) == Ingested(2, 0, 2, 0)


def test_the_address_is_not_kept(story: Story) -> None:
    claim = claimed(story)
    story.store.events.add(
        [told(claim, 0, address="person0@example.org", raw={"response": "250 ok", "n": [1]})], NOON
    )
    (row,) = rows(story)
    assert "person0" not in repr(row)
    assert row.raw == {"response": "250 ok", "n": [1]}  # type: ignore[attr-defined]


def test_events_of_one_person_are_counted_over_all_campaigns(story: Story) -> None:
    claim = claimed(story)
    person_id = int(claim.recipients[0][1].contact.id)
    old = replace(told(claim, 0, "bounced"), id="old", happened_at=NOON - timedelta(days=40))
    machine = replace(told(claim, 0, "clicked"), id="m", is_machine=True)
    human = replace(told(claim, 0, "clicked"), id="h", happened_at=NOON + SECOND)
    story.store.events.add(
        [old, told(claim, 0, "bounced"), told(claim, 1, "bounced"), machine, human], NOON
    )
    since = NOON - timedelta(days=30)
    assert story.store.events.count(person_id, ("bounced",), since) == 1
    assert story.store.events.count(person_id, ("bounced", "clicked"), since) == 3
    assert story.store.events.clicks(person_id, since) == [(campaign_id(story), NOON + SECOND)]


def test_our_own_opens_and_clicks_are_kept_once(story: Story) -> None:
    number = campaign_id(story)
    visit = StoredEvent(
        id="own-1",
        kind="opened",
        happened_at=NOON,
        contact_id=0,
        user_agent="Mozilla/5.0",
        source="own",
        method="GET",
    )
    assert story.store.events.add_own(number, visit)
    assert not story.store.events.add_own(number, visit)
    assert list(story.store.events.of(number, ["opened"])) == [visit]


def test_everyone_in_the_ledger_has_a_state(story: Story) -> None:
    first, second = claimed(story), claimed(story)
    story.store.ledger.record(first, Receipt(accepted=[0, 1]), NOON)
    story.store.ledger.record(second, Receipt(refused={0: "odd"}, unknown=[1]), NOON)
    assert story.states() == {
        "person0@example.org": "accepted",
        "person1@example.org": "accepted",
        "person2@example.org": "refused",
        "person3@example.org": "unknown",
        "person4@example.org": "remaining",
    }
    assert len(list(story.store.events.measured(campaign_id(story)))) == 5


# -- gifts

PAID = Gift(
    platform="generic",
    account="main",
    gift_id="g1",
    amount_minor=5000,
    refunded_minor=0,
    currency="EUR",
    given_at=NOON,
    state="paid",
    code=None,
    address=None,
)
REFUND = replace(
    PAID, amount_minor=0, refunded_minor=2000, state="partly_refunded", given_at=NOON + SECOND
)


def test_a_gift_counts_once(story: Story) -> None:
    number = campaign_id(story)
    assert story.store.gifts.add(PAID, number, 7, "early", "token")
    assert not story.store.gifts.add(PAID, number, 7, "early", "token")
    assert story.store.gifts.add(replace(PAID, gift_id="g2"), None, None, None, "none")
    assert story.store.gifts.of(number) == [StoredGift(5000, "EUR", NOON, 7, "early", "token")]


def test_what_several_tell_at_once_is_new_to_one_of_them(story: Story) -> None:
    number = campaign_id(story)
    batch = [bare(each, f"person{each}@example.org") for each in range(1500)]
    together = Barrier(4)

    def tell(turn: int) -> tuple[bool, bool, bool, int]:
        together.wait()
        gift = story.store.gifts.add(PAID, number, 7, "early", "token")
        own = story.store.events.add_own(number, StoredEvent("own-1", "clicked", NOON, 7))
        gone = Suppression(Address("a@example.org"), AddressKey("a@example.org"), "asked", NOON)
        suppressed = story.store.suppressions.add(gone)
        came = story.store.events.add(batch[::-1] if turn % 2 else batch, NOON)
        assert came.stored + came.repeated == len(batch)
        return gift, own, suppressed, came.stored

    with ThreadPoolExecutor(4) as threads:
        told_by_each = list(threads.map(tell, range(4)))
    assert [sum(column) for column in zip(*told_by_each, strict=True)] == [1, 1, 1, 1500]


def test_news_of_a_gift_end_alike_in_any_order(story: Story) -> None:
    number = campaign_id(story)
    pending = replace(PAID, state="pending")
    news = [(PAID, 7, "token"), (REFUND, None, "none"), (pending, 7, "address")]
    for order, told_so in enumerate(permutations(news)):
        for gift, contact_id, match in told_so:
            mine = replace(gift, gift_id=f"order-{order}")
            credited = number if match != "none" else None
            story.store.gifts.add(mine, credited, contact_id, None, match)
    assert story.store.gifts.of(number) == [StoredGift(3000, "EUR", NOON, 7, None, "token")] * 6


def test_only_what_came_in_is_counted(story: Story) -> None:
    number = campaign_id(story)
    for state in ("pending", "failed", "disputed", "refunded"):
        gift = replace(
            PAID, gift_id=state, state=state, refunded_minor=5000 * (state == "refunded")
        )
        story.store.gifts.add(gift, number, None, None, "campaign")
    assert [gift.amount_minor for gift in story.store.gifts.of(number)] == [0, 0]
