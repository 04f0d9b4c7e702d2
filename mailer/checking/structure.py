"""Whether the HTML is whole: markup that mail keeps, languages, tables, headings."""

import re
from collections.abc import Iterator

from mailer.checking.facts import (
    Document,
    Element,
    Looked,
    Rule,
    columns,
    found,
    shortened,
    squeezed,
)
from mailer.model.finding import Finding
from mailer.reading.language import language_of
from mailer.reading.languages import languages

DOCTYPE = "<!DOCTYPE html>"
_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "sd", "ckb", "dv"})
_SCRIPTS = {
    "ar": "\u0600-\u06ff\u0750-\u077f",
    "fa": "\u0600-\u06ff\u0750-\u077f",
    "ur": "\u0600-\u06ff\u0750-\u077f",
    "he": "\u0590-\u05ff",
    "ru": "\u0400-\u04ff",
    "uk": "\u0400-\u04ff",
    "bg": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "zh": "\u3400-\u9fff",
    "ja": "\u3040-\u30ff\u3400-\u9fff",
    "ko": "\uac00-\ud7af",
    "th": "\u0e00-\u0e7f",
    "hi": "\u0900-\u097f",
}
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_LEFTOVERS = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|%7B%7B|xMF[0-9a-z]{4,}|\.merge\.invalid"
    r"|\*\|\w+\|\*|%%\w+%%|\[(?:FNAME|LNAME|FIRST_?NAME|LAST_?NAME|EMAIL)\]"
)
_OURS = re.compile(r"\{\{\s*[A-Za-z_][A-Za-z0-9_]*\s*\}\}")
_FORBIDDEN_TAGS = [
    "script",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "link",
    "base",
    "video",
    "audio",
]
_ENOUGH = 60
"""Columns of a text from which on its small words tell its language."""
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def inlining_broken(looked: Looked) -> Iterator[Finding]:
    """A token that came through, or a tree that did not come out whole."""
    rule, fix = "inlining-broken", "Mend the template, or take that piece of text out."
    for document in looked.documents:
        if document.tree is None or not document.words:
            yield found(rule, "error", "html", "the HTML part is empty", fix)
        if not document.sample.html.startswith(DOCTYPE):
            yield found(
                rule, "error", "html", f"doesn't begin with {DOCTYPE}", "Begin the template so."
            )
    written = looked.facts.campaign.model_dump_json().replace("\\", "")
    for where, text in looked.statics.items():
        for leftover in dict.fromkeys(_LEFTOVERS.findall(text)):
            if leftover in written and leftover.startswith("{") and not _OURS.fullmatch(leftover):
                continue
            yield found(rule, "error", where, f"{shortened(leftover)} would be seen as it is", fix)


def no_lang(looked: Looked) -> Iterator[Finding]:
    language = looked.facts.message.language
    fix = "Let the template write lang on `html` and on the wrapper."
    for where, element in _frame(looked.first):
        stated = (element.get("lang") or "").strip()
        if not _LANGUAGE_TAG.fullmatch(stated):
            yield found("no-lang", "error", where, f"lang is {stated!r}", fix)
        elif stated.lower().partition("-")[0] != language:
            yield found(
                "no-lang", "error", where, f"lang is {stated!r}, the campaign's {language!r}", fix
            )
    share = _share_of_script(language, looked.first.words)
    other = _other_language(looked)
    fact = ""
    if share is not None and share < 0.2:
        fact = f"{share:.0%} of its letters belong to a text in {language!r}"
    elif other is not None:
        fact = f"its words read as {other!r}, the campaign's language is {language!r}"
    if fact:
        cure = "Set `language` in the campaign to the text's own."
        yield found("no-lang", "warning", "html", fact, cure)


def _frame(document: Document) -> list[tuple[str, Element]]:
    """The html element and the wrapper: the element with role article, else the first in the body."""
    if document.tree is None:
        return []
    articles = [each for each in document.all("div", "article") if each.get("role") == "article"]
    first = [child for body in document.all("body") for child in body if isinstance(child.tag, str)]
    return [
        ("html element", document.tree),
        *(("wrapper", each) for each in (articles or first)[:1]),
    ]


def _share_of_script(language: str, words: str) -> float | None:
    letters = re.findall(r"[^\W\d_]", words)
    if len(letters) < 80:
        return None
    own = re.compile(f"[{_SCRIPTS.get(language, _LATIN)}]")
    if language not in _SCRIPTS and language in _RIGHT_TO_LEFT:
        return None
    return sum(bool(own.match(letter)) for letter in letters) / len(letters)


