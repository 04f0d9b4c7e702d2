"""Whether a database is where it may send from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seated:
    """here: the place where the database lies now. is_here: it is the one that it may send from.
    turn: how many batches were ever claimed."""

    here: str
    is_here: bool
    turn: int
