"""The campaign's editions beside one another: a text that a language lacks, a variant that is none.

Which texts are bound to a language is decided by their key; names, figures, addresses and amounts are not.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mailer.checking.facts import Looked, Rule, found, shortened
from mailer.drafting.places import unused
from mailer.model.campaign import Campaign, Changes
from mailer.model.edition import FIRST_VARIANT, editions
from mailer.model.finding import Finding, Severity

Key = tuple[str, ...]
"""A key of the campaign file, behind the tables that it stands in."""
_TEXTS: Mapping[str, frozenset[str]] = {
    "quote": frozenset({"parts", "role"}),
    "points": frozenset({"heading", "items"}),
    "link": frozenset({"label"}),
    "ask": frozenset({"heading", "sentence", "button", "early_link", "purposes"}),
    "signature": frozenset({"role"}),
    "picture": frozenset({"alt", "caption"}),
    "progress": frozenset({"heading", "as_of"}),
}
"""Of each table the keys whose words a reader reads; nobody translates the others."""
_LISTS: Mapping[str, tuple[Key, ...]] = {
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
_PLAIN = frozenset(
    {
        "subject",
        "preheader",
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
    }
)
_USUAL: frozenset[Key] = frozenset(
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
_UNSEEN = frozenset({"licence", "place"})
"""Keys that no reader sees."""
_ENOUGH_WORDS = 4
"""From so many on, the same text in two languages is a copy and no coincidence."""


def texts_of(changes: Mapping[str, Any], template: str = "") -> dict[Key, str]:
    """Key -> its words, of every text bound to a language that isn't empty. changes: a campaign or a part
    of one, as in its file. template: what it shows nowhere is left out."""
    hidden = unused(template)
    keys: list[Key] = []
    for name, value in changes.items():
        if name in hidden:
            continue
        if name in _PLAIN or name in _LISTS:
            keys.append((name,))
        elif name in _TEXTS and isinstance(value, Mapping):
            keys += [(name, each) for each in value if each in _TEXTS[name]]
        elif name == "fields" and isinstance(value, Mapping):
            keys += [(name, each, "fallback") for each in value]
    said = {key: _said(changes, key) or "" for key in keys}
    return {key: words for key, words in said.items() if _is_language(words)}


def _said(changes: Mapping[str, Any], key: Key) -> str | None:
    """The words at a key, of a list all of them; None where there is no such key."""
    value = _at(changes, key)
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip()
    parts: list[Any] = list(value)
    if key[0] in _LISTS:
        parts = [_at(entry, inside) for entry in value for inside in _LISTS[key[0]]]
    return "\n".join(part.strip() for part in parts if part)


def _at(value: Any, key: Key) -> Any:
    for step in key:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _is_language(words: str) -> bool:
    """Whether it has a letter outside its fields."""
    return any(sign.isalpha() for sign in re.sub(r"\{\{.*?\}\}", "", words))


def translation_incomplete(looked: Looked) -> Iterator[Finding]:
    """A text of the campaign, or of a variant, that would stand untranslated in another language."""
    whole = looked.facts.whole
    if whole is None:
        return
    own = whole.model_dump(by_alias=True)
    for language, changes in whole.translations.items():
        yield from _lacking(whole, own, changes, language, f"translations.{language}")
    for name, variant in whole.variants.items():
        for language in whole.translations:
            path = f"variants.{name}.translations.{language}"
            given = variant.translations.get(language, {})
            yield from _lacking(whole, variant.changes, given, language, path)


def _lacking(
    whole: Campaign, own: Mapping[str, Any], given: Changes, language: str, path: str
) -> Iterator[Finding]:
    """own: the campaign, or what a variant changes. given: the same in the other language."""
    for key, words in texts_of(own, str(own.get("template", whole.template))).items():
        stands, name = _said(given, key), f"{path}.{'.'.join(key)}"
        if stands is None:
            fact = f"{name} is missing: in {language!r} people would read {shortened(words)!r}"
            yield _finding(whole, "error", fact, f"Write it below [{path}].")
        elif not stands and key not in _USUAL:
            fact = f"{name} is empty: in {language!r} nothing stands there"
            yield _finding(whole, "warning", fact, "Write it, unless you leave it out on purpose.")
        elif stands == words and len(words.split()) >= _ENOUGH_WORDS:
            fact = f"{name} says the same as in {whole.language!r}, word for word"
            yield _finding(whole, "warning", fact, "Translate it.")
        elif stands and key[0] in _LISTS and len(given[key[0]]) != len(own[key[0]]):
            here, there = len(own[key[0]]), len(given[key[0]])
            fact = f"{name}: {there} in the list, {here} in {whole.language!r}"
            yield _finding(
                whole, "warning", fact, "A list is given anew, whole: look at each entry."
            )


def _finding(whole: Campaign, severity: Severity, fact: str, fix: str) -> Finding:
    where = f"campaigns/{whole.slug}.toml"
    return found("translation-incomplete", severity, where, fact, fix)


def variants_alike(looked: Looked) -> Iterator[Finding]:
    """Two variants between which no reader can tell: the blast would measure nothing."""
    whole = looked.facts.whole
    if whole is None:
        return
    count = len(whole.variants) + 1
    seen: dict[str, Any] = {}
    for edition in editions(whole)[:count]:
        name = edition.variant or FIRST_VARIANT
        stands = _seen(edition.campaign)
        same = next((each for each in seen if seen[each] == stands), None)
        if same is not None:
            yield found(
                "variants-alike",
                "warning",
                f"campaigns/{whole.slug}.toml",
                f"variant {name} shows readers the same as variant {same}",
                f"Say in [variants.{name}] what is different there, or leave it out.",
            )
        seen.setdefault(name, stands)


def _seen(campaign: Campaign) -> Any:
    hidden = unused(campaign.template)
    shown = campaign.model_dump(by_alias=True)
    return _without({key: value for key, value in shown.items() if key not in hidden})


def _without(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(each) for key, each in value.items() if key not in _UNSEEN}
    return [_without(each) for each in value] if isinstance(value, tuple) else value


RULES: tuple[Rule, ...] = (translation_incomplete, variants_alike)