def _other_language(looked: Looked) -> str | None:
    """What the texts are written in, where that is surely not what the campaign says: no long one of them
    reads as it. The template's own words are not asked: they are in the campaign's language."""
    stated = looked.facts.message.language
    texts = [words for _, words in looked.said if columns(words) >= _ENOUGH]
    if stated not in languages() or sum(map(columns, texts)) < 2 * _ENOUGH:
        return None
    other = language_of(texts, stated)
    return None if stated in {other, *(language_of([each], stated) for each in texts)} else other


def no_dir(looked: Looked) -> Iterator[Finding]:
    message = looked.facts.message
    for where, element in _frame(looked.first):
        stated = (element.get("dir") or "").strip().lower()
        if stated != message.direction:
            yield found(
                "no-dir",
                "error",
                where,
                f"dir is {stated!r}, the campaign's {message.direction!r}",
                "Let the template write dir on `html` and on the wrapper.",
            )
    natural = "rtl" if message.language in _RIGHT_TO_LEFT else "ltr"
    if message.direction != natural:
        yield found(
            "no-dir",
            "error",
            "campaign",
            f"direction is {message.direction!r}, but {message.language!r} runs {natural}",
            f'Write direction = "{natural}" in the campaign.',
        )


def title_not_subject(looked: Looked) -> Iterator[Finding]:
    for document in looked.documents:
        titles = document.all("title")
        title = squeezed(titles[0].text or "") if titles else ""
        if title != squeezed(document.sample.subject):
            fact = f"is {shortened(title)!r}" if title else "is empty"
            yield found(
                "title-not-subject",
                "warning",
                "title",
                f"{fact}, not the subject",
                "Let the template's title be the subject.",
            )


def layout_table_role(looked: Looked) -> Iterator[Finding]:
    for table in looked.first.all("table"):
        if _is_data(table) or table.get("role") in ("presentation", "none"):
            continue
        yield found(
            "layout-table-role",
            "error",
            "html",
            f"a table for layout without a role: {shortened(str(table.text_content()))!r}",
            'Write role="presentation" on it.',
        )


def _is_data(table: Element) -> bool:
    own = [each for each in table.iter("th", "caption", "td") if _table_of(each) is table]
    return any(each.tag in ("th", "caption") or each.get("scope") for each in own)


def _table_of(cell: Element) -> Element | None:
    return next(iter(cell.iterancestors("table")), None)


def data_table_headers(looked: Looked) -> Iterator[Finding]:
    for table in looked.first.all("table"):
        if not _is_data(table):
            continue
        heads = [head for head in table.iter("th") if _table_of(head) is table]
        captions = [each for each in table.iter("caption") if _table_of(each) is table]
        lacks = [
            name
            for name, is_there in (
                ("th", bool(heads)),
                ("scope", all(head.get("scope") for head in heads)),
                ("caption", bool(captions)),
            )
            if not is_there
        ]
        if lacks:
            yield found(
                "data-table-headers",
                "warning",
                "html",
                f"a table of data without {', '.join(lacks)}",
                "Name its columns and say what it shows.",
            )


def heading_order(looked: Looked) -> Iterator[Finding]:
    headings = looked.first.all("h1", "h2", "h3", "h4", "h5", "h6")
    fix = "One h1, then h2 under it, each with words."
    mains = sum(heading.tag == "h1" for heading in headings)
    if mains != 1 and headings:
        yield found("heading-order", "warning", "html", f"{mains} main headings (h1)", fix)
    level = 0
    for heading in headings:
        deeper = int(heading.tag[1])
        name = squeezed(str(heading.text_content()))
        if not name:
            yield found("heading-order", "warning", "html", f"an empty {heading.tag}", fix)
        if deeper > level + 1 and level:
            yield found(
                "heading-order",
                "warning",
                "html",
                f"h{deeper} {shortened(name)!r} skips a level",
                fix,
            )
        level = deeper


def forbidden_markup(looked: Looked) -> Iterator[Finding]:
    fix = "Take it out of the template: clients drop it, or the whole message."
    document = looked.first
    for element in document.all():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _FORBIDDEN_TAGS:
            yield found("forbidden-markup", "error", "html", f"<{element.tag}>", fix)
        if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield found("forbidden-markup", "error", "html", "a meta refresh", fix)
        for name in element.attrib:
            if str(name).lower().startswith("on"):
                yield found("forbidden-markup", "error", "html", f"{name}= on <{element.tag}>", fix)
        if re.search(r"position\s*:\s*fixed", element.get("style", ""), re.IGNORECASE):
            yield found("forbidden-markup", "error", "html", "position: fixed", fix)
    if any("@import" in (style.text or "") for style in document.all("style")):
        yield found("forbidden-markup", "error", "head.css", "@import", fix)


RULES: tuple[Rule, ...] = (
    inlining_broken,
    no_lang,
    no_dir,
    title_not_subject,
    layout_table_role,
    data_table_headers,
    heading_order,
    forbidden_markup,
)
