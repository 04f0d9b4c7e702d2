"""One worker as several processes: a Python process uses one core, however many threads it has.

this process ── fork, before anything is opened ──> siblings, each with an app of its own
stop here ── said over a pipe ──> they drain        this process gone ── the pipe ends ──> they drain
a sibling that is killed takes nothing along: its leases run out, as any worker's
"""

import contextlib
import gc
import multiprocessing
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from mailer.app import App
from mailer.errors import ConfigError, MailerError
from mailer.operations.beside import repeated
from mailer.operations.blast.working import run_worker

_NOTICED_WITHIN = 0.2
_STOP = "stop"


@dataclass
class Siblings:
    """left: batches that they left on their way. faults: a line for each that did not end well; complete only
    when the block is over."""

    left: int = 0
    faults: list[str] = field(default_factory=list)


@contextlib.contextmanager
def siblings(app: App, stop: threading.Event, *, until_idle: bool) -> Iterator[Siblings]:
    """`[worker] processes` less one run as `run_worker` does while the block does so in this one; ends when all
    have ended. app: nothing of it may be open yet, for SQLite's locks don't outlive a fork."""
    told, count = Siblings(), app.settings.worker.processes - 1
    if count == 0:
        yield told
        return
    if app.is_open:
        raise ValueError("siblings begin before the database is opened")
    gc.freeze()  # what is shared stays shared: a collection would write to every page
    ways = _begun(app, count, until_idle)

    def look() -> None:
        if stop.is_set():
            _say_stop(ways)

    try:
        with repeated(look, _NOTICED_WITHIN, "sibling-stop"):
            yield told
    except BaseException:
        _say_stop(ways)
        raise
    finally:
        look()
        for process, way in ways:
            _end(process, way, told)


_Way = tuple[Any, "Connection[str, int | str]"]


def _begun(app: App, count: int, until_idle: bool) -> list[_Way]:
    forking = multiprocessing.get_context("fork")
    ways: list[_Way] = []
    for number in range(count):
        ours, theirs = forking.Pipe()
        above = [way for _, way in ways] + [ours]
        process = forking.Process(
            target=_be_sibling,
            args=(app, until_idle, theirs, above),
            name=f"mailer-worker-{number + 2}",
        )
        process.start()
        theirs.close()
        ways.append((process, ours))
    return ways


def _be_sibling(
    app: App, until_idle: bool, way: "Connection[int | str, str]", above: Sequence[Any]
) -> None:
    for each in above:
        each.close()  # else nobody would see the end of the process that holds them
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's goes to all; the first one says it
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    threading.Thread(target=_listen, args=(way, stop), name="sibling-stop", daemon=True).start()
    try:
        left: int | str = run_worker(app, until_idle=until_idle, stop=stop)
    except (MailerError, ConfigError) as fault:
        left = str(fault)
    finally:
        app.close()
    with contextlib.suppress(OSError):
        way.send(left)


def _listen(way: "Connection[int | str, str]", stop: threading.Event) -> None:
    with contextlib.suppress(EOFError, OSError):
        way.recv()
    stop.set()


def _say_stop(ways: Sequence[_Way]) -> None:
    for _, way in ways:
        with contextlib.suppress(OSError):
            way.send(_STOP)


def _end(process: Any, way: "Connection[str, int | str]", told: Siblings) -> None:
    try:
        came = way.recv()
    except (EOFError, OSError):
        came = (
            f"A process of this worker ended early ({_end_of(process)}). What it had on its way is called in "
            "doubt when its lease ends."
        )
    process.join()
    way.close()
    if isinstance(came, int):
        told.left += came
    else:
        told.faults.append(came)


def _end_of(process: Any) -> str:
    process.join()
    code = int(process.exitcode or 0)
    return signal.Signals(-code).name if code < 0 else f"exit status {code}"
