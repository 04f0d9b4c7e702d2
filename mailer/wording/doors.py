"""The words of the pages that a message's links open."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

from mailer.wording.catalogues import DOOR, languages, phrases


@cache
def door_words(language: str) -> Mapping[str, str]:
    """Every phrase of these pages by its key, with `language`, the one that they are in, and its
    `direction`, ltr or rtl: English where there is no catalogue. `{organisation}` in a phrase is a gap.

    language: BCP 47; only the primary subtag counts.
    """
    name = language.lower().partition("-")[0]
    known = name if name in languages() else "en"
    said = {
        key.removeprefix(DOOR): phrase
        for key, phrase in phrases(known).items()
        if key.startswith(DOOR)
    }
    direction = Locale(known).text_direction
    return MappingProxyType({"language": known, "direction": direction, **said})
