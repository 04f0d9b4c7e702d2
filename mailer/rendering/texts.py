"""A campaign's text: plain words, and fields such as `{{ first_name }}` between them.

Only an identifier between double braces is a field; anything else in braces stays as it was typed.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from markupsafe import Markup, escape

from mailer.errors import TemplateError
from mailer.model.message import Context
from mailer.rendering.fields import ITEM
from mailer.rendering.marks import Marks
from mailer.rendering.runs import cut

_FIELD = re.compile(r"\{\{[ \t]*([A-Za-z_][A-Za-z0-9_]*)[ \t]*\}\}")
_PARAGRAPHS = re.compile(r"(?:\n[ \t]*\n|\u2029)\s*")
_BLANKS = re.compile(r"[ \t\n\u2028\u2029]+")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_LEFT_TO_RIGHT, _POP = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Field:
    """A field's place in a text. optional: an empty value is right as it is."""

    name: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A stretch of right-to-left text that runs left to right, whatever stands around it: a figure, an
    amount, a telephone number, an address."""

    text: str


Piece = str | Field | Apart


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One line of text with fields. Says itself as HTML (`{{ words }}` in message.html.j2), as plain
    text (in message.txt.j2) and as `words.attribute`; anything else that one does to a string it
    refuses, because the fields have no value yet."""

    pieces: tuple[Piece, ...]
    marks: Marks

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @property
    def has_fields(self) -> bool:
        return any(isinstance(piece, Field) for piece in self.pieces)

    @property
    def literal(self) -> str:
        """What was typed, without the fields: for measuring, and for people who look at a link's name."""
        return "".join("…" if isinstance(piece, Field) else _typed(piece) for piece in self.pieces)

    def __html__(self) -> str:
        return "".join(self._markup(piece) for piece in self.pieces)

    @property
    def attribute(self) -> Markup:
        """For quoted attributes and the title."""
        return Markup(  # noqa: S704 (escaped piece by piece)
            "".join(
                self._mark(piece, "attribute")
                if isinstance(piece, Field)
                else str(escape(_typed(piece)))
                for piece in self.pieces
            )
        )

    def __str__(self) -> str:
        return self._plain("plain")

    @property
    def header(self) -> str:
        return self._plain("header")

    def _plain(self, context: Context) -> str:
        return "".join(
            self._mark(piece, context) if isinstance(piece, Field) else _typed(piece)
            for piece in self.pieces
        )

    def _markup(self, piece: Piece) -> str:
        if isinstance(piece, Field):
            return self._mark(piece, "text")
        if isinstance(piece, Apart):
            return f'<span dir="ltr">{escape(piece.text)}</span>'
        return str(escape(piece))

    def _mark(self, piece: Field, context: Context) -> str:
        return self.marks.mark(piece.name, context, optional=piece.optional)

    def _refuse(self, *_: Any) -> NoReturn:
        raise TemplateError(
            "The template changes a text that holds fields (joins, cuts or formats it). A field has no "
            "value before it is filled: print the text as it is."
        )

    __add__ = __radd__ = __mul__ = __mod__ = __getitem__ = __len__ = __iter__ = _refuse
    __format__ = __contains__ = __lt__ = __gt__ = _refuse


class Texts:
    """Reads the texts of one campaign. check: refuses an unknown field, given its name and the key."""

    def __init__(
        self,
        file: str,
        marks: Marks,
        check: Callable[[str, str], None],
        direction: Literal["ltr", "rtl"] = "ltr",
    ) -> None:
        self._file, self._marks, self._check = file, marks, check
        self._direction = direction

    def line(self, text: str, key: str, *, in_rows: bool = False) -> Words:
        """The whole text as one line. key: of the campaign file, for errors. in_rows: it may say
        `{{ item }}`."""
        pieces = self._pieces(text, key, in_rows=in_rows)
        if self._direction == "rtl":
            pieces = [part for piece in pieces for part in _cut(piece)]
        return Words(tuple(pieces), self._marks)

    def _pieces(self, text: str, key: str, *, in_rows: bool = False) -> list[Piece]:
        wrong = _CONTROLS.search(text)
        if wrong:
            raise TemplateError(
                f"{self._file}: {key} holds the invisible sign U+{ord(wrong[0]):04X}. Type it anew."
            )
        pieces: list[Piece] = []
        for number, piece in enumerate(_FIELD.split(_BLANKS.sub(" ", text).strip())):
            if number % 2:
                if not (piece == ITEM and in_rows):
                    self._check(piece, f"{self._file}: {key}")
                pieces.append(Field(piece, optional=piece == ITEM))
            elif piece:
                pieces.append(piece)
        return pieces

    def paragraphs(self, text: str, key: str) -> list[Words]:
        """An empty line starts a new paragraph; other line breaks are blanks."""
        return [self.line(each, key) for each in _PARAGRAPHS.split(text.strip()) if each.strip()]

    def phrase(self, pattern: str, **values: "Piece | Words") -> Words:
        """A fixed phrase such as `Give {amount}` with a text or a field in each named gap."""
        pieces: list[Piece] = []
        for number, piece in enumerate(re.split(r"\{([a-z_]+)\}", pattern)):
            if number % 2 == 0:
                pieces.append(piece)
            else:
                value = values[piece]
                pieces.extend(value.pieces if isinstance(value, Words) else (value,))
        return Words(tuple(piece for piece in pieces if piece), self._marks)

    def figure(self, text: str, key: str) -> Words:
        """A line that is a number with its unit, kept apart in right-to-left text."""
        return Words(tuple(map(self.apart, self._pieces(text, key))), self._marks)

    def apart(self, piece: Piece) -> Piece:
        """The piece, kept apart where the text around it runs the other way."""
        if self._direction == "ltr" or not isinstance(piece, str) or _runs_right_to_left(piece):
            return piece
        return Apart(piece)


def _cut(piece: Piece) -> list[Piece]:
    if not isinstance(piece, str):
        return [piece]
    parts = cut(piece)
    return [Apart(part) if number % 2 else part for number, part in enumerate(parts) if part]


def _typed(piece: str | Apart) -> str:
    return piece if isinstance(piece, str) else f"{_LEFT_TO_RIGHT}{piece.text}{_POP}"


def _runs_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)
