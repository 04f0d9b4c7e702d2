"""Which texts of a campaign are bound to a language: decided by their key.

Names, figures, addresses and amounts are the same in every language; nobody translates them.
"""

import re
from collections.abc import Mapping
from typing import Any

from mailer.drafting.places import unused

Key = tuple[str, ...]
"""A key of the campaign file, behind the tables that it stands in."""
TEXTS: Mapping[str, frozenset[str]] = {
    "quote": frozenset({"parts", "role"}),
    "points": frozenset({"heading", "items"}),
    "link": frozenset({"label"}),
    "ask": frozenset({"heading", "sentence", "button", "early_link", "purposes"}),
    "signature": frozenset({"role"}),
    "picture": frozenset({"alt", "caption"}),
    "progress": frozenset({"heading", "as_of"}),
}
"""Of each table the keys whose words a reader reads; nobody translates the others."""
LISTS: Mapping[str, tuple[Key, ...]] = {
    "figures": (("what",),),
    "blocks": (
        ("heading",),
        ("text",),
        ("otherwise",),
        ("rows", "text"),
        ("picture", "alt"),
        ("picture", "caption"),
    ),
}
"""Lists of tables: a translation gives the list anew, whole."""
BODY = (
    "kicker",
    "headline",
    "date",
    "salutation",
    "thanks",
    "lede",
    "what_changed_heading",
    "what_changed",
    "what_next_heading",
    "what_next",
    "why_now_heading",
    "why_now",
    "bridge",
    "postscript",
)
"""In the order in which they are read."""
PLAIN = frozenset({"subject", "preheader", *BODY})
USUAL: frozenset[Key] = frozenset(
    {
        ("what_changed_heading",),
        ("what_next_heading",),
        ("why_now_heading",),
        ("points", "heading"),
        ("link", "label"),
        ("ask", "heading"),
        ("ask", "button"),
        ("ask", "early_link"),
    }
)
"""Where these are empty, the usual words of the language stand."""


def texts_of(changes: Mapping[str, Any], template: str = "") -> dict[Key, str]:
    """Key -> its words, of every text bound to a language that isn't empty. changes: a campaign or a part
    of one, as in its file. template: what it shows nowhere is left out."""
    hidden = unused(template)
    keys: list[Key] = []
    for name, value in changes.items():
        if name in hidden:
            continue
        if name in PLAIN or name in LISTS:
            keys.append((name,))
        elif name in TEXTS and isinstance(value, Mapping):
            keys += [(name, each) for each in value if each in TEXTS[name]]
        elif name == "fields" and isinstance(value, Mapping):
            keys += [(name, each, "fallback") for each in value]
    said = {key: words_at(changes, key) or "" for key in keys}
    return {key: words for key, words in said.items() if is_language(words)}


def words_at(changes: Mapping[str, Any], key: Key) -> str | None:
    """The words at a key, of a list all of them; None where there is no such key."""
    value = value_at(changes, key)
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip()
    parts: list[Any] = list(value)
    if key[0] in LISTS:
        parts = [value_at(entry, inside) for entry in value for inside in LISTS[key[0]]]
    return "\n".join(part.strip() for part in parts if part)


def value_at(value: Any, key: Key) -> Any:
    for step in key:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def is_language(words: str) -> bool:
    """Whether it has a letter outside its fields."""
    return any(sign.isalpha() for sign in re.sub(r"\{\{.*?\}\}", "", words))
