"""Text as copied out of a page or a mail: one line a paragraph, or lines broken at a width."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mailer.reading.lines import Line, Page, is_wide, tidy, urls_in, width

SUFFIXES = (".txt", ".text")
_BULLET = re.compile(r"[•·▪‣◦●○■□▶►❖✓➢\uf0b7]\s*(?=\S)")
_LOOSE = re.compile(
    r"(?:[-–—*+]|\(?\d{1,2}[.)]|[a-hA-H]\)|\d{1,2}\s?[-–])\s+(?=\S)"
    r"|[（(][\d一二三四五六七八九十]{1,2}[）)]\s*(?=\S)|(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、．]\s*(?=\S)"
)
"""Marks that also open other lines: a list only where two stand together."""
_QUOTED = re.compile(r">+ ?(?=\S)")
_RULE = re.compile(r"[-_=*~—–. ]{3,}")
_NARROWEST, _WIDEST = 45, 132
"""Columns at which mail programs and editors break lines."""


def page(text: str, filename: str) -> Page:
    """Never fails."""
    del filename
    raw = list(_raw(text))
    return Page(lines=tuple(_joined(_with_lists(raw), _wrapped_at(raw))))


def _raw(text: str) -> Iterator[Line]:
    """Each line as it stands, blank ones left out; `level` is its indent."""
    follows_blank = True
    for number, source in enumerate(text.split("\n"), start=1):
        line = tidy(source)
        if not line or (_RULE.fullmatch(line) and len(set(line)) <= 2):
            follows_blank = True
            continue
        indent = len(source) - len(source.lstrip())
        kind = "text"
        quoted = _QUOTED.match(line)
        if quoted:
            kind, line = "quote", line[quoted.end() :]
        elif bullet := _BULLET.match(line):
            kind, line = "item", line[bullet.end() :]
        yield Line(
            text=line,
            first=number,
            last=number,
            kind="quote" if kind == "quote" else "item" if kind == "item" else "text",
            level=indent,
            links=urls_in(line),
            follows_blank=follows_blank,
        )
        follows_blank = False


def _with_lists(lines: Sequence[Line]) -> list[Line]:
    """Lines after a dash, a star or a number become items where at least two such lines are near."""
    marks = [_mark(line) for line in lines]
    found = []
    for index, line in enumerate(lines):
        near = marks[max(0, index - 3) : index] + marks[index + 1 : index + 4]
        if marks[index] and marks[index] in near:
            text = _LOOSE.sub("", line.text, count=1)
            line = replace(line, text=text, kind="item")
        found.append(line)
    return found


def _mark(line: Line) -> str | None:
    """The kind of list mark that the line opens with; an attribution under a quote is none."""
    match = _LOOSE.match(line.text) if line.kind == "text" else None
    if not match:
        return None
    mark = match.group().strip()
    return "number" if any(sign.isalnum() for sign in mark) else mark


def _wrapped_at(lines: Sequence[Line]) -> int | None:
    """The column at which the text was broken, or None where each line is a paragraph."""
    spaced = [line for line in lines if " " in line.text or is_wide(line.text)]
    if not spaced:
        return None
    widths = [width(line.text) + line.level for line in spaced]
    if sum(size > _WIDEST for size in widths) * 20 > len(widths):
        return None
    inner = [
        width(line.text) + line.level
        for line, after in pairwise(lines)
        if not after.follows_blank and after.kind == "text" and " " in line.text + after.text
    ]
    wrapped = [size for size in inner if _NARROWEST <= size <= _WIDEST]
    if len(wrapped) < 3 or len(wrapped) * 2 < len(inner):
        return None
    return max(wrapped)


def _joined(lines: Sequence[Line], column: int | None) -> Iterator[Line]:
    """Broken lines put together again: a break was forced where the next word had no room."""
    current: Line | None = None
    tail = 0
    for line in lines:
        if current is not None and column is not None and _goes_on(current, line, tail, column):
            glue = "" if is_wide(current.text[-3:]) and is_wide(line.text[:3]) else " "
            current = replace(
                current,
                text=current.text + glue + line.text,
                last=line.last,
                links=current.links + line.links,
            )
        else:
            if current is not None:
                yield current
            current = line
        tail = width(line.text) + line.level
    if current is not None:
        yield current


def _goes_on(current: Line, line: Line, tail: int, column: int) -> bool:
    if (
        line.follows_blank
        or line.kind == "item"
        or (line.kind == "quote") != (current.kind == "quote")
    ):
        return False
    if current.kind == "item" and line.level > current.level:
        return True
    first = line.text[:1] if is_wide(line.text[:3]) else line.text.split(" ", 1)[0]
    return tail + 1 + width(first) > column
