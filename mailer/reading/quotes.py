"""Words that people said: which stretches are quotations, whose they are, which belong together.

paragraph -> stretches in marks -> speech or scare quotes -> attribution -> one Quote per speaker and
paragraph; a quotation that goes on in the next paragraph joins the one before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailer.model.release import Quote
from mailer.reading.arabic import mentioned as named_in_arabic
from mailer.reading.attribution import attribution, introduced, signed
from mailer.reading.chinese import mentioned
from mailer.reading.inquits import dialogue, parted
from mailer.reading.languages import Speech, speech_of
from mailer.reading.lines import Line
from mailer.reading.marks import Stretch, outside, stretches
from mailer.reading.mentions import named_last, telling
from mailer.reading.people import Person
from mailer.reading.sayings import Saying, resolved
from mailer.reading.unheard import unheard, words_in
from mailer.reading.utterances import (
    ALONE,
    SPEECH,
    carried_to,
    ends_speech,
    goes_on,
    is_announced,
    is_between_stops,
    is_continued,
    is_embedded,
    is_named_so,
    is_own_name,
    is_piece,
    is_sentence,
    is_told_of,
    is_whole,
    leads_to,
    stands_alone,
    touching,
)

_LONGEST = 40_000
"""Signs in which a last name is looked for at once."""
_NEAR = 40
"""Last sayings whose speakers a last name may mean."""
_BACK = 3
"""Stretches in marks behind which words may still tell of the first speaker."""
_LONGEST_TOLD = 1500
"""Signs before a quotation in which somebody is looked for."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A stretch that is speech. is_alone: a sentence by itself, which nothing outside leads to."""

    text: str
    person: Person | None
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """quotes in the order of the text; lines where a mark is not closed; lines of words without speaker;
    left_out: line and first words of what looks like speech and is no quote here."""

    quotes: tuple[Quote, ...]
    unclosed: tuple[int, ...] = ()
    unattributed: tuple[int, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()


@dataclass(slots=True)
class _Hearing:
    """What has been heard so far."""

    speech: Speech
    language: str
    sayings: list[Saying] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    announced: Person | None = None
    whole: str = ""
    named: Person | None = None
    """Whom the paragraph before was about, if nobody spoke in it."""
    is_parted: bool = False
    """Whether a paragraph without speech, or a heading, stands behind the last words."""


def spoken(lines: Sequence[Line], language: str) -> Spoken:
    """Quotes of the text, in order. Never fails; linear in the length of the text."""
    hearing = _Hearing(speech_of(language), language)
    hearing.whole = "\n".join(line.text for line in lines)[:_LONGEST]
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        _hear(hearing, line, following)
    texts = [line.text for line in lines]
    quotes, unattributed = [], []
    for saying in resolved(hearing.sayings, texts, hearing.speech):
        person = saying.person
        is_nameless = person is None or not person.name
        if is_nameless and (words_in(" ".join(saying.parts)) < ALONE or is_piece(saying.parts)):
            continue
        if person is None:
            unattributed.append(saying.span.first_line)
        quotes.append(
            Quote(
                speaker=(person.name or None) if person else None,
                role=person.role if person else None,
                organisation=person.organisation if person else None,
                parts=tuple(saying.parts),
                span=saying.span,
            )
        )
    left_out = tuple(unheard(lines, quotes, hearing.speech))
    return Spoken(tuple(quotes), tuple(hearing.unclosed), tuple(unattributed), left_out)


def _hear(hearing: _Hearing, line: Line, following: Line | None) -> None:
    if line.kind == "heading":
        hearing.is_parted = True
        return
    last = hearing.sayings[-1] if hearing.sayings else None
    if last is not None and last.is_open and (end := carried_to(line.text)):
        last.parts.append(line.text[:end].strip())
        last.span = last.span.until(line.span)
        last.is_open = False
        line = replace(line, text=line.text[end + 1 :].strip())
        last.person = last.person or attribution(
            line.text, hearing.speech, hearing.language, "after"
        )
    marked = [
        one for one in stretches(line.text) if not is_own_name(one, line.text, hearing.language)
    ]
    found = list(parted(line.text, marked, hearing.speech))
    found = found or dialogue(line.text, hearing.speech)
    if not found:
        _hear_plain(hearing, line)
        return
    around = list(outside(line.text, found))
    whole = is_whole(around)
    before = hearing.sayings[-1] if hearing.sayings else None
    adjoining = before is not None and 0 <= line.first - before.span.last_line <= 3
    adjoining, hearing.is_parted = adjoining and not hearing.is_parted, False
    if not found[-1].is_closed and not goes_on(following):
        hearing.unclosed.append(line.first)
    said = _attributed(found, around, hearing)
    if whole and not any(one.person for one in said):
        parts = [stretch.text for stretch in found]
        if hearing.announced is not None:
            _add(hearing, Saying(hearing.announced, parts, line.span))
        elif before and adjoining and (before.is_open or not _is_signed(line, following, hearing)):
            before.parts.extend(parts)
            before.span = before.span.until(line.span)
        else:
            is_signed = _is_signed(line, following, hearing)
            _add(hearing, Saying(None if is_signed else hearing.named, parts, line.span))
        hearing.sayings[-1].is_open = not found[-1].is_closed
        return
    hearing.announced = hearing.named = None
    if before is not None and before.is_open and said and said[0].person is None:
        before.parts.append(said[0].text)
        before.span = before.span.until(line.span)
        said = said[1:]
    _group(hearing, said, line)
    if hearing.sayings:
        hearing.sayings[-1].is_open = not found[-1].is_closed


def _hear_plain(hearing: _Hearing, line: Line) -> None:
    """A paragraph without marks: it may announce a statement, or sign the words above it."""
    last = hearing.sayings[-1] if hearing.sayings else None
    is_under = last is not None and line.kind == "quote" and line.first - last.span.last_line <= 3
    person = signed(line.text, hearing.speech, is_quoted=is_under)
    if person and last and last.person is None:
        last.person = person
        return
    hearing.named, hearing.is_parted = None, line.kind != "quote"
    if line.kind == "text" and hearing.language == "zh":
        hearing.named = mentioned(line.text, hearing.speech)
    elif line.kind == "text" and hearing.language != "ar":
        hearing.named = named_last(line.text, hearing.speech, back=4)
    if line.kind == "quote" and person is None:
        hearing.sayings.append(Saying(hearing.announced, [line.text], line.span))
        return
    announced = introduced(line.text, hearing.speech, hearing.language)
    if announced is not None and announced.kind in ("pronoun", "role"):
        announced = _meant(line.text, hearing, back=4) or announced
    hearing.announced = announced
    if last:
        last.is_open = False


def _is_signed(line: Line, following: Line | None, hearing: _Hearing) -> bool:
    """Whether the line below says whose words these are."""
    if following is None or following.first - line.last > 3 or stretches(following.text):
        return False
    is_quoted = line.kind == following.kind == "quote"
    return signed(following.text, hearing.speech, is_quoted=is_quoted) is not None


def _add(hearing: _Hearing, saying: Saying) -> None:
    last = hearing.sayings[-1] if hearing.sayings else None
    near = last is not None and saying.span.first_line - last.span.last_line <= 3
    if last is not None and near and hearing.announced and last.person is saying.person:
        last.parts.extend(saying.parts)
        last.span = last.span.until(saying.span)
        return
    hearing.sayings.append(saying)


def _attributed(found: Sequence[Stretch], around: Sequence[str], hearing: _Hearing) -> list[_Said]:
    """Each stretch that is speech, with the person named beside it."""
    said: list[_Said] = []
    last: Person | None = None
    for index, stretch in enumerate(found):
        leads = leads_to(around[index], hearing.speech)
        person = _person_beside(stretch, around, index, last, hearing)
        if is_named_so(stretch, around[index], person, hearing.speech):
            continue
        after = around[index + 1]
        ends = ends_speech(stretch, after) or is_between_stops(around[index], after)
        beside = person is not None and (leads or ends)
        beside = beside and person is not None and person.kind != "collective"
        if (
            words_in(stretch.text) >= SPEECH + is_embedded(stretch, around[index], after)
            or beside
            or stretch.is_half
        ):
            alone = (words_in(stretch.text) >= ALONE and is_sentence(stretch, around[index])) or (
                index == 0 and is_told_of(around, hearing.speech)
            )
            said.append(_Said(stretch.text, person, alone))
            last = person or last
    return said


def _person_beside(
    stretch: Stretch, around: Sequence[str], index: int, last: Person | None, hearing: _Hearing
) -> Person | None:
    """last: who has spoken in the paragraph so far; the first who does is told of in what stands before."""
    near = around[max(index - _BACK, 0) : index + 1] if last is None else around[index : index + 1]
    told = " ".join(near)[-_LONGEST_TOLD:]
    leads = leads_to(told, hearing.speech)
    is_over = around[index + 1].startswith(". ") and not stretch.text[:1].isupper()
    behind = "" if is_over else around[index + 1]
    after = attribution(behind, hearing.speech, hearing.language, "after")
    before = attribution(around[index], hearing.speech, hearing.language, "before")
    is_other = last is not None and before is not None and _is_another(around[index], before, last)
    person = before if leads and (last is None or is_other) else None
    person = person or touching(after, around[index + 1])
    if person is None and last is not None and is_continued(around[index]):
        person = last
    person = person or (before if last is None or leads else None) or after
    if person is not None and person.kind in ("pronoun", "role") and last is None:
        person = before if before and before.kind == "person" else person
        if person.kind in ("pronoun", "role"):
            person = _meant(told, hearing, back=4) or person
    is_led = told.rstrip().endswith((":", "：")) and words_in(stretch.text) >= SPEECH
    if person is None and last is None and (is_led or is_sentence(stretch, told)):
        person = _meant(told, hearing)
    return person


def _is_another(between: str, person: Person, last: Person) -> bool:
    """`" said Ann Lo. Her colleague Ben Ruiz agreed: "`: a new sentence names somebody else, up to the colon."""
    is_led = (
        between.rstrip().endswith((":", "：")) and re.search(r"[.!?]\s+\S", between) is not None
    )
    return is_led and person.kind == "person" and person.name != last.name


def _meant(before: str, hearing: _Hearing, back: int = 1) -> Person | None:
    """Whom `she said` means: the one that the sentence before is about, or one of those before it."""
    if hearing.language == "ar":
        return next(reversed(list(named_in_arabic(before, hearing.speech))), None)
    if hearing.language == "zh":
        return mentioned(before, hearing.speech) or (None if before.strip() else hearing.named)
    if not before.strip():
        return hearing.named
    last = named_last(before, hearing.speech) or _surname(before, hearing)
    return last or (named_last(before, hearing.speech, back) if back > 1 else None)


def _surname(before: str, hearing: _Hearing) -> Person | None:
    """`Reis disagrees.`, where the text gives Reis a first name; `For Reis it is clear:`, where Reis has spoken."""
    sentence = telling(before, hearing.speech).strip()
    match = re.search(
        r"(?:^|, )([^\W\d_a-z][^\W\d_]{1,20}) [^\W\d_A-Z][^.!?,]{2,120}[.!]?$", sentence
    )
    is_known = match and re.search(rf"[^\W\d_a-z][\w-]+ {match[1]}\b", hearing.whole)
    if match and is_known:
        return Person(match[1], kind="label")
    courtesies = re.findall(r"(?<!\w)([^\W\d_a-z][^\W\d_]*)\.? ([^\W\d_a-z][\w-]+)", sentence)
    polite = {name for title, name in courtesies if title.casefold() in hearing.speech.honorifics}
    if len(polite) == 1:
        return Person(polite.pop(), kind="surname")
    spoke = {
        one.person.name.split()[-1]
        for one in hearing.sayings[-_NEAR:]
        if one.person and one.person.name
    }
    named = spoke & {word for word in re.findall(r"[^\W\d_][\w-]+", sentence) if word[:1].isupper()}
    return Person(named.pop(), kind="label") if len(named) == 1 else None


def _group(hearing: _Hearing, said: Sequence[_Said], line: Line) -> None:
    """Parts of one speaker in one paragraph are one quote; words without a speaker join their neighbours."""
    named = next((one.person for one in said if one.person), None)
    for one in said:
        text, person = one.text, one.person or named
        last = hearing.sayings[-1] if hearing.sayings else None
        if last is not None and last.span == line.span and _same(last.person, person):
            last.parts.append(text)
        elif person or one.is_alone or stands_alone(text, line) or is_announced(text, line):
            hearing.sayings.append(Saying(person, [text], line.span))


def _same(one: Person | None, other: Person | None) -> bool:
    if one is None or other is None or one == other:
        return True
    return other.kind == "pronoun" or one.name.split()[-1:] == other.name.split()[-1:]
