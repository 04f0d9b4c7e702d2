"""A clock that tests set by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """Stands still until it is told. Aware UTC."""

    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    def set(self, time: datetime) -> None:
        self.time = time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
