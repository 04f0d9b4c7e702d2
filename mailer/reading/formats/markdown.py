"""Markdown as people write releases in it: headings, lists, quotes, links, emphasis, front matter."""

import re
from collections.abc import Iterator
from dataclasses import replace

from mailer.model.release import Span
from mailer.reading.lines import Line, LineKind, Page, tidy, urls_in

SUFFIXES = (".md", ".markdown")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+(?=\S)")
_RULE = re.compile(r"(?:[-*_][ \t]*){3,}")
_REFERENCE = re.compile(r"\[([^\]]{1,200})\]:\s*<?(\S{1,2000}?)>?(?:\s+[\"'(].*)?")
_LINK = re.compile(
    r"(!?)\[([^\[\]]{0,1000})\]\(\s*<?([^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,500})?)>?(?:\s+[\"'(][^()]{0,300})?\)"
)
_NAMED = re.compile(r"(!?)\[([^\[\]]{1,1000})\]\[([^\[\]]{0,200})\]")
_AUTO = re.compile(r"<(https?://[^\s<>]{1,2000}|mailto:[^\s<>]{1,300})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,2000}?)(?<=\S)\1")
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]|[^\W\d_a-z][\w’' -]{1,24}: ")
"""`發稿單位：…`: a line that says what it is stands by itself."""
_BOLD = re.compile(r"(\*\*|__)[^*_]{1,200}\1:?")
"""A whole line in bold is meant as a line of its own, though the next one follows at once."""
_SOFT = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]{1,2000}?)(?<=\S)\1(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|<!--.{0,2000}?-->", re.DOTALL)
_ALL_SOFT = re.compile(r"([*_])(?![*_\s])[^*_]{1,400}\1")


def page(text: str, filename: str) -> Page:
    """Never fails: what is no Markdown stays text."""
    del filename
    whole = text.split("\n")
    titles, language, start, source = _front_matter(whole)
    references = {
        match.group(1).casefold(): match.group(2)
        for line in source
        if line.startswith("[") and (match := _REFERENCE.fullmatch(line.strip()))
    }
    lines = tuple(_lines(source, start, references))
    return Page(
        lines=lines,
        titles=titles,
        language=language,
        titles_at=tuple(_place_of(title, whole[: start - 1]) for title in titles),
        source=tuple(whole),
    )


def _place_of(title: str, head: list[str]) -> Span:
    """head: the front matter, with the title in it."""
    number = next(number for number, line in enumerate(head, start=1) if title in line)
    return Span(number, number)


def _front_matter(source: list[str]) -> tuple[tuple[str, ...], str | None, int, list[str]]:
    """titles, language, number of the first line after it, the lines after it."""
    if not source or source[0].strip() != "---":
        return (), None, 1, source
    end = 0
    for line in source[1:60]:
        end += 1
        if line.strip() in ("---", "..."):
            break
        if line.strip() and not re.match(r"[\w-]+\s*:|\s|-|#", line):
            return (), None, 1, source
    else:
        return (), None, 1, source
    pairs = {
        key.strip().casefold(): value.strip().strip("\"'")
        for key, _, value in (line.partition(":") for line in source[1:end])
    }
    titles = tuple(pairs[key] for key in ("title", "headline") if pairs.get(key))
    declared = pairs.get("lang") or pairs.get("language") or ""
    language = re.split(r"[-_]", declared.lower())[0] if declared else None
    return titles, language, end + 2, source[end + 1 :]


def _lines(source: list[str], start: int, references: dict[str, str]) -> Iterator[Line]:
    current: Line | None = None
    follows_blank, follows_rule = True, False
    for number, raw in enumerate(source, start=start):
        stripped = raw.strip()
        if current is not None and re.fullmatch(r"=+|-{2,}", stripped) and current.kind == "text":
            yield _finished(replace(current, kind="heading", level=1, last=number), references)
            current, follows_blank = None, True
            continue
        if not stripped or _RULE.fullmatch(stripped) or _REFERENCE.fullmatch(stripped):
            if current is not None:
                yield _finished(current, references)
            current, follows_blank = None, True
            follows_rule = follows_rule or _RULE.fullmatch(stripped) is not None
            continue
        begun = replace(_begun(raw, stripped, number, follows_blank), follows_rule=follows_rule)
        if current is not None and _goes_on(current, begun):
            current = replace(current, text=_glued(current.text, begun.text), last=number)
        else:
            if current is not None:
                yield _finished(current, references)
            current = begun
        follows_blank = follows_rule = False
        is_label = current.text == stripped and _BOLD.fullmatch(stripped) is not None
        if current.kind == "heading" or raw.endswith(("  ", "\\")) or is_label:
            yield _finished(current, references)
            current = None
    if current is not None:
        yield _finished(current, references)


def _begun(raw: str, stripped: str, number: int, follows_blank: bool) -> Line:
    indent = len(raw) - len(raw.lstrip())
    kind: LineKind = "text"
    text, level = stripped, indent
    if heading := _HEADING.fullmatch(stripped):
        kind, text, level = "heading", heading.group(2), len(heading.group(1))
    elif stripped.startswith(">"):
        kind, text = "quote", stripped.lstrip("> ")
    elif item := _ITEM.match(stripped):
        kind, text = "item", stripped[item.end() :]
    return Line(text, number, number, kind, level, follows_blank=follows_blank)


def _goes_on(current: Line, begun: Line) -> bool:
    if current.kind == "quote":
        return begun.kind in ("quote", "text") and bool(begun.text)
    if _BOLD.fullmatch(begun.text) or (
        _LABELLED.match(current.text) and _LABELLED.match(begun.text)
    ):
        return False
    return begun.kind == "text" and current.kind in ("text", "item")


def _glued(before: str, after: str) -> str:
    return f"{before} {after}"


def _finished(line: Line, references: dict[str, str]) -> Line:
    """Markup out of the text, links kept."""
    emphasised = line.kind == "text" and _ALL_SOFT.fullmatch(line.text)
    links: list[str] = []

    def linked(match: re.Match[str]) -> str:
        if match.group(1):
            return ""
        links.append(match.group(3))
        return match.group(2)

    def named(match: re.Match[str]) -> str:
        target = references.get((match.group(3) or match.group(2)).casefold())
        if target is None:
            return match.group()
        if not match.group(1):
            links.append(target)
        return match.group(2)

    text = _LINK.sub(linked, line.text)
    text = _NAMED.sub(named, text)
    text = _AUTO.sub(lambda match: match.group(1).removeprefix("mailto:"), text)
    text = _TAG.sub("", text)
    text = _SOFT.sub(r"\2", _STRONG.sub(r"\2", text)).replace("`", "")
    text = tidy(_ESCAPE.sub(r"\1", text.rstrip("\\")))
    links += [url for url in urls_in(text) if url not in links]
    kind: LineKind = "emphasis" if emphasised else line.kind
    return replace(line, text=text, links=tuple(links), kind=kind)
