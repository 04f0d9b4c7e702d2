"""A saved web page. Our own walk over it gives lines, links and places; trafilatura says which of them are
the article. Lines beside the article's own, in the same element, come with it: it drops short ones.
No network: nothing but the bytes of the file is looked at.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from mailer.model.release import ReadingWarning
from mailer.reading.lines import Line, LineKind, Page, folded, tidy, urls_in, weight

SUFFIXES = (".html", ".htm", ".xhtml")
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
_ARTICLES = frozenset(
    (
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "BlogPosting",
        "PressRelease",
        "WebPage",
        "Report",
    )
)
_GRAM = 12
"""Signs compared at a time when looking for a line in the article."""
_DIFFERENCE = 0.25
_DEEPEST = 200


@dataclass(slots=True)
class _Piece:
    """A line before it is known whether it belongs to the article."""

    parts: list[str]
    first: int
    kind: LineKind
    level: int
    parent: int
    links: list[str] = field(default_factory=list)
    is_hidden: bool = False
    in_margin: bool = False


def page(text: str, filename: str) -> Page:
    """Never fails: what can't be parsed is no line."""
    del filename
    tree = _tree(text)
    if tree is None:
        return Page(lines=())
    pieces = [piece for piece in _walk(tree) if tidy("".join(piece.parts))]
    article, warnings = _article(tree)
    lines = _masked(pieces, article)
    return Page(
        lines=tuple(lines),
        titles=tuple(_titles(tree)),
        language=_language(tree),
        warnings=warnings,
    )


