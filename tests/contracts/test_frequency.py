"""Who got what lately, on SQLite and on PostgreSQL: what a cap leaves out and what an overlap counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from mailer.model.delivery import Receipt
from mailer.model.ids import Fingerprint, Slug
from mailer.model.plan import Overlap
from mailer.model.segment import Cap, Selection
from mailer.planning import tally
from mailer.store import Store
from tests.clock import NOON
from tests.contracts.stories import EVERYONE, LEASE, opened, person, plan_for

DAY = timedelta(days=1)
VOTE, MAPS = Slug("river-vote"), Slug("flood-maps")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    found = opened(database_url)
    found.contacts.upsert("friends", [person(number) for number in range(4)])
    yield found
    found.close()


def freeze(store: Store, slug: Slug, at_days: float = 0, many: int = 4) -> None:
    """The campaign's recipients are fixed: everybody, or the first few."""
    store.campaigns.ensure(slug)
    store.campaigns.move(slug, "approved", when=["draft"], reason=None, at=NOON)
    plan = plan_for(many, 2, tally(store.contacts.alike(EVERYONE)).digest)
    plan = replace(plan, campaign=slug, fingerprint=Fingerprint("f" * 16))
    at = NOON + at_days * DAY
    store.ledger.freeze(plan, EVERYONE, lambda _: at, by_timezone=False)


def send(store: Store, at_days: float, refuse: int | None = None) -> None:
    """Everything that is due then; the person of that number is refused."""
    now = NOON + at_days * DAY
    while (claim := store.ledger.claim_batch(now, LEASE)) is not None:
        no = {
            place: "no such mailbox"
            for place, each in claim.recipients
            if each.contact.key == f"person{refuse}@example.org"
        }
        yes = [place for place, _ in claim.recipients if place not in no]
        store.ledger.record(claim, Receipt(accepted=yes, refused=no), now)


def capped(at_days: float, most: int = 1, days: int = 7, campaign: str = MAPS) -> Selection:
    return replace(EVERYONE, as_of=NOON + at_days * DAY, cap=Cap(most, days, campaign))


def left_out(store: Store, selection: Selection) -> list[int]:
    """Numbers of those over the cap."""
    found = []
    for some in store.contacts.alike(selection):
        if some.reason == "frequency-cap":
            for contact in map(store.contacts.by_id, some.contact_ids):
                assert contact is not None
                found.append(int(contact.key.removeprefix("person").split("@")[0]))
    return found


def test_whoever_had_as_many_as_the_cap_is_left_out_until_the_days_are_over(store: Store) -> None:
    freeze(store, VOTE)
    send(store, 0, refuse=2)

    assert left_out(store, capped(1)) == [0, 1, 3]  # who was refused got nothing
    assert left_out(store, capped(1, most=2)) == []
    assert left_out(store, capped(7)) == [0, 1, 3]
    assert left_out(store, capped(7.1)) == []
    assert store.contacts.sample(capped(1), 9)[0].contact.key == "person2@example.org"


def test_what_is_still_to_go_out_counts_and_what_was_cancelled_does_not(store: Store) -> None:
    freeze(store, VOTE, at_days=1)
    assert left_out(store, capped(0)) == [0, 1, 2, 3]

    store.campaigns.move(VOTE, "cancelled", when=["scheduled"], reason=None, at=NOON)
    store.ledger.cancel_queued(VOTE)
    assert left_out(store, capped(0)) == []


def test_a_campaign_does_not_count_itself(store: Store) -> None:
    freeze(store, VOTE)
    send(store, 0)

    assert left_out(store, capped(0, campaign=VOTE)) == []


def test_two_campaigns_reach_a_cap_of_two(store: Store) -> None:
    freeze(store, VOTE)
    send(store, 0, refuse=1)
    freeze(store, Slug("thanks"), at_days=1)
    send(store, 1)

    assert left_out(store, capped(2, most=2)) == [0, 2, 3]
    contact = store.contacts.by_id(1)
    assert contact is not None
    assert store.contacts.lately(contact.id, NOON) == [Slug("river-vote"), Slug("thanks")]


def test_freezing_keeps_to_the_cap_too(store: Store) -> None:
    freeze(store, VOTE)
    send(store, 0, refuse=2)
    store.campaigns.ensure(MAPS)
    store.campaigns.move(MAPS, "approved", when=["draft"], reason=None, at=NOON)
    selection = capped(1)
    counted = tally(store.contacts.alike(selection))
    plan = replace(plan_for(1, 2, counted.digest), campaign=MAPS)

    (wave,) = store.ledger.freeze(plan, selection, lambda _: NOON, by_timezone=False)

    assert (counted.recipients, counted.excluded) == (1, {"frequency-cap": 3})
    assert wave.recipients == 1


def test_an_overlap_counts_the_people_of_each_campaign_since_then(store: Store) -> None:
    freeze(store, VOTE)
    send(store, 0, refuse=2)
    freeze(store, Slug("thanks"), at_days=2)

    since = NOON - DAY
    assert store.contacts.overlaps(EVERYONE, since) == [
        Overlap(Slug("thanks"), 4, NOON + 2 * DAY),
        Overlap(VOTE, 3, NOON),
    ]
    assert store.contacts.overlaps(EVERYONE, NOON + DAY) == [
        Overlap(Slug("thanks"), 4, NOON + 2 * DAY)
    ]
    assert (
        store.contacts.overlaps(capped(1), since)
        == [
            # whoever is over the cap is none of these people
        ]
    )


def test_the_ledger_tells_when_the_batches_of_the_last_blasts_went(store: Store) -> None:
    assert store.ledger.attempts(3) == []
    freeze(store, VOTE)
    send(store, 0)
    freeze(store, Slug("thanks"), at_days=1)
    send(store, 1)

    assert store.ledger.attempts(1) == [[(NOON + DAY, 2)] * 2]
    assert store.ledger.attempts(3) == [[(NOON + DAY, 2)] * 2, [(NOON, 2)] * 2]
