"""Tries, one after the other or in two processes, until there are enough or one of them fails.

Each try is made out of its own number alone, so any of them can be had again.
"""

import multiprocessing
import resource
import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from random import Random
from typing import Any, Protocol

_MEMORY = 4 * 1024**3
"""Bytes of address space; what needs more fails with MemoryError."""
_AT_ONCE = 50
"""Tries between two words to whoever waits."""
_PATIENCE = 30.0
"""Seconds beyond a try's own after which nothing but a kill helps: it hangs outside of Python."""


class Kind(Protocol):
    """What a module of inputs offers. SECONDS: for one try."""

    NAME: str
    SHARE: float
    SECONDS: float

    def made(self, chance: Random) -> bytes: ...

    def tried(self, given: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """number: of the try. what: the traceback."""

    kind: str
    number: int
    given: bytes
    what: str


@dataclass(slots=True)
class Tally:
    """seconds: of work. megabytes: the most that its process held."""

    kind: str
    tries: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    megabytes: int = 0


def input_of(kind: Kind, seed: int, number: int) -> bytes:
    return kind.made(Random(f"{seed}/{kind.NAME}/{number}"))


def attempt(kind: Kind, given: bytes) -> str | None:
    """None where everything holds; else the traceback of what doesn't. In the main thread only."""
    try:
        with _at_most(kind.SECONDS):
            kind.tried(given)
    except Exception:
        return traceback.format_exc()
    return None


def tries(kind: Kind, seed: int, numbers: range, tally: Tally) -> Finding | None:
    """The first finding among the numbers."""
    for number in numbers:
        given = input_of(kind, seed, number)
        start = time.perf_counter()
        what = attempt(kind, given)
        took = time.perf_counter() - start
        tally.tries += 1
        tally.seconds += took
        tally.slowest = max(tally.slowest, took)
        if what is not None:
            return Finding(kind.NAME, number, given, what)
    return None


def run(
    plan: Sequence[tuple[Kind, range]], seed: int, processes: int
) -> Iterator[tuple[list[Tally], Finding | None]]:
    """What was done so far, a tally of each kind, now and again; a finding is the last word of its process."""
    waiting = list(plan)
    workers: list[_Worker] = []
    working: dict[Any, _Worker] = {}
    try:
        while waiting or working:
            while waiting and len(working) < processes:
                workers.append(_Worker.started(*waiting.pop(0), seed))
                working[workers[-1].ear] = workers[-1]
            for ear in wait(list(working), timeout=1.0):
                finding, is_done = working[ear].heard()
                if is_done:
                    del working[ear]
                yield _sums(workers), finding
            for worker in [each for each in working.values() if each.hangs()]:
                del working[worker.ear]
                yield _sums(workers), worker.hung()
    finally:
        for worker in working.values():
            worker.process.kill()
            worker.process.join()


def _sums(workers: Sequence["_Worker"]) -> list[Tally]:
    found: dict[str, Tally] = {}
    for worker in workers:
        one, whole = worker.tally, found.setdefault(worker.kind.NAME, Tally(worker.kind.NAME))
        whole.tries += one.tries
        whole.seconds += one.seconds
        whole.slowest = max(whole.slowest, one.slowest)
        whole.megabytes = max(whole.megabytes, one.megabytes)
    return list(found.values())


@dataclass(slots=True)
class _Worker:
    kind: Kind
    seed: int
    tally: Tally
    process: Any
    ear: Connection
    number: Any
    """Shared: the try at hand."""
    last: tuple[int, float] = (-1, 0.0)

    @classmethod
    def started(cls, kind: Kind, numbers: range, seed: int) -> "_Worker":
        context = multiprocessing.get_context("fork")
        ear, mouth = context.Pipe(duplex=False)
        number = context.Value("q", numbers.start)
        process = context.Process(target=_work, args=(kind, seed, numbers, mouth, number))
        process.start()
        mouth.close()
        return cls(kind, seed, Tally(kind.NAME), process, ear, number)

    def heard(self) -> tuple[Finding | None, bool]:
        """What it found, and whether it is done."""
        finding: Finding | None
        is_done: bool
        try:
            self.tally, finding, is_done = self.ear.recv()
        except EOFError:
            self.process.join()
            return self._finding(f"the process ended with {self.process.exitcode}"), True
        if is_done:
            self.process.join()
        return finding, is_done

    def hangs(self) -> bool:
        """Whether the same try has been at hand for too long."""
        number, now = self.number.value, time.monotonic()
        if number != self.last[0]:
            self.last = (number, now)
        return now - self.last[1] > self.kind.SECONDS + _PATIENCE

    def hung(self) -> Finding:
        self.process.kill()
        self.process.join()
        return self._finding(f"it hangs: no end after {self.kind.SECONDS + _PATIENCE:.0f} seconds")

    def _finding(self, what: str) -> Finding:
        number = self.number.value
        return Finding(self.kind.NAME, number, input_of(self.kind, self.seed, number), what)


def _work(kind: Kind, seed: int, numbers: range, mouth: Connection, number: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    tally = Tally(kind.NAME)
    finding = None
    for start in range(numbers.start, numbers.stop, _AT_ONCE):
        for each in range(start, min(start + _AT_ONCE, numbers.stop)):
            number.value = each
            finding = finding or tries(kind, seed, range(each, each + 1), tally)
        tally.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if finding is not None:
            break
        mouth.send((tally, None, False))
    mouth.send((tally, finding, True))


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises TimeoutError inside of what takes longer."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"no end after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
