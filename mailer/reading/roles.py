"""What stands beside a name -> role, organisation. For scripts with capitals."""

import re
from collections.abc import Sequence

from mailer.reading.houses import house_run, is_kind_of_house, is_run, split_at
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
    clause = _clause_of(first.split(), opener, speech)
    if clause is not None:
        return _in_clause(clause, speech)
    if opener in speech.chosen and any(is_role(word, speech) for word in words[1:4]):
        return role_in([" ".join(first.split()[1:]), *segments[1:]], speech)
    has_role = any(_is_known(bare_word(word), speech) for word in words)
    if _goes_on(words, opener, has_role, speech):
        return None, None
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


def _goes_on(words: Sequence[str], opener: str, has_role: bool, speech: Speech) -> bool:
    """Whether the sentence goes on there, and tells nothing of the person."""
    doing = (speech.clauses, speech.verbs, speech.copulas, speech.auxiliaries)
    if not has_role and any(opener in known for known in doing):
        return True
    led = [word for word in words[1:3] if bare_word(word) not in speech.articles]
    is_led = bool(led) and opener in lead_words(speech.at) and led[0][:1].isupper()
    if not has_role and len(words) > (12 if is_led else 8):
        return True
    is_clause = speech.has_compounds and opener in speech.clauses and words[-1].islower()
    # `der im dritten Jahr Pflegefachmann lernt`
    return is_clause and not (len(words) > 1 and is_role(words[1], speech))


def _telling(segments: Sequence[str], speech: Speech) -> list[str]:
    """Without ages, degrees, pronouns and short forms."""
    told = [part.strip(TRIM) for part in segments]
    told = [part for part in told if part not in speech.stressed]
    told = [p for p in told if not (_BESIDE.fullmatch(p) or speech.ages.fullmatch(p))]
    return [p for p in told[:-1] if not re.fullmatch(r"[A-Z]{2,6}", p)] + told[-1:]


def _clause_of(words: list[str], opener: str, speech: Speech) -> list[str] | None:
    """What stands behind `who`; in German the verb ends it: `die das Netzwerk leitet`."""
    if opener in speech.relatives:
        return words[1:]
    is_led = speech.has_compounds and bare_word(words[-1]) in speech.heads
    return [words[-1], *words[1:-1]] if is_led and opener in speech.clauses else None


def _in_clause(words: list[str], speech: Speech) -> tuple[str | None, str | None]:
    """`who is a director of River Watch`, `who teaches history at the University of Lerma`."""
    told = being(" ".join(words), speech)
    if told == (None, None) and words and bare_word(words[0]) in speech.heads:
        return None, _led(" ".join(words[1:]), speech)
    if told != (None, None) or not speech.works.intersection(map(bare_word, words[:2])):
        return told
    found = split_at(" ".join(words), speech)
    is_told = found and any(is_kind_of_house(word, speech) for word in found[1].split())
    return None, found[1] if found and is_told else None


def _led(phrase: str, speech: Speech) -> str | None:
    """`Desk for All`, `le collectif Un toit`, behind a verb of leading: read as if `of` stood before it."""
    bare = without_article(phrase, speech)
    found = split_at(f"who {speech.at[1][-1]} {bare}", speech) if bare else None
    house = found[1] if found and bare.startswith(found[1]) else ""
    house = re.split(rf"\s(?:{'|'.join(grammar().binders)})\s(?=[a-zà-ÿ])", house)[0]
    owner, owned, _ = house.partition("’s ")  # `who heads WaterNow’s Asia office`
    return owner if owned or len(house.split()) > 1 or house.isupper() else None


def being(rest: str, speech: Speech) -> tuple[str | None, str | None]:
    """`is a director of River Watch`, right behind a name -> role, organisation."""
    words = re.split(r"[,;]|\.(?=\s|$)", rest, maxsplit=1)[0].split()
    told = 0
    small = speech.copulas | speech.articles | speech.chosen
    while told < len(words) and bare_word(words[told]) in small:
        told += 1
    is_told = words and bare_word(words[0]) in speech.copulas
    if not is_told or not any(is_role(word, speech) for word in words[told : told + 4]):
        return None, None
    return role_and_house(" ".join(words[told:]), (), speech)


def _house_after(phrase: str, speech: Speech) -> str | None:
    """`of River Watch`, alone between commas."""
    for word in sorted((word for group in speech.at for word in group), key=len, reverse=True):
        lead = word if word[-1] in "’'" else f"{word} "
        rest = phrase[len(word) :].strip() if phrase.casefold().startswith(lead) else ""
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
    if any(_is_known(part, speech) for part in (bare, *bare.split("-")[:2])):
        return True
    return speech.has_compounds and bare.endswith(long_words(speech.roles, 6))


