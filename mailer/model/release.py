"""A press release as read: every field of `mailer read`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Direction = Literal["ltr", "rtl"]
BlockKind = Literal["paragraph", "heading", "list", "quote"]


@dataclass(frozen=True, slots=True)
class Span:
    """Lines and blocks of the source, counted from 1, both ends included.

    A line is one of the file, as an editor counts them; of a Word file, which has none, a paragraph. A block is what
    the format reads as one piece, in reading order and with all that is set apart: a paragraph, a heading, an item,
    a short line. 0: it stands in none, as a title in a page's head.
    """

    first_line: int
    last_line: int
    first_block: int = 0
    last_block: int = 0

    def until(self, other: "Span") -> "Span":
        """From here to the end of the other."""
        return Span(self.first_line, other.last_line, self.first_block, other.last_block)


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the fields of a release stand: None where there is no such field, or the source has no place for it.
    links: one for each, in their order."""

    headline: Span | None = None
    subhead: Span | None = None
    dateline: Span | None = None
    lede: Span | None = None
    embargo: Span | None = None
    appeal_line: Span | None = None
    links: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Dateline:
    place: str | None
    """None where the release gives its day on a line of its own, and no place."""
    date: str | None
    """ISO date, or None where the dateline names none."""
    raw: str


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    text: str
    items: tuple[str, ...] = ()
    span: Span | None = None
    days: tuple[date, ...] = ()
    """Named in it with their year; of a range, the last."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a named person said. Parts keep their order; they are never edited."""

    speaker: str | None
    role: str | None
    organisation: str | None
    parts: tuple[str, ...]
    span: Span | None = None
    """Of the paragraphs that hold the words and, beside them, who said them."""


@dataclass(frozen=True, slots=True)
class Embargo:
    """Until when nothing may be public. instant: aware UTC, the latest reading, None if unreadable."""

    raw: str
    instant: datetime | None
    ambiguous: bool
    candidates: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """A line kept apart from the text, with the rule that took it out."""

    text: str
    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    code: str
    message: str
    line: int | None
    words: str = ""
    """Of the text, where a few of them are what is warned about."""
    block: int | None = None
    """As in a span; None where the line holds several and it isn't known which."""


@dataclass(frozen=True, slots=True)
class PressRelease:
    headline: str | None
    subhead: str | None
    dateline: Dateline | None
    language: str
    """BCP 47, lower-case primary subtag."""
    direction: Direction
    lede: str | None
    """The first paragraph without its dateline; it also opens `body`."""
    body: tuple[Block, ...]
    quotes: tuple[Quote, ...]
    embargo: Embargo | None
    links: tuple[str, ...]
    press_only: tuple[Removed, ...]
    furniture: tuple[Removed, ...]
    appeal_line: str | None
    warnings: tuple[ReadingWarning, ...]
    spans: Spans = Spans()
