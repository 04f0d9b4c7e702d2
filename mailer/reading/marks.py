"""Stretches of a paragraph that stand between quotation marks of any kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailer.reading.lines import is_wide

_CLOSERS = {
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "‟": '”"',
    '"': '"”',
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "‘": "’",
}
OPENERS = frozenset(_CLOSERS) - {"”"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """start, end: with the marks. text: between them, trimmed. is_closed: False where the mark that ends
    it is missing. is_half: words about the speaker stood inside the marks, and parted them."""

    start: int
    end: int
    text: str
    is_closed: bool
    is_half: bool = False


def stretches(paragraph: str) -> list[Stretch]:
    """In order, outermost only; linear in the length of the paragraph."""
    found = []
    position = 0
    while position < len(paragraph):
        mark = paragraph[position]
        if mark in _CLOSERS and _opens(paragraph, position):
            end = _end_of(paragraph, position) or _wide_end(paragraph, position)
            text = paragraph[position + 1 : end if end is not None else len(paragraph)]
            stop = len(paragraph) if end is None else end + 1
            if end is None and mark in "‘»”":
                position += 1
                continue
            found.append(Stretch(position, stop, text.strip(), end is not None))
            position = stop
        else:
            position += 1
    return found


def outside(paragraph: str, found: list[Stretch]) -> Iterator[str]:
    """What stands before, between and after the stretches: one more than there are of them."""
    position = 0
    for stretch in found:
        yield paragraph[position : stretch.start]
        position = stretch.end
    yield paragraph[position:]


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in "“„‟「『":
        return True
    if mark == "«":
        return True
    if mark == "»":
        return not before.isalnum() and before not in ".,!?…" and after.isalnum()
    if mark == "”":
        return (at == 0 or before.isspace()) and after.isalnum()
    if mark == "‘":
        return not before.isalnum() and after.isalnum() and _is_single_quote(text, at)
    return not before.isalnum() and not after.isspace()


def _is_single_quote(text: str, at: int) -> bool:
    """British marks round words of a person: the stretch is long and ends before a blank."""
    end = _end_of(text, at)
    return end is not None and end - at > 30


def _wide_end(text: str, at: int) -> int | None:
    """Chinese marks of two families that are meant as one: `「…”`."""
    if text[at] not in "“「『" or not is_wide(text[at + 1 : at + 4]):
        return None
    found = re.search(r"[”」』]", text[at + 1 :])
    return at + 1 + found.start() if found else None


def _end_of(text: str, at: int) -> int | None:
    mark = text[at]
    closers = _CLOSERS[mark]
    for position in range(at + 1, len(text)):
        sign = text[position]
        if sign not in closers:
            continue
        after = text[position + 1] if position + 1 < len(text) else " "
        if sign == '"' and (text[position - 1].isspace() or after.isalnum()) and mark != '"':
            continue
        if sign == '"' and text[position - 1].isspace() and not after.isspace():
            continue
        if sign == "’" and after.isalnum():
            continue
        return position
    return None
