"""The worker: sends what is due, until it is told to stop or nothing is left to do."""

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from mailer import engines
from mailer.app import App
from mailer.engines import EngineParts
from mailer.errors import StoreDown
from mailer.model.campaign import RUNNING
from mailer.model.ids import Slug
from mailer.operations.beside import repeated
from mailer.operations.blast.adopting import must_be_adopted
from mailer.operations.blast.canaries import Watch
from mailer.operations.blast.looking import looking
from mailer.operations.blast.recalling import Marks
from mailer.ports import Engine
from mailer.sending import Sender
from mailer.wording.waiting import waiting

_NOTICED_WITHIN = 0.2
"""Seconds until a stop reaches the engine."""


def run_worker(
    app: App,
    *,
    until_idle: bool,
    stop: threading.Event | None = None,
    wait: Callable[[float], object] | None = None,
) -> int:
    """Blocks. until_idle: returns when nothing is due or on its way. stop: drains, then returns: how many
    batches were still on their way when the time for it (`[worker] drain_seconds`) was over. wait: rests so
    many seconds; None: in real time.

    Raises UnsafePlan where this copy of the database may not send, ConfigError where the transport can't be
    used, TransportDown or StoreDown (until_idle only)
    where the provider or the database stays away.
    """
    must_be_adopted(app)
    stop = stop or threading.Event()
    engine = _engine(app, stop, wait)
    with _stopping(engine, stop), looking(app, stop):
        if stop.is_set():
            return 0
        return engine.run(until_idle=until_idle)


def call_workers(app: App) -> None:
    """Something may be due now: tells the workers, wherever they run."""
    engines.call_workers(_engine_name(app), app.settings.database_url)


def left_behind(app: App, count: int) -> str:
    """A line about the batches that got no answer in time."""
    batches = "1 batch" if count == 1 else f"{count} batches"
    look = ", ".join(f"mailer settle {slug}" for slug in _on_their_way(app))
    return (
        f"{batches} had no answer after {app.settings.worker.drain_seconds:g} seconds and may have gone out. "
        f"When the lease ends a worker calls that in doubt; then look: {look or 'mailer settle'}"
    )


def _on_their_way(app: App) -> list[str]:
    """Campaigns of which a batch has no answer yet; none where the database can't say."""
    try:
        slugs = [record.slug for record in app.store.campaigns.all()]
        return [each for each in slugs if app.store.ledger.count(Slug(each)).in_flight]
    except StoreDown:
        return []


def _engine_name(app: App) -> str:
    named = app.settings.worker.engine
    if named != "by-database":
        return named
    return "embedded" if app.settings.is_sqlite else "procrastinate"


def _engine(app: App, stop: threading.Event, wait: Callable[[float], object] | None) -> Engine:
    settings, here = app.settings, app.store.seat.look().here
    sender = Sender(
        ledger=app.store.ledger,
        messages=app.store.messages,
        pictures=app.store.pictures,
        transport=app.transport,
        keyring=app.keyring,
        clock=app.clock,
        lease=timedelta(seconds=settings.worker.lease_seconds),
        per_second=settings.pace.per_second,
        tags=app.store.contacts.tags,
        note_turn=partial(app.workspace.note_turn, here),
        mark=Marks(app),
        wait=time.sleep,  # also while stopping: an outcome still has to be written down
    )
    parts = EngineParts(
        step=Watch(app, sender.send_next),
        ledger=app.store.ledger,
        clock=app.clock,
        generator=app.generator,
        probe=sender.provider_answers,
        concurrency=settings.worker.concurrency,
        drain_seconds=settings.worker.drain_seconds,
        database_url=settings.database_url,
        wait=wait,
    )
    return engines.open_engine(_engine_name(app), parts)


def _stopping(engine: Engine, stop: threading.Event) -> contextlib.AbstractContextManager[None]:
    """Hands the stop on, also where it comes before the engine has begun."""

    def look() -> None:
        if stop.is_set():
            engine.stop()

    return repeated(look, _NOTICED_WITHIN, "stop-watch")


def waiting_for_a_person(app: App) -> list[str]:
    """A line for each campaign that no worker will finish by itself: stopped for a reason, or in doubt."""
    lines: list[str] = []
    for record in app.store.campaigns.all():
        if record.state == "paused":
            why = f": {record.reason}" if record.reason else "."
            lines.append(f"{record.slug} is paused{why} Go on: mailer resume {record.slug}")
        elif record.state == "sending":
            unknown = app.store.ledger.count(Slug(record.slug)).unknown
            if unknown:
                lines.append(
                    f"{record.slug}: of {unknown:,} people nobody knows whether they got it. "
                    f"Look: mailer settle {record.slug}"
                )
    return lines


def held_back(app: App) -> list[str]:
    """A line for whatever of the running campaigns waits for something else than its hour."""
    zone, now = app.settings.organisation.timezone, app.clock.now()
    return [
        f"{record.slug}: {waiting(each.why, each.people, each.until, zone)}"
        for record in app.store.campaigns.all()
        if record.state in RUNNING
        for each in app.store.ledger.waiting(Slug(record.slug), now)
    ]


def outstanding(app: App) -> tuple[int, int]:
    """(people done, people in all) of the campaigns that are going out now."""
    counts = [
        app.store.ledger.count(Slug(record.slug))
        for record in app.store.campaigns.all()
        if record.state in RUNNING
    ]
    total = sum(count.planned for count in counts)
    return total - sum(count.remaining for count in counts), total