def _is_known(bare: str, speech: Speech) -> bool:
    return bare in speech.roles or bool(speech.role_ends and bare.endswith(speech.role_ends))


def is_job(words: Sequence[str], speech: Speech) -> bool:
    """Whether the first word is what the person does, and the next ones are a full name: `Hüttenwirtin Gerda Moser`.
    Only beside a full name may the end of the word be as short as that of a family's name."""
    if not speech.has_compounds or len(words) < 3 or not words[0][:1].isupper():
        return False
    bare = bare_word(words[0])
    if len(bare) > 7 and bare.endswith("in") and bare not in speech.given and is_name(words[1:3]):
        return True  # `Vorständin Karla Meinrad`: a woman's job, whatever it is
    if len(bare) > 8 and bare.endswith("er") and bare not in speech.given and is_name(words[1:3]):
        return True  # `Streetworker Ali Kaya`
    ends = long_words(speech.roles, 4) + long_words(speech.relations, 5)
    return words[0].casefold().endswith(ends) and is_name(words[1:3])


def job_start(words: Sequence[str], last: int, speech: Speech) -> int:
    """Where the job begins in a German phrase, behind a verb and what stands before it; 0: at the start. last: the
    last word of it."""
    return max(_behind_verb(words[:last], speech), _at_adjectives(words, speech))


def _at_adjectives(words: Sequence[str], speech: Speech) -> int:
    """`Die Idee hatte Küsterin Ana Reis`: the job, and the adjectives right before it; 0: names stand there."""
    at = next((i for i, word in enumerate(words) if is_role(word, speech)), 0)
    while at and words[at - 1].islower() and re.search(r"e[rnsm]?$", words[at - 1]):
        if (
            words[at - 1]
            in speech.small_words | speech.reflexives | speech.verbs | speech.auxiliaries
        ):
            break
        at -= 1
    has_small = any(word.islower() and word not in speech.articles for word in words[:at])
    return at if has_small else 0


def _behind_verb(words: Sequence[str], speech: Speech) -> int:
    """`Deutlich wird Sekretärin Moll`: where what somebody is begins, behind a verb; 0: at the start."""
    verbs = speech.copulas | speech.auxiliaries | speech.verbs | speech.presents
    return max((at + 1 for at, word in enumerate(words) if word in verbs), default=0)


def role_and_house(
    phrase: str, rest: Sequence[str], speech: Speech
) -> tuple[str | None, str | None]:
    first, _, after = phrase.partition(" ")
    phrase = after if after and first in speech.nows else phrase
    phrase = _without_origin(_without_span(_cut_clause(phrase, speech), speech), speech)
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
    if (told := _short_form(bare.split(), speech)) is not None:
        return told
    split = _split(phrase, speech)
    if split is not None:
        return split[0], split[1] or None
    words = bare.split() if bare_word(phrase.split()[0]) in speech.articles else phrase.split()
    lead = leading_name(words)
    run = house_run(" ".join(words), speech).split()
    if lead and len(lead) < len(run) < len(words) and is_role(words[len(run)], speech):
        lead = run  # `Stop the Cuts convenor`
    small = {bare_word(word) for word in lead}
    has_role = any(is_role(word, speech) for word in lead)
    if lead and len(lead) < len(words) and not has_role:
        is_told = bare_word(lead[0]) in speech.role_openers or (
            len(lead) == 1 and speech.coloured.fullmatch(lead[0]) is not None
        )
        if not is_told and not small <= grammar().regions | speech.generics:
            return " ".join(words[len(lead) :]), " ".join(lead)
    if small & speech.roles and len(lead) == len(words):
        opened = _split_capitals(words, speech)
        if opened is not None:
            return opened
    role = without_article(phrase, speech)
    house = next(iter(rest), None)
    opens = house is not None and without_article(house, speech) != house.strip(TRIM)
    if house and not opens and len(house.split()) <= 9 and is_run(house, speech):
        return role, without_article(house, speech)
    return role or None, None


def _without_origin(phrase: str, speech: Speech) -> str:
    """`Rentner aus Dohnau`, `father of two from Leeds`: where somebody lives is no part of what they are."""
    words = phrase.split()
    at = next((i for i, word in enumerate(words) if i and word in speech.origins), 0)
    private = speech.relations | speech.loose
    is_private = speech.has_compounds or any(bare_word(word) in private for word in words[:at])
    return " ".join(words[:at]) if at and is_private and words[-1][:1].isupper() else phrase


