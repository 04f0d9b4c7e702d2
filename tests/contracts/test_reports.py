"""Every way to show a report: the same figures, honest about doubt, safe to open and to pass on."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import html5lib
import pytest

from mailer.errors import InputError
from mailer.model.gift import StoredGift
from mailer.model.report import CampaignReport
from mailer.model.segment import Everyone, Segment
from mailer.reports import build, formats, render, suffix
from tests.unit.reports.river import GMAIL, START, event, facts, gift, segment

EVIL = "=HYPERLINK(\"https://evil.example.net\")<script>alert('x')</script>"


def flood_maps() -> CampaignReport:
    """14,021 delivered, 402 clicked, 23 gifts of 1,240 with median 50 and largest 200; of the opens
    3,912 surely and 617 perhaps human: 27.9 and 32.3 per cent."""
    amounts = [200] + [50] * 20 + [20] * 2
    given = [
        StoredGift(each * 100, "EUR", START, n, "button", "token")
        for n, each in enumerate(amounts, 1)
    ]
    story = [event("delivered", person, 1) for person in range(1, 14022)]
    story += [event("clicked", person, 60, link=1) for person in range(1, 403)]
    story += [event("opened", person, 60) for person in range(1, 3913)]
    story += [event("opened", person, 60, user_agent=GMAIL) for person in range(3913, 4530)]
    told = facts(story, given, people=14146)
    start = datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert start == START
    return build(replace(told, as_of=datetime(2026, 12, 4, 8, tzinfo=UTC)))


def small(**changes: object) -> CampaignReport:
    groups = (
        (segment("everyone"), frozenset(range(1, 21))),
        (Segment("near the river", Everyone(), EVIL), frozenset(range(1, 13))),
        (segment(EVIL), frozenset({1, 2, 3})),
    )
    events = [event("delivered", person, 1) for person in range(1, 21)]
    events += [event("clicked", 2, 60, link=0), event("clicked", 3, 60, link=1, is_machine=True)]
    gifts = [gift(20), gift(30, currency="USD"), gift(40, match="address")]
    made = build(facts(events, gifts, segments=groups))
    return made.model_copy(update=changes)


def nothing() -> CampaignReport:
    return build(facts([], people=0, measured=frozenset()))


@pytest.mark.parametrize("format", formats())
@pytest.mark.parametrize("report", [nothing(), small(), small(subject=EVIL)])
def test_each_format_shows_each_report(format: str, report: CampaignReport) -> None:
    assert render(report, format).decode("utf-8").strip()
    assert suffix(format).startswith(".")


def test_an_unknown_format_is_named_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="csv, html, json, text"):
        render(nothing(), "docx")


def test_the_text_is_laid_out_as_it_was_designed() -> None:
    lines = render(flood_maps(), "text").decode().splitlines()
    assert lines[:5] == [
        "As of Fri 4 Dec 2026 09:00 Berlin, final 15 Dec",
        "raised, net     EUR 1,240.00   23 gifts, median 50, largest 200",
        "per 1,000       EUR    88.44   74.17 without the largest",
        "clicked                  402   2.9% of 14,021 delivered",
        "opened          27.9 - 32.3%   [#########/......................]",
    ]


@pytest.mark.parametrize(
    "report",
    [nothing(), small(), small(campaign="a" * 100), flood_maps(), small(is_final=True)],
)
def test_text_stays_within_eighty_columns(report: CampaignReport) -> None:
    lines = render(report, "text").decode().splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)


def test_text_says_where_nothing_is_measured_or_raised() -> None:
    text = render(nothing(), "text").decode()
    assert "nothing yet" in text
    assert "not measured" in text
    assert "Nothing was sent yet" in text


def test_text_tells_of_one_gift_in_the_singular_and_of_machines_apart() -> None:
    text = render(small(), "text").decode()
    assert "1 gift, median 20" in text
    assert "1 click: in nothing above" in text
    assert "no code, after a click" in text
    assert "USD 30.00" in text


def test_json_is_the_report() -> None:
    told = json.loads(render(small(), "json"))
    assert (told["delivered"], told["gifts"]["total"]) == (20, 20)


def rows(report: CampaignReport) -> list[list[str]]:
    text = render(report, "csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_table_has_a_figure_a_row() -> None:
    found = rows(small())
    assert found[0] == ["section", "name", "measure", "value"]
    assert {len(row) for row in found} == {4}
    assert ["people", "", "delivered", "20"] in found
    assert ["clicks", "", "machine", "1"] in found
    assert ["gifts", "", "total", "20.00"] in found
    assert ["links", "early", "clickers", "1"] in found
    assert ["segments", "everyone", "clickers", "1"] in found


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_no_cell_of_a_table_is_a_formula(begin: str) -> None:
    report = small(subject=f"{begin}cmd|' /C calc'!A0", campaign=f"{begin}1+1")
    for row in rows(report):
        assert not any(re.match(r"[ ]*[=+\-@\t\r\n]", cell) for cell in row)


@pytest.mark.parametrize("format", ["csv", "html"])
def test_groups_under_ten_are_not_shown_where_a_report_travels(format: str) -> None:
    text = render(small(), format).decode("utf-8-sig")
    assert "fewer than 10" in text
    if format == "csv":
        of_the_small = [row for row in rows(small()) if row[1].lstrip("'") == EVIL]
        assert [row[2] for row in of_the_small] == ["reads_as", "recipients"]


def page(report: CampaignReport) -> str:
    return render(report, "html").decode()


def test_a_page_is_well_formed_and_says_its_finding_first() -> None:
    html5lib.HTMLParser(strict=True).parse(page(small(subject=EVIL)))
    assert re.findall(r"<h1>(.*?)</h1>", page(small())) == [
        "1 person clicked and 1 gift brought EUR 20.00"
    ]


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    text = page(small(subject=EVIL)).lower()
    assert "<script" not in text
    assert not re.search(r"\b(?:src|href|srcset|action)\s*=|url\(|@import|<link|<iframe", text)
    assert not re.search(r"\son\w+\s*=", text)


def test_a_page_has_light_dark_and_paper_and_explains_its_words() -> None:
    text = page(small())
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert all(definition.term in text for definition in small().definitions)


def test_pages_show_opens_as_a_range_with_their_base() -> None:
    text = page(flood_maps())
    assert "27.9 - 32.3%" in text
    assert "of 14,021 whose opens are measured" in text


def test_amounts_of_a_currency_without_decimals_have_none() -> None:
    yen = StoredGift(5000, "JPY", START + timedelta(hours=1), 1, "button", "token")
    report = build(facts([event("delivered", 1, 1)], [yen]))
    assert report.gifts.total == Decimal(5000)
    assert "JPY     5,000 " in render(report, "text").decode()
    assert "JPY 5,000<" in page(report)
    assert "5,000.00" not in page(report)
