"""Three workers on PostgreSQL against one on SQLite, in one run: how fast, who got it, and how exact the pace is.

    python benchmarks/workers.py [PEOPLE]

The workers, the stand-in and PostgreSQL are processes of their own on one machine. The pace is measured at the
stand-in, once the workers are warm: people a second, three workers sharing one pace. Exit 1 where
somebody got it twice or not at all, or the pace is off by more than 1 %.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.blast import stand_in, workspace  # noqa: E402
from mailer.sandbox import Sandbox, SandboxOptions  # noqa: E402
from tests import postgres  # noqa: E402
from tests.crashing import Blast, launch, prepared, set_values  # noqa: E402

WORKERS = 3
PER_SECOND = 1000
PACED = 15_000
PACED_BATCH = 100
_MOST_OFF = 0.01
_WARM = 20
"""Batches that are not timed: each worker's first one waits for the message to be loaded."""


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with postgres.server() as server:
        database = {"MAILER_DATABASE_URL": f"{server}/postgres", "MAILER_SECRET_KEY": "k" * 32}
        one = _speed("1 worker on SQLite", 1, people, {})
        several = _speed(f"{WORKERS} workers on PostgreSQL", WORKERS, people, database)
    print(f"ratio {several / one:35.2f}")
    with postgres.server() as server:
        database = {"MAILER_DATABASE_URL": f"{server}/postgres", "MAILER_SECRET_KEY": "k" * 32}
        return _paced(database)


def _speed(name: str, workers: int, people: int, database: dict[str, str]) -> float:
    with stand_in() as host, _ready(host, people, database) as blast:
        seconds = _worked(blast, workers)
        status = blast.status()
        assert (status["state"], status["accepted"]) == ("sent", people), status
    print(f"{name:26} {people / seconds:12,.0f} people a second, the start of workers included")
    return people / seconds


def _paced(database: dict[str, str]) -> int:
    """The stand-in keeps who got it and when; it checks each request in full."""
    sandbox = Sandbox(SandboxOptions())
    pace = {"per_second": str(PER_SECOND), "batch_size": str(PACED_BATCH)}
    with _ready(sandbox.start(), PACED, database, **pace) as blast:
        _worked(blast, WORKERS)
        letters = sandbox.log
    sandbox.stop()
    times = Counter(letter["to"] for letter in letters)
    twice, lost = sum(1 for each in times.values() if each > 1), PACED - len(times)
    at = sorted(datetime.fromisoformat(letter["at"]) for letter in letters)
    begun = _WARM * PACED_BATCH
    took = (at[-1] - at[begun]).total_seconds()
    rate = (PACED - PACED_BATCH - begun) / took
    off = rate / PER_SECOND - 1
    print(f"twice {twice}   lost {lost}   of {PACED:,} people, {WORKERS} workers, one pace")
    print(f"pace {PER_SECOND:,} a second, kept {rate:,.1f} ({off:+.2%})")
    return 1 if twice or lost or abs(off) > _MOST_OFF else 0


@contextmanager
def _ready(host: str, people: int, database: dict[str, str], **settings: str) -> Iterator[Blast]:
    """A campaign that is due, before any worker runs."""
    with workspace(host) as (root, environment):
        set_values(root, **settings)
        with prepared(root, environment | database) as blast:
            blast.people(people)
            blast.begin()
            yield blast


def _worked(blast: Blast, count: int) -> float:
    """Seconds until the last of so many workers has ended."""
    began = time.perf_counter()
    workers = [launch(blast.app.workspace.root, blast.environment) for _ in range(count)]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0, worker.exitcode
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
