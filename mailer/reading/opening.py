"""What stands above and at the start of the text: headline, subhead, dateline, lede.

Above the dateline each line is, in this order: headline, subhead, date, letterhead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailer.model.release import Dateline, Removed, Span
from mailer.reading.datelines import dateline_of, is_place, standing_dateline
from mailer.reading.dates import dates_in, is_date
from mailer.reading.languages import grammar
from mailer.reading.letterheads import JOINS, is_letterhead, masthead, says_same, without_address
from mailer.reading.lines import Line, folded, over, weight
from mailer.reading.sorting import LONG

_LINES = 16
"""Lines of text among which a dateline is looked for."""
_PARAGRAPHS = 3
_LONGEST_SUBHEAD = 280
_LONGEST_TEASER = 220
_ENDS = (".", "!", "?", "。", "！", "？", "؟", "…", ".”", '."', ".»", "”", "»")


@dataclass(frozen=True, slots=True)
class Opening:
    """body: the lines from the lede on, the lede already without its dateline."""

    headline: str | None
    subhead: str | None
    dateline: Dateline | None
    body: tuple[Line, ...]
    removed: tuple[Removed, ...]
    is_repeated: bool
    """Whether the headline stood there more than once."""
    headline_line: int | None
    headline_span: Span | None = None
    """None where the headline is none of the lines."""
    subhead_span: Span | None = None
    dateline_span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the text starts, and the lines above it that are no headline."""

    index: int
    dateline: Dateline | None
    lede: Line | None
    used: frozenset[int]


def opened(
    lines: Sequence[Line], titles: Sequence[str], language: str, labels: Sequence[int] = ()
) -> Opening:
    """labels: lines of the source that said `press release`; a house named above one is letterhead."""
    start = _start(lines, language, labels)
    header = [line for index, line in enumerate(lines[: start.index]) if index not in start.used]
    labels = [*labels, *(lines[index].first for index in start.used)]
    body = list(lines[start.index :])
    head = masthead(header, "\n".join(line.text for line in body[:_LINES]))
    headline, subheads, removed = _header(header[head:], titles, language, labels)
    removed += [Removed(line.text, "letterhead", line.span) for line in header[:head]]
    if start.lede is not None:
        body[0] = start.lede
    kept, repeats = _without_repeats(body, headline)
    return Opening(
        headline=headline.text if headline else None,
        subhead="\n".join(_unlabelled(line.text) for line in subheads) or None,
        dateline=start.dateline,
        body=tuple(kept),
        removed=(*removed, *repeats),
        is_repeated=bool(repeats) or any(one.rule in ("headline-repeated",) for one in removed),
        headline_line=headline.first if headline and headline.first else None,
        headline_span=headline.span if headline and headline.first else None,
        subhead_span=over(subheads),
        dateline_span=over([lines[at] for at in sorted(start.used) or (start.index,)])
        if start.dateline
        else None,
    )


def _unlabelled(text: str) -> str:
    """Wires name the second headline: `Utl.: ...`."""
    label = grammar().subtitles.match(text)
    rest = re.match(r"\s?:\s+", text[label.end() :]) if label else None
    return text[label.end() + rest.end() :] if label and rest else text


# -- where the text starts


def _start(lines: Sequence[Line], language: str, labels: Sequence[int]) -> _Start:
    paragraphs = 0
    for index, line in enumerate(lines[:_LINES]):
        if line.kind in ("text", "emphasis", "quote") and (
            found := dateline_of(line.text, language)
        ):
            dateline, rest = found
            return _Start(index, dateline, replace(line, text=rest), frozenset())
        paragraphs += weight(line.text) >= LONG
        if paragraphs >= _PARAGRAPHS:
            break
    index = _first_paragraph(lines)
    stacked = _stacked(lines[:index], language, labels)
    if stacked is not None:
        dateline, used = stacked
        return _Start(index, dateline, None, used)
    return _Start(index, None, None, frozenset())


