"""Who said it, in Arabic: the verb first, then the speaker; no capitals, small words glued to the next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailer.reading.languages import Speech
from mailer.reading.people import Person

_LETTERS = re.compile(r"[^\W\d_]+")
_STOPS = re.compile(r"[:\"“”«»]|\.(?=\s|$)")
_FROM = "من"


def arabic(text: str, speech: Speech) -> Person | None:
    """text: the sentence that touches the quotation."""
    verb = next((m for m in _LETTERS.finditer(text) if _is_verb(m.group(), speech)), None)
    by = re.search(rf"(?<!\w)[وف]?(?:{'|'.join(speech.before)})\s*(?=\w)", text)
    verb = by if by is not None and (verb is None or by.start() < verb.start()) else verb
    if verb is None:
        return None
    rest = _STOPS.split(text[verb.end() :], maxsplit=1)[0]
    segments = _segments(rest)
    first = segments[0].split()[0] if segments else ""
    if not first or first in speech.that or (first[0] == "ب" and first in speech.clauses):
        return _before(text[: verb.start()], speech) or Person("", kind="pronoun")
    return person_of(segments, speech)


def person_of(segments: Sequence[str], speech: Speech) -> Person | None:
    """segments: what stands between commas, from the speaker on."""
    segments = [part for part in segments if not speech.ages.fullmatch(part)]
    if not segments:
        return None
    words = _until_clause(segments[0].split(), speech)
    if _FROM in words[2:-1] and _is_house(words[words.index(_FROM, 2) + 1], speech):
        at = words.index(_FROM, 2)  # `المتحدثة ليلى حداد من مجموعة أصدقاء النهر`
        found = person_of([" ".join(words[:at]), *segments[1:]], speech)
        theirs = " ".join(words[at + 1 :])
        return replace(found, organisation=found.organisation or theirs) if found else None
    if _FROM in words[2:-1] and words[words.index(_FROM, 2) + 1] in speech.places:
        words = words[: words.index(_FROM, 2)]  # `الصياد أحمد بن صالح من قرية القصب`
    while len(words) > 1 and _bare(words[0]) in _titles(speech):
        words.pop(0)
    if not words:
        return None
    is_mother = words[0] in speech.kinship and len(words) == 2  # `أم خالد`
    if _is_role(words[0], speech) and len(words) > 1 and not is_mother:
        return _role_first(words, segments, speech)
    if any(word in speech.collectives for word in words) or _is_house(words[0], speech):
        return Person("", kind="collective")
    name, rest = _leading_name(words, speech)
    role, house = _role(segments[1:], speech)
    if role is None and rest and _is_role(rest[0], speech):
        role, house = _role([" ".join(rest)], speech)
    return Person(" ".join(name), role, house, "person" if len(name) > 1 else "surname")


def mentioned(text: str, speech: Speech) -> Iterator[Person]:
    """Who is named with what they are, sentence by sentence, whether they are quoted or not."""
    for sentence in re.split(r"[.!؟\n]\s*", text):
        is_told = re.match(r"\s*(\S+(?: \S+){1,3}) (?:هو|هي) (?=\S)", sentence)
        told = is_told is not None and _is_role(sentence[is_told.end() :].split()[0], speech)
        person = (
            person_of([is_told[1], sentence[is_told.end() :]], speech)
            if told and is_told
            else arabic(sentence, speech)
        )
        if person is None or person.kind != "person" or not person.name:
            person = _told_by_job(sentence, speech)
        if person is not None:
            yield person


def _told_by_job(sentence: str, speech: Speech) -> Person | None:
    """`وضع الربان سالم العوضي إبريقه`: near the start, a job with its article and two words of a name."""
    segments = _segments(sentence)
    words = segments[0].split() if segments else []
    for at, word in enumerate(words[:5]):
        if at < 3 and len(segments) > 2 and word.startswith("ال") and _is_role(word, speech):
            person = person_of([" ".join(words[at:]), *segments[1:]], speech)
            if person and person.role and person.name in segments[1] and " " in person.name:
                return person  # `كانت الأمينة العامة للنقابة، بولا ملحم، حازمة`
        name = words[at + 1 : at + 3]
        is_job = word.startswith("ال") and _is_role(word, speech) and len(name) == 2
        known = speech.clauses | speech.that | speech.places | speech.verbs
        is_name = is_job and not (set(name) & known or any(_is_house(one, speech) for one in name))
        if is_name and not name[0].startswith(("ال", "لل", "ب")) and not _is_role(name[0], speech):
            return Person(" ".join(name), word)
    return None


def called(text: str, name: str, speech: Speech) -> Person | None:
    """Who is first called by a whole name of which this one is the first word: `التلميذة سلمى الحداد`."""
    for match in re.finditer(
        rf"(?<!\w)(?:([^\W\d_]+) )?{re.escape(name)} (ال[^\W\d_]{{2,}})", text
    ):
        role = match[1] if match[1] and _is_role(match[1], speech) else None
        if role or match[1] is None or match[1] in speech.that | _titles(speech):
            return Person(f"{name} {match[2]}", role)
    return None


def _is_verb(word: str, speech: Speech) -> bool:
    return word in speech.verbs or (word[:1] in "وف" and word[1:] in speech.verbs)


def _before(text: str, speech: Speech) -> Person | None:
    """`أما والدتها، فاطمة السالمي، ف`: named before the verb."""
    turn = speech.turns.match(text.lstrip())
    segments = _segments(text.lstrip()[turn.end() if turn else 0 :].rstrip("فو "))
    own = segments[0].split() if segments else []
    has_clause = len(segments) > 1 and segments[1].split()[0] in speech.clauses
    if turn and has_clause and 2 <= len(own) <= 3 and not _is_role(own[0], speech):
        return Person(" ".join(own))  # `أما فاطمة الزهراء، التي فقدت بيتها، فتقول`
    if len(segments) < 2:
        return person_of(segments, speech) if segments and _is_named(segments[0], speech) else None
    opener, name = segments[0].split(), segments[1].split()
    while len(name) > 2 and _bare(name[0]) in _titles(speech):
        name = name[1:]
    if len(opener) <= 3 and 2 <= len(name) <= 4 and not _is_role(name[0], speech):
        return Person(" ".join(name), segments[0], None)
    return person_of(segments, speech) if _is_named(segments[0], speech) else None


def _is_named(text: str, speech: Speech) -> bool:
    words = text.split()
    return 2 <= len(words) <= 9 and _is_role(words[0], speech)


def _role_first(words: list[str], segments: Sequence[str], speech: Speech) -> Person | None:
    """`مدير العمليات في جسور الإغاثة فارس النمر`; `رئيس الاتحاد، منير الشابي`."""
    aside = segments[1].split() if len(segments) > 1 else []
    is_title = aside[:1] and (_is_role(aside[0], speech) or _bare(aside[0]) in _titles(speech))
    if is_title and 2 < len(aside) <= 5 and len(words) <= 2 and not speech.clauses & set(aside):
        aside = aside[
            -_name_size(aside, speech) :
        ]  # `رئيسة الجمعية، المهندسة المعمارية نزهة بناني`
    is_aside_name = 2 <= len(aside) <= 4 and not _is_role(aside[0], speech)
    size = _name_size(words[1:], speech)
    is_whole = len(words) <= 2 or size == 0 or _is_house(words[-size], speech)
    if (
        is_aside_name
        and not any(word in speech.clauses for word in aside)
        and (
            is_whole
            or (len(segments) > 1 and len(words) - size <= 2 and words[-1].startswith(("ال", "لل")))
        )
    ):
        role, house = _role([" ".join(words)], speech)
        return Person(" ".join(aside), role, house)
    if len(words) == 2 and _is_house(words[1], speech):
        return None
    if len(words) == 2 or size == 0:
        return Person(words[-1], words[0], None, "surname") if len(words) == 2 else None
    name = words[-size:]
    if name[0] == "باسم":
        return Person("", kind="collective")  # `متحدث باسم النقابة`
    while len(words) - size > 1 and _bare(words[len(words) - size - 1]) in _titles(speech):
        words.pop(len(words) - size - 1)
    role, house = _role([" ".join(words[:-size])], speech)
    if house is None and len(segments) > 1:
        house = _role(segments[1:], speech)[1]
    return Person(" ".join(name), role, house)


def _name_size(words: Sequence[str], speech: Speech) -> int:
    """How many words at the end are a name: two, or more where one of them is `son of`, `servant of`."""
    if len(words) < 2:
        return len(words)
    size = 2
    while size < len(words) and (
        words[-size] in speech.kinship | speech.tails or words[-size - 1] in speech.kinship
    ):
        size += 1
    return size


def _leading_name(words: Sequence[str], speech: Speech) -> tuple[list[str], list[str]]:
    """At most four words; a word of kinship takes the next one with it."""
    most = 4 if any(word in speech.kinship for word in words[:3]) else 3
    at = next((i for i in range(2, min(most, len(words))) if _is_role(words[i], speech)), most)
    return list(words[:at]), list(words[at:])


def _until_clause(words: Sequence[str], speech: Speech) -> list[str]:
    for index, word in enumerate(words):
        if (
            word in ("على", "إلى")
            and words[index + 1 : index + 2]
            and words[index + 1] in speech.that
        ):
            return list(words[:index])
        if index >= 3 and _is_to_whom(word, speech):
            return list(words[:index])
        is_occasion = word == "في" and words[index + 1 : index + 2]
        if index and is_occasion and words[index + 1] in speech.occasions:
            return list(words[:index])
        if word in speech.that or (
            index > 0 and word in speech.clauses and word not in _places(speech)
        ):
            return list(words[:index])
    return list(words)


def _is_to_whom(word: str, speech: Speech) -> bool:
    """`لإذاعة محلية`: told to a station, a paper, somebody's office."""
    told = word.removeprefix("ل")
    return told != word and (word.startswith(("لل", "لإ", "لأ", "لو")) or told in speech.houses)


