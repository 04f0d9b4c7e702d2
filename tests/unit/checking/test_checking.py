"""Each rule finds its fault, in words with a number or a name in them, and keeps quiet without it."""

import dataclasses
import re

import pytest

from mailer.checking import Sample, check
from mailer.checking.facts import CheckFacts
from mailer.model.campaign import Ask
from mailer.model.ids import Sha256
from mailer.model.message import Link, Mailbox, MessagePicture, Part
from mailer.wording import words as words_of
from tests.unit.checking.samples import (
    GIVE,
    HTML,
    MIME,
    PUBLIC,
    SUBJECT,
    TEXT,
    Breaking,
    facts,
    findings,
    severities,
    with_html,
)


def in_body(added: str) -> CheckFacts:
    return with_html("<h2>Why now</h2>", f"<h2>Why now</h2>{added}")


def shown(name: str) -> MessagePicture:
    return MessagePicture(Sha256("b" * 64), name, "image/png", 536, 300, False)


def from_address(address: str, **more: object) -> CheckFacts:
    return facts(says={"sender": Mailbox("Marta Quill", address)} | more)


BROKEN: list[tuple[str, str, str, Breaking]] = [
    # rule, severity, why, what is broken
    ("subject-weak", "error", "nothing to open", lambda: facts(subject=" ")),
    ("subject-weak", "warning", "phones cut it", lambda: facts(subject="Rivers " * 9)),
    ("subject-weak", "warning", "shouting", lambda: facts(subject="GIVE TO THE RIVER NOW")),
    ("subject-weak", "warning", "two marks", lambda: facts(subject="The council votes!!")),
    ("subject-weak", "warning", "no answer to anything", lambda: facts(subject="Re: the river")),
    ("subject-weak", "info", "emoji as confetti", lambda: facts(subject="Rivers 🌊🌊 at risk")),
    ("preheader-weak", "warning", "none", lambda: facts(says={"preheader": ""})),
    ("preheader-weak", "warning", "too short", lambda: facts(says={"preheader": "News."})),
    ("preheader-weak", "warning", "too long", lambda: facts(says={"preheader": "news " * 30})),
    ("preheader-weak", "warning", "says it twice", lambda: facts(says={"preheader": SUBJECT})),
    ("preheader-weak", "warning", "not there", lambda: with_html("display:none", "color:red")),
    (
        "preheader-weak",
        "warning",
        "the greeting shows behind it",
        lambda: with_html("&#8199;&#65279;&#847; " * 40, ""),
    ),
    ("sender-not-aligned", "error", "none", lambda: from_address("")),
    ("sender-not-aligned", "error", "no domain", lambda: from_address("marta@localhost")),
    ("sender-not-aligned", "error", "not ours", lambda: from_address("river.watch@gmail.com")),
    ("sender-not-aligned", "warning", "nobody reads", lambda: from_address("no-reply@example.org")),
    (
        "no-one-click-unsubscribe",
        "error",
        "no header",
        lambda: facts(mime=MIME.replace(b"List-Unsubscribe:", b"X-Other:")),
    ),
    (
        "no-one-click-unsubscribe",
        "error",
        "no one-click line",
        lambda: facts(mime=MIME.replace(b"List-Unsubscribe-Post:", b"X-Other:")),
    ),
    (
        "no-one-click-unsubscribe",
        "error",
        "an encoded header isn't read",
        lambda: facts(mime=MIME.replace(b"<https://mail", b"=?utf-8?q?<https://mail")),
    ),
    (
        "no-one-click-unsubscribe",
        "error",
        "RFC 8058 wants https",
        lambda: facts(mime=MIME.replace(b"<https://", b"<http://")),
    ),
    ("no-postal-address", "error", "none known", lambda: facts(postal_address="")),
    ("no-postal-address", "error", "no name", lambda: facts(organisation=" ")),
    ("no-postal-address", "error", "not shown", lambda: with_html("12 Quay Street", "Quay")),
    (
        "no-postal-address",
        "error",
        "not in the text part",
        lambda: facts(text=TEXT.replace("12 Quay Street", "Quay")),
    ),
    ("no-postal-address", "error", "a number is due", lambda: facts(registration="Charity 0001")),
    ("todo-unwritten", "error", "no subject", lambda: facts(campaign={"subject": ""})),
    (
        "todo-unwritten",
        "error",
        "no step from the news to the ask",
        lambda: facts(
            campaign={
                "ask": Ask(url="https://give.example.org/rivers"),
                "lede": "The council decides.",
            }
        ),
    ),
    ("no-text-part", "error", "empty", lambda: facts(text=" \n")),
    (
        "text-html-differ",
        "warning",
        "other words",
        lambda: facts(text=f"{SUBJECT}\n€50\nhttps://give.example.org/rivers\n"),
    ),
    (
        "text-html-differ",
        "warning",
        "no headline",
        lambda: facts(text=TEXT.replace(SUBJECT, "News")),
    ),
    ("text-html-differ", "warning", "no amount", lambda: facts(text=TEXT.replace("€50", "some"))),
    (
        "text-html-differ",
        "warning",
        "no link",
        lambda: facts(text=TEXT.replace("https://give.example.org", "give")),
    ),
    ("content-doubtful", "error", "a test went live", lambda: facts(subject="[TEST] The council")),
    ("content-doubtful", "warning", "a note to self", lambda: in_body("<p>TODO: a quote</p>")),
    ("content-doubtful", "warning", "filler", lambda: in_body("<p>lorem ipsum dolor</p>")),
    (
        "content-doubtful",
        "warning",
        "not the public page",
        lambda: in_body('<a href="https://staging.example.org/x">The report</a>'),
    ),
    (
        "content-doubtful",
        "warning",
        "2015 is over",
        lambda: facts(text=f"{TEXT}\nThe talks will be held on June 22-24, 2015."),
    ),
    (
        "content-doubtful",
        "warning",
        "yesterday's deadline",
        lambda: facts(text=f"{TEXT}\nGive before 29 November 2026."),
    ),
    (
        "content-doubtful",
        "warning",
        "whose match, until when",
        lambda: facts(campaign={"ask": Ask(heading="Your gift is doubled")}),
    ),
    (
        "content-doubtful",
        "warning",
        "asks for another amount",
        lambda: with_html("amount=50", "amount=500"),
    ),
    ("no-unsubscribe-link", "error", "gone", lambda: with_html("/u/token", "/p/token")),
    (
        "no-unsubscribe-link",
        "error",
        "hidden",
        lambda: with_html("<p><a href=", '<p style="display:none"><a href='),
    ),
    ("no-unsubscribe-link", "error", "no words", lambda: with_html(">Unsubscribe<", "> <")),
    (
        "no-unsubscribe-link",
        "error",
        "not in the text",
        lambda: facts(text=TEXT.replace("/u/token", "/p/token")),
    ),
    ("link-text-poor", "error", "no words", lambda: in_body('<a href="https://example.org/"></a>')),
    (
        "link-text-poor",
        "warning",
        "where is here",
        lambda: in_body('<a href="https://example.org/">Click here</a>'),
    ),
    (
        "link-text-poor",
        "warning",
        "one name, two places",
        lambda: in_body(
            '<a href="https://example.org/a">The report</a> '
            '<a href="https://example.org/b">The report</a>'
        ),
    ),
    (
        "link-unsafe",
        "error",
        "open to read",
        lambda: in_body('<a href="http://example.org/">A</a>'),
    ),
    ("link-unsafe", "error", "relative", lambda: in_body('<a href="/report">The report</a>')),
    ("link-unsafe", "error", "no scheme", lambda: in_body('<a href="//example.org/">A page</a>')),
    ("link-unsafe", "error", "code", lambda: in_body('<a href="javascript:x()">A page</a>')),
    ("link-unsafe", "error", "only here", lambda: in_body('<a href="https://localhost/">Page</a>')),
    ("link-unsafe", "error", "a number", lambda: in_body('<a href="https://8.8.8.8/">A page</a>')),
    ("link-unsafe", "error", "hides", lambda: in_body('<a href="https://bit.ly/x">A page</a>')),
    (
        "link-unsafe",
        "error",
        "says another place",
        lambda: in_body('<a href="https://example.net/">www.example.org</a>'),
    ),
    (
        "link-unsafe",
        "error",
        "no way back to us",
        lambda: facts(says={"public_url": "http://x.org"}),
    ),
    (
        "utm-inconsistent",
        "warning",
        "two names for one source",
        lambda: in_body(
            '<a href="https://example.org/a?utm_source=x">One</a>'
            '<a href="https://example.org/b?utm_source=y">Two</a>'
        ),
    ),
    (
        "utm-inconsistent",
        "warning",
        "a person in a link",
        lambda: in_body('<a href="https://example.org/a?m=a%40b.org">One</a>'),
    ),
    (
        "merge-field-without-fallback",
        "error",
        "12 people would be left out",
        lambda: facts(lacking={"first_name": 12}),
    ),
    ("gmail-clip", "error", "cut off", lambda: in_body(f"<!--{'x' * 102_000}-->")),
    ("gmail-clip", "warning", "nearly", lambda: in_body(f"<!--{'x' * 90_000}-->")),
    ("gmail-clip", "error", "way out too late", lambda: in_body(f"<!--{'x' * 81_000}-->")),
    ("style-block-limit", "error", "too large", lambda: with_html("#0d5470", " " * 16_500)),
    ("style-block-limit", "error", "a slip", lambda: with_html("</style>", ".x { a: b }}</style>")),
    (
        "line-too-long",
        "error",
        "refused by servers",
        lambda: facts(mime=MIME + b"x" * 999 + b"\r\n"),
    ),
    ("line-too-long", "warning", "unusual", lambda: facts(mime=MIME + b"x" * 79 + b"\r\n")),
    ("inlining-broken", "error", "quirks mode", lambda: facts(html=f"<!-- -->{HTML}")),
    ("inlining-broken", "error", "nothing", lambda: facts(html="")),
    ("inlining-broken", "error", "a raw tag", lambda: in_body("<p>{{ first_name }}</p>")),
    ("inlining-broken", "error", "another tool's tag", lambda: in_body("<p>*|FNAME|*</p>")),
    ("inlining-broken", "error", "ours, unfilled", lambda: in_body("<p>xMF9af3c1T0x</p>")),
    ("no-lang", "error", "none", lambda: with_html('<html lang="en"', "<html")),
    ("no-lang", "error", "another", lambda: with_html('<html lang="en"', '<html lang="fr"')),
    ("no-lang", "error", "lost in the wrapper", lambda: with_html('" lang="en"', '"')),
    (
        "no-lang",
        "warning",
        "Greek letters in an English message",
        lambda: in_body(f"<p>{'Ο ποταμός και οι χάρτες του. ' * 80}</p>"),
    ),
    ("no-dir", "error", "none", lambda: with_html(' dir="ltr"><head>', "><head>")),
    ("no-dir", "error", "English runs ltr", lambda: facts(says={"direction": "rtl"})),
    ("title-not-subject", "warning", "other", lambda: with_html("<title>The", "<title>Our")),
    (
        "layout-table-role",
        "error",
        "read out as data",
        lambda: in_body("<table><tr><td>News</td></tr></table>"),
    ),
    (
        "data-table-headers",
        "warning",
        "no caption, no scope",
        lambda: in_body("<table><tr><th>Year</th></tr><tr><td>2025</td></tr></table>"),
    ),
    ("heading-order", "warning", "two mains", lambda: in_body("<h1>Another</h1>")),
    ("heading-order", "warning", "skips", lambda: in_body("<h4>Deep</h4>")),
    ("heading-order", "warning", "empty", lambda: in_body("<h2> </h2>")),
    ("forbidden-markup", "error", "script", lambda: in_body("<script>1</script>")),
    ("forbidden-markup", "error", "form", lambda: in_body("<form></form>")),
    ("forbidden-markup", "error", "handler", lambda: in_body('<p onclick="x()">News</p>')),
    ("forbidden-markup", "error", "fixed", lambda: in_body('<p style="position: fixed">N</p>')),
    (
        "forbidden-markup",
        "error",
        "import",
        lambda: with_html("<style>", "<style>@import url(https://example.org/a.css);"),
    ),
    ("structure-risky", "warning", "deep", lambda: in_body("<div>" * 101 + "</div>" * 101)),
    (
        "structure-risky",
        "error",
        "lost by parsers",
        lambda: in_body("<div>" * 251 + "</div>" * 251),
    ),
    ("structure-risky", "warning", "twice", lambda: in_body('<p id="a">1</p><p id="a">2</p>')),
    (
        "structure-risky",
        "warning",
        "tables in tables",
        lambda: in_body('<table role="none"><tr><td>' * 6 + "x" + "</td></tr></table>" * 6),
    ),
    (
        "structure-risky",
        "warning",
        "parsers split it",
        lambda: in_body('<a href="https://example.org/">x<table role="none"></table></a>'),
    ),
    ("mso-broken", "warning", "never closed", lambda: in_body("<!--[if mso]><p>-->")),
    ("image-without-alt", "error", "none", lambda: with_html('alt="Marta Quill at the weir"', "")),
    (
        "image-alt-poor",
        "warning",
        "a file's name",
        lambda: with_html("Marta Quill at the weir", "a.png"),
    ),
    ("image-size-attributes", "warning", "jumps", lambda: with_html('height="338"', "")),
    (
        "image-size-attributes",
        "warning",
        "too wide",
        lambda: with_html('width="600" h', 'width="900" h'),
    ),
    ("image-format", "error", "not shown", lambda: with_html("river.png", "river.svg")),
    ("image-format", "warning", "not by all", lambda: with_html("river.png", "river.webp")),
    (
        "image-format",
        "warning",
        "a file of its own",
        lambda: with_html(f"{PUBLIC}/river.png", "cid:a@b"),
    ),
    (
        "image-alt-poor",
        "warning",
        "said twice",
        lambda: facts(
            HTML.replace('alt="', 'alt="The Lenn at dawn" title="', 1),
            campaign={"picture": {"alt": "The Lenn at dawn", "caption": "The Lenn  at dawn"}},
        ),
    ),
    (
        "picture-not-shown",
        "warning",
        "no place for it",
        lambda: facts(campaign={"template": "letter", "picture": {"file": "dam.png"}}),
    ),
    (
        "picture-not-shown",
        "warning",
        "only another one is shown",
        lambda: facts(
            says={"pictures": (shown("weir.png"),)},
            campaign={
                "template": "letter",
                "picture": {"file": "dam.png"},
                "blocks": [{"picture": {"file": "Weir.jpg"}}],
            },
        ),
    ),
    (
        "picture-without-credit",
        "warning",
        "a licence asks for the name",
        lambda: facts(campaign={"picture": {"file": "dam.png", "licence": "CC BY 4.0"}}),
    ),
    (
        "picture-without-credit",
        "warning",
        "a licence asks for it in a block too",
        lambda: facts(
            campaign={"blocks": [{"picture": {"file": "a.png", "licence": "Cc-by-sa 3.0"}}]}
        ),
    ),
    ("text-too-small", "error", "a lens", lambda: in_body('<p style="font-size:11px">News</p>')),
    ("text-too-small", "warning", "small", lambda: in_body('<p style="font-size:13px">News</p>')),
    (
        "text-too-small",
        "warning",
        "a fifth less",
        lambda: in_body('<p style="font-size:.8em">N</p>'),
    ),
    (
        "text-too-small",
        "warning",
        "lines touch",
        lambda: in_body(f'<p style="line-height:1.1">{"The council decides. " * 3}</p>'),
    ),
    ("text-too-small", "warning", "rivers", lambda: in_body('<p style="text-align:justify">N</p>')),
]


