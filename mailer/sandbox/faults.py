"""What goes wrong on purpose, by script.

A faults file is TOML (or JSON of the same shape):

    [[fault]]
    do = "status"        # what happens, see `Fault`
    on = [1, 3]          # which POSTs of /v3/mail/send, counted from 1; or `every`, or `probability`
    status = 500
    accept = true        # the mail is taken all the same

    [events]             # what happens to the events on their way to the webhook
    duplicate = 0.1

    [people]             # how many do what, see `behaviour.Shares`
    bouncing = 0.02
"""

import dataclasses
import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar
from zlib import crc32

import msgspec

from mailer.errors import ConfigError
from mailer.sandbox.behaviour import Shares

_T = TypeVar("_T")

KINDS = (
    "status", "hang", "reset", "half-status", "cut-body", "slow", "slow-body", "close",
    "recipients", "limit", "twice", "swallow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """do: status answers `status` (with `message`, `field`, `reset` for a 429, `location` for a 3xx);
    hang keeps silent for `seconds`; reset breaks the connection, `when` the body is to come, half there, or
    whole; half-status, cut-body send a stretch of the answer; slow waits `seconds` first; slow-body drips
    the answer; close hangs up after a whole answer; recipients refuses some people with a 400; limit
    refuses with a 413 what has more than `people` or `bytes`; twice and swallow are the provider's own defects:
    a 202, and the mail is delivered two times, or not at all.

    Which: `on` (numbers), `every`, `probability`, else always; at most `times` times. name: what it is counted
    under; else `do`.
    accept: whether the mail is taken before things go wrong (slow, slow-body, close always take it).
    """

    do: str
    on: Sequence[int] = ()
    every: int | None = None
    probability: float | None = None
    times: int | None = None
    name: str = ""
    accept: bool = False
    when: Literal["before", "during", "after"] = "after"
    """Of a reset: the body. Before it is read nobody can know whether the request is in sandbox mode: it may be
    that one which is broken."""
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
    count: int = 0
    """So many people, and always the same ones from then on: every third that comes."""
    names: str = "all"
    """Which of the refused are named in one answer: first or all."""
    people: int | None = None
    bytes: int | None = None
    _chosen: set[str] = dataclasses.field(default_factory=set, compare=False)

    @property
    def is_early(self) -> bool:
        """Whether it happens before the request is read."""
        return self.do == "reset" and self.when != "after"

    def refused(self, addresses: Sequence[str]) -> list[int]:
        """Which of the people of a request are refused, by place."""
        asked = [address.lower() for address in addresses]
        for address in asked[::3]:
            if len(self._chosen) < self.count:
                self._chosen.add(address)
        return [place for place, address in enumerate(asked) if self._refuses(address)]

    def _refuses(self, address: str) -> bool:
        if self.all or address in self._chosen or address in map(str.lower, self.addresses):
            return True
        if self.matching is not None and re.search(self.matching, address):
            return True
        return crc32(address.encode()) < self.share * 2**32


@dataclass(frozen=True, slots=True)
class EventFaults:
    """Each a share of events, 0..1, but for `reorder`, `delay` (seconds) and `rotate` (calls)."""

    duplicate: float = 0.0
    lose: float = 0.0
    forge: float = 0.0
    """Of calls: a forged one goes beside the true one. In turns: a foreign key, no signature, one that is no
    base64, another body under the true signature, a digit moved from the time into the body."""
    replay: float = 0.0
    """Of calls: made again later, byte for byte."""
    without_ids: float = 0.0
    late_bounces: float = 0.0
    """Of delivered letters: a bounce follows that carries neither our ids nor SendGrid's."""
    hostile: float = 0.0
    """Events with values of types that nobody expects, beside the true ones."""
    reorder: bool = False
    delay: float = 0.0
    rotate: int | None = None
    """After so many calls another key signs."""


@dataclass(slots=True)
class Faults:
    """happened: how often each fault did, by name. people: None where the script says nothing of them."""

    script: Sequence[Fault] = ()
    events: EventFaults = EventFaults()
    people: Shares | None = None
    generator: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311
    happened: Counter[str] = field(default_factory=Counter)
    _used: dict[int, int] = field(default_factory=dict)

    @property
    def has_early(self) -> bool:
        return any(fault.is_early for fault in self.script)

    def pick(self, number: int, applies: Callable[[Fault], bool]) -> Fault | None:
        """The first fault that is due at request `number`, and finds something in it to break."""
        for place, fault in enumerate(self.script):
            used = self._used.get(place, 0)
            is_left = fault.times is None or used < fault.times
            if is_left and self._is_due(fault, number) and applies(fault):
                self._used[place] = used + 1
                self.happened[fault.name or fault.do] += 1
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
    """Raises ConfigError."""
    _only(found, ("fault", "events", "people"), where)
    script = []
    for number, entry in enumerate(found.get("fault", ()), start=1):
        place = f"{where}: fault {number}"
        fault = _read(entry, Fault, place)
        _must_be_possible(fault, place)
        script.append(fault)
    events = _read(found.get("events", {}), EventFaults, f"{where}: events")
    people = _read(found["people"], Shares, f"{where}: people") if "people" in found else None
    return Faults(script, events, people)


def _must_be_possible(fault: Fault, place: str) -> None:
    if fault.do not in KINDS:
        raise ConfigError(f"{place}: do must be one of {', '.join(KINDS)}.")
    if fault.is_early and fault.accept:
        raise ConfigError(f'{place}: accept needs the whole body; take when = "after".')
    if fault.every is not None and fault.every < 1:
        raise ConfigError(f"{place}: every must be 1 or more.")
    try:
        re.compile(fault.matching or "")
    except re.error as broken:
        raise ConfigError(f"{place}: matching is no regular expression: {broken}.") from broken


_DECODERS: Mapping[type, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (Fault, EventFaults, Shares)
}
"""Made at import: msgspec learns a type at its first use, which no second thread may see."""


def _read(found: Any, kind: type[_T], place: str) -> _T:
    if not isinstance(found, Mapping):
        raise ConfigError(f"{place}: must be a table.")
    names = [each.name for each in fields(kind) if not each.name.startswith("_")]  # type: ignore[arg-type]
    _only(found, names, place)
    try:
        made: _T = _DECODERS[kind].decode(json.dumps(dict(found), default=str))
        return made
    except msgspec.ValidationError as broken:
        raise ConfigError(f"{place}: {str(broken).replace('$.', '')}.") from broken


def _only(found: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in found:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            guess = f' Did you mean "{near[0]}"?' if near else ""
            raise ConfigError(f'{where}: unknown key "{key}".{guess}')
