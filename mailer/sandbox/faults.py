"""What goes wrong on purpose, by script.

A faults file is TOML (or JSON of the same shape):

    [[fault]]
    do = "status"        # what happens, see `Fault`
    on = [1, 3]          # which POSTs of /v3/mail/send, counted from 1; or `every`, or `probability`
    status = 500
    accept = true        # the mail is taken all the same

    [events]             # what happens to the events on their way to the webhook
    duplicate = 0.1
"""

import json
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zlib import crc32

from mailer.errors import ConfigError

KINDS = (
    "status", "hang", "reset", "half-status", "cut-body", "slow", "slow-body", "close",
    "recipients", "limit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """do: status answers `status` (with `message`, `field`, `reset` for a 429, `location` for a 3xx);
    hang keeps silent for `seconds`; reset breaks the connection; half-status, cut-body send a
    stretch of the answer; slow waits `seconds` first; slow-body drips the answer; close hangs up
    after a whole answer; recipients refuses some people with a 400; limit refuses with a 413 what
    has more than `people` or `bytes`.

    When: `on` (numbers), `every`, `probability`, else always; at most `times` times.
    accept: whether the mail is taken before things go wrong (slow, slow-body, close always take it).
    """

    do: str
    on: Sequence[int] = ()
    every: int | None = None
    probability: float | None = None
    times: int | None = None
    accept: bool = False
    status: int = 500
    message: str | None = None
    field: str | None = None
    """For recipients: right, wrong or none; for status: the field that is named."""
    reset: str | int | None = None
    """X-RateLimit-Reset of a 429: past, future, absent, negative, far, text, or seconds from now."""
    location: str | None = None
    seconds: float = 60.0
    addresses: Sequence[str] = ()
    matching: str | None = None
    """A regular expression over addresses."""
    share: float = 0.0
    """Of all addresses, 0..1, always the same ones."""
    all: bool = False
    names: str = "all"
    """Which of the refused are named in one answer: first or all."""
    people: int | None = None
    bytes: int | None = None

    def refuses(self, address: str) -> bool:
        if self.all or address.lower() in {each.lower() for each in self.addresses}:
            return True
        if self.matching is not None and re.search(self.matching, address):
            return True
        return crc32(address.lower().encode()) < self.share * 2**32


@dataclass(frozen=True, slots=True)
class EventFaults:
    """Each a share of events, 0..1, but for `reorder` and `delay` (seconds)."""

    duplicate: float = 0.0
    lose: float = 0.0
    forge: float = 0.0
    """Posts with a signature of another key, beside the true ones."""
    without_ids: float = 0.0
    hostile: float = 0.0
    """Events with values of types that nobody expects, beside the true ones."""
    reorder: bool = False
    delay: float = 0.0


@dataclass(slots=True)
class Faults:
    script: Sequence[Fault] = ()
    events: EventFaults = EventFaults()
    generator: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311
    _used: dict[int, int] = field(default_factory=dict)

    def pick(self, number: int) -> Fault | None:
        """The first fault that is due at request `number`."""
        for place, fault in enumerate(self.script):
            used = self._used.get(place, 0)
            if (fault.times is None or used < fault.times) and self._is_due(fault, number):
                self._used[place] = used + 1
                return fault
        return None

    def _is_due(self, fault: Fault, number: int) -> bool:
        if fault.on:
            return number in fault.on
        if fault.every is not None:
            return number % fault.every == 0
        if fault.probability is not None:
            return self.generator.random() < fault.probability
        return True


def read_faults(path: Path) -> Faults:
    """Raises ConfigError with the file and the key."""
    try:
        text = path.read_text("utf-8")
        found = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as broken:
        raise ConfigError(f"{path}: can't be read as faults: {broken}") from broken
    return parse_faults(found, str(path))


def parse_faults(found: Mapping[str, Any], where: str = "faults") -> Faults:
    _only(found, ("fault", "events"), where)
    script = []
    for number, entry in enumerate(found.get("fault", ()), start=1):
        place = f"{where}: fault {number}"
        _only(entry, [each.name for each in fields(Fault)], place)
        if entry.get("do") not in KINDS:
            raise ConfigError(f"{place}: do must be one of {', '.join(KINDS)}.")
        script.append(Fault(**entry))
    told = found.get("events", {})
    _only(told, [each.name for each in fields(EventFaults)], f"{where}: events")
    return Faults(script, EventFaults(**told))


def _only(found: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in found:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            guess = f' Did you mean "{near[0]}"?' if near else ""
            raise ConfigError(f'{where}: unknown key "{key}".{guess}')
