"""Who said it: the person that the words outside the quotation marks name."""

import re
from dataclasses import replace
from functools import cache

from mailer.reading.arabic import arabic
from mailer.reading.chinese import chinese, signature
from mailer.reading.languages import Speech, grammar
from mailer.reading.mentions import named_last
from mailer.reading.names import bare_word, is_name, lead_words
from mailer.reading.people import Person, person_in
from mailer.reading.roles import is_role
from mailer.reading.titles import is_courteous


def attribution(outside: str, speech: Speech, language: str, side: str) -> Person | None:
    """side: `after` (the words follow a quotation) or `before` (they lead to one)."""
    if language == "zh":
        return chinese(outside, speech, side)
    if language == "ar":
        return arabic(_near(outside, side), speech)
    text = _without_turn(_near(outside, side), speech)
    if grammar().glued_pronouns.search(text):
        return Person("", kind="pronoun")
    for match, word in _verbs(text, speech):
        person = _at_verb(word, text[: match.start()], text[match.end() :], speech)
        if person is not None:
            return person
    if side == "after" and (person := _told(text, speech)):
        return person
    if side == "after" and re.match(r"\s*[—–―]{1,2}\s", outside) and len(outside) <= 160:
        return signed(outside, speech)
    if side == "after" and speech.drops_subject and _is_bare_verb(text, speech):
        return Person("", kind="pronoun")
    if side == "before" and text.rstrip().endswith((":", ",")):
        return _introduced(text, speech) or _subject(text, speech)
    return None


def _without_turn(text: str, speech: Speech) -> str:
    """`sublinhou, por seu lado, o secretário Ana Reis`: it says nothing of who it is."""
    turn = speech.turns.pattern
    text = re.sub(rf",\s*(?:{turn})\s*(?:,|$)", "", text, flags=re.IGNORECASE)
    return re.sub(rf"^(?:{turn}),\s*", "", text, flags=re.IGNORECASE)


def _at_verb(word: str, before: str, behind: str, speech: Speech) -> Person | None:
    """Whom the words on the two sides of a verb name; behind it first, if it isn't whom somebody speaks to."""
    if word in speech.addressing and re.search(r"\w", before):
        return _before_verb(before, speech)  # `the minister told MPs`
    behind = _without_reflexive(behind, speech)
    person = person_in(behind, speech) or _told(behind, speech) or _behind_adverbs(behind, speech)
    if word in speech.before or (
        person is not None and person.kind not in ("surname", "collective")
    ):
        return person
    other = _before_verb(before, speech)
    is_better = other is not None and (person is None or other.kind in ("person", "pronoun"))
    return other if is_better else person  # `Direktor Jan Holm räumte Fehler ein`


def _without_reflexive(behind: str, speech: Speech) -> str:
    """`freut sich Pfarrerin Voss`."""
    first, _, rest = behind.strip().partition(" ")
    return rest if rest and first in speech.reflexives else behind


def _subject(text: str, speech: Speech) -> Person | None:
    """`Vorsitzende Brigitte Haslinger dankte den Spendern:`: whom the sentence is about, with what they are."""
    person = named_last(text.rstrip(" :,"), speech) if text.rstrip().endswith(":") else None
    return person if person and person.role else None


def signed(line: str, speech: Speech, is_quoted: bool = False) -> Person | None:
    """`- Marta Quill, director of River Watch`: the line under a quotation. is_quoted: it is set as a quotation
    itself, and needs no dash; nor does a short line that is a name with what they are, and no sentence."""
    if named := signature(line, speech):
        return named
    match = re.match(r"[\s—–―-]*", line)
    has_dash = re.match(r"\s*[—–―-]{1,3}\s*(?=[^\W\d_])", line) is not None
    if match is None or len(line) > 160 or line.rstrip().endswith((":", "!", "?")):
        return None
    is_bare = len(line) <= 100 and not line.rstrip().endswith(".") and not _verbs(line, speech)
    if not is_quoted and not has_dash and not is_bare:
        return None
    person = person_in(line[match.end() :], speech)
    is_sure = is_quoted and has_dash and person is not None and person.organisation is not None
    if person is None or person.kind != "person" or not (person.role or is_sure):
        return None
    opens = line[match.end() :].startswith(person.name)
    return person if is_quoted or has_dash or opens else None


def introduced(paragraph: str, speech: Speech, language: str) -> Person | None:
    """A paragraph that ends with a colon and announces a statement, or names a person with a role."""
    text = paragraph.rstrip()
    if not text.endswith((":", "：")):
        return None
    if language in ("zh", "ar"):
        return attribution(text, speech, language, "before")
    statement = grammar().statement.search(text)
    if statement:
        before = _before_verb(text[: statement.start()], speech)
        after = person_in(text[statement.end() :].strip(" :"), speech)
        return before or after or attribution(text, speech, language, "before")
    return attribution(text, speech, language, "before")


