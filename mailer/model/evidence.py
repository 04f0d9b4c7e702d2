"""What probes saw: a browser of one message at one width, the network of its links. Facts, no judgement.
Lengths in CSS px."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal[
    "light",
    "dark",
    "gmail-dark",
    "outlook-dark",
    "no-styles",
    "images-off",
    "gmail",
    "word",
    "large-text",
    "forced-colours",
    "print",
    "red-green",
    "no-colour",
]
"""light, dark: as the author wrote it, by the reader's own setting. gmail-dark: every colour's lightness
turned round, the author's dark rules unread. outlook-dark: only light grounds and dark words changed, and
the author's `data-og` rules applied. no-styles: every `<style>` gone. images-off: no picture loads.
gmail: without the styles that Gmail drops. word: without those that Word lacks. large-text: letters twice
as large. forced-colours: the system's few colours. print: on paper, without grounds. red-green, no-colour:
as people see it who don't tell red from green, or see no colours."""

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


Trouble = Literal["", "unreachable", "tls", "too-many-redirects", "private", "not-web"]
"""unreachable: no answer in time, or no network. private: it leads into a private network, and was
left alone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one GET. url: as it was asked. status: of the last answer, None where none came.

    redirects: how many were followed. size: bytes of the body, as far as they were read; kind: the
    media type. width, height: px, of a picture.
    """

    url: str
    status: int | None = None
    redirects: int = 0
    trouble: Trouble = ""
    size: int = 0
    kind: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Visited:
    """What was asked of the network. sender_receives: whether the sender's domain takes mail; None
    where nobody could tell."""

    links: tuple[Answer, ...] = ()
    pictures: tuple[Answer, ...] = ()
    sender_receives: bool | None = None
