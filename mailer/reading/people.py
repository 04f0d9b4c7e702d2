"""A phrase about a person -> name, with role and organisation. For scripts with capitals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mailer.reading.houses import house_run, is_kind_of_house
from mailer.reading.languages import Speech, grammar
from mailer.reading.names import (
    LEARNED,
    NOBILITY,
    TRIM,
    WORD,
    bare_word,
    is_house,
    is_name,
    lead_words,
    leading_name,
    without_article,
    without_letters,
)
from mailer.reading.roles import is_job, is_role, job_start, role_and_house, role_in
from mailer.reading.titles import without_degrees, without_titles

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
    phrase = without_letters(phrase.replace("*", "").strip(), speech)  # `Fatima*`: not her name
    segments = [part.strip(TRIM) for part in re.split(r"[,،、，]\s*|\s[–—]\s|\s?\(|\)", phrase)]
    segments = [part for part in segments if part]
    if len(segments) > 2 and segments[1].isupper() and len(segments[1]) <= 10:
        segments.pop(1)  # `do Sindicato dos Barqueiros (SB), Pedro Sales`
    if not segments:
        return None
    segments[0] = _ageless(segments[0], speech)
    words = WORD.findall(segments[0])[:14]
    if not words:
        return None
    if words[0].casefold() in speech.pronouns and len(words) <= 3:
        return _related(segments, speech) or Person("", kind="pronoun")
    if learned := _learned(words, segments, speech):
        return learned
    title, words = without_titles(words, speech)
    if not words:
        return None
    roles = _roles(words, speech)
    if not roles and (related := _related(segments, speech)):
        return related
    if not roles:
        has_article = bare_word(segments[0].split()[0]) in speech.articles
        told = _behind_article(words, segments, speech) if has_article else None
        return told or _named_first(words, title, segments[1:], speech)
    return _role_first(words, roles[-1], segments, speech)


def _ageless(phrase: str, speech: Speech) -> str:
    """`Seventeen-year-old Maya`, `die 19-jährige Helferin Greta Lind`, without the age."""
    words = phrase.split()
    kept = [w for i, w in enumerate(words) if i > 2 or not speech.ages.fullmatch(w.casefold())]
    return " ".join(kept) if kept else phrase


def _learned(words: Sequence[str], segments: Sequence[str], speech: Speech) -> Person | None:
    """`Keeper of Textiles Dr Amy Foulkes`: a learned title parts what somebody is from who it is."""
    at = next((i for i, word in enumerate(words) if i and bare_word(word) in LEARNED), 0)
    if not at or not any(is_role(word, speech) for word in words[:at]):
        return None
    name = without_titles(words[at:], speech)[1]
    if len(name) < 2 or leading_name(name) != name:
        return None
    role, house = role_and_house(" ".join(words[:at]), (), speech)
    name, own = name_and_house(name, name, speech)
    return Person(" ".join(name), role, house or own or role_in(segments[1:], speech)[1])


def _behind_article(words: Sequence[str], segments: Sequence[str], speech: Speech) -> Person | None:
    """What only an article and what follows it tell: `die Lagerarbeiterin` is no name, `the Commission` no person."""
    if described := _described(words, segments, speech) or _named_by_job(words, segments, speech):
        return described
    if len(words) > 1:
        return None if is_name(words) else _called(segments, speech)
    if called := _called(segments, speech):
        return called
    if speech.has_compounds:
        return Person("", role=words[0], kind="role")
    return Person("", kind="collective") if bare_word(words[0]) in speech.houses else None


def _named_by_job(words: Sequence[str], segments: Sequence[str], speech: Speech) -> Person | None:
    """`die Marktfrau Lena Voss`: German puts no article before a full name, so a noun stands there."""
    if not speech.has_compounds:
        return None
    small = next((i for i, word in enumerate(words) if word[:1].isupper()), 0)
    job, name = words[small], list(words[small + 1 :])
    is_told = 2 <= len(name) <= 4 and is_name(name) and not is_house(name) and small < 3
    if not is_told or is_kind_of_house(job, speech) or bare_word(job) in speech.collectives:
        return None
    role, house = " ".join(words[: small + 1]), role_in(segments[1:], speech)[1]
    return Person(" ".join(name), role, house)


def _roles(words: Sequence[str], speech: Speech) -> list[int]:
    """Where the words for what somebody does stand."""
    roles = [i for i, word in enumerate(words) if is_role(word, speech)]
    roles = [i for i in roles if not _is_family_name(words, i, roles, speech)]
    if speech.has_small_roles:  # `Custódio Lavrador`
        roles = [i for i in roles if not (i and words[i][:1].isupper() and i - 1 not in roles)]
    if not roles and is_job(words, speech):
        roles = [0]
    is_last = roles == [len(words) - 1] and speech.has_compounds
    if is_last and 2 <= len(words) <= 3 and is_name(words):
        return []  # `Jonas Richter`: a family's name that is a job as well
    titles = LEARNED | (speech.titles if speech.has_compounds else frozenset())
    while len(roles) > 1 and roles[-1] == roles[-2] + 1 and bare_word(words[roles[-1]]) in titles:
        roles.pop()  # `Studienleiterin Professorin Dr. Ada Lenz`
    return roles


def _is_family_name(words: Sequence[str], at: int, roles: Sequence[int], speech: Speech) -> bool:
    """`Tom Baker`, and `Baker` alone."""
    if bare_word(words[at]) not in speech.family_names or not words[at][:1].isupper():
        return False
    return len(words) == 1 or (at > 0 and words[at - 1][:1].isupper() and at - 1 not in roles)


def _related(segments: Sequence[str], speech: Speech) -> Person | None:
    """`his wife, Miriam Dow`: who they are to somebody, and then their name."""
    relation = segments[0].split()
    opened = relation[1:] if bare_word(relation[0]) in speech.articles else relation
    if not 2 <= len(relation) <= 4 or not all(word.islower() for word in opened):
        return None
    if bare_word(relation[0]) in speech.openers - speech.articles:
        return None  # `interrogé sur ces chiffres, Paul Mercier`
    name = without_titles(WORD.findall(segments[1]), speech)[1] if len(segments) > 1 else []
    name, house = name_and_house(name, leading_name(name), speech) if name else (name, None)
    if len(name) < 2 or not is_name(name) or is_house(name):
        return None
    role = " ".join(opened) if bare_word(relation[0]) in grammar().plain_articles else segments[0]
    role = re.sub(r"^[lL][’']", "", role)
    return Person(" ".join(name), role, house or role_in(segments[2:], speech)[1])


def _called(segments: Sequence[str], speech: Speech) -> Person | None:
    """`la defensora adjunta para los Servicios Públicos, Ana Reis`: an article, what nobody else is called, a name."""
    words = segments[0].split()
    if (
        not 2 <= len(words) <= 12
        or not words[1].islower()
        or (named := _beside(segments, speech)) is None
    ):
        return None
    if bare_word(words[1]) in speech.openers:
        return None  # `A propósito dos números, Ana Reis`
    heads = {bare_word(word) for word in words[:3]}
    if heads & (grammar().not_places | grammar().outlets | speech.houses | speech.verbs):
        return None
    role, house = role_and_house(segments[0], (), speech)
    return Person(named, role, house)


def _described(words: Sequence[str], segments: Sequence[str], speech: Speech) -> Person | None:
    """`a separadora de pedidos Ana Reis`: small words behind an article, then a full name to the end."""
    small = 0
    while small < len(words) and words[small].islower():
        small += 1
    name = list(words[small:])
    if not 1 <= small <= 4 or len(name) < 2 or not is_name(name):
        return None
    if {bare_word(word) for word in words} & (grammar().not_places | grammar().outlets):
        return None
    before = {bare_word(word) for word in words[:small]}
    led = lead_words(speech.at) | speech.clauses | speech.relatives
    if before & speech.verbs or bare_word(words[small - 1]) in led:
        return None
    organisation = role_in(segments[1:], speech)[1]
    return Person(" ".join(name), " ".join(words[:small]), organisation)


def _named_first(
    words: list[str], title: str | None, rest: Sequence[str], speech: Speech
) -> Person | None:
    name = leading_name(words)
    if name and re.match(r"[^\W\d_]{1,2}[’'][a-zà-ÿ]", name[0]):
        return None  # `C’est`
    if not name:
        small = {bare_word(word) for word in words[:5]}
        return Person("", kind="collective") if small & speech.collectives else None
    name, house = name_and_house(words, name, speech)
    folded = {bare_word(word) for word in name}
    if bare_word(name[0]) in speech.articles | speech.clauses | speech.verbs and len(name) > 1:
        name = name[1:]
    if len(name) == 2 and bare_word(name[0]) in speech.openers - speech.honorifics - NOBILITY:
        return None  # `Depuis Nairobi, le directeur`
    is_small = bare_word(name[0]) in speech.small_words - NOBILITY
    if is_small and len(name) == 1:
        return None  # `At the meeting it was said`
    if is_small and len(name) > 2:
        name = name[1:]
        while len(name) > 1 and bare_word(name[0]) in speech.articles:
            name = name[1:]
    is_house_first = len(name) > 2 and bare_word(name[0]) in speech.houses
    if folded & grammar().not_places or folded & speech.collectives or is_house_first:
        return Person(" ".join(name), kind="collective")
    name = without_degrees(name)
    if len(name) == 1 or (title and len(name) == 1):
        person = Person(name[0], kind="surname")
    else:
        person = Person(" ".join(name))
    role, organisation = role_in(rest, speech)
    return replace(person, role=role or title, organisation=organisation or house)


def name_and_house(
    words: Sequence[str], name: list[str], speech: Speech
) -> tuple[list[str], str | None]:
    """`Ana Reis of River Watch`, `Karin Moser von der Flusswacht`; but `Ursula von der Mark` is a name."""
    small = lead_words(speech.at)
    for index in range(2, min(len(words), len(name) + 1)):
        if words[index] not in small:
            continue
        phrase = " ".join(words[index:])
        leads = [word for group in speech.at for word in group if phrase.startswith(f"{word} ")]
        if not leads:
            return name, None
        rest = without_article(phrase[len(max(leads, key=len)) :].strip(), speech)
        house = house_run(rest, speech)
        if house and bare_word(house.split()[0]) in speech.fields:
            return name[:index], None  # `bei der Vorstellung`
        is_within = index < len(name)
        if not house or (is_within and len(house.split()) < 2 and "bei" not in small):
            return name, None
        return name[:index], house
    return name, None


def _role_first(
    words: list[str], last_role: int, segments: Sequence[str], speech: Speech
) -> Person | None:
    name_words = words[last_role + 1 :]
    if (
        name_words and bare_word(name_words[0]) not in speech.articles
    ):  # `Vorsitzende der Flusswacht`
        _, name_words = without_titles(name_words, speech)
    name = leading_name(name_words)
    start = last_role if bare_word(words[0]) in speech.openers - speech.articles else 0
    if speech.has_small_roles and start == 0:
        start = _behind_crowd(words, speech)
    if speech.has_compounds:
        start = max(start, job_start(words, last_role, speech))
    phrase = " ".join(words[start : last_role + 1])
    if name and len(name) == len(name_words):
        name, house = name_and_house(name_words, name, speech)
        role, organisation = role_and_house(phrase, (), speech)
        organisation = organisation or house
        if segments[1:] and organisation is None:
            better, organisation = role_in(segments[1:], speech)
            is_kin = bare_word(words[last_role]) in speech.relations
            role = better if is_kin and better else role  # `son collègue Paul Mercier, chargé de`
        kind: Kind = "person" if len(name) > 1 else "surname"
        return Person(" ".join(name), role, organisation, kind)
    if (behind := _behind_house(phrase, name_words, segments, speech)) is not None:
        return behind
    if (within := _within(phrase, name_words, segments, speech)) is not None:
        return within
    beside = _beside(segments, speech) if name_words else None
    goes_on = len(name) < len(name_words) and name_words[len(name)][:1].islower()
    if len(name) > 1 and goes_on and not is_house(name):
        role, organisation = role_and_house(phrase, (), speech)
        return Person(" ".join(name), role, organisation)
    if name and len(name) > 1 and last_role == 0 and not words[0][:1].islower():
        return None
    if not name_words and last_role == 0 and len(segments) == 1:
        return Person("", role=words[0], kind="role")
    named = (
        beside
        or _beside(segments, speech)
        or (_fronted(segments, speech) if is_role(words[0], speech) else None)
    )
    if named is not None:
        crowd = _behind_crowd(words, speech) if speech.has_small_roles else 0
        told = segments[0][segments[0].find(words[crowd]) :] if crowd else segments[0]
        role, organisation = role_and_house(told, (), speech)
        beside_name = segments[1].rpartition(named)[2].strip() if len(segments) > 1 else ""
        led = bare_word(beside_name.split()[0]) in lead_words(speech.at) if beside_name else False
        return Person(
            named, role, organisation or (role_in([beside_name], speech)[1] if led else None)
        )
    return None


def _behind_crowd(words: Sequence[str], speech: Speech) -> int:
    """`à la foule la porte-parole`: whom somebody speaks to stands before who speaks; 0: nobody does."""
    first = next((i for i, word in enumerate(words) if is_role(word, speech)), 0)
    is_led = first > 2 and bare_word(words[0]) in lead_words(speech.at) | speech.small_words
    has_article = first > 2 and bare_word(words[first - 1]) in speech.articles
    return first if is_led and has_article and words[0] not in speech.articles else 0


def _beside(segments: Sequence[str], speech: Speech) -> str | None:
    """The name alone between commas behind a role."""
    if len(segments) < 2:
        return None
    _, other = without_titles(WORD.findall(segments[1]), speech)
    if len(other) > 2 and other[0].islower():  # `o presidente da LBVL, comandante Rui Salas`
        other = other[1:]
    if speech.has_compounds:  # `der pensionierte Richter Jan Holm`
        while len(other) > 2 and is_role(other[0], speech):
            other = other[1:]
    named = leading_name(other)
    is_short = named and named[0].isupper() and 1 < len(named[0]) < 6 and not named[-1].isupper()
    if len(named) < 2 or len(named) != len(other) or is_house(named) or is_short:
        return None  # `CHU de Brévin`
    return None if bare_word(named[0]) in speech.houses else " ".join(named)


def _within(
    phrase: str, words: Sequence[str], segments: Sequence[str], speech: Speech
) -> Person | None:
    """A name among more words behind the role: `Ana Reis of River Watch`, `de familia Ana Reis`."""
    name = leading_name(words)
    if len(name) > 1:
        short, house = name_and_house(words, name, speech)
        if house:
            role, organisation = role_and_house(phrase, (), speech)
            return Person(" ".join(short), role, organisation or house)
    behind = None if words and _beside(segments, speech) else _behind_small_words(words)
    if behind is None:
        return None
    small, full = behind
    role, organisation = role_and_house(f"{phrase} {small}", (), speech)
    return Person(full, role, organisation or role_in(segments[1:], speech)[1])


def _behind_house(
    phrase: str, words: Sequence[str], segments: Sequence[str], speech: Speech
) -> Person | None:
    """`for Open Gauge Ann Lo` behind `spokesperson`: the house, then the name, the last two words."""
    run = without_article(" ".join(words[1:]), speech).split()
    is_led = len(words) >= 4 and words[0] in lead_words(speech.at)
    is_told = is_led and len(run) >= 4 and is_kind_of_house(run[0], speech) and is_name(run[-2:])
    if (
        is_told
        and run[-3][:1].isupper()
        and not _beside(segments, speech)
        and not is_house(run[-2:])
    ):
        return Person(" ".join(run[-2:]), role_and_house(phrase, (), speech)[0], " ".join(run[:-2]))
    is_led = is_led and all(word[:1].isupper() for word in run) and not _beside(segments, speech)
    if not is_led or not 3 <= len(run) <= 6 or is_house(run[-2:]):
        return None
    house, name = " ".join(run[:-2]), " ".join(run[-2:])
    role = role_and_house(phrase, (), speech)[0]
    if bare_word(run[0]) in speech.fields:  # `catedrático de Derecho Procesal Luis Mir`
        return Person(name, f"{role} {words[0]} {house}")
    return Person(name, role, house)


def _fronted(segments: Sequence[str], speech: Speech) -> str | None:
    """`Maire de Roselet, commune de 340 habitants, Josiane Pélis ne décolère pas`: what they are, then who."""
    for segment in segments[1:4]:
        words = without_titles(WORD.findall(segment), speech)[1]
        name = leading_name(words)
        goes_on = len(name) < len(words) and words[len(name)].islower()
        if 2 <= len(name) <= 4 and goes_on and not is_house(name):
            return " ".join(name)
    return None


def _behind_small_words(words: Sequence[str]) -> tuple[str, str] | None:
    """`de família Socorro Aragão` behind `médica` -> the rest of the role, the name."""
    small = 0
    while small < len(words) and words[small].islower():
        small += 1
    name = list(words[small:])
    if not 1 <= small <= 4 or len(name) < 2 or len(name) > 4 or not is_name(name) or is_house(name):
        return None
    if small == 1 and words[0].casefold() in NOBILITY:
        return None  # `director de River Watch`: a house
    return " ".join(words[:small]), " ".join(name)
