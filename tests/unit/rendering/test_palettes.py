"""Every pair of text and ground of the design, by the formula of WCAG 2."""

import tomllib

import pytest

from tests.unit.rendering.samples import FOLDER

TOKENS = tomllib.loads((FOLDER / "parts" / "tokens.toml").read_text(encoding="utf-8"))
PALETTES = [name for name, table in TOKENS.items() if isinstance(table, dict) and "light" in table]
PAIRS = [
    ("ink", "sheet"), ("ink", "panel"), ("muted", "sheet"), ("muted", "panel"), ("muted", "page"),
    ("accent", "sheet"), ("accent", "panel"), ("accent", "page"), ("on", "accent"),
]  # fmt: skip


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_there_are_the_two_palettes_of_the_design() -> None:
    assert PALETTES == ["ledger", "hearth"]
    assert TOKENS["palette"] == "ledger"


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_on_its_ground(palette: str, mode: str, text: str, ground: str) -> None:
    colours = TOKENS[palette][mode]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("palette", PALETTES)
def test_colours_are_six_digits_and_neither_pure_black_nor_white(palette: str, mode: str) -> None:
    for colour in TOKENS[palette][mode].values():
        assert len(colour) == 7
        assert int(colour[1:], 16) not in (0x000000, 0xFFFFFF)
