"""The whole preflight of 1,000 people, without pictures and network, against making each message anew.

    python benchmarks/preflight.py

Ours is what `mailer check` does: the campaign read and compiled, everybody's message filled, every rule asked
of the worst of them. The naive way makes the template anew for each person and asks nothing. One core; the
audience changes before every round, so that nothing is read back. Exit 1 where ours takes more than a second,
or is less than 50 times as fast.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from samples import NAMES, TEMPLATE, fastest, house

from mailer.app import App, open_app
from mailer.model.contact import Contact
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.operations.blast import checks
from mailer.rendering import compile
from mailer.workspace import make_workspace

MOST = 1.0
"""Seconds."""
FLOOR = 50
PEOPLE = 1_000
NAIVE_PEOPLE = 5
_SLUG = "river-deadline"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        make_workspace(root)
        app = open_app(root, {**os.environ, "MAILER_SECRET_KEY": "only-for-a-benchmark"})
        try:
            return _measured(app)
        finally:
            app.close()


def _measured(app: App) -> int:
    app.store.contacts.upsert("supporters", _rows(0, PEOPLE))
    campaign = app.workspace.campaign(_SLUG)
    newcomers = iter(range(PEOPLE, PEOPLE + 100))

    def ours() -> int:
        at = next(newcomers)
        app.store.contacts.upsert("supporters", _rows(at, at + 1))
        return len(checks.check(app, _SLUG)["findings"])

    began = time.process_time()
    findings = ours()
    first = time.process_time() - began
    seconds, naive = fastest(
        ours, lambda: [compile(campaign, TEMPLATE, house()) for _ in range(NAIVE_PEOPLE)]
    )
    naive *= PEOPLE / NAIVE_PEOPLE
    print(f"{PEOPLE:,} people, {findings} findings, one core")
    print(f"naive  {naive:8.2f} s   the template made anew for each, nothing checked")
    print(f"ours   {seconds:8.2f} s   (at most {MOST:.0f}; the first of a process {first:.2f})")
    print(f"ratio  {naive / seconds:8.0f}     (floor {FLOOR})")
    return 0 if max(first, seconds) <= MOST and naive / seconds >= FLOOR else 1


def _rows(first: int, after: int) -> Iterator[Contact]:
    for at in range(first, after):
        address = f"person{at}@example{at % 9}.org"
        amount = Decimal(5 + at * 7 % 296) if at % 2 == 0 else None
        yield Contact(
            id=ContactId(0),
            address=Address(address),
            key=AddressKey(address),
            first_name=NAMES[at % len(NAMES)] if at % 5 else None,
            language="en",
            country="DE",
            timezone="Europe/Berlin",
            last_gift_amount=amount,
            last_gift_currency=amount and "EUR",
            last_gift_at=amount and date(2026, 3, 1),
            highest_gift_amount=amount,
        )


if __name__ == "__main__":
    sys.exit(main())
