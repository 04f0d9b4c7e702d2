"""Until when nothing may be public: an embargo line -> every instant that it can mean.

We hold to the latest. What leaves room for two readings is marked, so that a person decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mailer.model.release import Dateline, Embargo
from mailer.reading.dates import Found, dates_in, western
from mailer.reading.hours import TIME, Hour, hours_in, in_figures
from mailer.reading.languages import grammar
from mailer.reading.lines import Line, straight, weight
from mailer.reading.zones import at_zone, readings, zone_of_place

_VOWELS = re.compile(r"[\u064b-\u0652\u0640]")
"""Arabic vowel signs, written or not."""
_PARTS = re.compile(r"\s[–—|｜•·/-]+\s|[|｜:：!。]\s*|\.\s+(?=[^\W\da-z])")
"""Between a label, or a contact, and what stands behind it on the line."""
LONGEST = 240
"""Signs of a line that can be one; a longer one is looked at sentence by sentence."""
_SHORT = 130
"""Signs of a line that only says from when on it may be used; a longer one tells something."""
_WORDS_BESIDE = 4
"""Words of more than two letters that stand by a day: `not before`, an hour's zone."""
_LINES = 6
"""More lines with an embargo than a release has."""
_WESTMOST = -12
"""Hours: the last place on earth where a day begins."""


def is_embargo(text: str, language: str) -> bool:
    """Whether a line (apostrophes straight) says that nothing may be public yet: by how it opens, also behind a
    label, or by words that ask to wait and a day."""
    words = grammar()
    plain = _VOWELS.sub("", text)
    bare = re.sub(r"^[\W_]+", "", plain)
    lifted = (part.strip(" .!*_)]") for part in re.split(r"\s[–—|/-]\s", bare))
    if len(text) > LONGEST or any(words.embargo_lifted.fullmatch(part) for part in lifted):
        return False
    opens = words.embargo.match(bare) or words.embargo_inside.search(plain)
    if opens and _is_of_words(bare):
        return True
    if not any(sign.isdigit() for sign in plain):
        return False  # no day is named
    parts = [re.sub(r"^[\W_]+", "", part) for part in _PARTS.split(plain)]
    if any(words.embargo.match(part) and _is_of_words(part) for part in parts[1:]):
        return True  # `Subject: EMBARGO 3.12., 10 am`: also where its day can't be read
    asks = (
        (words.embargo_dated.search(plain) is not None and _is_of_words(bare))
        or any(weight(p) <= _SHORT and words.embargo_from.match(p) for p in (bare, *parts))
        or any(_asks_of_a_text(part) for part in (bare, *parts))
    )
    asks = asks or _is_only_a_day(bare, parts, language)
    return asks and any(True for _ in dates_in(western(plain), language))


def _is_of_words(text: str) -> bool:
    """An embargo of arms, or of somebody's accounts, is none of ours."""
    words = grammar()
    return bool(words.embargo_texts.search(text)) or not words.embargo_goods.search(text)


def _asks_of_a_text(part: str) -> bool:
    """Words that may speak of anything: `not to be used before` counts for a text, or where it opens the line."""
    words = grammar()
    match = words.embargo_loose.search(part)
    if match is None:
        return False
    before = re.findall(r"\w[\w-]*", part[: match.start()].casefold())
    is_opening = set(before) <= words.embargo_polite
    return is_opening or words.embargo_texts.search(part) is not None


def _is_only_a_day(bare: str, parts: Sequence[str], language: str) -> bool:
    """`Not before 3 December 2026, 09:00 GMT` says from when on; with more words it speaks of something that happens
    then. Behind a label too, and behind nothing else."""
    words = grammar()
    text = western(bare)
    if len(parts) > 1 and words.labels.fullmatch(parts[0].strip()):
        text = text[text.find(parts[1], len(parts[0])) :]
    if words.embargo_weak.match(text) is None:
        return False
    for one in reversed(list(dates_in(text, language))):
        text = f"{text[: one.start]} {text[one.end :]}"
    others = re.findall(r"[^\W\d_]{3,}", TIME.sub(" ", text))
    return sum(not word.isupper() for word in others) <= _WORDS_BESIDE


