"""What stands above the text: headline, second headline, letterhead."""

from datetime import date

import pytest

from mailer.reading import read

BODY = (
    "The nine town councils along the Alder asked today for gauges on every\n"
    "bridge, after a winter in which the river rose three times and nobody was\n"
    "told in time. The ministry has promised to answer before the spring."
)


def test_a_second_headline_as_long_as_a_paragraph_is_no_lede() -> None:
    """Copied out of a PDF: each part is broken over two lines, and all of it is set in."""
    head = (
        "RIVER WATCH\nOffice for the Alder Valley\n\nPRESS RELEASE\n\n3 December 2026\n\n"
        "Nine town councils along the Alder ask for gauges on every bridge\n"
        "after a winter of three floods\n\n"
        "River Watch publishes the first map of all bridges without a gauge and\n"
        "asks the ministry for a date by which each of them has one\n\n"
    )
    source = "\n".join(f"      {line}" if line else "" for line in f"{head}{BODY}".split("\n"))
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert release.headline is not None
    assert release.headline.endswith("on every bridge after a winter of three floods")
    assert release.subhead is not None
    assert release.subhead.startswith("River Watch publishes the first map")
    assert (release.lede or "").startswith("The nine town councils along the Alder")


def test_a_desk_above_the_label_is_no_place_of_the_date_below_it() -> None:
    source = (
        "Flusswacht e. V.\nLandesverband Alder\n\nPressemitteilung\n\n3. Dezember 2026\n\n"
        "Neun Gemeinden fordern Pegel an jeder Brücke\n\n"
        "Neun Gemeinden entlang der Alder fordern heute Pegel an jeder Brücke, nachdem der Fluss in diesem "
        "Winter dreimal gestiegen ist und niemand gewarnt wurde.\n"
    )
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert release.headline == "Neun Gemeinden fordern Pegel an jeder Brücke"
    assert release.dateline is None


LEDE = (
    "Nine town councils along the Alder asked for gauges on every bridge today, after a winter in which the "
    "river rose three times and nobody was told in time."
)
HEADS = [
    # a slogan under the letterhead, above the label
    "UNITED DOCK AND FERRY WORKERS\nThe union for all who work on the water\n\nPRESS RELEASE\n"
    "For immediate use: Tuesday 24 November 2026",
    # what the sender of an e-mail says of it
    "From: Callie Stone <press@example.org>\nSubject: RELEASE: nine towns\n\nHi all - text below, photos on "
    "request. C.\n\nPRESS RELEASE: for immediate use",
    "From: Callie Stone <press@example.org>\nSubject: nine towns\n\nPlease find our release below.",
    # a house and its department under the label
    "PRESS RELEASE\nUniversity of Alder, Institute of Rivers",
    # a letterhead of three lines, the first of them in capitals
    "COMMITTEE OF RIVER TOWNS OF THE ALDER VALLEY\nCouncil of Mayors · Union of Ferrymen · Network of\n"
    "Village Teachers · Water Ministry of the Valley\n\nPRESS RELEASE",
]


@pytest.mark.parametrize("head", HEADS)
def test_the_headline_is_none_of_the_lines_that_stand_above_it(head: str) -> None:
    source = (
        f"{head}\n\nNine towns ask for gauges on bridges\n\nNobody was told in time\n\n{LEDE}\n"
    )
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert release.headline == "Nine towns ask for gauges on bridges"
    assert release.subhead == "Nobody was told in time"
    assert release.lede == LEDE


def test_a_label_that_is_set_wide_is_a_label() -> None:
    body = "九個鄉鎮今天要求在河上的每一座橋設置水位計。去年冬天河水三次上漲，沿岸居民都沒有及時接到警告，四百戶人家在黑夜裡離開了家園。"
    source = f"新 聞 稿\n\n九鄉鎮要求每座橋設水位計\n\n{body}\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert [removed.rule for removed in release.press_only] == ["release-label"]
    assert release.headline == "九鄉鎮要求每座橋設水位計"
