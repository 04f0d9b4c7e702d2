"""Evidence of a browser, judged: each rule at its limits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.checking import check, check_pages
from mailer.checking.pictures import contrast
from mailer.model.evidence import Box, Colour, Page, Target, Words
from tests.unit.checking.samples import facts

BLACK, WHITE, GREY, PALE = (0, 0, 0), (255, 255, 255), (118, 118, 118), (148, 148, 148)
"""#767676 on white is 4.54; #949494 on white is 3.03."""


def words(**more: Any) -> Words:
    values: dict[str, Any] = {
        "text": "Nine districts asked for the maps",
        "ink": BLACK,
        "ground": WHITE,
        "size": 17.0,
        "line": 28.0,
        "weight": 400,
        "align": "start",
        "lines": 1,
    }
    return Words(**(values | more))


def target(label: str, *boxes: tuple[float, float, float, float], painted: bool = False) -> Target:
    return Target(
        label, f"https://give.example.org/{label}", painted, tuple(Box(*b) for b in boxes)
    )


def page(**more: Any) -> Page:
    values: dict[str, Any] = {
        "whose": "contact 7",
        "mode": "light",
        "width": 320,
        "scroll_width": 320,
    }
    return Page(**(values | more))


def told(*pages: Page) -> list[tuple[str, str]]:
    return [(each.rule, each.severity) for each in check_pages(pages)]


def test_contrast_runs_from_one_to_twenty_one() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(GREY, GREY) == 1


channel = st.integers(0, 255)
colours = st.tuples(channel, channel, channel)


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_within_its_bounds(one: Colour, other: Colour) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


@pytest.mark.parametrize(
    ("case", "is_fault"),
    [
        ({"ink": GREY}, False),
        ({"ink": (119, 119, 119)}, True),  # 4.48
        ({"ink": PALE}, True),
        ({"ink": PALE, "size": 24.0}, False),  # large
        ({"ink": PALE, "size": 23.9}, True),
        ({"ink": PALE, "size": 18.66, "weight": 700}, False),  # large and bold
        ({"ink": PALE, "size": 18.66, "weight": 600}, True),
    ],
)
def test_words_need_contrast_by_their_size(case: dict[str, Any], is_fault: bool) -> None:
    found = told(page(words=(words(**case),)))
    assert found == ([("contrast-light", "error")] if is_fault else [])


@pytest.mark.parametrize(
    ("mode", "rule", "severity"),
    [
        ("light", "contrast-light", "error"),
        ("no-styles", "contrast-light", "error"),
        ("dark", "contrast-dark", "error"),
        ("outlook-dark", "contrast-dark", "error"),
        ("gmail-dark", "contrast-dark", "warning"),
    ],
)
def test_a_simulated_inversion_only_warns(mode: str, rule: str, severity: str) -> None:
    assert told(page(mode=mode, words=(words(ink=PALE),))) == [(rule, severity)]


def test_two_colours_are_told_once_however_often_they_are_seen() -> None:
    faint = tuple(words(text=f"Line {number}", ink=PALE) for number in range(5))
    (finding,) = check_pages([page(words=faint), page(mode="no-styles", words=faint)])
    assert finding.message == "'Line 0': #949494 on #ffffff is 3.0, 4.5 is needed"
    assert finding.where == "light"


def test_words_on_a_picture_are_told_as_not_known() -> None:
    assert told(page(words=(words(ground=None),))) == [("contrast-light", "info")]


@pytest.mark.parametrize(
    ("case", "severity"),
    [
        ({"size": 11.9}, "error"),
        ({"size": 12.0}, "warning"),
        ({"size": 13.9}, "warning"),
        ({"size": 14.0, "line": 21.0}, None),
        ({"line": 22.0, "lines": 2}, "warning"),  # 17 px: 22.1 is 1.3
        ({"line": 22.0, "lines": 1}, None),
        ({"line": 22.2, "lines": 2}, None),
        ({"size": 24.0, "line": 26.0, "lines": 2}, None),  # a headline may be set tight
        ({"align": "justify", "lines": 2}, "warning"),
        ({"align": "center", "lines": 3}, None),
        ({"align": "-webkit-center", "lines": 4}, "warning"),
    ],
)
def test_small_and_tight_and_justified_text_is_found(
    case: dict[str, Any], severity: str | None
) -> None:
    found = told(page(words=(words(**case),)))
    assert found == ([("text-too-small", severity)] if severity else [])


@pytest.mark.parametrize(
    ("height", "severity"), [(23, "error"), (24, "warning"), (43, "warning"), (44, None)]
)
def test_a_button_is_judged_by_its_height(height: int, severity: str | None) -> None:
    button = target("Give", (20, 100, 300, 100 + height), painted=True)
    found = told(page(targets=(button,)))
    assert found == ([("tap-target-small", severity)] if severity else [])


def test_a_link_in_running_text_is_no_button() -> None:
    assert told(page(targets=(target("Give", (20, 100, 80, 116)),))) == []


@pytest.mark.parametrize(
    ("other", "is_crowded"),
    [
        ((20, 127, 200, 145), True),  # 7 below
        ((20, 128, 200, 146), False),  # 8 below
        ((207, 100, 300, 120), True),  # 7 beside
        ((206, 126, 300, 140), False),  # 6 across and 6 down are 8.5
    ],
)
def test_links_stand_eight_apart_on_the_narrowest_phone(
    other: tuple[int, int, int, int], is_crowded: bool
) -> None:
    two = (target("Unsubscribe", (20, 100, 200, 120)), target("Choose", other))
    assert bool(told(page(targets=two))) is is_crowded
    assert told(page(width=375, scroll_width=375, targets=two)) == []


def test_two_lines_of_links_to_one_place_are_not_crowded() -> None:
    one, other = (target("Give", (20, top, 90, top + 20)) for top in (100, 122))
    assert told(page(targets=(one, other))) == []


def test_what_is_wider_than_the_screen_is_told_with_its_widths_and_its_culprit() -> None:
    wide = ('td "Hochwasserwarnanlage"',)
    pages = [page(width=width, scroll_width=402, wide=wide) for width in (375, 320)]
    (finding,) = check_pages([*pages, page(width=600, scroll_width=600)])
    assert (finding.rule, finding.severity) == ("overflow-narrow", "error")
    assert finding.where == "320, 375 px, light"
    assert finding.message == f"402 px wide for contact 7: {wide[0]}"


def test_with_pages_a_check_no_longer_says_that_nobody_looked() -> None:
    def unchecked(pages: tuple[Page, ...]) -> list[str]:
        found = check(facts(pages=pages))
        return [each.where for each in found if each.rule == "not-checked"]

    assert unchecked(()) == ["html", "links"]
    assert unchecked((page(words=(words(),)),)) == ["links"]


def test_a_check_judges_the_pages_too() -> None:
    found = check(facts(pages=(page(words=(words(ink=PALE),)),)))
    assert ("contrast-light", "error") in [(each.rule, each.severity) for each in found]
