"""Kills the workers of one blast a thousand times, and compares the ledger with what was delivered.

    python benchmarks/crash.py [KILLS] [postgresql]

Workers are processes of their own: two at once on one SQLite file, or three on PostgreSQL, killed with SIGKILL
at some moment after their first request. In every tenth round one is held still with SIGSTOP instead, for longer
than its lease, while another works, and then let go on. Prints how many people got it twice (must be 0), how
many are lost (must be 0), how many batches are in doubt and how many of those had gone out. Exit 1 where
somebody is lost or got it twice.
"""

import shutil
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402
from tests.crashing import LEASE_SECONDS, SLUG, Rehearsal, rehearsal  # noqa: E402

BATCH = 5
PEOPLE_PER_KILL = 120
SLOW = 0.03
LONGEST = 3600.0
_GOLDEN = 0.6180339887


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    if "postgresql" not in sys.argv:
        return _rehearse(kills, 2, None)
    with postgres.server() as url:
        return _rehearse(kills, 3, f"{url}/postgres")


def _rehearse(kills: int, workers: int, database_url: str | None) -> int:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        for name in ("templates", "audiences", "releases", "campaigns", "pictures"):
            shutil.copytree(ROOT / name, workspace / name)
        shutil.copy(ROOT / "mailer.toml", workspace)
        with rehearsal(workspace, batch_size=BATCH, slow=SLOW, database_url=database_url) as blast:
            return _run(blast, kills, workers)


def _run(blast: Rehearsal, kills: int, workers: int) -> int:
    people = kills * PEOPLE_PER_KILL
    blast.people(people)
    blast.begin()
    began = time.monotonic()
    held = 0
    for number in count():
        moment = 0.2 * ((number * _GOLDEN) % 1.0)
        if blast.kills >= kills or time.monotonic() - began > LONGEST:
            break
        if number % 10 == 9:
            blast.hold(moment, LEASE_SECONDS + 1)
            held += 1
        elif not blast.kill(moment, workers):
            break
        print(
            f"\r{blast.kills:5} kills, {time.monotonic() - began:6.0f} s", end="", file=sys.stderr
        )
    print(file=sys.stderr)
    blast.finish()
    truth, states, status = blast.truth(), blast.states(), blast.status()
    twice = sum(1 for times in truth.times.values() if times > 1)
    lost = sum(
        1 for address, state in states.items() if state == "accepted" and address not in truth.times
    )
    wrong = sum(1 for address in truth.times if states.get(address) not in ("accepted", "unknown"))
    gone_out = {batch for batches in truth.batches.values() for batch in batches}
    doubts = blast.app.store.ledger.unknown_batches(SLUG)
    went = sum(1 for doubt in doubts if doubt.batch_code in gone_out)
    seconds = time.monotonic() - began
    print(f"{blast.kills} kills and {held} held still in {seconds:.0f} s, {people:,} people")
    print(f"twice {twice}   lost {lost}   delivered against the ledger's word {wrong}")
    print(f"batches in doubt {len(doubts)}, of which {went} had gone out")
    adds_up = people == sum(
        status[name] for name in ("accepted", "refused", "suppressed", "unknown", "remaining")
    )
    print(f"numbers add up: {'yes' if adds_up else 'NO'}   remaining {status['remaining']}")
    return 0 if adds_up and not (twice or lost or wrong or status["remaining"]) else 1


if __name__ == "__main__":
    sys.exit(main())
