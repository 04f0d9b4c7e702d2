"""One worker of several processes: it sends, drains and dies as one of a single process does."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from mailer.app import open_app
from mailer.operations import blast as operations
from tests.crashing import Rehearsal, rehearsal
from tests.journeys.test_outages import assert_everybody_got_it_once, wait_until
from tests.processes import Running, running_mailer

PEOPLE = 1500
BATCH = 10
_SECONDS = 20.0


@pytest.fixture
def blast(workspace_dir: Path) -> Iterator[Rehearsal]:
    with under_way(workspace_dir) as begun:
        yield begun


@contextmanager
def under_way(workspace: Path, database_url: str | None = None) -> Iterator[Rehearsal]:
    """To 1,500 people, at a provider that takes its time; its worker has three processes."""
    settings = workspace / "mailer.toml"
    told = settings.read_text("utf-8")
    assert "\n[worker]\n" in told
    settings.write_text(told.replace("\n[worker]\n", "\n[worker]\nprocesses = 3\n"), "utf-8")
    with rehearsal(workspace, batch_size=BATCH, slow=0.02, database_url=database_url) as begun:
        begun.people(PEOPLE)
        begun.begin()
        yield begun


@contextmanager
def at_work(blast: Rehearsal, *arguments: str) -> Iterator[tuple[Running, list[int]]]:
    """The worker once it sends, and its siblings' process ids."""
    root = blast.app.workspace.root
    with running_mailer(["worker", *arguments], root, blast.environment) as worker:
        blast.wait_for_requests(10, [worker.process])
        pid = worker.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        yield worker, [int(each) for each in children]


def is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_three_processes_send_to_everybody_once(blast: Rehearsal) -> None:
    with at_work(blast, "--until-idle") as (worker, siblings):
        assert len(siblings) == 2
        code, _, said = worker.ended(_SECONDS)
    assert code == 0, said
    assert "Nothing more is due." in said
    assert all(map(is_gone, siblings))
    assert_everybody_got_it_once(blast, PEOPLE)


def test_they_do_so_on_postgresql_too(workspace_dir: Path, postgres_url: str) -> None:
    with under_way(workspace_dir, postgres_url) as begun:
        with at_work(begun, "--until-idle") as (worker, siblings):
            assert len(siblings) == 2
            code, _, said = worker.ended(_SECONDS)
        assert code == 0, said
        assert_everybody_got_it_once(begun, PEOPLE)


def test_a_signal_to_the_first_drains_them_all(blast: Rehearsal) -> None:
    with at_work(blast) as (worker, siblings):
        os.kill(worker.process.pid or 0, signal.SIGTERM)
        code, _, said = worker.ended(_SECONDS)
    assert code == 0, said
    assert "Stopped. Nothing is on its way." in said
    assert all(map(is_gone, siblings))
    status = blast.status()
    assert status["remaining"] > 0
    assert status["batches"]["sending"] == status["batches"]["unknown"] == 0
    truth = blast.truth().times
    assert len(truth) == status["accepted"]
    assert set(truth.values()) == {1}


def test_when_the_first_is_killed_the_others_drain_too(blast: Rehearsal) -> None:
    with at_work(blast) as (worker, siblings):
        worker.process.kill()
        wait_until(lambda: all(map(is_gone, siblings)))
    assert blast.status()["remaining"] > 0
    assert set(blast.truth().times.values()) == {1}


def test_one_that_is_killed_is_told_of_and_only_its_batches_are_in_doubt(blast: Rehearsal) -> None:
    with at_work(blast, "--until-idle") as (worker, siblings):
        os.kill(siblings[0], signal.SIGKILL)
        code, _, said = worker.ended(_SECONDS)
    assert code == 0, said
    assert "A process of this worker ended early (SIGKILL)." in said
    status = blast.status()
    assert status["remaining"] == 0
    assert 0 < status["unknown"] <= 4 * BATCH  # as many as it has threads
    assert status["accepted"] + status["unknown"] == PEOPLE
    assert set(blast.truth().times.values()) == {1}


def test_they_begin_before_the_database_is_opened_or_not_at_all(blast: Rehearsal) -> None:
    app = open_app(blast.app.workspace.root, blast.environment)
    app.store.campaigns.all()
    late = operations.siblings(app, Event(), until_idle=True)
    with pytest.raises(ValueError, match="before"), late:
        raise AssertionError("never")
    app.close()
