"""What stands above the text: headline, second headline, letterhead."""

from datetime import date

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
