"""The organisation in a phrase about a person: where its name starts and how long it is. For scripts with capitals."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mailer.reading.languages import Speech, grammar
from mailer.reading.names import TRIM, bare_word, lead_words, long_words, without_article


def split_at(phrase: str, speech: Speech) -> tuple[str, str] | None:
    named = _house_in_small_letters(phrase, speech)
    named = named or _unit(phrase, speech)
    found = _first_of(phrase, speech)
    is_named_first = named is not None and (found is None or named[0] < found[0])
    if is_named_first and named is not None:
        start, house = named
    elif found is not None:
        start, house = found[0], _whole_run(phrase[found[1] :], phrase, speech)
    else:
        return None
    role = without_article(phrase[:start].strip(TRIM), speech)
    if house and role and not {bare_word(w) for w in house.split()} <= grammar().regions:
        return role, house
    return None


def _unit(phrase: str, speech: Speech) -> tuple[int, str] | None:
    """`gardienne du grenier de Bira`, `coordenador da delegação de Leixo`: a thing that has a name."""
    if not speech.definites or is_loose(phrase, speech):
        return None
    match = _definite(speech.definites).search(phrase)
    if match is None or match.start() < 3:
        return None
    kind = bare_word(match["kind"])
    if kind in speech.fields | speech.writings | speech.roles or kind in speech.houses:
        return None
    return match.start(), phrase[match.start("kind") :].strip(TRIM)


@cache
def _definite(words: tuple[str, ...]) -> re.Pattern[str]:
    leads = "|".join(re.escape(word) + ("" if word[-1] in "’'" else r"\s+") for word in words)
    return re.compile(
        rf"(?<!\w)(?:{leads})(?P<kind>[a-zà-ÿ]{{4,20}})"
        r"\s+(?:d[eoa]s?|du|del|de la|d[’'])\s?(?=[^\W\d_a-zà-ÿ])[^,]{2,60}$"
    )


def is_loose(phrase: str, speech: Speech) -> bool:
    """Whether the role's `of` names a place or a field: `mayor of Lerma`."""
    return any(bare_word(word) in speech.loose for word in phrase.split()[:3])


def _whole_run(text: str, phrase: str, speech: Speech) -> str:
    """A house's name, and the small word that ends it: `Toit ouvert`, `Marea verde`."""
    run = house_run(text, speech)
    left = text[len(run) :].split()
    is_few = 1 <= len(run.split()) <= 2 and not run.isupper() and 1 <= len(left) <= 3
    if not is_few or is_loose(phrase, speech) or not all(_is_small(word) for word in left):
        return run
    is_linked = len(left) > 1 and left[0] in speech.links | speech.parts_of_names
    is_one = speech.has_small_roles and len(left) == 1 == len(run.split())
    is_known = left[-1] in speech.openers | speech.nows | speech.verbs or len(left[-1]) < 4
    return f"{run} {' '.join(left)}" if (is_one or is_linked) and not is_known else run


def _is_small(word: str) -> bool:
    return word.islower() and re.sub(r"[’'-]", "", word).isalpha()


def _first_of(phrase: str, speech: Speech) -> tuple[int, int] | None:
    """Where the words start that lead to the organisation, and where its name starts. What a department
    works on is none: `director of Communications of River Watch`."""
    names_place = is_loose(phrase, speech)
    has_field = any(bare_word(word) in speech.fields for word in phrase.split()[1:])
    is_of = False
    for number, group in enumerate(speech.at):
        found = [one for word in group for one in _leads(phrase, word, speech)]
        is_of = (
            is_of
            or bool(speech.bare_of.intersection(group))
            or (speech.has_compounds and number > 0)
        )
        if names_place and not has_field and is_of:  # `profesor de la Universidad de Almar`
            found = [one for one in found if _is_sure(phrase[one[1] :].split()[0], speech)]
        if found:
            return min([min(found), *_sure_before(phrase, min(found)[0], speech)])
    return None


def _sure_before(phrase: str, start: int, speech: Speech) -> Iterator[tuple[int, int]]:
    """`au CHU de Lyon`: a house that stands before the words found, known by its short form or its kind."""
    leads = lead_words(speech.at) | {word for group in speech.at for word in group}
    for word in leads - speech.guarded - {"l’", "l'"}:
        for one in _leads(phrase, word, speech):
            name = phrase[one[1] :].split()[0].strip(TRIM)
            is_sure = _is_sure(name, speech)
            is_around = one[1] < start < one[1] + len(house_run(phrase[one[1] :], speech))
            is_bare = word not in speech.articles and phrase[one[0] : one[1]].strip() == word
            if one[0] < start and (is_sure or (is_around and is_bare)):  # `à Toit du Nord`
                yield one


def _is_sure(word: str, speech: Speech) -> bool:
    return (word.isupper() and len(word) > 1) or is_kind_of_house(word, speech)


