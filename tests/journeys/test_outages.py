"""What a blast meets on its way: a worker told to stop or held still, a provider that hangs, a database that goes
away, a disk that is full. Real processes; nobody gets it twice, and nobody is lost."""

import contextlib
import os
import resource
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests import postgres
from tests.crashing import HANGS, Rehearsal, ended, rehearsal
from tests.journeys.flood_maps import SLUG
from tests.journeys.test_crash import assert_nobody_twice_nobody_lost
from tests.processes import Running, running_mailer

BATCH = 10
IN_FLIGHT = 4
_LONG = 20.0


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _LONG
    while not is_so():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.01)


def working(blast: Rehearsal) -> AbstractContextManager[Running]:
    """`mailer worker`."""
    return running_mailer(["worker"], blast.app.workspace.root, blast.environment)


def stopped(worker: Running) -> str:
    """What it said, once it has ended well by SIGTERM."""
    os.kill(worker.process.pid or 0, signal.SIGTERM)
    status, _, told = worker.ended(_LONG)
    assert status == 0, told
    assert "Traceback" not in told
    return told


def come_to_rest(blast: Rehearsal) -> int:
    """Requests so far, once none has come for a while that several batches would fit into."""
    while True:
        seen = blast.sandbox.requests
        time.sleep(0.5)
        if blast.sandbox.requests == seen:
            return seen


def assert_everybody_got_it_once(blast: Rehearsal, people: int) -> None:
    times = blast.truth().times
    assert (len(times), set(times.values())) == (people, {1})
    status = blast.status()
    assert (status["state"], status["accepted"]) == ("sent", people)


def draining(root: Path, seconds: float) -> None:
    path = root / "mailer.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[worker]\n", f"[worker]\ndrain_seconds = {seconds}\n"), "utf-8")


def hold_outside_of_the_database(process: int, file: Path) -> None:
    """In the middle of a write it would keep everybody else from writing for as long as it is held."""
    while True:
        os.kill(process, signal.SIGSTOP)
        with (
            contextlib.suppress(sqlite3.OperationalError),
            contextlib.closing(sqlite3.connect(file, timeout=0.05, isolation_level=None)) as found,
        ):
            found.execute("BEGIN IMMEDIATE")
            return
        os.kill(process, signal.SIGCONT)
        time.sleep(0.01)


def test_a_worker_that_is_told_to_stop_finishes_what_is_on_its_way_and_another_goes_on(
    workspace_dir: Path,
) -> None:
    with rehearsal(workspace_dir, batch_size=BATCH, slow=0.2) as blast:
        blast.people(240)
        blast.begin()
        with working(blast) as worker:
            wait_until(lambda: blast.sandbox.requests >= 1)
            other = blast.start()
            assert "Stopped. Nothing is on its way." in stopped(worker)
        ended(other)
        assert_everybody_got_it_once(blast, 240)


def test_a_worker_leaves_in_time_though_the_provider_hangs_and_its_batch_is_in_doubt(
    workspace_dir: Path,
) -> None:
    draining(workspace_dir, 0.5)
    with rehearsal(workspace_dir, batch_size=BATCH, slow=HANGS, lease_seconds=1) as blast:
        blast.people(BATCH)
        blast.begin()
        with working(blast) as worker:
            wait_until(lambda: blast.sandbox.requests >= 1)
            began = time.monotonic()
            told = stopped(worker)
        assert 0.5 <= time.monotonic() - began < 10
        assert "Stopped. 1 batch had no answer after 0.5 seconds and may have gone out" in told
        assert f"look: mailer settle {SLUG}\n" in told
        blast.finish()
        assert blast.status()["unknown"] == BATCH
        assert_nobody_twice_nobody_lost(blast)


def test_a_worker_held_still_for_longer_than_its_lease_sends_nothing_again(
    workspace_dir: Path,
) -> None:
    """kill -STOP while its batches are on their way; another worker calls them in doubt; then kill -CONT."""
    with rehearsal(workspace_dir, batch_size=BATCH, slow=0.5, lease_seconds=1) as blast:
        blast.people(2 * BATCH)
        blast.begin()
        held = blast.start()
        blast.wait_for_requests(2, [held])
        hold_outside_of_the_database(held.pid or 0, workspace_dir / "mailer.db")
        blast.finish()
        assert blast.status()["unknown"] == 2 * BATCH
        os.kill(held.pid or 0, signal.SIGCONT)
        ended(held)
        assert_everybody_got_it_once(blast, 2 * BATCH)


def test_a_database_that_is_stopped_and_started_in_mid_blast_forgets_nobody(
    workspace_dir: Path,
) -> None:
    with (
        postgres.cluster() as cluster,
        rehearsal(
            workspace_dir, batch_size=BATCH, slow=0.1, database_url=f"{cluster.url}/postgres"
        ) as blast,
    ):
        blast.people(240)
        blast.begin()
        with working(blast) as worker:
            wait_until(lambda: blast.sandbox.requests >= 8)
            cluster.stop()
            sent = blast.sandbox.requests
            assert come_to_rest(blast) <= sent + IN_FLIGHT
            cluster.start()
            wait_until(lambda: blast.status()["state"] == "sent")
            assert_everybody_got_it_once(blast, 240)
            told = stopped(worker)
        assert "can't be reached. Is it running" in told


def test_a_full_disk_pauses_a_blast_and_room_makes_it_go_on(workspace_dir: Path) -> None:
    """The worker may write no file beyond its first 4,096 bytes, as on a disk without room."""
    with rehearsal(workspace_dir, batch_size=BATCH, slow=0.1) as blast:
        blast.people(240)
        blast.begin()
        worker = blast.start()
        blast.wait_for_requests(8, [worker])
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(worker.pid or 0, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        sent = blast.sandbox.requests
        rested = come_to_rest(blast)
        assert rested <= sent + IN_FLIGHT
        assert blast.status()["batches"]["sending"] <= IN_FLIGHT, "something stays claimed"
        resource.prlimit(worker.pid or 0, resource.RLIMIT_FSIZE, unlimited)
        ended(worker)
        assert_everybody_got_it_once(blast, 240)
