"""Everyone's message, filled and not sent: what it came to, in numbers alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Of `people` in all. *_id: the contact whose message is the worst of its kind; 0 where nobody is.

    held: field -> people who have no usable value for it and would get nothing. Bytes are those of the
    decoded HTML part; widths are columns of an inbox row.
    """

    people: int = 0
    held: Mapping[str, int] = field(default_factory=dict)
    largest: int = 0
    largest_id: int = 0
    nearly_clipped: int = 0
    clipped: int = 0
    widest_subject: int = 0
    widest_subject_id: int = 0
    wide_subjects: int = 0
    empty_subjects: int = 0
    most_values: int = 0
    """Bytes of one person's values, where the transport limits them."""
    too_many_values: int = 0
    unsupported_addresses: int = 0
    holes: Mapping[str, int] = field(default_factory=dict)
    """Field -> people in whose message its empty value leaves a mark or a blank behind."""
