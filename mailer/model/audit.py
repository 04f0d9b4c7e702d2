"""What was done with a campaign, and whether all of it is still there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Trail:
    """entries: oldest first; keys what, by, at (aware UTC), detail. broken_at: number of the first entry, from
    1, that does not follow the one before it; None: nothing was taken out or rewritten. digest: over all of
    them, 64 hex; empty where there are none."""

    entries: Sequence[Mapping[str, Any]]
    broken_at: int | None
    digest: str
