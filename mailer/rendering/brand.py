"""An organisation's own colour in the design: proven readable wherever it stands, or the nearest that is.

Colours are #rrggbb. The contrast is WCAG 2's; lightness and hue are those of CIE LCh (D65).
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mailer.errors import TemplateError

LEAST = 4.5
"""Contrast of every text on its ground."""
PAIRS = (
    ("ink", "sheet"),
    ("ink", "panel"),
    ("muted", "sheet"),
    ("muted", "panel"),
    ("muted", "page"),
    ("accent", "sheet"),
    ("accent", "panel"),
    ("accent", "page"),
    ("on", "accent"),
)
"""(text, ground), by their names in tokens.toml."""
_DARK_LIGHTNESS = 78.0
"""CIE L* of an accent on dark grounds: as light as the design's own."""
_DARK_CHROMA = 40.0
"""At most: a loud colour on a dark ground glares."""
_STEPS = 200
"""Halves of a step of L*."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")

Palette = Mapping[str, str]
Rgb = tuple[float, float, float]
"""Each 0 to 1, with gamma."""
_Turn = Callable[[Rgb], Rgb]


def branded(tokens: Mapping[str, Any], palette: str, accent: str) -> Mapping[str, Any]:
    """The tokens with the palette and the accent of mailer.toml's [brand]; either may be empty.

    Raises TemplateError where there is no such palette, or the accent can't be read somewhere: it names
    the nearest that can.
    """
    if not (palette or accent):
        return tokens
    name = palette or str(tokens.get("palette", ""))
    found = tokens.get(name)
    if not isinstance(found, dict) or not {"light", "dark"} <= found.keys():
        known = [key for key, each in tokens.items() if isinstance(each, dict) and "light" in each]
        raise TemplateError(
            f"mailer.toml: brand.palette: no palette {name!r}; there are: {', '.join(known)}."
        )
    colours = found if not accent else _with_accent(found, accent.strip().lower())
    return {**tokens, "palette": name, name: colours}


def weakest(light: Palette, dark: Palette) -> tuple[float, str, str, str]:
    """(contrast, text, ground, mode) of the pair that is hardest to read. Modes: light and dark as they are
    drawn, and what mail programs that invert or darken a message make of the light one."""
    return min(
        (
            _between(of_word(_rgb(palette[text])), of_ground(_rgb(palette[ground]))),
            text,
            ground,
            mode,
        )
        for mode, palette, of_word, of_ground in _ways(light, dark)
        for text, ground in PAIRS
    )


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    return _between(_rgb(one), _rgb(other))


def _between(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _with_accent(found: Mapping[str, Palette], accent: str) -> Mapping[str, Palette]:
    if not _COLOUR.fullmatch(accent):
        raise TemplateError(
            f"mailer.toml: brand.accent: {accent!r} is no colour; write it as #0d5470."
        )
    made = _accented(found, accent)
    least, text, ground, mode = weakest(made["light"], made["dark"])
    if least >= LEAST:
        return made
    near = nearest(found, accent)
    hint = f" The nearest that does is {near}." if near else " No colour of this hue does."
    raise TemplateError(
        f"mailer.toml: brand.accent {accent} can't be read everywhere: {text} on {ground} has a contrast "
        f"of {least:.1f} in {mode} mode, and {LEAST} is needed.{hint}"
    )


def nearest(found: Mapping[str, Palette], accent: str) -> str | None:
    """Of the same hue, the accent whose lightness differs least and that can be read in every mode."""
    lightness, chroma, hue = _lch(_rgb(accent))
    for step in range(1, _STEPS + 1):
        for shift in (-step, step):
            level = lightness + shift / 2
            if not 0 < level < 100:
                continue
            near = _hex(_in_gamut(level, chroma, hue))
            made = _accented(found, near)
            if weakest(made["light"], made["dark"])[0] >= LEAST:
                return near
    return None


def _accented(found: Mapping[str, Palette], accent: str) -> Mapping[str, Palette]:
    """The palette with the accent in it; on dark grounds its hue in a lighter tone."""
    _, chroma, hue = _lch(_rgb(accent))
    light = {**found["light"], "accent": accent}
    dark = {
        **found["dark"],
        "accent": _hex(_in_gamut(_DARK_LIGHTNESS, min(chroma, _DARK_CHROMA), hue)),
    }
    return {**found, "light": light, "dark": dark}


# -- what mail programs make of the light palette when they darken it


def _ways(light: Palette, dark: Palette) -> Iterator[tuple[str, Palette, _Turn, _Turn]]:
    """Mode, palette, and what becomes of the colour of a word and of its ground. Inverted: the lightness
    of HSL turned round, that of CIE, and only that of light grounds and dark words."""
    yield "light", light, _kept, _kept
    yield "dark", dark, _kept, _kept
    yield "inverted", light, _turned, _turned
    yield "inverted", light, _turned_lab, _turned_lab
    yield "darkened", light, _lightened, _darkened


def _kept(colour: Rgb) -> Rgb:
    return colour


def _turned(colour: Rgb) -> Rgb:
    shift = 1 - max(colour) - min(colour)
    red, green, blue = colour
    return (red + shift, green + shift, blue + shift)


def _turned_lab(colour: Rgb) -> Rgb:
    lightness, chroma, hue = _lch(colour)
    return _in_gamut(100 - lightness, chroma, hue)


def _lightened(colour: Rgb) -> Rgb:
    return _turned(colour) if max(colour) + min(colour) < 1 else colour


def _darkened(colour: Rgb) -> Rgb:
    return _turned(colour) if max(colour) + min(colour) > 1 else colour


# -- colours


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (red, green, blue)


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(min(max(each, 0), 1) * 255):02x}" for each in colour)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(each) for each in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _curved(channel: float) -> float:
    if channel <= 0.0031308:
        return channel * 12.92
    return float(1.055 * channel ** (1 / 2.4) - 0.055)


_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_FROM_XYZ = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
_WHITE = (0.95047, 1.0, 1.08883)
_EDGE = 6 / 29


def _through(matrix: tuple[Rgb, Rgb, Rgb], values: Rgb) -> Rgb:
    one, two, three = (sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix)
    return (one, two, three)


def _lch(colour: Rgb) -> Rgb:
    """CIE L* 0 to 100, chroma, hue in radians."""

    def bent(value: float) -> float:
        return value ** (1 / 3) if value > _EDGE**3 else value / (3 * _EDGE**2) + 4 / 29

    red, green, blue = (_linear(each) for each in colour)
    xyz = _through(_TO_XYZ, (red, green, blue))
    x, y, z = (bent(value / white) for value, white in zip(xyz, _WHITE, strict=True))
    a, b = 500 * (x - y), 200 * (y - z)
    return (116 * y - 16, math.hypot(a, b), math.atan2(b, a))


def _from_lch(lightness: float, chroma: float, hue: float) -> Rgb:
    """May lie outside 0 to 1."""

    def unbent(value: float) -> float:
        return value**3 if value > _EDGE else 3 * _EDGE**2 * (value - 4 / 29)

    y = (lightness + 16) / 116
    x, z = y + chroma * math.cos(hue) / 500, y - chroma * math.sin(hue) / 200
    dx, dy, dz = (unbent(v) * white for v, white in zip((x, y, z), _WHITE, strict=True))
    red, green, blue = (_curved(each) for each in _through(_FROM_XYZ, (dx, dy, dz)))
    return (red, green, blue)


def _in_gamut(lightness: float, chroma: float, hue: float) -> Rgb:
    """The most of the chroma that a screen can show at this lightness and hue."""

    def fits(colour: Rgb) -> bool:
        return all(-0.0005 <= each <= 1.0005 for each in colour)

    whole = _from_lch(lightness, chroma, hue)
    if fits(whole):
        return whole
    low, high = 0.0, chroma
    for _ in range(24):
        middle = (low + high) / 2
        if fits(_from_lch(lightness, middle, hue)):
            low = middle
        else:
            high = middle
    return _from_lch(lightness, low, hue)
