"""One batch from a real ledger through a way out that does as it is told: what is written down after it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec import structs
from sqlalchemy import event, text

from mailer.asking import amounts_for
from mailer.errors import ConfigError, OutcomeUnknown, StoreDown, TransportDown
from mailer.model.contact import Recipient
from mailer.model.delivery import Outgoing, Receipt
from mailer.model.message import AskPolicy, Filled, Held, Message, Slot, Tracking
from mailer.sending import Outcome, Sender, envelope, fill_for
from mailer.tokens import PROOF, Keyring
from mailer.transports import HandsOn
from tests import outgoing
from tests.clock import NOON, SetClock
from tests.contracts.stories import (
    EVERYONE,
    LEASE,
    MESSAGE,
    SLUG,
    Story,
    numbers,
    opened,
    person,
    unreadable,
)

KEYRING = Keyring(["a secret of more than sixteen signs"])
Answer = Callable[[Outgoing], Receipt]


def everyone(out: Outgoing) -> list[int]:
    return [each.position for each in out.envelopes]


def yes(out: Outgoing) -> Receipt:
    return Receipt(accepted=everyone(out), provider_id="p1")


def raising(problem: Exception) -> Answer:
    def answer(out: Outgoing) -> Receipt:
        raise problem

    return answer


@dataclass
class Way(HandsOn):
    """A way out: answers as scripted, then yes."""

    who = "The script"
    answers: list[Answer] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    checks: Sequence[tuple[str, bool, str]] = (("host", True, "ok"),)
    prepares: list[Answer] = field(default_factory=list)
    """Raise, or return a receipt with a reason to stop; then all is well."""
    name = "scripted"
    is_live = False

    def send(self, out: Outgoing) -> Receipt:
        self.sent.append(out)
        return self.answers.pop(0)(out) if self.answers else yes(out)

    def prepare(self, out: Outgoing) -> str | None:
        return self.prepares.pop(0)(out).stop if self.prepares else None

    def check(self) -> Sequence[tuple[str, bool, str]]:
        return self.checks

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Blast:
    story: Story
    way: Way
    sender: Sender
    clock: SetClock

    def next(self, *answers: Answer) -> Outcome:
        self.way.answers = list(answers)
        return self.sender.send_next()

    def begin(self, message: Message | None = None, batch_size: int = 5) -> None:
        """Five people whose first names are known, but the third's."""
        store = self.story.store
        known = [person(number) for number in range(5)]
        known[2] = structs.replace(known[2], first_name=None)
        self.story.import_people(known)
        record = store.campaigns.find(SLUG)
        assert record is not None
        store.messages.put(message or outgoing.message(sha256=MESSAGE), record.id)
        self.story.freeze(batch_size=batch_size)


@pytest.fixture
def blast(sqlite_url: str, clock: SetClock) -> Iterator[Blast]:
    clock.set(NOON)
    story, way = Story(opened(sqlite_url)), Way()
    sender = Sender(
        ledger=story.store.ledger,
        pictures=story.store.pictures,
        messages=story.store.messages,
        transport=way,
        keyring=KEYRING,
        clock=clock,
        lease=LEASE,
        per_second=0.0,
        tags=story.store.contacts.tags,
        wait=clock.advance,
    )
    yield Blast(story, way, sender, clock)
    story.store.close()


def stands(blast: Blast) -> tuple[str, str | None]:
    record = blast.story.store.campaigns.find(SLUG)
    assert record is not None
    return record.state, record.reason


def without_fallback() -> Message:
    plain = outgoing.message(sha256=MESSAGE)
    return replace(plain, slots=tuple(replace(slot, fallback=None) for slot in plain.slots))


# -- the usual way


def test_a_batch_goes_out_and_is_written_down(blast: Blast) -> None:
    blast.begin()
    assert blast.next() == Outcome("settled")
    assert numbers(blast.story) == (5, 5, 0, 0, 0, 0)
    assert blast.story.state() == "sent"
    assert blast.next() == Outcome("idle")


def test_what_goes_out_carries_opaque_ids_and_each_persons_own_values(blast: Blast) -> None:
    blast.begin()
    blast.next()
    (out,) = blast.way.sent
    record = blast.story.store.campaigns.find(SLUG)
    assert record is not None
    assert out.campaign_code == record.code
    assert out.message == outgoing.message(sha256=MESSAGE)
    assert not out.is_proof
    assert [each.address for each in out.envelopes] == [c.address for c in blast.story.people]
    assert [each.values[0] for each in out.envelopes] == [
        "Person 0",
        "Person 1",
        "friend",
        "Person 3",
        "Person 4",
    ]
    ids = [each.contact.id for each in blast.story.store.contacts.stream(EVERYONE)]
    tokens = KEYRING.tokens_for(record.id, ids)
    assert [each.unsubscribe_url for each in out.envelopes] == [
        f"https://mail.example.org/u/{token.unsubscribe}" for token in tokens
    ]


