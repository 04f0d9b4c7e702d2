"""What stands beside a name -> role, organisation. For scripts with capitals."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mailer.reading.languages import Speech, grammar

WORD = re.compile(r"[^\s,;:()“”\"«»]+")
_NOBILITY_WORDS = "de van von der den del della di da dos das do bin ibn al el la le y e ter ten bint abu af av zu"
NOBILITY = frozenset(_NOBILITY_WORDS.split())
_BESIDE = re.compile(
    r"\d{1,3}|Ph\.?\s?D\.?|RN|LPN|BSN|MPH|MPA|LL\.?M|OSB|OFM|S\.?J\.?|M\.?D\.?|J\.?D|M\.?Sc\.?|MBA|Esq\.?|[JS]r\.?|[DRI]-\s?[\w. -]{2,30}|(?:she|he|they)/\w+"
)
"""Between commas after a name, and neither role nor house."""
TRIM = " ,.;:–—-"


def role_in(segments: Sequence[str], speech: Speech) -> tuple[str | None, str | None]:
    """What stands after a name, between commas -> role, organisation."""
    told = [part.strip(TRIM) for part in segments]
    told = [p for p in told if not (_BESIDE.fullmatch(p) or speech.ages.fullmatch(p))]
    segments = [p for p in told[:-1] if not re.fullmatch(r"[A-Z]{2,6}", p)] + told[-1:]
    if not segments:
        return None, None
    first = segments[0].strip(TRIM)
    words = WORD.findall(first)
    if not words or len(words) > 24:
        return None, None
    opener = bare_word(words[0])
    if opener in speech.relatives:
        return being(" ".join(words[1:]), speech)
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
        if rest and _is_run(rest, speech) and not is_town:
            return without_article(rest, speech)
    return None


def is_doer(words: Sequence[str], speech: Speech) -> bool:
    """German names whoever does a thing by the end of the word: `Fährmann`, `Bergführerin`."""
    return speech.has_compounds and len(words[0]) > 5 and words[0].endswith(speech.job_ends)


def is_role(word: str, speech: Speech) -> bool:
    bare = bare_word(word)
    if bare in speech.roles or any(part in speech.roles for part in bare.split("-")[:2]):
        return True
    return speech.has_compounds and bare.endswith(_ends(speech.roles, 6))


@cache
def _ends(words: frozenset[str], shortest: int) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) >= shortest)


@cache
def lead_words(at: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """Each small word that leads from a role to a house."""
    return frozenset(word for group in at for lead in group for word in lead.split())


def is_job(words: Sequence[str], speech: Speech) -> bool:
    """Whether the first word is what the person does, and the next ones are a full name: `Hüttenwirtin Gerda Moser`.
    Only beside a full name may the end of the word be as short as that of a family's name."""
    if not speech.has_compounds or len(words) < 3 or not words[0][:1].isupper():
        return False
    ends = _ends(speech.roles, 4) + _ends(speech.relations, 5)
    return words[0].casefold().endswith(ends) and is_name(words[1:3])


def role_and_house(
    phrase: str, rest: Sequence[str], speech: Speech
) -> tuple[str | None, str | None]:
    phrase = _cut_clause(phrase, speech)
    owned = re.match(r"(?P<house>.{2,80}?)[’']s?\s+(?P<role>[^\W\d_].{2,80})$", phrase)
    is_told = owned is not None and any(is_role(word, speech) for word in owned["role"].split())
    if owned and not owned["role"][:1].islower() and not is_told:
        owned = None
    if owned and owned["house"][:1].isupper() and re.search(r"[’']s?\s", phrase):
        is_kin = bare_word(owned["role"].split()[-1]) in speech.relations
        return owned["role"], None if is_kin else without_article(owned["house"], speech)
    bare = without_article(phrase, speech)
    if small_owner := re.match(r"[a-z]{2,30}[’']s?\s+(?P<role>[a-z].{2,80})$", bare):
        phrase = small_owner["role"]
    split = _split_at(phrase, speech) or _split_hyphen(phrase, speech)
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
    if house and len(house.split()) <= 9 and _is_run(house, speech):
        return role, without_article(house, speech)
    return role or None, None


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


