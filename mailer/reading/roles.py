"""What stands beside a name -> role, organisation. For scripts with capitals."""

import re
from collections.abc import Sequence

from mailer.reading.houses import is_kind_of_house, is_run, split_at
from mailer.reading.languages import Speech, grammar
from mailer.reading.names import (
    TRIM,
    WORD,
    bare_word,
    is_house,
    is_name,
    lead_words,
    leading_name,
    long_words,
    without_article,
)

_BESIDE = re.compile(
    r"\d{1,3}|Ph\.?\s?D\.?|RN|LPN|BSN|MPH|MPA|LL\.?M|OSB|OFM|S\.?J\.?|M\.?D\.?|J\.?D|M\.?Sc\.?|MBA|Esq\.?|[JS]r\.?|[DRI]-\s?[\w. -]{2,30}|(?:she|he|they)/\w+"
)
"""Between commas after a name, and neither role nor house."""


def role_in(segments: Sequence[str], speech: Speech) -> tuple[str | None, str | None]:
    """What stands after a name, between commas -> role, organisation."""
    segments = _telling(segments, speech)
    if not segments:
        return None, None
    first = segments[0].strip(TRIM)
    words = WORD.findall(first)
    opener = bare_word(words[0]) if words else ""
    if not words or len(words) > 24 or opener in speech.plurals:
        return None, None  # `les élus quitteront la salle`
    if opener in speech.relatives:
        return _in_clause(first.split()[1:], speech)
    has_role = any(bare_word(word) in speech.roles for word in words)
    if not has_role and any(
        opener in words
        for words in (speech.clauses, speech.verbs, speech.copulas, speech.auxiliaries)
    ):
        return None, None
    if not has_role and len(words) > 8:
        return None, None
    is_clause = speech.has_compounds and opener in speech.clauses and words[-1].islower()
    if is_clause and not (len(words) > 1 and is_role(words[1], speech)):
        return None, None  # `der im dritten Jahr Pflegefachmann lernt`
    is_named = not has_role and words[0][:1].isupper() and is_name(words)
    if is_named and not is_doer(words, speech) and (is_house(words) or not speech.has_compounds):
        return None, first
    if is_named and len(words) == 1:
        return first, None
    is_only_doer = not has_role and not is_role(words[0], speech) and is_doer(words, speech)
    if is_only_doer and len(words) <= 4:
        return first, None  # `Fährmann in Reetheim`
    house = None if has_role else _house_after(first, speech)
    if house:
        return None, house
    is_town = not has_role and opener in lead_words(speech.at) and len(words) <= 3
    if is_town and words[-1][:1].isupper():
        return role_in(segments[1:], speech)  # `de Alcântara`
    return role_and_house(first, segments[1:], speech)


def _telling(segments: Sequence[str], speech: Speech) -> list[str]:
    """Without ages, degrees, pronouns and short forms."""
    told = [part.strip(TRIM) for part in segments]
    told = [part for part in told if part not in speech.stressed]
    told = [p for p in told if not (_BESIDE.fullmatch(p) or speech.ages.fullmatch(p))]
    return [p for p in told[:-1] if not re.fullmatch(r"[A-Z]{2,6}", p)] + told[-1:]


def _in_clause(words: list[str], speech: Speech) -> tuple[str | None, str | None]:
    """`who is a director of River Watch`, `who teaches history at the University of Lerma`."""
    told = being(" ".join(words), speech)
    if told != (None, None) or not speech.works.intersection(map(bare_word, words[:2])):
        return told
    found = split_at(" ".join(words), speech)
    is_told = found and any(is_kind_of_house(word, speech) for word in found[1].split())
    return None, found[1] if found and is_told else None


def being(rest: str, speech: Speech) -> tuple[str | None, str | None]:
    """`is a director of River Watch`, right behind a name -> role, organisation."""
    words = re.split(r"[,;]|\.(?=\s|$)", rest, maxsplit=1)[0].split()
    told = 0
    while told < len(words) and bare_word(words[told]) in speech.copulas | speech.articles:
        told += 1
    is_told = words and bare_word(words[0]) in speech.copulas
    if not is_told or not any(is_role(word, speech) for word in words[told : told + 4]):
        return None, None
    return role_and_house(" ".join(words[told:]), (), speech)


def _house_after(phrase: str, speech: Speech) -> str | None:
    """`of River Watch`, alone between commas."""
    for word in sorted((word for group in speech.at for word in group), key=len, reverse=True):
        rest = phrase[len(word) :].strip() if phrase.casefold().startswith(f"{word} ") else ""
        is_town = word == "de" and len(rest.split()) == 1 and not rest.isupper()
        kind = rest.split()[0] if rest else ""
        if kind.islower() and bare_word(kind) in speech.houses:
            return rest  # `de la communauté des Sœurs`
        if rest and is_run(rest, speech) and not is_town:
            return without_article(rest, speech)
    return None


