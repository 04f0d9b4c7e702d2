"""What a report is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailer.model.campaign import Record
from mailer.model.delivery import LedgerCount
from mailer.model.event import StoredEvent
from mailer.model.gift import StoredGift
from mailer.model.message import Message, Part
from mailer.model.segment import Segment


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is made of. recipients: contact id -> state in the ledger. measured: contact ids of
    those whose opens are measured. segments: each with the contact ids that it picks now. messages: of every
    edition, by number. editions: contact id -> number; empty where there is only one."""

    record: Record
    messages: Sequence[Message]
    count: LedgerCount
    recipients: Mapping[int, str]
    measured: frozenset[int]
    events: Iterable[StoredEvent]
    gifts: Sequence[StoredGift]
    segments: Sequence[tuple[Segment, frozenset[int]]]
    zone: str
    as_of: datetime
    editions: Mapping[int, int] = field(default_factory=dict)

    @property
    def message(self) -> Message | None:
        """The first edition's."""
        return self.messages[0] if self.messages else None

    def given(self, contact_id: int) -> Message | None:
        """The message that somebody got."""
        return self.messages[self.editions.get(contact_id, 0)] if self.messages else None


def sketch(part: Part) -> str:
    """A text with `…` where each person has their own words."""
    return "…".join(part.statics)
