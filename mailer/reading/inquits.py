"""`« En 2010, je plantais la perche, se souvient Lucien Mottaz. Aujourd’hui, je la cherche. »`: words about the speaker
inside the marks, as French sets them. They leave the quotation and stand outside of it.
"""

import re
from collections.abc import Iterator, Sequence

from mailer.reading.languages import Speech
from mailer.reading.marks import Stretch
from mailer.reading.people import person_in

_LONGEST = 160


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
        yield Stretch(stretch.start, offset + cut[0], first, True)
        if second:
            yield Stretch(offset + cut[1], stretch.end, second, stretch.is_closed)


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
    """Where the words about the speaker start and end."""
    for match in re.finditer(
        r",\s+(?:(?:a|se|s['’])\s?)?([^\W\d_]+)(-t)?(-(?:il|elle|ils|elles|on)\b)?", text
    ):
        if match[1].casefold() not in speech.verbs:
            continue
        if match[3]:
            stop = re.match(r"\s*[,.]\s*", text[match.end() :])
            if stop:
                return match.start(), match.end() + stop.end()
            continue
        rest = text[match.end() : match.end() + _LONGEST]
        stop = re.search(r"(?<=[^\W\d_]{3})\.(?=\s|$)", rest)
        who = rest[: stop.start()] if stop else rest
        person = person_in(who, speech)
        is_whole = stop is not None or match.end() + len(rest) == len(text)
        if person is not None and person.kind == "person" and is_whole and "," not in who[:3]:
            return match.start(), match.end() + (stop.end() if stop else len(rest))
    return None
