"""A press release as read: every field of `mailer read`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Direction = Literal["ltr", "rtl"]
BlockKind = Literal["paragraph", "heading", "list", "quote"]


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of the source, counted from 1, both ends included."""

    first_line: int
    last_line: int


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
