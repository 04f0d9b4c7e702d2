"""What stands above the text: headline, second headline, letterhead."""

from datetime import date

import pytest

from mailer.model.release import Dateline
from mailer.reading import read

TODAY = date(2026, 11, 25)

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
    assert release.dateline == Dateline(None, "2026-12-03", "3. Dezember 2026")


DATED = [
    ("en", "RIVER WATCH\n\nPRESS RELEASE\n24 November 2026\n\n", "2026-11-24"),
    ("en", "PRESS RELEASE\nFor immediate use: Tuesday 24 November 2026\n\n", "2026-11-24"),
    ("es", "NOTA DE PRENSA\n\n24 de noviembre de 2026\n\n", "2026-11-24"),
    ("fr", "Communiqué de presse\n\nMardi 24 novembre 2026\n\n", "2026-11-24"),
    ("de", "Pressemitteilung Nr. 118/2026 vom 24. November 2026\n\n", "2026-11-24"),
    ("pt", "NOTA DE IMPRENSA | 24 de novembro de 2026\n\n", "2026-11-24"),
]


@pytest.mark.parametrize(("language", "head", "day"), DATED, ids=range(len(DATED)))
def test_the_day_of_a_release_may_stand_on_a_line_of_its_own_without_a_place(
    language: str, head: str, day: str
) -> None:
    titles, ledes = TITLES[language]
    release = read(f"{head}{titles}\n\n{ledes}\n".encode(), filename="a.txt", today=TODAY)
    assert release.headline == titles
    assert release.dateline is not None
    assert (release.dateline.place, release.dateline.date) == (None, day)


TITLES = {
    "en": (
        "Nine towns ask for gauges on every bridge",
        "Nine town councils along the Alder asked for gauges on every bridge today, after a winter in which the "
        "river rose three times and nobody was told in time.",
    ),
    "de": (
        "Neun Gemeinden fordern Pegel an jeder Brücke",
        "Neun Gemeinden entlang der Alder fordern heute Pegel an jeder Brücke, nachdem der Fluss in diesem Winter "
        "dreimal gestiegen ist und niemand gewarnt wurde.",
    ),
    "fr": (
        "Neuf communes demandent une échelle à chaque pont",
        "Neuf communes riveraines de l’Alder ont demandé aujourd’hui une échelle de crue à chaque pont, après un "
        "hiver où la rivière est montée trois fois sans que personne soit prévenu.",
    ),
    "es": (
        "Nueve pueblos piden una regla en cada puente",
        "Nueve pueblos de la ribera del Alder han pedido hoy una regla de crecidas en cada puente, tras un invierno "
        "en el que el río subió tres veces sin que nadie avisara.",
    ),
    "pt": (
        "Nove vilas pedem uma régua em cada ponte",
        "Nove vilas da margem do Alder pediram hoje uma régua de cheias em cada ponte, depois de um inverno em que o "
        "rio subiu três vezes sem que ninguém avisasse.",
    ),
}


def test_a_page_gives_its_day_in_a_line_around_the_article() -> None:
    title, lede = TITLES["fr"]
    source = (
        f"<html lang=fr><body><article><h1>{title}</h1>\n<p class=meta>Publié le 24 novembre 2026</p>\n"
        f"<p>{lede}</p>\n<p>{lede} C’est la troisième fois.</p></article></body></html>"
    )
    release = read(source.encode(), filename="a.html", today=TODAY)
    assert release.dateline == Dateline(None, "2026-11-24", "Publié le 24 novembre 2026")
    assert release.lede == lede


TEASERS = [
    (
        "de",
        "Der Wartsaal bleibt: Lindau kauft seinen Bahnhof für einen Franken",
        "Drei Jahre lang haben Freiwillige gekämpft. Am Montag kam das Ja.",
        "Die Gemeindeversammlung von Lindau hat am Montagabend mit 214 zu 37 Stimmen beschlossen, den leeren Bahnhof für "
        "einen symbolischen Franken zu übernehmen und den Wartsaal wieder zu öffnen.",
    ),
    (
        "fr",
        "La bibliothèque de Vaucre rouvrira le soir",
        "Personne n’y croyait plus. Soixante voisins se relaieront.",
        "Fermée depuis trois ans, la bibliothèque municipale de Vaucre rouvrira vendredi ses portes, trois soirs par "
        "semaine, grâce aux habitants qui en tiendront le comptoir.",
    ),
]


@pytest.mark.parametrize(("language", "title", "teaser", "lede"), TEASERS)
def test_sentences_below_a_headline_that_say_nothing_of_it_again_are_the_subhead(
    language: str, title: str, teaser: str, lede: str
) -> None:
    source = f"# {title}\n\n{teaser}\n\n{lede}\n\n{lede}\n"
    release = read(source.encode(), filename="a.md", today=TODAY)
    assert (release.headline, release.subhead, release.lede) == (title, teaser, lede)


def test_what_a_page_calls_its_standfirst_is_the_subhead_even_as_a_paragraph() -> None:
    title, lede = TITLES["en"]
    teaser = (
        "The councils want the money by spring. Without it, they say, the next flood will find the valley as "
        "blind as the last three did, and as late."
    )
    source = (
        f"<html lang=en><body><article><h1>{title}</h1><div class=teaser><p>{teaser}</p></div>"
        f"<p>{lede}</p><p>{lede} It was the third time.</p></article></body></html>"
    )
    release = read(source.encode(), filename="a.html", today=TODAY)
    assert (release.subhead, release.lede) == (teaser, lede)


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
