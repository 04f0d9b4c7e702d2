"""Titles, courtesies and degrees around a name: what leaves it, and what of it says what somebody is."""

import re
from collections.abc import Sequence

from mailer.reading.languages import Speech
from mailer.reading.names import LEARNED, bare_word
from mailer.reading.roles import is_role


def without_degrees(name: list[str]) -> list[str]:
    """`Ann Lo FRS`; a name that is all in capitals keeps every word."""
    while len(name) > 2 and re.fullmatch(r"[A-Z]{2,4}", name[-1]) and not name[0].isupper():
        name = name[:-1]
    return name


def without_titles(words: Sequence[str], speech: Speech) -> tuple[str | None, list[str]]:
    """`the Honourable Minister Lark` -> (`Minister`, [`Lark`]). A learned title stays with the name."""
    left = list(words)
    title: str | None = None
    while left and bare_word(left[0]) in speech.articles and len(left) > 1:
        left.pop(0)
    while left and bare_word(left[0]) in speech.honorifics and len(left) > 1:
        left.pop(0)
    known = speech.titles | speech.honorifics
    while len(left) > 1 and bare_word(left[0]) in known and left[1][:1].isupper():
        if bare_word(left[0]) in speech.role_openers and is_role(left[1], speech):
            break  # `Chief Inspector Ann Lo`
        word = left.pop(0)
        if bare_word(word) not in LEARNED | speech.honorifics:
            title = f"{title} {word}" if title else word
    return title, left


def is_courteous(phrase: str, speech: Speech) -> bool:
    """`Mme Courtin`: nobody but a person is called so."""
    first = re.match(r"([^\W\d_]+)\.?\s+(?=[^\W\d_a-z])", phrase)
    return first is not None and first[1].casefold() in speech.honorifics
