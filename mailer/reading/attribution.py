"""Who said it: the person that the words outside the quotation marks name."""

import re
from dataclasses import replace

from mailer.reading.languages import Speech, grammar
from mailer.reading.people import Person, is_name, person_in

_ABBREVIATED = "Dr Mr Ms Mrs Prof St Gov Sen Rep Sr Sra Dra Hon Rev Nr Jr Gen Col Mme Dipl"
_SENTENCE = re.compile(
    "".join(rf"(?<!\b{word})" for word in _ABBREVIATED.split())
    + r"(?:(?<=[^\W\d_][^\W\d_])|(?<=[)\]”\"»’0-9]))[.!?]\s+(?=[^\W\da-z])|[。！？؟]|\n"
)
_NAME_ZH = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})*|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8})+|[A-Z][\w·. -]{2,30}"
_PRONOUN_TAIL = re.compile(r"-(?:t-)?(?:elle|il|on|elles|ils)\b", re.IGNORECASE)


def attribution(outside: str, speech: Speech, language: str, side: str) -> Person | None:
    """side: `after` (the words follow a quotation) or `before` (they lead to one)."""
    if language == "zh":
        return _chinese(outside, speech, side)
    if language == "ar":
        return _arabic(outside, speech, side)
    text = _near(outside, side)
    if _PRONOUN_TAIL.search(text):
        return Person("", kind="pronoun")
    for match, word in _verbs(text, speech):
        rest = text[match.end() :]
        person = person_in(rest, speech) or _told(rest, speech)
        if person is not None:
            return person
        if word not in speech.before:
            person = _before_verb(text[: match.start()], speech)
            if person is not None:
                return person
    if side == "after" and (person := _told(text, speech)):
        return person
    if side == "after" and speech.drops_subject and _is_bare_verb(text, speech):
        return Person("", kind="pronoun")
    if side == "before" and text.rstrip().endswith((":", ",")):
        return _introduced(text, speech)
    return None


def signed(line: str, speech: Speech) -> Person | None:
    """`- Marta Quill, director of River Watch`: the line under a quotation."""
    match = re.match(r"\s*[—–-]{1,3}\s*(?=[^\W\d_])", line)
    if match is None or len(line) > 160:
        return None
    person = person_in(line[match.end() :], speech)
    return person if person and person.kind == "person" and person.role else None


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
    sentences = [part for part in _SENTENCE.split(outside) if part and part.strip(" .,;–—-")]
    if not sentences:
        return ""
    return (sentences[0] if side == "after" else sentences[-1]).strip()


def _verbs(text: str, speech: Speech) -> list[tuple[re.Match[str], str]]:
    found = []
    for match in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text):
        word = match.group().casefold()
        if word == "so" and match.start() > 3:
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
    while words and words[-1].casefold() in speech.auxiliaries | {
        "has",
        "have",
        "had",
        "today",
        "also",
    }:
        words.pop()
    bare = " ".join(words)
    segments = [part.strip() for part in re.split(r",\s*", bare) if part.strip()]
    for start in range(min(len(segments), 4)):
        person = person_in(", ".join(segments[start:]), speech)
        if person is not None and (person.kind != "surname" or start == len(segments) - 1):
            return person
    return None


def _introduced(text: str, speech: Speech) -> Person | None:
    """`Marta Quill, director of River Watch:`; a bare `Quill:` counts where the text knows the name."""
    bare = text.rstrip(" :,")
    person = person_in(bare, speech)
    if person is None or person.kind not in ("person", "surname"):
        return None
    if person.role and person.kind == "person":
        return person
    is_label = text.rstrip().endswith(":") and is_name(bare.split())
    return replace(person, kind="label") if is_label else None


def _told(text: str, speech: Speech) -> Person | None:
    """A verb that we don't know: one or two small words, then a full name with what it is."""
    match = re.match(r"[\s,–—-]*(?:[^\W\d_A-Z][\w’'-]*\s+){1,3}(?=[^\W\d_a-z])", text)
    person = person_in(text[match.end() :], speech) if match else None
    if person is None:
        return None
    is_courteous = match is not None and _is_courteous(text[match.end() :], speech)
    if is_courteous and person.kind in ("person", "surname"):
        return person
    if person.kind != "person" or not person.role:
        return None
    return person if is_name(person.name.split()) else None


def _is_courteous(phrase: str, speech: Speech) -> bool:
    """`Mme Courtin`: nobody but a person is called so."""
    first = re.match(r"([^\W\d_]+)\.?\s+(?=[^\W\d_a-z])", phrase)
    return first is not None and first[1].casefold() in speech.honorifics


def _is_bare_verb(text: str, speech: Speech) -> bool:
    """`agregó.`, `afirmou ainda.`: a verb that leaves its subject out."""
    words = re.findall(r"[^\W\d_]+", text)
    return 1 <= len(words) <= 4 and words[0] in speech.verbs and all(w.islower() for w in words)


# -- scripts without capitals


