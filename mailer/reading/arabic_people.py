"""A phrase about a person in Arabic -> name, role, organisation. What they are stands before the name, with a comma
between them or none, or behind it; no capitals tell where the name begins, but its place and the article do.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from mailer.reading.arabic_words import (
    is_act,
    is_adverb,
    is_chain,
    is_clause,
    is_definite,
    is_given,
    is_house,
    is_in,
    is_led,
    is_owned,
    is_rank,
    is_role,
    is_small,
    is_title,
    opens_saying,
    without_lead,
    words_of,
)
from mailer.reading.languages import Speech
from mailer.reading.people import Person

_FROM = "من"
_AT = ("في", "لدى", _FROM)
_UNITS = 3
"""Words of a name; one of kinship takes the next one with it."""


def person_of(segments: Sequence[str], speech: Speech) -> Person | None:
    """segments: what stands between commas, from the speaker on. None where nobody is meant."""
    segments = [part for part in segments if not speech.ages.fullmatch(part)]
    words = _until_clause(words_of(segments[0]), speech) if segments else []
    is_titled = False
    while len(words) > 1 and is_title(words[0], speech):
        words.pop(0)
        is_titled = True
    if not words:
        return None
    if is_in(words[0], speech.collectives):
        aside = name_aside(segments[1], speech) if len(segments) > 1 and len(words) < 4 else []
        told = Person(" ".join(aside), " ".join(words)) if len(aside) > 1 else None
        return told or Person("", kind="collective")  # `أحد المؤسسين، نبيه حداد`
    is_house_too = is_house(words[0], speech) and not (
        len(words) > 1 and is_given(words[1], speech)
    )
    is_job = is_role(words[0], speech) and not is_house_too  # `المدرسة`: a teacher, or a school
    is_job = is_job or _is_job_of_named(words, speech)
    if is_job and not _is_kin_name(words, speech) and not _is_only_name(words, speech):
        return _role_first(words, segments[1:], speech)
    if is_house(words[0], speech) or is_in(words[0], speech.writings | speech.bodies):
        return Person("", kind="collective")
    return _name_first(words, segments[1:], speech, is_titled)


def _is_job_of_named(words: Sequence[str], speech: Speech) -> bool:
    """`الحرفي عبد السلام العلمي`: whatever the word with the article means, a given name follows."""
    if len(words) < 3 or not is_definite(words[0]) or is_given(words[0], speech):
        return False
    return is_given(words[1], speech) and not is_house(words[0], speech)


def _is_kin_name(words: Sequence[str], speech: Speech) -> bool:
    """`أم خالد`."""
    return words[0] in speech.kinship and len(words) == 2 and not is_definite(words[1])


def _is_only_name(words: Sequence[str], speech: Speech) -> bool:
    """`أمين الخطيب`, `قائد نور`: given names that are jobs as well, and nothing that a job would need."""
    return is_given(words[0], speech) and len(words) == 2 and is_given(words[1], speech)


def _name_first(
    words: Sequence[str], further: Sequence[str], speech: Speech, is_titled: bool
) -> Person | None:
    name, rest = _leading_name(words, speech)
    if not name:
        return None
    is_sure = is_titled or is_given(name[0], speech)
    if is_definite(name[0]) and not is_sure and len(name) > 1:
        return Person("", kind="collective")  # `المصدر نفسه`
    role, house = role_of(further, speech)
    if role is None and rest and is_role(rest[0], speech):
        role, house = role_of([" ".join(rest)], speech)
    elif house is None and len(rest) > 1 and rest[0] in _AT and is_house(rest[1], speech):
        house = house_of(rest[1:], speech)  # `ليلى حداد من مجموعة أصدقاء النهر`
    return Person(" ".join(name), role, house, "person" if len(name) > 1 else "surname")


def _role_first(words: list[str], further: Sequence[str], speech: Speech) -> Person | None:
    """`مدير العمليات في جسور الإغاثة فارس النمر`; `رئيس الاتحاد، منير الشابي`."""
    start, is_sure = _name_at(words, speech)
    aside = name_aside(further[0], speech) if further else []
    is_better = bool(aside) and is_given(aside[0], speech)
    if aside and not (is_sure and (is_given(words[start], speech) or not is_better)):
        role, house = role_of([" ".join(words)], speech)
        house = house or role_of(further[1:], speech)[1]
        return Person(" ".join(aside), role, house, "person" if len(aside) > 1 else "surname")
    if not start and len(words) == 1 and not is_definite(words[0]):
        return Person(words[0], kind="surname" if is_given(words[0], speech) else "label")
    if not start:
        return Person("", kind="collective")
    told, name = words[:start], words[start:]
    name, rest = _leading_name(name, speech)
    while len(told) > 1 and is_rank(told[-1], speech):
        told.pop()  # `مدير عام المؤسسة المهندس خليل`
    role, house = role_of([" ".join(told)], speech)
    behind, theirs = role_of(further, speech)
    if behind and len(told) == 1 and is_rank(told[0], speech):
        role = behind  # `المهندس سامر الدبس، كبير المستشارين`: what he does there
    house = house or theirs
    if house is None and len(rest) > 1 and rest[0] in _AT and is_house(rest[1], speech):
        house = house_of(rest[1:], speech)
    return Person(" ".join(name), role, house, "person" if len(name) > 1 else "surname")


def name_aside(text: str, speech: Speech) -> list[str]:
    """A name alone between commas, with its titles or without; empty where it is none."""
    words = _until_clause(words_of(text), speech)
    is_titled = False
    while len(words) > 1 and is_title(words[0], speech):
        words.pop(0)
        is_titled = True
    if words and _is_kin_name(words, speech):
        return words
    if len(words) > 2 and is_role(words[0], speech) and not is_given(words[0], speech):
        start, _ = _name_at(words, speech)  # `المهندسة المعمارية نزهة بناني`
        is_told = start and (is_rank(words[0], speech) or is_definite(words[0]))
        return _leading_name(words[start:], speech)[0] if is_told else []
    if not words or is_role(words[0], speech) or is_in(words[0], speech.collectives):
        return []
    if any(is_house(words[0], speech) or is_led(word, speech) for word in words):
        return []
    is_other = is_act(words[0], speech) or (is_definite(words[0]) and not is_titled)
    if is_other and not is_given(words[0], speech):
        return []
    name, rest = _leading_name(words, speech)
    if rest and rest[0] not in _AT:
        return []
    is_long = len(name) > 1 or is_titled or bool(name and is_given(name[0], speech))
    return name if is_long else []


def _name_at(words: Sequence[str], speech: Speech) -> tuple[int, bool]:
    """Where a name begins behind a role in the same stretch, 0 where none does, and whether that is sure."""
    ranks = [
        at
        for at, word in enumerate(words[:-1])
        if at and is_rank(word, speech) and not is_given(words[at - 1], speech)
    ]
    if ranks and not is_small(words[ranks[-1] + 1], speech):
        after = words[ranks[-1] + 1]
        if not is_definite(after) or is_given(after, speech):
            return ranks[-1] + 1, True
    end = next((at for at, word in enumerate(words) if at > 1 and _ends_name(word, speech)), 0)
    whole = words[:end] if end and _closes(words, end, speech) else words
    start = _start(whole, speech)
    if start == 0 and whole is not words:
        whole, start = words, _start(words, speech)
    ends = (at for at, word in enumerate(words) if at > 2 and _ends_phrase(word, speech))
    for at in ends if start == 0 else ():
        start = _start(words[:at], speech)
        if start and is_given(words[start], speech):
            return start, True  # `مدير المدرسة ياسين قرقوري بالشكر إلى المتبرعين`
        start = 0
    is_sure = start > 0 and (
        (is_chain(whole[:start]) and not is_definite(whole[start]) and start < len(whole) - 1)
        or is_given(whole[start], speech)
    )
    return start, is_sure


def _ends_phrase(word: str, speech: Speech) -> bool:
    return is_small(word, speech) or is_led(word, speech)


def _ends_name(word: str, speech: Speech) -> bool:
    return word in _AT and not is_given(word, speech)


def _closes(words: Sequence[str], end: int, speech: Speech) -> bool:
    """`المتحدثة ليلى حداد من مجموعة أصدقاء النهر`: a name stands before `from`, and a house or place behind."""
    after = words[end + 1] if end + 1 < len(words) else ""
    return bool(after) and (is_house(after, speech) or is_in(after, speech.places))


def _start(words: Sequence[str], speech: Speech) -> int:
    """The last two words, and more where kinship or the article before them says so; 0 for none."""
    if len(words) < 2:
        return 0
    is_first = not is_definite(words[-2]) or words[-2] in speech.tails
    is_first = is_first or (len(words) > 2 and words[-3] in speech.kinship)
    if len(words) == 2 or not (is_first or is_given(words[-2], speech)):
        return len(words) - 1 if _is_alone(words, speech) else 0
    size = _size(words, speech)
    start = len(words) - size
    if start < 1 or not _can_open(words[start], speech):
        return 0
    if _is_thing(words[-1], speech) and words[start] not in speech.kinship:
        return 0
    before = words[start - 1]
    closed = is_chain(words[:start]) or is_rank(before, speech) or is_given(words[start], speech)
    closed = (
        closed or is_in(before, speech.places) or any(is_house(w, speech) for w in words[1:start])
    )
    return start if closed and before not in _AT else 0


def _is_alone(words: Sequence[str], speech: Speech) -> bool:
    """`الممرضة سعاد`, `زميله عمر`, `الطالب الجامعي أحمد`; not `مدير المركز`, `نقيب الأطباء`."""
    last, before = words[-1], words[-2]
    is_known = is_definite(words[0]) or is_owned(words[0])
    is_object = is_owned(last) and not is_given(last, speech)  # `وضع الربان إبريقه`
    if _is_thing(last, speech) or is_object or not is_known or before in _AT:
        return False
    if len(words) > 2:
        return not is_definite(last)
    return not is_definite(last) or is_definite(words[0])


def _is_thing(word: str, speech: Speech) -> bool:
    """No part of a name."""
    if is_given(word, speech) or word in speech.tails:
        return False
    kinds = (speech.fields, speech.bodies, speech.writings, speech.collectives)
    is_known = is_house(word, speech) or any(is_in(word, kind) for kind in kinds)
    return is_known or is_small(word, speech) or is_led(word, speech)


def _can_open(word: str, speech: Speech) -> bool:
    if is_given(word, speech):
        return True
    return not (is_definite(word) or is_role(word, speech) or _is_thing(word, speech))


def _size(words: Sequence[str], speech: Speech) -> int:
    """How many words at the end are a name."""
    size = 2
    while size < len(words) - 1:
        first, before = words[-size], words[-size - 1]
        is_own = not is_definite(before) or is_given(before, speech)
        is_own = is_own or (size + 2 <= len(words) and words[-size - 2] in speech.kinship)
        is_glued = (first in speech.kinship and is_own) or before in speech.kinship
        is_glued = is_glued or first in speech.tails
        far = words[-size - 2] if size + 2 <= len(words) else ""
        opens = not is_definite(before) and _can_open(before, speech) and bool(far)
        is_third = size == 2 and opens and (is_definite(far) or is_owned(far))
        is_third = is_third and (is_given(before, speech) or not is_given(first, speech))
        if not is_glued and not is_third:
            break
        size += 1
    return size


def _leading_name(words: Sequence[str], speech: Speech) -> tuple[list[str], list[str]]:
    """The name that a phrase opens with, and what follows it."""
    at = units = 0
    has_kin = any(word in speech.kinship for word in words[:4])
    while at < len(words) and units < _UNITS + has_kin:
        word = words[at]
        if at and not is_given(word, speech):
            is_told = at > 1 and is_role(word, speech) and not is_definite(word)
            if is_told or is_small(word, speech) or is_adverb(word) or is_led(word, speech):
                break
            if at > 1 and not is_definite(word) and (is_act(word, speech)):
                break
        at += 1
        if word not in speech.kinship and not (at < len(words) and words[at] in speech.tails):
            units += 1
    return list(words[:at]), list(words[at:])


def _until_clause(words: Sequence[str], speech: Speech) -> list[str]:
    for index, word in enumerate(words):
        behind = words[index + 1] if index + 1 < len(words) else ""
        if word in ("على", "إلى", "الى") and opens_saying(behind, speech):
            return list(words[:index])
        if index >= 3 and _is_to_whom(word, speech):
            return list(words[:index])
        if index and word == "في" and is_in(behind, speech.occasions):
            return list(words[:index])
        if opens_saying(word, speech) or (index and is_adverb(word)):
            return list(words[:index])
        ends = index > 0 and is_clause(word, speech) and word not in _AT
        if ends and not (word == "عن" and is_role(words[index - 1], speech)):
            return list(words[:index])
    return list(words)


def _is_to_whom(word: str, speech: Speech) -> bool:
    """`لإذاعة محلية`: told to a station, a paper, somebody's office."""
    told = word.removeprefix("ل")
    return told != word and (word.startswith(("لإ", "لأ", "لو")) or is_in(told, speech.houses))