def test_a_message_without_a_fault_has_nothing_but_what_could_not_be_looked_at() -> None:
    assert {finding.rule for finding in check(facts())} == {"not-checked"}
    assert {finding.severity for finding in check(facts())} == {"info"}


@pytest.mark.parametrize(
    ("rule", "severity", "breaking"),
    [(rule, severity, breaking) for rule, severity, _, breaking in BROKEN],
    ids=[f"{rule}-{why}".replace(" ", "-") for rule, _, why, _ in BROKEN],
)
def test_each_rule_finds_its_fault(rule: str, severity: str, breaking: Breaking) -> None:
    assert severity in severities(breaking(), rule)


@pytest.mark.parametrize(
    "broken", [breaking for *_, breaking in BROKEN], ids=[why for _, _, why, _ in BROKEN]
)
def test_every_finding_says_where_what_and_how_to_mend_it(broken: Breaking) -> None:
    for finding in check(broken()):
        assert finding.where
        assert finding.message
        assert finding.fix.endswith((".", '."'))
        assert "\n" not in finding.message


class TestWhatIsNoFault:
    def test_a_worded_link_of_ours_on_this_machine_only_warns_on_a_dry_run(self) -> None:
        local = {"public_url": "http://localhost:8080"}
        dry = facts(says=local, is_live=False)
        live = facts(says=local, is_live=True)

        assert severities(dry, "link-unsafe") == {"warning"}
        assert len(findings(dry, "link-unsafe")) == 1
        assert severities(live, "link-unsafe") == {"error"}

    def test_a_sample_of_a_mailbox_provider_only_warns_on_a_dry_run(self) -> None:
        dry = facts(says={"sender": Mailbox("Marta Quill", "river.watch@gmail.com")}, is_live=False)
        assert severities(dry, "sender-not-aligned") == {"warning"}

    def test_the_same_words_may_lead_to_one_place_with_different_codes(self) -> None:
        twice = in_body(
            '<a href="https://give.example.org/rivers?ref=early">Give €50: an engineer\'s hour</a>'
        )

        assert findings(twice, "link-text-poor") == []

    def test_a_picture_is_shown_under_the_name_that_it_travels_by(self) -> None:
        for file in ("weir.png", "Weir.JPG"):
            told = facts(
                says={"pictures": (shown("dam.png"), shown("weir.png"))},
                campaign={"picture": {"file": file}},
            )
            assert findings(told, "picture-not-shown") == []

    def test_a_licence_that_asks_for_no_name_needs_none(self) -> None:
        for licence, credit in (("own work", ""), ("CC0 1.0", ""), ("CC BY 4.0", "Ada Brook")):
            picture = {"file": "dam.png", "licence": licence, "credit": credit}
            assert findings(facts(campaign={"picture": picture}), "picture-without-credit") == []

    def test_words_may_name_a_domain_above_the_one_they_lead_to(self) -> None:
        inside = in_body('<a href="https://www.news.example.org/a">example.org</a>')

        assert findings(inside, "link-unsafe") == []

    @pytest.mark.parametrize(
        "words",
        [
            "Clique aqui",
            "mehr lesen",
            "更多",
            "Hier klicken!",
            "Saiba mais →",
            "Lire la suite",
            "点此",
        ],
    )
    def test_here_leads_nowhere_in_any_language(self, words: str) -> None:
        (poor,) = findings(in_body(f'<a href="https://example.org/">{words}</a>'), "link-text-poor")

        assert poor.severity == "warning"

    @pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr", "it", "pt", "zh"])
    def test_the_templates_own_words_are_no_poor_links(self, language: str) -> None:
        more = words_of(language)["read_more"]

        link = f'<a href="https://example.org/">{more}</a>'
        assert findings(in_body(link), "link-text-poor") == []

    def test_an_open_link_that_names_another_place_has_two_faults(self) -> None:
        link = in_body('<a href="http://example.net/">www.example.org</a>')
        facts_ = [each.message for each in findings(link, "link-unsafe")]

        assert [fact.split(" ")[0] for fact in facts_] == ["not", "'www.example.org'"]

    def test_a_past_date_may_be_told_as_past(self) -> None:
        told = facts(text=f"{TEXT}\nOn 3 May 2025 the council decided.")

        assert findings(told, "content-doubtful") == []

    def test_a_deadline_today_is_not_past(self) -> None:
        assert (
            findings(facts(text=f"{TEXT}\nGive before 30 November 2026."), "content-doubtful") == []
        )

    def test_braces_that_the_campaign_itself_writes_are_its_own_words(self) -> None:
        said = "{{ 7*7 }}"
        whole = facts(HTML.replace("friend", said), campaign={"lede": f"We wrote {said}"})

        assert findings(whole, "inlining-broken") == []

    def test_a_hostile_name_is_no_fault_of_the_template(self) -> None:
        named = dataclasses.replace(
            facts(),
            samples=(Sample("contact 1", SUBJECT, HTML.replace("friend", "{{7*7}}"), TEXT),),
        )

        assert findings(named, "inlining-broken") == []

    def test_an_east_asian_sign_is_as_wide_as_two(self) -> None:
        twenty, thirty_one = "河" * 20, "河" * 31  # 40 and 62 columns

        assert findings(facts(says={"preheader": twenty}), "preheader-weak") == []
        assert findings(facts(subject=thirty_one), "subject-weak")
        assert not findings(facts(subject=twenty), "subject-weak")

    def test_a_person_may_be_called_todo(self) -> None:
        named = dataclasses.replace(
            facts(), samples=(Sample("contact 1", SUBJECT, HTML.replace("friend", "TODO"), TEXT),)
        )

        assert findings(named, "content-doubtful") == []

    def test_an_address_may_be_set_over_several_lines(self) -> None:
        assert "Quay Street,<br>1050" in HTML
        assert findings(facts(), "no-postal-address") == []

    def test_a_tight_headline_is_no_small_text(self) -> None:
        tight = with_html("line-height:34px", "line-height:30px")

        assert findings(tight, "text-too-small") == []

    def test_a_decoration_needs_no_words(self) -> None:
        assert (
            findings(
                in_body('<img src="https://example.org/a.png" alt="" width="9" height="9">'),
                "image-alt-poor",
            )
            == []
        )

    def test_a_table_of_data_with_headers_and_caption_needs_no_role(self) -> None:
        table = (
            "<table><caption>Floods</caption><tr><th scope='col'>Year</th></tr>"
            "<tr><td>2025</td></tr></table>"
        )
        assert findings(in_body(table), "layout-table-role") == []
        assert findings(in_body(table), "data-table-headers") == []

    def test_minor_units_in_a_link_ask_for_the_same_amount(self) -> None:
        assert findings(with_html("amount=50", "amount=5000"), "content-doubtful") == []

    def test_a_long_unsubscribe_header_is_not_folded_and_no_fault(self) -> None:
        long = MIME.replace(b"/u/token", b"/u/" + b"t" * 120)

        assert findings(facts(mime=long), "line-too-long") == []

    def test_signs_without_blanks_between_are_compared_one_by_one(self) -> None:
        words = "河流地图将在星期四由市议会决定是否公开给所有居民查阅和使用"
        html = HTML.replace("the council decides this week", words)
        text = TEXT.replace("the council decides this week", f"{words[:9]}\n{words[9:]}")

        assert findings(facts(html, text), "text-html-differ") == []

    def test_a_message_that_asks_for_nothing_needs_no_bridge(self) -> None:
        ask = Ask(url="https://give.example.org/rivers")
        words = {"lede": "The council decides.", "bridge": "It is paid for by people like you."}
        written = facts(campaign={"ask": ask} | words)

        assert findings(facts(), "todo-unwritten") == []
        assert findings(written, "todo-unwritten") == []

    def test_an_update_needs_its_news_and_thanks_need_their_words(self) -> None:
        for template, key in (("update", "lede"), ("thanks", "thanks")):
            bare = facts(campaign={"template": template})
            written = facts(campaign={"template": template, key: "The council decides."})
            (finding,) = findings(bare, "todo-unwritten")
            assert finding.message.startswith(key)
            assert findings(written, "todo-unwritten") == []

    def test_a_link_to_the_houses_own_form_is_an_ask_too(self) -> None:
        link = Link(0, "button", "donate", "Give", Part((GIVE,), ()))
        keys = [
            each.message.split()[0]
            for each in findings(facts(says={"links": (link,)}), "todo-unwritten")
        ]
        assert keys == ["lede", "bridge"]

    def test_a_text_that_the_template_leaves_out_is_told(self) -> None:
        says = {
            "lede": "Dear {{ first_name }}, the council decides this week",
            "what_next": ("The council votes again in May.",),
        }
        (finding,) = findings(facts(campaign=says), "content-doubtful")
        assert finding.severity == "info"
        assert finding.message.startswith("what_next")

    def test_facts_that_the_template_leaves_out_are_told(self) -> None:
        says = {
            "figures": [{"number": "9", "what": "villages"}],
            "progress": {"raised": 1, "goal": 2, "as_of": "20 November"},
        }
        told = [
            each.message.split()[0] for each in findings(facts(campaign=says), "content-doubtful")
        ]
        assert told == ["figures", "progress"]
        shown = facts(HTML.replace("Why now", "9 villages, as of 20 November"), campaign=says)
        assert findings(shown, "content-doubtful") == []

    def test_a_letter_without_any_heading_has_none_out_of_order(self) -> None:
        bare = re.sub(r"<(/?)h[12]\b[^>]*>", r"<\1p>", HTML)
        assert "<h" not in bare.replace("<html", "").replace("<head", "")
        assert findings(facts(bare), "heading-order") == []

    def test_everyone_has_a_value(self) -> None:
        assert findings(facts(lacking={"first_name": 0}), "merge-field-without-fallback") == []
