"""Whom a sentence without a quotation names: the one whom `she said` means in the next. Scripts with capitals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from mailer.reading.houses import is_kind_of_house
from mailer.reading.languages import Speech, grammar
from mailer.reading.names import (
    LEARNED,
    NOBILITY,
    bare_word,
    is_house,
    is_name,
    lead_words,
    leading_name,
    with_article,
    without_article,
)
from mailer.reading.people import Person, name_and_house, person_in
from mailer.reading.roles import being, is_job, is_role, role_in

_SENTENCE = re.compile(r"(?<=[^\W\d_][^\W\d_][.!?])\s+(?=[^\W\da-z])|(?<=[”»\"][.!?])\s+")
_LONGEST = 400
"""Signs of a sentence that are looked at."""
_BEFORE = 5
"""Words before a name among which a role is looked for."""


def named_last(text: str, speech: Speech, back: int = 1) -> Person | None:
    """The person that the last sentence of a text is about: a full name with what they are, or one that opens
    the sentence. back: sentences that are looked at, from the last one."""
    text = _shortened().sub(r"\1", text)
    told = _SENTENCE.split(text) if back > 1 else [telling(text, speech)]
    for sentence in reversed(told[-back:]):
        person = next(_people((sentence or "").strip()[:_LONGEST], speech), None)
        if person is not None:
            return person
    return None


def told_of(text: str, name: str, speech: Speech) -> Person | None:
    """What a text says that somebody is, outside of quotation marks, wherever it names them in full."""
    parts = re.split(r"[“”„«»\"]", text) if name in text else []
    for sentence in (one for part in parts for one in _SENTENCE.split(part) if one and name in one):
        short = _shortened().sub(r"\1", sentence.strip()[:_LONGEST])
        for person in _people(short, speech):
            is_told = any(is_role(word, speech) for word in (person.role or "").split())
            if person.name == name and is_told:
                return person
    return None


@cache
def _shortened() -> re.Pattern[str]:
    """`Dr.`, `Prof.`: a stop that ends no sentence."""
    return re.compile(rf"\b({'|'.join(sorted(grammar().abbreviations))})\.")


def telling(text: str, speech: Speech) -> str:
    """The last sentence, or the one before `She said:`; empty where there is none."""
    sentences = [part for part in _SENTENCE.split(text) if part and part.strip(" .,;:")]
    opener = sentences[-1].split()[0].casefold() if sentences else ""
    if len(sentences) > 1 and opener in speech.pronouns:
        sentences.pop()
    return sentences[-1] if sentences else ""


def _people(sentence: str, speech: Speech) -> Iterator[Person]:
    sentence = re.sub(r"\s\([^()]{1,20}\)(?=\s[a-zà-ÿ])", "", with_article(sentence, speech))
    words = sentence.split()
    if person := _apposed(sentence, speech) or _after_relation(sentence, speech):
        yield person
    index = 0
    while index < len(words):
        index = _name_start(words, index, speech)
        run = _run(words[index:])
        if len(run) == 1 and index and speech.ages.fullmatch(words[index - 1].casefold()):
            yield Person(run[0].strip(",;:."))  # `Seventeen-year-old Maya`
        within = next((i for i in range(1, len(run) - 1) if is_role(run[i], speech)), 0)
        if within and speech.has_compounds:
            run, index = (
                _run(words[index + within :]),
                index + within,
            )  # `den Worten von Landrat Ole Kuhl`
        elif within and (person := _titled(run, speech)):
            yield person
            index += len(run)
            continue
        size = len(run)
        job, run = _job(run, speech)
        index += size - len(run)
        if len(run) < 2 or not is_name(run) or is_house(run):
            index += max(len(run), 1)
            continue
        person = _described(words, index, len(run), speech)
        if job:
            name = " ".join(word.rstrip(",;:.") for word in words[index : index + len(run)])
            role = person.role if person and job in speech.titles else None
            yield Person(name, role or job, person.organisation if person else None)
        elif person is not None:
            yield person
        index += len(run)


def _name_start(words: list[str], index: int, speech: Speech) -> int:
    """Where a name can start: behind the words that open a sentence, courtesies, and an age."""
    small = speech.openers if index == 0 else speech.honorifics
    while index < len(words) - 1:
        word = bare_word(words[index])
        if speech.ages.fullmatch(word):
            return index + 1
        if word not in small and not (index and small is speech.openers and word in NOBILITY):
            return index
        index += 1
    return index


def _titled(run: list[str], speech: Speech) -> Person | None:
    """`River Watch Director Ann Lo`."""
    person = person_in(" ".join(run), speech)
    return person if person and person.kind == "person" and person.role else None


def _job(run: list[str], speech: Speech) -> tuple[str | None, list[str]]:
    """`Pastor Ruth Mensah`, `Hüttenwirtin Gerda Moser`: what they do, and their name."""
    job: list[str] = []
    if is_job(run, speech):
        job, run = run[:1], run[1:]
    while len(run) > 2 and (bare_word(run[0]) in speech.titles or is_role(run[0], speech)):
        job = job if bare_word(run[0]) in LEARNED else [*job, run[0].rstrip(".")]
        run = run[1:]
    return " ".join(job) or None, run


def _is_plain(word: str, speech: Speech) -> bool:
    """A noun or an adjective, as far as one can tell: `local dive operator`."""
    lists = (speech.articles, speech.clauses, speech.verbs, speech.auxiliaries, speech.collectives)
    is_known = any(word in known for known in (*lists, lead_words(speech.at)))
    return word.islower() and word.isalpha() and len(word) > 2 and not is_known


def _after_relation(sentence: str, speech: Speech) -> Person | None:
    """`The widow, Ana Reis, came.`, `For the head of the unit, Ana Reis, it is late.`"""
    segments = sentence.split(", ")
    words = segments[0].split()
    if not 2 <= len(words) <= 10 or len(segments) < 2 or len(segments[1].split()) > 6:
        return None
    start = 0
    while start < 3 and bare_word(words[start]) in speech.openers - speech.articles:
        start += 1
        if start == len(words):
            return None
    start = _article_at(words, speech) or start
    person = person_in(", ".join([" ".join(words[start:]), segments[1]]), speech)
    is_told = person and person.kind == "person" and person.role and person.name in segments[1]
    return person if is_told else None


def _apposed(sentence: str, speech: Speech) -> Person | None:
    """`The idea came from a baker in the village, Ana Reis, who starts at one.`: what somebody is, and a name between
    commas, wherever they stand."""
    segments = re.split(r",\s+", sentence)
    for before, name in pairwise(segments):
        words = name.rstrip(".:;").split()
        if not 2 <= len(words) <= 4 or not is_name(words) or is_house(words):
            continue
        told = re.sub(r"\b[dD][’'](?=une? )", "", before).split()[-8:]
        at = next((i for i in range(len(told) - 1, 0, -1) if is_role(told[i], speech)), 0)
        if at and bare_word(told[at - 1]) in speech.articles and told[at][:1].islower():
            person = person_in(", ".join([" ".join(told[at - 1 :]), " ".join(words)]), speech)
            if person is not None and person.kind == "person" and person.role:
                return person
    return None


def _article_at(words: Sequence[str], speech: Speech) -> int:
    """`También acudió la alcaldesa de Lerma`: where what they are begins, behind a verb; 0: at the start."""
    small = lead_words(speech.at) | speech.parts_of_names | speech.guarded
    if any(re.search(r"[’']s?$", word) for word in words[:6]):
        return 0  # `Unite the Carers' national officer`
    for at in range(1, min(len(words) - 1, 5)):
        if words[at][:1].isupper() or bare_word(words[at - 1]) in small:
            return 0
        if bare_word(words[at]) in speech.articles:
            return at
    return 0


def _run(words: list[str]) -> list[str]:
    """The capitalised words that a list opens with, up to the first one with a comma or a stop."""
    run: list[str] = []
    for word in words[:6]:
        run.append(word)
        if word[-1:] in ",;:.)" and len(word) > 2:
            break
    return leading_name(run)


def _described(words: list[str], start: int, size: int, speech: Speech) -> Person | None:
    name = " ".join(word.rstrip(",;:.") for word in words[start : start + size])
    name = re.sub(r"[’']s$", "", name)  # `George Ellery’s mother died`: he is spoken of
    last = words[start + size - 1]
    role, house, is_aged = _behind(words[start + size :], last, speech)
    if (found := _role_before(words, start, name, speech)) is not None:
        return Person(found.name, found.role, found.organisation or house)
    if role is None and house is None and not last.endswith((",", ".")):
        role, house = being(" ".join(words[start + size :]), speech)
    small = words[1:start] if start > 1 else []
    if 1 <= len(small) <= 4 and all(_is_plain(word, speech) for word in small):
        after = words[start + size : start + size + 1]
        if after and after[0].islower() and words[0][:1].isupper():
            return Person(name, role or without_article(" ".join(words[:start]), speech), house)
    house = house or _house_beside(words[start:], size, speech)
    role = role or _job_before(words, start, size, speech)
    is_told = role or house or is_aged or _is_subject(words, start, start + size, speech)
    return Person(name, role, house) if is_told else None


def _job_before(words: list[str], start: int, size: int, speech: Speech) -> str | None:
    """`On the quay, the lampman Sten Lund put down his flask`: what nobody has heard of yet, behind an article."""
    after = words[start + size : start + size + 1]
    opens = start == 2 or (start > 2 and words[start - 3].endswith(","))
    if not opens or not after or not after[0][:1].islower():
        return None
    job = words[start - 1]
    is_told = bare_word(words[start - 2]) in speech.articles and _is_plain(job, speech)
    known = (
        speech.houses | grammar().not_places | grammar().outlets | speech.writings | speech.places
    )
    return job if is_told and job not in known else None


def _house_beside(words: list[str], size: int, speech: Speech) -> str | None:
    """`Marlies Tamm vom Bauernverband`."""
    name, house = name_and_house(words, words[:size], speech)
    is_told = house and any(is_kind_of_house(word, speech) for word in house.split())
    return house if is_told and len(name) == size else None


def _behind(after: list[str], last: str, speech: Speech) -> tuple[str | None, str | None, bool]:
    """What stands behind a comma -> role, organisation, whether it is an age. The rest of the sentence is none of
    it where no comma ends it and no role stands in it."""
    if not last.endswith(",") or not after:
        return None, None, False
    segments = re.split(r",\s+", " ".join(after))
    is_aged = speech.ages.fullmatch(segments[0].rstrip(".")) is not None
    segments = [segment for segment in segments if segment not in speech.stressed]
    told = segments[1:] if is_aged else segments
    is_rest = len(told) == 1 and not any(is_role(word, speech) for word in told[0].split()[:6])
    if is_rest and len(told[0].split()) > 2:
        return None, None, is_aged
    return *role_in(segments, speech), is_aged


def _role_before(words: list[str], start: int, name: str, speech: Speech) -> Person | None:
    """`local dive operator Ana Reis`."""
    for before in range(start - 1, max(start - 1 - _BEFORE, -1), -1):
        if words[before][-1:] in ",;:.":
            return None
        if is_role(words[before], speech):
            opens = before > 1 and all(
                _is_plain(word, speech) or word in grammar().binders - speech.articles
                for word in words[1:before]
            )
            opens = opens or (before == 1 and bare_word(words[0]) not in speech.openers)
            opens = opens and bare_word(words[0]) not in speech.articles
            first = 0 if opens and words[0][:1].isupper() else _first_of_two(words, before, speech)
            found = person_in(" ".join([*words[before:start], name]), speech)
            if found and first < before and found.role:
                found = replace(found, role=" ".join([*words[first:before], found.role]))
            if found is not None and found.kind == "person" and found.role:
                return found
    return None


def _first_of_two(words: list[str], at: int, speech: Speech) -> int:
    """`Landwirt und Deichgraf Ana Reis`: where the first of two jobs begins."""
    is_second = at > 1 and words[at - 1] in grammar().binders and is_role(words[at - 2], speech)
    return at - 2 if is_second else at


def _is_subject(words: list[str], start: int, end: int, speech: Speech) -> bool:
    """Whether the name opens the sentence or its main clause, or a verb presents it: `One of them is Ana Reis.`"""
    after = words[end : end + 1]
    last = words[end - 1]
    led = [bare_word(word) for word in words[max(start - 2, 0) : start]]
    if led and (led[-1] in speech.presents or (led[0] in speech.presents and len(led[1]) < 8)):
        return True
    if last.endswith((".", ":", ";")) or not after:
        return False
    is_first = all(bare_word(word) in speech.openers for word in words[:start])
    behind_clause = words[start - 1].endswith(",") and after[0][:1].islower()
    return is_first or (behind_clause and after[0] not in grammar().binders)
