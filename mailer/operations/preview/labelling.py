"""A picture says what it shows and how far to trust it, wherever it is passed on to."""

import io

from PIL import Image, ImageDraw, ImageFont

_HEIGHT, _SIGN, _EDGE = 26, 13, 10
"""CSS px."""
_PAPER, _INK, _RULE = (237, 234, 227), (69, 76, 84), (133, 136, 138)


def labelled(png: bytes, words: str, scale: float) -> tuple[bytes, int, int]:
    """The picture on a strip with the words, and the whole's width and height in device px. Words that are
    too long for it are cut."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    strip, edge = round(_HEIGHT * scale), round(_EDGE * scale)
    whole = Image.new("RGB", (picture.width, picture.height + strip), _PAPER)
    whole.paste(picture, (0, 0))
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, picture.height, picture.width, picture.height + round(scale) - 1), _RULE)
    font = ImageFont.load_default(_SIGN * scale)
    room = picture.width - 2 * edge
    shown = words
    while words and pen.textlength(shown, font) > room:
        words = words[:-1].rstrip()
        shown = f"{words}…" if words else ""
    pen.text((edge, picture.height + strip / 2), shown, _INK, font, anchor="lm")
    file = io.BytesIO()
    whole.save(file, "PNG", compress_level=1)
    return file.getvalue(), whole.width, whole.height
