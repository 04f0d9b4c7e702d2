"""What people of a blast wait for, in every output alike."""

from collections.abc import Mapping
from datetime import datetime

from mailer.wording.figures import people as counted
from mailer.wording.times import moment

_ENDS: Mapping[str, str] = {
    "asked-to-wait": "the next try, as the server asked",
    "canary": "the canary to be judged",
    "quiet-hours": "the quiet hours to end",
    "warm-up": "the next day of the warm-up",
}
_NOBODY_KNOWS: Mapping[str, str] = {"canary": "the last of the canary to be settled"}


def waiting(why: str, people: int, until: datetime | None, zone: str) -> str:
    """`9 people wait for the next day of the warm-up: Tuesday 1 December 2026, 00:00 UTC`."""
    verb = "waits" if people == 1 else "wait"
    if until is None:
        return f"{counted(people)} {verb} for {_NOBODY_KNOWS.get(why, _ENDS[why])}"
    return f"{counted(people)} {verb} for {_ENDS[why]}: {moment(until, zone)}"
