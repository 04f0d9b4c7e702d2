"""One file per format; a file here is found by its presence.

A format offers SUFFIXES (lower case, with the dot) and one of
page(text: str, filename: str) -> Page, which never fails on any text, and
page_of_bytes(data: bytes, filename: str) -> Page, which raises SourceError in one line.
Neither ever leaves the machine.
"""

import importlib
import pkgutil
from dataclasses import replace
from functools import cache
from types import ModuleType

from mailer.errors import SourceError
from mailer.reading.lines import Page
from mailer.reading.source import decoded, refuse_large

_AS_WORD = "Open it and choose Save As, Word Document (.docx)"
_UNREADABLE = {
    ".doc": _AS_WORD,
    ".docm": _AS_WORD,
    ".odt": _AS_WORD,
    ".rtf": _AS_WORD,
    ".pages": "Choose File, Export To, Word",
    ".pdf": "Ask for the Word file, or select all of its text and copy it into a .txt file",
    ".eml": "Copy the release out of the mail into a .txt file",
    ".msg": "Copy the release out of the mail into a .txt file",
}


def page(data: bytes, filename: str) -> Page:
    """By the file's suffix; an unknown one is copied text, unless it surely is something else.

    Raises SourceError where the bytes are no release that we can read."""
    suffix = suffix_of(filename)
    _refuse_unreadable(suffix, filename)
    refuse_large(data, filename)
    if suffix not in _formats() and data.startswith(b"PK") and b"word/document.xml" in data:
        suffix = ".docx"
    format_ = _formats().get(suffix)
    read: Page
    if format_ is not None and hasattr(format_, "page_of_bytes"):
        read = format_.page_of_bytes(data, filename)
        return _numbered(read)
    text = decoded(data, filename)
    head = text.lstrip()[:200].casefold()
    if format_ is None:
        is_page = head.startswith(("<!doctype html", "<html"))
        format_ = _formats()[".html" if is_page else ".txt"]
    read = format_.page(text, filename)
    return _numbered(read)


def _numbered(read: Page) -> Page:
    """Each of its lines knows which one it is."""
    lines = (replace(line, block=number) for number, line in enumerate(read.lines, start=1))
    return replace(read, lines=tuple(lines))


def _refuse_unreadable(suffix: str, filename: str) -> None:
    """Raises SourceError for kinds of files that we know and can't read."""
    if suffix in _UNREADABLE:
        raise SourceError(f"{filename}: {suffix} files can't be read. {_UNREADABLE[suffix]}.")


def suffix_of(filename: str) -> str:
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "." + name.rsplit(".", 1)[1].lower() if "." in name else ""


@cache
def _formats() -> dict[str, ModuleType]:
    found: dict[str, ModuleType] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found.update(dict.fromkeys(module.SUFFIXES, module))
    return found