def _tree(text: str) -> Any:
    """The parsed page, or None. The parser gets bytes: an encoding named in the page is of no matter."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return None


# -- the walk


def _walk(tree: Any) -> list[_Piece]:
    """Every line of the page in reading order."""
    pieces: list[_Piece] = []
    _visit(tree, pieces, depth=0, kind="text", level=0, margin=False)
    return pieces


def _visit(
    element: Any, pieces: list[_Piece], depth: int, kind: LineKind, level: int, margin: bool
) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _SKIPPED or not tag or depth > _DEEPEST or _is_hidden(element):
        return
    margin = (
        margin
        or tag in ("nav", "aside", "footer")
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


def _begin(pieces: list[_Piece], element: Any, kind: LineKind, level: int, margin: bool) -> None:
    if pieces and not "".join(pieces[-1].parts).strip():
        pieces.pop()
    parent = element.getparent()
    pieces.append(
        _Piece(
            parts=[],
            first=element.sourceline or 1,
            kind=kind,
            level=level,
            parent=id(parent) if parent is not None else 0,
            in_margin=margin,
        )
    )


def _say(
    pieces: list[_Piece], element: Any, text: str | None, kind: LineKind, level: int, margin: bool
) -> None:
    if not text:
        return
    if not pieces:
        _begin(pieces, element, kind, level, margin)
    pieces[-1].parts.append(text)


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").casefold()
    return element.get("hidden") is not None or "display:none" in style


# -- which lines are the article


def _article(tree: Any) -> tuple[set[str] | None, tuple[ReadingWarning, ...]]:
    """Its lines, folded; None where nothing was found. Read twice, carefully and openly: where the two
    differ much, a person should look."""
    import trafilatura

    found = []
    for precise in (True, False):
        try:
            text = trafilatura.extract(
                html.fromstring(etree.tostring(tree)),
                output_format="html",
                favor_precision=precise,
                include_links=False,
                include_comments=False,
                include_tables=True,
                deduplicate=False,
            )
        except Exception:
            text = None
        found.append(_lines_of(text) if text else None)
    careful, open_ = found
    sizes = [sum(map(len, lines or ())) for lines in found]
    warnings: tuple[ReadingWarning, ...] = ()
    if careful and open_ and abs(sizes[0] - sizes[1]) > _DIFFERENCE * max(sizes):
        warnings = (
            ReadingWarning(
                "extractions-differ",
                f"Two ways of finding the text disagree: {sizes[0]:,} and {sizes[1]:,} letters. "
                "Compare the text with the page.",
                None,
            ),
        )
    return careful or open_, warnings


def _lines_of(extracted: str) -> set[str]:
    try:
        tree = html.fromstring(extracted)
    except (etree.ParserError, ValueError):
        return set()
    return {folded(text) for piece in _walk(tree) if (text := tidy("".join(piece.parts)))}


def _masked(pieces: Sequence[_Piece], article: set[str] | None) -> Iterator[Line]:
    texts = [tidy("".join(piece.parts).replace("\n", " ")) for piece in pieces]
    inside = _inside(pieces, texts, article)
    ends = [*(piece.first for piece in pieces[1:]), 0][: len(pieces)]
    for piece, text, is_inside, end in zip(pieces, texts, inside, ends, strict=True):
        if not text:
            continue
        last = piece.first + "".join(piece.parts).strip().count("\n")
        links = tuple(dict.fromkeys([*piece.links, *urls_in(text)]))
        yield Line(
            text=text,
            first=piece.first,
            last=max(piece.first, min(last, end) if end >= piece.first else last),
            kind=piece.kind,
            level=piece.level if piece.kind == "heading" else 0,
            links=links,
            is_outside=not is_inside,
        )


def _inside(pieces: Sequence[_Piece], texts: Sequence[str], article: set[str] | None) -> list[bool]:
    if article is None:
        return [not piece.in_margin for piece in pieces]
    grams = {line[i : i + _GRAM] for line in article for i in range(len(line) - _GRAM + 1)}
    named = [_is_in(folded(text), article, grams) for text in texts]
    homes = Counter(
        piece.parent
        for piece, text, is_in in zip(pieces, texts, named, strict=True)
        if is_in and weight(text) >= 60
    )
    first = next((i for i, is_in in enumerate(named) if is_in), 0)
    last = max((i for i, is_in in enumerate(named) if is_in), default=-1)
    found = []
    for index, (piece, is_in) in enumerate(zip(pieces, named, strict=True)):
        is_home = homes[piece.parent] >= 2 and not piece.in_margin
        is_between = first < index < last and piece.kind == "item" and not piece.in_margin
        is_title = piece.kind == "heading" and piece.level == 1
        found.append(is_in or is_home or is_between or is_title)
    return found


def _is_in(line: str, article: set[str], grams: set[str]) -> bool:
    if line in article:
        return True
    if len(line) < 2 * _GRAM:
        return False
    own = [line[i : i + _GRAM] for i in range(0, len(line) - _GRAM + 1, 3)]
    return sum(gram in grams for gram in own) >= 0.8 * len(own)


# -- what the page says of itself


def _titles(tree: Any) -> Iterator[str]:
    """The surest first: structured data, the only h1, the title for sharing, the page's title."""
    for node in tree.xpath("//script[@type='application/ld+json']"):
        yield from _headlines(node.text or "")
    heads = [tidy(" ".join(node.itertext())) for node in tree.xpath("//h1")]
    heads = [head for head in heads if head]
    if len(heads) == 1:
        yield heads[0]
    for value in tree.xpath("//meta[@property='og:title' or @name='og:title']/@content"):
        if tidy(str(value)):
            yield tidy(str(value))
    for node in tree.xpath("//head/title"):
        title = tidy(" ".join(node.itertext()))
        if title:
            yield title


def _headlines(source: str) -> Iterator[str]:
    try:
        data = json.loads(source)
    except (ValueError, RecursionError):
        return
    waiting = [data]
    for _ in range(200):
        if not waiting:
            return
        entry = waiting.pop(0)
        if isinstance(entry, list):
            waiting.extend(entry)
        elif isinstance(entry, dict):
            kinds = entry.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            headline = entry.get("headline")
            if isinstance(headline, str) and any(
                k in _ARTICLES for k in kinds if isinstance(k, str)
            ):
                yield tidy(headline)
            waiting.extend(entry.get("@graph", []) if isinstance(entry.get("@graph"), list) else [])


def _language(tree: Any) -> str | None:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    code = re.split(r"[-_]", declared.strip().casefold())[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None