def _without_span(phrase: str, speech: Speech) -> str:
    """`market trader for 30 years`, `conducteur depuis 22 ans`: for how long is no part of it either."""
    span = speech.spans.search(phrase)
    is_all = span is not None and not grammar().binders.intersection(span.group().split())
    before = phrase[: span.start()].strip(TRIM) if span and is_all else ""
    return before if any(is_role(word, speech) for word in before.split()) else phrase


def _short_form(words: list[str], speech: Speech) -> tuple[str, str] | None:
    """`UNSOW Country Representative for Malawi`, `déléguée SNT au dépôt`: a house in capitals beside the role."""
    of = lead_words(speech.at)
    if len(words) > 1 and _is_short(words[0], 3) and not is_role(words[0], speech):
        rest = " ".join(words[1:])
        is_told = words[1].isalpha() and not words[1].isupper() and words[1] not in of
        if is_told and any(is_role(word, speech) for word in words[1:4]):
            split = split_at(rest, speech)
            return (split[0] if split else rest), words[0]
    for at in range(1, len(words)):
        is_end = at + 1 == len(words) or words[at + 1] in of
        if _is_short(words[at], 2) and words[at - 1].islower() and is_end:
            is_led = words[at - 1] in of | speech.articles | speech.small_words
            return None if is_led else (" ".join(words[:at]), words[at])
    return None


def _is_short(word: str, least: int) -> bool:
    return word.isupper() and word.isalpha() and least <= len(word) <= 8


def _split(phrase: str, speech: Speech) -> tuple[str, str] | None:
    """At the word that leads to the house; not at one that belongs to another: `Schulleiterin auf der Insel`."""
    split = split_at(phrase, speech) or _split_hyphen(phrase, speech) or _titled(phrase, speech)
    if split is None or bare_word(split[0].split()[-1]) in speech.openers:
        return None
    is_family = bare_word(split[0].split()[-1]) in speech.relations and is_name(split[1].split())
    if is_family and not any(is_kind_of_house(word, speech) for word in split[1].split()):
        of = "|".join(re.escape(word) for word in sorted(speech.bare_of))
        if of and re.search(rf"(?:^|\s)(?:{of})\s?{re.escape(split[1])}", phrase):
            return split[0], ""  # `mère de Tom`: nobody's house
    return split[0], _without_second(split[1], speech)


def _titled(phrase: str, speech: Speech) -> tuple[str, str] | None:
    """`Geschäftsführerin Mieterring e. V.`: no word leads to the house."""
    job, _, house = without_article(phrase, speech).partition(" ")
    is_told = speech.has_compounds and house and is_role(job, speech) and is_run(house, speech)
    legal = re.search(rf"\s(?:{grammar().legal_forms.pattern})$", f"{house}.", re.IGNORECASE)
    is_kind = any(is_kind_of_house(word, speech) for word in house.split())
    return (job, house) if is_told and (legal or is_kind) else None


def _without_second(house: str, speech: Speech) -> str:
    """`Kinderklinik Eschstadt und Erstautorin der Studie`: somebody is two things, and the house is one."""
    words = house.split()
    for at, word in enumerate(words[1:-1], start=1):
        if is_role(word, speech):
            return house
        if word in grammar().binders and any(is_role(w, speech) for w in words[at + 1 : at + 3]):
            return " ".join(words[:at]).strip(TRIM)
    return house


def _split_hyphen(phrase: str, speech: Speech) -> tuple[str, str] | None:
    """`Flusswacht-Geschäftsführerin` -> role, organisation."""
    words = without_article(phrase, speech).split()
    house, _, job = words[0].rpartition("-") if len(words) == 1 else ("", "", "")
    is_named = house[:1].isupper() or "." in house  # `ver.dia-Sekretär`
    is_told = speech.has_compounds and is_named and is_role(job, speech)
    return (job, house) if is_told and house.casefold() not in speech.prefixes else None


def _split_capitals(words: list[str], speech: Speech) -> tuple[str, str] | None:
    """`River Watch Executive Director` -> role, organisation."""
    at = next((i for i, word in enumerate(words) if bare_word(word) in speech.roles), 0)
    start = at
    while start > 0 and bare_word(words[start - 1]) in speech.role_openers:
        start -= 1
    known = grammar().regions | speech.generics
    if start == 0 or {bare_word(word) for word in words[:start]} <= known:
        return None
    if bare_word(words[at]) in speech.relations and start == 1 and at + 1 == len(words):
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
