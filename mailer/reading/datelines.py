"""Where and when a release was given out: the dateline that opens its first paragraph.

The forms stand in one table, tried in order: brackets first, the bare `Place - Text` last, for it is
the one that ordinary sentences look like. Dates are masked before the forms are tried, so that
every form takes dates of every language. None where no form fits: no dateline is invented.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mailer.model.release import Dateline
from mailer.reading.dates import Found, dates_in, western
from mailer.reading.languages import grammar
from mailer.reading.lines import is_wide, weight
from mailer.reading.zones import zone_of_place

_HEAD = 170
"""Signs of a paragraph in which a dateline ends."""
_FOLLOWS = 60
"""Weight of text that must follow."""
_D = "\ue000"
"""Stands for each sign of a date."""
_DASH = r"(?:\.?\s?(?:-{1,3}|[–—―‒−‐]){1,3}|－)"
_DATE = rf"(?:(?:le|den|am|el|on|em|il|a|في)\s+)?{_D}+(?:\s?(?:م|هـ)(?!\w))?(?:\s?\d{{1,2}}[:.h]\d{{2}}(?:\s?(?:AM|PM|h|Uhr))?)?"
_SIGN = r"[\w.'’\-\u0300-\u036f\u064b-\u0652]"
"""Of a place: accents and vowel signs may stand apart from their letters."""
_PLACE = rf"(?P<place>[^\W\d_]{_SIGN}*(?:(?:\s?[/&]\s?|[,،，]\s?|\s|\s?[–-]\s?(?=[A-Z]{{2}}\b))[^\W\d_]{_SIGN}*){{0,7}}?)"
_ASIDE = r"(?:[/(（\[][^/()（）\[\]]{1,60}[/)）\]])"
_OPEN, _CLOSE = r"[(\[（【［]", r"[)\]）】］]"
_COMMA = r"[,،，]?"


@dataclass(frozen=True, slots=True)
class _Form:
    name: str
    pattern: re.Pattern[str]
    most_words: int
    is_bare: bool = False


def _form(name: str, pattern: str, most_words: int = 9, is_bare: bool = False) -> _Form:
    return _Form(name, re.compile(pattern, re.IGNORECASE), most_words, is_bare)


_FORMS = (
    _form("date-bar", rf"(?:{_DATE})\s*\|\s*{_PLACE}\s*{_ASIDE}?\s*(?:{_DASH}|:)\s*"),
    _form(
        "bracket",
        rf"{_OPEN}\s*(?P<in>[^()\[\]（）【】［］]{{2,100}}?)\s*{_CLOSE}\s*(?P<dash>{_DASH}|:|：)?\s*",
    ),
    _form("place-(date)", rf"{_PLACE}\s*[(（]\s*{_DATE}\s*[)）]\s*(?:{_DASH}|:)\s*"),
    _form(
        "place-date",
        rf"{_PLACE}\s*{_ASIDE}?{_COMMA}\s*\(?{_DATE}\)?\s*{_COMMA}\s*{_ASIDE}?\s*(?:{_DASH}|:|：|\.(?=\s)|\|)\s*",
    ),
    _form("place-(agency)", rf"{_PLACE}\s*[(（](?:[^()（）\d]{{2,40}})[)）]\s*\.?\s*{_DASH}\s*", 6),
    _form(
        "place-(agency)-stop",
        rf"{_PLACE}\s*\((?:[a-z]{{2,8}}(?:/[a-z]{{2,8}})?)\)\.?\s+(?=[^\W\d_])",
        3,
    ),
    _form(
        "date-place",
        rf"{_DATE}\s*(?:{_COMMA}|{_DASH}|/)\s*[(（]?{_PLACE}[)）]?\s*(?:{_DASH}|:)\s*",
        6,
    ),
    _form(
        "wire-zh",
        rf"[（(【]?(?:[\u4e00-\u9fff]{{2,4}}社|本报|本報|中新网)?(?P<place>[\u4e00-\u9fff]{{2,5}}?){_COMMA}\s*{_D}+\s*(?:电|電|讯|訊)[)）】]?\s*[:：]?\s*",
    ),
    _form(
        "wire-zh-date",
        rf"(?P<place>[\u4e00-\u9fff]{{2,5}}?)(?:讯|訊|电|電)\s?[（(]\s?{_D}+\s?[)）]\s*",
    ),
    _form("wire-zh-bare", r"(?P<place>(?!本)[\u4e00-\u9fff]{2,5}?)(?:讯|訊|电|電)[ \u3000]+"),
    _form(
        "place-dash-date",
        rf"{_PLACE}\s*(?:{_DASH}|\|)\s*\(?{_DATE}\)?\s*{_ASIDE}?\s*(?:{_DASH}|:|\|)\s*",
    ),
    _form("caps-stop", rf"{_PLACE}\.\s+(?=[^\W\d_])", 3),
    _form(
        "bare",
        rf"{_PLACE}(?:\s+{_DASH}\s+|\s?(?:—|–|--|:)\s?)(?-i:(?=[^a-zà-ÿ\s]))",
        5,
        is_bare=True,
    ),
)


def dateline_of(text: str, language: str) -> tuple[Dateline, str] | None:
    """The dateline that opens a paragraph, and the paragraph without it; None where none does."""
    label = grammar().place_labels.match(text)
    if label and (behind := dateline_of(text[label.end() :], language)):
        return behind
    head, found = _masked(text[:_HEAD], language)
    for form in _FORMS:
        match = form.pattern.match(head)
        if match is None or weight(text[match.end() :]) < _FOLLOWS:
            continue
        place, is_dated = _place_in(match, text, found)
        if place is None or not _fits(form, match, place, is_dated, text):
            continue
        when = next((f for f in found if match.start() <= f.start < match.end()), None)
        raw = text[: match.end()].strip()
        return Dateline(_without_opener(_without_stop(place)), _iso(when), raw), text[
            match.end() :
        ].strip()
    return None


def standing_dateline(text: str, language: str) -> Dateline | None:
    """A dateline that is a line of its own, such as `Lyon, le 4 mai 2026`."""
    if len(text) > 90:
        return None
    head, found = _masked(text, language)
    for pattern in (
        rf"{_PLACE}\s*{_ASIDE}?{_COMMA}\s*\(?{_DATE}\)?\s*\.?(?:\s*\|\s*.{{2,60}})?",
        rf"{_DATE}\s*(?:{_DASH}|\||{_COMMA})\s*{_PLACE}\s*{_ASIDE}?\s*(?:(?:{_DASH}|\|)\s*.{{2,60}})?",
        rf"{_OPEN}\s*{_PLACE}{_COMMA}\s*{_DATE}\s*{_CLOSE}\s*{_DASH}?",
        rf"{_PLACE}\s*(?:{_DASH}|\|)\s*{_DATE}\s*",
    ):
        match = re.fullmatch(pattern, head, re.IGNORECASE)
        if match and is_place(text[slice(*match.span("place"))], 4) and found:
            place = _without_opener(text[slice(*match.span("place"))].strip(" ,،，"))
            return Dateline(place, _iso(found[0]), text)
    return None


def is_place(text: str, most_words: int) -> bool:
    """Whether it can be the name of a place: capitals, no verb, no organisation's word."""
    bare = text.strip(" ,،，")
    if not 2 <= len(bare) <= 60:
        return False
    if is_wide(bare):
        return len(bare) <= 12 and not any(word in bare for word in grammar().not_places)
    words = [word for word in re.split(r"[\s,،/&]+", bare) if word]
    if not words or len(words) > most_words:
        return False
    folded = [word.casefold().strip(".'’") for word in words]
    if any(word in grammar().not_places or word in grammar().weekdays for word in folded):
        return False
    first = words[0][:1]
    if first.islower() or (folded[0] in ("the",) and folded[1:2] != ["hague"]):
        return False
    return all(
        not word[:1].islower()
        or name in grammar().particles
        or name.startswith(("d'", "d’", "l'", "l’", "al-"))
        for word, name in zip(words, folded, strict=True)
    )


