"""What a browser saw of one message at one width: facts, no judgement. Lengths in CSS px."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark", "gmail-dark", "outlook-dark", "no-styles", "images-off"]
"""light, dark: as the author wrote it, by the reader's own setting. gmail-dark: every colour's lightness
turned round, the author's dark rules unread. outlook-dark: only light grounds and dark words changed, and
the author's `data-og` rules applied. no-styles: every `<style>` gone. images-off: no picture loads."""

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Box:
    """Measured from the top left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Words:
    """One stretch of text as it was painted. ground: None where a picture or a gradient lies under it.
    line: distance of two lines. weight: 100 to 900. lines: on how many lines it stands."""

    text: str
    ink: Colour
    ground: Colour | None
    size: float
    line: float
    weight: int
    align: str
    lines: int


@dataclass(frozen=True, slots=True)
class Target:
    """Something to tap. painted: it has a ground or a border of its own, as a button has.
    boxes: that painted box; of a link in running text, one per line of it."""

    label: str
    url: str
    painted: bool
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """whose: whose message it is, in words, without an address. scroll_width: how wide it came out.
    wide: what stands out over the edge, the innermost parts only."""

    whose: str
    mode: Mode
    width: int
    scroll_width: int
    wide: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    targets: tuple[Target, ...] = ()
