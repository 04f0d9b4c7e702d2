"""The fixed words of a message, and below `doors` those of the pages that its links open.

phrases.pot: every phrase by its key, in English. LANGUAGE.po: the same in that language (gettext, read by
Babel as it is). A new file is a new language; `./run words` carries new phrases into all of them.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from mailer.wording.catalogues import DOOR, languages, phrases

__all__ = ["languages", "words"]


@cache
def words(language: str) -> Mapping[str, str]:
    """Every phrase of a message by its key, in the language; in English where there is no catalogue.

    language: BCP 47, primary subtag in lower case. `{name}` in a phrase is a gap.
    """
    known = phrases(language)
    return MappingProxyType(
        {key: phrase for key, phrase in known.items() if not key.startswith(DOOR)}
    )
