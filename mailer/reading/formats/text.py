"""Text as copied out of a page or a mail: one line a paragraph, or lines broken at a width."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mailer.reading.languages import grammar
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
    lines = tuple(_joined(_with_lists(raw), _wrapped_at(raw)))
    return Page(lines=lines, source=tuple(text.split("\n")))


def _raw(text: str) -> Iterator[Line]:
    """Each line as it stands, blank ones left out; `level` is its indent."""
    follows_blank, follows_rule = True, False
    for number, source in _lines(text):
        line = tidy(source)
        is_rule = _RULE.fullmatch(line) is not None and len(set(line)) <= 2
        if not line or is_rule:
            follows_blank, follows_rule = True, follows_rule or is_rule
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
            follows_rule=follows_rule,
        )
        follows_blank = follows_rule = False


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Number and text of each line; two short texts at the two ends of one line are two."""
    for number, source in enumerate(text.split("\n"), start=1):
        parts = re.split(r"(?<=\S)[ \t\u00a0]{5,}(?=\S)", source)
        if len(parts) == 2 and all(len(part.strip()) <= 60 for part in parts):
            yield from ((number, part) for part in parts)
        else:
            yield number, source


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
    """The column at which the text was broken, or None where each line is a paragraph. Of all columns it is the
    one that explains most breaks: a line or two in a header may well be longer."""
    spaced = [line for line in lines if " " in line.text or is_wide(line.text)]
    if not spaced:
        return None
    widths = [_columns(line) for line in spaced]
    if sum(size > _WIDEST for size in widths) * 20 > len(widths):
        return None
    inner = [
        (_columns(line), _columns(line) + 1 + _first_word(after))
        for line, after in pairwise(lines)
        if not after.follows_blank
        and after.kind == "text"
        and (" " in line.text + after.text or is_wide(line.text + after.text))
    ]
    wrapped = [size for size, _ in inner if _NARROWEST <= size <= _WIDEST]
    is_told = len(wrapped) >= 3 or _is_cut(lines)
    if not is_told or not wrapped or len(wrapped) * 2 < len(inner):
        return None
    explained = {
        column: sum(size <= column < needed for size, needed in inner) for column in set(wrapped)
    }
    return max(explained, key=lambda column: (explained[column], column))


def _is_cut(lines: Sequence[Line]) -> bool:
    """Whether a long line ends in the middle of a word or, in Chinese, of a sentence: no author breaks there."""
    for line, after in pairwise(lines):
        if after.follows_blank or after.kind != "text" or _columns(line) < _NARROWEST:
            continue
        is_wide_cut = is_wide(line.text) and is_wide(after.text) and line.text[-1:].isalpha()
        if is_wide_cut or (re.search(r"[^\W\d_]-$", line.text) and after.text[:1].islower()):
            return True
    return False


def _columns(line: Line) -> int:
    return width(line.text) + line.level


def _first_word(line: Line) -> int:
    """Columns that the line's first word takes; in Chinese its first sign. `Dr.` stays with what follows it."""
    if is_wide(line.text[:3]):
        return width(line.text[:1])
    first, *more = line.text.split(" ", 2)[:2]
    is_bound = first.endswith(".") and first[:-1] in grammar().abbreviations and more
    return width(f"{first} {more[0]}" if is_bound else first)


def _joined(lines: Sequence[Line], column: int | None) -> Iterator[Line]:
    """Broken lines put together again: a break was forced where the next word had no room."""
    if column is None:
        yield from lines
        return
    whole = "\n".join(line.text for line in lines)
    own = _own_columns(lines)
    current: Line | None = None
    tail: Line | None = None
    for line in lines:
        room = max(own.get(line.first, column), 0)
        if current and tail and _goes_on(current, tail, line, min(column, room)):
            current = replace(
                current,
                text=_glued(current.text, line.text, whole),
                last=line.last,
                links=current.links + line.links,
            )
        else:
            if current is not None:
                yield current
            current = line
        tail = line
    if current is not None:
        yield current


def _own_columns(lines: Sequence[Line]) -> dict[int, int]:
    """First line -> column, for the lines of a paragraph (three lines at least, no list) in which each break but
    the last is a forced one: it was broken narrower than the rest."""
    found: dict[int, int] = {}
    block: list[Line] = []
    for line in [*lines, None]:
        if line is not None and not line.follows_blank and line.kind == "text":
            block.append(line)
            continue
        column = max((_columns(one) for one in block), default=0)
        if len(block) >= 3 and column >= _NARROWEST and block[0].kind == "text":
            forced = [_columns(a) + 1 + _first_word(b) > column for a, b in pairwise(block)]
            if all(forced):
                found.update((one.first, column) for one in block)
        block = [] if line is None else [line]
    return found


def _is_shouted(text: str) -> bool:
    return (
        text.isupper()
        and len(text) >= 12
        and len(text.split()) > 1
        and not text.endswith((",", "-"))
    )


def _glued(before: str, after: str, whole: str) -> str:
    """Two lines as one. A word parted at a hyphen is put together, unless the text writes it with one."""
    if is_wide(before[-3:]) and is_wide(after[:3]):
        return before + after
    parted = re.search(r"([^\W\d_]{2,})-$", before)
    rest = re.match(r"[^\W\d_]+", after)
    if (
        parted is None
        or rest is None
        or not after[:1].islower()
        or rest.group() in grammar().binders
    ):
        return f"{before} {after}"
    solid, parts = parted[1] + rest.group(), f"{parted[1]}-{rest.group()}"
    is_parted = parts not in whole and (solid in whole or parted[1][:1].isupper())
    return before[:-1] + after if is_parted else before + after


def _goes_on(current: Line, tail: Line, line: Line, column: int) -> bool:
    if (
        line.follows_blank
        or line.kind == "item"
        or (len(line.text) <= 40 and grammar().furniture.fullmatch(line.text))
        or (line.kind == "quote") != (current.kind == "quote")
    ):
        return False
    if current.kind == "item" and line.level > current.level:
        return True
    if _is_shouted(tail.text) and any(sign.islower() for sign in line.text):
        return False  # a letterhead, and what stands under it
    if current.kind == "text" and line.level > tail.level and is_wide(line.text):
        return False  # a paragraph's first line is set in
    size = _columns(tail)
    if size >= _NARROWEST and is_wide(tail.text) and tail.text[-1:] in "，、":
        return True
    is_inside = line.text[:1].islower() and tail.text[-1:] not in ".:;,!?…"
    if is_inside and size >= _NARROWEST and current.kind in ("text", "item"):
        return True
    return size + 1 + _first_word(line) > column
