"""Whether it can be read: sizes that stand in the final styles. A browser (`pictures`) knows better."""

import re
from collections.abc import Iterator

from mailer.checking.facts import Element, Looked, Rule, declarations, found, is_hidden, shortened
from mailer.model.finding import Finding

_BODY_SIZES = 24.0
"""From this size on (px) it is a heading, which may be set tighter."""
_MUTE = frozenset({"head", "style", "script", "title"})


def text_too_small(looked: Looked) -> Iterator[Finding]:
    if looked.facts.pages:
        return
    for body in looked.first.all("body"):
        yield from _below(body, 16.0, None)


def _below(element: Element, size: float, line: float | None) -> Iterator[Finding]:
    """Walks down with the font size (px) and line height (as a ratio, or None) that are inherited."""
    if not isinstance(element.tag, str) or element.tag in _MUTE or is_hidden(element):
        return
    style = declarations(element.get("style", ""))
    size = _pixels(style.get("font-size", ""), size)
    line = _ratio(style.get("line-height", ""), size, line)
    words = " ".join([element.text or "", *((child.tail or "") for child in element)]).strip()
    if any(sign.isalnum() for sign in words):
        yield from _judged(shortened(words), size, line, style.get("text-align", ""))
    for child in element:
        yield from _below(child, size, line)


def _judged(words: str, size: float, line: float | None, align: str) -> Iterator[Finding]:
    rule, fix = "text-too-small", "Set body text in 16 px or more, legal text in 14."
    if size < 14:
        severity = "error" if size < 12 else "warning"
        fact = f"{words!r} in {size:g} px"
        yield Finding(rule, severity, "html", fact, fix)  # type: ignore[arg-type]
    if line is not None and line < 1.3 and size < _BODY_SIZES and len(words) >= 40:
        fact = f"{words!r}: lines {line:.2f} apart"
        yield found(rule, "warning", "html", fact, "Set lines 1.5 apart.")
    if align == "justify":
        fact = f"{words!r} is justified"
        yield found(rule, "warning", "html", fact, "Align at the start.")


def _pixels(written: str, inherited: float) -> float:
    amount = re.match(r"(\d*\.?\d+)(px|em|rem|%|pt)?", written)
    if not amount:
        return inherited
    number, unit = float(amount.group(1)), amount.group(2)
    scale = {"em": inherited, "%": inherited / 100, "rem": 16.0, "pt": 4 / 3}
    return number * scale.get(unit or "px", 1.0)


def _ratio(written: str, size: float, inherited: float | None) -> float | None:
    amount = re.match(r"(\d*\.?\d+)(px|em|%)?", written)
    if not amount or not size:
        return inherited
    number, unit = float(amount.group(1)), amount.group(2)
    return {"px": number / size, "%": number / 100}.get(unit or "", number)


RULES: tuple[Rule, ...] = (text_too_small,)
