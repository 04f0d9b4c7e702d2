"""Press release -> PressRelease.

bytes -> formats (lines) -> language -> sorting (text, furniture, for the press)
-> opening (headline, dateline, lede) -> blocks, quotes, embargo -> warnings

Nothing is deleted: what leaves the text is kept with the rule that took it out. No network, ever.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mailer.errors import SourceError
from mailer.model.release import Block, PressRelease, Quote, Span
from mailer.reading import formats
from mailer.reading.blocks import blocks_of
from mailer.reading.datelines import with_day, with_year
from mailer.reading.dates import dates_in
from mailer.reading.embargo import embargo_of
from mailer.reading.language import direction_of, language_of
from mailer.reading.likeness import near_duplicates
from mailer.reading.lines import Page, weight
from mailer.reading.opening import Opening, opened
from mailer.reading.quotes import spoken
from mailer.reading.restoring import restored
from mailer.reading.sorting import Sorted, sort_lines
from mailer.reading.spans import in_blocks, links_in, spans_of
from mailer.reading.warnings import warnings_of

__all__ = ["as_json", "near_duplicates", "read"]


def read(
    data: bytes,
    *,
    filename: str,
    today: date,
    address: str | None = None,
    keep: Sequence[str] = (),
) -> PressRelease:
    """Every field of a release. filename: its suffix names the format; it stands in errors. address: where
    it was taken from, if anybody knows. keep: furniture that belongs to the text after all, by the number
    of its line or the name of the rule.

    Raises SourceError, in one line, where the bytes are no text that we can read, or `keep` names nothing.
    """
    page = formats.page(data, filename)
    if not page.lines:
        raise SourceError(
            f"{filename}: there is no text in it. Save the page again, or copy its text."
        )
    return _assembled(page, today, address or page.address, keep)


_DATED = 80
"""Signs of a line of the page that gives the day below the headline: `Published on 4 May 2026`."""


def _assembled(page: Page, today: date, address: str | None, keep: Sequence[str]) -> PressRelease:
    inside = [line.text for line in page.lines if not line.is_outside]
    long = [text for text in inside if weight(text) >= 60]
    language = language_of(long or inside or [line.text for line in page.lines], page.language)
    sorted_ = sort_lines(page.lines, language)
    opening = opened(sorted_.text, page.titles, language, _labels(sorted_))
    opening = _dated(opening, sorted_, page, language)
    dateline = opening.dateline
    furniture = tuple(
        sorted(
            (*sorted_.furniture, *opening.removed),
            key=lambda one: (one.span.first_line, one.span.first_block) if one.span else (0, 0),
        )
    )
    if keep:
        back = restored(opening.body, furniture, sorted_.press_only, page.lines, keep)
        opening, furniture = replace(opening, body=back.body), back.furniture
    said = spoken(opening.body, language)
    embargo = embargo_of(sorted_.embargo, dateline, language, today)
    body = blocks_of(opening.body, language)
    lede = body[0].text if body and body[0].kind == "paragraph" else None
    release = PressRelease(
        headline=opening.headline,
        subhead=opening.subhead,
        dateline=dateline,
        language=language,
        direction=direction_of(language),
        lede=lede,
        body=body,
        quotes=said.quotes,
        embargo=embargo,
        links=tuple(links_in(opening.body)),
        press_only=tuple(sorted_.press_only),
        furniture=furniture,
        appeal_line=sorted_.appeals[0].text if sorted_.appeals else None,
        warnings=(
            *page.warnings,
            *warnings_of(opening, sorted_, said, embargo, language, today, address, page.source),
        ),
        spans=spans_of(page, opening, sorted_, lede, embargo),
    )
    return replace(release, warnings=tuple(in_blocks(release, page.lines)))


def _dated(opening: Opening, sorted_: Sorted, page: Page, language: str) -> Opening:
    """With the year, or the whole day, that the rest of the page gives."""
    dateline = opening.dateline
    if dateline is not None and dateline.date is None:
        others = [found for line in page.lines[:30] for found in dates_in(line.text, language)]
        dateline = with_year(dateline, others, language)
    dateline = with_day(dateline, _dated_above(opening, sorted_), language)
    return replace(opening, dateline=dateline)


def _dated_above(opening: Opening, sorted_: Sorted) -> list[str]:
    """Lines above the text that may give its day: a line of its own, or one that says `press release`."""
    first = min((line.first for line in opening.body), default=0)
    head = opening.headline_line or first
    lines = [one for one in opening.removed if one.rule in ("date-line", "letterhead")]
    lines += [
        one
        for one in sorted_.furniture
        if one.span and head < one.span.first_line <= first and len(one.text) <= _DATED
    ]
    lines += [one for one in sorted_.press_only if one.rule == "release-label"]
    return [one.text for one in lines if one.span is None or one.span.first_line <= first]


def _labels(sorted_: Sorted) -> list[int]:
    """Lines that said `press release`."""
    return [
        removed.span.first_line
        for removed in sorted_.press_only
        if removed.rule == "release-label" and removed.span
    ]


def as_json(release: PressRelease) -> dict[str, Any]:
    """The keys of `mailer read`. embargo.instant: ISO 8601, UTC. Rules, candidates and places ride beside."""
    embargo, dateline = release.embargo, release.dateline
    return {
        "headline": release.headline,
        "subhead": release.subhead,
        "dateline": None
        if dateline is None
        else {"place": dateline.place, "date": dateline.date, "raw": dateline.raw},
        "language": release.language,
        "direction": release.direction,
        "lede": release.lede,
        "body": [_block(block) for block in release.body],
        "quotes": [_quote(quote) for quote in release.quotes],
        "embargo": None
        if embargo is None
        else {
            "raw": embargo.raw,
            "instant": embargo.instant.isoformat() if embargo.instant else None,
            "ambiguous": embargo.ambiguous,
            "candidates": [one.isoformat() for one in embargo.candidates],
        },
        "links": list(release.links),
        "press_only": [removed.text for removed in release.press_only],
        "press_only_rules": [removed.rule for removed in release.press_only],
        "furniture": [removed.text for removed in release.furniture],
        "furniture_rules": [removed.rule for removed in release.furniture],
        "appeal_line": release.appeal_line,
        "warnings": [
            {
                "code": warning.code,
                "message": warning.message,
                "line": warning.line,
                "block": warning.block,
                "words": warning.words,
            }
            for warning in release.warnings
        ],
        "spans": _spans(release),
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "text": block.text,
        "items": list(block.items),
        "span": _span(block.span),
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "speaker": quote.speaker,
        "role": quote.role,
        "organisation": quote.organisation,
        "parts": list(quote.parts),
        "span": _span(quote.span),
    }


def _spans(release: PressRelease) -> dict[str, Any]:
    """Of what has no object of its own; of a list, one for each in its order."""
    spans = release.spans
    return {
        "headline": _span(spans.headline),
        "subhead": _span(spans.subhead),
        "dateline": _span(spans.dateline),
        "lede": _span(spans.lede),
        "embargo": _span(spans.embargo),
        "appeal_line": _span(spans.appeal_line),
        "links": [_span(span) for span in spans.links],
        "press_only": [_span(removed.span) for removed in release.press_only],
        "furniture": [_span(removed.span) for removed in release.furniture],
    }


def _span(span: Span | None) -> dict[str, int | None] | None:
    """A block is null where it stands in none."""
    if span is None:
        return None
    return {
        "first_line": span.first_line,
        "last_line": span.last_line,
        "first_block": span.first_block or None,
        "last_block": span.last_block or None,
    }
