"""One file per format; a file here is found by its presence.

A format offers SUFFIXES (lower case, with the dot) and
page(text: str, filename: str) -> Page, which never fails on any text and never leaves the machine.
"""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from mailer.errors import SourceError
from mailer.reading.lines import Page

_UNREADABLE = (".docx", ".doc", ".pdf", ".rtf", ".odt", ".pages", ".eml", ".msg")


def page(text: str, filename: str) -> Page:
    """By the file's suffix; an unknown one is copied text, unless it surely is a web page."""
    suffix = suffix_of(filename)
    head = text.lstrip()[:200].casefold()
    if suffix not in _formats() and head.startswith(("<!doctype html", "<html")):
        suffix = ".html"
    format_ = _formats().get(suffix) or _formats()[".txt"]
    read: Page = format_.page(text, filename)
    return read


def refuse_unreadable(filename: str) -> None:
    """Raises SourceError for kinds of files that we know and can't read."""
    suffix = suffix_of(filename)
    if suffix in _UNREADABLE:
        known = ", ".join(sorted(_formats()))
        raise SourceError(
            f"{filename}: {suffix} files can't be read yet. Save the release as one of {known}."
        )


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
