"""What is a name, and the small words beside one. For scripts with capitals."""

import re
from collections.abc import Sequence
from functools import cache

from mailer.reading.languages import Speech, grammar

WORD = re.compile(r"[^\s,;:()“”\"«»]+")
_NOBILITY_WORDS = "de van von der den del della di da dos das do bin ibn al el la le y e ter ten bint abu af av zu"
NOBILITY = frozenset(_NOBILITY_WORDS.split())
TRIM = " ,.;:–—-"
LEARNED = frozenset(
    ("dr", "dra", "drs", "prof", "profa", "professor", "professorin", "pr", "pre", "dre")
)
"""Titles that stay with the name, and are no role."""


@cache
def long_words(words: frozenset[str], shortest: int) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) >= shortest)


@cache
def lead_words(at: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """Each small word that leads from a role to a house."""
    return frozenset(word for group in at for lead in group for word in lead.split())


def is_name(words: Sequence[str]) -> bool:
    """One to five words with capitals, small particles only between them."""
    if not 1 <= len(words) <= 6 or not words[0][:1].isupper() or not words[-1][:1].isupper():
        return False
    return all(
        word[:1].isupper() or word.casefold() in NOBILITY or word.casefold().startswith("al-")
        for word in words
    ) and not any(any(sign.isdigit() for sign in word) for word in words)


def leading_name(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        bare = word.strip("'’.")
        if bare[:1].isupper() or (kept and word.casefold() in NOBILITY) or word.startswith("al-"):
            kept.append(word.rstrip(TRIM) if not re.fullmatch(r"\w\.", word) else word)
        else:
            break
    while kept and kept[-1].casefold() in NOBILITY:
        kept.pop()
    return kept[:6]


def without_letters(phrase: str, speech: Speech) -> str:
    """`Pfarrerin i. R. Hanna Voss`, `Justice (Rtd) Ann Lo`, `Dev Patel (52)`: what they are and who."""
    phrase = re.sub(r"\s\((?:[^()]{1,8}(?=\)\s[^\W\d_a-z])|\d{1,3}(?=\)))\)", "", phrase)
    phrase = re.sub(rf"\s(?:{speech.letters.pattern})(?=[\s,]|$)", "", phrase, flags=re.IGNORECASE)
    return with_article(phrase, speech)


def with_article(phrase: str, speech: Speech) -> str:
    """`L’agronome Ana Reis`: the article stands apart."""
    return re.sub(r"^([lL])[’'](?=[a-zà-ÿ])", r"\1 ", phrase) if "l" in speech.articles else phrase


def is_house(words: Sequence[str]) -> bool:
    return any(bare_word(word) in grammar().not_places for word in words) or len(words) == 1


def without_article(text: str, speech: Speech) -> str:
    words, of = text.split(), lead_words(speech.at)
    while len(words) > 1 and bare_word(words[0]) in speech.articles:
        if len(words) > 2 and bare_word(words[1]) in of:
            break  # `uma das fundadoras`
        words.pop(0)
    if "l" in speech.articles:
        words[:1] = [re.sub(r"^[lL][’'](?=\w)", "", word) for word in words[:1]]
    return " ".join(words).strip(TRIM)


def bare_word(word: str) -> str:
    return word.casefold().strip(".,;:’'()")