def with_year(dateline: Dateline, others: list[Found], language: str) -> Dateline:
    """A wire's `May 4` takes its year from another date of the same day in the release, if one is
    there: the year is read, never guessed."""
    if dateline.date is not None:
        return dateline
    for own in dates_in(dateline.raw, language):
        for other in others:
            if other.first and (other.month, other.day) == (own.month, own.day):
                return Dateline(dateline.place, other.first.isoformat(), dateline.raw)
    return dateline


def with_day(dateline: Dateline | None, above: Sequence[str], language: str) -> Dateline | None:
    """The day that a line above the text gives, where no dateline stands. above: such lines, in order."""
    for text in above if dateline is None else ():
        day = next((one.first for one in dates_in(text, language) if one.first), None)
        if day is not None:
            return Dateline(None, day.isoformat(), text)
    return dateline


def _masked(text: str, language: str) -> tuple[str, list[Found]]:
    plain = western(text)
    found = list(dates_in(plain, language))
    for one in found:
        plain = plain[: one.start] + _D * (one.end - one.start) + plain[one.end :]
    return plain, found


def _place_in(match: re.Match[str], text: str, found: list[Found]) -> tuple[str | None, bool]:
    """The place as written, and whether the form holds a date."""
    is_dated = any(match.start() <= one.start < match.end() for one in found)
    if "place" in match.re.groupindex:
        return text[slice(*match.span("place"))].strip(" ,،，"), is_dated
    start, end = match.span("in")
    inner = [one for one in found if start <= one.start < end]
    stop = inner[0].start if inner else end
    place = re.sub(r"(?:\s|[,،，|–—-]|\b(?:le|den|el|on|em|a)\b)+$", "", text[start:stop])
    if inner and not place:
        place = re.sub(r"^(?:\s|[,،，|–—-])+", "", text[inner[-1].end : end])
    place = re.sub(r"^本[报報网網社台]", "", place)
    return re.sub(r"(?:讯|訊|电|電)$", "", place) or None, is_dated


