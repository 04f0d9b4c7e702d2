"""What releases say in each language, as data: one TOML file per language, found by its presence.

Patterns of every language are tried on every release: an English page often frames a Spanish text.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Speech:
    """How a language attributes words to a person. Words are lower case; patterns are searched."""

    verbs: frozenset[str]
    auxiliaries: frozenset[str]
    before: tuple[str, ...]
    pronouns: frozenset[str]
    honorifics: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]
    role_openers: frozenset[str]
    at: tuple[tuple[str, ...], ...]
    """Words between a role and its organisation; groups, the surest first."""
    loose: frozenset[str]
    """Roles whose `of` names a place or a field, not an organisation."""
    clauses: frozenset[str]
    """Words that end a role after a comma."""
    collectives: frozenset[str]
    articles: frozenset[str]
    parts_of_names: frozenset[str]
    has_compounds: bool
    """Whether a role also ends a longer word."""
    drops_subject: bool
    """Whether a verb alone means the one who spoke before."""
    houses: frozenset[str]
    """What kinds of organisations are called: `hospital`; also in small letters, before their name."""
    fields: frozenset[str]
    """What a department works on: `director of Communications` names no organisation yet."""
    relations: frozenset[str]
    """What people are to somebody, where no blank parts it from the name."""
    surnames: frozenset[str]
    """In Chinese, where nothing else tells a name from the job before it."""
    places: frozenset[str]
    """Words that open a place: `in the province of` names no organisation."""
    job_ends: tuple[str, ...]
    """How words for whoever does something end."""
    ages: Pattern
    """Whole: between commas behind a name."""
    prefixes: frozenset[str]
    """What stands before a job with a hyphen and is no house: `Klima-Expertin`."""
    guarded: frozenset[str]
    """Words that lead to a house only where its kind follows: `am Institut`, not `in Berlin`."""
    towards: frozenset[str]
    """Words that lead to a town, where one name alone follows."""
    links: frozenset[str]
    """Small words inside the name of a house, behind one of its other words: `Nuit blanche pour`."""
    relatives: frozenset[str]
    """Words that open a clause on somebody."""
    copulas: frozenset[str]
    """`who is`, `who has been`."""
    addressing: frozenset[str]
    """Verbs behind which stands whom somebody speaks to: `told MPs`."""
    naming: frozenset[str]
    """Verbs that say how somebody calls a thing: `called it “reform”`."""
    writings: frozenset[str]
    """What says something and is no person: `the report says`."""
    small_words: frozenset[str]
    """The language's commonest words: alone they are no name."""
    has_inserts: bool
    """Whether words about the speaker stand inside the marks."""
    reflexives: frozenset[str]
    """Small words between a speaker's words and the verb: `se`, `s’est`."""
    has_dialogues: bool
    """Whether dashes stand in place of marks."""
    leads: frozenset[str]
    """Words right before a quotation that lead to it."""
    that: frozenset[str]
    """Words that open what was said, where a clause follows the verb at once."""
    kinship: frozenset[str]
    """Words inside a name that take the next one with them: `son of`."""
    turns: Pattern
    """Searched: what opens a sentence that turns to somebody: `for his part`."""


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    direction: Literal["ltr", "rtl"]
    stop_words: frozenset[str]
    speech: Speech
    upcoming: Pattern | None
    """Searched: words that speak of what is still to come."""
    appeal: Pattern | None
    gives: Pattern
    """Searched: words of giving money."""
    you: Pattern
    """Searched: whoever reads it is spoken to."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of all languages together; whole trimmed lines unless said otherwise."""

    furniture: Pattern
    furniture_sections: Pattern
    labels: Pattern
    ends: Pattern
    contacts: Pattern
    press_sections: Pattern
    about: Pattern
    portraits: tuple[Pattern, ...]
    """Searched, each telling another thing of a house: since when, how many, what it is."""
    legal_forms: Pattern
    """At the end of a house's name."""
    press_lines: Pattern
    captions: Pattern
    bylines: Pattern
    salutations: Pattern
    """How a letter begins."""
    appeals: Pattern
    tax: Pattern
    """Searched."""
    consent: Pattern
    """Searched."""
    continues: Pattern
    """Searched in an end mark: the text goes on behind it."""
    subtitles: Pattern
    """At the start of a line, before a colon."""
    mail_heads: Pattern
    """At the start of a line."""
    forwarded: Pattern
    greetings: Pattern
    """What whoever passes it on writes above it."""
    accounts: Pattern
    """At the start of what stands before the number of a bank account."""
    currencies: Pattern
    """Behind a figure."""
    sums: Pattern
    """Searched."""
    embargo: Pattern
    """At the start of a line."""
    embargo_inside: Pattern
    """Searched in short lines."""
    embargo_dated: Pattern
    """Searched; they count where a day is named too."""
    embargo_from: Pattern
    """At the start of a line or behind its label; they count where a day is named too."""
    embargo_loose: Pattern
    """Searched; they count where a day is named and a text is spoken of, or where they open the line."""
    embargo_weak: Pattern
    """At the start of a line or behind its label; they count beside a day and nothing else."""
    embargo_texts: Pattern
    """Searched: what can be published."""
    embargo_goods: Pattern
    """Searched: an embargo that is none of words."""
    embargo_polite: frozenset[str]
    embargo_lifted: Pattern
    hours: tuple[str, ...]
    """How the hours from one to twelve are called, `_` for a blank."""
    midnight: Pattern
    noon: Pattern
    statement: Pattern
    """Searched."""
    months: Mapping[str, int]
    weekdays: frozenset[str]
    not_places: frozenset[str]
    place_openers: frozenset[str]
    """Words before a place that are none of it: `À Lyon, le 4 mai`."""
    particles: frozenset[str]
    """Small words inside the name of a place."""
    regions: frozenset[str]
    """Names that are no organisation by themselves."""
    leading_words: Pattern
    """Small words that always stand before another one."""
    place_labels: Pattern
    """At the start of a paragraph: how it is called, or who tells it, before its dateline."""
    binders: frozenset[str]
    """Words before which a hyphen at a line's end stands for a part left out."""
    abbreviations: frozenset[str]
    """Words whose stop ends no sentence, as they are written."""
    glued_pronouns: Pattern
    """Searched: `-t-elle` behind a verb."""
    outlets: frozenset[str]
    """Whom people talk to."""
    plain_articles: frozenset[str]
    """Articles that say of nobody whose relation it is."""


