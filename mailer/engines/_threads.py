"""What every runner does: a few threads that look, send, and rest.

    each thread:  a lease ran out?   -> that batch is in doubt now
                  the provider rests? -> wait (down: 1, 2, 4 ... 60 s; three doubts in a row: ask it first)
                  step()             -> settled: look again at once; idle: rest until something is due
    stop:         nothing new starts; what is on its way may finish, until the time for it is over

Any number of these may run on one database: the ledger gives each batch to one of them.
"""

import contextlib
import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from mailer.engines import EngineParts
from mailer.errors import MailerError, StoreDown, TransportDown
from mailer.model.delivery import has_run_out
from mailer.sending import Outcome

logger = logging.getLogger(__name__)

OFTEN = 1.0
"""Seconds after which an idle thread looks again, where nobody calls it: another process may have scheduled
something."""
_SHORTEST_REST = 0.02
_SLICE = 0.2
_BATCHES_UNTIL_TIDY = 16
"""What a batch leaves in circles is little, but a request's body hangs on it."""
_NEVER = 10_000_000
_TURN = 0.0005
"""Seconds that a thread has the interpreter while others wait for it."""
_LONGEST_BACK_OFF = 60.0
_FAILURES_UNTIL_IDLE = 4
_DOUBTS = 3
_PROBES_UNTIL_IDLE = 3


class Threads:
    """Implements ports.Engine.

    longest_rest: says after how many seconds an idle thread looks again, at the latest.
    """

    def __init__(
        self, parts: EngineParts, longest_rest: Callable[[], float] = lambda: OFTEN
    ) -> None:
        self._parts = parts
        self._longest_rest = longest_rest
        self._news = threading.Condition()
        self._wait = parts.wait or self._sleep
        self._is_stopping = False
        self._to_end_at = 0.0
        self._broken: BaseException | None = None
        self._trouble = _Trouble(parts)
        self._looked_at: datetime | None = None
        self._done = 0
        self._stepping: set[int] = set()
        self._is_due = False

    def run(self, *, until_idle: bool) -> int:
        """Raises TransportDown or StoreDown (until_idle only) where the provider or the database stays
        away, ConfigError and defects at once; what is in flight finishes first, if it does so in time."""
        self._is_stopping, self._broken = False, None
        self._trouble = _Trouble(self._parts)
        threads = [
            threading.Thread(
                target=self._work, args=(until_idle,), name=f"sender-{number}", daemon=True
            )
            for number in range(max(1, self._parts.concurrency))
        ]
        with _tuned():
            for thread in threads:
                thread.start()
            left = self._joined(threads)
        if self._broken is not None:
            raise self._broken
        return left

    def _joined(self, threads: list[threading.Thread]) -> int:
        """Waits for all of them; once it is told to stop, only so long. How many did not come back: their
        batches are left to their leases. Daemons, so that the process may end without them."""
        for thread in threads:
            while thread.is_alive():  # in slices, so that a signal's handler gets its turn
                thread.join(_SLICE)
                if self._is_stopping and time.monotonic() > self._to_end_at:
                    return sum(each.is_alive() for each in threads)
        return 0

    def wake(self) -> None:
        with self._news:
            self._news.notify_all()

    def stop(self) -> None:
        with self._news:
            if not self._is_stopping:
                self._to_end_at = time.monotonic() + self._parts.drain_seconds
            self._is_stopping = True
            self._news.notify_all()

    @property
    def is_at_work(self) -> bool:
        """Whether a batch is on its way from here, or something was due when a thread last looked."""
        return bool(self._stepping) or self._is_due

    def _work(self, until_idle: bool) -> None:
        try:
            while not self._is_stopping:
                if not self._look(until_idle):
                    break
        except BaseException as broken:
            self._broken = self._broken or broken
            self.stop()
        finally:
            self.wake()

    def _look(self, until_idle: bool) -> bool:
        """One turn of a thread. False where there is nothing left to wait for."""
        try:
            self._expire()
            pause = self._trouble.pause(until_idle)
            if pause > 0:
                self._wait(pause)
                return True
            outcome = self._step()
            self._trouble.note(outcome, until_idle)
            if outcome.kind != "idle":
                self._tidy()
                self.wake()
                return True
            rest = self._rest(until_idle)
        except StoreDown as down:
            self._trouble.note_store(down, until_idle)
            return True
        if rest is None:
            return False
        self._wait(min(max(rest, _SHORTEST_REST), self._longest_rest()))
        return True

    def _step(self) -> Outcome:
        thread = threading.get_ident()
        self._stepping.add(thread)
        try:
            return self._parts.step()
        finally:
            self._stepping.discard(thread)

    def _tidy(self) -> None:
        self._done += 1
        if self._done % _BATCHES_UNTIL_TIDY == 0:
            gc.collect(1)

    def _rest(self, until_idle: bool) -> float | None:
        """Seconds until something may be due; None (until_idle) where nothing is left to wait for.

        Left is what is due, what is on its way (until its lease ends), and what was tried before.
        A batch that is scheduled for later is not.
        """
        ledger, now = self._parts.ledger, self._parts.clock.now()
        due = ledger.next_due_at()
        turn = ledger.next_turn_at() or now
        lease_end, retry = ledger.next_lease_end(), ledger.next_retry_at()
        left = [at for at in (lease_end, retry and max(retry, turn)) if at is not None]
        self._is_due = due is not None and due <= now
        if due is not None and due <= now:
            left.append(max(due, turn))
        if until_idle and not left:
            return None
        later = left if due is None else [*left, max(due, turn)]
        return (min(later) - now).total_seconds() if later else self._longest_rest()

    def _expire(self) -> None:
        """Once a second at most: whose lease ran out is in doubt."""
        now = self._parts.clock.now()
        if self._looked_at is not None and timedelta() <= now - self._looked_at < timedelta(
            seconds=1
        ):
            return
        self._looked_at = now
        lease_end = self._parts.ledger.next_lease_end()
        if lease_end is not None and has_run_out(lease_end, now):
            expired = self._parts.ledger.expire_leases(now)
            if expired:
                batches = "1 batch is" if expired == 1 else f"{expired} batches are"
                logger.warning("%s in doubt: the worker gave no answer", batches)

    def _sleep(self, seconds: float) -> None:
        with self._news:
            if not self._is_stopping:
                self._news.wait(seconds)