def _near(outside: str, side: str) -> str:
    """The sentence that touches the quotation."""
    sentences = [part for part in _sentence_end().split(outside) if part and part.strip(" .,;–—-")]
    if not sentences:
        return ""
    return (sentences[0] if side == "after" else sentences[-1]).strip()


@cache
def _sentence_end() -> re.Pattern[str]:
    return re.compile(
        "".join(rf"(?<!\b{word})" for word in sorted(grammar().abbreviations))
        + r"(?<!\b\d)(?<!\b\d\d)(?:(?<=[^\W\d_][^\W\d_])|(?<=[)\]”\"»’0-9]))"
        r"[.!?]\s+(?=[^\W\da-z])|[。！？؟]|\n"
    )


def _verbs(text: str, speech: Speech) -> list[tuple[re.Match[str], str]]:
    found = []
    for match in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text):
        word = match.group().casefold()
        if word == "so" and match.start() > 3 and text[match.start() - 2] != ",":
            continue
        if word in speech.verbs:
            found.append((match, word))
    for opener in speech.before:
        led = re.search(rf"(?<!\w){re.escape(opener)}\s", text[:60], re.IGNORECASE)
        if led and led.start() <= 3:
            found.append((led, opener))
    return found[:6]


def _before_verb(text: str, speech: Speech) -> Person | None:
    """`Marta Quill, director of River Watch, ` before `said`; also behind an opening clause."""
    words = text.rstrip(" ,").split()
    while words and words[-1].casefold() in speech.auxiliaries:
        words.pop()
    bare = " ".join(words)
    segments = [part.strip() for part in re.split(r",\s*", bare) if part.strip()]
    for start in range(min(len(segments), 4)):
        person = person_in(", ".join(segments[start:]), speech)
        is_sure = person is not None and (
            person.kind != "surname" or bare_word(segments[start].split()[0]) in speech.titles
        )
        if person is not None and person.kind == "collective" and start == 0:
            inner = person_in(", ".join(segments[1:]), speech) if len(segments) > 2 else None
            if inner is not None and inner.kind == "person" and inner.role:
                return inner  # `Desde el Colegio de Abogados, su decano, Luis Ferrer, replica`
        if person and (
            is_sure or start == len(segments) - 1 or is_courteous(segments[start], speech)
        ):
            return person
    return None


def _introduced(text: str, speech: Speech) -> Person | None:
    """`Marta Quill, director of River Watch:`; a bare `Quill:` counts where the text knows the name."""
    bare = text.rstrip(" :,")
    person = person_in(bare, speech)
    if person is None or person.kind not in ("person", "surname"):
        return None
    if (person.role or person.organisation) and person.kind == "person":
        return person
    is_label = text.rstrip().endswith(":") and is_name(bare.split())
    return replace(person, kind="label") if is_label else None


def _told(text: str, speech: Speech) -> Person | None:
    """A verb that we don't know: one or two small words, then a full name with what it is."""
    match = re.match(r"[\s,–—-]*(?:[^\W\d_A-Z][\w’'-]*\s+){1,3}(?=[^\W\d_a-z])", text)
    person = person_in(text[match.end() :], speech) if match else None
    if person is None:
        return None
    courteous = match is not None and is_courteous(text[match.end() :], speech)
    if courteous and person.kind in ("person", "surname"):
        return person
    if person.kind != "person" or not person.role:
        return None
    return person if is_name(person.name.split()) else None


def _behind_adverbs(text: str, speech: Speech) -> Person | None:
    """Behind a verb that we know: `erinnert sich Emre Kaya`, `dit encore Paul Mercier`; a full name."""
    words = text.split()
    small = 0
    while small < min(len(words), 5) and words[small].islower() and words[small].isalpha():
        small += 1
    skipped = {bare_word(word) for word in words[:small]}
    known = speech.articles | speech.clauses | lead_words(speech.at)
    is_told = small and not any(is_role(word, speech) for word in words[:small])
    is_far = not is_told or bare_word(words[small - 1]) in known | speech.small_words
    if not 1 <= small <= 4 or (skipped & known and (small < 2 or is_far)):
        return None
    person = person_in(" ".join(words[small:]), speech)
    return person if person and person.kind == "person" and is_name(person.name.split()) else None


def _is_bare_verb(text: str, speech: Speech) -> bool:
    """`agregó.`, `afirmou ainda.`: a verb that leaves its subject out."""
    words = re.findall(r"[^\W\d_]+", text)
    return 1 <= len(words) <= 4 and words[0] in speech.verbs and all(w.islower() for w in words)
