"""Dates as releases write them, in every language that we know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from mailer.reading.languages import grammar

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)
_DAY_FIRST = frozenset(("es", "fr", "de", "pt", "ar", "it", "nl"))


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text. start, end: its place there. first: its day; last: the last day of a range
    (else first). Both None where no year is written or it can be read in two ways; then month and day
    hold what is known, if anything is."""

    start: int
    end: int
    first: date | None
    last: date | None
    month: int | None
    day: int | None


def western(text: str) -> str:
    """Every digit as 0-9; same length."""
    return text.translate(_DIGITS)


def dates_in(text: str, language: str = "en") -> Iterator[Found]:
    """In the order of the text. language decides which of 4/5/2026 is the month."""
    for match in _pattern().finditer(western(text)):
        found = _found(match, language)
        if found is not None:
            yield found


def is_date(text: str, language: str = "en") -> bool:
    """Whether the whole text is one date, perhaps with a time or a colon."""
    bare = text.strip(" .,:|-–—")
    return (
        any(
            found.start <= 12
            and len(bare) - found.end <= 22
            and not _words(bare[found.end :])
            and not _words(bare[: found.start])
            for found in dates_in(bare, language)
        )
        if len(bare) <= 60
        else False
    )


def _words(rest: str) -> bool:
    """Whether something other than an hour, a zone or small words of dates is left."""
    small = r"(?:[\s,.:|()\-–—·•\d/]|h|uhr|am|pm|a\.m\.|p\.m\.|gmt|utc|[a-z]{1,4}t|at|um|le|den|el|on|às|à|min(?:ute[ns]?|utos?)?|read|lesezeit|lectura|lecture|leitura|de|date|fecha|datum|data|التاريخ|日期)*"
    return re.fullmatch(small, rest.casefold()) is None


@cache
def _pattern() -> re.Pattern[str]:
    words = grammar()
    names = "|".join(sorted((re.escape(name) for name in words.months), key=len, reverse=True))
    days = "|".join(sorted((re.escape(day) for day in words.weekdays), key=len, reverse=True))
    month = rf"(?:{names})\.?(?:\s?/\s?(?:{names}))?"
    weekday = rf"(?:(?<!\w)(?:{days})\.?,?\s+(?:(?:de|den|el|le|the|em|dem)\s+)?)?"
    year = r"(?:[12]\d{3})(?!\d)"
    nth = r"(?:st|nd|rd|th|er|º|ª|\.)?"
    until = r"(?:\s?[-–—/]\s?|\s(?:al?|au|bis|to|y|et|und|and|e|&|إلى)\s)"
    of = r"(?:\s?(?:of|de|del|d[’'])\s?|\s|-)?\s?"
    return re.compile(
        rf"(?P<iso>(?<!\d)(?P<iy>[12]\d{{3}})-(?P<im>\d{{1,2}})-(?P<id>\d{{1,2}})(?!\d))"
        rf"|(?P<han>(?:(?P<hy>[12]\d{{3}})\s?年\s?)?(?P<hm>\d{{1,2}})\s?月\s?(?P<hd>\d{{1,2}})\s?日?(?:\s?[至到–—-]\s?(?P<hl>\d{{1,2}})\s?日)?)"
        rf"|(?P<en>{weekday}(?<!\w)(?P<em>{month})\s+(?P<ed>\d{{1,2}}){nth}(?!\d)(?:{until}(?:(?P<em2>{month})\s+)?(?P<el>\d{{1,2}}){nth}(?!\d))?(?:,?\s+(?:of\s+)?(?P<ey>{year}))?)"
        rf"|(?P<eu>{weekday}(?<!\d)(?P<ud>\d{{1,2}}){nth}(?:(?:\s?(?:of|de)\s(?P<um1>{month}))?{until}(?P<ul>\d{{1,2}}){nth})?{of}(?P<um>{month})(?!\w)(?:,?\s*(?:(?:of|de|del|d[’'])\s+|-)?\s*(?P<uy>{year}))?)"
        rf"|(?P<num>(?<![\d.,/-])(?P<na>\d{{1,2}})(?P<sep>[./-])(?P<nb>\d{{1,2}})(?P=sep)(?P<ny>[12]\d{{3}})(?!\d))",
        re.IGNORECASE,
    )


def _found(match: re.Match[str], language: str) -> Found | None:
    g = match.groupdict()
    if g["iso"]:
        return _made(match, g["iy"], g["im"], g["id"], None, None)
    if g["han"]:
        return _made(match, g["hy"], g["hm"], g["hd"], None, g["hl"])
    if g["en"]:
        return _made(match, g["ey"], _month(g["em"]), g["ed"], _month(g["em2"]), g["el"])
    if g["eu"]:
        first = _month(g["um1"]) or _month(g["um"])
        return _made(match, g["uy"], first, g["ud"], _month(g["um"]), g["ul"])
    return _numeric(match, int(g["na"]), int(g["nb"]), g["ny"], g["sep"], language)


def _numeric(
    match: re.Match[str], a: int, b: int, year: str, separator: str, language: str
) -> Found | None:
    if a > 12 or separator == "." or language in _DAY_FIRST or a == b:
        return _made(match, year, b, a, None, None)
    if b > 12:
        return _made(match, year, a, b, None, None)
    return Found(match.start(), match.end(), None, None, None, None)


def _month(name: str | None) -> int | None:
    if not name:
        return None
    return grammar().months.get(name.casefold().split("/")[0].strip(" ."))


def _made(
    match: re.Match[str],
    year: str | None,
    month: str | int | None,
    day: str | int,
    last_month: int | None,
    last_day: str | None,
) -> Found | None:
    if month is None:
        return None
    month_, day_ = int(month), int(day)
    if not (1 <= month_ <= 12 and 1 <= day_ <= 31):
        return None
    first = last = _date(year, month_, day_)
    if year and first is None:
        return None
    if last_day:
        last = _date(year, last_month or month_, int(last_day)) or first
    return Found(match.start(), match.end(), first, last, month_, day_)


def _date(year: str | None, month: int, day: int) -> date | None:
    try:
        return date(int(year), month, day) if year else None
    except ValueError:
        return None