def test_opens_are_measured_only_of_batches_whose_people_may_be(blast: Blast) -> None:
    blast.story.import_people([person(0, opens_consent=True), person(1, opens_consent=False)])
    record = blast.story.store.campaigns.find(SLUG)
    assert record is not None
    blast.story.store.messages.put(outgoing.message(sha256=MESSAGE), record.id)
    blast.story.freeze()
    blast.next()
    blast.next()
    measured = {out.envelopes[0].address: out.tracking for out in blast.way.sent}
    assert measured == {
        "person0@example.org": Tracking("provider", "provider"),
        "person1@example.org": Tracking("provider", "off"),
    }


def test_what_is_measured_is_what_was_frozen_with_the_message(blast: Blast) -> None:
    frozen = replace(outgoing.message(sha256=MESSAGE), tracking=Tracking("own", "individual"))
    blast.begin(frozen)
    blast.next()
    assert [out.tracking for out in blast.way.sent] == [Tracking("own", "off")]


def test_who_lacks_a_needed_field_is_refused_by_its_name_and_the_others_go(blast: Blast) -> None:
    blast.begin(without_fallback())
    assert blast.next() == Outcome("settled")
    assert everyone(blast.way.sent[0]) == [0, 1, 3, 4]
    assert numbers(blast.story) == (5, 4, 1, 0, 0, 0)
    with blast.story.store.engine.connect() as connection:
        reasons = connection.scalars(text("SELECT reason FROM recipients WHERE state = 'refused'"))
        assert list(reasons) == ["missing-first_name"]


# -- when it does not go


def test_a_provider_that_is_down_leaves_the_batch_waiting(blast: Blast) -> None:
    blast.begin()
    later = NOON + timedelta(seconds=30)
    down = raising(TransportDown("no connection", retry_at=later))
    assert blast.next(down) == Outcome("down", "no connection", later)
    assert numbers(blast.story) == (5, 0, 0, 0, 0, 5)
    assert blast.story.store.ledger.next_retry_at() == later
    assert blast.next() == Outcome("idle")
    blast.clock.set(later)
    assert blast.next() == Outcome("settled")


PREPARED = (
    (TransportDown("SendGrid can't be reached"), Outcome("down", "SendGrid can't be reached")),
    (OutcomeUnknown("it took it"), Outcome("doubt", "it took it")),
)


@pytest.mark.parametrize(("problem", "outcome"), PREPARED)
def test_what_is_in_the_way_before_the_first_batch_is_told_and_nothing_is_sent(
    blast: Blast, problem: Exception, outcome: Outcome
) -> None:
    blast.begin(without_fallback())
    blast.way.prepares = [raising(problem)]
    assert blast.next() == outcome
    assert blast.way.sent == []
    waiting, doubtful = (4, 0) if outcome.kind == "down" else (0, 4)
    assert numbers(blast.story) == (5, 0, 1, 0, doubtful, waiting)


def test_an_account_that_may_not_send_pauses_the_campaign_and_ends_the_worker(blast: Blast) -> None:
    """Whoever comes later sees why, and that it doesn't go on by itself."""
    blast.begin()
    fault = "SENDGRID_API_KEY lacks the right mail.send."
    blast.way.prepares = [raising(ConfigError(fault))]
    with pytest.raises(ConfigError) as told:
        blast.next()
    assert str(told.value).startswith(fault)
    assert f"mailer resume {SLUG}" in str(told.value)
    assert blast.way.sent == []
    assert numbers(blast.story) == (5, 0, 0, 0, 0, 5)
    assert stands(blast) == ("paused", fault)


def test_a_message_that_the_provider_would_refuse_pauses_the_campaign_before_anybody_gets_it(
    blast: Blast,
) -> None:
    blast.begin()
    blast.way.prepares = [lambda out: Receipt(stop="the subject is required")]
    assert blast.next() == Outcome("settled")
    assert blast.way.sent == []
    assert numbers(blast.story) == (5, 0, 0, 0, 0, 5)
    record = blast.story.store.campaigns.find(SLUG)
    assert record is not None
    assert (record.state, record.reason) == ("paused", "the subject is required")


def test_where_making_ready_is_asked_to_slow_down_every_worker_waits(blast: Blast) -> None:
    blast.begin(batch_size=1)
    later = NOON + timedelta(seconds=30)
    blast.way.prepares = [raising(TransportDown("slow down", retry_at=later))]
    assert blast.next() == Outcome("settled")
    assert blast.next() == Outcome("idle")
    blast.clock.set(later)
    assert blast.next() == Outcome("settled")
    assert len(blast.way.sent) == 1


