"""Which places of the campaign file the templates that ship leave empty.

A draft fills nothing that its template would not show, and its file doesn't name it. Of another template
nothing is known: its file names every place.
"""

from collections.abc import Mapping

_NEWS = frozenset(
    {"what_changed_heading", "what_changed", "what_next_heading", "what_next", "link"}
)
_APPEAL = frozenset({"why_now_heading", "why_now", "bridge", "postscript", "ask"})
_FACTS = frozenset({"figures", "progress"})
_UNUSED: Mapping[str, frozenset[str]] = {
    "appeal": _NEWS | {"thanks"},
    "letter": _NEWS | _FACTS | {"thanks", "kicker", "headline", "quote", "why_now_heading"},
    "update": _APPEAL | {"thanks"},
    "thanks": _APPEAL,
}


def unused(template: str) -> frozenset[str]:
    """Keys of the campaign file, top level, that the template shows nowhere."""
    return _UNUSED.get(template, frozenset())


def asks(template: str) -> bool:
    """Whether a gift is asked for, as far as we know."""
    return "ask" not in unused(template)
