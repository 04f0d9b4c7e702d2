"""Fields that a message needs or shows, and how findings are told."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.checking import check, ordered, without_waived
from mailer.checking.facts import CheckFacts
from mailer.model.finding import Finding
from mailer.model.message import Part, Slot
from tests.unit.checking.samples import (
    HTML,
    SUBJECT,
    TEXT,
    facts,
    findings,
    fixed,
    with_html,
)


def in_body(added: str) -> CheckFacts:
    return with_html("<h2>Why now</h2>", f"<h2>Why now</h2>{added}")


class TestFields:
    SLOTS = (Slot("first_name", "text", fallback="friend"),)

    @pytest.mark.parametrize(
        ("before", "after", "is_safe"),
        [
            ("<p>", "</p>", True),
            ('<a title="', '">x</a>', True),
            ('<a href="https://example.org/?name=', '">x</a>', True),
            ('<a href="', '">x</a>', True),  # a whole address, judged when it is filled
            ("<style>.a{color:", "}</style>", False),
            ("<script>", "</script>", False),
            ('<p style="color:', '">x</p>', False),
            ("<a title=", ">x</a>", False),  # without quotes a blank ends it
            ("<p x", '="y">x</p>', False),
            ('<a href="https://', '.example.org/">x</a>', False),
        ],
    )
    def test_a_field_stands_only_where_its_value_can_do_no_harm(
        self, before: str, after: str, is_safe: bool
    ) -> None:
        head, tail = HTML.split("<h2>", 1)
        html = Part((f"{head}{before}", f"{after}<h2>{tail}"), (0,))
        found = findings(
            facts(says={"html": html, "slots": self.SLOTS}), "merge-field-unsafe-place"
        )

        assert bool(found) is not is_safe
        assert all("first_name" in finding.message for finding in found)

    def test_a_field_inside_a_conditional_stretch_is_seen_too(self) -> None:
        inside = Part(("<p style='color:", "'>x</p>"), (0,))
        slots = (*self.SLOTS, Slot("tags", "block", optional=True, then=inside))
        html = Part((HTML.split("<h2>")[0], "</div>"), (1,))

        assert findings(facts(says={"html": html, "slots": slots}), "merge-field-unsafe-place")

    def test_who_lacks_it_is_counted(self) -> None:
        (finding,) = findings(facts(lacking={"first_name": 12}), "merge-field-without-fallback")

        assert finding.affected == 12
        assert "12 of 200 people" in finding.message
        assert "[fields.first_name]" in finding.fix


class TestTelling:
    def test_the_same_fault_of_several_recipients_is_told_once(self) -> None:
        broken = facts(HTML.replace("/u/token", "/p/token"))
        (sample,) = broken.samples
        several = dataclasses.replace(
            broken, samples=(sample, dataclasses.replace(sample, label="b"))
        )

        assert findings(several, "no-unsubscribe-link") == findings(broken, "no-unsubscribe-link")

    def test_many_of_a_kind_are_cut_with_their_number(self) -> None:
        images = "".join(
            f'<img src="https://example.org/{n}.png" width="9" height="9">' for n in range(7)
        )
        found = findings(in_body(images), "image-without-alt")

        assert len(found) == 4
        assert found[-1].message == "and 4 more"

    def test_errors_come_first(self) -> None:
        order = {"error": 0, "warning": 1, "info": 2}
        ranks = [order[finding.severity] for finding in check(facts(HTML[:400], subject="Re: a!!"))]

        assert ranks == sorted(ranks)

    def test_each_finding_says_who_says_so(self) -> None:
        found = check(facts(HTML[:400], subject="Re: a!!"))

        assert all(finding.source for finding in found)
        (gone,) = {each.source for each in found if each.rule == "no-unsubscribe-link"}
        assert gone.endswith("https://support.google.com/mail/answer/81126")

    def test_a_source_of_its_own_stays(self) -> None:
        told = Finding("no-lang", "info", "html", "fact", "Cure.", source="a law")
        worse = Finding("no-dir", "error", "html", "fact", "Cure.")

        assert [(each.rule, each.source) for each in ordered([told, worse])] == [
            ("no-dir", "https://www.w3.org/International/questions/qa-html-dir"),
            ("no-lang", "a law"),
        ]

    def test_a_waived_rule_no_longer_counts_and_no_other(self) -> None:
        two = (
            Finding("no-lang", "error", "html", "fact", "Cure."),
            Finding("no-dir", "error", "html", "fact", "Cure."),
        )
        assert [left.rule for left in without_waived(two, ["no-lang"])] == ["no-dir"]

    @given(st.text(max_size=200), st.text(max_size=200))
    @settings(max_examples=60, deadline=None)
    def test_no_html_and_no_text_breaks_a_check(self, html: str, text: str) -> None:
        looked = facts(f"<!DOCTYPE html><html><body>{html}</body></html>", text, subject=text)

        assert all(finding.fix for finding in check(looked))

    def test_no_address_breaks_a_check(self) -> None:
        hrefs = (
            "https://[",
            "https://a:x/",
            "//",
            "http:",
            "https://[::1]/",
            "?a=²amount",
            "https://",
        )
        for href in hrefs:
            assert findings(in_body(f'<a href="{href}">Give €5²</a>'), "link-unsafe")

    @given(st.text(alphabet="<>/=\"' aptdivstyle{}:;!-[]&#", max_size=120))
    @settings(max_examples=100, deadline=None)
    def test_no_markup_breaks_a_check(self, markup: str) -> None:
        assert check(facts(markup, TEXT, says={"subject": fixed(SUBJECT)}))
