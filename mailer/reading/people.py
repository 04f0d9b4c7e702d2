"""A phrase about a person -> name, role, organisation. For scripts with capitals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mailer.reading.languages import Speech, grammar

_WORD = re.compile(r"[^\s,;:()“”\"«»]+")
_NOBILITY_WORDS = "de van von der den del della di da dos das do bin ibn al el la le y e ter ten bint abu af av zu"
_NOBILITY = frozenset(_NOBILITY_WORDS.split())
_REGIONS_WORDS = (
    "africa asia europe americas america pacific east west north south central southern northern eastern "
    "western middle latin mena china india eu un us uk áfrica asien afrika europa amériques afrique asie "
    "américas ásia global international"
)
_REGIONS = frozenset(_REGIONS_WORDS.split())
_NEWSPAPERS_WORDS = (
    "newspaper paper radio channel magazine outlet daily diario periódico jornal revista rádio journal "
    "quotidien chaîne zeitung sender magazin"
)
_NEWSPAPERS = frozenset(_NEWSPAPERS_WORDS.split())
"""Whom people talk to, and no role."""
_BESIDE = re.compile(
    r"\d{1,3}|Ph\.?\s?D\.?|RN|LPN|BSN|MPH|MPA|LL\.?M|OSB|OFM|S\.?J\.?|M\.?D\.?|J\.?D|M\.?Sc\.?|MBA|Esq\.?|[JS]r\.?|[DRI]-\s?[\w. -]{2,30}|(?:she|he|they)/\w+"
)
"""Between commas after a name, and neither role nor house."""
_TRIM = " ,.;:–—-"
Kind = Literal["person", "surname", "label", "collective", "pronoun", "role"]


@dataclass(frozen=True, slots=True)
class Person:
    """surname: only a last name was written. collective: an organisation or a group speaks.
    label: a name before a colon, true only if the text knows it. pronoun: someone named before. role: only
    what they are was written (`the minister`)."""

    name: str
    role: str | None = None
    organisation: str | None = None
    kind: Kind = "person"


def person_in(phrase: str, speech: Speech) -> Person | None:
    """`Sophie Lark, China director at River Watch`, `River Watch director Sophie Lark`, `the director of
    River Watch, Sophie Lark`, `Minister Lark`, `she`; None where no one is named."""
    segments = [part.strip(_TRIM) for part in re.split(r"[,،、，]\s*|\s[–—]\s|\s?\(|\)", phrase)]
    segments = [part for part in segments if part]
    if not segments:
        return None
    words = _WORD.findall(segments[0])[:14]
    if not words:
        return None
    if words[0].casefold() in speech.pronouns and len(words) <= 3:
        return _related(segments, speech) or Person("", kind="pronoun")
    title, words = _without_titles(words, speech)
    if not words:
        return None
    roles = [i for i, word in enumerate(words) if _is_role(word, speech)]
    if not roles and (related := _related(segments, speech)):
        return related
    if not roles:
        has_article = _bare(segments[0].split()[0]) in speech.articles
        described = _described(words, segments, speech) if has_article else None
        return described or _named_first(words, title, segments[1:], speech)
    return _role_first(words, roles[-1], segments, speech)


def _related(segments: Sequence[str], speech: Speech) -> Person | None:
    """`his wife, Miriam Dow`: who they are to somebody, and then their name."""
    relation = segments[0].split()
    if not 2 <= len(relation) <= 4 or not all(word.islower() for word in relation):
        return None
    name = _WORD.findall(segments[1]) if len(segments) > 1 else []
    if len(name) < 2 or not is_name(name) or _is_house(name):
        return None
    return Person(" ".join(name), segments[0], role_in(segments[2:], speech)[1])


def _described(words: Sequence[str], segments: Sequence[str], speech: Speech) -> Person | None:
    """`a separadora de pedidos Ana Reis`: small words behind an article, then a full name to the end."""
    small = 0
    while small < len(words) and words[small].islower():
        small += 1
    name = list(words[small:])
    if not 1 <= small <= 4 or len(name) < 2 or not is_name(name):
        return None
    if {_bare(word) for word in words} & (grammar().not_places | _NEWSPAPERS):
        return None
    organisation = role_in(segments[1:], speech)[1]
    return Person(" ".join(name), " ".join(words[:small]), organisation)


def is_name(words: Sequence[str]) -> bool:
    """One to five words with capitals, small particles only between them."""
    if not 1 <= len(words) <= 6 or not words[0][:1].isupper() or not words[-1][:1].isupper():
        return False
    return all(
        word[:1].isupper() or word.casefold() in _NOBILITY or word.casefold().startswith("al-")
        for word in words
    ) and not any(any(sign.isdigit() for sign in word) for word in words)


def _named_first(
    words: list[str], title: str | None, rest: Sequence[str], speech: Speech
) -> Person | None:
    name = _leading_name(words)
    if not name:
        small = {_bare(word) for word in words[:5]}
        return Person("", kind="collective") if small & speech.collectives else None
    name, house = _name_and_house(words, name, speech)
    folded = {_bare(word) for word in name}
    if _bare(name[0]) in speech.articles | speech.clauses | speech.verbs and len(name) > 1:
        name = name[1:]
    if folded & grammar().not_places or folded & speech.collectives:
        return Person(" ".join(name), kind="collective")
    if len(name) == 1 or (title and len(name) == 1):
        person = Person(name[0], kind="surname")
    else:
        person = Person(" ".join(name))
    role, organisation = role_in(rest, speech)
    return replace(person, role=role or title, organisation=organisation or house)


def _name_and_house(
    words: Sequence[str], name: list[str], speech: Speech
) -> tuple[list[str], str | None]:
    """`Ana Reis of River Watch`, `Karin Moser von der Flusswacht`; but `Ursula von der Mark` is a name."""
    small = {word for group in speech.at for phrase in group for word in phrase.split()}
    for index in range(2, len(words)):
        if words[index] not in small:
            continue
        phrase = " ".join(words[index:])
        leads = [word for group in speech.at for word in group if phrase.startswith(f"{word} ")]
        if not leads:
            return name, None
        rest = _without_article(phrase[len(max(leads, key=len)) :].strip(), speech)
        house = _house_run(rest, speech)
        is_within = index < len(name)
        if not house or (is_within and len(house.split()) < 2 and "bei" not in small):
            return name, None
        return name[:index], house
    return name, None


def _role_first(
    words: list[str], last_role: int, segments: Sequence[str], speech: Speech
) -> Person | None:
    name_words = words[last_role + 1 :]
    name = _leading_name(name_words)
    phrase = " ".join(words[: last_role + 1])
    if name and len(name) == len(name_words):
        role, organisation = _role_and_house(phrase, (), speech)
        if segments[1:] and organisation is None:
            _, organisation = role_in(segments[1:], speech)
        kind: Kind = "person" if len(name) > 1 else "surname"
        return Person(" ".join(name), role, organisation, kind)
    if len(name) > 1:
        short, house = _name_and_house(name_words, name, speech)
        if house and " ".join(name_words) == " ".join(short + name_words[len(short) :]):
            role, organisation = _role_and_house(phrase, (), speech)
            return Person(" ".join(short), role, organisation or house)
    behind = _behind_small_words(name_words)
    if behind is not None:
        small, full = behind
        role, organisation = _role_and_house(f"{phrase} {small}", (), speech)
        return Person(full, role, organisation or role_in(segments[1:], speech)[1])
    if name and len(name) > 1 and last_role == 0 and not words[0][:1].islower():
        return None
    if not name_words and last_role == 0 and len(segments) == 1:
        return Person("", role=words[0], kind="role")
    if len(segments) > 1:
        _, other = _without_titles(_WORD.findall(segments[1]), speech)
        named = _leading_name(other)
        if len(named) >= 2 and len(named) == len(other) and not _is_house(named):
            role, organisation = _role_and_house(segments[0], (), speech)
            return Person(" ".join(named), role, organisation)
    return None


def _behind_small_words(words: Sequence[str]) -> tuple[str, str] | None:
    """`de família Socorro Aragão` behind `médica` -> the rest of the role, the name."""
    small = 0
    while small < len(words) and words[small].islower():
        small += 1
    name = list(words[small:])
    if (
        not 1 <= small <= 4
        or len(name) < 2
        or len(name) > 4
        or not is_name(name)
        or _is_house(name)
    ):
        return None
    if small == 1 and words[0].casefold() in _NOBILITY:
        return None  # `director de River Watch`: a house
    return " ".join(words[:small]), " ".join(name)


def role_in(segments: Sequence[str], speech: Speech) -> tuple[str | None, str | None]:
    """What stands after a name, between commas -> role, organisation."""
    segments = [part for part in segments if not _BESIDE.fullmatch(part.strip(_TRIM))]
    if not segments:
        return None, None
    first = segments[0].strip(_TRIM)
    words = _WORD.findall(first)
    if not words or len(words) > 24:
        return None, None
    opener = _bare(words[0])
    has_role = any(_bare(word) in speech.roles for word in words)
    if not has_role and (opener in speech.clauses or opener in speech.verbs):
        return None, None
    if not has_role and len(words) > 8:
        return None, None
    if not has_role and words[0][:1].isupper() and is_name(words) and _is_house(words):
        return None, first
    house = None if has_role else _house_after(first, speech)
    if house:
        return None, house
    return _role_and_house(first, segments[1:], speech)


def _house_after(phrase: str, speech: Speech) -> str | None:
    """`of River Watch`, alone between commas."""
    for word in sorted((word for group in speech.at for word in group), key=len, reverse=True):
        rest = phrase[len(word) :].strip() if phrase.casefold().startswith(f"{word} ") else ""
        if rest and _is_run(rest, speech):
            return _without_article(rest, speech)
    return None


def _is_role(word: str, speech: Speech) -> bool:
    bare = _bare(word)
    return bare in speech.roles or (
        speech.has_compounds and any(bare.endswith(role) for role in speech.roles if len(role) > 5)
    )


def _role_and_house(
    phrase: str, rest: Sequence[str], speech: Speech
) -> tuple[str | None, str | None]:
    phrase = _cut_clause(phrase, speech)
    owned = re.match(r"(?P<house>.{2,80}?)[’']s?\s+(?P<role>[a-z].{2,80})$", phrase)
    if owned and owned["house"][:1].isupper() and re.search(r"[’']s?\s", phrase):
        return owned["role"], _without_article(owned["house"], speech)
    bare = _without_article(phrase, speech)
    if small_owner := re.match(r"[a-z]{2,30}[’']s?\s+(?P<role>[a-z].{2,80})$", bare):
        phrase = small_owner["role"]
    split = _split_at(phrase, speech)
    if split is not None:
        return split
    words = phrase.split()
    lead = _leading_name(words)
    small = {_bare(word) for word in lead}
    if lead and len(lead) < len(words) and not small & speech.roles:
        openers = {_bare(word) for word in lead if _bare(word) in speech.role_openers}
        if not openers and not small <= _REGIONS:
            return " ".join(words[len(lead) :]), " ".join(lead)
    if small & speech.roles and len(lead) == len(words):
        opened = _split_capitals(words, speech)
        if opened is not None:
            return opened
    role = _without_article(phrase, speech)
    house = next(iter(rest), None)
    if house and len(house.split()) <= 9 and _is_run(house, speech):
        return role, _without_article(house, speech)
    return role or None, None


def _split_capitals(words: list[str], speech: Speech) -> tuple[str, str] | None:
    """`River Watch Executive Director` -> role, organisation."""
    at = next(i for i, word in enumerate(words) if _bare(word) in speech.roles)
    start = at
    while start > 0 and _bare(words[start - 1]) in speech.role_openers:
        start -= 1
    if start == 0 or {_bare(word) for word in words[:start]} <= _REGIONS:
        return None
    return " ".join(words[start:]), " ".join(words[:start])


def _split_at(phrase: str, speech: Speech) -> tuple[str, str] | None:
    is_loose = any(_bare(word) in speech.loose for word in phrase.split()[:3])
    for number, group in enumerate(speech.at):
        if is_loose and number > 0:
            return None
        found: tuple[int, int] | None = None
        for word in group:
            glue = r"" if word.endswith(("’", "'")) else r"\s+"
            articles = "|".join(re.escape(article) for article in speech.articles)
            skipped = rf"(?:(?:{articles})\s+)?" if articles else ""
            for match in re.finditer(
                rf"(?<!\w){re.escape(word)}{glue}(?P<the>{skipped})(?=[^\W\d_a-zà-ÿ])", phrase
            ):
                if match.start() > 1 and (found is None or match.start() < found[0]):
                    found = (match.start(), match.end())
                break
        if found is None:
            continue
        house = _house_run(phrase[found[1] :], speech)
        role = _without_article(phrase[: found[0]].strip(_TRIM), speech)
        if house and role and not {_bare(w) for w in house.split()} <= _REGIONS:
            return role, house
    return None


def _house_run(text: str, speech: Speech) -> str:
    """The name that a text opens with: capitals, and small words of names between them."""
    kept: list[str] = []
    for word in text.split():
        bare = word.strip("()\"“”'")
        opens = not bare[:1].islower() or not bare[:1].isascii()
        if not opens and not (kept and _bare(word) in speech.parts_of_names):
            break
        kept.append(word)
    while kept and _bare(kept[-1]) in speech.parts_of_names and not kept[-1][:1].isupper():
        kept.pop()
    return " ".join(kept).strip(_TRIM)


def _is_run(text: str, speech: Speech) -> bool:
    bare = _without_article(text, speech)
    return bool(bare) and bare[:1].isupper() and _house_run(bare, speech) == bare.strip(_TRIM)


def _cut_clause(phrase: str, speech: Speech) -> str:
    """`director at River Watch who led the work` ends before `who`."""
    words = phrase.split()
    for index, word in enumerate(words[1:], start=1):
        if word in (
            "who",
            "whose",
            "which",
            "que",
            "qui",
            "quien",
            "die",
            "que",
            "adding",
            "speaking",
        ):
            if word == "que" and index < 2:
                continue
            return " ".join(words[:index])
    return phrase


def _leading_name(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        bare = word.strip("'’.")
        if bare[:1].isupper() or (kept and word.casefold() in _NOBILITY) or word.startswith("al-"):
            kept.append(word.rstrip(_TRIM) if not re.fullmatch(r"\w\.", word) else word)
        else:
            break
    while kept and kept[-1].casefold() in _NOBILITY:
        kept.pop()
    return kept[:6]


def _without_titles(words: Sequence[str], speech: Speech) -> tuple[str | None, list[str]]:
    """`the Honourable Minister Lark` -> (`Minister`, [`Lark`]). A learned title stays with the name."""
    left = list(words)
    title: str | None = None
    while left and _bare(left[0]) in speech.articles and len(left) > 1:
        left.pop(0)
    while left and _bare(left[0]) in speech.honorifics and len(left) > 1:
        left.pop(0)
    while len(left) > 1 and _bare(left[0]) in speech.titles and left[1][:1].isupper():
        word = left.pop(0)
        if not word.casefold().startswith(("dr", "prof", "dra", "pr")):
            title = f"{title} {word}" if title else word
    return title, left


def _is_house(words: Sequence[str]) -> bool:
    return any(_bare(word) in grammar().not_places for word in words) or len(words) == 1


def _without_article(text: str, speech: Speech) -> str:
    words = text.split()
    while len(words) > 1 and _bare(words[0]) in speech.articles:
        words.pop(0)
    return " ".join(words).strip(_TRIM)


def _bare(word: str) -> str:
    return word.casefold().strip(".,;:’'()")
