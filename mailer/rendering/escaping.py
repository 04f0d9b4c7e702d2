"""A value, made safe for the place where it stands. The only escaping there is at merge time."""

import re
from collections.abc import Callable, Sequence
from typing import Literal
from urllib.parse import quote, urlsplit

from markupsafe import escape

from mailer.model.message import Context
from mailer.rendering.fields import Kind

Escape = Callable[[str], str]

_BLANKS = re.compile("[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_NEVER = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\u206a-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\uffff"
)
_UNSEEN_BUT_ISOLATES = re.compile(f"[{_NEVER}]")
_UNSEEN = re.compile(f"[{_NEVER}\u2066-\u2069]")
_MARKS = re.compile("[\u200e\u200f\u061c]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SAFE = re.compile("[A-Za-z0-9_.~-]*")
_FIRST_STRONG, _LEFT_TO_RIGHT, _POP = "\u2068", "\u2066", "\u2069"


def clean(value: str) -> str:
    """One line of visible text: blanks and line breaks become one blank; controls, direction overrides
    and broken characters go. Joiners that names and emoji need stay."""
    if value.isprintable():
        return value.strip()
    seen = _BLANKS.sub(" ", _UNSEEN.sub("", value)).strip()
    return seen if any(sign.isprintable() for sign in seen) else ""


def clean_line(line: str) -> str:
    """As `clean`, for a line whose values are in it already: the isolates around them stay, and so does
    every plain blank."""
    if line.isprintable():
        return line.strip()
    return _BREAKS.sub(" ", _UNSEEN_BUT_ISOLATES.sub("", line)).strip()


def escaper(context: Context, direction: Literal["ltr", "rtl"], kind: Kind) -> Escape:
    """What turns a cleaned value into what stands in the message, escaped once and, in right-to-left
    text, kept apart from the words around it."""
    if context in ("url_part", "plain_url"):
        return url_part
    if context == "url":
        return _url
    escape_it = {"text": _markup, "attribute": _markup, "header": _header}.get(context, str)
    if direction == "ltr":
        return escape_it
    (by_itself, end), (as_figure, _) = _isolation(context, "name"), _isolation(context, "figure")

    def isolated(value: str) -> str:
        """A figure with letters that run from right to left, such as a date in Arabic, runs as they do."""
        is_figure = kind == "figure" and not _RIGHT_TO_LEFT.search(value)
        return f"{as_figure if is_figure else by_itself}{escape_it(value)}{end}" if value else ""

    return isolated


def is_link(value: str) -> bool:
    """Whether a value may be a whole link: https, mailto or tel, without blanks."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    if not value.isprintable() or any(sign in value for sign in ' "<>\\^`{|}'):
        return False
    return (parts.scheme == "https" and bool(parts.hostname)) or (
        parts.scheme in ("mailto", "tel") and bool(parts.path)
    )


def _isolation(context: Context, kind: Kind) -> tuple[str, str]:
    if context == "text":
        direction = "ltr" if kind == "figure" else "auto"
        return f'<span dir="{direction}">', "</span>"
    return (_LEFT_TO_RIGHT if kind == "figure" else _FIRST_STRONG), _POP


def _markup(value: str) -> str:
    return str(escape(value))


def _header(value: str) -> str:
    return _MARKS.sub("", value) if not value.isascii() else value


def _url(value: str) -> str:
    return str(escape(value)) if is_link(value) else ""


def url_part(value: str) -> str:
    """Percent-encoded, so that it is one value and nothing else."""
    return value if _SAFE.fullmatch(value) else quote(value, safe="")


def url_parts(values: Sequence[str]) -> Sequence[str]:
    """`url_part` of each, in one look where all of them are safe, as tokens are."""
    return values if _SAFE.fullmatch("".join(values)) else [url_part(value) for value in values]
