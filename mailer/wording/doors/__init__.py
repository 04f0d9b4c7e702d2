"""The words of the pages that a message's links open, one TOML file per language beside this one.

A new file is a new language. `{organisation}` in a phrase is a gap. `direction` is ltr or rtl.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

_FALLBACK = "en"


@cache
def door_words(language: str) -> Mapping[str, str]:
    """Every phrase by its key, and `language`, the one that they are in: English where there is no file.

    language: BCP 47; only the primary subtag counts.
    """
    name = language.lower().partition("-")[0]
    known = name if name.isascii() and name.isalpha() and _file(name).is_file() else _FALLBACK
    phrases = tomllib.loads(_file(known).read_text(encoding="utf-8"))
    return MappingProxyType({"language": known, **phrases})


def _file(language: str) -> Traversable:
    return resources.files(__name__).joinpath(f"{language}.toml")