def _first_paragraph(lines: Sequence[Line]) -> int:
    """Index of the line that opens the text where no dateline says so."""
    for index, line in enumerate(lines):
        if _is_long_subhead(lines, index) or _is_teaser(lines, index):
            continue
        if line.kind in ("text", "quote") and (
            weight(line.text) >= LONG
            or (index > 0 and weight(line.text) >= 60 and line.text.endswith(_ENDS))
        ):
            return index
    for index, line in enumerate(lines):
        if line.kind == "text" and line.text.endswith(_ENDS) and len(line.text.split()) >= 5:
            return index
    return min(1, len(lines)) if len(lines) > 1 else 0


def _is_long_subhead(lines: Sequence[Line], index: int) -> bool:
    """As long as a paragraph, yet it ends like a headline, and the paragraph right below ends like one."""
    line, below = lines[index], lines[index + 1 : index + 2]
    is_open = line.kind == "text" and line.text[-1:].isalnum() and index > 0
    if not is_open or weight(line.text) > _LONGEST_SUBHEAD or not below:
        return False
    after = below[0]
    return after.kind == "text" and weight(after.text) >= LONG and after.text.endswith(_ENDS)


def _is_teaser(lines: Sequence[Line], index: int) -> bool:
    """Two short sentences that say nothing of the headline again, above the paragraph that does: the lede."""
    line = lines[index]
    below = lines[index + 1] if index + 1 < len(lines) else None
    is_able = line.kind == "text" and 0 < index < _LINES and weight(line.text) <= _LONGEST_TEASER
    if not is_able or below is None or below.kind != "text" or weight(below.text) < LONG:
        return False
    is_short = (
        len(line.text) * 1.2 < len(below.text) and re.search(r"[.!?]\s", line.text) is not None
    )
    told = _tellings(" ".join(line.text for line in lines[:index]))
    return is_short and not told & _tellings(line.text) and len(told & _tellings(below.text)) > 1


def _tellings(text: str) -> frozenset[str]:
    """Numbers, and how the longer words begin."""
    words = re.findall(r"\d[\d.,]*|[^\W\d_]{5,}", text.casefold())
    return frozenset(word[:5] for word in words)


def _stacked(
    lines: Sequence[Line], language: str, labels: Sequence[int]
) -> tuple[Dateline, frozenset[int]] | None:
    """Ministries set place and date as lines of their own above the text."""
    for index in reversed(range(len(lines))):
        line = lines[index]
        if line.kind == "heading" and line.level == 1:
            continue
        if whole := standing_dateline(line.text, language):
            return whole, frozenset((index,))
        if not is_date(line.text, language):
            continue
        for near in (index - 1, index + 1):
            if not 0 <= near < len(lines) or near == 0 or lines[near].kind == "heading":
                continue
            place = lines[near].text
            between = sorted((lines[near].first, line.first))
            if any(between[0] < label < between[1] for label in labels):
                continue  # a desk above `press release`
            if _stands_alone(place) and near >= 1 and is_place(place, 4):
                first = next(iter(dates_in(line.text, language)), None)
                iso = first.first.isoformat() if first and first.first else None
                raw = "\n".join(lines[i].text for i in sorted((near, index)))
                return Dateline(place, iso, raw), frozenset((near, index))
    return None


def _stands_alone(text: str) -> bool:
    return len(text) <= 40 and not text.endswith(_ENDS) and not any(c.isdigit() for c in text)


# -- the lines above it


def _header(
    header: Sequence[Line], titles: Sequence[str], language: str, labels: Sequence[int]
) -> tuple[Line | None, list[Line], list[Removed]]:
    removed: list[Removed] = []
    candidates = []
    for line in header:
        if is_date(line.text, language) or _opens_with_date(line.text, language):
            removed.append(Removed(line.text, "date-line", line.span))
        else:
            candidates.append(line)
    candidates, letter = without_address(candidates)
    removed += letter
    at, headline = _headline(candidates, titles, labels)
    if headline is None:
        removed += [Removed(line.text, "letterhead", line.span) for line in candidates]
        return None, [], removed
    subheads: list[Line] = []
    for index, line in enumerate(candidates):
        if index == at or line in (headline,):
            continue
        if says_same(line.text, headline.text):
            rule = "title-line" if JOINS.search(line.text) else "headline-repeated"
            removed.append(Removed(line.text, rule, line.span))
        elif index < at:
            removed.append(Removed(line.text, "letterhead", line.span))
        elif line.text in headline.text and line.first <= headline.last:
            continue
        else:
            subheads.append(line)
    return headline, subheads, removed


