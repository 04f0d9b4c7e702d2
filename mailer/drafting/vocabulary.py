"""The words of `languages.toml`, as patterns."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NONE = re.compile(r"(?!)")
_UNSPACED = frozenset({"zh"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Of one language; empty, and matching nothing, where it has no table.

    abbreviations: in lower case, without their point. said, against, should, asks, bodies: as the head of
    the file has it, each as a whole word. between: what may stand between two words that belong together.
    """

    abbreviations: frozenset[str] = frozenset()
    ordinals: bool = False
    said: re.Pattern[str] = _NONE
    should: re.Pattern[str] = _NONE
    asks: re.Pattern[str] = _NONE
    against: re.Pattern[str] = _NONE
    bodies: re.Pattern[str] = _NONE
    is_spaced: bool = True


@cache
def vocabulary(language: str) -> Vocabulary:
    """language: BCP 47, primary subtag in lower case."""
    text = resources.files(__package__).joinpath("languages.toml").read_text(encoding="utf-8")
    given = tomllib.loads(text).get(language)
    if given is None:
        return Vocabulary()
    is_spaced = language not in _UNSPACED
    lists = ("said", "should", "asks", "against", "bodies")
    return Vocabulary(
        abbreviations=frozenset(given["abbreviations"]),
        ordinals=given["ordinals"],
        is_spaced=is_spaced,
        **{name: _pattern(given[name], is_spaced) for name in lists},
    )


def _pattern(entries: Sequence[str], is_spaced: bool) -> re.Pattern[str]:
    if not entries:
        return _NONE
    either = "|".join(re.sub(r"(?<!\\w)\*", r"\\w*", entry) for entry in entries)
    return re.compile(rf"\b(?:{either})\b" if is_spaced else f"(?:{either})", re.IGNORECASE)
