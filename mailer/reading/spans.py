"""Where each field stands in the source, so that a person can look there.

A line of the text knows its place from the format that read it; a field that is a part of such a line is sought
in the lines of the file, where the file has lines of text.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from mailer.model.release import Embargo, PressRelease, ReadingWarning, Span, Spans
from mailer.reading.lines import Line, Page, folded
from mailer.reading.opening import Opening
from mailer.reading.sorting import Sorted


def spans_of(
    page: Page,
    opening: Opening,
    sorted_: Sorted,
    lede: str | None,
    embargo: Embargo | None,
) -> Spans:
    """A field of one line has that line's place; dateline, lede, embargo and links may be a part of one."""
    source, body, dateline = page.source, opening.body, opening.dateline
    given = opening.dateline_span or _of_day(opening, sorted_)
    held = next(
        (line.span for line in sorted_.embargo if embargo and line.text == embargo.raw), None
    )
    return Spans(
        headline=opening.headline_span or _of_title(opening.headline, page),
        subhead=opening.subhead_span,
        dateline=_narrowed(given, dateline.raw if dateline else "", source),
        lede=None if lede is None else _narrowed(body[0].span, lede, source, is_last=True),
        embargo=_narrowed(held, embargo.raw if embargo else "", source),
        appeal_line=sorted_.appeals[0].span if sorted_.appeals else None,
        links=tuple(_of_link(url, span, source) for url, span in links_in(body).items()),
    )


def links_in(lines: Iterable[Line]) -> dict[str, Span]:
    """Of the text, in order, each once: where it stands first."""
    found: dict[str, Span] = {}
    for line in lines:
        for url in line.links:
            found.setdefault(url, line.span)
    return found


def in_blocks(release: PressRelease, lines: Sequence[Line]) -> Iterator[ReadingWarning]:
    """Its warnings, each with its block. Where a line of the file holds several, the warning's words say which one,
    or the field that it speaks of; else that stays open."""
    at: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        at[line.first].append(line)
    fields = _warned_of(release)
    nameless = iter([one.span for one in release.quotes if one.speaker is None])
    for warning in release.warnings:
        near = at[warning.line] if warning.line else []
        told = [line for line in near if warning.words and warning.words in line.text]
        found = near if len(near) == 1 else told
        field = next(nameless, None) if warning.code == "unattributed-quote" else None
        field = field or fields.get(warning.code)
        block = found[0].block if found else field.first_block if near and field else None
        yield replace(warning, block=block or None)


def _warned_of(release: PressRelease) -> dict[str, Span | None]:
    """Code of a warning -> the field that it speaks of."""
    first = {removed.rule: removed.span for removed in reversed(release.press_only)}
    spans = release.spans
    return {
        "headline-repeated": spans.headline,
        "embargo": spans.embargo,
        "embargo-ambiguous": spans.embargo,
        "foreign-appeal-line": spans.appeal_line,
        "press-contact": first.get("press-contact"),
        "photo-rights": first.get("photo-caption"),
    }


# -- a part of a line


def _narrowed(
    span: Span | None, words: str, source: Sequence[str], *, is_last: bool = False
) -> Span | None:
    """Those of its lines that hold the words, where they stand first or last. The span itself where the source
    writes them in another way (markup), or has no lines of text."""
    if span is None or not source or span.first_line == span.last_line:
        return span
    lines = [folded(line) for line in source[span.first_line - 1 : span.last_line]]
    whole, wanted = "".join(lines), folded(words)
    start = whole.rfind(wanted) if is_last else whole.find(wanted)
    if start < 0 or not wanted:
        return span
    ends = list(accumulate(map(len, lines)))
    first = bisect_right(ends, start)
    last = bisect_left(ends, start + len(wanted))
    return replace(span, first_line=span.first_line + first, last_line=span.first_line + last)


def _of_link(url: str, span: Span, source: Sequence[str]) -> Span:
    for number in range(span.first_line, span.last_line + 1):
        if url in "".join(source[number - 1 : number]):
            return replace(span, first_line=number, last_line=number)
    return span


# -- what is none of the lines of the text


def _of_day(opening: Opening, sorted_: Sorted) -> Span | None:
    """A day on a line that was set apart, taken because no dateline stands in the text."""
    dateline = opening.dateline
    apart = (*opening.removed, *sorted_.furniture, *sorted_.press_only)
    return next((one.span for one in apart if dateline and one.text == dateline.raw), None)


def _of_title(headline: str | None, page: Page) -> Span | None:
    """Of a headline that only the file itself tells of."""
    titles = zip(page.titles, page.titles_at, strict=True)
    return next((span for title, span in titles if headline and headline in title), None)
