"""A report as a table for spreadsheets: one figure a row, `section, name, measure, value`.

A spreadsheet would run a cell that begins like a formula: such text gets an apostrophe in front. The sign
at the very start tells it that the text is UTF-8. Of groups under ten people only their being small is
shown.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from mailer.model.report import CampaignReport, SegmentLine, Visits

SUFFIX = ".csv"
Value = str | int | float | Decimal | datetime | None
Row = tuple[str, str, str, Value]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def render(report: CampaignReport) -> bytes:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(["section", "name", "measure", "value"])
    for section, name, measure, value in _rows(report):
        rows.writerow([section, _safe(name), measure, _cell(value)])
    return file.getvalue().encode("utf-8-sig")


def _rows(report: CampaignReport) -> Iterator[Row]:
    for measure in ("campaign", "subject", "state", "as_of", "starts_at", "final_at"):
        yield "campaign", "", measure, getattr(report, measure)
    for measure in _PEOPLE:
        yield "people", "", measure, getattr(report, measure)
    yield from _visits("opens", "", report.opens)
    yield from _visits("clicks", "", report.clicks)
    for measure in ("count", "total", "average", "median", "largest", "currency"):
        yield "gifts", "", measure, getattr(report.gifts, measure)
    for gift in report.gifts.other_currencies:
        yield "gifts in another currency", gift.currency, "total", gift.total
    for gift in report.gifts.assisted:
        yield "gifts without our code", gift.currency, "total", gift.total
    yield "gifts per 1,000 delivered", "", "all", report.per_thousand.all
    yield "gifts per 1,000 delivered", "", "without_largest", report.per_thousand.without_largest
    for measure in type(report.rates).model_fields:
        yield "rates", "", measure, getattr(report.rates, measure)
    yield "measured", "", "people", report.measured.people
    yield from _links(report)
    yield from _groups(report)
    for moment in report.timeline:
        for measure in ("delivered", "openers", "clickers", "gifts", "raised"):
            yield "timeline", moment.at.isoformat(), measure, getattr(moment, measure)
    for definition in report.definitions:
        yield "definitions", definition.term, "meaning", definition.meaning


def _links(report: CampaignReport) -> Iterator[Row]:
    for link in report.links:
        name = link.place or "another address"
        yield "links", name, "label", link.label
        yield from _visits("links", name, link.clicks)
        yield "links", name, "clickers", link.clickers
        yield "links", name, "gifts", link.gifts
        yield "links", name, "raised", link.raised


def _groups(report: CampaignReport) -> Iterator[Row]:
    for section, lines in (
        ("segments", report.segments),
        ("variants", report.variants),
        ("languages", report.languages),
    ):
        for line in lines:
            yield from _segment(section, line)


_PEOPLE = (
    "recipients",
    "sent",
    "accepted",
    "delivered",
    "bounced",
    "blocked",
    "dropped",
    "openers",
    "openers_possible",
    "clickers",
    "clickers_possible",
    "unsubscribed",
    "complained",
)
_OF_SEGMENTS = (
    "recipients",
    "delivered",
    "openers",
    "clickers",
    "unsubscribed",
    "gifts",
    "raised",
)

_OF_GROUPS = ("clicked", "clicked_low", "clicked_high", "per_thousand")


def _segment(section: str, line: SegmentLine) -> Iterator[Row]:
    yield section, line.name, "reads_as", line.reads_as
    if line.is_small:
        yield section, line.name, "recipients", "fewer than 10"
        return
    for measure in _OF_SEGMENTS if section == "segments" else (*_OF_SEGMENTS, *_OF_GROUPS):
        yield section, line.name, measure, getattr(line, measure)


def _visits(section: str, name: str, visits: Visits) -> Iterator[Row]:
    for actor in ("human", "machine", "unknown"):
        measure = actor if not name else f"clicks {actor}"
        yield section, name, measure, getattr(visits, actor)


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6f}"
    return _safe(value) if isinstance(value, str) else str(value)


def _safe(text: str) -> str:
    """Blanks in front don't stop a spreadsheet."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
