"""A saved web page. Our own walk over it gives lines, links and places; trafilatura says which of them are
the article. Lines beside the article's own, in the same element, come with it: it drops short ones.
No network: nothing but the bytes of the file is looked at.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree, html

from mailer.model.release import ReadingWarning, Span
from mailer.reading.lines import Line, LineKind, Page, folded, tidy, urls_in, weight
from mailer.reading.walking import Piece, parsed, pieces_of

SUFFIXES = (".html", ".htm", ".xhtml")
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
_DASH = re.compile(r"[-–—•·*]\s+(?=\S)")
_SHORTEST_STANDFIRST = 20
_LONGEST_STANDFIRST = 280
_LONGEST_BYLINE = 70
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]")
_STANDFIRST = re.compile(
    r"sub-?(?:title|head|line|titulo|titre)|stand-?first|\bdek\b|\bdeck\b|chap(?:o|ô|eau)\b|entradilla|bajada|linha-?fina|accroche|sumario|sumário|resumen|anriss|anleser|einleitung|gravata|teaser|vorspann|"
    r"excerpt|(?:^|[\s_-])(?:lead|lede|intro|summary|kicker-text|unterzeile|untertitel|vorspann|teaser|abstract|sub|bajante|copete|ante-?titulo|antetítulo|zwischenzeile|dachzeile)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
"""How page makers call the line that says it in short."""
_OPENING = re.compile(r"(?:^|[\s_-])(?:lead|lede|intro)(?:$|[\s_-])", re.IGNORECASE)
"""So they call the first paragraph as well."""
_BESIDE_IT = re.compile(
    r"meta|byline|author|date|time|share|caption|tags?\b|crumb|label", re.IGNORECASE
)


def page(text: str, filename: str) -> Page:
    """Never fails: what can't be parsed is no line."""
    del filename
    tree = parsed(text)
    if tree is None:
        return Page(lines=())
    pieces = [piece for piece in pieces_of(tree) if tidy("".join(piece.parts))]
    article, warnings = _article(tree)
    last = text.count("\n") + 1
    lines = _masked(pieces, article, last)
    titles = list(_titles(tree))
    return Page(
        lines=tuple(lines),
        titles=tuple(title for title, _, _ in titles),
        language=_language(tree),
        address=_address(tree),
        warnings=warnings,
        titles_at=tuple(Span(min(first, last), min(end, last)) for _, first, end in titles),
    )


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
    return {folded(text) for piece in pieces_of(tree) if (text := tidy("".join(piece.parts)))}


def _masked(pieces: Sequence[Piece], article: set[str] | None, source_lines: int) -> Iterator[Line]:
    """source_lines: how many the page has; some parsers count an implied element from its end."""
    texts = [tidy("".join(piece.parts).replace("\n", " ")) for piece in pieces]
    dashed = _dashed(pieces, texts)
    inside = _inside(pieces, texts, article)
    summaries = _summaries(pieces, texts, inside)
    ends = [*(piece.first for piece in pieces[1:]), 0][: len(pieces)]
    for index, (piece, text, is_inside, end, is_dashed) in enumerate(
        zip(pieces, texts, inside, ends, dashed, strict=True)
    ):
        if not text:
            continue
        kind: LineKind = "emphasis" if index in summaries else piece.kind
        first = min(piece.first, source_lines)
        last = min(piece.last, source_lines)
        links = tuple(dict.fromkeys([*piece.links, *urls_in(text)]))
        yield Line(
            text=_DASH.sub("", text) if is_dashed else text,
            first=first,
            last=max(first, min(last, end) if end >= first else last),
            kind="item" if is_dashed else kind,
            level=piece.level if piece.kind == "heading" else 0,
            links=links,
            is_outside=not is_inside,
        )


def _dashed(pieces: Sequence[Piece], texts: Sequence[str]) -> list[bool]:
    """Lines after a dash, two at least in a row: a list whose maker knew no other way."""
    able = [
        piece.kind == "text" and _DASH.match(text) is not None
        for piece, text in zip(pieces, texts, strict=True)
    ]
    return [
        own and any(able[max(0, index - 1) : index] + able[index + 1 : index + 2])
        for index, own in enumerate(able)
    ]


