"""Whom a sentence without a quotation names: the one whom `she said` means in the next. Scripts with capitals."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from mailer.reading.languages import Speech, grammar
from mailer.reading.names import (
    bare_word,
    is_house,
    is_name,
    lead_words,
    leading_name,
    without_article,
)
from mailer.reading.people import Person, person_in
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
    words = sentence.split()
    relation = re.match(r"(?:[^\W\d_]+ ){1,3}[^\W\d_]+(?=, )", sentence)
    if relation and (person := _after_relation(sentence, speech)):
        yield person
    index = 0
    while index < len(words):
        run = _run(words[index:])
        ignored = speech.articles | speech.clauses if index == 0 else frozenset()
        while run and bare_word(run[0]) in ignored | speech.honorifics:
            run, index = run[1:], index + 1
        while run and speech.ages.fullmatch(run[0].casefold()):
            run, index = run[1:], index + 1
            if len(run) == 1 and index == 1:
                yield Person(run[0].strip(",;:."))  # `Seventeen-year-old Maya`
        job = run[0] if is_job(run, speech) else None
        run, index = (run[1:], index + 1) if job else (run, index)
        while len(run) > 2 and bare_word(run[0]) in speech.titles:
            run, index = run[1:], index + 1
        if len(run) < 2 or not is_name(run) or is_house(run):
            index += max(len(run), 1)
            continue
        person = _described(words, index, len(run), speech)
        if job:
            name = " ".join(word.rstrip(",;:.") for word in words[index : index + len(run)])
            yield Person(name, job, person.organisation if person else None)
        elif person is not None:
            yield person
        index += len(run)


def _is_plain(word: str, speech: Speech) -> bool:
    """A noun or an adjective, as far as one can tell: `local dive operator`."""
    lists = (speech.articles, speech.clauses, speech.verbs, speech.auxiliaries, speech.collectives)
    is_known = any(word in known for known in (*lists, lead_words(speech.at)))
    return word.islower() and word.isalpha() and len(word) > 2 and not is_known


def _after_relation(sentence: str, speech: Speech) -> Person | None:
    """`The widow, Ana Reis, came.`"""
    person = person_in(", ".join(sentence.split(", ")[:2]), speech)
    return person if person and person.kind == "person" and person.role else None


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
    role, house, is_aged = None, None, False
    if last.endswith(","):
        segments = re.split(r",\s+", " ".join(words[start + size :]))
        role, house = role_in(segments, speech)
        is_aged = speech.ages.fullmatch(segments[0].rstrip(".")) is not None
    for before in range(start - 1, max(start - 1 - _BEFORE, -1), -1):
        if words[before][-1:] in ",;:.":
            break
        if is_role(words[before], speech):
            opens = before > 1 and all(_is_plain(word, speech) for word in words[1:before])
            opens = opens and bare_word(words[0]) not in speech.articles
            first = 0 if opens and words[0][:1].isupper() else before
            found = person_in(" ".join([*words[before:start], name]), speech)
            if found and first < before and found.role:
                found = replace(found, role=" ".join([*words[first:before], found.role]))
            if found is not None and found.kind == "person" and found.role:
                return Person(found.name, found.role, found.organisation or house)
    if role is None and house is None and not last.endswith((",", ".")):
        role, house = being(" ".join(words[start + size :]), speech)
    small = words[1:start] if start > 1 else []
    if 1 <= len(small) <= 4 and all(_is_plain(word, speech) for word in small):
        after = words[start + size : start + size + 1]
        if after and after[0].islower() and words[0][:1].isupper():
            return Person(name, role or without_article(" ".join(words[:start]), speech), house)
    is_subject = start <= 1 and words[start + size : start + size + 1] != []
    opens = is_subject and not last.endswith((".", ":", ";"))
    return Person(name, role, house) if role or opens or is_aged else None
