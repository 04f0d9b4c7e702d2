"""A draft fills what its template shows, and asks a person for the rest."""

from datetime import date
from pathlib import Path

import pytest

from mailer.drafting import Draft, draft, parse_campaign, to_toml
from mailer.drafting.places import asks, unused
from mailer.model.campaign import Ask, Campaign, Signature, StoryLink
from mailer.reading import read

TODAY = date(2026, 11, 25)
RELEASES = Path(__file__).parents[1] / "golden" / "releases"
TEMPLATES = ("appeal", "letter", "update", "thanks", "of-your-own")


def _draft(template: str, name: str = "wien-de.txt") -> Draft:
    return draft(
        read((RELEASES / name).read_bytes(), filename=name, today=TODAY),
        slug="rivers",
        release_path="releases/rivers.txt",
        ask=Ask(url="https://give.example.org/rivers"),
        signature=Signature(name="Marta Quill"),
        today=TODAY,
        template=template,
    )


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_file_is_read_back_as_it_was_and_names_only_what_the_template_shows(
    template: str,
) -> None:
    made = _draft(template)
    text = to_toml(made)
    assert parse_campaign(text, slug="rivers", file="rivers.toml") == made.campaign
    assert made.campaign.template == template
    for key in unused(template):
        assert f"\n{key} = " not in text
        assert f"\n[{key}]" not in text
        assert getattr(made.campaign, key) == Campaign.model_fields[key].default


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_to_do_is_present_and_empty(template: str) -> None:
    made = _draft(template)
    text = to_toml(made)
    for todo in made.todo:
        assert any(f"\n{todo.key} = {nothing}\n" in text for nothing in ('""', "[]"))


def test_only_a_message_that_asks_needs_a_bridge() -> None:
    for template in TEMPLATES:
        keys = {todo.key for todo in _draft(template).todo}
        assert ("bridge" in keys) == asks(template) == (template not in ("update", "thanks"))


def test_thanks_are_written_by_a_person_and_so_is_their_subject() -> None:
    made = _draft("thanks")
    assert [todo.key for todo in made.todo] == ["subject", "thanks", "what_changed"]
    assert made.campaign.headline == ""
    assert "thanks nobody" in made.todo[0].what


def test_the_news_is_not_what_a_gift_did() -> None:
    made = _draft("thanks").campaign
    assert made.lede == ""
    assert made.what_changed == ()
    assert _draft("appeal").campaign.lede


def test_an_update_takes_its_changes_from_below_the_lede_without_quotes() -> None:
    release = read(
        b"Nine villages keep their gauges\n\n"
        b"(Exampleton) - The district council voted on Monday to keep the gauges on the Lenn running.\n\n"
        b"Eight of nine gauges are read every hour again, and the readings are public.\n\n"
        b'"Tonight I will sleep through, for the first time since October," said Ilse Brandt, mayor of '
        b"Unterlenn.\n\n"
        b"The council chooses the new gauges on 4 February 2027 in Exampleton.\n",
        filename="a.txt",
        today=TODAY,
    )
    made = draft(
        release,
        slug="rivers",
        release_path="a.txt",
        ask=Ask(),
        signature=Signature(),
        today=TODAY,
        template="update",
    ).campaign
    assert made.what_changed == (
        "Eight of nine gauges are read every hour again, and the readings are public.",
    )
    assert made.what_next == (
        "The council chooses the new gauges on 4 February 2027 in Exampleton.",
    )
    assert made.why_now == ()


def test_the_page_that_a_release_came_from_is_the_story() -> None:
    release = read(b"News\n\n(Lisbon) - Water rose in the town.", filename="a.txt", today=TODAY)
    for template, url in (("update", "https://www.example.org/a"), ("appeal", "")):
        made = draft(
            release,
            slug="rivers",
            release_path="a.txt",
            ask=Ask(),
            signature=Signature(),
            today=TODAY,
            template=template,
            page="https://www.example.org/a",
        )
        assert made.campaign.link.url == url


def test_a_key_that_a_person_filled_is_written_whatever_the_template() -> None:
    made = _draft("appeal")
    link = StoryLink(url="https://www.example.org/a", label="Read it")
    changed = Draft(made.campaign.model_copy(update={"thanks": "Thank you.", "link": link}), ())
    assert parse_campaign(to_toml(changed), slug="rivers", file="a") == changed.campaign
