"""Arabic words by what they can be: spelled with or without vowel signs, with small words glued to them."""

import re
from collections.abc import Sequence
from functools import cache

from mailer.reading.languages import Speech

_SIGNS = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_ALEFS = str.maketrans("أإآٱ", "اااا")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u064b-\u0652\u0670])*")
_ARTICLES = ("ال", "لل", "بال", "وال", "كال", "فال")
_POSSESSIVES = ("ه", "ها", "هم", "هن", "هما")


def plain(word: str) -> str:
    """Without vowel signs, every alef alike: people leave both out."""
    return _SIGNS.sub("", word).translate(_ALEFS)


@cache
def _plain_words(words: frozenset[str]) -> frozenset[str]:
    """A word that the file writes with its vowel signs is another one without them: `بيّن` and `بين`."""
    return frozenset(plain(word) for word in words if not _SIGNS.search(word))


def is_in(word: str, words: frozenset[str]) -> bool:
    return word in words or plain(word) in _plain_words(words)


def is_verb(word: str, speech: Speech) -> bool:
    return is_in(word, speech.verbs) or (word[:1] in "وف" and is_in(word[1:], speech.verbs))


def is_role(word: str, speech: Speech) -> bool:
    if is_in(word, speech.roles) or (word[:2] == "ال" and is_in(word[2:], speech.roles)):
        return True
    base = re.sub(r"(?:هما|هم|هن|ها|ه)$", "", plain(word)) if is_owned(word) else ""
    base = f"{base[:-1]}ة" if base.endswith("ت") else base  # `منسقته`
    return len(base) > 3 and base in _plain_words(speech.roles)


def is_house(word: str, speech: Speech) -> bool:
    return is_in(word, speech.houses) or (word[:2] == "ال" and is_in(word[2:], speech.houses))


def is_title(word: str, speech: Speech) -> bool:
    """A courtesy before a name, which says nothing of what somebody does."""
    return is_in(bare(word), speech.honorifics) or (
        is_in(bare(word), speech.titles) and not is_in(bare(word), speech.roles)
    )


def is_rank(word: str, speech: Speech) -> bool:
    """A courtesy or a learned title: behind what somebody does it opens their name."""
    return is_in(bare(word), speech.honorifics | speech.titles)


def is_given(word: str, speech: Speech) -> bool:
    return is_in(word, speech.given) or is_in(word, speech.kinship)


def is_definite(word: str) -> bool:
    return word.startswith(_ARTICLES)


def is_owned(word: str) -> bool:
    """`زميله`, `والدتها`."""
    return len(word) > 3 and plain(word).endswith(_POSSESSIVES) and not word.startswith("ال")


def is_small(word: str, speech: Speech) -> bool:
    """A word that no name holds: it leads to a place, a time, a clause."""
    if is_given(word, speech):
        return False
    exact = _SIGNS.sub("", word)  # with its alef: `إمام` and `أمام`
    kinds = (speech.small_words, speech.clauses, speech.that)
    known = any(word in kind or exact in kind for kind in kinds)
    return known or is_in(word, speech.places) or is_adverb(word)


def is_adverb(word: str) -> bool:
    """`متأثراً`."""
    return word.endswith(("اً", "ًا"))


def without_lead(word: str, speech: Speech) -> str:
    """`لجمعية`, `بالجامعة`, `للبرنامج`: without the small word glued to it; itself where none is."""
    if word.startswith("لل") and len(word) > 4:
        return "ال" + word[2:]
    rest = word[1:]
    is_led = word[:1] in "بل" and len(word) > 3
    known = is_led and (is_house(rest, speech) or is_in(rest, speech.bodies))
    return rest if known or (is_led and rest.startswith("ال")) else word


def opens_saying(word: str, speech: Speech) -> bool:
    """`أن`, with its alef: `آن` is a name."""
    return word in speech.that or _SIGNS.sub("", word) in speech.that


def is_clause(word: str, speech: Speech) -> bool:
    return word in speech.clauses or _SIGNS.sub("", word) in speech.clauses


def is_house_led(word: str, speech: Speech) -> bool:
    return is_house(without_lead(word, speech), speech)


def is_led(word: str, speech: Speech) -> bool:
    """`للجمعية`, `بمدينة`, `لشؤون`: a small word is glued to it."""
    if word.startswith(("لل", "بال", "كال")):
        return not is_given(word, speech)
    rest = word[1:]
    kinds = (speech.places, speech.fields, speech.houses, speech.bodies)
    return word[:1] in "بلك" and len(word) > 3 and any(is_in(rest, kind) for kind in kinds)


def is_act(word: str, speech: Speech) -> bool:
    """A verb that opens a clause on somebody: `ميكانيكي يعمل`, `أم نزحت`."""
    if is_in(word, speech.works) or (word[:1] == "و" and is_in(word[1:], speech.works)):
        return True
    known = (speech.given, speech.places, speech.houses, speech.bodies, speech.kinship)
    form = plain(word)
    if len(form) < 4 or form.startswith("ال") or any(is_in(word, kind) for kind in known):
        return False
    is_present = form[0] == "ي" and not form.endswith(("ي", "ية", "يه"))
    return is_present or (form.endswith("ت") and not form.endswith("ات"))


def bare(word: str) -> str:
    return word.strip(".،:")


def words_of(text: str) -> list[str]:
    return [word for word in (bare(part) for part in text.split()) if word]


def segments_of(text: str) -> list[str]:
    """What stands between commas, dashes and brackets."""
    parts = re.split(r"[،,]|\s[–—-]\s|[()]", text)
    told = (" ".join(part.split()).strip(" ،,.") for part in parts)
    return [part for part in told if part]


def shortened(text: str, speech: Speech) -> str:
    """`د. زياد`, `أ.د. منى`, `ذة. سناء`: the stop of a short title ends nothing."""

    def without_stop(match: re.Match[str]) -> str:
        is_short = len(match[1]) == 1 or match[1] in speech.titles
        return f"{match[1]} " if is_short else match.group()

    return re.sub(r"(?<!\w)([^\W\d_]{1,2})\.\s?(?=\w)", without_stop, text)


def is_chain(words: Sequence[str]) -> bool:
    """Whether a noun and what it belongs to is complete: `مدير العمليات` is, `مدير قسم` is not."""
    last = words[-1]
    return is_definite(last) or is_owned(last)