def _arabic(outside: str, speech: Speech, side: str) -> Person | None:
    text = _near(outside, side)
    verb = None
    for match in re.finditer(r"[^\W\d_]+", text):
        if match.group() in speech.verbs:
            verb = match
            break
    if verb is None:
        return None
    rest = re.split(r"[:\"“”«».]", text[verb.end() :], maxsplit=1)[0].strip(" ،,")
    segments = [part.strip() for part in re.split(r"[،,]", rest) if part.strip()]
    if not segments:
        return Person("", kind="pronoun")  # a verb alone: whoever spoke before goes on
    words = segments[0].split()
    while len(words) > 1 and words[0] in speech.honorifics | speech.titles:
        words.pop(0)
    if words[0] in speech.roles and len(words) == 3 and not _is_arabic_house(words[1]):
        return Person(" ".join(words[1:]), words[0])
    if words[0] in speech.roles and len(words) >= 4:
        role, house = _arabic_role(" ".join(words[:-2]), speech)
        return Person(" ".join(words[-2:]), role, house)
    if any(word in speech.collectives for word in words) or words[0] in grammar().not_places:
        return Person("", kind="collective")
    name = []
    for word in words[:5]:
        if word in speech.clauses or word in ("إن", "إنّ", "أن", "بأن"):
            break
        name.append(word)
    if not name:
        return None
    role, house = _arabic_role(segments[1], speech) if len(segments) > 1 else (None, None)
    return Person(" ".join(name), role, house, "person" if len(name) > 1 else "surname")


def _is_arabic_house(word: str) -> bool:
    return word.removeprefix("ال") in grammar().not_places or word in grammar().not_places


def _arabic_role(phrase: str, speech: Speech) -> tuple[str | None, str | None]:
    if phrase.split()[:1] and phrase.split()[0] in speech.loose:
        return phrase, None
    for group in speech.at:
        for word in group:
            role, found, house = phrase.partition(f" {word} ")
            if found and house:
                return role.strip(), house.strip()
    owned = re.match(
        r"(?P<role>\w+(?: \w+)?) (?:ل)?(?P<house>(?:ل)?(?:منظمة|مؤسسة|جمعية|شبكة|مركز|هيئة|تحالف|مرصد) .+)",
        phrase,
    )
    if owned:
        return owned["role"], owned["house"].removeprefix("ل")
    return phrase or None, None


def _chinese(outside: str, speech: Speech, side: str) -> Person | None:
    parts = [part for part in re.split(r"[。！？；\n]", outside) if part.strip(" ，,：:")]
    if not parts:
        return None
    text = (parts[0] if side == "after" else parts[-1]).strip(" ，,：:")
    verbs = "|".join(sorted(map(re.escape, speech.verbs), key=len, reverse=True))
    match = re.match(rf"(?P<who>[^，,：:]{{1,40}}?)(?:今天|今日|昨天)?(?:{verbs})", text)
    if match is None:
        match = re.search(rf"(?P<who>[^，,：:]{{1,40}}?)(?:{verbs})$", text)
    who = match["who"] if match else ""
    if not who:
        aside = re.match(rf"(?P<name>{_NAME_ZH})，(?P<role>[^，]{{2,30}})，(?:{verbs})", text)
        return _chinese_person(aside["role"] + aside["name"], speech) if aside else None
    if who in speech.pronouns or who[-1:] in speech.pronouns:
        return Person("", kind="pronoun")
    return _chinese_person(who, speech)


def _chinese_person(who: str, speech: Speech) -> Person | None:
    who = re.sub(r"(?:对|對|向|跟)(?:记者|記者|媒体|媒體|本报|本報|我们|我們|传媒|傳媒)?$", "", who)
    who = (
        re.sub(r"(?:女士|先生|博士|小姐)$", "", who) if len(who) > 4 or who[-2:] == "博士" else who
    )
    who = re.sub(
        r"(?<=[\u4e00-\u9fff]{2})(?:还|還|则|則|也|并|並|又|曾|随后|隨後|同时|同時|今天|今日|昨日|昨天|对此|對此|在会上)+$",
        "",
        who,
    )
    roles = "|".join(sorted(map(re.escape, speech.roles), key=len, reverse=True))
    openers = "|".join(map(re.escape, speech.role_openers))
    match = re.fullmatch(
        rf"(?P<house>.{{0,30}}?)(?P<role>(?:(?:中国|亚洲|亞洲|非洲|区域|地区|{openers})*)(?:{roles}))(?P<name>{_NAME_ZH})",
        who,
    )
    if match:
        house = match["house"].removesuffix("的") or None
        if (
            house
            and match["house"].endswith("的")
            and not any(word in house for word in grammar().not_places)
        ):
            house = None  # `six years in the job`: what they are, and no house
        return Person(match["name"], match["role"], house)
    if any(word in who for word in grammar().not_places) or len(who) > 12:
        return Person(who if len(who) <= 20 else "", kind="collective")
    return Person(who, kind="person" if re.fullmatch(_NAME_ZH, who) else "collective")
