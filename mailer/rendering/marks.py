"""Inert words that stand for slots while a message is rendered and inlined.

Their nonce is a hash of the input, so equal input renders equally, and nobody who writes a name or a
release can know it. Nothing of a mark survives the split into pieces.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from mailer.errors import TemplateError
from mailer.model.message import Context, Part, Slot

_LETTERS: dict[Context, str] = {
    "text": "T",
    "attribute": "A",
    "plain": "P",
    "header": "H",
    "url_part": "Q",
    "plain_url": "V",
}


@dataclass(slots=True)
class Marks:
    """The slots of one message while it is made, each field and context once."""

    nonce: str
    fallback_of: Callable[[str], str | None]
    slots: list[Slot] = field(default_factory=list)
    _known: dict[tuple[str, Context], int] = field(default_factory=dict)
    _open: list[int] = field(default_factory=list)

    def slot(self, name: str, context: Context, *, optional: bool) -> int:
        """The number of the slot for a field in a context; made at first use."""
        key = (name, context)
        if key not in self._known:
            self._known[key] = len(self.slots)
            fallback = None if optional else self.fallback_of(name)
            self.slots.append(Slot(name, context, fallback, optional))
        return self._known[key]

    def mark(self, name: str, context: Context, *, optional: bool = False) -> str:
        index = self.slot(name, context, optional=optional)
        if context == "url":
            return f"https://{self.nonce}-{index}.merge.invalid/"
        return f"xMF{self.nonce}{_LETTERS[context]}{index}x"

    def when(self, name: str) -> Markup:
        """Opens a stretch that is shown only to recipients who have the field."""
        return self._opened(Slot(name, "block", optional=True), "if")

    def when_any(self, name: str, separator: str) -> Markup:
        """Opens a stretch that is shown only to recipients who have one of the field's values or more."""
        return self._opened(Slot(name, "block", optional=True, separator=separator), "if")

    def each(self, name: str, separator: str, most: int) -> Markup:
        """Opens a stretch that is repeated for each of the field's values; in it the field `item` is the
        value."""
        rows = Slot(name, "rows", optional=True, separator=separator, most=most)
        return self._opened(rows, "each")

    def otherwise(self) -> Markup:
        if self.slots[self._innermost()].context == "rows":
            raise TemplateError("The template says otherwise() in rows, which have no other way.")
        return self._control(self._innermost(), "else")

    def end(self) -> Markup:
        mark = self._control(self._innermost(), "end")
        self._open.pop()
        return mark

    def check_closed(self) -> None:
        if self._open:
            name = self.slots[self._open[-1]].field
            raise TemplateError(
                f"The template opens when({name!r}) and never ends it: add end_when()."
            )

    def pattern(self) -> re.Pattern[str]:
        """Groups: letter and number of a word; number of a whole URL; number and act of a control."""
        nonce = self.nonce
        return re.compile(
            rf"xMF{nonce}([TAPHQV])(\d+)x"
            rf"|https://{nonce}-(\d+)\.merge\.invalid/"
            rf"|<!--xMF{nonce}:(\d+):(if|each|else|end)-->"
        )

    def _innermost(self) -> int:
        if not self._open:
            raise TemplateError(
                "The template says otherwise() or end_when() without a when() before it."
            )
        return self._open[-1]

    def _opened(self, slot: Slot, act: str) -> Markup:
        if self._open and self.slots[self._open[-1]].context == "rows":
            raise TemplateError(
                "The template opens a when() in rows: a row is the same for every value."
            )
        self.slots.append(slot)
        self._open.append(len(self.slots) - 1)
        return self._control(self._open[-1], act)

    def _control(self, index: int, act: str) -> Markup:
        return Markup(f"<!--xMF{self.nonce}:{index}:{act}-->")  # noqa: S704 (no input in it)


def context_of(letter: str) -> Context:
    """The context that a mark's letter declares."""
    return next(context for context, each in _LETTERS.items() if each == letter)


@dataclass(slots=True)
class _Stretch:
    statics: list[str] = field(default_factory=lambda: [""])
    refs: list[int] = field(default_factory=list)

    def part(self) -> Part:
        return Part(tuple(self.statics), tuple(self.refs))

    def add(self, ref: int) -> None:
        self.refs.append(ref)
        self.statics.append("")


def split(text: str, marks: Marks) -> Part:
    """Cuts a rendered text at its marks. Stretches between controls become the block's own parts."""
    stack: list[tuple[int, _Stretch, list[Part]]] = []
    current, at = _Stretch(), 0
    for found in marks.pattern().finditer(text):
        current.statics[-1] += text[at : found.start()]
        at = found.end()
        _, word, url, control, act = found.groups()
        if control is None:
            current.add(int(word or url))
        elif act in ("if", "each"):
            stack.append((int(control), current, []))
            current = _Stretch()
        else:
            if not stack or stack[-1][0] != int(control):
                raise TemplateError("The template's when() and end_when() cross each other.")
            index, outer, done = stack[-1]
            done.append(current.part())
            current = _Stretch()
            if act == "end":
                stack.pop()
                _close(marks, index, done)
                outer.add(index)
                current = outer
    if stack:
        raise TemplateError("The template opens a when() and never ends it: add end_when().")
    current.statics[-1] += text[at:]
    return current.part()


def _close(marks: Marks, index: int, parts: list[Part]) -> None:
    """Gives the block's slot what it shows with and without its field, and the rows' what they repeat."""
    then, otherwise = (*parts, Part(("",), ()))[:2]
    slot = marks.slots[index]
    other = None if slot.context == "rows" else otherwise
    marks.slots[index] = replace(slot, then=then, otherwise=other)