def _fits(form: _Form, match: re.Match[str], place: str, is_dated: bool, text: str) -> bool:
    if not is_place(place, form.most_words):
        return False
    if form.name == "bracket":
        opened = match.group()[0]
        is_told = re.search(r"[讯訊电電]\s*[)）]", match.group()) is not None
        is_told = is_told or (is_wide(place) and zone_of_place(place) is not None)
        is_told = is_told or place.split()[0] in text[match.end() :]  # `(Aldenburg) …`, told again
        return bool(match.group("dash")) or is_dated or is_told or opened in "【［"
    if form.name == "caps-stop":
        names = [part.strip() for part in re.split(r"[/,]", place)]
        is_named = all(word[:1].isupper() for part in names for word in part.split())
        is_told = is_named and (len(names) > 1 or names[0] in text[match.end() :])
        return len(place) >= 4 and (place.isupper() or is_told)
    if form.is_bare:
        return _fits_bare(match, place, text)
    return True


def _fits_bare(match: re.Match[str], place: str, text: str) -> bool:
    """`Austin, TX - River` is a dateline, `Councils - all nine - agree` is a sentence."""
    names = [name for name in re.split(r"[,،/]", place) if name.strip()]
    if any(len(name.split()) > 4 for name in names):
        return False
    if match.group().rstrip().endswith(":") and not place.isupper():
        return False
    is_glued = not re.search(r"\s", match.group()[len(place) :])
    if is_glued and "—" not in match.group() and not place.isupper():
        return False
    rest = text[match.end() : match.end() + 200]
    sentence = re.split(r"[.!?。]", rest, maxsplit=1)[0]
    is_aside = re.search(r"\s[–—-]{1,2}\s[a-zà-ÿ]", sentence) is not None
    if is_wide(place):
        return len(place) <= 6
    return not is_aside or place.isupper()


def _without_opener(place: str) -> str:
    """`À Lyon`: the place is Lyon."""
    first, _, rest = place.partition(" ")
    return rest if rest and first.casefold() in grammar().place_openers else place


def _without_stop(place: str) -> str:
    """`Tegucigalpa, Honduras.` ends a sentence; `Washington, D.C.` and `Fresno, Calif.` are short for something."""
    last = place.split()[-1].rstrip(".")
    is_short = len(last) <= 3 or "." in last or last.capitalize() in grammar().abbreviations
    return place if is_short else place.rstrip(".")


def _iso(when: Found | None) -> str | None:
    first: date | None = when.first if when else None
    return first.isoformat() if first else None
