"""The pull quote is said by the house, or by whoever stands beside it; never by whom the release is against."""

from datetime import date

import pytest

from mailer.drafting import Draft, draft, to_toml
from mailer.model.campaign import Ask, Signature
from mailer.reading import read

TODAY = date(2026, 11, 25)
HOUSE = "River Watch"
AGAINST = """Nine towns ask for gauges on the Lenn

(Lisbon) – Nine towns on the river Lenn want a gauge on every bridge, River Watch said today, after a winter in which the river rose three times.

“These people want to waste your money, and we will not pay for nine gauges that nobody reads,” said Bo Lind, chair of the Lenn Valley Council, who rejected the plan in March.

“Nobody should have to guess how high a river stands at night, and nobody should have to ask twice,” said Marta Quill, director of River Watch.
"""
ASKED = """Nine towns ask for gauges on the Lenn

(Lisbon) – Nine towns on the river Lenn want a gauge on every bridge, after a winter in which the river rose three times.

“We have read the letter, and we think that three gauges are enough for the whole of the valley,” said Bo Lind, chair of the Lenn Valley Council.

“Nobody should have to guess how high a river stands at night, and nobody should have to ask twice,” said Ada Lark, a farmer.

The Lenn Valley Council should publish every reading within the hour.
"""
GERMAN = """Neun Dörfer wollen Pegel an der Lenn

Lissabon, 25. November 2026 – Neun Dörfer an der Lenn wollen an jeder Brücke einen Pegel, teilte Flusswacht heute mit.

„Diese Leute wollen Ihr Geld verschwenden, und wir zahlen keine neun Pegel, die niemand liest“, sagte Bo Lind, Vorsitzender des Talrats, der den Plan ablehnt.

„Niemand soll nachts raten müssen, wie hoch ein Fluss steht, und niemand soll zweimal fragen“, sagte Marta Quill, Direktorin von Flusswacht.
"""


def _draft(text: str, house: str = HOUSE, template: str = "appeal") -> Draft:
    return draft(
        read(text.encode(), filename="a.txt", today=TODAY),
        slug="rivers",
        release_path="releases/a.txt",
        ask=Ask(),
        signature=Signature(),
        today=TODAY,
        template=template,
        house=house,
    )


@pytest.mark.parametrize("house", [HOUSE, "Another House", ""])
def test_whose_release_it_is_speaks_and_not_who_rejected_the_plan(house: str) -> None:
    made = _draft(AGAINST, house)
    assert made.campaign.quote.speaker == "Marta Quill"
    assert any("Bo Lind" in note and "'rejected'" in note for note in made.notes)
    assert "Bo Lind" in to_toml(made).partition("subject = ")[0]


def test_of_whom_something_is_asked_is_not_quoted_for_it() -> None:
    made = _draft(ASKED, "")
    assert made.campaign.quote.speaker == "Ada Lark"
    assert any("Bo Lind" in note and "asks something of them" in note for note in made.notes)


def test_another_council_is_not_the_one_that_is_asked() -> None:
    text = ASKED.replace("The Lenn Valley Council should", "The district council should")
    assert _draft(text, "").campaign.quote.speaker == "Bo Lind"


def test_a_german_no_is_a_no() -> None:
    for house in ("Flusswacht", ""):
        assert _draft(GERMAN, house).campaign.quote.speaker == "Marta Quill"


def test_the_houses_own_words_come_first_even_where_it_says_no_itself() -> None:
    text = AGAINST.replace(
        "Marta Quill, director of River Watch",
        "Marta Quill, director of River Watch, which opposes the sale",
    )
    assert _draft(text).campaign.quote.speaker == "Marta Quill"


def test_only_the_others_words_are_no_pull_quote_at_all() -> None:
    made = _draft(AGAINST.partition("“Nobody")[0])
    assert made.campaign.quote.parts == ()
    assert "There is no pull quote: choose one yourself, or leave it out." in made.notes


def test_a_single_voice_and_a_template_without_quotes_need_no_note() -> None:
    one = AGAINST.partition("“These")[0] + "“Nobody" + AGAINST.partition("“Nobody")[2]
    assert _draft(one).campaign.quote.speaker == "Marta Quill"
    for made in (_draft(one), _draft(AGAINST, template="letter")):
        assert not any("quote" in note for note in made.notes)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "fr",
            "Neuf villages veulent des jauges sur la Lenn\n\n(Lisbonne) – Neuf villages de la vallée veulent une jauge sur chaque pont.\n\n"
            "« Ces gens veulent gaspiller votre argent et nous ne paierons pas neuf jauges », a déclaré Bo Lind, président du conseil régional, qui rejette le plan.\n\n"
            "« Personne ne devrait deviner la nuit à quelle hauteur se trouve une rivière », a déclaré Marta Quill, directrice de Vigie des Rivières.\n",
        ),
        (
            "es",
            "Nueve pueblos quieren medidores en el río\n\n(Lisboa) – Nueve pueblos del valle quieren un medidor en cada puente.\n\n"
            "«Esta gente quiere gastar su dinero y no vamos a pagar nueve medidores», dijo Bo Lind, presidente del consejo regional, que rechazó el plan.\n\n"
            "«Nadie debería adivinar de noche a qué altura está un río», dijo Marta Quill, directora de Río Vivo.\n",
        ),
        (
            "pt",
            "Nove aldeias querem medidores no rio\n\n(Lisboa) – Nove aldeias do vale querem um medidor em cada ponte.\n\n"
            "“Esta gente quer gastar o seu dinheiro e não vamos pagar nove medidores”, disse Bo Lind, presidente do conselho regional, que rejeitou o plano.\n\n"
            "“Ninguém deveria adivinhar à noite a que altura está um rio”, disse Marta Quill, diretora do Rio Vivo.\n",
        ),
    ],
)
def test_a_no_is_understood_in_each_language(language: str, text: str) -> None:
    made = _draft(text, "")
    assert made.campaign.language == language
    assert made.campaign.quote.speaker == "Marta Quill"
    assert any(note.startswith("Not taken for the pull quote: Bo Lind") for note in made.notes)
