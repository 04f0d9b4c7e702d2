"""ports.Engine: every runner that is found, on a real ledger; the clock moves only where it waits."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from mailer.engines import call_workers, engine_names, open_engine
from mailer.errors import ConfigError, StoreDown, TransportDown
from mailer.model.delivery import Receipt
from mailer.sending import Outcome
from tests.clock import NOON, SetClock
from tests.contracts.runners import Work, at_work, no_answer, no_connection, yes
from tests.contracts.stories import LEASE, SLUG, claimed, numbers

SECOND = timedelta(seconds=1)


@pytest.fixture(params=engine_names())
def work(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[Work]:
    """Each runner on the database that it is for."""
    fixture = "sqlite_url" if request.param == "embedded" else "postgres_url"
    with at_work(request.param, request.getfixturevalue(fixture), clock) as made:
        yield made


def test_it_sends_what_is_due_and_then_returns(work: Work) -> None:
    work.story.freeze(batch_size=2)
    engine = open_engine(work.name, work.parts(concurrency=3))
    assert engine.run(until_idle=True) == 0
    assert work.calls == 5
    assert numbers(work.story) == (9, 9, 0, 0, 0, 0)
    assert work.story.state() == "sent"


def test_it_can_be_stopped_and_finishes_what_it_began(work: Work) -> None:
    work.story.freeze(batch_size=2)
    engine = open_engine(work.name, work.parts(concurrency=2))
    work.during = engine.stop
    assert engine.run(until_idle=False) == 0
    count = work.story.store.ledger.count(SLUG)
    assert 1 <= work.calls <= 2
    assert count.batches["sending"] == 0
    assert count.accepted == 2 * work.calls


def test_it_leaves_without_what_does_not_end_in_time(work: Work) -> None:
    work.story.freeze(batch_size=9)
    engine = open_engine(work.name, work.parts(concurrency=2, drain_seconds=0.3))
    hangs = threading.Event()

    def hang() -> None:
        engine.stop()
        hangs.wait(20)

    work.during = hang
    began = time.monotonic()
    assert engine.run(until_idle=False) == 1
    assert 0.3 <= time.monotonic() - began < 10
    assert numbers(work.story) == (9, 0, 0, 0, 0, 9)
    hangs.set()
    until = time.monotonic() + 10
    while work.story.state() != "sent" and time.monotonic() < until:
        time.sleep(0.01)
    assert work.story.state() == "sent", "what came back late, but before its end, was lost"


def test_it_can_be_woken(work: Work) -> None:
    done = threading.Event()
    with work.running(work.parts()) as engine:
        work.story.freeze(batch_size=9)
        work.during = done.set
        engine.wake()
        assert done.wait(10)
    assert work.story.state() == "sent"


def test_workers_that_are_called_from_elsewhere_send(work: Work) -> None:
    done = threading.Event()
    work.during = done.set
    with work.running(work.parts()):
        work.story.freeze(batch_size=9)
        call_workers(work.name, work.url)
        call_workers(work.name, work.url)
        assert done.wait(10)
    assert work.story.state() == "sent"


def test_an_engine_that_is_not_there_is_named() -> None:
    there = r'no engine "steam"\. There are: embedded, procrastinate'
    with pytest.raises(ConfigError, match=there):
        open_engine("steam", None)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=there):
        call_workers("steam", "sqlite:///mailer.db")


# -- what is left to wait for


def test_what_is_scheduled_for_later_is_not_waited_for(work: Work) -> None:
    work.story.freeze(at=NOON + 60 * SECOND)
    work.run()
    assert (work.calls, work.waits) == (0, [])


def test_a_batch_that_waits_for_the_providers_reset_is_waited_for(work: Work) -> None:
    work.story.freeze(batch_size=9)
    reset = NOON + 30 * SECOND
    work.answers = [lambda people: (Receipt(unsent=people, retry_at=reset), Outcome("settled"))]
    work.run()
    assert work.clock.now() >= reset
    assert numbers(work.story) == (9, 9, 0, 0, 0, 0)


def test_the_lease_of_a_dead_worker_is_waited_for_and_becomes_doubt(work: Work) -> None:
    work.story.freeze(batch_size=5)
    claimed(work.story)
    work.run()
    assert numbers(work.story) == (9, 4, 0, 0, 5, 0)
    assert NOON + LEASE < work.clock.now() < NOON + LEASE + 5 * SECOND


def test_a_clock_that_is_set_back_a_day_makes_nobody_wait_for_a_day(work: Work) -> None:
    work.story.freeze(batch_size=5)
    claimed(work.story)
    a_day = timedelta(days=1)
    work.clock.set(NOON - a_day)
    work.run()
    assert numbers(work.story) == (9, 0, 0, 0, 5, 4), "the rest is due when it was to be due"
    assert work.clock.now() < NOON - a_day + 5 * SECOND


def test_a_clock_that_is_set_ahead_a_day_while_a_batch_is_on_its_way_loses_no_answer(
    work: Work,
) -> None:
    work.story.freeze(batch_size=5)
    ledger = work.story.store.ledger

    def a_day_passes() -> None:
        work.clock.advance(86_400)
        ledger.expire_leases(work.clock.now())  # as another worker would

    work.during = a_day_passes
    work.run()
    assert numbers(work.story) == (9, 9, 0, 0, 0, 0)
    assert work.calls == 2


def test_a_paused_campaign_is_not_waited_for(work: Work) -> None:
    work.story.freeze(batch_size=9)
    work.answers = [lambda people: (Receipt(unsent=people, stop="no"), Outcome("settled"))]
    work.run()
    assert work.story.state() == "paused"
    assert work.calls == 1


def test_the_pace_is_waited_for(work: Work) -> None:
    work.story.freeze(batch_size=3)
    claim = work.story.store.ledger.claim_batch

    def slowly() -> Outcome:
        found = claim(work.clock.now(), LEASE, 1.0)
        if found is None:
            return Outcome("idle")
        people = [position for position, _ in found.recipients]
        work.story.store.ledger.record(found, Receipt(accepted=people), work.clock.now())
        return Outcome("settled")

    work.step = slowly  # type: ignore[method-assign]
    work.run()
    assert numbers(work.story) == (9, 9, 0, 0, 0, 0)
    assert 6 <= (work.clock.now() - NOON).total_seconds() < 7


# -- trouble


def test_an_outage_is_waited_out_longer_each_time(work: Work) -> None:
    work.story.freeze(batch_size=9)
    work.answers = [no_connection] * 3
    work.run()
    assert numbers(work.story) == (9, 9, 0, 0, 0, 0)
    less_by_half_of_a_quarter = 0.875
    assert work.waits == [less_by_half_of_a_quarter * whole for whole in (1, 2, 4)]


def test_an_outage_without_end_is_told(work: Work) -> None:
    work.story.freeze(batch_size=9)
    work.answers = [no_connection] * 9
    with pytest.raises(TransportDown, match="no connection"):
        work.run()
    assert work.calls == 4
    assert numbers(work.story) == (9, 0, 0, 0, 0, 9)


def test_success_in_between_begins_the_count_anew(work: Work) -> None:
    work.story.freeze(batch_size=2)
    work.answers = [*([no_connection] * 3), yes, *([no_connection] * 3), yes]
    work.run()
    assert work.story.state() == "sent"


def test_after_three_doubts_in_a_row_the_provider_is_asked_first(work: Work) -> None:
    work.story.freeze(batch_size=2)
    work.answers = [no_answer] * 3
    work.run()
    assert work.probes == 1
    assert numbers(work.story) == (9, 3, 0, 0, 6, 0)


def test_a_provider_that_answers_nothing_turns_no_more_batches_into_doubt(work: Work) -> None:
    work.story.freeze(batch_size=1)
    work.answers = [no_answer] * 9
    work.is_answering = False
    with pytest.raises(TransportDown, match="the last 3 batches are in doubt"):
        work.run()
    assert work.probes == 3
    assert numbers(work.story) == (9, 0, 0, 0, 3, 6)


def test_a_database_without_end_of_trouble_is_told(work: Work) -> None:
    work.story.freeze(batch_size=9)

    def gone(people: list[int]) -> tuple[Receipt, Outcome]:
        raise StoreDown("The database can't be reached.")

    work.answers = [gone]
    work.step = lambda: gone([])[1]  # type: ignore[method-assign]
    with pytest.raises(StoreDown):
        work.run()


def test_a_database_that_comes_back_is_all_it_needs(work: Work) -> None:
    work.story.freeze(batch_size=2)
    outages = iter([True, False, True, True, False])
    step = work.step

    def sometimes() -> Outcome:
        if next(outages, False):
            raise StoreDown("The database can't be reached.")
        return step()

    work.step = sometimes  # type: ignore[method-assign]
    work.run()
    assert numbers(work.story) == (9, 9, 0, 0, 0, 0)
    less_by_half_of_a_quarter = 0.875
    assert work.waits == [less_by_half_of_a_quarter * whole for whole in (1, 1, 2)]


def test_a_wrong_setting_ends_the_run_at_once(work: Work) -> None:
    work.story.freeze(batch_size=3)

    def wrong(people: list[int]) -> tuple[Receipt, Outcome]:
        raise ConfigError("no key")

    work.answers = [wrong]
    with pytest.raises(ConfigError):
        work.run()
    assert work.calls == 1


def test_two_runners_share_one_database(work: Work) -> None:
    work.story.freeze(batch_size=1)
    runners = [open_engine(work.name, work.parts(concurrency=2)) for _ in range(2)]
    threads = [
        threading.Thread(target=runner.run, kwargs={"until_idle": True}) for runner in runners
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert work.calls == 9
    assert work.story.state() == "sent"
