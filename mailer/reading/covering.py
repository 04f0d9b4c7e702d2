"""What the sender of an e-mail writes above the release: a greeting, a few words, a goodbye, a rule."""

import re
from collections.abc import Sequence
from functools import cache

from mailer.reading.languages import grammar
from mailer.reading.lines import Line, straight, weight

_HIGHEST = 4
"""Lines below the fields of the mail among which its greeting stands."""
_LONGEST = 10
"""Lines of such a note."""
_LONG = 120
"""Weight of a paragraph."""


def note_above(lines: Sequence[Line]) -> int:
    """How many lines at the top are a mail's fields and its sender's note; 0: none. A letter, whose greeting opens
    the text itself, is none: below a note stands a headline, and a paragraph."""
    start = 0
    while start < len(lines) and _is_field(lines[start].text):
        start += 1
    greeted = next(
        (i for i in range(start, min(start + _HIGHEST, len(lines))) if _greets(lines[i].text)), None
    )
    if greeted is None or any(lines[i].kind == "heading" for i in range(greeted + 1)):
        return 0
    end = _end_of(lines, greeted)
    below = lines[end:]
    is_text = any(weight(line.text) >= _LONG for line in below)
    return end if end > greeted and is_text and len(below) >= 2 else 0


def _end_of(lines: Sequence[Line], greeted: int) -> int:
    """Behind the last line before a rule; else behind the goodbye and the name below it; else 0."""
    last = min(greeted + _LONGEST, len(lines))
    for index in range(greeted + 1, last):
        if lines[index].follows_rule or lines[index].kind == "heading":
            return index if lines[index].follows_rule else 0
        if is_goodbye(lines[index].text):
            return _behind_goodbye(lines, index)
    return 0


def _behind_goodbye(lines: Sequence[Line], index: int) -> int:
    end = index + 1
    while end < min(len(lines), index + 5) and not lines[end].follows_rule:
        line = lines[end]
        is_name = len(line.text.split()) <= 4 and weight(line.text) <= 40
        if not is_name or (line.follows_blank and end > index + 1):
            break
        end += 1
    return end


def is_goodbye(text: str) -> bool:
    return len(text) <= 80 and _goodbye().fullmatch(straight(text).strip()) is not None


@cache
def _goodbye() -> re.Pattern[str]:
    return re.compile(rf"(?:{grammar().goodbyes.pattern})[\s,.!،，。]*", re.IGNORECASE)


def _is_field(text: str) -> bool:
    words = grammar()
    is_forwarded = words.forwarded.fullmatch(text.rstrip(" :："))
    return words.mail_heads.match(text) is not None or is_forwarded is not None


def _greets(text: str) -> bool:
    """`Bonjour,`, `Dear all`, `各位媒体朋友：`: a short line by itself."""
    words = grammar()
    is_short = len(text) <= 70 and weight(text) <= 90
    plain = straight(text)
    greets = words.greetings.fullmatch(plain) or words.salutations.fullmatch(plain)
    return is_short and greets is not None and not re.search(r"https?:|\d{3}", text)