def _split_at(phrase: str, speech: Speech) -> tuple[str, str] | None:
    named = _house_in_small_letters(phrase, speech)
    found = _first_of(phrase, speech)
    is_named_first = named is not None and (found is None or named[0] < found[0])
    if is_named_first and named is not None:
        start, house = named
    elif found is not None:
        start, house = found[0], house_run(phrase[found[1] :], speech)
    else:
        return None
    role = without_article(phrase[:start].strip(TRIM), speech)
    if house and role and not {bare_word(w) for w in house.split()} <= grammar().regions:
        return role, house
    return None


def _first_of(phrase: str, speech: Speech) -> tuple[int, int] | None:
    """Where the words start that lead to the organisation, and where its name starts. What a department
    works on is none: `director of Communications of River Watch`."""
    is_loose = any(bare_word(word) in speech.loose for word in phrase.split()[:3])
    has_field = any(bare_word(word) in speech.fields for word in phrase.split()[1:])
    for number, group in enumerate(speech.at):
        found = [one for word in group for one in _leads(phrase, word, speech)]
        if is_loose and not has_field and number > 0:  # `profesor de la Universidad de Almar`
            found = [one for one in found if is_kind_of_house(phrase[one[1] :].split()[0], speech)]
        if found:
            return min([min(found), *_sure_before(phrase, min(found)[0], speech)])
    return None


def _sure_before(phrase: str, start: int, speech: Speech) -> Iterator[tuple[int, int]]:
    """`au CHU de Lyon`: a house that stands before the words found, known by its short form or its kind."""
    for word in lead_words(speech.at) - speech.guarded:
        for one in _leads(phrase, word, speech):
            name = phrase[one[1] :].split()[0].strip(TRIM)
            is_sure = (name.isupper() and len(name) > 1) or is_kind_of_house(name, speech)
            if one[0] < start and is_sure:
                yield one


def is_kind_of_house(word: str, speech: Speech) -> bool:
    bare = bare_word(word)
    if bare in speech.houses or bare in grammar().not_places:
        return True
    return speech.has_compounds and bare.endswith(_ends(speech.houses, 1))


def _leads(phrase: str, word: str, speech: Speech) -> Iterator[tuple[int, int]]:
    """The first place where `word` leads to a name in capitals: its start, and the start of the name."""
    for match in _lead(word, speech.articles).finditer(phrase):
        if word in speech.towards and _is_town(house_run(phrase[match.end() :], speech)):
            continue
        is_guarded = word.split()[0] in speech.guarded
        if is_guarded and not is_kind_of_house(match["name"], speech):
            continue
        if match.start() > 1 and match["name"].casefold() not in speech.fields:
            yield match.start(), match.end()
            return


@cache
def _lead(word: str, articles: frozenset[str]) -> re.Pattern[str]:
    glue = r"" if word.endswith(("’", "'")) else r"\s+"
    known = "|".join(map(re.escape, articles))
    skipped = rf"(?:(?:{known})\s+)?" if known else ""
    return re.compile(
        rf"(?<!\w){re.escape(word)}{glue}{skipped}(?=(?P<name>[^\W\d_a-zà-ÿ][\w’'-]*))"
    )


def _is_town(text: str) -> bool:
    """`éleveur à Roselet`: one name, and no short form of a house's."""
    words = text.split()
    return len(words) == 1 and not words[0].isupper()


def _house_in_small_letters(phrase: str, speech: Speech) -> tuple[int, str] | None:
    """`nurse at the hospital of Brévanne`: a kind of organisation, in small letters, and its name. Its kind
    alone counts where a department stands before it: `head of Neonatology of the hospital`."""
    if speech.has_compounds or not speech.houses:
        return None  # every noun has a capital
    match = _small_house(speech.at, speech.articles, speech.houses).search(phrase)
    if match is None or match.start() < 2:
        return None
    if match["more"]:
        words = match["house"].split()
        first = next(
            i for i, w in enumerate(words) if not re.sub(r"^[ld][’']", "", w)[:1].islower()
        )
        told = [word for word in words[1:first] if word not in speech.parts_of_names]
        if len(told) <= 2:
            glue = re.match(r"[ld][’']", words[first])
            lead = glue.group() if glue else ""
            run = _long_run(" ".join(words[first:])[len(lead) :], speech)
            return match.start(), " ".join([*words[:first], lead + run])
    has_field = any(bare_word(word) in speech.fields for word in phrase[: match.start()].split())
    is_last = match.end() == len(phrase) or match["more"] is None
    kind = match["house"].split()[0]
    return (match.start(), kind) if has_field and is_last else None


