"""The rule `received`, on SQLite and on PostgreSQL: who got a campaign, or may have got it."""

from mailer.audience import matches
from mailer.model.delivery import Receipt
from mailer.model.segment import NoneOf, Received, Segment, Selection
from tests.clock import NOON
from tests.contracts.stories import SLUG, Story, claimed, person, suppress


def picked(story: Story, rule: Received | NoneOf) -> set[int]:
    """Numbers of the people; the plain judgement of each has to say the same."""
    selection = Selection(Segment("it", rule, ""), (), (), NOON)
    found = {each for some in story.store.contacts.alike(selection) for each in some.contact_ids}
    assert story.store.contacts.count(rule, NOON) == len(found)
    for contact_id in range(1, len(story.people) + 1):
        contact = story.store.contacts.by_id(contact_id)
        assert contact is not None
        received = story.store.ledger.received_by(contact_id)
        assert matches(rule, contact, set(), NOON, received) == (contact_id in found)
    return {contact_id - 1 for contact_id in found}


def test_whoever_got_it_or_may_have_got_it_and_nobody_else(story: Story) -> None:
    story.import_people([person(number) for number in range(7)])
    story.freeze(batch_size=1)
    suppress(story, 4)
    ledger = story.store.ledger
    ledger.record(claimed(story), Receipt(accepted=[0]), NOON)
    ledger.record(claimed(story), Receipt(unknown=[0]), NOON)
    ledger.record(claimed(story), Receipt(refused={0: "no such mailbox"}), NOON)
    claimed(story)  # the fourth is on its way; of the fifth the next claim sees that nobody is left
    ledger.record(claimed(story), Receipt(unsent=[0]), NOON)
    assert picked(story, Received(SLUG)) == {0, 1, 3}
    assert picked(story, NoneOf((Received(SLUG),))) == {2, 4, 5, 6}


def test_within_one_batch_each_person_counts_by_what_became_of_them(story: Story) -> None:
    story.import_people([person(number) for number in range(5)])
    story.freeze(batch_size=5)
    receipt = Receipt(accepted=[0], refused={1: "odd"}, unknown=[2, 3], unsent=[4])
    story.store.ledger.record(claimed(story), receipt, NOON)
    assert picked(story, Received(SLUG)) == {0, 2, 3}


def test_before_anything_goes_and_of_a_campaign_that_is_none_nobody_did(story: Story) -> None:
    story.import_people([person(number) for number in range(2)])
    assert picked(story, Received(SLUG)) == set()
    story.freeze()
    assert picked(story, Received(SLUG)) == set()
    assert picked(story, Received("another")) == set()
