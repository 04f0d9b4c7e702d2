"""Two pictures of one message, row by row: what came, what went, what stayed and only moved.

A line more at the top moves everything below it. So rows are aligned first, as lines of a text are.
"""

import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from PIL import Image

_NEAR = 40
"""Rows: changes as close as this are one place."""
_GAP, _BAR = 24, 8
_PAPER = (237, 234, 227)
_WENT, _CAME = (178, 70, 50), (29, 103, 56)
_STRENGTH = 0.16
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """png: before on the left, now on the right, each change with a bar and a tint. places: how many
    stretches differ, from top to bottom. width, height: device px."""

    png: bytes
    places: int
    width: int
    height: int


def difference(before: bytes, now: bytes) -> Difference | None:
    """Of two PNGs; None where every pixel is the same."""
    old, new = _opened(before), _opened(now)
    changes = _changes(old, new)
    if not changes:
        return None
    width, height = old.width + _GAP + new.width, max(old.height, new.height)
    both = Image.new("RGB", (width, height), _PAPER)
    both.paste(_marked(old, [went for went, _ in changes], _WENT), (0, 0))
    both.paste(_marked(new, [came for _, came in changes], _CAME), (old.width + _GAP, 0))
    file = io.BytesIO()
    both.save(file, "PNG", optimize=False, compress_level=6)
    return Difference(file.getvalue(), len(changes), width, height)


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _changes(old: Image.Image, new: Image.Image) -> list[tuple[Span, Span]]:
    """(rows of the old picture, rows of the new one) of each place."""
    before, now = _runs(old), _runs(new)
    matcher = difflib.SequenceMatcher(
        None, [run[0] for run in before], [run[0] for run in now], autojunk=False
    )
    places: list[tuple[Span, Span]] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        went, came = _span(before, i, j), _span(now, k, m)
        if places and _is_near(places[-1], went, came):
            (first, _), (start, _) = places[-1]
            places[-1] = ((first, went[1]), (start, came[1]))
        else:
            places.append((went, came))
    return places


def _is_near(last: tuple[Span, Span], went: Span, came: Span) -> bool:
    return went[0] - last[0][1] <= _NEAR and came[0] - last[1][1] <= _NEAR


Run = tuple[tuple[bytes, int], int]


def _runs(picture: Image.Image) -> list[Run]:
    """((a row's pixels, how often it follows itself), first row): a blank stretch is one element."""
    found: list[Run] = []
    at = 0
    for pixels, same in groupby(_rows(picture)):
        count = sum(1 for _ in same)
        found.append(((pixels, count), at))
        at += count
    found.append(((b"", 0), at))
    return found


def _rows(picture: Image.Image) -> Iterator[bytes]:
    data, step = picture.tobytes(), picture.width * 3
    return (data[start : start + step] for start in range(0, len(data), step))


def _span(runs: list[Run], first: int, end: int) -> Span:
    return runs[first][1], runs[min(end, len(runs) - 1)][1]


def _marked(picture: Image.Image, spans: list[Span], colour: tuple[int, int, int]) -> Image.Image:
    for top, bottom in spans:
        below = max(bottom, top + 2)
        area = (0, top, picture.width, min(below, picture.height))
        if area[1] >= area[3]:
            continue
        part = picture.crop(area)
        picture.paste(Image.blend(part, Image.new("RGB", part.size, colour), _STRENGTH), area)
        picture.paste(colour, (0, area[1], _BAR, area[3]))
    return picture
