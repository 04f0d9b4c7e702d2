"""A Word file: unpacked within bounds, turned into HTML by mammoth, walked as every page.

No paragraph has a line of its own in such a file, so lines are counted as paragraphs. What stands outside the
text (page header and footer, footnotes) is for the press only; an embargo in a page header still holds.
Pictures are never opened, comments and deleted text never read.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from mailer.errors import SourceError
from mailer.model.release import ReadingWarning
from mailer.reading.lines import Line, Page, tidy, urls_in
from mailer.reading.walking import parsed, pieces_of

SUFFIXES = (".docx",)
_MOST_PARTS = 2000
_LARGEST = 50_000_000
"""Bytes of the whole file, unpacked: pictures too."""
_LARGEST_XML = 8_000_000
"""Bytes of one part that is read: a release of two thousand pages."""
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = "//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]"
_MARKS = "//sup[a[starts-with(@id, 'footnote-ref-') or starts-with(@id, 'endnote-ref-')]]"


def page_of_bytes(data: bytes, filename: str) -> Page:
    """Raises SourceError, in one line, for what is no Word file, is locked, broken or far too large."""
    parts = _unpacked(data, filename)
    source = _as_html(data, filename)
    tree = parsed(source) if source.strip() else None
    lines = [] if tree is None else list(_lines(tree))
    around = [
        Line(text, len(lines) + number, len(lines) + number, rule=rule)
        for number, (rule, text) in enumerate(_around(parts), start=1)
    ]
    return Page(lines=(*lines, *around), warnings=tuple(_warnings(parts)))


def _unpacked(data: bytes, filename: str) -> dict[str, bytes]:
    """Name -> bytes of the parts with text in them."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise SourceError(
            f"{filename}: the file is locked with a password. Open it, take the password off, save it."
            if locked
            else f"{filename}: this is an old Word document with a new name. "
            "Open it, choose Save As, Word Document (.docx)."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_large(entries, filename)
            parts = {entry.filename: archive.read(entry) for entry in entries if _is_read(entry)}
    except SourceError:
        raise
    except Exception:
        raise _broken(filename) from None
    if "word/document.xml" not in parts:
        raise SourceError(
            f"{filename}: this is no Word document. Save it as Word Document (.docx)."
        )
    if any(b"<!DOCTYPE" in part.replace(b"\x00", b"") for part in parts.values()):
        raise SourceError(
            f"{filename}: it holds definitions that no Word file has, so it isn't opened. "
            "Copy its text into a .txt file."
        )
    return parts


def _is_read(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith((".xml", ".rels"))


def _refuse_large(entries: list[zipfile.ZipInfo], filename: str) -> None:
    """By what the file says of itself: no more than that is ever unpacked."""
    whole = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries if _is_read(entry)), default=0)
    if len(entries) > _MOST_PARTS or whole > _LARGEST or largest > _LARGEST_XML:
        raise SourceError(
            f"{filename}: unpacked it would take {whole / 1_000_000:,.0f} MB, too much for a release. "
            "Copy its text into a new file."
        )


def _broken(filename: str) -> SourceError:
    return SourceError(
        f"{filename}: the file is broken or cut off. Open it in Word and save it again as .docx, "
        "or copy its text into a .txt file."
    )


def _as_html(data: bytes, filename: str) -> str:
    import mammoth

    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=lambda image: [],
        )
    except Exception:
        raise _broken(filename) from None
    return str(made.value)


# -- the text


def _lines(tree: Any) -> Iterator[Line]:
    notes = [tidy("".join(note.itertext())).rstrip("↑ ") for note in tree.xpath(_NOTES)]
    for element in (*tree.xpath(_NOTES), *tree.xpath(_MARKS)):
        _dropped(element)
    number = 0
    for piece in pieces_of(tree):
        text = tidy("".join(piece.parts).replace("\n", " "))
        if not text:
            continue
        number += 1
        yield Line(
            text=text,
            first=number,
            last=number,
            kind=piece.kind,
            level=piece.level if piece.kind == "heading" else 0,
            links=tuple(dict.fromkeys([*piece.links, *urls_in(text)])),
        )
    for note in notes:
        number += 1
        yield Line(note, number, number, rule="footnote")


def _dropped(element: html.HtmlElement) -> None:
    """Takes an element out; the words behind it stay."""
    parent, tail = element.getparent(), element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


# -- what stands around it


def _around(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """(rule, text) of every paragraph of page headers and footers, each once."""
    found: dict[str, str] = {}
    for name in sorted(parts):
        match = re.fullmatch(r"word/(header|footer)\d*\.xml", name)
        for text in _paragraphs(parts[name]) if match else ():
            found.setdefault(text, f"page-{match.group(1)}" if match else "")
    for text, rule in found.items():
        yield rule, text


def _paragraphs(part: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(part, parser)
    for paragraph in () if root is None else root.iter(f"{_WORD}p"):
        text = tidy("".join(run.text or "" for run in paragraph.iter(f"{_WORD}t")))
        if re.search(r"[^\W\d_]", text):
            yield text


def _warnings(parts: dict[str, bytes]) -> Iterator[ReadingWarning]:
    if re.search(rb"<w:(?:ins|del|moveFrom)\s", parts["word/document.xml"]):
        yield ReadingWarning(
            "tracked-changes",
            "The file holds changes that nobody has accepted; they were read as accepted. "
            "Ask for the final version.",
            None,
        )
    if b"<w:comment " in parts.get("word/comments.xml", b""):
        yield ReadingWarning(
            "comments-left-out", "Comments in the file's margin were not read.", None
        )