def is_kind_of_house(word: str, speech: Speech) -> bool:
    bare = bare_word(word)
    if bare in speech.houses or bare in grammar().not_places:
        return True
    return speech.has_compounds and bare.endswith(long_words(speech.houses, 1))


def _leads(phrase: str, word: str, speech: Speech) -> Iterator[tuple[int, int]]:
    """The first place where `word` leads to a name in capitals: its start, and the start of the name."""
    for match in _lead(word, speech.articles).finditer(phrase):
        if word in speech.towards and _is_town(house_run(phrase[match.end() :], speech)):
            continue
        is_guarded = word.split()[0] in speech.guarded
        run = house_run(phrase[match.end() :], speech).split() if is_guarded else ()
        if is_guarded and not any(is_kind_of_house(one, speech) for one in run[:3]):
            continue
        is_field = match["name"].casefold() in speech.fields and not is_kind_of_house(
            house_run(phrase[match.end() :], speech).split()[-1], speech
        )
        if match.start() > 1 and not is_field:
            yield match.start(), match.end()
            return


@cache
def _lead(word: str, articles: frozenset[str]) -> re.Pattern[str]:
    glue = r"" if word.endswith(("’", "'")) else r"\s+"
    known = "|".join(map(re.escape, articles))
    skipped = rf"(?:(?:{known})\s+)?" if known else ""
    return re.compile(
        rf"(?<!\w){re.escape(word)}{glue}{skipped}"
        rf"(?=(?P<name>[^\W\d_a-zà-ÿ][\w’'-]*|[a-z]{{2,}}\.[a-z]{{2,}}))"
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
            (i for i, w in enumerate(words) if not re.sub(r"^[ld][’']", "", w)[:1].islower()), 0
        )
        told = [word for word in words[1:first] if word not in speech.parts_of_names]
        if first > 1 and _is_indefinite(phrase[match.start() : match.start("house")], speech):
            return None  # `directrice d’école à Manon`
        if bare_word(words[first]) in speech.articles and len(words) - first <= 6:
            return match.start(), match["house"].strip(TRIM)  # `collectif Un bureau pour tous`
        if len(told) <= 2:
            glue = re.match(r"[ld][’']", words[first])
            lead = glue.group() if glue else ""
            run = _long_run(" ".join(words[first:])[len(lead) :], speech)
            return match.start(), " ".join([*words[:first], lead + run])
    has_field = any(bare_word(word) in speech.fields for word in phrase[: match.start()].split())
    is_last = match.end() == len(phrase) or match["more"] is None
    kind = match["house"].split()[0]
    return (match.start(), kind) if has_field and is_last else None


def _is_indefinite(lead: str, speech: Speech) -> bool:
    """`of`, with no article in it nor behind it: any house of that kind."""
    return lead.strip() in speech.bare_of


def kind_at_end(role: str, speech: Speech) -> tuple[str, str] | None:
    """`presidente da cooperativa` -> `presidente`, `cooperativa`: a house that is called by its kind alone."""
    if speech.has_compounds or not speech.houses or is_loose(role, speech):
        return None
    match = _small_house(speech.at, speech.articles, speech.houses).search(role)
    if match is None or match.start() <= 2 or len(match["house"].split()) > 1:
        return None
    told = role[match.start("house") :]
    is_last = (
        len(told.split()) <= 2
        and told.islower()
        and not _is_indefinite(role[match.start() : match.start("house")], speech)
    )
    return (role[: match.start()].strip(TRIM), told) if is_last else None


def houses_called(kind: str, text: str, speech: Speech) -> Iterator[str]:
    """`Cooperativa das Salineiras do Rio` for `cooperativa`, each time that the text has it."""
    for match in re.finditer(rf"(?<!\w){kind[:1].upper()}{re.escape(kind[1:])}(?= )", text):
        run = re.split(r"[,;:.()]", house_run(text[match.start() : match.start() + 120], speech))[0]
        if len(run.split()) > 1:
            yield run.strip()
    small = "|".join(map(re.escape, sorted(speech.parts_of_names)))
    for match in re.finditer(
        rf"(?<!\w){re.escape(kind)} (?:(?:{small}) ){{1,2}}(?=[^\W\d_a-zà-ÿ])", text
    ):
        run = house_run(text[match.end() : match.end() + 80], speech)
        yield f"{match.group()}{re.split(r'[,;:.()]', run)[0]}".strip()


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
        opens = not bare[:1].islower() or not bare[:1].isascii() or "." in bare[1:-1]
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
            if small > 2 or not follows or not _is_small(word.strip(TRIM)):
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


def is_run(text: str, speech: Speech) -> bool:
    bare = without_article(text, speech)
    return bool(bare) and bare[:1].isupper() and house_run(bare, speech) == bare.strip(TRIM)
