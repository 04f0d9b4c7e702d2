"""Smaller duties of rules: subjects, pictures in place of words, utm parameters, what Gmail cuts."""

import pytest

from mailer.model.campaign import Ask
from tests.unit.checking.samples import (
    GIVE,
    HTML,
    STORY,
    SUBJECT,
    facts,
    findings,
    severities,
    with_html,
)


def with_links(*hrefs: str) -> list[str]:
    added = "".join(f'<a href="{href}">Page {number}</a>' for number, href in enumerate(hrefs))
    broken = with_html("<h2>Why now</h2>", f"<h2>Why now</h2>{added}")
    return [finding.message for finding in findings(broken, "utm-inconsistent")]


def test_a_subject_that_opens_with_who_writes_comes_late_to_its_point() -> None:
    late = facts(HTML, subject="River Watch: the council votes on Thursday")
    inside = facts(HTML, subject="What River Watch asks of the council")
    assert severities(late, "subject-weak") == {"info"}
    assert severities(inside, "subject-weak") == set()


def test_few_words_beside_a_large_picture_are_too_few() -> None:
    (finding,) = findings(with_html(STORY, "Give."), "image-only")
    assert "500" in finding.message
    assert findings(facts(HTML), "image-only") == []


def test_few_words_without_a_picture_are_a_short_message() -> None:
    html = HTML.replace(STORY, "Give.").replace(
        'width="600" height="338"', 'width="20" height="20"'
    )
    assert findings(facts(html), "image-only") == []


def test_an_ask_in_a_picture_alone_is_told() -> None:
    asks = {"ask": Ask(url=GIVE)}
    words = "Give €50: an engineer's hour"
    pictured = HTML.replace(words, '<img src="https://x.example.org/b.png" alt="Give" width="9">')
    assert [each.message for each in findings(facts(pictured, campaign=asks), "image-only")] == [
        "the ask stands in a picture alone"
    ]
    assert findings(facts(HTML, campaign=asks), "image-only") == []


def test_an_alt_text_that_repeats_the_words_beside_it_is_poor() -> None:
    beside = with_html('height="338"></p>', 'height="338"> Marta Quill at the weir</p>')
    assert any("beside it" in each.message for each in findings(beside, "image-alt-poor"))
    assert findings(facts(HTML), "image-alt-poor") == []


@pytest.mark.parametrize(
    ("hrefs", "fact"),
    [
        (("https://a.example.org/?utm_source=mail", "https://a.example.org/b"), "has none"),
        (("mailto:a@example.org?utm_source=mail",), "utm_source in mailto:"),
        (("https://mail.example.org/u/x?utm_source=mail",), "on a link of our own"),
        (("https://a.example.org/?x=a@example.org",), "an address in a link"),
        (("https://a.example.org/?a=1?b=2",), "two question marks"),
        (
            ("https://a.example.org/?utm_campaign=a", "https://b.example.org/?utm_campaign=b"),
            "utm_campaign is a, b",
        ),
    ],
)
def test_utm_parameters_that_would_fall_apart_are_told(hrefs: tuple[str, ...], fact: str) -> None:
    assert any(fact in message for message in with_links(*hrefs)), with_links(*hrefs)


def test_utm_parameters_of_one_campaign_are_no_fault() -> None:
    query = "utm_source=mail&utm_medium=email&utm_campaign=rivers"
    assert with_links(f"https://a.example.org/?{query}", f"https://a.example.org/b?{query}") == []
    assert with_links("https://a.example.org/", "https://b.example.org/?utm_source=mail") == []


def test_the_ask_must_stand_before_gmail_cuts() -> None:
    asks = {"ask": Ask(url=GIVE)}
    filler = f"<p>{'The river rises. ' * 5000}</p>"  # 85,000 signs
    unsubscribe = '<p><a href="https://mail.example.org/u/early">Leave</a></p>'
    late = HTML.replace("<h2>Why now</h2>", f"{unsubscribe}{filler}<h2>Why now</h2>")
    messages = [each.message for each in findings(facts(late, campaign=asks), "gmail-clip")]
    assert "the ask stands after 80,000 bytes" in messages
    assert SUBJECT in late