def _inside(pieces: Sequence[Piece], texts: Sequence[str], article: set[str] | None) -> list[bool]:
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
    standing_first = _standing_first(pieces, texts, named)
    last = max((i for i, is_in in enumerate(named) if is_in), default=-1)
    found: list[bool] = []
    for index, (piece, is_in) in enumerate(zip(pieces, named, strict=True)):
        is_home = homes[piece.parent] >= 2 and not piece.in_margin
        is_between = first < index < last and piece.kind == "item" and not piece.in_margin
        is_title = piece.kind == "heading" and piece.level == 1
        is_signed = piece.kind == "quote" and index > 0 and pieces[index - 1].kind == "quote"
        is_between = is_between or (is_signed and found[-1] and not piece.in_margin)
        found.append(is_in or is_home or is_between or is_title or index in standing_first)
    return found


def _standing_first(
    pieces: Sequence[Piece], texts: Sequence[str], named: Sequence[bool]
) -> frozenset[int]:
    """What stands between the page's headline and its text and says it in short: beside the headline, or in an
    element that is called so. Extractors take it for ornament."""
    heads = [i for i, piece in enumerate(pieces) if piece.kind == "heading" and piece.level == 1]
    if len(heads) != 1:
        return frozenset()
    head = heads[0]
    long_ones = (
        i
        for i in range(head + 1, len(pieces))
        if named[i] and pieces[i].kind in ("text", "quote") and weight(texts[i]) >= 120
    )
    start = next(long_ones, head)
    return frozenset(
        index
        for index in range(head + 1, start)
        if not pieces[index].in_margin
        and weight(texts[index]) >= _SHORTEST_STANDFIRST
        and not (_DATED.search(texts[index]) and weight(texts[index]) < _LONGEST_BYLINE)
        and (
            _is_called_so(pieces[index])
            or (index == head + 1 and pieces[index].kind == "heading")
            or (
                pieces[index].parent == pieces[head].parent
                and pieces[index].tag in ("p", "h2", "h3", "h4")
                and not _BESIDE_IT.search(pieces[index].css)
            )
        )
    )


def _summaries(
    pieces: Sequence[Piece], texts: Sequence[str], inside: Sequence[bool]
) -> frozenset[int]:
    """A paragraph right below the headline that is called a standfirst, above the longer text itself:
    a few sentences that say it in short."""
    heads = [i for i, piece in enumerate(pieces) if piece.kind == "heading" and piece.level == 1]
    if len(heads) != 1:
        return frozenset()
    below = [i for i in range(heads[0] + 1, len(pieces)) if inside[i]]
    called = [
        i
        for i in below[:3]
        if pieces[i].kind == "text"
        and weight(texts[i]) <= _LONGEST_STANDFIRST
        and _is_called_so(pieces[i])
        and not _OPENING.search(pieces[i].css)
    ]
    has_text = any(
        pieces[i].kind == "text" and weight(texts[i]) >= 120 for i in below if i not in called
    )
    return frozenset(called if has_text else ())


def _is_called_so(piece: Piece) -> bool:
    """By its own class, or by that of the element around it which holds nothing else."""
    around = piece.parent
    is_alone = around is not None and len(around) == 1
    called = f"{piece.css} {around.get('class') or ''}" if is_alone else piece.css
    return _STANDFIRST.search(called) is not None


def _is_in(line: str, article: set[str], grams: set[str]) -> bool:
    if line in article:
        return True
    if len(line) < 2 * _GRAM:
        return False
    own = [line[i : i + _GRAM] for i in range(0, len(line) - _GRAM + 1, 3)]
    return sum(gram in grams for gram in own) >= 0.8 * len(own)


# -- what the page says of itself


def _titles(tree: Any) -> Iterator[tuple[str, int, int]]:
    """With its first and last line. The surest first: structured data, the only h1, the title for sharing, the
    page's title."""
    for node in tree.xpath("//script[@type='application/ld+json']"):
        for title in _headlines(node.text or ""):
            yield title, *_place_of(node)
    heads = [(tidy(" ".join(node.itertext())), node) for node in tree.xpath("//h1")]
    heads = [(head, node) for head, node in heads if head]
    if len(heads) == 1:
        yield heads[0][0], *_place_of(heads[0][1])
    for node in tree.xpath("//meta[@property='og:title' or @name='og:title'][@content]"):
        if title := tidy(node.get("content")):
            yield title, *_place_of(node)
    for node in tree.xpath("//head/title"):
        if title := tidy(" ".join(node.itertext())):
            yield title, *_place_of(node)


def _place_of(element: Any) -> tuple[int, int]:
    first = element.sourceline or 1
    return first, first + "".join(element.itertext()).rstrip().count("\n")


def _address(tree: Any) -> str | None:
    paths = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    found = (tidy(str(value)) for path in paths for value in tree.xpath(path))
    return next((value for value in found if value.startswith(("http://", "https://"))), None)


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
