"""What every template that ships promises: its places, its links, the parts it is made of."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mailer.drafting.places import asks, unused
from mailer.errors import TemplateError
from mailer.model.campaign import (
    Ask,
    Campaign,
    CampaignList,
    CampaignQuote,
    Figure,
    Progress,
    Signature,
    StoryLink,
)
from mailer.model.message import Filled, Message
from mailer.rendering import Template, assembled, compile, fill, join
from mailer.wording import languages, words
from mailer.workspace import Workspace
from tests.unit.rendering.samples import FOLDER, house, person, template

SHIPPED = ("appeal", "letter", "thanks", "update")
PAGE = "https://www.example.org/gauges?from=mail&year=2026"
MARKED: dict[str, Any] = {
    "kicker": "Mkicker",
    "headline": "Mheadline",
    "date": "Mdate",
    "salutation": "Msalutation",
    "thanks": "Mthanks",
    "lede": "Mlede",
    "what_changed_heading": "Mwhatchangedheading",
    "what_changed": ("Mwhatchanged1", "Mwhatchanged2"),
    "what_next_heading": "Mwhatnextheading",
    "what_next": ("Mwhatnext",),
    "why_now_heading": "Mwhynowheading",
    "why_now": ("Mwhynow",),
    "bridge": "Mbridge",
    "postscript": "Mpostscript",
    "quote": CampaignQuote(parts=("Mquote",), speaker="Mspeaker"),
    "points": CampaignList(items=("Mpoint1", "Mpoint2")),
    "link": StoryLink(url=PAGE, label="Mlink"),
    "ask": Ask(early_link="Mearly", button="Mbutton"),
    "signature": Signature(name="Msignature", role="Mrole"),
    "figures": (Figure(number="Mnumber", what="Mcounted"),),
    "progress": Progress(heading="Mfar", raised=Decimal(1), goal=Decimal(2), as_of="Mday"),
}
SIGNS = {
    key: re.findall(
        r"M[a-z0-9]+", str(value if not hasattr(value, "model_dump") else value.model_dump())
    )
    for key, value in MARKED.items()
}


def made(name: str, **changes: Any) -> tuple[Message, str, str]:
    """The message, and both its parts as one person gets them."""
    values = {"slug": "gauges", "subject": "The gauges", "template": name, **MARKED, **changes}
    message = compile(Campaign(**values), template(name), house())
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    return message, join(message.html, filled.values), join(message.text, filled.values)


def test_these_templates_ship_and_the_parts_are_none() -> None:
    assert tuple(Workspace(FOLDER.parent).templates()) == SHIPPED
    with pytest.raises(TemplateError, match="no such template"):
        template("parts")


@pytest.mark.parametrize("name", SHIPPED)
def test_both_parts_show_exactly_the_places_that_a_draft_fills(name: str) -> None:
    _, html, text = made(name)
    for part in (html, text):
        shown = {key for key, signs in SIGNS.items() if all(sign in part for sign in signs)}
        hidden = {key for key, signs in SIGNS.items() if not any(sign in part for sign in signs)}
        assert hidden == unused(name)
        assert shown == SIGNS.keys() - hidden


@pytest.mark.parametrize("name", SHIPPED)
def test_only_a_template_that_asks_leads_to_the_form(name: str) -> None:
    message, html, text = made(name, progress=Progress())
    kinds = [link.kind for link in message.links if link.kind in ("donate", "story")]
    if asks(name):
        assert set(kinds) == {"donate"}
        assert message.ask is not None
    else:
        assert kinds == ["story"]
        assert message.ask is None
        assert "give.example.org" not in html + text
        assert "€" not in html + text


@pytest.mark.parametrize("name", ["update", "thanks"])
def test_news_and_thanks_need_no_donation_form(name: str) -> None:
    campaign = Campaign(slug="gauges", subject="The gauges", template=name)
    message = compile(campaign, template(name), house(donation_url=""))
    assert [link.kind for link in message.links] == ["unsubscribe", "preferences", "browser"]


def test_the_story_link_is_as_it_was_typed_and_counted_where_we_count() -> None:
    message, html, text = made("update")
    assert f'href="{PAGE.replace("&", "&amp;")}"' in html
    assert f"\n{PAGE}\n" in text
    story = next(link for link in message.links if link.kind == "story")
    assert story.destination.statics == (PAGE,)
    with pytest.raises(TemplateError, match=r"campaigns/gauges\.toml: link\.url: 'example'"):
        made("update", link=StoryLink(url="example"))


@pytest.mark.parametrize("name", SHIPPED)
def test_an_empty_campaign_leaves_no_empty_elements(name: str) -> None:
    message = compile(Campaign(slug="new", template=name), template(name), house())
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    html = join(message.html, filled.values)
    assert not re.search(r"<(p|h1|h2|li|a|blockquote)\b[^>]*>\s*</\1>", html)


@pytest.mark.parametrize("name", ["update", "thanks", "letter"])
@pytest.mark.parametrize("language", sorted(languages()))
def test_the_usual_words_are_in_the_readers_language(name: str, language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    _, html, text = made(
        name,
        language=language,
        direction=direction,
        what_changed_heading="",
        what_next_heading="",
        link=StoryLink(url=PAGE),
        ask=Ask(),
    )
    keys = {
        "update": ("what_changed", "what_next", "read_more"),
        "thanks": ("gift_did", "what_next", "read_more"),
        "letter": ("give_now", "points"),
    }[name]
    for key in keys:
        assert words(language)[key] in html, key
        assert words(language)[key] in text, key


def test_thanks_come_first() -> None:
    _, html, text = made("thanks")
    for part in (html, text):
        assert part.index("Mthanks") < part.index("Mlede") < part.index("Mwhatchanged1")


def test_a_letter_is_one_size_and_has_no_heading() -> None:
    _, html, _ = made("letter")
    assert "<h1" not in html
    assert "<h2" not in html
    assert "<blockquote" not in html
    sizes = set(
        re.findall(
            r'<(?:p|li) class="(?:serif text|serif postscript|item)[^>]*font-size:(\d+px; line-height:\d+px)[^>]*>',
            html,
        )
    )
    assert sizes == {"18px; line-height:30px"}


# -- a template of one's own


def test_a_template_takes_from_the_parts_what_it_lacks() -> None:
    parts = {"inline.css": ".a{}", "head.css": "", "tokens.toml": "a = 1", "x.html.j2": "shared"}
    own = {"message.html.j2": "own", "message.txt.j2": "text", "x.html.j2": "mine"}
    found = assembled("spring", own, parts)
    assert (found.html, found.text, found.inline_css) == ("own", "text", ".a{}")
    assert found.macros["x.html.j2"] == "mine"
    assert found.macros["parts/x.html.j2"] == "shared"
    assert "message.html.j2" not in found.macros


def test_tokens_are_merged_key_by_key() -> None:
    parts = {
        "inline.css": "",
        "head.css": "",
        "tokens.toml": "p = 'a'\n[x.light]\nink = 1\npage = 2",
    }
    own = {"message.html.j2": "", "message.txt.j2": "", "tokens.toml": "[x.light]\nink = 3"}
    assert assembled("spring", own, parts).tokens == {
        "p": "a",
        "x": {"light": {"ink": 3, "page": 2}},
    }


@pytest.mark.parametrize(
    "missing", ["message.html.j2", "message.txt.j2", "inline.css", "tokens.toml"]
)
def test_what_is_missing_is_named(missing: str) -> None:
    every = dict.fromkeys(
        ("message.html.j2", "message.txt.j2", "inline.css", "head.css", "tokens.toml"), ""
    )
    del every[missing]
    with pytest.raises(TemplateError, match=f"templates/spring/{re.escape(missing)} is missing"):
        assembled("spring", every, {})


def test_tokens_that_are_no_toml_are_named() -> None:
    own = dict.fromkeys(("message.html.j2", "message.txt.j2", "inline.css", "head.css"), "")
    with pytest.raises(TemplateError, match=r"templates/spring/tokens\.toml: not valid TOML"):
        assembled("spring", {**own, "tokens.toml": "= 1"}, {})


def test_a_folder_with_every_file_needs_no_parts() -> None:
    every = {
        "message.html.j2": "<!DOCTYPE html>\n<html><head><style>{{ inline_css }}</style></head>"
        "<body><p class='a'>{{ c.title }}</p></body></html>",
        "message.txt.j2": "{{ c.title }}",
        "inline.css": ".a { color: {{ t.ink }}; }",
        "head.css": "",
        "tokens.toml": "ink = '#112233'",
    }
    alone: Template = assembled("spring", every, {})
    message = compile(Campaign(slug="a", subject="News"), alone, house())
    assert "color:#112233" in message.html.statics[0]


def test_a_fault_is_told_with_the_file_that_holds_it() -> None:
    parts = {
        "inline.css": "",
        "head.css": "",
        "tokens.toml": "",
        "x.html.j2": "{% macro a() %}\n{{ 1 + }}\n{% endmacro %}",
    }
    html = '{% from "FILE" import a %}<!DOCTYPE html>\n<html></html>'
    for file, own, place in (
        ("x.html.j2", {}, "templates/parts/x.html.j2 line 2"),
        ("x.html.j2", {"x.html.j2": "{% if %}"}, "templates/spring/x.html.j2 line 1"),
        ("parts/x.html.j2", {"x.html.j2": ""}, "templates/parts/x.html.j2 line 2"),
    ):
        files = {"message.html.j2": html.replace("FILE", file), "message.txt.j2": "", **own}
        with pytest.raises(TemplateError, match=re.escape(place)):
            compile(Campaign(slug="a"), assembled("spring", files, parts), house())
    sheet = {**parts, "inline.css": "{{ nothing + }}"}
    files = {"message.html.j2": "", "message.txt.j2": ""}
    with pytest.raises(TemplateError, match=r"templates/parts/inline\.css line 1"):
        compile(Campaign(slug="a"), assembled("spring", files, sheet), house())


@pytest.mark.parametrize("preheader", ["Am 3.", "河", "A" * 39, "A" * 100])
def test_no_word_of_the_message_stands_behind_the_preheader_however_short_it_is(
    preheader: str,
) -> None:
    made = compile(
        Campaign(slug="rivers", subject="A", preheader=preheader), template("appeal"), house()
    )
    shown = re.search(r'<div class="peek"[^>]*>(.*?)</div>', made.html.statics[0], re.DOTALL)
    assert shown is not None
    assert 196 <= len(shown[1]) <= 204


@pytest.mark.parametrize("words", [5, 200])
def test_the_early_link_stands_behind_the_salutation_and_at_one_place_in_both_parts(
    words: int,
) -> None:
    made = compile(
        Campaign(
            slug="rivers",
            subject="A",
            salutation="Msalutation",
            lede="Mlede " + "water " * words,
            ask=Ask(early_link="Mearly"),
        ),
        template("appeal"),
        house(),
    )
    order = (
        ["Msalutation", "Mlede", "Mearly"] if words < 100 else ["Msalutation", "Mearly", "Mlede"]
    )
    for part in (made.html, made.text):
        assert re.findall("Msalutation|Mlede|Mearly", "".join(part.statics)) == order
