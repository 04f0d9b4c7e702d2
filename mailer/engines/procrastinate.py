"""The runner on many machines: the same threads, called through a job queue in PostgreSQL (Procrastinate).

    something may be due   -> a job "look", of which NOTIFY tells every machine; one of them takes it
    look, on that machine  -> wakes its threads. Is something due? -> another job "look", for the next machine;
                              it lasts as long as its threads are at work
    sweep, once a minute   -> takes away the jobs of machines that are gone, and looks

So one call sets one machine after the other to work, within milliseconds, and a job is left over only while
all of them are. A job says no more than "look": without any, or with the queue out of reach, each machine
looks by itself. The queue's tables come with our own migrations.
"""

import asyncio
import contextlib
import logging
import re
import threading
from collections.abc import Iterator

import psycopg
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from mailer.engines import EngineParts
from mailer.engines._threads import OFTEN, Threads
from mailer.errors import ConfigError
from mailer.ports import Engine

logger = logging.getLogger(__name__)

QUEUE = "mailer"
LOOK = "mailer.look"
SWEEP = "mailer.sweep"
_EVERY_MINUTE = "* * * * *"
_SELDOM = 15.0
"""Seconds after which an idle thread looks again by itself, while it can be called."""
_GLANCE = 0.05
"""Seconds that the threads need to see whether something is due."""
_SLICE = 0.2
_AGAIN = 5.0
"""Seconds until the queue is tried again after it was out of reach."""
_PATIENCE = 5
_TO_LEAVE = 2.0
"""Seconds that the queue's worker may take to sign off; a database that is gone must not keep a process."""
_ALONE = "other machines can't call this worker (%s): it looks by itself, once a second"


def open_engine(parts: EngineParts) -> Engine:
    """Raises ConfigError where the ledger is in no PostgreSQL."""
    return ProcrastinateEngine(parts)


def call_workers(database_url: str) -> None:
    app = App(connector=SyncPsycopgConnector())
    url = _address(database_url)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_PATIENCE) as connection:
            call = app.configure_task(LOOK, queue=QUEUE, queueing_lock=LOOK, connection=connection)
            # One job waits at a time: a second one would say the same.
            with contextlib.suppress(AlreadyEnqueued):
                call.defer()
    except (psycopg.Error, ConnectorException) as broken:
        name = type(broken).__name__
        logger.warning("the workers could not be called (%s): they look by themselves", name)


class ProcrastinateEngine:
    """Implements ports.Engine."""

    def __init__(self, parts: EngineParts) -> None:
        self._url = _address(parts.database_url)
        self._threads = Threads(parts, self._longest_rest)
        self._can_be_called = False
        self._over = asyncio.Event()
        for name in ("asyncio", "procrastinate", "psycopg.pool"):
            # What they say is there for an operator who asks for it, and never as a stack on the terminal.
            if not logging.getLogger(name).handlers:
                logging.getLogger(name).addHandler(logging.NullHandler())

    def run(self, *, until_idle: bool) -> int:
        """Who leaves when nothing is due needs no call."""
        if until_idle:
            return self._threads.run(until_idle=True)
        with self._listening():
            return self._threads.run(until_idle=False)

    def wake(self) -> None:
        self._threads.wake()
        call_workers(self._url)

    def stop(self) -> None:
        self._threads.stop()

    def _longest_rest(self) -> float:
        return _SELDOM if self._can_be_called else OFTEN

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        """The queue's own worker, beside the threads, for as long as they run."""
        loop, self._over = asyncio.new_event_loop(), asyncio.Event()

        def listen() -> None:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(self._listen())

        listener = threading.Thread(target=listen, name="queue", daemon=True)
        listener.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(self._over.set)
            listener.join(_TO_LEAVE)

    async def _listen(self) -> None:
        """Until `_over`; begins anew where the queue was out of reach."""
        over, is_told = asyncio.create_task(self._over.wait()), False
        while not over.done():
            serving = asyncio.create_task(self._serve())
            await asyncio.wait({serving, over}, return_when=asyncio.FIRST_COMPLETED)
            serving.cancel()
            (ended,) = await asyncio.gather(serving, return_exceptions=True)
            is_told = is_told and not self._can_be_called
            self._can_be_called = False
            if not over.done():
                self._threads.wake()  # from now on they look often
                if not is_told:
                    logger.warning(_ALONE, _named(ended))
                is_told = True
                await asyncio.wait({over}, timeout=_AGAIN)

    async def _serve(self) -> None:
        """Takes jobs. Returns or raises where the database is gone."""
        app = self._app()
        async with app.open_async():
            self._can_be_called = True
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=1,
                install_signal_handlers=False,
                delete_jobs="always",
                shutdown_graceful_timeout=_PATIENCE,
            )

    def _app(self) -> App:
        """The two tasks, and the way to the database."""
        app = App(
            connector=PsycopgConnector(
                conninfo=self._url, min_size=1, max_size=2, timeout=float(_PATIENCE)
            )
        )

        @app.task(name=LOOK, queue=QUEUE, queueing_lock=LOOK)
        async def look() -> None:
            self._threads.wake()
            await asyncio.sleep(_GLANCE)
            if self._threads.is_at_work:
                with contextlib.suppress(AlreadyEnqueued):
                    await look.defer_async()
            while self._threads.is_at_work and not self._over.is_set():
                await asyncio.sleep(_SLICE)

        @app.periodic(cron=_EVERY_MINUTE)
        @app.task(name=SWEEP, queue=QUEUE, queueing_lock=SWEEP, priority=1)
        async def sweep(timestamp: int) -> None:
            for job in await app.job_manager.get_stalled_jobs(queue=QUEUE):
                await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
            await look()

        return app


def _named(ended: object) -> str:
    return "the connection ended" if ended is None else type(ended).__name__


def _address(url: str) -> str:
    """As libpq reads it. Raises ConfigError where it leads to no PostgreSQL."""
    found, count = re.subn(r"^postgres(ql)?(\+psycopg)?://", "postgresql://", url)
    if not count:
        raise ConfigError(
            'The engine "procrastinate" needs PostgreSQL. Set MAILER_DATABASE_URL to '
            'postgresql://user@host/name, or [worker] engine to "embedded".'
        )
    return found
