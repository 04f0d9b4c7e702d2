"""Styles moved into the elements: premailer, called once per message, with the options that keep it safe."""

import logging
import re
import threading
from functools import cache
from typing import Any

from mailer.errors import TemplateError

_DOCTYPE = "<!DOCTYPE html>"
_ONE_AT_A_TIME = threading.Lock()
"""cssutils keeps its settings and its parser for the whole process."""

_FETCHES = re.compile(r"@import|<link\b", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_IMPORTANT = re.compile(r"!important")
_INDENT = re.compile(r"[ \t]*\n[ \t\n]*")


def inline(html: str, where: str) -> str:
    """The document with its styles in its elements, each line break kept once and no indentation.

    where: the template's file, for errors. Raises TemplateError where the document would fetch a
    style sheet, holds control characters, or lost its doctype or a ` !important` on the way.
    """
    fetched = _FETCHES.search(html)
    if fetched:
        raise TemplateError(f"{where}: {fetched[0]} is not allowed: styles stand in the template.")
    control = _CONTROLS.search(html)
    if control:
        raise TemplateError(f"{where}: holds the control character U+{ord(control[0]):04X}.")
    if not html.startswith(_DOCTYPE):
        raise TemplateError(f"{where}: must begin with exactly {_DOCTYPE}, nothing before it.")
    with _ONE_AT_A_TIME:
        inlined: str = _premailer()(
            html,
            strip_important=False,
            disable_basic_attributes=["width", "height"],
            allow_network=False,
            disable_validation=True,
            align_floating_images=False,
            remove_classes=False,
            cache_css_parsing=False,
        ).transform(pretty_print=False)
    if not inlined.startswith(_DOCTYPE):
        raise TemplateError(f"{where}: the doctype was lost while inlining the styles.")
    if len(_IMPORTANT.findall(inlined)) != len(_IMPORTANT.findall(html)):
        raise TemplateError(
            f"{where}: a style with !important was changed while inlining. Keep !important, @media and "
            "special selectors in head.css."
        )
    return _INDENT.sub("\n", inlined)


@cache
def _premailer() -> Any:
    """Imported at the first message, for it takes longer than most commands. Its settings hold for the
    whole process: no line of log per property, and #ffffff stays six digits long."""
    import cssutils
    from premailer import Premailer

    cssutils.log.setLevel(logging.CRITICAL)
    cssutils.ser.prefs.minimizeColorHash = False
    return Premailer
