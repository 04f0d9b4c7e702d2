"""A release in another language gives a campaign's translation; what it doesn't say, a person writes."""

import re
from datetime import date

import pytest

from mailer.drafting import Translation, draft, parse_campaign, translate
from mailer.errors import Conflict
from mailer.model.campaign import Ask, Campaign, Signature
from mailer.model.edition import editions
from mailer.reading import read

TODAY = date(2026, 11, 25)
SPANISH = """Nueve municipios piden medir el río

(Lisboa) – Nueve municipios pidieron hoy al consejo regional del agua un medidor en cada puente, después de un invierno en el que el río creció tres veces sin aviso.

«Nos quedamos en la cocina adivinando la altura del agua toda la noche», dijo Marta Quill, directora de Río Vivo.

Los municipios piden al consejo:

- Pagar todos los medidores en el presupuesto del próximo año
- Publicar cada lectura en menos de una hora
"""
OWN = """
subject = "Nine towns ask for gauges"
headline = "Nine towns ask for gauges on every bridge"
lede = "Nine towns asked the water council for a gauge on every bridge."
bridge = "People like you keep watch at 26 bridges."
postscript = "Before the vote."

[quote]
parts = ["We stood in the kitchen and guessed all night"]
speaker = "Marta Quill"
role = "director"
organisation = "River Watch"

[ask]
url = "https://give.example.org"
button = "Keep watch"

[link]
url = "https://example.org/gauges"
"""


def campaign_of(text: str) -> Campaign:
    return parse_campaign(text, slug="rivers", file="rivers.toml")


def translated(own: str, release: str = SPANISH, page: str = "") -> Translation:
    campaign = campaign_of(own)
    made = draft(
        read(release.encode(), filename="es.txt", today=TODAY),
        slug="rivers",
        release_path="releases/es.txt",
        ask=Ask(),
        signature=Signature(),
        today=TODAY,
        template=campaign.template,
        page=page,
    )
    return translate(made.campaign, made.todo, campaign, ["From releases/es.txt."])


def whole(own: str, added: Translation) -> Campaign:
    return campaign_of(own + added.text)


def test_what_the_release_says_is_taken_and_the_rest_is_to_do() -> None:
    added = translated(OWN)
    spanish = editions(whole(OWN, added))[1].campaign
    assert (spanish.language, spanish.subject) == ("es", "Nueve municipios piden medir el río")
    assert spanish.headline == spanish.subject
    assert spanish.lede.startswith("Nueve municipios pidieron hoy al consejo regional")
    assert spanish.quote.parts == (
        "Nos quedamos en la cocina adivinando la altura del agua toda la noche",
    )
    assert (spanish.quote.role, spanish.quote.organisation) == ("directora", "Río Vivo")
    assert [todo.key for todo in added.todo] == [
        "translations.es.bridge",
        "translations.es.postscript",
    ]
    assert spanish.bridge == spanish.postscript == ""


def test_each_key_to_do_is_present_and_empty_and_says_what_stands_in_the_campaign() -> None:
    added = translated(OWN)
    assert '\nbridge = ""\n' in added.text
    assert '\npostscript = ""\n' in added.text
    assert added.todo[1].what == "The same in this language: 'Before the vote.'"
    assert "# - From releases/es.txt." in added.text


def test_only_what_the_campaign_says_itself_comes_along() -> None:
    """No list of points, no kicker: there is none in the campaign. Usual words stay the usual ones."""
    changes = whole(OWN, translated(OWN)).translations["es"]
    assert not {"points", "kicker", "date", "signature"} & changes.keys()
    assert changes["ask"] == {"button": ""}


def test_what_the_campaign_says_itself_stays_as_it_was() -> None:
    campaign = whole(OWN, translated(OWN))
    again = campaign_of(OWN)
    assert campaign.model_copy(update={"translations": {}}) == again


def test_lists_come_with_their_numbers_and_conditions_and_without_a_word() -> None:
    own = OWN + (
        '[[figures]]\nnumber = "26"\nwhat = "bridges"\n'
        '[[blocks]]\nplace = "after-bridge"\nto = { field = "town", is = ["Berlin"] }\ntext = "You live there."\n'
        '[[blocks]]\nrows = { field = "bridges", text = "Bridge {{ item }}", most = 3 }\n'
    )
    added = translated(own)
    changes = whole(own, added).translations["es"]
    assert changes["figures"] == [{"number": "26", "what": ""}]
    assert changes["blocks"] == [
        {"place": "after-bridge", "to": {"field": "town", "is": ["Berlin"]}, "text": ""},
        {"rows": {"field": "bridges", "text": "", "most": 3}},
    ]
    assert {"translations.es.figures", "translations.es.blocks"} <= {
        each.key for each in added.todo
    }


def test_what_a_variant_says_is_to_do_in_the_language_too() -> None:
    own = OWN + '[variants.b]\nsubject = "Who calls?"\nshare = 20\nask.button = "Give"\n'
    added = translated(own)
    assert added.todo[-1].key == "variants.b.translations.es.subject"
    campaign = whole(own, added)
    assert campaign.variants["b"].translations["es"] == {"subject": "", "ask": {"button": ""}}
    assert campaign.variants["b"].share == 20


def test_the_page_that_the_release_came_from_is_the_story_there() -> None:
    added = translated(OWN, page="https://example.org/es/medidores")
    assert editions(whole(OWN, added))[1].campaign.link.url == "https://example.org/gauges"
    update = 'template = "update"' + OWN
    added = translated(update, page="https://example.org/es/medidores")
    assert editions(whole(update, added))[1].campaign.link.url == "https://example.org/es/medidores"


def test_a_template_without_a_bridge_asks_for_none() -> None:
    own = 'template = "thanks"\nsubject = "Thank you"\nthanks = "You paid for a lamp."\nlede = "News."'
    assert [each.key for each in translated(own).todo] == [
        "translations.es.subject",
        "translations.es.thanks",
        "translations.es.lede",
    ]


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ('language = "es"' + OWN, "campaigns/rivers.toml is in 'es' itself, as this release is."),
        (OWN + '[translations.es]\nlede = "x"', "has [translations.es] already and was left as it is."),
    ],
)  # fmt: skip
def test_a_language_that_is_there_is_left_as_it_is(own: str, says: str) -> None:
    with pytest.raises(Conflict, match=re.escape(says)):
        translated(own)
