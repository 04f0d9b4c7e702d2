"""Which addresses may be asked, and what their answers mean."""

import pytest

from mailer.checking.reachable import addresses, pictures
from mailer.model.evidence import Answer, Visited
from mailer.model.ids import Sha256
from mailer.model.message import Link, LinkKind, MessagePicture, Part, Slot
from tests.unit.checking.samples import HTML, PUBLIC, facts, findings, fixed, message

PICTURE = f"{PUBLIC}/river.png"


def link(url: str, kind: LinkKind = "other", refs: tuple[int, ...] = ()) -> Link:
    return Link(0, "button", kind, "Words", Part(tuple(url.split("@@")), refs))


def test_nothing_personal_is_ever_asked() -> None:
    made = message(
        slots=(Slot("gift", "plain_url"), Slot("page", "plain_url")),
        links=(
            link("https://give.example.org/a?amount=50&ref=@@_button", "donate", (0,)),
            link("https://www.example.org/news#part", "story"),
            link("https://elsewhere.example.org/u/token", "unsubscribe"),
            link("https://elsewhere.example.org/p/token", "preferences"),
            link("https://elsewhere.example.org/v/token", "browser"),
            link(f"{PUBLIC}/anything"),
            link("https://www.example.org/of/@@/more", "other", (1,)),
            link("mailto:hello@example.org".replace("@", "%40")),
            link("https://www.example.org/news", "story"),
        ),
    )
    assert addresses(made) == (
        "https://give.example.org/a?amount=50",
        "https://www.example.org/news",
    )


def test_pictures_that_count_somebody_are_never_asked() -> None:
    html = Part(
        (
            f'<img src="{PICTURE}"><img src="{PUBLIC}/o/',
            '"><img src="{PUBLIC}/o/x"><img src="cid:a">',
        ),
        (0,),
    )
    made = message(html=html, slots=(Slot("open", "url_part"),))
    assert pictures(made) == (PICTURE,)
    assert pictures(message(html=fixed(HTML))) == (PICTURE,)


GAUGE = MessagePicture(Sha256("ab" * 32), "gauge.jpg", "image/jpeg", 600, 300, False)
HOSTED = f"{PUBLIC}/i/{'ab' * 16}.jpg"


def own(size: int, width: int, height: int, tag: str) -> list[tuple[str, str, str]]:
    """What is said of one picture of ours, with no network: rule, severity, message."""
    known = Answer(HOSTED, 200, size=size, kind="image/jpeg", width=width, height=height)
    html = HTML.replace("</td></tr></table>", f"{tag}</td></tr></table>", 1)
    looked = facts(html, own_pictures=[known], says={"pictures": (GAUGE,)})
    return [
        (each.rule, each.severity, each.message)
        for rule in ("image-too-heavy", "image-size-attributes", "link-unreachable")
        for each in findings(looked, rule)
        if "gauge" in each.message or HOSTED in each.message
    ]


def test_our_own_pictures_are_judged_by_what_they_are_and_never_asked_for() -> None:
    image = f'<img src="{HOSTED}" width="600" height="300" alt="A gauge">'
    assert pictures(message(html=fixed(HTML + image))) == (PICTURE,)
    assert own(190_000, 1200, 600, image) == []
    assert own(210_000, 1200, 600, image) == [
        ("image-too-heavy", "warning", "gauge.jpg has 210 KB")
    ]
    bent = image.replace('height="300"', 'height="340"')
    ((rule, _, fact),) = own(1000, 1200, 600, bent)
    assert rule == "image-size-attributes"
    assert fact == "gauge.jpg is 1200 x 600, shown as 600 x 340: bent"
    ((rule, severity, fact),) = own(1000, 800, 400, image)
    assert (rule, severity) == ("image-too-heavy", "info")
    assert fact.startswith("gauge.jpg is 800 px wide for 600")


def told(*links: Answer, rule: str = "link-unreachable") -> list[tuple[str, str]]:
    looked = facts(HTML, visited=Visited(links=links))
    return [(finding.severity, finding.message) for finding in findings(looked, rule)]