def role_of(segments: Sequence[str], speech: Speech) -> tuple[str | None, str | None]:
    """What somebody is -> role, organisation. A place behind `in` is no organisation, nor is a house that only
    the article names (`للجمعية`)."""
    if not segments:
        return None, None
    phrase = speech.ages.sub("", segments[0]).strip()
    words = words_of(re.sub(r"^و?(?:هو|هي)\s+(?:أيضا?ً?\s+)?", "", phrase))
    if not words:
        return role_of(segments[1:], speech)
    if words[0] in _AT and len(words) > 1 and is_house(words[1], speech):
        return None, house_of(words[1:], speech)  # `هدى شامية، من مستشفى البلدة`
    if is_small(words[0], speech) or is_act(words[0], speech) or len(words) > 14:
        return None, None
    words = _without_clause(words, speech)
    if is_house(words[0], speech) and not is_role(words[0], speech):
        return None, house_of(words, speech)
    if words[0] in speech.loose:
        return " ".join(words), None
    return _split(words, speech)


def _without_clause(words: list[str], speech: Speech) -> list[str]:
    """`ميكانيكي يعمل في المصنع منذ عام`: only what he is."""
    for index, word in enumerate(words):
        is_own = index and is_clause(word, speech) and word not in _AT
        is_own = is_own and not (word == "عن" and is_role(words[index - 1], speech))
        if index and (is_own or is_act(word, speech)):
            return words[:index]
    return words


