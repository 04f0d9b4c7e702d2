"""A made-up language finds what a translation would break: the same campaign, only longer."""

from hypothesis import given
from hypothesis import strategies as st

from mailer.model.campaign import Ask, Campaign, CampaignQuote, Signature, StoryLink
from mailer.operations.preview.longer import longer, stretched
from tests.unit.rendering.samples import campaign


def test_every_word_grows_by_two_fifths_and_takes_accents() -> None:
    assert stretched("river") == "rïvêrêr"
    assert stretched("a") == "áá"
    assert stretched("Vote") == "Vötêtê"


def test_fields_addresses_and_figures_stay() -> None:
    text = (
        "Dear {{ first_name }}, €50 by 10.30 at https://www.example.org/a?b=1 or ask a@example.org"
    )
    made = stretched(text)
    for kept in (
        "{{ first_name }}",
        "€50 ",
        " 10.30 ",
        "https://www.example.org/a?b=1",
        "a@example.org",
    ):
        assert kept in made


@given(st.text(st.characters(categories=["L", "P", "Zs"]), max_size=60))
def test_any_text_grows_by_two_fifths_of_its_letters(text: str) -> None:
    if "@" in text or "www." in text or "{{" in text:
        return
    letters = sum(sign.isalpha() for sign in text)
    assert len(stretched(text)) - len(text) >= letters * 2 // 5


def test_only_what_a_translator_would_write_changes() -> None:
    made = Campaign(
        slug="rivers",
        template="letter",
        segment="everyone",
        subject="The vote",
        why_now=("Soon",),
        quote=CampaignQuote(parts=("We know.",), speaker="Ilse Brandt", role="mayor"),
        link=StoryLink(url="https://www.example.org/story", label="Read"),
        ask=Ask(url="https://give.example.org/", button="Give", purposes=("a lamp",)),
        signature=Signature(name="Marta Quill", role="Director"),
    )
    other = longer(made)
    assert other.quote.parts == (stretched("We know."),)
    assert other.quote.speaker == "Ilse Brandt"
    assert (other.link.url, other.link.label) == (made.link.url, stretched("Read"))
    assert (other.ask.url, other.ask.currency) == (made.ask.url, "EUR")
    assert other.ask.purposes == (stretched("a lamp"),)
    assert (other.slug, other.template, other.segment) == ("rivers", "letter", "everyone")
    assert Campaign.model_validate(other.model_dump()) == other


def test_a_longer_campaign_is_at_least_two_fifths_longer() -> None:
    usual = campaign()
    assert len(longer(usual).lede) >= len(usual.lede) * 1.3
    assert len(longer(usual).headline) >= len(usual.headline) * 1.3