def test_a_campaign_goes_out_under_its_own_mark(blast: Blast) -> None:
    blast.begin()
    blast.sender._mark = lambda campaign: f"mark of {campaign}"
    blast.next()
    assert [out.mark for out in blast.way.sent] == [f"mark of {SLUG}"]


def test_who_is_held_back_is_not_tried_again_after_an_outage(blast: Blast) -> None:
    blast.begin(without_fallback())
    blast.next(raising(TransportDown("no connection")))
    assert numbers(blast.story) == (5, 0, 1, 0, 0, 4)
    blast.next()
    assert everyone(blast.way.sent[1]) == [0, 1, 3, 4]
    assert numbers(blast.story) == (5, 4, 1, 0, 0, 0)


def test_a_wrong_key_pauses_the_campaign_and_says_why(blast: Blast) -> None:
    blast.begin()
    blast.next(raising(TransportDown("The key is wrong.", stops=True)))
    record = blast.story.store.campaigns.find(SLUG)
    assert record is not None
    assert (record.state, record.reason) == ("paused", "The key is wrong.")
    assert numbers(blast.story) == (5, 0, 0, 0, 0, 5)


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (OutcomeUnknown("no answer within 30 s"), "no answer within 30 s"),
        (RuntimeError("person0@example.org"), "the transport ended with RuntimeError"),
        (StoreDown("odd, but not a proof"), "the transport ended with StoreDown"),
    ],
)
def test_whatever_ends_without_a_clear_answer_is_doubt(
    blast: Blast, problem: Exception, reason: str
) -> None:
    blast.begin()
    assert blast.next(raising(problem)) == Outcome("doubt", reason)
    assert numbers(blast.story) == (5, 0, 0, 0, 5, 0)
    (doubt,) = blast.story.store.ledger.unknown_batches(SLUG)
    assert doubt.reason == reason
    assert blast.next() == Outcome("idle")
    assert len(blast.way.sent) == 1


def test_a_transport_that_cannot_be_used_stops_the_worker(blast: Blast) -> None:
    blast.begin()
    with pytest.raises(ConfigError, match="no key"):
        blast.next(raising(ConfigError("no key")))
    assert numbers(blast.story) == (5, 0, 0, 0, 5, 0)
    assert stands(blast) == ("paused", "no key")


def test_a_message_that_is_gone_pauses_the_campaign_and_sends_nothing(blast: Blast) -> None:
    blast.story.import_people([person(0)])
    blast.story.freeze()
    assert blast.next() == Outcome("settled")
    assert blast.way.sent == []
    record = blast.story.store.campaigns.find(SLUG)
    assert record is not None
    assert record.state == "paused"
    assert (
        record.reason
        == f"No frozen message {MESSAGE[:12]} in this database. Plan the campaign again."
    )


def test_a_batch_whose_lease_ended_before_the_call_does_not_go(blast: Blast) -> None:
    blast.begin()
    claim = blast.story.store.ledger.claim_batch
    slow = blast.story.store.ledger

    class Slow:
        """The ledger, after which the machine slept for two minutes."""

        def __getattr__(self, name: str) -> object:
            return getattr(slow, name)

        def claim_batch(self, *given: object) -> object:
            found = claim(*given)  # type: ignore[arg-type]
            blast.clock.advance(120)
            return found

    blast.sender._ledger = Slow()  # type: ignore[assignment]
    assert blast.next().kind == "down"
    assert blast.way.sent == []
    assert numbers(blast.story) == (5, 0, 0, 0, 0, 5)


def test_a_partial_answer_is_doubt_only_for_whom_it_is(blast: Blast) -> None:
    blast.begin()
    answer = Receipt(accepted=[0], refused={1: "odd"}, unknown=[2], unsent=[3, 4], reason="cut off")
    assert blast.next(lambda _: answer) == Outcome("doubt", "cut off")
    assert numbers(blast.story) == (5, 1, 1, 0, 1, 2)


# -- when the database goes


def test_where_it_goes_right_after_the_claim_nobody_is_in_doubt(blast: Blast) -> None:
    blast.begin()
    with unreadable(blast.story, "recipients"):
        gone = blast.next()
    assert gone.kind == "down"
    assert gone.reason.startswith("The database ")
    assert blast.way.sent == []
    assert blast.next() == Outcome("settled")
    assert numbers(blast.story) == (5, 5, 0, 0, 0, 0)


class Outage:
    """Every new transaction of the store fails from now on; as when the server is gone."""

    def __init__(self, story: Story) -> None:
        self._engine = story.store.engine
        self.is_on = False
        event.listen(self._engine, "begin", self._fail)

    def _fail(self, connection: object) -> None:
        if self.is_on:
            raise StoreDown("The database can't be reached.")


