"""Whatever happens in whatever order: nobody is handed out twice without a person's word, and the
numbers add up to the last person."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from mailer.errors import Conflict
from mailer.model.contact import Suppression
from mailer.model.delivery import MOVES, BatchState, Cause, Claim, Receipt
from mailer.model.event import Event
from mailer.model.timing import AT_ONCE, Canary, Timing, Warmup
from mailer.store.database import reading
from mailer.store.tables import batches
from tests.clock import NOON
from tests.contracts.stories import LEASE, SLUG, Story, emptied, opened, person

WARMING = Warmup("news.example.org", NOON.date(), (2, 3))
TIMINGS = [
    AT_ONCE,
    Timing(canary=Canary(share=0.4, hold_minutes=1)),
    Timing(warmup=WARMING),
    Timing(canary=Canary(people=2, hold_minutes=1), warmup=WARMING, gave_since=NOON),
]
DAYS = 5
"""In which even the slowest of these comes to its end."""
FATES = ["accepted", "refused", "unknown", "unsent", "forgotten"]
STATES = ("accepted", "refused", "suppressed", "unknown", "remaining")


class Blast(RuleBasedStateMachine):
    """One small campaign under everything that workers, people and providers do to it."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.story = story
        self.ledger = story.store.ledger
        self.now = NOON
        self.claims: list[Claim] = []
        self.newest: dict[str, str] = {}
        self.were: dict[int, BatchState] = {}
        self.may_get: dict[str, bool] = {}
        self.suppressed: set[str] = set()
        self.events = 0
        emptied(story.store)

    @initialize(
        people=st.integers(1, 9), batch_size=st.integers(1, 4), timing=st.sampled_from(TIMINGS)
    )
    def begin(self, people: int, batch_size: int, timing: Timing) -> None:
        self.story.import_people([person(n, opens_consent=n % 3 == 0) for n in range(people)])
        self.story.freeze(batch_size=batch_size, timing=timing)
        self.may_get = {contact.key: True for contact in self.story.people}
        self.moved_by()

    def moved_by(self, *causes: Cause) -> None:
        """Every batch is what one of these causes, or one after the other, may have made of it."""
        chosen = select(batches.c.id, batches.c.state)
        with reading(self.story.store.engine) as connection:
            found = dict(connection.execute(chosen).all())
        for batch, state in found.items():
            was = self.were.get(batch)
            if was is None:
                assert state in ("queued", "cancelled"), "a batch was born on its way"
                continue
            may_be = {was}
            for cause in causes:
                may_be |= {
                    each for one in may_be for each in MOVES[one] if cause in MOVES[one][each]
                }
            assert state in may_be, f"{was} became {state} by {causes}"
        self.were = found

    @rule()
    def claim(self) -> None:
        state = self.story.state()
        claim = self.ledger.claim_batch(self.now, LEASE)
        self.moved_by("claim", "nobody")
        if claim is None:
            return
        assert state in ("scheduled", "sending")
        for _, recipient in claim.recipients:
            key = recipient.contact.key
            assert self.may_get[key], "handed out twice"
            assert key not in self.suppressed
            self.may_get[key] = False
        self.claims.append(claim)
        self.newest[claim.batch_code] = claim.attempt

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), stops=st.booleans())
    def record(self, data: st.DataObject, stops: bool) -> None:
        """Any claim: the newest, a stale one, one that was recorded before."""
        claim = data.draw(st.sampled_from(self.claims))
        fates = {position: data.draw(st.sampled_from(FATES)) for position, _ in claim.recipients}
        those = {fate: [p for p in fates if fates[p] == fate] for fate in FATES}
        receipt = Receipt(
            accepted=those["accepted"],
            refused=dict.fromkeys(those["refused"], "odd"),
            unknown=those["unknown"],
            unsent=those["unsent"],
            stop="no" if stops and those["unsent"] else None,
        )
        is_recorded = self.ledger.record(claim, receipt, self.now)
        self.moved_by("record")
        if is_recorded:
            assert self.newest[claim.batch_code] == claim.attempt, "an old answer undid a newer one"
            for position, recipient in claim.recipients:
                if fates[position] == "unsent":
                    self.may_get[recipient.contact.key] = True

    @rule(seconds=st.sampled_from([1, 30, 61]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.ledger.expire_leases(self.now)
        self.moved_by("expire", "event")

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), part=st.sampled_from(["", ".1"]))
    def an_event_comes(self, data: st.DataObject, part: str) -> None:
        claim = data.draw(st.sampled_from(self.claims))
        position = data.draw(st.sampled_from([position for position, _ in claim.recipients]))
        self.events += 1
        attempt = claim.attempt + part
        event = Event(
            id=f"event-{self.events}",
            kind="delivered",
            happened_at=self.now,
            batch_code=claim.batch_code,
            attempt=attempt,
            position=position,
        )
        self.story.store.events.add([event], self.now)
        self.ledger.settle_accepted(claim.batch_code, attempt, self.now)
        self.moved_by("event")

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def a_person_settles_as_accepted(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.claims))
        self.ledger.settle_accepted(claim.batch_code, None, self.now)
        self.moved_by("person")

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def a_person_sends_again(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.claims))
        before = self.story.states()
        is_resent = self.ledger.settle_resend(claim.batch_code, self.now)
        self.moved_by("person")
        if is_resent:
            for _, recipient in claim.recipients:
                if before[recipient.contact.key] == "unknown":
                    self.may_get[recipient.contact.key] = True

    @rule(data=st.data())
    def somebody_unsubscribes(self, data: st.DataObject) -> None:
        contact = data.draw(st.sampled_from(self.story.people))
        self.suppressed.add(contact.key)
        self.story.store.suppressions.add(
            Suppression(contact.address, contact.key, "unsubscribed", self.now)
        )

    @rule(alarm=st.sampled_from([None, None, "canary-alarm: many bounced"]))
    def a_worker_judges_the_canary(self, alarm: str | None) -> None:
        for campaign_id, _, _ in self.ledger.holds_over(self.now):
            assert self.ledger.end_hold(campaign_id, alarm, self.now)
        self.moved_by()

    @rule(to=st.sampled_from(["paused", "sending", "sending"]))
    def a_person_pauses_or_resumes(self, to: str) -> None:
        states = {"paused": ["scheduled", "sending"], "sending": ["paused"]}[to]
        self.story.store.campaigns.move(SLUG, to, when=states, reason=None, at=self.now)  # type: ignore[arg-type]

    @invariant()
    def numbers_add_up(self) -> None:
        if not self.may_get:
            return
        count = self.ledger.count(SLUG)
        each = list(self.story.states().values())
        assert count.planned == len(self.may_get) == len(each)
        assert {name: each.count(name) for name in STATES} == {
            name: getattr(count, name) for name in STATES
        }

    @invariant()
    def sent_means_that_nothing_is_open(self) -> None:
        if self.may_get and self.story.state() == "sent":
            count = self.ledger.count(SLUG)
            assert (count.unknown, count.remaining) == (0, 0)

    def teardown(self) -> None:
        """Left alone, the campaign comes to its end: nobody is lost."""
        if not self.may_get:
            return
        self.ledger.let_go(SLUG)
        self.story.store.campaigns.move(SLUG, "sending", when=["paused"], reason=None, at=self.now)
        for _ in range(DAYS):
            self.now += timedelta(days=1)
            self.ledger.expire_leases(self.now)
            self.a_day_goes_by()
            for doubt in self.ledger.unknown_batches(SLUG):
                assert self.ledger.settle_accepted(doubt.batch_code, None, self.now)
            for campaign_id, _, _ in self.ledger.holds_over(self.now + timedelta(hours=1)):
                assert self.ledger.end_hold(campaign_id, None, self.now)
        assert self.story.state() == "sent"
        count = self.ledger.count(SLUG)
        assert count.accepted + count.refused + count.suppressed == count.planned

    def a_day_goes_by(self) -> None:
        went = 0
        while (claim := self.ledger.claim_batch(self.now, LEASE)) is not None:
            everybody = [position for position, _ in claim.recipients]
            assert self.ledger.record(claim, Receipt(accepted=everybody), self.now)
            went += len(everybody)
        assert self.ledger.warmed(WARMING.domain, self.now) in (0, went)


