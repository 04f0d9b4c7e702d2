"""Hours as releases write them -> every moment of the day that they can mean, counted from its beginning.

24:00, and twelve at night, are the end of the day; where the words leave room for both halves of it, both are kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from mailer.reading.languages import grammar

_NUMERALS = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)} | {
    "": 0,
    "零": 0,
    "〇": 0,
    "两": 2,
    "兩": 2,
}
TIME = re.compile(
    r"(?<![\d.:/])(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>\d{2}))?\s?(?P<half>a\.?\s?m\.?|p\.?\s?m\.?|午前|ص|م(?!\w))?"
    r"(?P<unit>\s?(?:(?:h(?:ours|rs|oras|eures?)?|uhr|o'clock)(?!\w)|[时時点點](?=[\d前后後之以起整至到方再才解]|(?!\w))))?"
    r"(?(unit)(?:\s?(?P<tail>[0-5]?\d)(?:\s?(?:分|min\w*)|(?<=\d\d)(?![\d.:/])))?)(?!\d)",
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"(?<![\d.:/+-])(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?:\s?(?:h|hrs|hours|GMT|UTC|BST|CET|[A-Z]{3,4})(?!\w)|(?=\s?(?:on|local|,|$)))"
)
_AM_IS_A_WORD = frozenset({"de"})
"""Where `12:00 am 1. Dezember` says on which day."""
_CLAUSE = re.compile(r"\s[–—|-]\s|[–—|;:]\s")
"""Between what an hour belongs to and what doesn't speak of it: the subject of an e-mail."""


@dataclass(frozen=True, slots=True)
class Hour:
    """moments: since the day's beginning, the earliest first; up to 24:00 and, after midnight, beyond. start, end: its
    place in the text, the words for a part of the day included."""

    moments: tuple[timedelta, ...]
    start: int
    end: int


def in_figures(text: str) -> str:
    """Hours in words as figures: `الساعة التاسعة صباحا`, `下午五时`, `十点半`, `8 y media`."""
    words = grammar()
    for number, word in enumerate(words.hours, start=1):
        text = re.sub(rf"الساعة (?:ال)?{word}(?!\w)(?! عشرة)", f"الساعة {number}:00", text)
    for minute, pattern in words.past_the_hour.items():
        for match in reversed(list(pattern.finditer(text))):
            hour = next(group for group in match.groups() if group)
            text = f"{text[: match.start()]}{hour}:{minute}{text[match.end() :]}"
    text = re.sub(r"(?<=\d)(\s?)صباح\w*", r"\1ص ", text)
    text = re.sub(
        r"(二?十[一二三四五六七八九]?|[一二三四五六七八九两兩])(?=[时時点點])", _number, text
    )
    text = re.sub(
        r"(?<=[时時点點])([二三四五]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九])(?=分)",
        _number,
        text,
    )
    return re.sub(r"(\d{1,2})\s?[时時点點]半", r"\1:30", text)


def _number(match: re.Match[str]) -> str:
    """Below sixty, in Chinese signs."""
    tens, is_ten, ones = match[1].rpartition("十")
    return str((_NUMERALS[tens] or 1) * 10 + _NUMERALS[ones] if is_ten else _NUMERALS[ones[-1]])


def hours_in(text: str, language: str) -> list[Hour]:
    """Hours written in the text (Western digits, its dates blanked), in its order."""
    found = list(_spoken(text, language))
    if not found:
        for match in _MILITARY.finditer(text):
            moment = _moment(int(match["hour"]), int(match["minute"]))
            if moment is not None:
                found.append(Hour((moment,), match.start(), match.end("minute")))
    return found


def _spoken(text: str, language: str) -> Iterator[Hour]:
    for match in TIME.finditer(text):
        half = (match["half"] or "").casefold()
        if half == "am" and language in _AM_IS_A_WORD:
            half = ""
        part, start, end = _part_beside(text, match.start(), match.end())
        minute = match["minute"] or match["tail"]
        if not (minute or half or match["unit"] or part):
            continue
        hour = int(match["hour"])
        if half:
            hours: tuple[int, ...] = (_by_half(hour, half),)
        elif part:
            hours = _by_part(hour, part)
        else:
            hours = (hour, hour + 12) if _is_late(text, match.start(), hour) else (hour,)
        moments = [one for each in hours if (one := _moment(each, int(minute or 0))) is not None]
        if moments and hour <= 24:
            yield Hour(tuple(moments), start, end)


def _moment(hour: int, minute: int) -> timedelta | None:
    return timedelta(hours=hour, minutes=minute) if hour <= 36 and minute <= 59 else None


def _by_half(hour: int, half: str) -> int:
    if half.startswith("p") or half == "م":
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 else hour


def _by_part(hour: int, part: str) -> tuple[int, ...]:
    """What an hour means beside a word for a part of the day; one of 13 and more means itself."""
    if hour > 12:
        return (hour,)
    if part == "mornings":
        return (0, 12) if hour == 12 else (hour,)
    if part == "noons" and hour >= 10:
        return (hour,)
    if hour == 0 and part in ("evenings", "nights"):
        return (0, 24)
    if hour == 12:
        return {"afternoons": (12,), "evenings": (12, 24), "nights": (24,)}[part]
    if part == "nights" and hour < 5:
        return (hour, hour + 24)
    return (hour + 12,)


def _part_beside(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of the day that is named right behind an hour or right before it, and where both begin and end; the
    longest, as `晚` stands in `傍晚`."""
    gap = re.compile(r"[\s,(]{0,2}").match(text, end)
    behind = gap.end() if gap else end
    best, found = 0, ("", start, end)
    for part, pattern in grammar().day_parts.items():
        match = pattern.match(text, behind)
        if match and match.end() - match.start() > best:
            best, found = match.end() - match.start(), (part, start, match.end())
    if best:
        return found
    for part, pattern in grammar().day_parts.items():
        for match in pattern.finditer(text, max(0, start - 20)):
            is_beside = match.end() <= start and not text[match.end() : start].strip(" ,")
            if is_beside and match.end() - match.start() > best:
                best, found = match.end() - match.start(), (part, match.start(), end)
    return found


def _is_late(text: str, start: int, hour: int) -> bool:
    """An hour up to twelve, in a clause that speaks of an evening."""
    if not 1 <= hour <= 12:
        return False
    edges = [0, *(at for each in _CLAUSE.finditer(text) for at in each.span()), len(text)]
    first = max(edge for edge in edges if edge <= start)
    last = min(edge for edge in edges if edge >= start)
    if not re.search(r"\w", text[first:start]):
        first = 0  # `Abend: 8 Uhr`: what stands before it names what it is
    return grammar().late.search(text, first, last) is not None
