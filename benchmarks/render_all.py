"""A whole audience filled before anything is sent, against making each message anew.

    python benchmarks/render_all.py [PEOPLE]

Both ways say how large everyone's message is, in one run on one core: the naive one renders and inlines
the template per person, ours is what `mailer check` and `mailer plan` do, from the database to the numbers.
Exit 1 where ours is less than 1,000 times as fast, or its memory grows with the audience.
"""

import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from mailer.app import App, open_app
from mailer.model.contact import Contact
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.rehearsal import Rehearsal
from mailer.operations import editions
from mailer.operations.blast.everyone import rehearse
from mailer.operations.editions import Made
from mailer.planning import tally
from mailer.rendering import compile as compile_message
from mailer.rendering import join
from mailer.sending import fill_for
from mailer.workspace import make_workspace

FLOOR = 1_000
NAIVE_PEOPLE = 10
SMALL, LARGER = 5_000, 50_000
MOST_GROWTH = 4_000_000
"""Bytes that the peak may rise between a small audience and ten times as many."""
_SLUG = "river-deadline"
_FIRST = ("Ada", "Ömer", "Marie-Claire", "O'Brien", "سامي", "明", "Zoë", "Bo")


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        make_workspace(root)
        app = open_app(root, {**os.environ, "MAILER_SECRET_KEY": "only-for-a-benchmark"})
        try:
            return _measured(app, people)
        finally:
            app.close()


def _measured(app: App, people: int) -> int:
    app.store.contacts.upsert("supporters", _rows(0, SMALL))
    made = editions.made(app, _SLUG)
    (message,) = made.messages
    naive = _naive(app, made)
    small_peak = _peak(app, made)
    app.store.contacts.upsert("supporters", _rows(SMALL, LARGER))
    larger_peak = _peak(app, made)
    app.store.contacts.upsert("supporters", _rows(LARGER, people))
    seconds, cpu, found = _ours(app, made)
    again, _, _ = _ours(app, made)
    ratio = naive / (cpu / found.people)
    print(f"{found.people:,} people, {len(message.html.refs)} places, one core")
    print(f"naive  {naive * 1e3:9.3f} ms a person   {1 / naive:12,.0f} a second")
    print(
        f"ours   {cpu / found.people * 1e3:9.3f} ms a person   {found.people / cpu:12,.0f} a second"
        f"   ({seconds:.1f} s by the clock, {cpu:.1f} s of the core)"
    )
    print(f"again  {again:9.2f} s by the clock: nothing changed, so the numbers are read back")
    print(f"1,000,000 would take {1e6 * cpu / found.people:.0f} s of one core")
    print(f"largest message {found.largest:,} bytes; peak of Python's memory")
    print(
        f"       {small_peak / 1e6:.1f} MB with {SMALL:,}, {larger_peak / 1e6:.1f} MB with {LARGER:,}"
    )
    print(f"ratio  {ratio:9.0f}   (floor {FLOOR})")
    return 0 if ratio >= FLOOR and larger_peak - small_peak < MOST_GROWTH else 1


def _rows(first: int, after: int) -> Iterator[Contact]:
    for at in range(first, after):
        address = f"person{at}@example{at % 90}.org"
        gave = at % 2 == 0
        amount = Decimal(5 + at * 7 % 296)
        yield Contact(
            id=ContactId(0),
            address=Address(address),
            key=AddressKey(address),
            first_name=f"{_FIRST[at % len(_FIRST)]} {at}" if at % 5 else None,
            last_name="Quill",
            language="en",
            country="DE",
            timezone="Europe/Berlin",
            tags=("volunteer",) if at % 3 == 0 else (),
            last_gift_amount=amount if gave else None,
            last_gift_currency="EUR" if gave else None,
            last_gift_at=date(2026, 3, 1) if gave else None,
            highest_gift_amount=amount if gave else None,
        )


def _naive(app: App, made: Made) -> float:
    """Seconds a person, with a template rendered and inlined for each."""
    campaign = made.campaign
    template, house = app.workspace.template(campaign.template), editions.house(app, campaign)
    contacts = app.store.contacts.sample(editions.selection(app, made), NAIVE_PEOPLE)
    began = time.process_time()
    for contact in contacts:
        message = compile_message(campaign, template, house)
        (filled,) = fill_for(message, [contact], 1, app.keyring, date(2026, 12, 1))
        len(join(message.html, filled.values).encode())  # type: ignore[union-attr]
    return (time.process_time() - began) / len(contacts)


def _peak(app: App, made: Made) -> int:
    tracemalloc.start()
    _ours(app, made, is_fresh=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _ours(app: App, made: Made, *, is_fresh: bool = False) -> tuple[float, float, Rehearsal]:
    selection = editions.selection(app, made)
    began, busy = time.perf_counter(), time.process_time()
    people = tally(app.store.contacts.alike(selection))
    if is_fresh:
        people = replace(people, digest="nobody's")
    (found,) = rehearse(app, made, selection, people)
    return time.perf_counter() - began, time.process_time() - busy, found


if __name__ == "__main__":
    raise SystemExit(main())
