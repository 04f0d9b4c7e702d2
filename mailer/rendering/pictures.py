"""A picture's file -> what travels: small, without a word of where and with what it was taken.

Pure: bytes in, bytes out, the same for the same. Nothing of the file's metadata is kept: places and times in a
photograph can endanger who is on it.
"""

import io
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from mailer.errors import TemplateError
from mailer.model.ids import Sha256
from mailer.model.message import MessagePicture

WIDEST = 600
"""CSS px of the sheet."""
LARGEST_FILE = 20_000_000
"""Bytes."""
_MOST_PIXELS = 60_000_000
_LARGEST = 200_000
"""Bytes of a photograph; what is larger waits on a phone in the country."""
_SHARP = 2
"""Pixels of the file for each CSS px: twice, for sharp screens."""
_FEW_COLOURS = 256
_QUALITIES = (85, 80, 75, 70, 65, 60, 50)
_READ = ("PNG", "JPEG", "GIF")


@dataclass(frozen=True, slots=True)
class Prepared:
    """body: the bytes that `picture.sha256` is of. picture: not yet said how it travels."""

    body: bytes
    picture: MessagePicture


@lru_cache(16)
def prepare(data: bytes, file: str, most_wide: int = WIDEST) -> Prepared:
    """file: its name, for errors and for who saves it. most_wide: CSS px that there is room for.

    Raises TemplateError: file, what is wrong, how to mend it.
    """
    if len(data) > LARGEST_FILE:
        raise TemplateError(
            f"pictures/{file}: over 20 MB. Save it smaller; 1,200 px wide is plenty."
        )
    image = _opened(data, file)
    shown = min(image.width, most_wide) or 1
    wide = min(image.width, shown * _SHARP)
    tall = max(1, round(image.height * wide / image.width))
    if wide != image.width:
        image = image.resize((wide, tall), Image.Resampling.LANCZOS)
    body, kind = _written(image)
    digest = Sha256(sha256(body).hexdigest())
    picture = MessagePicture(
        sha256=digest,
        name=f"{_stem(file)}.{'png' if kind == 'image/png' else 'jpg'}",
        kind=kind,
        width=shown,
        height=max(1, round(tall * shown / wide)),
        is_attached=False,
    )
    return Prepared(body, picture)


def _opened(data: bytes, file: str) -> Image.Image:
    """Upright, in sRGB, one frame."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(data))
            if found.format not in _READ:
                raise TemplateError(
                    f"pictures/{file}: {found.format} isn't shown by all mail programs. Save it as PNG or JPEG."
                )
            if getattr(found, "n_frames", 1) > 1:
                raise TemplateError(
                    f"pictures/{file}: moves; some programs show its first frame only. Save one frame as PNG."
                )
            if found.width * found.height > _MOST_PIXELS:
                raise TemplateError(
                    f"pictures/{file}: {found.width} x {found.height} px is too much to open. Save it smaller."
                )
            found.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, MemoryError):
        raise TemplateError(
            f"pictures/{file}: is no picture that can be opened. Save it anew as PNG or JPEG."
        ) from None
    return _plain(ImageOps.exif_transpose(found) or found)


def _plain(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through; colours as sRGB has them."""
    profile: Any = image.info.get("icc_profile")
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if has_alpha else "RGB"
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                image, given, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            if turned is not None:
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile says nothing of the colours
    return image.convert(mode)


def _written(image: Image.Image) -> tuple[bytes, str]:
    """Drawings and what shows through as PNG, photographs as JPEG."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    is_drawing = image.mode == "RGBA" or image.getcolors(_FEW_COLOURS) is not None
    if is_drawing:
        body = _saved(image, "PNG", optimize=True)
        if len(body) <= _LARGEST or image.mode == "RGBA":
            return body, "image/png"
    for quality in _QUALITIES:
        body = _saved(image, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(body) <= _LARGEST:
            break
    return body, "image/jpeg"


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    bare = Image.frombytes(
        image.mode, image.size, image.tobytes()
    )  # whatever was said of it stays behind
    written = io.BytesIO()
    bare.save(written, kind, **how)
    return written.getvalue()


def _stem(file: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", file.rpartition(".")[0].lower()).strip("-")[:60] or "picture"
