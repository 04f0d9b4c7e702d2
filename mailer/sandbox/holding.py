"""Mail for later: held until its `send_at`, unless its batch is paused or cancelled by then.

Source: SendGrid's pages on scheduled sends. A pause of more than 72 hours ends in nothing being sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailer.sandbox.letters import Taken

PAUSED_LONGEST = 72 * 3600


@dataclass(frozen=True, slots=True)
class Held:
    """due_at: epoch seconds."""

    taken: Taken
    due_at: float
    batch_id: str | None

    @property
    def people(self) -> int:
        return len(self.taken.body["personalizations"])


class Holding:
    """statuses: batch id -> `pause` or `cancel`, as the account's routes write it."""

    def __init__(self, statuses: Mapping[str, str]) -> None:
        self._statuses = statuses
        self._held: list[Held] = []
        self.discarded = 0
        """People whose mail was cancelled, or paused for too long."""

    @property
    def people(self) -> int:
        return sum(held.people for held in self._held)

    def sort(self, taken: Taken) -> Sequence[Taken]:
        """Keeps what is for later; returns what is due."""
        if not _is_timed(taken.body):
            return [taken]
        due: list[Taken] = []
        for send_at, part in _by_time(taken):
            if send_at is not None and send_at > taken.at:
                self._held.append(Held(part, send_at, taken.body.get("batch_id")))
            else:
                due.append(part)
        return due

    def due(self, now: float) -> Sequence[Taken]:
        """What is sent now that its time has come; it leaves the hold."""
        kept: list[Held] = []
        released: list[Taken] = []
        for held in self._held:
            status = self._statuses.get(held.batch_id or "")
            if held.due_at > now or (status == "pause" and now <= held.due_at + PAUSED_LONGEST):
                kept.append(held)
            elif status is None:
                released.append(replace(held.taken, at=now))
            else:
                self.discarded += held.people
        self._held = kept
        return released


def _is_timed(body: Mapping[str, Any]) -> bool:
    return "send_at" in body or any("send_at" in person for person in body["personalizations"])


def _by_time(taken: Taken) -> Iterator[tuple[float | None, Taken]]:
    """Neighbours with the same time stay together, so that the numbers of messages stay theirs."""
    body = taken.body
    people: Sequence[Mapping[str, Any]] = body["personalizations"]
    shared = body.get("send_at")
    times = [person.get("send_at", shared) for person in people]
    start = 0
    for place in range(1, len(people) + 1):
        if place == len(people) or times[place] != times[start]:
            part = {**body, "personalizations": people[start:place]}
            yield times[start], replace(taken, body=part, first=_receivers(people[:start]))
            start = place


def _receivers(people: Sequence[Mapping[str, Any]]) -> int:
    return sum(len(person.get(kind, ())) for person in people for kind in ("to", "cc", "bcc"))
