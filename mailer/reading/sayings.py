"""Whose the words are, once all have been heard: last names get their first name, pronouns the one who spoke."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailer.model.release import Span
from mailer.reading.arabic import called, mentioned
from mailer.reading.chinese import named_in
from mailer.reading.houses import houses_called, kind_at_end
from mailer.reading.languages import Speech
from mailer.reading.lines import is_wide
from mailer.reading.mentions import told_of
from mailer.reading.names import is_name
from mailer.reading.people import Person, name_and_house
from mailer.reading.roles import being, is_job, role_in

_SURE = 8
"""Words from which what somebody said is told of, though only their job is named."""
_LOOKUPS = 40
"""Last names that are looked for in the whole text."""


@dataclass(slots=True)
class Saying:
    """Words of one speaker in one stretch of the text, as parts between marks."""

    person: Person | None
    parts: list[str]
    span: Span
    is_open: bool = False
    is_doubtful: bool = False
    """Only a role was named, and nobody is known to have it."""


def resolved(sayings: Sequence[Saying], texts: Sequence[str], speech: Speech) -> list[Saying]:
    """Last names get their first name, pronouns the one who spoke before."""
    known: dict[str, Person] = {}
    for saying in sayings:
        if saying.person and saying.person.kind == "person":
            known.setdefault(_last(saying.person), saying.person)
    looked_up: dict[str, Person | None] = {}
    spoke: Person | None = None
    for saying in sayings:
        person = saying.person
        if person is None:
            continue
        if person.kind == "pronoun":
            person = spoke
        elif person.kind == "role":
            person = _known_by_role(known, person) or _called_so(texts, person, speech)
            saying.is_doubtful = person is None and len(" ".join(saying.parts).split()) < _SURE
        elif person.kind in ("surname", "label"):
            last = _last(person)
            if last not in known and last not in looked_up and len(looked_up) < _LOOKUPS:
                looked_up[last] = _named_in(texts, person, speech)
            full = known.get(last) or looked_up.get(last) or _by_first_name(known, person)
            full = full or _surnamed(texts, person)
            unknown = None if person.kind == "label" else replace(person, kind="person")
            person = _merged(full, person) if full else unknown
        elif person.kind == "person":
            person = _fuller(known, person)
        saying.person = person
        spoke = person or spoke
    _tell_roles(sayings, texts, speech)
    for saying in sayings:
        saying.person = _housed(saying.person, texts, speech) if saying.person else None
    return [saying for saying in sayings if not saying.is_doubtful]


def _known_by_role(known: dict[str, Person], person: Person) -> Person | None:
    """`the minister`: the one person who has this role."""
    word = (person.role or "").casefold()
    able = [each for each in known.values() if word in (each.role or "").casefold().split()]
    return able[0] if len(able) == 1 else None


def _called_so(texts: Sequence[str], person: Person, speech: Speech) -> Person | None:
    """`so die Ministerin`, where the text has told of `Innenministerin Sabine Thode`."""
    word = person.role or ""
    if not word.isalpha() or not word[0].isascii():
        return None
    pattern = re.compile(
        rf"(?<!\w)[\w-]{{0,30}}{re.escape(word)} (?:\w{{2,4}}\. ){{0,2}}([^\W\d_]\S+ [^\W\d_]\S+)",
        re.I,
    )
    for text in texts[:_LOOKUPS]:
        for match in pattern.finditer(text):
            name = match[1].rstrip(",.;:")
            if is_name(name.split()) and len(name.split()) > 1:
                return Person(name, re.sub(r" .*", "", match.group()))
    return None


def _by_first_name(known: dict[str, Person], person: Person) -> Person | None:
    able = [each for each in known.values() if each.name.split()[:1] == [person.name]]
    return able[0] if len(able) == 1 else None


def _tell_roles(sayings: Sequence[Saying], texts: Sequence[str], speech: Speech) -> None:
    """Where somebody speaks without what they are, and the text tells it elsewhere."""
    told: dict[str, Person | None] = {}
    for saying in sayings:
        person = saying.person
        is_full = person is not None and (" " in person.name or is_wide(person.name))
        if person is None or person.role or not is_full:
            continue
        if person.name not in told:
            if len(told) >= _LOOKUPS:
                continue
            look = named_in if is_wide(person.name) else told_of
            found = (look(text, person.name, speech) for text in texts)
            told[person.name] = next((one for one in found if one), None)
        full = told[person.name]
        saying.person = _merged(person, full) if full else person


def _housed(person: Person, texts: Sequence[str], speech: Speech) -> Person:
    """`presidente da cooperativa`: the one Cooperativa das Salineiras that the text names, else the kind alone."""
    found = kind_at_end(person.role or "", speech) if person.organisation is None else None
    if found is None:
        return person
    role, kind = found
    found_names = (name for text in texts[:_LOOKUPS] for name in houses_called(kind, text, speech))
    names = {name.casefold(): name for name in found_names}
    named = names.popitem()[1] if len(names) == 1 else kind
    return replace(person, role=role, organisation=named)


def _fuller(known: dict[str, Person], person: Person) -> Person:
    """`Quispe Ramos`, where Nélida Quispe Ramos has spoken."""
    other = known[_last(person)]
    is_short = other.name.endswith(f" {person.name}")
    is_same = is_short or other.name.split()[0] == person.name.split()[0]
    named = replace(person, name=other.name) if is_short else person
    return _merged(named, other) if is_same else named  # and not a sister of hers


def _surnamed(texts: Sequence[str], person: Person) -> Person | None:
    """`Marta`, where the text names one Marta Soler and no other."""
    if not person.name.isalpha() or not person.name[0].isascii():
        return None
    pattern = re.compile(rf"(?<!\w){person.name} ([^\W\d_a-z][\w-]{{2,20}})(?!\w)")
    found = {match[1] for text in texts[:_LOOKUPS] for match in pattern.finditer(text)}
    return Person(f"{person.name} {found.pop()}") if len(found) == 1 else None


def _last(person: Person) -> str:
    return person.name.split()[-1].casefold() if person.name else ""


def _merged(full: Person, other: Person) -> Person:
    return replace(
        full,
        role=full.role or other.role,
        organisation=full.organisation or other.organisation,
    )


def _named_in(texts: Sequence[str], person: Person, speech: Speech) -> Person | None:
    """The full name elsewhere in the text: `Marta Quill, director of River Watch` for `Quill`."""
    if "\u0600" <= person.name[:1] <= "\u06ff":
        named = (one for text in texts for one in mentioned(text, speech))
        full = next((one for one in named if one.name.endswith(f" {person.name}")), None)
        first = (called(text, person.name, speech) for text in texts)
        return full or next((one for one in first if one), None)
    surname = re.escape(person.name)
    pattern = re.compile(
        rf"((?:[^\W\d_][\w.’'-]{{0,30}} ){{1,3}}){surname}(?!\w)(?P<rest>.{{0,160}})"
    )
    for text in texts:
        for match in pattern.finditer(text):
            words = match.group(1).split()
            while any(word.endswith(".") and len(word) > 4 for word in words):
                words.pop(0)  # of the sentence before
            job = words.pop(0) if is_job([*words, person.name], speech) else None
            while words and not is_name([*words, person.name]):
                words.pop(0)
            while words and words[0].casefold().strip(".") in (
                speech.titles | speech.honorifics | speech.roles | speech.articles | speech.verbs
            ):
                words.pop(0)
            if not words:
                continue
            rest = match["rest"]
            segments = re.split(r",\s*|\.\s", rest)[1:] if rest.startswith(",") else []
            role, house = role_in(segments, speech) if segments else being(rest, speech)
            if not segments and house is None:
                name = [*words, person.name]
                house = name_and_house([*name, *rest.split()], name, speech)[1]
            return Person(" ".join([*words, person.name]), job or role, house)
    return None