@cache
def _small_house(
    at: tuple[tuple[str, ...], ...], articles: frozenset[str], houses: frozenset[str]
) -> re.Pattern[str]:
    words = sorted((word for group in at for word in group), key=len, reverse=True)
    leads = "|".join(re.escape(word) + (r"" if word[-1] in "’'" else r"\s+") for word in words)
    known = "|".join(map(re.escape, articles))
    kinds = "|".join(sorted(map(re.escape, houses), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:{leads})(?:(?:{known})\s+|l[’'])?(?P<house>(?:{kinds})(?!\w)"
        r"(?P<more>(?: [^\W\d_A-Z][\w’'-]*){0,3}? (?:[ld][’'])?[^\W\d_a-zà-ÿ].*)?)"
    )


def house_run(text: str, speech: Speech) -> str:
    """The name that a text opens with: capitals, and small words of names between them."""
    kept: list[str] = []
    for word in text.split():
        bare = word.strip("()\"“”'")
        opens = not bare[:1].islower() or not bare[:1].isascii()
        if not opens and not (kept and bare_word(word) in speech.parts_of_names):
            break
        kept.append(word)
    while kept and bare_word(kept[-1]) in speech.parts_of_names and not kept[-1][:1].isupper():
        kept.pop()
    if len(kept) == 1 and bare_word(kept[0]) in speech.houses:
        kept += _told_by_kind(text.split()[1:], speech)
    return " ".join(kept).strip(TRIM)


def _told_by_kind(words: Sequence[str], speech: Speech) -> list[str]:
    """What follows the kind of a house alone: `des rivières`, `du transport collectif`, `des journalistes du
    Pacifique`. Two small words at most, the first of them behind a particle."""
    kept: list[str] = []
    small = 0
    for word in words[:7]:
        is_particle = bare_word(word) in speech.parts_of_names
        behind = bool(kept) and bare_word(kept[-1]) in speech.parts_of_names
        if not is_particle and word[:1].islower():
            small += 1
            follows = behind or (small == 2 and bool(kept) and kept[-1].islower())
            if small > 2 or not follows or not word.strip(TRIM).isalpha():
                break
        elif not is_particle and not (behind or (kept and kept[-1][:1].isupper())):
            break
        kept.append(word)
    while kept and bare_word(kept[-1]) in speech.parts_of_names:
        kept.pop()
    return kept


def _long_run(text: str, speech: Speech) -> str:
    """Behind the kind of a house its name may hold a small word: `Nuit blanche pour Valmorel`."""
    run = house_run(text, speech)
    left = text[len(run) :].split()
    is_linked = len(left) >= 3 and left[0].isalpha() and left[0].islower() and left[2][:1].isupper()
    if is_linked and left[1] in speech.links and left[0] not in speech.clauses:
        return f"{run} {left[0]} {left[1]} {house_run(' '.join(left[2:]), speech)}"
    return run


def _is_run(text: str, speech: Speech) -> bool:
    bare = without_article(text, speech)
    return bool(bare) and bare[:1].isupper() and house_run(bare, speech) == bare.strip(TRIM)


def _cut_clause(phrase: str, speech: Speech) -> str:
    """`director at River Watch who led the work` ends before `who`."""
    words, asides = phrase.split(), grammar().asides
    for index, word in enumerate(words[1:], start=1):
        if word in asides:
            if word == "que" and index < 2:
                continue
            return " ".join(words[:index])
    return phrase


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


def is_house(words: Sequence[str]) -> bool:
    return any(bare_word(word) in grammar().not_places for word in words) or len(words) == 1


def without_article(text: str, speech: Speech) -> str:
    words = text.split()
    while len(words) > 1 and bare_word(words[0]) in speech.articles:
        words.pop(0)
    if "l" in speech.articles:
        words[:1] = [re.sub(r"^[lL][’'](?=\w)", "", word) for word in words[:1]]
    return " ".join(words).strip(TRIM)


def bare_word(word: str) -> str:
    return word.casefold().strip(".,;:’'()")