def test_nobody_twice_nobody_lost_whatever_happens(database_url: str) -> None:
    store = opened(database_url)
    try:
        run_state_machine_as_test(
            lambda: Blast(Story(store)),
            settings=settings(
                max_examples=40 if database_url.startswith("sqlite") else 12,
                stateful_step_count=25,
                deadline=None,
                phases=[Phase.generate],  # a story of 25 steps reads well as it is
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        store.close()


def test_many_workers_share_a_campaign_and_the_last_one_ends_it(database_url: str) -> None:
    store = opened(database_url)
    story = Story(store)
    story.import_people([person(number) for number in range(90)])
    story.freeze(batch_size=3)
    handed: list[str] = []
    lock = threading.Lock()

    def work() -> None:
        while (claim := store.ledger.claim_batch(NOON, LEASE)) is not None:
            with lock:
                handed.extend(each.contact.key for _, each in claim.recipients)
            everybody = [position for position, _ in claim.recipients]
            assert store.ledger.record(claim, Receipt(accepted=everybody), NOON)

    try:
        with ThreadPoolExecutor(6) as workers:
            for done in [workers.submit(work) for _ in range(6)]:
                done.result()
        assert sorted(handed) == sorted(contact.key for contact in story.people)
        assert story.state() == "sent"
    finally:
        store.close()


def test_two_people_who_send_at_once_send_once(database_url: str) -> None:
    store = opened(database_url)
    story = Story(store)
    story.import_people([person(number) for number in range(50)])

    def send() -> str:
        try:
            story.freeze(batch_size=7)
        except Conflict:
            return "refused"
        return "scheduled"

    try:
        with ThreadPoolExecutor(4) as people:
            outcomes = [done.result() for done in [people.submit(send) for _ in range(4)]]
        assert sorted(outcomes) == ["refused", "refused", "refused", "scheduled"]
        assert store.ledger.count(SLUG).planned == 50
    finally:
        store.close()