def test_a_yes_is_written_down_once_the_database_is_back(
    blast: Blast, caplog: pytest.LogCaptureFixture
) -> None:
    blast.begin()
    outage = Outage(blast.story)

    def yes_and_gone(out: Outgoing) -> Receipt:
        outage.is_on = True
        return yes(out)

    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        blast.clock.advance(seconds)
        outage.is_on = len(waits) < 3

    blast.sender._wait = wait
    assert blast.next(yes_and_gone) == Outcome("settled")
    assert len(waits) == 3
    assert caplog.text.count("its answer waits: The database can't be reached.") == 1
    assert numbers(blast.story) == (5, 5, 0, 0, 0, 0)


def test_a_yes_outlives_its_lease_in_a_worker_that_lives(blast: Blast) -> None:
    blast.begin()
    outage = Outage(blast.story)

    def yes_and_gone(out: Outgoing) -> Receipt:
        outage.is_on = True
        return yes(out)

    with pytest.raises(StoreDown):
        blast.next(yes_and_gone)
    assert blast.clock.now() >= NOON + LEASE
    with pytest.raises(StoreDown):
        blast.next()
    outage.is_on = False
    # another worker finds the lease run out first
    blast.clock.advance(1)
    assert blast.story.store.ledger.expire_leases(blast.clock.now()) == 1
    assert numbers(blast.story) == (5, 0, 0, 0, 5, 0)
    assert blast.next() == Outcome("idle")
    assert numbers(blast.story) == (5, 5, 0, 0, 0, 0)
    assert len(blast.way.sent) == 1


def test_without_a_claim_nothing_is_sent(blast: Blast) -> None:
    blast.begin()
    Outage(blast.story).is_on = True
    with pytest.raises(StoreDown):
        blast.next()
    assert blast.way.sent == []


def test_the_provider_answers_where_any_of_its_checks_is_good(blast: Blast) -> None:
    assert blast.sender.provider_answers()
    blast.way.checks = (("host", False, "no connection"),)
    assert not blast.sender.provider_answers()


# -- filling


def test_a_proof_has_links_that_count_nowhere() -> None:
    message = outgoing.message()
    (filled,) = fill_for(message, [Recipient(person(0))], 7, KEYRING, NOON.date(), is_proof=True)
    assert isinstance(filled, Filled)
    subject = KEYRING.read("unsubscribe", filled.values[4])
    assert subject is not None
    assert subject.contact_id == PROOF


def test_each_contact_is_offered_amounts_of_their_own() -> None:
    policy = AskPolicy("EUR", (Decimal(25), Decimal(50), Decimal(75)))
    plain = outgoing.message()
    slots = (*plain.slots, Slot("amount_1", "text", optional=True))
    message = replace(plain, slots=slots, ask=policy)
    giver = person(
        0,
        last_gift_amount=Decimal(100),
        highest_gift_amount=Decimal(100),
        last_gift_currency="EUR",
        last_gift_at=NOON.date(),
        gifts_count=1,
    )
    filled = fill_for(message, [Recipient(person(1)), Recipient(giver)], 7, KEYRING, NOON.date())
    offered = amounts_for(policy, giver, NOON.date())
    assert offered is not None
    assert offered[0] != 25
    shown = [each.values[-1] for each in filled if isinstance(each, Filled)]
    assert [figure.strip("\u20ac\xa0") for figure in shown] == ["25", str(offered[0])]


def test_own_clicks_lead_back_to_the_person_and_the_link() -> None:
    plain = outgoing.message()
    message = replace(plain, slots=(*plain.slots, Slot("click_3", "url_part")))
    contact = structs.replace(person(0), id=12)  # type: ignore[arg-type]
    (filled,) = fill_for(message, [Recipient(contact)], 7, KEYRING, NOON.date())
    assert isinstance(filled, Filled)
    subject = KEYRING.read("click", filled.values[-1])
    assert subject is not None
    assert (subject.campaign_id, subject.contact_id, subject.link_index) == (7, 12, 3)


def test_a_contact_without_a_needed_field_is_held() -> None:
    plain = outgoing.message()
    message = replace(plain, slots=(Slot("last_name", "text"), *plain.slots[1:]))
    assert fill_for(message, [Recipient(person(0))], 7, KEYRING, NOON.date()) == [Held("last_name")]


def test_a_display_name_is_one_clean_line() -> None:
    contact = structs.replace(person(0), first_name="Ann\r\nBcc: x", last_name="O\u202e\x00Neil")
    found = envelope(outgoing.message(), 3, contact, Filled(("",) * 5), "")
    assert found.name == "Ann Bcc: x ONeil"
    assert found.unsubscribe_url == ""
    assert found.position == 3
