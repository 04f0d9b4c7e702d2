"""Until when nothing of a campaign may be public, and what it takes to lift that.

embargoes seen in releases, lifts, in the order that they came + the file's own hour ── hold_of ──> Hold

What was seen once holds, whatever becomes of the line, the key or the file that said it. It ends at its
instant, or when two people lift it; the hour in the campaign file counts besides, and the later of all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

SEEN, LIFTED = "embargo-seen", "embargo-lifted"
"""What the audit calls the two."""
NEEDED = 2
"""Different people who lift an embargo before its instant."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An embargo as a release said it. instant: aware UTC, the latest reading; None: it can't be read."""

    raw: str
    instant: datetime | None
    is_ambiguous: bool
    release: str
    at: datetime

    def is_same(self, other: "Seen") -> bool:
        return (self.raw, self.instant) == (other.raw, other.instant)


@dataclass(frozen=True, slots=True)
class Lift:
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """until: aware UTC, the latest of all. is_unclear: under embargo, and nobody knows until when.
    seen: what of the releases still holds. given: the lifts for it so far. lifted: the two (or more) that
    ended what was seen before."""

    until: datetime | None = None
    is_unclear: bool = False
    seen: tuple[Seen, ...] = ()
    given: tuple[Lift, ...] = ()
    lifted: tuple[Lift, ...] = ()

    def forbids(self, instant: datetime) -> bool:
        return self.is_unclear or (self.until is not None and instant < self.until)

    def at_least(self, written: datetime | None) -> "Hold":
        """With the hour of the campaign file: a person who writes one settles what was unclear."""
        instants = [each for each in (self.until, written) if each is not None]
        is_unclear = self.is_unclear and written is None
        return replace(self, until=max(instants, default=None), is_unclear=is_unclear)

    def as_said(self) -> str:
        """What people approve: the hour in UTC, `none` or `unclear`, and who lifted what was before."""
        until = self.until.astimezone(UTC).isoformat() if self.until else "none"
        said = "unclear" if self.is_unclear else until
        by = "; ".join(f"{each.by}: {each.reason}" for each in self.lifted)
        return f"{said}, lifted by {by}" if by else said


def told(entries: Iterable[Mapping[str, Any]]) -> Iterator[Seen | Lift]:
    """entries: of one campaign's audit, oldest first; what else stands there is passed over."""
    for entry in entries:
        detail = entry["detail"]
        if entry["what"] == SEEN:
            instant = datetime.fromisoformat(detail["instant"]) if detail["instant"] else None
            yield Seen(detail["raw"], instant, detail["ambiguous"], detail["release"], entry["at"])
        elif entry["what"] == LIFTED:
            yield Lift(entry["by"], detail["reason"], entry["at"])


def hold_of(story: Iterable[Seen | Lift], written: datetime | None) -> Hold:
    """story: oldest first. written: the campaign file's own hour. A lift counts for what was seen before
    it; whoever asks twice is one person, however they spell their name."""
    seen: list[Seen] = []
    given: dict[str, Lift] = {}
    lifted: tuple[Lift, ...] = ()
    for entry in story:
        if isinstance(entry, Seen):
            seen.append(entry)
            given, lifted = {}, ()
        elif seen:
            given.setdefault(entry.by.casefold(), entry)
            if len(given) >= NEEDED:
                seen, given, lifted = [], {}, tuple(given.values())
    instants = [each.instant for each in seen if each.instant is not None]
    held = Hold(
        until=max(instants, default=None),
        is_unclear=len(instants) < len(seen),
        seen=tuple(seen),
        given=tuple(given.values()),
        lifted=lifted,
    )
    return held.at_least(written)