def _split(words: list[str], speech: Speech) -> tuple[str | None, str | None]:
    for index in range(1, len(words)):
        word, before = words[index], words[index - 1]
        house = without_lead(word, speech)
        after = words[index + 1] if index + 1 < len(words) else ""
        if is_in(house, speech.bodies):
            return _role_text(words[:index]), house_of([house, *words[index + 1 :]], speech)
        if not is_house(house, speech) or before == "على":
            continue
        is_board = is_in(f"{house}_{after}", speech.organs)
        told = without_lead(after, speech) if after else ""
        is_bare = not is_definite(after) or is_in(told, speech.fields)
        is_bare = is_definite(house) and is_bare
        if is_board or (is_bare and before not in ("في", "لدى")):
            continue
        if second := _second(words[:index], speech):
            return _split(words[:second], speech)
        return _role_text(words[:index]), house_of([house, *words[index + 1 :]], speech)
    for at in _AT:
        if at not in words[1:-1]:
            continue
        index = words.index(at, 1)
        led = words[index + 1]
        is_far = index > 4 or is_in(led, speech.places) or is_in(led, speech.fields)
        is_one = index + 2 == len(words) and is_definite(led)
        if not is_far and not is_one and not is_role(led, speech):
            return " ".join(words[:index]), house_of(words[index + 1 :], speech)
    return " ".join(words), None


def _second(words: Sequence[str], speech: Speech) -> int:
    """`مزارع من القرية ورئيس`: where a second thing that somebody is begins; 0 for nowhere."""
    told = (i for i, word in enumerate(words) if i and word[0] == "و" and not is_role(word, speech))
    return next((i for i in told if is_role(words[i][1:], speech)), 0)


def _role_text(words: Sequence[str]) -> str | None:
    return re.sub(r"\s(?:في|لدى|من|ب|باسم)$", "", " ".join(words)) or None


def house_of(words: Sequence[str], speech: Speech) -> str | None:
    """Up to where it stands, what it works on and whatever is told of it."""
    kept = list(words[:1])
    for word in words[1:]:
        is_end = (
            word in ("في", "لدى") or word.startswith(("لشؤون", "للشؤون")) or is_act(word, speech)
        )
        if is_end or (is_clause(word, speech) and word not in _AT):
            break
        kept.append(word)
    return " ".join(kept) or None


def with_house(person: Person, house: str | None) -> Person:
    return replace(person, organisation=person.organisation or house)
