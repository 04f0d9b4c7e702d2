"""The lede -> the line that stands behind the subject in the inbox."""

import re

from mailer.drafting.vocabulary import Vocabulary, vocabulary

LONGEST = 100
"""Signs."""
ENOUGH = 40
"""Columns: less says too little, and the inbox shows what comes after it."""
_STOP = re.compile(r"[.!?](?=\s+[^\Wa-z\d_])|[。！？؟]")
_WORD = re.compile(r"(?:[^\W\d_]+\.)*[^\W\d_]+$|\d+$")
_VOWEL = re.compile(r"[aeiouyàâáäåæéèêëíîïóôöøœúùûü]", re.IGNORECASE)
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")
_LONGEST_ABBREVIATION = 3


def preheader(lede: str, language: str) -> str:
    """The lede's first sentence, with the next one where it says little, shortened at a word."""
    first = _beginning(lede, vocabulary(language))
    if len(first) <= LONGEST:
        return first
    cut = first[: LONGEST - 1]
    if " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–—-،，、") + "…"


def _beginning(lede: str, words: Vocabulary) -> str:
    for stop in _STOP.finditer(lede):
        said = lede[: stop.end()].strip()
        if len(said) + len(_WIDE.findall(said)) < ENOUGH:
            continue
        if stop.group() != "." or not _is_inside(lede[: stop.start()], words):
            return said
    return lede.strip()


def _is_inside(before: str, words: Vocabulary) -> bool:
    """Whether a point behind these words belongs to the last of them: `Dr.`, `U.S.`, `am 3.`"""
    found = _WORD.search(before)
    if found is None:
        return False
    word = found.group()
    if word.isdigit():
        return words.ordinals and len(word) <= 2
    if len(word) == 1 or "." in word or word.casefold() in words.abbreviations:
        return True
    is_name_like = word[0].isupper() and not word.isupper()
    return is_name_like and len(word) <= _LONGEST_ABBREVIATION and not _VOWEL.search(word)
