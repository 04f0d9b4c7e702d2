"""A picture says what it shows and how far to trust it, wherever it is passed on to."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont

_HEIGHT, _SIGN, _EDGE = 26, 13, 10
"""CSS px."""
_PAPER, _INK, _RULE = (237, 234, 227), (69, 76, 84), (133, 136, 138)
_LOUD = (29, 33, 37)


def labelled(png: bytes, words: str, scale: float, mark: str = "") -> tuple[bytes, int, int]:
    """The picture on a strip with the words, and the whole's width and height in device px. Words that are
    too long for it are cut. mark: stands on a strip of its own above them; empty: no such strip."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    strip, edge = round(_HEIGHT * scale), round(_EDGE * scale)
    lines = [(line, ink) for line, ink in ((mark, _LOUD), (words, _INK)) if line or ink == _INK]
    height = picture.height + strip * len(lines)
    whole = Image.new("RGB", (picture.width, height), _PAPER)
    whole.paste(picture, (0, 0))
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, picture.height, picture.width, picture.height + round(scale) - 1), _RULE)
    font = ImageFont.load_default(_SIGN * scale)
    for number, (line, ink) in enumerate(lines):
        middle = picture.height + strip * (number + 1 / 2)
        shown = _fitting(line, pen, font, picture.width - 2 * edge)
        pen.text((edge, middle), shown, ink, font, anchor="lm")
    file = io.BytesIO()
    whole.save(file, "PNG", compress_level=1)
    return file.getvalue(), whole.width, whole.height


def _fitting(words: str, pen: ImageDraw.ImageDraw, font: Any, room: float) -> str:
    shown = words
    while words and pen.textlength(shown, font) > room:
        words = words[:-1].rstrip()
        shown = f"{words}…" if words else ""
    return shown