def _places(speech: Speech) -> frozenset[str]:
    return frozenset(word for group in speech.at for word in group)


def _role(segments: Sequence[str], speech: Speech) -> tuple[str | None, str | None]:
    """What stands behind a name -> role, organisation. A place behind `in` is no organisation."""
    if not segments:
        return None, None
    phrase = re.sub(r"^و?(?:هو|هي)\s+", "", segments[0].strip())
    phrase = speech.ages.sub("", phrase).strip()
    if not phrase and len(segments) > 1:
        return _role(segments[1:], speech)
    words = phrase.split()
    if not words or len(words) > 14 or words[0] in speech.clauses:
        return None, None
    if words[0] in speech.loose:
        return phrase, None
    if len(words) > 1 and words[0] in (_FROM, "في", "لدى") and _is_house(words[1], speech):
        return None, " ".join(words[1:])  # `هدى شامية، من مستشفى البلدة`
    for index, word in enumerate(words[1:], start=1):
        plain = word.removeprefix("ل") if word.startswith("ل") and len(word) > 3 else word
        if _is_house(plain, speech) and not (index == 1 and plain.startswith("ال")):
            role = " ".join(words[:index])
            role = re.sub(r"\s(?:في|لدى|من|ب|باسم)$", "", role)
            house = " ".join([plain, *words[index + 1 :]])
            return role, re.split(r"\s(?:في|الذي|التي|لشؤون|لدى)\s", house)[0] or None
    for group in speech.at:
        for word in group:
            role, found, house = phrase.partition(f" {word} ")
            is_near = found and len(role.split()) <= 4
            if is_near and house and not _is_place(house, speech):
                return role.strip(), house.strip()
    return phrase, None


def _is_place(text: str, speech: Speech) -> bool:
    return text.split()[0] in speech.places


def _is_house(word: str, speech: Speech) -> bool:
    return word in speech.houses or word.removeprefix("ال") in speech.houses


def _is_role(word: str, speech: Speech) -> bool:
    return word in speech.roles or word.removeprefix("ال") in speech.roles


def _titles(speech: Speech) -> frozenset[str]:
    return speech.honorifics | (speech.titles - speech.roles)


def _bare(word: str) -> str:
    return word.strip(".،:")


def _segments(text: str) -> list[str]:
    parts = re.split(r"[،,]|\s[–—-]\s|[()]", text)
    return [part.strip(" ،,.") for part in parts if part.strip(" ،,.")]
