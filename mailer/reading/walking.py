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
    kind: LineKind
    level: int
    parent: Any
    """The element around it, itself: while it is held no other takes its identity."""
    links: list[str] = field(default_factory=list)
    is_hidden: bool = False
    in_margin: bool = False
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
    _visit(tree, pieces, depth=0, kind="text", level=0, margin=False)
    return pieces


def _visit(
    element: Any, pieces: list[Piece], depth: int, kind: LineKind, level: int, margin: bool
) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _SKIPPED or not tag or depth > _DEEPEST or _is_hidden(element):
        return
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
        _begin(pieces, element, kind, level, margin)
    elif tag == "br":
        _begin(pieces, element.getparent(), kind, level, margin)
    href = element.get("href") if tag == "a" else None
    if href and href.startswith(("http://", "https://")) and pieces:
        pieces[-1].links.append(href.strip())
    _say(pieces, element, element.text, kind, level, margin)
    for child in element:
        _visit(child, pieces, depth + 1, kind, level, margin)
        if isinstance(child.tag, str) and child.tag in _BLOCKS:
            _begin(pieces, element, kind, level, margin)
        _say(pieces, element, child.tail, kind, level, margin)


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


def _begin(pieces: list[Piece], element: Any, kind: LineKind, level: int, margin: bool) -> None:
    if pieces and not "".join(pieces[-1].parts).strip():
        pieces.pop()
    pieces.append(
        Piece(
            parts=[],
            first=element.sourceline or 1,
            kind=kind,
            level=level,
            parent=element.getparent(),
            in_margin=margin,
            tag=element.tag if isinstance(element.tag, str) else "",
            css=element.get("class") or "",
        )
    )


def _say(
    pieces: list[Piece], element: Any, text: str | None, kind: LineKind, level: int, margin: bool
) -> None:
    if not text:
        return
    if not pieces:
        _begin(pieces, element, kind, level, margin)
    pieces[-1].parts.append(text)


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").casefold()
    return element.get("hidden") is not None or "display:none" in style
