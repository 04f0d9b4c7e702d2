"""What releases say in each language, as data: one TOML file per language, found by its presence.

Patterns of every language are tried on every release: an English page often frames a Spanish text.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Pattern = re.Pattern[str]
_NETWORKS = "facebook|x|twitter|linkedin|whatsapp|e-?mail|telegram|bluesky|instagram|copy link|print|mastodon|threads|reddit|xing|drucken|imprimer|imprimir|courriel|correo|tweet|tweeter|微信|微博|列印|打印|字級|字级|脸书|臉書|فيسبوك|واتساب|تويتر|تلغرام|طباعة|partager|teilen|compartir|partilhar|compartilhar"
"""Where sites offer to share a page, as its buttons are named."""


@dataclass(frozen=True, slots=True)
class Speech:
    """How a language attributes words to a person. Words are lower case; patterns are searched."""

    verbs: frozenset[str]
    auxiliaries: frozenset[str]
    before: tuple[str, ...]
    pronouns: frozenset[str]
    honorifics: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]
    role_openers: frozenset[str]
    at: tuple[tuple[str, ...], ...]
    """Words between a role and its organisation; groups, the surest first."""
    loose: frozenset[str]
    """Roles whose `of` names a place or a field, not an organisation."""
    clauses: frozenset[str]
    """Words that end a role after a comma."""
    collectives: frozenset[str]
    articles: frozenset[str]
    parts_of_names: frozenset[str]
    has_compounds: bool
    """Whether a role also ends a longer word."""
    drops_subject: bool
    """Whether a verb alone means the one who spoke before."""
    houses: frozenset[str]
    """What kinds of organisations are called: `hospital`; also in small letters, before their name."""
    fields: frozenset[str]
    """What a department works on: `director of Communications` names no organisation yet."""
    relations: frozenset[str]
    """What people are to somebody, where no blank parts it from the name."""
    surnames: frozenset[str]
    """In Chinese, where nothing else tells a name from the job before it."""
    places: frozenset[str]
    """Words that open a place: `in the province of` names no organisation."""
    naming: frozenset[str]
    """Verbs that say how somebody calls a thing: `called it “reform”`."""


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    direction: Literal["ltr", "rtl"]
    stop_words: frozenset[str]
    speech: Speech
    upcoming: Pattern | None
    """Searched: words that speak of what is still to come."""
    appeal: Pattern | None
    gives: Pattern
    """Searched: words of giving money."""
    you: Pattern
    """Searched: whoever reads it is spoken to."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of all languages together; whole trimmed lines unless said otherwise."""

    furniture: Pattern
    furniture_sections: Pattern
    labels: Pattern
    ends: Pattern
    contacts: Pattern
    press_sections: Pattern
    about: Pattern
    press_lines: Pattern
    captions: Pattern
    bylines: Pattern
    salutations: Pattern
    """How a letter begins."""
    appeals: Pattern
    tax: Pattern
    """Searched."""
    embargo: Pattern
    """At the start of a line."""
    embargo_inside: Pattern
    """Searched in short lines."""
    embargo_dated: Pattern
    """Searched; they count where a day is named too."""
    embargo_from: Pattern
    """At the start of a line or behind its label; they count where a day is named too."""
    embargo_lifted: Pattern
    hours: tuple[str, ...]
    """How the hours from one to twelve are called, `_` for a blank."""
    midnight: Pattern
    noon: Pattern
    statement: Pattern
    """Searched."""
    months: Mapping[str, int]
    weekdays: frozenset[str]
    not_places: frozenset[str]


@cache
def languages() -> Mapping[str, Language]:
    """By code."""
    return {entry["code"]: _language(entry) for entry in _entries()}


