"""Everyone that the rules chose, as 64 hex digits: what an approval binds, and freezing verifies."""

import hashlib
from array import array
from collections.abc import Iterable


class Chosen:
    """Takes contact ids in ascending order, in any number of parts; keeps none of them."""

    def __init__(self) -> None:
        self._hashed = hashlib.sha256()

    def add(self, contact_ids: Iterable[int]) -> None:
        self._hashed.update(array("q", contact_ids).tobytes())

    def digest(self) -> str:
        return self._hashed.hexdigest()