def is_doer(words: Sequence[str], speech: Speech) -> bool:
    """German names whoever does a thing by the end of the word: `Fährmann`, `Bergführerin`."""
    return speech.has_compounds and len(words[0]) > 5 and words[0].endswith(speech.job_ends)


def is_role(word: str, speech: Speech) -> bool:
    bare = bare_word(word)
    if bare in speech.roles or any(part in speech.roles for part in bare.split("-")[:2]):
        return True
    return speech.has_compounds and bare.endswith(long_words(speech.roles, 6))


def is_job(words: Sequence[str], speech: Speech) -> bool:
    """Whether the first word is what the person does, and the next ones are a full name: `Hüttenwirtin Gerda Moser`.
    Only beside a full name may the end of the word be as short as that of a family's name."""
    if not speech.has_compounds or len(words) < 3 or not words[0][:1].isupper():
        return False
    ends = long_words(speech.roles, 4) + long_words(speech.relations, 5)
    return words[0].casefold().endswith(ends) and is_name(words[1:3])


def role_and_house(
    phrase: str, rest: Sequence[str], speech: Speech
) -> tuple[str | None, str | None]:
    first, _, after = phrase.partition(" ")
    phrase = after if after and first in speech.nows else phrase
    phrase = _without_origin(_cut_clause(phrase, speech), speech)
    owned = re.match(r"(?P<house>.{2,80}?)[’']s?\s+(?P<role>[^\W\d_].{2,80})$", phrase)
    is_told = owned is not None and any(is_role(word, speech) for word in owned["role"].split())
    if owned and not owned["role"][:1].islower() and not is_told:
        owned = None
    if owned and owned["house"][:1].isupper() and re.search(r"[’']s?\s", phrase):
        is_kin = bare_word(owned["role"].split()[-1]) in speech.relations
        return owned["role"], None if is_kin else without_article(owned["house"], speech)
    bare = without_article(phrase, speech)
    if small_owner := re.match(r"[a-z][a-z-]{1,30}[’']s?\s+(?P<role>[a-z].{2,80})$", bare):
        phrase = small_owner["role"]
    split = split_at(phrase, speech) or _split_hyphen(phrase, speech)
    if split is not None:
        return split
    words = phrase.split()
    is_short = len(words) > 1 and words[-1].isupper() and 2 <= len(words[-1]) <= 8
    if is_short and words[-2].islower():
        return without_article(" ".join(words[:-1]), speech), words[-1]  # `secrétaire général CGR`
    words = bare.split() if bare_word(words[0]) in speech.articles else words
    lead = leading_name(words)
    small = {bare_word(word) for word in lead}
    has_role = any(is_role(word, speech) for word in lead)
    if lead and len(lead) < len(words) and not has_role:
        openers = {bare_word(word) for word in lead if bare_word(word) in speech.role_openers}
        if not openers and not small <= grammar().regions | speech.generics:
            return " ".join(words[len(lead) :]), " ".join(lead)
    if small & speech.roles and len(lead) == len(words):
        opened = _split_capitals(words, speech)
        if opened is not None:
            return opened
    role = without_article(phrase, speech)
    house = next(iter(rest), None)
    if house and len(house.split()) <= 9 and is_run(house, speech):
        return role, without_article(house, speech)
    return role or None, None


def _without_origin(phrase: str, speech: Speech) -> str:
    """`Rentner aus Dohnau`: where somebody lives is no part of what they are."""
    words = phrase.split()
    at = next((i for i, word in enumerate(words) if i and word in speech.origins), 0)
    return " ".join(words[:at]) if at and words[-1][:1].isupper() else phrase


def _split_hyphen(phrase: str, speech: Speech) -> tuple[str, str] | None:
    """`Flusswacht-Geschäftsführerin` -> role, organisation."""
    words = without_article(phrase, speech).split()
    house, _, job = words[0].rpartition("-") if len(words) == 1 else ("", "", "")
    is_told = speech.has_compounds and house[:1].isupper() and is_role(job, speech)
    return (job, house) if is_told and house.casefold() not in speech.prefixes else None


def _split_capitals(words: list[str], speech: Speech) -> tuple[str, str] | None:
    """`River Watch Executive Director` -> role, organisation."""
    at = next(i for i, word in enumerate(words) if bare_word(word) in speech.roles)
    start = at
    while start > 0 and bare_word(words[start - 1]) in speech.role_openers:
        start -= 1
    known = grammar().regions | speech.generics
    if start == 0 or {bare_word(word) for word in words[:start]} <= known:
        return None
    if bare_word(words[at]) in speech.relations and start == 1:
        return None  # `Holms Kollegin`
    return " ".join(words[start:]), " ".join(words[:start])


def _cut_clause(phrase: str, speech: Speech) -> str:
    """`director at River Watch who led the work` ends before `who`."""
    words, asides = phrase.split(), grammar().asides
    for index, word in enumerate(words[1:], start=1):
        if word in asides:
            if word == "que" and index < 2:
                continue
            return " ".join(words[:index])
    return phrase