def _opens_with_date(text: str, language: str) -> bool:
    """`Wednesday 14 January 2026, by the press office`: a short line of a page, and no subhead."""
    first = next(iter(dates_in(text, language)), None)
    if first is None:
        return False
    if re.search(r"\s[|·•]\s", text) and len(text) <= 90:
        return True  # `By the press office | 17/11/2026, 14:32`
    return first.start <= 12 and len(text) <= 60 and len(text) - first.end <= 40


def _headline(
    candidates: Sequence[Line], titles: Sequence[str], labels: Sequence[int]
) -> tuple[int, Line | None]:
    """Its index among the candidates (-1: it stands in none) and the line."""
    for index, line in enumerate(candidates):
        if line.kind == "heading" and line.level == 1:
            return index, line
    for title in titles:
        for index, line in enumerate(candidates):
            if folded(line.text) and folded(line.text) == folded(title):
                return index, line
    copied = _copied_headline(candidates, labels)
    for title in (_without_site(title) for title in titles):
        if len(title.split()) >= 4 or weight(title) >= 30 or copied[1] is None:
            return -1, Line(title, 0, 0, "heading", 1)
    for index, line in enumerate(candidates):
        if line.kind == "heading":
            return index, line
    return copied


def _copied_headline(candidates: Sequence[Line], labels: Sequence[int]) -> tuple[int, Line | None]:
    """In copied text: the first line that can be one; a name or a topic above it is letterhead."""
    able = [i for i, line in enumerate(candidates) if line.kind in ("text", "emphasis")]
    for index in able:
        line = candidates[index]
        words = len(line.text.split())
        if is_letterhead(line, candidates[index + 1 :], labels):
            continue
        if words >= 4 or ":" in line.text or weight(line.text) >= 30:
            if "|" in line.text and index + 1 < len(candidates):
                after = candidates[index + 1].text
                if says_same(line.text, after):
                    return index + 1, candidates[index + 1]
            return index, _with_continuation(candidates, index)
    for index in able:
        short = [word.casefold() for word in candidates[index].text.split()]
        if len(short) >= 2 and not grammar().not_places.intersection(short):
            return index, candidates[index]
    return -1, None


def _with_continuation(candidates: Sequence[Line], index: int) -> Line:
    """A headline broken over lines: in capitals, or the next one goes on in small letters."""
    line = candidates[index]
    for after in candidates[index + 1 : index + 3]:
        goes_on = after.text[:1].islower() or line.text.endswith((",", "–", "—", "-", "&"))
        in_capitals = line.text.isupper() and after.text.isupper()
        if after.follows_blank or not (goes_on or in_capitals) or after.kind != "text":
            break
        line = replace(
            line, text=f"{line.text} {after.text}", last=after.last, last_block=after.block
        )
    return line


def _without_site(title: str) -> str:
    """`<headline> | <site>` as the headline."""
    parts = re.split(r"\s+[|｜–—·»›-]\s+", title)
    if len(parts) > 1 and len(parts[-1].split()) <= 5 and len(" ".join(parts[:-1])) > 15:
        return title[: title.rindex(parts[-1])].rstrip(" |｜–—·»›-")
    return title.strip()


def _without_repeats(
    body: Sequence[Line], headline: Line | None
) -> tuple[list[Line], list[Removed]]:
    """The headline is never printed twice."""
    kept, removed = [], []
    for line in body:
        if headline and weight(line.text) < LONG * 2 and says_same(line.text, headline.text):
            removed.append(Removed(line.text, "headline-repeated", line.span))
        else:
            kept.append(line)
    return kept, removed
