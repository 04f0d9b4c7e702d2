"""The last build of a campaign that somebody approved, to compare the present one with."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from mailer.app import App
from mailer.errors import NotFound
from mailer.model.ids import Fingerprint, Slug
from mailer.model.message import Message

_MOST_LINES = 60
_BREAK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*- )")


@dataclass(frozen=True, slots=True)
class Approved:
    by: str
    at: datetime
    message: Message


@dataclass(frozen=True, slots=True)
class Line:
    """sign: "-" for what went, "+" for what came. words: stretches, and whether they changed."""

    sign: str
    words: tuple[tuple[str, bool], ...]


def last_approved(app: App, slug: str, edition: int = 0) -> Approved | None:
    """By the audit's newest yes whose message is still kept; edition: its number."""
    for entry in reversed(app.store.audit.of(slug)):
        if entry["what"] != "approved":
            continue
        plan = app.store.plans.find(Slug(slug), Fingerprint(entry["detail"]["fingerprint"]))
        if plan is None or edition >= max(len(plan.editions), 1):
            continue
        try:
            message = app.store.messages.get(plan.message_of(edition))
        except NotFound:
            continue
        return Approved(entry["by"], entry["at"], message)
    return None


def changes(before: str, now: str) -> Sequence[Line]:
    """What went and what came between two text parts, paragraph by paragraph: where a line breaks is no
    change. The last line says how many more there are."""
    old, new = _paragraphs(before), _paragraphs(now)
    lines: list[Line] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            for went, came in zip_longest(old[i:j], new[k:m], fillvalue=""):
                lines += _compared(went, came)
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], Line(" ", ((f"and {more} more", False),))] if more > 0 else lines


def _paragraphs(text: str) -> list[str]:
    """Unwrapped; an item of a list is a paragraph of its own."""
    blocks = _BREAK.split(text.strip())
    return [" ".join(block.split()) for block in blocks if block.strip()]


def _compared(went: str, came: str) -> list[Line]:
    old, new = went.split(), came.split()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        is_changed = kind != "equal"
        left += [(" ".join(old[i:j]), is_changed)] if j > i else []
        right += [(" ".join(new[k:m]), is_changed)] if m > k else []
    return [Line(sign, tuple(words)) for sign, words in (("-", left), ("+", right)) if words]
