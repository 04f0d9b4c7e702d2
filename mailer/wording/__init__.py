"""The fixed words of a message, one TOML file per language beside this one. A new file is a new language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_FALLBACK = "en"


@cache
def words(language: str) -> Mapping[str, str]:
    """Every phrase by its key, in the language; in English where a phrase or the language is missing.

    language: BCP 47, primary subtag in lower case. `{name}` in a phrase is a gap.
    """
    known = dict(_read(_FALLBACK))
    if language in languages():
        known.update(_read(language))
    return MappingProxyType(known)


@cache
def languages() -> frozenset[str]:
    """Languages that have a file."""
    names = (each.name for each in resources.files(__name__).iterdir())
    return frozenset(name[: -len(".toml")] for name in names if name.endswith(".toml"))


def _read(language: str) -> Mapping[str, str]:
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in tomllib.loads(text).items()}
