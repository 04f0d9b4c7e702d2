"""`« En 2010, je plantais la perche, se souvient Lucien Mottaz. Aujourd’hui, je la cherche. »`: words about the speaker
inside the marks, as French sets them. They leave the quotation and stand outside of it.
"""

import re
from collections.abc import Iterator, Sequence

from mailer.reading.languages import Speech, grammar
from mailer.reading.marks import Stretch
from mailer.reading.names import is_name
from mailer.reading.people import person_in
from mailer.reading.roles import is_role
from mailer.reading.titles import is_courteous

_LONGEST = 160
"""Signs of the words about the speaker."""


def parted(paragraph: str, found: Sequence[Stretch], speech: Speech) -> Iterator[Stretch]:
    """Each stretch, or the two sides of the words that name its speaker. Places stay those of the paragraph."""
    for stretch in found:
        cut = _inserted(stretch.text, speech) if speech.has_inserts else None
        if cut is None:
            yield stretch
            continue
        offset = paragraph.index(stretch.text, stretch.start)
        first = stretch.text[: cut[0]].strip()
        second = stretch.text[cut[1] :].strip()
        yield Stretch(stretch.start, offset + cut[0], first, True, is_half=True)
        if second:
            yield Stretch(offset + cut[1], stretch.end, second, stretch.is_closed, is_half=True)


def dialogue(paragraph: str, speech: Speech) -> list[Stretch]:
    """`— Ninguém avisa — conta Rosa Lima. — Nem a sirene.`: what is said between dashes, where a verb of speech and
    its speaker stand between them."""
    if not speech.has_dialogues or not re.match(r"[—–]", paragraph):
        return []
    dashes = [match.span() for match in re.finditer(r"\s?[—–]\s?", paragraph)][:12]
    ends = [*(start for start, _ in dashes[1:]), len(paragraph)]
    found: list[Stretch] = []
    is_told = False
    for (start, begin), end in zip(dashes, ends, strict=True):
        text = paragraph[begin:end].strip()
        first = re.match(r"[^\W\d_]+", text)
        if found and first and first.group().casefold() in speech.verbs:
            is_told = True
        elif text:
            found.append(Stretch(start, end, text.lstrip(". "), True))
    return found if is_told else []


def _inserted(text: str, speech: Speech) -> tuple[int, int] | None:
    """Where the words about the speaker start and end: behind a comma, to a stop or to the next comma."""
    for comma in re.finditer(r",\s+(?=[^\W\d_])", text):
        rest = text[comma.end() : comma.end() + _LONGEST]
        size = _pronoun_clause(rest, speech) or _named_clause(rest, speech)
        if size:
            stop = re.match(r"\s*[,.]\s*", rest[size:])
            return comma.start(), comma.end() + size + (stop.end() if stop else 0)
    return None


def _pronoun_clause(rest: str, speech: Speech) -> int:
    """`ajoute-t-elle`, `a-t-il ensuite déclaré`, `dijo`: how long it is; 0 where there is none."""
    glued = grammar().glued_pronouns.search(rest[:40])
    clause = re.match(r"[^,.!?;:]+", rest)
    if clause is None:
        return 0
    words = re.findall(r"[^\W\d_]+", clause.group().casefold())
    if glued and glued.start() < clause.end() and len(words) <= 9:
        return clause.end() if speech.verbs.intersection(words) else 0
    is_bare = speech.drops_subject and len(words) <= 3 and clause.group().islower()
    is_past = words[:1] and words[0].endswith(("ó", "ou")) and words[0] in speech.verbs
    return clause.end() if is_bare and is_past else 0


def _named_clause(rest: str, speech: Speech) -> int:
    """`a expliqué Mme Quill`, `se souvient Lucien Mottaz, guide à Roselet`: how long it is, else 0."""
    small = sorted(speech.reflexives | speech.auxiliaries, key=len, reverse=True)
    before = "|".join(map(re.escape, small)) or r"(?!)"
    led = re.match(rf"(?:(?:{before})(?:\s+|(?<=['’]))){{0,2}}([^\W\d_]+)\s+", rest)
    if led is None or led[1].casefold() not in speech.verbs:
        return 0
    end = re.search(r"(?<=[^\W\d_]{3})\.(?=\s|$)|[!?;:]", rest[led.end() :])
    clause = rest[led.end() : led.end() + end.start()] if end else rest[led.end() :]
    segments = clause.split(",")
    if len(segments) > 1 and is_name(segments[1].split()) and len(segments[1].split()) > 1:
        segments[:2] = [",".join(segments[:2])]  # `lance la présidente du syndicat, Manon Thiv`
    person = person_in(segments[0], speech)
    if person is None or not (person.kind == "person" or is_courteous(segments[0], speech)):
        return 0
    size = led.end() + len(segments[0])
    for segment in segments[1:]:
        words = segment.split()
        is_told = any(is_role(word, speech) for word in words[:4])
        is_told = is_told or any(word.endswith(speech.job_ends) for word in words[:1])
        if not 1 <= len(words) <= 16 or not is_told:
            break
        size += 1 + len(segment)
    return size