@cache
def grammar() -> Grammar:
    entries = _entries()

    def of(section: str, key: str) -> Pattern:
        return _union(p for entry in entries for p in entry[section].get(key, ()))

    return Grammar(
        furniture=_furniture(entries),
        furniture_sections=of("furniture", "sections"),
        labels=of("press", "labels"),
        ends=_union(
            [r"#(?: ?#){1,5}", *(p for entry in entries for p in entry["press"].get("ends", ()))]
        ),
        contacts=of("press", "contacts"),
        press_sections=of("press", "sections"),
        about=of("press", "about"),
        press_lines=of("press", "lines"),
        captions=of("press", "captions"),
        bylines=_union(
            (p for entry in entries for p in entry["press"].get("bylines", ())), flags=0
        ),
        salutations=of("press", "salutations"),
        appeals=of("appeal", "lines"),
        tax=of("appeal", "tax"),
        embargo=of("embargo", "opens"),
        embargo_inside=of("embargo", "inside"),
        embargo_dated=of("embargo", "dated"),
        embargo_from=of("embargo", "from"),
        embargo_lifted=of("embargo", "lifted"),
        hours=tuple(
            word.replace("_", " ")
            for entry in entries
            for word in entry["embargo"].get("hours", "").split()
        ),
        midnight=of("embargo", "midnight"),
        noon=of("embargo", "noon"),
        statement=of("speech", "statement"),
        months=_months(entries),
        weekdays=frozenset(w for entry in entries for w in entry["weekdays"].split()),
        not_places=frozenset(w for entry in entries for w in entry["places"]["not"].split()),
    )


def _furniture(entries: Iterable[Mapping[str, Any]]) -> Pattern:
    """Whole lines of a site, and its buttons for sharing, set on one line."""
    lines = [pattern for entry in entries for pattern in entry["furniture"]["lines"]]
    shares = [pattern for entry in entries for pattern in entry["furniture"]["share"]]
    return _union([*lines, *(rf"{share}\W*(?:(?:{_NETWORKS})\W*){{1,9}}" for share in shares)])


def _months(entries: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Name -> number; `_` stands for a blank inside a name."""
    return {
        name.replace("_", " "): number
        for entry in entries
        for number, names in enumerate(entry["months"], start=1)
        for name in names.split()
    }


def speech_of(code: str) -> Speech:
    """The language's own, or English where we have no file for it."""
    known = languages()
    return known.get(code, known["en"]).speech


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def _language(entry: Mapping[str, Any]) -> Language:
    upcoming, appeal = entry["future"]["words"], entry["appeal"]["lines"]
    bounded = r"(?:{})" if entry["code"] == "zh" else r"(?<!\w)(?:{})(?!\w)"
    return Language(
        code=entry["code"],
        direction=entry["direction"],
        stop_words=frozenset(entry["stop_words"].split()),
        speech=_speech(entry["speech"]),
        upcoming=re.compile(bounded.format("|".join(upcoming)), re.IGNORECASE)
        if upcoming
        else None,
        appeal=_union(appeal) if appeal else None,
        gives=_union(entry["appeal"]["gives"]),
        you=_union(entry["appeal"]["you"]),
    )


def _speech(words: Mapping[str, Any]) -> Speech:
    def group(key: str) -> frozenset[str]:
        return frozenset(words.get(key, "").split())

    return Speech(
        verbs=group("verbs"),
        auxiliaries=group("auxiliaries"),
        before=tuple(words["before"]),
        pronouns=group("pronouns"),
        honorifics=group("honorifics"),
        titles=group("titles"),
        roles=group("roles"),
        role_openers=group("role_openers"),
        at=tuple(tuple(group) for group in words["at"]),
        loose=group("loose"),
        clauses=group("clauses"),
        collectives=group("collectives"),
        articles=group("articles"),
        parts_of_names=group("parts_of_names"),
        has_compounds=words.get("compounds", False),
        drops_subject=words.get("drops_subject", False),
        houses=group("houses"),
        fields=group("fields"),
        relations=group("relations"),
        surnames=group("surnames"),
        places=group("places"),
        naming=group("naming"),
    )


def _union(patterns: Iterable[str], flags: int = re.IGNORECASE) -> Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", flags)
