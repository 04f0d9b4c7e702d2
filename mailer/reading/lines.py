"""What every format turns a file into: lines with their place in the source."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from mailer.model.release import ReadingWarning, Span

LineKind = Literal["text", "heading", "item", "quote", "emphasis"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading, list item or short line. text: trimmed, single blanks, no markup.

    first, last: lines of the source, from 1. is_outside: the page puts it around the article, not into
    it. follows_blank: an empty line (or an element's edge) stands before it. rule: the format's own reason
    why it is for the press only.
    """

    text: str
    first: int
    last: int
    kind: LineKind = "text"
    level: int = 0
    links: tuple[str, ...] = ()
    is_outside: bool = False
    follows_blank: bool = True
    rule: str = ""
    follows_rule: bool = False
    """A row of dashes, or the like, stands between it and the line before."""
    block: int = 0
    """Which of the page's lines it is, from 1; 0: none of them."""
    last_block: int = 0
    """Where several were put together: the last one."""

    @property
    def span(self) -> Span:
        return Span(self.first, self.last, self.block, self.last_block or self.block)


@dataclass(frozen=True, slots=True)
class Page:
    """A file as its format reads it. titles: what the file itself calls the text, the surest first.
    language: as declared, lower-case primary subtag, or None."""

    lines: tuple[Line, ...]
    titles: tuple[str, ...] = ()
    language: str | None = None
    warnings: tuple[ReadingWarning, ...] = field(default=())
    address: str | None = None
    """Where the page says that it lives."""
    titles_at: tuple[Span, ...] = ()
    """Where each of the titles stands."""
    source: tuple[str, ...] = ()
    """What stands on each line of the file, where its lines are those of a text; of other formats none."""


def over(lines: Sequence[Line]) -> Span | None:
    """From the first to the last of them; None where there are none."""
    return lines[0].span.until(lines[-1].span) if lines else None


_URL = re.compile(r"https?://[^\s<>\"'“”«»\]\[{}|\\^`]{3,2000}")
_WHITE = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\f\v]+")
_INVISIBLE = re.compile(
    r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]"
)


def tidy(text: str) -> str:
    """Single blanks, no invisible signs, trimmed. Letters and marks stay as they are."""
    return _WHITE.sub(" ", _INVISIBLE.sub("", text)).strip()


def urls_in(text: str) -> tuple[str, ...]:
    """Web addresses written out in a text, without the punctuation that follows them."""
    found = []
    for match in _URL.finditer(text):
        url = match.group().rstrip(".,;:!?…，。；、؛،'*_")
        if url.endswith(")") and url.count("(") < url.count(")"):
            url = url[:-1].rstrip(".,;:!?")
        found.append(url)
    return tuple(found)


def folded(text: str) -> str:
    """For comparing two lines: compatibility form, case and punctuation away."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def straight(text: str) -> str:
    """Curly apostrophes as straight ones: the patterns know one kind."""
    return text.replace("’", "'").replace("‘", "'")


def width(text: str) -> int:
    """Columns on a screen of fixed width: East Asian signs take two, and among them quotation marks and dashes
    too (UAX 11: ambiguous)."""
    if text.isascii():
        return len(text)
    double = "WFA" if is_wide(text) else "WF"
    return sum(2 if unicodedata.east_asian_width(sign) in double else 1 for sign in text)


def is_wide(text: str) -> bool:
    """Whether the text is written without blanks between words (Chinese, Japanese)."""
    signs = [sign for sign in text if sign.isalpha()]
    return bool(signs) and sum("\u2e80" <= sign <= "\u9fff" for sign in signs) * 2 > len(signs)


def weight(text: str) -> int:
    """Length as Latin signs would need it: one Chinese sign says about three letters' worth."""
    return len(text) + 2 * sum("\u2e80" <= sign <= "\u9fff" for sign in text)
