"""A picture's file -> what travels: small, without a word of where and with what it was taken.

Pure: bytes in, bytes out, the same for the same. Nothing of the file's metadata is kept: places and times in a
photograph can endanger who is on it.

bytes -> one frame, upright, nothing shining through -> twice as wide as shown -> sRGB -> PNG or JPEG
"""

import io
import re
import unicodedata
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from PIL import Image, ImageCms, ImageOps

from mailer.errors import TemplateError
from mailer.model.ids import Sha256
from mailer.model.message import MessagePicture

WIDEST = 600
"""CSS px of the sheet."""
TALLEST = 1600
"""CSS px: classic Outlook cuts what is taller than about 1,700."""
LARGEST_FILE = 20_000_000
"""Bytes."""
MOST_PIXELS = 60_000_000
"""Of a file that is opened: more than phones take, and less than what a few bytes can pretend to hold."""
LARGEST = 200_000
"""Bytes of what travels; what is larger waits on a phone in the country."""
_SHARP = 2
"""Pixels of the file for each CSS px: twice, for sharp screens."""
_FEW_COLOURS = 256
_QUALITIES = (85, 75, 65, 55, 45)
_LESS_SHARP = (1, 0.75, 0.5, 0.375)
"""Of the width: tried one after the other where no quality makes the file small enough."""
_SIGNS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}
_OTHERS = {
    "WebP": rb"RIFF....WEBP",
    "AVIF": rb"....ftypavi[fs]",
    "HEIC": rb"....ftyp(?:hei|hev|mif1|msf1)",
    "BMP": rb"BM",
    "TIFF": rb"II\*\0|MM\0\*",
    "PDF": rb"%PDF",
    "SVG": rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE svg|svg)",
}
"""What begins so, and what people call it: no program opens it here."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """body: the bytes that `picture.sha256` is of. picture: not yet said how it travels. pixels: how wide the
    body is."""

    body: bytes
    picture: MessagePicture
    pixels: int


@lru_cache(16)
def prepare(data: bytes, file: str, most_wide: int = WIDEST) -> Prepared:
    """file: its name, for errors and for who saves it. most_wide: CSS px that there is room for.

    Raises TemplateError: file, what is wrong, how to mend it.
    """
    kind = _kind(data, file)
    image = _opened(data, file, most_wide)
    shown = min(image.width, most_wide)
    tall = max(1, round(image.height * shown / image.width))
    if tall > TALLEST:
        raise TemplateError(
            f"pictures/{file}: would stand {shown} x {tall:,} px, and {TALLEST:,} are the most. Crop it."
        )
    written, media = _Sheet.of(image, shown * _SHARP).written(may_be_drawn=kind != "JPEG")
    picture = MessagePicture(
        sha256=Sha256(sha256(written.body).hexdigest()),
        name=f"{stem(file)}.{'png' if media == 'image/png' else 'jpg'}",
        kind=media,
        width=shown,
        height=tall,
        is_attached=False,
    )
    return Prepared(written.body, picture, written.pixels)


def _kind(data: bytes, file: str) -> str:
    """PNG, JPEG or GIF, by the first bytes: a name may say anything."""
    if len(data) > LARGEST_FILE:
        raise TemplateError(
            f"pictures/{file}: over {LARGEST_FILE // 1_000_000} MB. Save it smaller; 1,200 px wide is plenty."
        )
    for sign, kind in _SIGNS.items():
        if data.startswith(sign):
            return kind
    for name, begins in _OTHERS.items():
        if re.match(begins, data, re.DOTALL | re.IGNORECASE):
            raise TemplateError(
                f"pictures/{file}: {name} isn't shown by all mail programs. Save it as PNG or JPEG."
            )
    raise _unreadable(file)


def _unreadable(file: str) -> TemplateError:
    return TemplateError(
        f"pictures/{file}: is no picture that can be opened. Save it anew as PNG or JPEG."
    )


def _opened(data: bytes, file: str, most_wide: int) -> Image.Image:
    """Upright, of one frame, as large as the file; a photograph that is much too large comes smaller."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = Image.open(io.BytesIO(data), formats=tuple(_SIGNS.values()))
            _check_frames(found, file)
            if found.width * found.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            found.draft(None, (most_wide * _SHARP, most_wide * _SHARP))
            found.load()
            return _upright(found)
    except Image.DecompressionBombError:
        raise TemplateError(
            f"pictures/{file}: has over {MOST_PIXELS // 1_000_000} million pixels. "
            "Save it smaller; 1,200 px wide is plenty."
        ) from None
    except TemplateError:
        raise
    except Exception:  # whatever the damage leads a decoder to
        raise _unreadable(file) from None


