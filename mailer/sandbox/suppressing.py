"""The account's lists of addresses that it does not write to, or could not.

What was added is dropped when mail comes for it, except for blocks, which SendGrid tries again. What comes of
letters themselves (see `records`) stands in the lists beside it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mailer.sandbox.records import Records, Told, reason_of

LISTS: Mapping[str, str | None] = {
    "bounces": "Bounced Address",
    "blocks": None,
    "spam_reports": "Spam Reporting Address",
    "invalid_emails": "Invalid",
    "unsubscribes": "Unsubscribed Address",
}
"""Name of the list -> the reason for which mail to its addresses is dropped; None: it is tried."""
_OF_STATUS = {"bounced": "bounces", "blocked": "blocks"}


@dataclass(frozen=True, slots=True)
class Suppressed:
    """created: epoch seconds."""

    address: str
    created: int
    reason: str = ""
    status: str = ""

    def shown(self, kind: str) -> dict[str, Any]:
        """As SendGrid shows it in the list of this name."""
        shown: dict[str, Any] = {"created": self.created, "email": self.address}
        if kind in ("bounces", "blocks", "invalid_emails"):
            shown["reason"] = self.reason
        if kind in ("bounces", "blocks"):
            shown["status"] = self.status
        if kind == "spam_reports":
            shown["ip"] = "192.0.2.25"
        return shown


class Suppressions:
    def __init__(self, records: Records) -> None:
        self._records = records
        self._added: dict[str, dict[str, Suppressed]] = {kind: {} for kind in LISTS}
        self._removed: dict[str, dict[str, int]] = {kind: {} for kind in LISTS}

    def add(self, kind: str, entry: Suppressed) -> None:
        self._added[kind][entry.address.lower()] = entry
        self._removed[kind].pop(entry.address.lower(), None)

    def remove(self, kind: str, address: str, now: float) -> bool:
        """Whether it was there."""
        was_there = self.find(kind, address) is not None
        self._added[kind].pop(address.lower(), None)
        self._removed[kind][address.lower()] = int(now)
        return was_there

    def find(self, kind: str, address: str) -> Suppressed | None:
        key = address.lower()
        return next((each for each in self.all(kind) if each.address.lower() == key), None)

    def all(self, kind: str) -> list[Suppressed]:
        """Oldest first, each address once."""
        found = dict(self._added[kind])
        for entry in self._of_letters(kind):
            key = entry.address.lower()
            if entry.created > self._removed[kind].get(key, -1):
                found.setdefault(key, entry)
        return sorted(found.values(), key=lambda entry: entry.created)

    @property
    def is_empty(self) -> bool:
        return not any(self._added.values())

    def drops(self, address: str) -> str | None:
        """The reason for which mail to this address goes nowhere."""
        key = address.lower()
        return next(
            (reason for kind, reason in LISTS.items() if reason and key in self._added[kind]), None
        )

    def _of_letters(self, kind: str) -> Iterator[Suppressed]:
        if kind not in ("bounces", "blocks", "spam_reports"):
            return
        for told in self._records.all():
            if kind == "spam_reports" and _complained(told):
                yield Suppressed(told.letter["to"], told.at + 900)
            elif _OF_STATUS.get(told.story.status) == kind:
                status = str(told.story.first[-1].get("status", ""))
                yield Suppressed(told.letter["to"], told.at, reason_of(told), status)


def _complained(told: Told) -> bool:
    return any(event["event"] == "spamreport" for event in told.story.later)


def matches(address: str, pattern: str) -> bool:
    """As the parameter `email` of a list: its start, and % for anything."""
    parts = map(re.escape, pattern.lower().split("%"))
    return re.match(".*".join(parts), address.lower()) is not None