@cache
def languages() -> Mapping[str, Language]:
    """By code."""
    return {entry["code"]: _language(entry) for entry in _entries()}


@cache
def grammar() -> Grammar:
    entries = _entries()

    def of(section: str, *keys: str) -> Pattern:
        return _union(p for entry in entries for key in keys for p in entry[section].get(key, ()))

    def words(section: str, key: str) -> frozenset[str]:
        return frozenset(w for entry in entries for w in entry[section].get(key, "").split())

    return Grammar(
        furniture=_furniture(entries),
        furniture_sections=of("furniture", "sections"),
        labels=of("press", "labels"),
        ends=_union(
            [r"#(?: ?#){1,5}", *(p for entry in entries for p in entry["press"].get("ends", ()))]
        ),
        contacts=of("press", "contacts"),
        press_sections=of("press", "sections"),
        about=of("press", "about"),
        portraits=tuple(
            _union(entry["press"]["portraits"][number] for entry in entries) for number in range(5)
        ),
        legal_forms=of("press", "legal_forms"),
        press_lines=of("press", "lines"),
        captions=of("press", "captions"),
        bylines=_union(
            (p for entry in entries for p in entry["press"].get("bylines", ())), flags=0
        ),
        salutations=of("press", "salutations"),
        appeals=of("appeal", "lines"),
        tax=of("appeal", "tax"),
        consent=of("furniture", "consent"),
        continues=of("press", "continues"),
        subtitles=of("press", "subtitles"),
        mail_heads=_mail_heads(of("mail", "heads"), of("mail", "originals")),
        forwarded=of("mail", "forwarded"),
        greetings=of("mail", "greetings"),
        accounts=of("appeal", "accounts"),
        currencies=of("appeal", "currencies"),
        sums=of("appeal", "sums"),
        embargo=of("embargo", "opens"),
        embargo_inside=of("embargo", "inside"),
        embargo_dated=of("embargo", "dated"),
        embargo_from=of("embargo", "from"),
        embargo_loose=of("embargo", "loose"),
        embargo_weak=of("embargo", "weak"),
        embargo_texts=of("embargo", "texts"),
        embargo_goods=of("embargo", "goods"),
        embargo_polite=words("embargo", "polite"),
        embargo_lifted=of("embargo", "lifted"),
        hours=tuple(
            word.replace("_", " ")
            for entry in entries
            for word in entry["embargo"].get("hours", "").split()
        ),
        midnight=of("embargo", "midnight"),
        noon=of("embargo", "noon"),
        statement=of("speech", "statement"),
        months=_months(entries),
        weekdays=frozenset(w for entry in entries for w in entry["weekdays"].split()),
        not_places=words("places", "not"),
        place_openers=words("places", "openers"),
        particles=words("places", "particles"),
        regions=words("places", "regions"),
        leading_words=_union(p for entry in entries for p in entry.get("leading_words", ())),
        place_labels=of("places", "labels", "agencies"),
        binders=frozenset(w for entry in entries for w in entry.get("binders", "").split()),
        abbreviations=words("speech", "abbreviations"),
        glued_pronouns=of("speech", "glued"),
        outlets=words("speech", "outlets"),
        plain_articles=words("speech", "plain"),
    )


