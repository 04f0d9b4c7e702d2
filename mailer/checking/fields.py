"""What is filled in per person: values that are missing, and places where none may stand."""

import dataclasses
import re
from collections.abc import Iterator

from mailer.checking.facts import Looked, Rule, found, parsed, spelled
from mailer.model.finding import Finding

_MARK = re.compile(r"zslot(\d+)z")


def merge_field_without_fallback(looked: Looked) -> Iterator[Finding]:
    facts = looked.facts
    for name, lacking in facts.lacking.items():
        if not lacking:
            continue
        finding = found(
            "merge-field-without-fallback",
            "error",
            f"campaigns/{facts.campaign.slug}.toml",
            f"{lacking:,} of {facts.people:,} people have no {name} and would be left out",
            f'Write a fallback: [fields.{name}] fallback = "...".',
        )
        yield dataclasses.replace(finding, affected=lacking)


def merge_field_unsafe_place(looked: Looked) -> Iterator[Finding]:
    message = looked.facts.message
    html = spelled(message.html, message.slots, lambda index: f"zslot{index}z")
    root = parsed(html)
    if root is None:
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        places = [(f"the name of <{element.tag}>", element.tag)]
        if element.tag in ("style", "script"):
            places.append((f"<{element.tag}>", element.text or ""))
        for name, value in element.attrib.items():
            places.append(("an attribute's name", str(name)))
            if name == "style" or str(name).startswith("on"):
                places.append((f"{name}=", value))
            elif name in ("href", "src") and _is_in_host(value):
                places.append((f"the host of {name}=", value))
        for place, text in places:
            yield from _told(looked, place, text)
    bare = " ".join(_QUOTED.sub("", inside) for inside in _TAGS.findall(html))
    yield from _told(looked, "an attribute without quotes", bare)


_TAGS = re.compile(r"<[a-zA-Z][^\s<>\"']*((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def _is_in_host(url: str) -> bool:
    """A slot may be the whole address (checked when it is filled), or stand after the host."""
    before = re.split(r"zslot\d+z", url)[0]
    return bool(before) and before.count("/") < 3 and before.startswith(("http", "//"))


def _told(looked: Looked, place: str, text: str) -> Iterator[Finding]:
    for index in _MARK.findall(text):
        field = looked.facts.message.slots[int(index)].field
        yield found(
            "merge-field-unsafe-place",
            "error",
            "html",
            f"the field {field} stands in {place}",
            "Move it into text, a quoted attribute or the query of a link.",
        )


RULES: tuple[Rule, ...] = (merge_field_without_fallback, merge_field_unsafe_place)