def embargo_of(
    lines: Sequence[Line], dateline: Dateline | None, language: str, today: date
) -> Embargo | None:
    """lines: those that name an embargo. None: there are none. today: a date without a year takes the one
    in which it comes next."""
    if not lines:
        return None
    told = [_read(line.text, dateline, language, today) for line in lines[:_LINES]]
    best = [each for each in told if each.instants]
    if not best:
        return Embargo(lines[0].text, None, True, ())
    if (whole := _said_in_full(best)) is not None:
        best = [whole]
    instants = sorted({one for each in best for one in each.instants})
    ambiguous = any(each.is_unsure for each in best) or len(instants) > 1
    return Embargo(best[0].text, instants[-1], ambiguous, tuple(instants))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A line, and every instant (aware UTC) that it can mean. walls: what its clocks show then."""

    text: str
    instants: Sequence[datetime] = ()
    is_unsure: bool = True
    walls: frozenset[datetime] = frozenset()
    has_hour: bool = False


def _said_in_full(readings: Sequence[_Reading]) -> _Reading | None:
    """The line with day, hour and zone, where all others say the same day, and no other hour, in short: the subject
    of an e-mail."""
    sure = [each for each in readings if not each.is_unsure]
    if not sure or len({one for each in sure for one in each.instants}) > 1:
        return None
    (wall, *others) = sure[0].walls
    for each in readings:
        if each.is_unsure and not _says_in_short(each, wall):
            return None
    return None if others else sure[0]


def _says_in_short(short: _Reading, wall: datetime) -> bool:
    """Its day alone, where it names no hour; the first moment of a day may be the last one of the day before."""
    if short.has_hour:
        return short.walls == {wall}
    day = min(short.walls).date()
    return wall.date() == day or wall == datetime.combine(day, time()) + timedelta(days=1)


def _read(text: str, dateline: Dateline | None, language: str, today: date) -> _Reading:
    plain = in_figures(western(straight(_VOWELS.sub("", text))))
    found = list(dates_in(plain, language))
    days = [day for one in found for day in _days(one, today)]
    if not days:
        return _Reading(text)
    masked = plain
    for one in found:
        masked = masked[: one.start] + " " * (one.end - one.start) + masked[one.end :]
    unsure = any(one.first is None for one in found) or len(set(days)) > 1
    walls, has_hour, is_unsure = _walls(masked, days, language)
    unsure = unsure or is_unsure
    instants: list[datetime] = []
    for wall, words in walls:
        zoned, is_sure = readings(wall, words)
        if not zoned and len({beside for _, beside in walls}) == 1:
            zoned, is_sure = readings(wall, masked)  # `北京时间…17:00之后`: the zone stands first
        if not zoned:
            zoned, is_sure = _without_zone(wall, dateline), False
        unsure = unsure or not is_sure
        instants += [one.astimezone(UTC) for one in zoned]
    seen = frozenset(wall for wall, _ in walls)
    return _Reading(text, instants, unsure, seen, has_hour)


def _walls(
    text: str, days: Sequence[date], language: str
) -> tuple[list[tuple[datetime, str]], bool, bool]:
    """Wall times with the words that may name their zone; whether an hour is named, and whether it is in doubt."""
    words = grammar()
    edges = [*days, *(day + timedelta(days=1) for day in days)]
    if match := words.midnight.search(text):
        nights = [(datetime.combine(day, time()), text[match.end() :]) for day in edges]
        return nights, False, True
    hours = hours_in(text, language)
    if (match := words.noon.search(text)) and not _is_said_in_figures(text, match.start(), hours):
        noons = [(datetime.combine(day, time(12)), text[match.end() :]) for day in days]
        return noons, True, False
    if not hours:
        return [(datetime.combine(day, time()), text) for day in edges], False, True
    walls = []
    for number, hour in enumerate(hours):
        stop = hours[number + 1].start if number + 1 < len(hours) else len(text)
        zone = text[hour.end : max(stop, hour.end)]
        zone = zone if re.search(r"\w", zone) or number + 1 < len(hours) else text
        walls += [
            (datetime.combine(day, time()) + moment, zone)
            for day in days
            for moment in hour.moments
        ]
    return walls, True, any(len(hour.moments) > 1 for hour in hours)


def _is_said_in_figures(text: str, noon: int, hours: Sequence[Hour]) -> bool:
    """`12:30` beside `noon`, and `1 ظهرا`, a word that belongs to its hour."""
    is_part = any(hour.start <= noon < hour.end for hour in hours)
    return is_part or re.search(r"\d[:.h]\d\d", text) is not None


def _days(found: Found, today: date) -> list[date]:
    """The days that a date can mean; without a year, the one that comes next and the one just past."""
    if found.last is not None:
        return [found.last]
    if found.month is None or found.day is None:
        return []
    days = []
    for year in (today.year, today.year + 1):
        try:
            days.append(date(year, found.month, found.day))
        except ValueError:
            continue
    coming = [day for day in days if day >= today - timedelta(days=60)]
    return coming[:1]


def _without_zone(wall: datetime, dateline: Dateline | None) -> list[datetime]:
    """The dateline's own zone if we know it, and the last place on earth where that hour comes."""
    zone = zone_of_place(dateline.place) if dateline and dateline.place else None
    own = at_zone(wall, zone) if zone else []
    return [*own, *at_zone(wall, _WESTMOST)]
