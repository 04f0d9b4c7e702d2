"""What stands in an inbox before anybody opens the message, cut as clients cut it."""

import unicodedata
from dataclasses import dataclass

from mailer.checking.facts import Document, columns
from mailer.checking.facts import Sample as Seen
from mailer.model.message import Message
from mailer.operations.editions import Sample

_CUTS = ((33, "Phone, upright"), (48, "Phone, on its side"), (70, "Desktop"))
_SENDER = 25


@dataclass(frozen=True, slots=True)
class Row:
    where: str
    signs: int
    sender: str
    subject: str
    preheader: str


def rows(message: Message, sample: Sample) -> tuple[Row, ...]:
    """After the preheader clients go on with the message's first words, where nothing holds them back."""
    document = Document(Seen(sample.label, sample.subject, sample.html, sample.text))
    _, preheader = document.preheader
    following = preheader or document.words
    return tuple(
        Row(
            where,
            signs,
            cut(message.sender.name or message.sender.address, _SENDER),
            cut(sample.subject, signs),
            cut(following, signs),
        )
        for signs, where in _CUTS
    )


def cut(text: str, room: int) -> str:
    """At most `room` columns wide (an East Asian sign takes two), the last one an ellipsis where
    something was cut off; no sign is parted from its accents."""
    if columns(text) <= room:
        return text
    kept, left = [], room - 1
    for sign in text:
        width = 0 if unicodedata.combining(sign) else columns(sign)
        if width > left:
            break
        kept.append(sign)
        left -= width
    return "".join(kept).rstrip() + "…"