def _furniture(entries: Iterable[Mapping[str, Any]]) -> Pattern:
    """Whole lines of a site, and its buttons for sharing, set on one line."""
    lines = [pattern for entry in entries for pattern in entry["furniture"]["lines"]]
    shares = [pattern for entry in entries for pattern in entry["furniture"]["share"]]
    names = "|".join(name for entry in entries for name in entry["furniture"]["networks"])
    return _union([*lines, *(rf"{share}\W*(?:(?:{names})\W*){{1,9}}" for share in shares)])


def _mail_heads(fields: Pattern, originals: Pattern) -> Pattern:
    """A field with what stands in it, or the rule above what is passed on."""
    return re.compile(
        rf"(?:{fields.pattern})\s?[:：]\s?\S.{{0,200}}$"
        rf"|(?:-{{2,}}|_{{2,}})\s?(?:{originals.pattern}).{{0,20}}$",
        re.IGNORECASE,
    )


def _months(entries: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Name -> number; `_` stands for a blank inside a name."""
    return {
        name.replace("_", " "): number
        for entry in entries
        for number, names in enumerate(entry["months"], start=1)
        for name in names.split()
    }


def speech_of(code: str) -> Speech:
    """The language's own, or English where we have no file for it."""
    known = languages()
    return known.get(code, known["en"]).speech


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def _language(entry: Mapping[str, Any]) -> Language:
    upcoming, appeal = entry["future"]["words"], entry["appeal"]["lines"]
    bounded = r"(?:{})" if entry["code"] == "zh" else r"(?<!\w)(?:{})(?!\w)"
    return Language(
        code=entry["code"],
        direction=entry["direction"],
        stop_words=frozenset(entry["stop_words"].split()),
        speech=_speech(entry["speech"], entry["stop_words"]),
        upcoming=re.compile(bounded.format("|".join(upcoming)), re.IGNORECASE)
        if upcoming
        else None,
        appeal=_union(appeal) if appeal else None,
        gives=_union(entry["appeal"]["gives"]),
        you=_union(entry["appeal"]["you"]),
    )


def _speech(words: Mapping[str, Any], stop_words: str) -> Speech:
    def group(key: str) -> frozenset[str]:
        return frozenset(words.get(key, "").split())

    return Speech(
        verbs=group("verbs"),
        auxiliaries=group("auxiliaries"),
        before=tuple(words["before"]),
        pronouns=group("pronouns"),
        honorifics=group("honorifics"),
        titles=group("titles"),
        roles=group("roles"),
        role_openers=group("role_openers"),
        at=tuple(tuple(group) for group in words["at"]),
        loose=group("loose"),
        clauses=group("clauses"),
        collectives=group("collectives"),
        articles=group("articles"),
        parts_of_names=group("parts_of_names"),
        has_compounds=words.get("compounds", False),
        drops_subject=words.get("drops_subject", False),
        houses=group("houses"),
        fields=group("fields"),
        relations=group("relations"),
        surnames=group("surnames"),
        places=group("places"),
        job_ends=tuple(words.get("job_ends", "").split()),
        ages=_union(words.get("ages", ())),
        prefixes=group("prefixes"),
        guarded=group("guarded"),
        towards=group("towards"),
        links=group("links"),
        relatives=group("relatives"),
        copulas=group("copulas"),
        addressing=group("addressing"),
        naming=group("naming"),
        writings=group("writings"),
        small_words=frozenset(stop_words.split()),
        has_inserts=words.get("inserts", False),
        reflexives=group("reflexives"),
        has_dialogues=words.get("dialogues", False),
        leads=group("leads"),
        that=group("that"),
        kinship=group("kinship"),
        turns=_union(words.get("turns", ())),
    )


def _union(patterns: Iterable[str], flags: int = re.IGNORECASE) -> Pattern:
    wholes = (f"(?:{_accents_or_not(pattern)})" for pattern in patterns)
    return re.compile("|".join(wholes) or r"(?!)", flags)


def _accents_or_not(pattern: str) -> str:
    """Capitals go without accents: `COMMUNIQUE DE PRESSE`, `SOUS EMBARGO JUSQU'A`."""
    found, is_inside = [], False
    for sign in pattern:
        is_inside = sign == "[" or (is_inside and sign != "]")
        plain = unicodedata.normalize("NFD", sign)[0] if sign > "\x7f" else sign
        has_accent = plain != sign and plain.isascii() and plain.isalpha()
        found.append(sign if not has_accent else sign + plain if is_inside else f"[{sign}{plain}]")
    return "".join(found)
