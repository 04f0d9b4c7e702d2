"""Words that the checks look for, per language: `phrases.toml`, read once.

They are written for a text that `plain` made even.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Pattern = re.Pattern[str]
_NOTHING = r"(?!)"
_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")
_UNBOUNDED = frozenset({"zh", "any"})


@dataclass(frozen=True, slots=True)
class Phrases:
    """Of one language; every pattern is searched, but for `until` (ends where a day begins) and `behind`
    (begins where one ends)."""

    match: Pattern
    last_chance: Pattern
    future: Pattern
    until: Pattern
    behind: Pattern
    since: Pattern
    past: Pattern
    left_over: Pattern
    spam: Pattern
    shouted: Pattern


def phrases(language: str) -> Phrases:
    """language: a primary subtag; English where we have no words of it."""
    return _known(language if "match" in _entries().get(language, ()) else "en")


@cache
def link_words() -> frozenset[str]:
    """Of every language, lower case: a message may hold a link in another one."""
    return frozenset(word for entry in _entries().values() for word in entry["link_words"])


def plain(text: str) -> str:
    """Without Arabic vowel signs and lengthening, apostrophes of one kind; blanks as they are."""
    return _SIGNS.sub("", text).replace("'", "\u2019")


@cache
def _entries() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    entries["any"] = {"link_words": []} | entries["any"]
    return entries


@cache
def _known(code: str) -> Phrases:
    """Of one language: nobody waits for the others'."""
    entry, each, english = _entries()[code], _entries()["any"], _entries()["en"]
    small = r"(?:\s+[^\W\d]+\.?,?)?\s*"
    return Phrases(
        match=_union(code, entry["match"]),
        last_chance=_union(code, entry["last_chance"]),
        future=_union(code, entry["future"]),
        until=_union(code, entry["until"], f"{small}$"),
        behind=re.compile(_either(entry["behind"], r"\s*(?:{})"), re.IGNORECASE),
        since=_union(code, entry["since"], f"{small}$"),
        past=_union(code, entry["past"]),
        left_over=re.compile(
            "|".join(
                (
                    _either(each["left_over"], "(?:{})"),
                    _either(entry["left_over"], _bounded(code)),
                )
            )
        ),
        spam=re.compile(
            "|".join(
                (
                    _either(each["spam"], "(?:{})"),
                    _either(entry["spam"], _bounded(code)),
                    _either(english["spam"], _bounded("en")),
                )
            ),
            re.IGNORECASE,
        ),
        shouted=re.compile(_either(entry["shouted"], _bounded(code))),
    )


def _union(code: str, words: Iterable[str], end: str = "") -> Pattern:
    return re.compile(_either(words, _bounded(code)) + end, re.IGNORECASE)


def _bounded(code: str) -> str:
    if code in _UNBOUNDED:
        return "(?:{})"
    return r"(?<!\w)[وف]?(?:{})(?!\w)" if code == "ar" else r"(?<!\w)(?:{})(?!\w)"


def _either(words: Iterable[str], shape: str) -> str:
    """One expression for all of them; none where there are none."""
    joined = "|".join(words)
    return shape.replace("{}", joined) if joined else _NOTHING
