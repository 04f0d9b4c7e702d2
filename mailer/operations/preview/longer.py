"""A campaign in a language that is nobody's: the same texts, longer by two fifths and full of accents.

German, Finnish and Portuguese run a third longer than English; what breaks here would break there.
"""

import re
from typing import Any

from pydantic import BaseModel

from mailer.drafting.texts import LISTS, PLAIN, TEXTS
from mailer.model.campaign import Campaign

_ACCENTS = str.maketrans("aeiouyAEIOUYcnszCNSZ", "áêïöüÿÁÊÏÖÜŸçñšžÇÑŠŽ")
_KEPT = re.compile(r"(\{\{.*?\}\}|\S*(?:://|www\.|@)\S*|[0-9][\w.,:/%-]*)")
"""Fields, addresses and figures: they are the same in every language."""
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = frozenset({"organisation", "credit"})
"""Nobody translates them, but they stand in the message and may be as long."""
_TEXTS = PLAIN.union(_NAMES, *TEXTS.values(), (key[-1] for keys in LISTS.values() for key in keys))
"""Keys whose texts a translator would write, wherever in the file they stand."""


def longer(campaign: Campaign) -> Campaign:
    """The same campaign with every text stretched; nothing else of it changes."""
    return campaign.model_copy(update=_changes(campaign))


def stretched(text: str) -> str:
    """At least two fifths more letters, in the words that are there; fields, addresses and figures stay."""
    return "".join(
        piece if number % 2 else _WORD.sub(_stretched, piece)
        for number, piece in enumerate(_KEPT.split(text))
    )


def _stretched(word: re.Match[str]) -> str:
    """A word's own letters once more at its end."""
    letters = word[0]
    more = -(-len(letters) * 2 // 5)
    return (letters + letters[-more:].lower()).translate(_ACCENTS)


def _changes(part: BaseModel) -> dict[str, Any]:
    names = type(part).model_fields
    found = {name: _changed(name, getattr(part, name)) for name in names}
    return {name: value for name, value in found.items() if value is not getattr(part, name)}


def _changed(name: str, value: Any) -> Any:
    if isinstance(value, BaseModel):
        changes = _changes(value)
        return value.model_copy(update=changes) if changes else value
    if isinstance(value, tuple):
        return tuple(_changed(name, each) for each in value)
    return stretched(value) if name in _TEXTS and isinstance(value, str) else value
