"""Everyone that the rules chose, as 64 hex digits: what an approval binds, and freezing verifies."""

import hashlib
from array import array
from collections.abc import Iterable


def digest_of(contact_ids: Iterable[int]) -> str:
    """contact_ids: ascending."""
    return hashlib.sha256(array("q", contact_ids).tobytes()).hexdigest()
