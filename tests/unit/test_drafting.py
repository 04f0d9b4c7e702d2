"""A draft says only what the release says; its file is read back as it was, with errors that one can mend."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.drafting import Draft, draft, parse_campaign, to_toml
from mailer.errors import InputError
from mailer.model.campaign import (
    Ask,
    Campaign,
    CampaignList,
    CampaignQuote,
    FieldRule,
    Signature,
    Todo,
)
from mailer.model.release import Dateline, PressRelease
from mailer.reading import read

TODAY = date(2026, 11, 25)
ROOT = Path(__file__).parent.parent.parent
RELEASES = sorted(p for p in (ROOT / "tests/golden/releases").iterdir() if p.suffix != ".json")
ASK = Ask(url="https://give.example.org/rivers")


def _release(name: str) -> PressRelease:
    path = ROOT / "tests/golden/releases" / name
    return read(path.read_bytes(), filename=name, today=TODAY)


def _draft(release: PressRelease) -> Draft:
    return draft(
        release,
        slug="rivers",
        release_path="releases/rivers.txt",
        ask=ASK,
        signature=Signature(name="Marta Quill"),
        today=TODAY,
    )


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.name)
def test_every_draft_can_be_written_and_read_back(path: Path) -> None:
    made = _draft(_release(path.name))
    assert parse_campaign(to_toml(made), slug="rivers", file="rivers.toml") == made.campaign


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.name)
def test_no_sentence_is_written_for_the_person(path: Path) -> None:
    release = _release(path.name)
    campaign = _draft(release).campaign
    source = "".join(path.read_text(encoding="utf-8").split())
    said = [part for quote in release.quotes for part in quote.parts]
    assert campaign.bridge == campaign.postscript == campaign.ask.sentence == ""
    assert all(any(part in whole for whole in said) for part in campaign.quote.parts)
    if path.suffix == ".txt":
        texts = (*campaign.points.items, *campaign.why_now, campaign.preheader.rstrip("…"))
        assert all("".join(text.split()) in source for text in texts)


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.name)
def test_what_is_to_do_is_present_and_empty(path: Path) -> None:
    made = _draft(_release(path.name))
    text = to_toml(made)
    assert "bridge" in {todo.key for todo in made.todo}
    for todo in made.todo:
        assert f'\n{todo.key} = ""\n' in text


def test_press_only_lines_and_the_sites_appeal_stay_out() -> None:
    text = to_toml(_draft(_release("joint-oslo.txt")))
    assert "+47-555-0100" not in text
    assert "Your gift can help" not in text


def test_a_draft_in_spanish_greets_in_spanish() -> None:
    campaign = _draft(_release("lima-es.txt")).campaign
    assert campaign.language == "es"
    assert "{{ first_name }}" in campaign.salutation
    assert not campaign.salutation.startswith("Dear")
    assert campaign.fields["first_name"].fallback
    assert campaign.date == "9 de mayo de 2026"
    assert campaign.kicker == "Lima"
    assert campaign.points.items == (
        "Incluir todos los ríos, sin importar su longitud",
        "Publicar los datos de calidad cada mes",
        "Consultar a las comunidades antes de autorizar una obra",
    )


def test_a_short_headline_is_the_subject() -> None:
    made = _draft(_release("wien-de.txt"))
    assert made.campaign.subject == "Jeder dritte Bach ist zu warm für Forellen"
    assert [todo.key for todo in made.todo] == ["bridge"]


@pytest.mark.parametrize("name", ["two-voices.txt", "past-teaser.txt"])
def test_without_a_usable_headline_the_subject_is_to_do(name: str) -> None:
    made = _draft(_release(name))
    assert made.campaign.subject == ""
    assert [todo.key for todo in made.todo] == ["subject", "bridge"]


def test_a_shouted_place_is_written_as_a_name() -> None:
    assert _draft(_release("wire-boston.txt")).campaign.kicker == "Boston"
    assert _draft(_release("two-voices.txt")).campaign.kicker == "El Paso, Texas"


@pytest.mark.parametrize(
    ("shouted", "calm"),
    [
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("NEW YORK, N.Y.", "New York, N.Y."),
        ("WASHINGTON, DC", "Washington, DC"),
        ("THE HAGUE", "The Hague"),
        ("NOTRE-DAME-DES-MONTS", "Notre-Dame-des-Monts"),
        ("LA PAZ", "La Paz"),
        ("FRANKFURT AM MAIN", "Frankfurt am Main"),
        ("LONDON, UK", "London, UK"),
        ("Paris", "Paris"),
    ],
)
def test_each_part_of_a_shouted_place_is_written_as_people_write_it(
    shouted: str, calm: str
) -> None:
    release = replace(_release("wire-boston.txt"), dateline=Dateline(shouted, None, shouted))
    assert _draft(release).campaign.kicker == calm


def test_the_word_that_led_to_the_next_point_goes() -> None:
    assert _draft(_release("wien-de.txt")).campaign.points.items == (
        "Uferstreifen von zehn Metern zu schützen",
        "Entnahmen im Sommer zu begrenzen",
        "die Messwerte täglich zu veröffentlichen",
    )


def test_the_embargo_comes_along() -> None:
    campaign = _draft(_release("embargo-geneva.txt")).campaign
    assert campaign.embargo_until == datetime(2026, 7, 7, 5, 1, tzinfo=UTC)


def test_an_embargo_that_cant_be_read_is_to_do_and_blocks_until_then() -> None:
    text = "EMBARGOED\n\nNine towns ask for gauges\n\n(Lisbon) – " + "Water rose in the town. " * 9
    made = _draft(read(text.encode(), filename="a.txt", today=TODAY))
    written = to_toml(made)
    assert "embargo_until" in {todo.key for todo in made.todo}
    with pytest.raises(InputError, match=r"rivers\.toml line \d+: embargo_until is empty"):
        parse_campaign(written, slug="rivers", file="rivers.toml")


def test_the_sample_campaign_is_finished() -> None:
    path = ROOT / "campaigns/river-deadline.toml"
    campaign = parse_campaign(
        path.read_text(encoding="utf-8"), slug="river-deadline", file=path.name
    )
    assert 30 <= len(campaign.subject) <= 50
    assert 40 <= len(campaign.preheader) <= 100
    assert len(campaign.headline) <= 70
    assert campaign.bridge
    release = read((ROOT / campaign.release).read_bytes(), filename="a.txt", today=TODAY)
    assert all(any(p in said for said in release.quotes[0].parts) for p in campaign.quote.parts)


WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40
).map(str.strip)
LINES = st.lists(WORDS, max_size=4).map(tuple)
CAMPAIGNS = st.builds(
    Campaign,
    slug=st.just("rivers"),
    subject=WORDS,
    preheader=WORDS,
    language=st.sampled_from(["en", "es", "ar", "zh"]),
    direction=st.sampled_from(["ltr", "rtl"]),
    exclude=LINES,
    embargo_until=st.none()
    | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    lede=WORDS,
    why_now=LINES,
    bridge=WORDS,
    quote=st.builds(CampaignQuote, parts=LINES, speaker=WORDS, role=WORDS, organisation=WORDS),
    points=st.builds(CampaignList, heading=WORDS, items=LINES),
    ask=st.builds(
        Ask,
        url=WORDS,
        amounts=st.lists(st.decimals(Decimal("0.01"), Decimal("99999"), places=2), max_size=4).map(
            tuple
        ),
        purposes=LINES,
    ),
    signature=st.builds(Signature, name=WORDS, role=WORDS),
    fields=st.dictionaries(
        st.text(min_size=1, max_size=12).filter(lambda name: name.isprintable()),
        st.builds(FieldRule, fallback=st.none() | WORDS),
        max_size=3,
    ),
)


@settings(max_examples=150, deadline=None)
@given(CAMPAIGNS, st.lists(WORDS, max_size=3).map(tuple))
def test_every_campaign_is_read_back_as_it_was_written(
    campaign: Campaign, notes: tuple[str, ...]
) -> None:
    made = Draft(campaign, (Todo(key="bridge", what="Write\nit."),), notes)
    assert parse_campaign(to_toml(made), slug="rivers", file="rivers.toml") == campaign


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('subjct = "a"', "c.toml line 1: subjct: there is no such key here; did you mean 'subject'?"),
        ("subject = a", "c.toml line 1: this is not valid TOML"),
        ('lede = "a"\nsubject = 5', "c.toml line 2: subject: this must be a text between double quotes"),
        ('direction = "ltrr"', "c.toml line 1: direction: 'ltrr' is not one of ltr, rtl. Did you mean 'ltr'?"),
        ('language = "English"', "c.toml line 1: language: 'English' is not right. It must be two or three"),
        ('[ask]\ncurency = "EUR"', "c.toml line 2: ask.curency: there is no such key here; did you mean 'currency'?"),
        ('[ask]\ncurrency = "euro"', "c.toml line 2: ask.currency: 'euro' is not right. It must be three capital"),
        ("[ask]\namounts = [25, 0]", "c.toml line 2: ask.amounts.item 2: an amount must be more than 0"),
        ("embargo_until = 2026-12-01T09:00:00", "c.toml line 1: embargo_until: the time has no zone"),
        ('why_now = "soon"', "c.toml line 1: why_now: this must be a list"),
        ('quote = "a"', "c.toml line 1: quote: this is a table"),
        ('[fields.first_name]\nfalback = "friend"', "c.toml line 2: fields.first_name.falback: there is no such key here; did you mean 'fallback'?"),
        ('[sender]\naddress = "a@example.org, b@example.org"', "c.toml line 2: sender.address: 'a@example.org, b@example.org' must be one plain address"),
        ('slug = "other"', "c.toml line 1: slug is not the file's name"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_line_with_file_line_key_and_cure(text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_campaign(text, slug="c", file="c.toml")
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)
