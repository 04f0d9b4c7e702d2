"""Lines of the text -> blocks of the body."""

from collections.abc import Sequence

from mailer.model.release import Block
from mailer.reading.dates import dates_in
from mailer.reading.lines import Line, weight

_ENDS = (
    ".",
    "!",
    "?",
    ":",
    ";",
    ",",
    "”",
    "“",
    "»",
    "«",
    '"',
    "。",
    "！",
    "？",
    "：",
    "；",
    "…",
    "؟",
    "،",
    "」",
    ")",
)
_LONGEST_HEADING = 90


def blocks_of(lines: Sequence[Line], language: str) -> tuple[Block, ...]:
    """Items that follow one another make one list; everything else keeps its own block. The first line is
    the lede, a paragraph always."""
    blocks: list[Block] = []
    items: list[Line] = []
    for index, line in enumerate(lines):
        if line.kind == "item":
            items.append(line)
            continue
        if items:
            blocks.append(_list(items))
            items = []
        blocks.append(_block(line, index, lines, language))
    if items:
        blocks.append(_list(items))
    return tuple(blocks)


def _block(line: Line, index: int, lines: Sequence[Line], language: str) -> Block:
    if line.kind == "quote" and index > 0:
        return Block("quote", line.text, span=line.span)
    is_heading = line.kind == "heading" or _reads_as_heading(line, lines[index + 1 : index + 2])
    if index > 0 and is_heading:
        return Block("heading", line.text, span=line.span)
    days = tuple(found.last for found in dates_in(line.text, language) if found.last)
    return Block("paragraph", line.text, span=line.span, days=days)


def _list(items: Sequence[Line]) -> Block:
    span = items[0].span.until(items[-1].span)
    return Block("list", "", tuple(item.text for item in items), span)


def _reads_as_heading(line: Line, after: Sequence[Line]) -> bool:
    """In copied text: short, without an end mark, above a paragraph or a list."""
    if line.kind not in ("text", "emphasis") or weight(line.text) > _LONGEST_HEADING:
        return False
    if line.text.endswith(_ENDS) or line.text[:1] in '“"«„—–-' or not line.text[:1].isalnum():
        return False
    if line.text[:1].islower() or not after:
        return False
    next_ = after[0]
    is_sentence = weight(next_.text) >= 40 and next_.text.endswith(_ENDS)
    return next_.kind == "item" or weight(next_.text) >= 80 or is_sentence
