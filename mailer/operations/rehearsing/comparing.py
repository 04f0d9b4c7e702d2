"""The ledger beside the truth, person by person.

ledger: contact -> accepted | refused | suppressed | unknown | remaining
truth:  the stand-in's log, a line per letter that it took -> contact -> how often
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from mailer.app import App
from mailer.audience import parse_address
from mailer.model.contact import Recipient
from mailer.model.ids import AddressKey

_SHOWN = 100
_STRANGER = 0
"""Instead of a contact's id, for a letter to nobody whom the campaign is for."""


@dataclass(frozen=True, slots=True)
class Truth:
    """times: contact id -> letters. batches: code of a batch -> contact ids of its letters."""

    times: Counter[int]
    batches: Mapping[str, set[int]]


@dataclass(frozen=True, slots=True)
class Differing:
    """One person of whom the ledger says something else than the log. delivered: how often."""

    contact_id: int
    ledger: str
    delivered: int


@dataclass(slots=True)
class Comparison:
    """In people. strangers: letters to somebody who is in no ledger. in_doubt: whom the ledger calls unknown,
    which no truth contradicts but a second letter. disagreements: the first hundred; differing: all."""

    once: int = 0
    twice: int = 0
    nobody: int = 0
    strangers: int = 0
    in_doubt: int = 0
    differing: int = 0
    disagreements: list[Differing] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.differing and not self.strangers

    def add(self, contact_id: int, state: str, times: int) -> None:
        self.once += times == 1
        self.twice += times > 1
        self.nobody += times == 0
        self.in_doubt += state == "unknown"
        if not _may_be(state, times):
            self.differing += 1
            if len(self.disagreements) < _SHOWN:
                self.disagreements.append(Differing(contact_id, state, times))


def _may_be(state: str, times: int) -> bool:
    if state == "unknown":
        return times <= 1
    return times == (1 if state == "accepted" else 0)


def whose(people: Iterable[Recipient]) -> dict[AddressKey, int]:
    """The key of each address -> contact id."""
    return {each.contact.key: each.contact.id for each in people}


def read_truth(log: Path, known: Mapping[AddressKey, int]) -> Truth:
    """known: see `whose`."""
    times: Counter[int] = Counter()
    batches: dict[str, set[int]] = {}
    for letter in _lines(log):
        contact_id = known.get(parse_address(letter["to"])[1], _STRANGER)
        times[contact_id] += 1
        batches.setdefault(letter["custom_args"].get("nb_batch", ""), set()).add(contact_id)
    return Truth(times, batches)


def compare(app: App, campaign_id: int, truth: Truth) -> Comparison:
    found = Comparison(strangers=truth.times[_STRANGER])
    for contact_id, state in app.store.events.recipients(campaign_id):
        found.add(contact_id, state, truth.times[contact_id])
    return found


def in_doubt(app: App, campaign_id: int) -> frozenset[int]:
    """Contact ids of whom nobody knows whether they got it."""
    return frozenset(
        contact_id
        for contact_id, state in app.store.events.recipients(campaign_id)
        if state == "unknown"
    )


def _lines(log: Path) -> Iterator[dict[str, Any]]:
    with log.open("rb") as lines:
        yield from map(orjson.loads, lines)
