"""An organisation's own colour is readable wherever it stands, or another one is offered that is."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.errors import TemplateError
from mailer.model.message import Filled
from mailer.rendering import compile, fill, join
from mailer.rendering.brand import LEAST, PAIRS, branded, contrast, nearest, weakest
from tests.unit.rendering.samples import campaign, house, person, template
from tests.unit.rendering.test_palettes import PAIRS as DRAWN
from tests.unit.rendering.test_palettes import TOKENS
from tests.unit.rendering.test_palettes import contrast as by_the_formula

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
PALETTES = st.sampled_from(["ledger", "hearth"])
NEAREST = re.compile(r"The nearest that does is (#[0-9a-f]{6})\.$")


def upside_down(colour: str) -> str:
    """The lightness of HSL turned round: as far from white as it was from black."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    shift = 255 - max(channels) - min(channels)
    return "#" + "".join(f"{each + shift:02x}" for each in channels)


def refusal(palette: str, accent: str) -> str:
    """Why the accent is not taken; empty where it is."""
    try:
        branded(TOKENS, palette, accent)
    except TemplateError as refused:
        return str(refused)
    return ""


def test_the_pairs_are_those_that_are_drawn() -> None:
    assert list(PAIRS) == DRAWN


@given(COLOURS, COLOURS)
def test_contrast_is_that_of_the_formula(one: str, other: str) -> None:
    assert contrast(one, other) == pytest.approx(by_the_formula(one, other))


@pytest.mark.parametrize(("palette", "least"), [("ledger", 5.5), ("hearth", 5.7)])
def test_both_palettes_hold_in_every_mode(palette: str, least: float) -> None:
    """The design's own table: the worst of Ledger is 5.5, of Hearth 5.7."""
    found = TOKENS[palette]
    assert round(weakest(found["light"], found["dark"])[0], 1) == least


@settings(max_examples=60, deadline=None)
@given(COLOURS, PALETTES)
def test_an_accent_that_is_taken_can_be_read_and_else_one_is_offered_that_can(
    accent: str, palette: str
) -> None:
    said = refusal(palette, accent)
    offered = NEAREST.search(said)
    assert offered or not said, said
    taken = offered[1] if offered else accent
    made = branded(TOKENS, palette, taken)[palette]
    assert made["light"]["accent"] == taken
    light = made["light"]
    turned = {name: upside_down(colour) for name, colour in light.items()}
    for colours in (light, made["dark"], turned):
        for text, ground in PAIRS:
            assert by_the_formula(colours[text], colours[ground]) >= LEAST


def test_the_offered_accent_is_the_nearest_on_its_way_to_the_dark() -> None:
    """#ff0000 holds 3.3 on the panel; of pure reds on that panel 4.5 is first held at 212 of 255."""
    panel = TOKENS["ledger"]["light"]["panel"]
    reds = [f"#{red:02x}0000" for red in range(255, 0, -1)]
    first = next(red for red in reds if by_the_formula(red, panel) >= LEAST)
    offered = nearest(TOKENS["ledger"], "#ff0000")
    assert offered is not None
    assert abs(int(offered[1:3], 16) - int(first[1:3], 16)) <= 3


def test_a_colour_that_is_none_and_a_palette_that_is_none_are_refused_by_their_keys() -> None:
    for wrong in ("blue", "#123", "#12345g", "0d5470"):
        with pytest.raises(TemplateError, match=r"mailer\.toml: brand\.accent: .* is no colour"):
            branded(TOKENS, "", wrong)
    with pytest.raises(
        TemplateError, match=r"brand\.palette: no palette 'harth'; there are: ledger, hearth"
    ):
        branded(TOKENS, "harth", "")


def test_without_a_brand_the_design_is_as_it_was() -> None:
    assert branded(TOKENS, "", "") is TOKENS


@pytest.mark.parametrize("name", ["appeal", "update", "thanks", "letter"])
def test_every_template_wears_the_accent_in_light_and_dark(name: str) -> None:
    made = compile(campaign(), template(name), house(palette="hearth", accent="#006644"))
    (filled,) = fill(made, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    html = join(made.html, filled.values)
    dark = branded(TOKENS, "hearth", "#006644")["hearth"]["dark"]["accent"]
    assert "border-top:4px solid #006644" in html
    assert f"border-color: {dark} !important" in html
    for old in (TOKENS["hearth"], TOKENS["ledger"]):
        assert old["light"]["accent"] not in html
        assert old["dark"]["accent"] not in html
