"""Lines of the text part: 72 columns, wide signs counting two."""

import re
import unicodedata

from mailer.rendering.texts import Words

COLUMNS = 72
_UNITS = re.compile("(?:[\u2066-\u2068][^\u2069\n]*\u2069|[^ \t\n])+")
"""Other blanks hold words together: `50 €` in French or German never falls apart; nor does what is set apart
in right-to-left text."""
_ISOLATED = re.compile("[\u2066-\u2068]")
_CONTROL = re.compile(r"(<!--xMF[0-9a-f]+:\d+:[a-z]+-->)")
"""What opens and ends a conditional stretch or rows, as `marks` writes it: nothing of it stays."""
_NEVER_FIRST = frozenset("、。，．！？；：）」』】》〉”’％…")


def wrapped(words: Words, first: str = "", rest: str = "") -> str:
    """The text in lines of at most 72 columns. first, rest: what stands before the first line and the
    others. A text with fields stays one line, for its length is not known; encoding folds it."""
    text = str(words)
    if words.has_fields:
        return first + text
    lines, line, taken = [], first, columns(first)
    for unit, is_glued in _units(text):
        gap = "" if is_glued or line in (first, rest) else " "
        wide = len(gap) + columns(unit)
        if taken + wide > COLUMNS and line not in (first, rest):
            lines.append(line)
            line, gap, taken = rest, "", columns(rest)
            wide = columns(unit)
        line += gap + unit
        taken += wide
    return "\n".join([*lines, line])


def columns(text: str) -> int:
    """Columns that a text takes in a fixed-width face."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def _units(text: str) -> list[tuple[str, bool]]:
    """What a line may be broken between: words, and single wide signs. True: glued to the one before."""
    units: list[tuple[str, bool]] = []
    for word in _UNITS.findall(text):
        if word.isascii() or _ISOLATED.search(word):
            units.append((word, False))
            continue
        is_glued, pending = False, ""
        for sign in word:
            breaks = unicodedata.east_asian_width(sign) in "WF" and sign not in _NEVER_FIRST
            if breaks and pending:
                units.append((pending, is_glued))
                is_glued, pending = True, ""
            pending += sign
        units.append((pending, is_glued))
    return units


def tidy(text: str) -> str:
    """No blanks at the ends of lines, never two empty lines in a row, one line break at the end; the same
    where a conditional stretch begins or ends between the lines."""
    kept: list[str] = []
    breaks = 0
    for piece in _CONTROL.split(re.sub(r"[ \t]+\n", "\n", text.strip())):
        if _CONTROL.fullmatch(piece):
            kept.append(piece)
            continue
        piece = re.sub(r"\n{3,}", "\n\n", piece)
        body = piece.lstrip("\n")
        before = min(len(piece) - len(body), 2 - breaks)
        kept.append("\n" * before + body)
        breaks = len(body) - len(body.rstrip("\n")) if body else breaks + before
    return "".join(kept) + ("" if breaks else "\n")
