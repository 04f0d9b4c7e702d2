"""Who said it, in Arabic: the verb first, then the speaker; no capitals, small words glued to the next."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mailer.reading.arabic_people import person_of
from mailer.reading.arabic_words import (
    WORD,
    is_given,
    is_house,
    is_house_led,
    is_in,
    is_role,
    is_small,
    is_title,
    is_verb,
    segments_of,
    shortened,
    without_lead,
    words_of,
)
from mailer.reading.languages import Speech, speech_of
from mailer.reading.people import Person

_STOPS = re.compile(r":|\.(?=\s|$)")
_MARKS = re.compile(r"[\"“”„«»]")
_HAD = re.compile(r"(?<!\w)[وف]?كان(?:ت)?\s(?P<who>.{3,90}?)\sقد\s?$")


def arabic(text: str, speech: Speech) -> Person | None:
    """text: the sentence that touches the quotation."""
    text = shortened(_MARKS.sub("", text), speech)
    first: Person | None = None
    for start, end in _leads(text, speech):
        person = _at(text, start, end, speech)
        if person is not None and person.kind in ("person", "surname", "pronoun"):
            return person
        first = first or person
    return first


def _leads(text: str, speech: Speech) -> Iterator[tuple[int, int]]:
    """Where verbs of speech and `according to` stand, in order."""
    by = _according(speech).search(text)
    for match in WORD.finditer(text):
        if by is not None and by.start() <= match.start():
            yield by.span()
            by = None
        if is_verb(match.group(), speech):
            yield match.span()


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[وف]?(?:{'|'.join(words)})\s*(?=\w)")


def _according(speech: Speech) -> re.Pattern[str]:
    return _pattern(speech.before)


def _at(text: str, start: int, end: int, speech: Speech) -> Person | None:
    if had := _HAD.search(text[:start]):
        return person_of(segments_of(had["who"]), speech)  # `وكان الوزير قد قال`
    rest = _STOPS.split(text[end:], maxsplit=1)[0].strip()
    if text[start:end].rstrip().endswith("ل"):
        rest = _with_article(rest, speech)  # `وفقاً للدكتورة`
    segments = segments_of(_without_turn(rest, speech))
    if segments and segments[0].startswith("ما "):
        return None  # `بحسب ما قاله`
    while len(segments) > 1 and _is_aside(segments, speech):
        segments.pop(0)  # `قال، خلال المؤتمر، مدير المركز`
    words = words_of(segments[0]) if segments else []
    if not words or _is_manner(words, speech):
        return (
            _behind_manner(words, segments[1:], speech)
            or _before(text[:start], speech)
            or Person("", kind="pronoun")
        )
    return person_of(segments, speech)


def _is_aside(segments: Sequence[str], speech: Speech) -> bool:
    first, second = segments[0].split()[0], segments[1].split()[0]
    return is_small(first, speech) and _opens(second, speech)


def _behind_manner(words: Sequence[str], further: Sequence[str], speech: Speech) -> Person | None:
    """`تقول بصوت مخنوق اللاجئة حواء آدم`."""
    if not words or not words[0].startswith("ب"):
        return None
    at = next((i for i, word in enumerate(words[:4]) if i and is_role(word, speech)), 0)
    return person_of([" ".join(words[at:]), *further], speech) if at else None


def _with_article(rest: str, speech: Speech) -> str:
    word = rest.split()[0] if rest else ""
    full = f"ا{word}"
    is_told = word.startswith("ل") and not is_given(word, speech)
    is_told = is_told and (
        is_role(full, speech) or is_title(full, speech) or is_house(full, speech)
    )
    return f"ا{rest}" if is_told else rest


def _without_turn(rest: str, speech: Speech) -> str:
    """`قال من جهته مدير المركز`, `قالت للصحفيين رئيسة الجمعية`."""
    turn = speech.turns.match(rest)
    rest = rest[turn.end() :] if turn else rest
    return re.sub(r"^(?:لنا|له|لها|لهم|لل\w{4,}ين)\s+", "", rest.lstrip(" ،,"))


def _is_manner(words: Sequence[str], speech: Speech) -> bool:
    """`وأضاف بحزن`, `وتابعت وهي تبكي`, `وقال إن`: how it was said or what, and not who did."""
    first = words[0]
    if is_given(first, speech) or is_role(first, speech) or is_title(first, speech):
        return False
    if is_small(first, speech) or is_in(first, speech.occasions):
        return True
    return first.startswith("ب") and len(words) <= 3


def _before(text: str, speech: Speech) -> Person | None:
    """`أما والدتها، فاطمة السالمي، ف`: named before the verb."""
    text = re.split(r"[.!؟]\s+", text.strip())[-1]
    turn = speech.turns.match(text)
    text = text[turn.end() if turn else 0 :].strip(" ،,")
    segments = segments_of(re.sub(r"(?:^|[\s،,])(?:[فو]|كما|وقد|قد|ثم)$", "", text))
    if not turn:
        segments = _from_subject(segments, speech)
    person = person_of(segments, speech) if segments else None
    return person if person and person.kind in ("person", "surname") and person.name else None


def _from_subject(segments: Sequence[str], speech: Speech) -> list[str]:
    """From the first word on that tells of somebody, behind a verb or none: `توجّه مدير المدرسة بالشكر`."""
    for at, segment in enumerate(segments[:4]):
        words = words_of(segment)
        is_led = False
        for index, word in enumerate(words[:5]):
            is_led = is_led or (index > 0 and is_small(words[index - 1], speech))
            is_told = is_given(word, speech) if is_led else _opens(word, speech)
            if is_told and not is_house(word, speech):
                return [" ".join(words[index:]), *segments[at + 1 :]]
    return []


def _opens(word: str, speech: Speech) -> bool:
    """Whether somebody is told of from here on."""
    plain = word[1:] if word[:1] == "و" and not is_given(word, speech) else word
    known = (is_role(plain, speech), is_title(plain, speech), is_given(plain, speech))
    return any(known)


def mentioned(text: str, speech: Speech) -> Iterator[Person]:
    """Who is named with what they are, sentence by sentence, whether they are quoted or not."""
    unquoted = re.sub(r"[«“][^«»“”]*[»”]|\"[^\"]*\"", " ", text)
    for sentence in re.split(r"[.!؟\n]\s*", shortened(unquoted, speech)):
        is_told = re.match(r"\s*(\S+(?: \S+){1,3}) (?:هو|هي) (?=\S)", sentence)
        told = is_told is not None and is_role(sentence[is_told.end() :].split()[0], speech)
        person = (
            person_of([is_told[1], sentence[is_told.end() :]], speech)
            if told and is_told
            else arabic(sentence, speech)
        )
        if person is None or person.kind != "person" or not person.name:
            person = _told_by_job(sentence, speech)
        if person is None or not person.name:
            person = _before(sentence, speech)
        if person is not None:
            yield person


def _told_by_job(sentence: str, speech: Speech) -> Person | None:
    """`وضع الربان سالم العوضي إبريقه`: near the start, a job with its article and two words of a name."""
    segments = segments_of(sentence)
    words = segments[0].split() if segments else []
    for at, word in enumerate(words[:5]):
        if at < 3 and len(segments) > 2 and word.startswith("ال") and is_role(word, speech):
            person = person_of([" ".join(words[at:]), *segments[1:]], speech)
            if person and person.role and person.name in segments[1] and " " in person.name:
                return person  # `كانت الأمينة العامة للنقابة، بولا ملحم، حازمة`
        name = words[at + 1 : at + 3]
        is_job = word.startswith("ال") and is_role(word, speech) and len(name) == 2
        is_job = is_job and not is_house(word, speech)
        known = speech.clauses | speech.that | speech.places | speech.verbs
        is_name = is_job and not (set(name) & known or any(is_house(one, speech) for one in name))
        if is_name and not name[0].startswith(("ال", "لل", "ب")) and not is_role(name[0], speech):
            return Person(" ".join(name), word)
    return None


def opens_own_name(before: str, name: str) -> bool:
    """`رئيسة التعاونية النسوية "أركان الخير"`: what a house is called, behind its kind and no verb."""
    speech = speech_of("ar")
    words = before.split()[-4:]
    at = next((i for i in (-1, -2) if len(words) > 2 and is_house_led(words[i], speech)), 0)
    if not at or len(name.split()) > 4:
        return False
    led = words[at - 1]
    is_glued = without_lead(words[at], speech) != words[at]
    return is_glued or is_role(led, speech) or led in ("من", "في", "باسم", "لدى", "عن")


def called(text: str, name: str, speech: Speech) -> Person | None:
    """Who is first called by a whole name of which this one is the first word: `التلميذة سلمى الحداد`."""
    for match in re.finditer(
        rf"(?<!\w)(?:([^\W\d_]+) )?{re.escape(name)} (ال[^\W\d_]{{2,}})", text
    ):
        role = match[1] if match[1] and is_role(match[1], speech) else None
        if role or match[1] is None or match[1] in speech.that or is_title(match[1], speech):
            return Person(f"{name} {match[2]}", role)
    return None
