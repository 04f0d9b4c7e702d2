"""The job queue between machines: what it does for workers beyond the contract of every runner, and without it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from mailer.engines import call_workers, open_engine
from mailer.engines.procrastinate import QUEUE, SWEEP
from mailer.errors import ConfigError
from tests.clock import SetClock
from tests.contracts.runners import Work, at_work

_LONG = 10.0
"""Seconds; less than an idle runner that can be called rests by itself."""


@pytest.fixture
def work(postgres_url: str, clock: SetClock) -> Iterator[Work]:
    with at_work("procrastinate", postgres_url, clock) as made:
        yield made


def machines(work: Work) -> int:
    """That have told the queue that they are there."""
    with work.story.store.engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM procrastinate_workers")) or 0)


def jobs(work: Work) -> list[str]:
    with work.story.store.engine.connect() as connection:
        rows = connection.scalars(text("SELECT task_name || ' ' || status FROM procrastinate_jobs"))
        return sorted(rows)


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _LONG
    while not is_so():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.01)


def test_one_call_sets_every_machine_to_work(work: Work) -> None:
    """Each of the three may send one batch at a time, and no batch ends before three are on their way."""
    together = threading.Barrier(3)
    work.during = lambda: together.wait(_LONG)
    with ExitStack() as running:
        for _ in range(3):
            running.enter_context(work.running(work.parts(concurrency=1)))
        wait_until(lambda: machines(work) == 3 and work.steps >= 3)
        work.story.freeze(batch_size=3)
        call_workers(work.name, work.url)
        wait_until(lambda: work.story.state() == "sent")
        wait_until(lambda: jobs(work) == [])
    assert work.calls == 3
    assert machines(work) == 0


def test_the_jobs_of_a_machine_that_is_gone_are_swept_away(work: Work) -> None:
    with work.story.store.engine.begin() as connection:
        gone = "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES (:queue, :task, :status)"
        left = {"queue": QUEUE, "task": "mailer.look", "status": "doing"}
        connection.execute(text(gone), left)
        connection.execute(text(gone), left | {"task": SWEEP, "status": "todo"})
        connection.execute(text("UPDATE procrastinate_jobs SET args = '{\"timestamp\": 0}'"))
    with work.running(work.parts()):
        wait_until(lambda: jobs(work) == [])


def test_without_its_queue_a_worker_looks_by_itself_and_says_so_once(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    with work.story.store.engine.begin() as connection:
        connection.execute(text("DROP TABLE procrastinate_jobs CASCADE"))
    with work.running(work.parts()):
        wait_until(lambda: work.steps >= 1)
        work.story.freeze(batch_size=3)
        call_workers(work.name, work.url)
        wait_until(lambda: work.story.state() == "sent")
    told = [record.message for record in caplog.records if record.name.startswith("mailer.")]
    assert sorted(told) == [
        "other machines can't call this worker (ConnectorException): it looks by itself, once a second",
        "the workers could not be called (ConnectorException): they look by themselves",
    ]


def test_it_needs_postgresql(work: Work) -> None:
    with pytest.raises(ConfigError, match='"procrastinate" needs PostgreSQL'):
        call_workers("procrastinate", "sqlite:///mailer.db")
    assert open_engine("procrastinate", work.parts())
