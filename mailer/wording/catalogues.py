"""The catalogues as they lie beside this file -> phrases by their key."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

DOOR = "door."
"""Begins the keys of the phrases for the pages behind a message's links."""
_SOURCE = "en"


@cache
def languages() -> frozenset[str]:
    """Languages that phrases are written in."""
    names = (each.name for each in resources.files(__package__).iterdir())
    return frozenset(
        {_SOURCE, *(name.removesuffix(".po") for name in names if name.endswith(".po"))}
    )


@cache
def phrases(language: str) -> Mapping[str, str]:
    """Every phrase by its key: in English where the language or a translation is missing."""
    # Here, because it takes longer to import than to use, and most commands say no fixed words.
    from babel.messages.pofile import read_po

    is_translated = language in languages() - {_SOURCE}
    name = f"{language}.po" if is_translated else "phrases.pot"
    with resources.files(__package__).joinpath(name).open("rb") as file:
        catalogue = read_po(file)
    said = ((each.context, each.string or each.id) for each in catalogue)
    return MappingProxyType(
        {key: text for key, text in said if key is not None and isinstance(text, str)}
    )
