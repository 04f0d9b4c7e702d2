"""Where an empty value leaves a hole in a sentence: `Dear ,`, or two blanks in a row.

Only fields whose fallback is empty can be empty: a message has few such places, most have none.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from mailer.model.message import Message, Part, Slot
from mailer.rendering import join

_BLANKS = frozenset(" \u00a0\u202f")
_MARKS = frozenset(",;:.!?،؛؟，。、！？：；")
_OPENING, _CLOSING = frozenset("([{«“„「『（《"), frozenset(")]}»”「」』）》")
_NAMES = frozenset({"first_name", "last_name"})
_SHOWN = 20
"""Signs before the hole."""


@dataclass(frozen=True, slots=True)
class Hole:
    """words: what stands there without the value. within: the stretches around the place, each with its
    number and the part of it that has the place; None for rows, which differ from person to person."""

    ref: int
    field: str
    words: str
    within: tuple[tuple[int, Part | None], ...] = ()

    def is_open(self, values: Sequence[str]) -> bool:
        """Whether somebody with these values sees it."""
        return not values[self.ref] and all(
            values[index] and (part is None or values[index] == join(part, values))
            for index, part in self.within
        )


def holes(message: Message) -> tuple[Hole, ...]:
    """The text part first: its words are the plainest."""
    parts = (message.subject, message.text, message.html)
    return tuple(hole for part in parts for hole in _in(part, message.slots, ()))


def _in(
    part: Part, slots: Sequence[Slot], within: tuple[tuple[int, Part | None], ...]
) -> Iterator[Hole]:
    for number, ref in enumerate(part.refs):
        slot = slots[ref]
        for way in (slot.then, slot.otherwise):
            if way is not None:
                shown = None if slot.context == "rows" else way
                yield from _in(way, slots, (*within, (ref, shown)))
        if slot.optional or slot.fallback is None or slot.fallback.strip():
            continue
        before, after = part.statics[number : number + 2]
        words = _torn(before, after, slot.field, is_first=number == 0)
        if words:
            yield Hole(ref, slot.field, words, within)


def _torn(before: str, after: str, field: str, *, is_first: bool) -> str:
    """What is left around a value that is empty, where it reads like a mistake; else nothing."""
    starts = is_first if not before else before[-1] in "\n>"
    line = html.unescape(re.split(r"[\n>]", before)[-1])
    rest = html.unescape(re.split(r"[\n<]", after)[0])
    mark = rest.lstrip("".join(_BLANKS))[:1]
    last = line[-1:]
    is_blank = last in _BLANKS
    is_torn = (
        ((starts or is_blank) and mark in _MARKS)
        or (is_blank and rest[:1] in _BLANKS)
        or (last in _OPENING and rest[:1] in _CLOSING)
        or (field in _NAMES and _is_wide(last) and rest[:1] in _MARKS)
    )
    return f"{line[-_SHOWN:]}{rest[:_SHOWN]}".strip() if is_torn else ""


def _is_wide(sign: str) -> bool:
    return bool(sign) and sign.isalpha() and east_asian_width(sign) == "W"