@pytest.mark.parametrize(
    ("answer", "severity", "fact"),
    [
        (Answer("https://a.example.org", 404), "error", "answers 404"),
        (Answer("https://a.example.org", 503), "error", "answers 503"),
        (Answer("https://a.example.org", 403), "warning", "answers 403 to a program"),
        (Answer("https://a.example.org", 200, redirects=2), "warning", "over 2 redirects"),
        (Answer("https://a.example.org", trouble="tls"), "error", "no certificate"),
        (Answer("https://a.example.org", trouble="too-many-redirects"), "error", "on and on"),
        (Answer("https://a.example.org", trouble="private"), "warning", "private network"),
        (Answer("https://a.example.org", trouble="not-web"), "error", "no web address"),
        (Answer("https://a.example.org", trouble="unreachable"), "warning", "didn't answer"),
    ],
)
def test_an_answer_is_judged(answer: Answer, severity: str, fact: str) -> None:
    ((said, message),) = told(answer, Answer("https://b.example.org", 200))
    assert said == severity
    assert fact in message
    assert "a.example.org" in message


def test_without_a_network_one_warning_says_so() -> None:
    silent = [Answer(f"https://{name}.example.org", trouble="unreachable") for name in "abcd"]
    assert told(*silent) == [("warning", "nothing answered (4 asked), so there may be no network")]


def test_a_good_answer_is_no_news_and_nothing_stays_unchecked() -> None:
    looked = facts(HTML, visited=Visited(links=(Answer("https://a.example.org", 200, 1),)))
    assert findings(looked, "link-unreachable") == []
    assert [each.where for each in findings(looked, "not-checked")] == ["html"]


def pictured(rule: str, **of: object) -> list[tuple[str, str]]:
    answer = Answer(PICTURE, 200, kind="image/png", **of)  # type: ignore[arg-type]
    looked = facts(HTML, visited=Visited(pictures=(answer,)))
    return [(finding.severity, finding.message) for finding in findings(looked, rule)]


def test_a_picture_is_weighed_and_measured() -> None:
    sound = {"size": 200_000, "width": 1200, "height": 676}
    for rule in ("image-too-heavy", "image-size-attributes"):
        assert pictured(rule, **sound) == []
    assert pictured("image-too-heavy", **{**sound, "size": 200_001})[0][0] == "warning"
    assert pictured("image-too-heavy", **{**sound, "size": 1_000_001})[0][0] == "error"
    assert pictured("image-too-heavy", **{**sound, "width": 600, "height": 338})[0][0] == "info"
    ((severity, fact),) = pictured("image-size-attributes", **{**sound, "height": 1200})
    assert severity == "warning"
    assert "1200 x 1200, shown as 600 x 338" in fact


def test_all_pictures_together_have_a_limit() -> None:
    many = tuple(Answer(f"{PUBLIC}/{n}.png", 200, kind="image/png", size=190_000) for n in range(8))
    looked = facts(HTML, visited=Visited(pictures=many))
    (finding,) = findings(looked, "image-too-heavy")
    assert "1.5 MB" in finding.message


def test_a_picture_that_is_a_page_or_missing_is_an_error() -> None:
    page = Answer(PICTURE, 200, kind="text/html")
    for answer in (page, Answer(PICTURE, 404)):
        looked = facts(HTML, visited=Visited(pictures=(answer,)))
        (finding,) = findings(looked, "link-unreachable")
        assert (finding.severity, finding.where) == ("error", "pictures")


def test_a_sender_whose_domain_takes_no_mail_blocks_only_what_goes_to_real_people() -> None:
    for is_live, severity in ((True, "error"), (False, "warning")):
        looked = facts(HTML, visited=Visited(sender_receives=False), is_live=is_live)
        assert [each.severity for each in findings(looked, "sender-not-aligned")] == [severity]
    for known in (True, None):
        looked = facts(HTML, visited=Visited(sender_receives=known))
        assert findings(looked, "sender-not-aligned") == []
