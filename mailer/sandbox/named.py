"""Faults that have a name, so that nobody needs to write a file to rehearse them.

Those of requests hit every second one, two at a time, one kind after the other; so each happens where there are
enough requests.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from mailer.errors import InputError
from mailer.sandbox.behaviour import Shares
from mailer.sandbox.faults import Fault, Faults

_TIMES, _EVERY = 2, 2
ALL = "all"
_ELSEWHERE = "https://elsewhere.example/v3/mail/send"


@dataclass(frozen=True, slots=True)
class Named:
    """says: what happens, in a few words. requests: what is broken of them. events: keys of `EventFaults`.
    people: keys of `Shares`."""

    says: str
    requests: Sequence[Fault] = ()
    events: Mapping[str, object] | None = None
    people: Mapping[str, float] | None = None


def _status(status: int, times: int, accept: bool = False) -> Sequence[Fault]:
    return (Fault("status", status=status, accept=accept, times=times),)


def _slow_down(reset: str | int) -> Fault:
    return Fault("status", status=429, reset=reset, times=1)


NAMED: Mapping[str, Named] = {
    "accept-then-hang": Named("taken, then silence", [Fault("hang", accept=True, times=1)]),
    "hang": Named("not taken, and silence", [Fault("hang", times=1)]),
    "accept-then-500": Named("taken, and the answer says 500", _status(500, 2, accept=True)),
    "500": Named("not taken: 500", _status(500, 2)),
    "502": Named("not taken: 502", _status(502, 1)),
    "accept-then-502": Named("taken, and the answer says 502", _status(502, 1, accept=True)),
    "503": Named("not taken: 503", _status(503, 2)),
    "accept-then-503": Named("taken, and the answer says 503", _status(503, 1, accept=True)),
    "504": Named("not taken: 504", _status(504, 1)),
    "accept-then-504": Named("taken, and a gateway gives up: 504", _status(504, 2, accept=True)),
    "reset-before-body": Named("the connection breaks before the body", [Fault("reset", when="before")]),
    "reset-during-body": Named("the connection breaks in the middle of it", [Fault("reset", when="during")]),
    "reset-after-body": Named("not taken, and the connection breaks", [Fault("reset")]),
    "accept-then-reset": Named("taken, and the connection breaks", [Fault("reset", accept=True)]),
    "half-status": Named("taken, and half a status line", [Fault("half-status", accept=True)]),
    "cut-body": Named("taken, and an answer that is cut off", [Fault("cut-body", accept=True)]),
    "half-status-not-taken": Named("not taken, and half a status line", [Fault("half-status", times=1)]),
    "cut-body-not-taken": Named("not taken, and an answer that is cut off", [Fault("cut-body", times=1)]),
    "slow": Named("taken, and the answer comes late", [Fault("slow", seconds=0.3, times=1)]),
    "slow-body": Named("taken, and the answer comes sign by sign", [Fault("slow-body", seconds=0.0005, times=1)]),
    "close": Named("taken, and the connection is closed unasked", [Fault("close")]),
    "redirect": Named("not taken: go elsewhere", [Fault("status", status=307, location=_ELSEWHERE)]),
    "slow-down": Named(
        "429 with every odd time to come back",
        [_slow_down(reset) for reset in ("past", "future", "absent", "negative", "text", "far")],
    ),
    "bad-recipients": Named("a 400 that names k people", [Fault("recipients", count=3, field="right")]),
    "bad-recipients-wrong-field": Named(
        "a 400 that names somebody else", [Fault("recipients", count=2, field="wrong")]
    ),
    "bad-recipients-no-field": Named("a 400 that names nobody", [Fault("recipients", count=2, field="none")]),
    "bad-request": Named(
        "a 400 on the whole request",
        [Fault("status", status=400, field="subject", message="subject must be a string, not empty", times=1)],
    ),
    "bad-key": Named("a 401, as for a key that was withdrawn", [Fault("status", status=401, times=1)]),
    "bad-sender": Named("a 403, as for an unverified sender", [Fault("status", status=403, times=1)]),
    "bad-type": Named("a 415, as for a body that is no JSON", [Fault("status", status=415, times=1)]),
    "too-large": Named("a 413 for whatever has more than one person", [Fault("limit", people=1)]),
    "events-twice": Named("a third of the events come twice, calls again later", events={"duplicate": 0.3, "replay": 0.3}),
    "events-out-of-order": Named("events in another order", events={"reorder": True}),
    "events-lost": Named("a third of the events never come", events={"lose": 0.3}),
    "events-late": Named("events come late", events={"delay": 1.0}),
    "events-forged": Named("forged calls beside the true ones", events={"forge": 0.5}),
    "events-without-ids": Named("a third of the events without our ids", events={"without_ids": 0.3}),
    "events-hostile": Named("values that nobody expects", events={"hostile": 0.2}),
    "late-bounces": Named("bounces without any id, hours later", events={"late_bounces": 0.05}),
    "key-rotation": Named("another key signs from the third call on", events={"rotate": 2}),
    "bounces": Named("one in ten bounces, one in twenty is blocked", people={"bouncing": 0.1, "blocking": 0.05}),
    "machines": Named("mail programs open by themselves, gateways follow every link", people={"apple": 1.0, "scanned": 1.0}),
}  # fmt: skip


def named_faults(names: Sequence[str], base: Faults | None = None, seed: int = 1) -> Faults:
    """The faults of these names (`all`: of each), after those of a file. Raises InputError with the nearest
    name."""
    base = base or Faults()
    script = list(base.script)
    events, people = base.events, base.people
    for name in NAMED if ALL in names else dict.fromkeys(names):
        found = _named(name)
        script += [_spread(fault, name) for fault in found.requests]
        if found.events is not None:
            events = replace(events, **found.events)  # type: ignore[arg-type]
        if found.people is not None:
            people = replace(people or Shares(), **found.people)
    # Who is refused is refused each time, whatever else would have taken the mail.
    script.sort(key=lambda fault: fault.do != "recipients")
    return Faults(script, events, people, random.Random(seed))  # noqa: S311


def _named(name: str) -> Named:
    found = NAMED.get(name)
    if found is None:
        near = get_close_matches(name, NAMED, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(NAMED)}."
        raise InputError(f"--fault {name!r}: no fault has this name; {hint}")
    return found


def _spread(fault: Fault, name: str) -> Fault:
    if fault.do == "recipients":
        return replace(fault, name=name)
    return replace(fault, name=name, every=_EVERY, times=fault.times or _TIMES)


def requests_for(faults: Faults) -> int:
    """How many it takes for each fault of the script to happen, roughly; 1 without any."""
    return 1 + sum((fault.times or _TIMES) * (fault.every or 1) for fault in faults.script)
