"""A plan of everybody and its freezing, against bare copying of as many rows.

    python benchmarks/freeze.py [PEOPLE]

The first plan fills everyone's message and keeps what that came to; shown, but no part of the ratio: it happens
once per text. Then what people wait for: the plan as it stands now, and people and batches written down. The
baseline is one INSERT ... SELECT of the same people into a table with the same keys, in a SQLite file of its own.
Exit 1 where plan and freezing of a million take more than SECONDS (of fewer people, their share of it).
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.blast import workspace  # noqa: E402
from mailer.operations import blast  # noqa: E402
from tests.crashing import prepared  # noqa: E402
from tests.journeys.flood_maps import CAMPAIGN, SLUG  # noqa: E402

MILLION = 1_000_000
SECONDS = 5.0
_TABLE = """
CREATE TABLE bare (campaign INTEGER NOT NULL, batch INTEGER NOT NULL, place INTEGER NOT NULL,
    contact INTEGER NOT NULL, PRIMARY KEY (campaign, batch, place), UNIQUE (campaign, contact)) WITHOUT ROWID
"""
_COPY = """
INSERT INTO bare SELECT 1, number / 1000, number % 1000, id
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM people.contacts)
"""


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    with (
        workspace("http://127.0.0.1:9") as (root, environment),
        prepared(root, environment) as ready,
    ):
        ready.people(people)
        app = ready.app
        (root / "campaigns" / f"{SLUG}.toml").write_text(CAMPAIGN, "utf-8")
        bare, _ = _timed(lambda: _bare(root))
        first, _ = _timed(lambda: blast.plan_campaign(app, SLUG))
        plan, made = _timed(lambda: blast.plan_campaign(app, SLUG))
        blast.approve(app, SLUG, str(made["fingerprint"]), "Ada Blom")
        send, _ = _timed(lambda: blast.send(app, SLUG))
    both = plan + max(0.0, send - plan)
    print(f"{people:,} people")
    print(f"bare copying         {bare:6.2f} s")
    print(f"first plan           {first:6.2f} s, everyone's message filled once")
    print(f"plan                 {plan:6.2f} s")
    print(f"send                 {send:6.2f} s, of which the same plan again")
    print(f"plan and freezing    {both:6.2f} s")
    print(f"ratio                {both / bare:6.2f} of bare copying")
    return 0 if both <= SECONDS * people / MILLION else 1


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = act()
    return time.perf_counter() - began, made


def _bare(root: Path) -> None:
    with sqlite3.connect(root / "bare.db") as connection:
        connection.execute("ATTACH ? AS people", (str(root / "mailer.db"),))
        connection.execute(_TABLE)
        connection.execute(_COPY)


if __name__ == "__main__":
    sys.exit(main())
