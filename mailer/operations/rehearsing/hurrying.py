"""A clock that doesn't wait: where a worker would rest, it is later at once."""

import threading
from datetime import datetime, timedelta

from mailer.ports import Clock


class HurryingClock:
    """Runs as the real one does, and ahead of it by all that was skipped. Safe between threads."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._ahead = timedelta()
        self._lock = threading.Lock()

    @property
    def skipped(self) -> timedelta:
        return self._ahead

    def now(self) -> datetime:
        return self._real.now() + self._ahead

    def skip(self, seconds: float) -> None:
        with self._lock:
            self._ahead += timedelta(seconds=max(seconds, 0.0))

    def reach(self, instant: datetime) -> None:
        """Does nothing where that instant has passed."""
        self.skip((instant - self.now()).total_seconds())

    def epoch(self) -> float:
        """Seconds."""
        return self.now().timestamp()
