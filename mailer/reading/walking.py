"""HTML of any origin -> its lines in reading order: what a browser would set on a line of its own."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from mailer.reading.lines import LineKind

_SKIPPED_WORDS = (
    "script style noscript template svg canvas iframe object embed form button select option input "
    "textarea head math video audio map"
)
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_BLOCKS_WORDS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th "
    "thead tr ul"
)
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_DEEPEST = 200


@dataclass(slots=True)
class Piece:
    """A line before it is known whether it belongs to the article."""

    parts: list[str]
    first: int
    last: int
    """Lines of the source with its first and its last sign."""
    kind: LineKind
    level: int
    parent: Any
    """The element around it, itself: while it is held no other takes its identity."""
    links: list[str] = field(default_factory=list)
    is_hidden: bool = False
    in_margin: bool = False
    has_text: bool = False
    tag: str = ""
    css: str = ""
    """The element's class, as it stands there."""


def parsed(text: str) -> Any:
    """The parsed page, or None. The parser gets bytes: an encoding named in the page is of no matter."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def pieces_of(tree: Any) -> list[Piece]:
    """Every line of the page in reading order."""
    pieces: list[Piece] = []
    _visit(tree, pieces, depth=0, kind="text", level=0, margin=False, line=1)
    return pieces


def _visit(
    element: Any,
    pieces: list[Piece],
    depth: int,
    kind: LineKind,
    level: int,
    margin: bool,
    line: int,
) -> int:
    """line: of the source, where the element begins if it doesn't know itself. Gives the one where it ends, but
    for what is skipped in it: the next element knows better."""
    tag = element.tag if isinstance(element.tag, str) else ""
    line = element.sourceline or line
    if tag in _SKIPPED or not tag or depth > _DEEPEST or _is_hidden(element):
        return line + (element.text or "").count("\n")
    margin = (
        margin
        or tag in ("nav", "aside")
        or (tag == "footer" and kind != "quote")
        or element.get("role")
        in (
            "navigation",
            "contentinfo",
            "complementary",
        )
    )
    if tag in _BLOCKS:
        kind, level = _kind(tag, kind, level)
        _begin(pieces, element, kind, level, margin, line)
    elif tag == "br":
        _begin(pieces, element.getparent(), kind, level, margin, line)
    href = element.get("href") if tag == "a" else None
    if href and href.startswith(("http://", "https://")) and pieces:
        pieces[-1].links.append(href.strip())
    line = _say(pieces, element, element.text, kind, level, margin, line)
    for child in element:
        line = _visit(child, pieces, depth + 1, kind, level, margin, line)
        if isinstance(child.tag, str) and child.tag in _BLOCKS:
            _begin(pieces, element, kind, level, margin, line)
        line = _say(pieces, element, child.tail, kind, level, margin, line)
    return line


def _kind(tag: str, kind: LineKind, level: int) -> tuple[LineKind, int]:
    if re.fullmatch(r"h[1-6]", tag):
        return "heading", int(tag[1])
    if tag == "li":
        return "item", level
    if tag == "blockquote":
        return "quote", level
    if tag in ("p", "div") and kind in ("item", "quote"):
        return kind, level
    return ("text", level) if kind == "heading" else (kind, level)


def _begin(
    pieces: list[Piece], element: Any, kind: LineKind, level: int, margin: bool, line: int
) -> None:
    if pieces and not "".join(pieces[-1].parts).strip():
        pieces.pop()
    pieces.append(
        Piece(
            parts=[],
            first=line,
            last=line,
            kind=kind,
            level=level,
            parent=element.getparent(),
            in_margin=margin,
            tag=element.tag if isinstance(element.tag, str) else "",
            css=element.get("class") or "",
        )
    )


def _say(
    pieces: list[Piece],
    element: Any,
    text: str | None,
    kind: LineKind,
    level: int,
    margin: bool,
    line: int,
) -> int:
    """Gives the line where the text ends."""
    if not text:
        return line
    if not pieces:
        _begin(pieces, element, kind, level, margin, line)
    piece, bare = pieces[-1], text.strip()
    if bare:
        first = line + text[: text.index(bare[0])].count("\n")
        piece.first = piece.first if piece.has_text else first
        piece.last = first + bare.count("\n")
        piece.has_text = True
    piece.parts.append(text)
    return line + text.count("\n")


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").casefold()
    return element.get("hidden") is not None or "display:none" in style