def _check_frames(found: Image.Image, file: str) -> None:
    """A phone's photograph may carry a second one for its own use (MPO): only the first is ever read."""
    if found.format in ("PNG", "GIF") and getattr(found, "n_frames", 1) > 1:
        raise TemplateError(
            f"pictures/{file}: moves, and some programs show its first frame only. Save one frame as PNG."
        )


def _upright(image: Image.Image) -> Image.Image:
    with suppress(Exception):  # broken metadata says nothing of how it was held
        ImageOps.exif_transpose(image, in_place=True)
    return image


@dataclass(frozen=True, slots=True)
class _Written:
    body: bytes
    pixels: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    """RGB pixels with nothing said of them. is_drawing: PNG shows it better than JPEG would."""

    image: Image.Image
    is_drawing: bool
    has_few_colours: bool

    @classmethod
    def of(cls, image: Image.Image, wide: int) -> "_Sheet":
        """Never blown up. What shines through gets a white ground: dark ink on nothing can't be read where a
        mail program makes its page dark."""
        is_clear = image.has_transparency_data
        plain = _plain(image)
        few = plain.getcolors(_FEW_COLOURS) is not None
        if wide < plain.width:
            tall = max(1, round(plain.height * wide / plain.width))
            plain = plain.resize((wide, tall), Image.Resampling.LANCZOS)
        plain = _in_srgb(plain, image.info.get("icc_profile"))
        return cls(plain, is_clear or few, few)

    def written(self, *, may_be_drawn: bool) -> tuple[_Written, str]:
        """Bytes and media type: drawings as PNG, photographs as JPEG. A drawing in many colours is known by
        this: without loss it is no larger than as a photograph."""
        if self.is_drawing and (drawn := self._drawn()):
            return drawn, "image/png"
        photograph = self._photograph()
        if may_be_drawn and not self.is_drawing:
            drawn = self._png(self.image)
            if len(drawn.body) <= len(photograph.body):
                return drawn, "image/png"
        return photograph, "image/jpeg"

    def _drawn(self) -> _Written | None:
        """None where it is too large even in few colours."""
        ways = [self.image]
        if self.has_few_colours:
            packed = self.image.quantize(
                _FEW_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
            )
            is_same = packed.convert("RGB").tobytes() == self.image.tobytes()
            # only edges got colours in between: few enough, where all of them are too many bytes
            ways = [packed] if is_same else [self.image, packed]
        for each in ways:
            made = self._png(each)
            if len(made.body) <= LARGEST:
                return made
        return None

    def _photograph(self) -> _Written:
        """The first that is small enough: less exact, then less sharp."""
        for share in _LESS_SHARP:
            size = (
                max(1, round(self.image.width * share)),
                max(1, round(self.image.height * share)),
            )
            image = self.image if share == 1 else self.image.resize(size, Image.Resampling.LANCZOS)
            for quality in _QUALITIES:
                body = _saved(image, "JPEG", quality=quality, optimize=True, progressive=True)
                if len(body) <= LARGEST:
                    return _Written(body, image.width)
        return _Written(body, image.width)

    def _png(self, image: Image.Image) -> _Written:
        return _Written(_saved(image, "PNG", optimize=True), image.width)


def _plain(image: Image.Image) -> Image.Image:
    """RGB, grey or CMYK without alpha, 8 bits each, still in the file's own colours."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        clear = image if image.mode == "RGBA" else image.convert("RGBA")
        ground = Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear)
        return ground
    return image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: Any) -> Image.Image:
    """As a page shows it; a profile that is broken or another kind's says nothing of the colours."""
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                image, given, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if turned is not None:
                return turned
    return image.convert("RGB")


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    """Of a new picture that has the pixels and nothing else: writers copy what a picture says of itself."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    if image.mode == "P":
        bare.putpalette(image.getpalette() or [])
    written = io.BytesIO()
    bare.save(written, kind, **how)
    return written.getvalue()


def stem(file: str) -> str:
    """What a picture made of this file is called, but for its ending: ASCII, fit for every header and disk."""
    plain = (
        unicodedata.normalize("NFKD", file.rpartition(".")[0]).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9-]+", "-", plain.lower()).strip("-")[:60] or "picture"
