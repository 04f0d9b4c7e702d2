"""The reference release, read field by field, as text and wrapped in a web page."""

import html
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mailer.drafting import draft, parse_campaign, to_toml
from mailer.model.campaign import Ask, Signature
from mailer.model.release import PressRelease
from mailer.reading import as_json, read

TODAY = date(2026, 11, 25)
APPEAL = "Your tax deductible gift can help stop human rights violations and save lives around the world."
TITLE = "An Invented Headline For This Release"


@pytest.fixture
def seed(shared: Path) -> bytes:
    return (shared / "seed" / "press-release.txt").read_bytes()


@pytest.fixture
def release(seed: bytes) -> PressRelease:
    return read(seed, filename="press-release.txt", today=TODAY)


def _page(seed: bytes) -> bytes:
    """The same text between the furniture of a site."""
    out = [
        f"<!DOCTYPE html><html lang='en'><head><title>{TITLE} | Example Site</title></head><body>",
        "<a href='#m'>Skip to main content</a><nav><a href='/d'>Donate Now</a></nav>",
        f"<main id='m'><article><h1>{TITLE}</h1>",
    ]
    in_list = False
    for line in seed.decode().splitlines()[2:]:
        text = line.strip()
        if text.startswith("•") != in_list:
            out.append("</ul>" if in_list else "<ul>")
            in_list = not in_list
        if not text:
            continue
        body = html.escape(text.lstrip("• "))
        if in_list:
            out.append(f"<li>{body}</li>")
        elif text == APPEAL:
            out.append(f"</article><aside><p>{body}</p></aside>")
        elif len(text) < 30:
            out.append(f"<aside><h3>{body}</h3></aside>")
        else:
            out.append(f"<p>{body}</p>")
    return "\n".join([*out, "</main></body></html>"]).encode()


def test_the_fields_of_the_seed(release: PressRelease) -> None:
    assert release.headline is None
    assert release.dateline is not None
    assert (release.dateline.place, release.dateline.date) == ("New York", None)
    assert (release.language, release.direction) == ("en", "ltr")
    assert release.lede is not None
    assert release.lede.startswith("United States Secretary of State John Kerry")
    assert release.lede.endswith("on June 22-24, 2015.")
    assert release.body[0].text == release.lede
    kinds = [block.kind for block in release.body]
    assert kinds == ["paragraph", "paragraph", "paragraph", "paragraph", "list"]
    assert len(release.body[4].items) == 5
    assert release.embargo is None
    assert release.links == ()
    assert release.press_only == ()


def test_one_quote_in_two_parts(release: PressRelease) -> None:
    (quote,) = release.quotes
    assert (quote.speaker, quote.role, quote.organisation) == (
        "Sophie Richardson",
        "China director",
        "Human Rights Watch",
    )
    assert [part.split()[0] for part in quote.parts] == ["Hardly", "As"]
    assert quote.span is not None
    assert (quote.span.first_line, quote.span.last_line) == (8, 8)


def test_four_lines_of_furniture_and_the_appeal(release: PressRelease) -> None:
    assert [line.text for line in release.furniture] == [
        "Skip to main content",
        "Donate Now",
        "Region / Country",
        "Most Viewed",
    ]
    assert release.appeal_line == APPEAL


def test_what_a_person_should_look_at(release: PressRelease) -> None:
    found = {warning.code: warning for warning in release.warnings}
    assert set(found) == {"no-headline", "past-event", "foreign-appeal-line"}
    assert found["past-event"].line == 4
    assert "11 years ago" in found["past-event"].message


def test_the_same_release_on_a_page(seed: bytes, release: PressRelease) -> None:
    page = read(_page(seed), filename="page.html", today=TODAY)
    assert page.headline == TITLE
    for name in ("dateline", "language", "lede", "links", "press_only", "appeal_line"):
        assert getattr(page, name) == getattr(release, name), name
    told, wanted = _without_places(page), _without_places(release)
    for name in ("body", "quotes", "embargo", "furniture"):
        assert told[name] == wanted[name], name


def _without_places(release: PressRelease) -> dict[str, Any]:
    found = as_json(release)
    for each in (*found["body"], *found["quotes"]):
        del each["span"]
    return found


def test_the_draft_of_the_seed(release: PressRelease) -> None:
    made = draft(
        release,
        slug="seed",
        release_path="releases/press-release.txt",
        ask=Ask(url="https://give.example.org/rivers"),
        signature=Signature(name="Marta Quill"),
        today=TODAY,
    )
    assert [entry.key for entry in made.todo] == ["subject", "bridge"]
    assert made.campaign.kicker == "New York"
    assert len(made.campaign.points.items) == 5
    assert made.campaign.quote.speaker == "Sophie Richardson"
    assert "tax deductible" not in made.campaign.model_dump_json()
    assert parse_campaign(to_toml(made), slug="seed", file="seed.toml") == made.campaign