@contextlib.contextmanager
def _tuned() -> Iterator[None]:
    """The interpreter, for as long as batches are sent.

    A third of the time of sending went into looking through what stays anyhow, and another third into looking for
    circles among a batch's people, of which there are none: it is done between batches. And a thread in a transaction
    gives the interpreter away at every statement: with the usual 5 ms until it has it back, all workers wait with it.
    """
    gc.freeze()
    often, turns = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(_NEVER, *often[1:])
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(turns)
        gc.set_threshold(*often)
        gc.unfreeze()


class _Trouble:
    """What keeps the provider, or the database, from answering; shared by the threads of a run."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._failures = 0
        self._doubts = 0
        self._probes = 0
        self._until: datetime | None = None

    def pause(self, until_idle: bool) -> float:
        """Seconds to wait before the next step; 0 where nothing is wrong. Raises TransportDown."""
        with self._lock:
            now = self._parts.clock.now()
            if self._until is not None and now < self._until:
                return (self._until - now).total_seconds()
            if self._doubts < _DOUBTS:
                return 0.0
            if self._parts.probe():
                logger.warning("the provider answers again: sending goes on")
                self._doubts = self._probes = 0
                return 0.0
            self._probes += 1
            if until_idle and self._probes >= _PROBES_UNTIL_IDLE:
                raise TransportDown(
                    f"The provider does not answer, and the last {self._doubts} batches are in doubt. "
                    "Nothing more was sent; see `mailer settle`."
                )
            return self._back_off(self._probes, None)

    def note(self, outcome: Outcome, until_idle: bool) -> None:
        """Raises TransportDown (until_idle) where trying again did not help."""
        with self._lock:
            if outcome.kind == "settled":
                self._failures = self._doubts = 0
            elif outcome.kind == "doubt":
                self._doubts += 1
                logger.warning("a batch is in doubt: %s", outcome.reason)
            elif outcome.kind == "down":
                self._fail(
                    TransportDown(outcome.reason, retry_at=outcome.retry_at),
                    outcome.retry_at,
                    until_idle,
                )

    def note_store(self, down: StoreDown, until_idle: bool) -> None:
        with self._lock:
            self._fail(down, None, until_idle)

    def _fail(self, down: MailerError, retry_at: datetime | None, until_idle: bool) -> None:
        if self._until is not None and self._parts.clock.now() < self._until:
            return  # other threads found the same
        self._failures += 1
        logger.warning("try %d: %s", self._failures, down)
        if until_idle and self._failures >= _FAILURES_UNTIL_IDLE:
            raise down
        self._back_off(self._failures, retry_at)

    def _back_off(self, tries: int, retry_at: datetime | None) -> float:
        """Sets, and returns, how long all threads wait: less by up to a quarter, so that workers part."""
        whole = min(_LONGEST_BACK_OFF, 2.0 ** min(tries - 1, 10))
        seconds = whole * (1 - self._parts.generator.random() / 4)
        now = self._parts.clock.now()
        self._until = max(now + timedelta(seconds=seconds), retry_at or now)
        return (self._until - now).total_seconds()
