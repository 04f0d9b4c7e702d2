"""What releases say in each language, as data: one TOML file per language, found by its presence.

Patterns of every language are tried on every release: an English page often frames a Spanish text.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from mailer.reading.vocabulary import Grammar, Language, Pattern, Speech

_DAY_PARTS = ("mornings", "noons", "afternoons", "evenings", "nights")
__all__ = ["Grammar", "Language", "Speech", "grammar", "languages", "speech_of"]


@cache
def languages() -> Mapping[str, Language]:
    """By code."""
    return {entry["code"]: _language(entry) for entry in _entries()}


@cache
def grammar() -> Grammar:
    entries = _entries()

    def of(section: str, *keys: str) -> Pattern:
        return _union(
            p for entry in entries for key in keys for p in entry.get(section, {}).get(key, ())
        )

    def words(section: str, key: str) -> frozenset[str]:
        return frozenset(
            w for entry in entries for w in entry.get(section, {}).get(key, "").split()
        )

    press = [entry["press"] for entry in entries]
    portraits = [told["portraits"] for told in press if "portraits" in told]
    return Grammar(
        furniture=_furniture(entries),
        furniture_sections=of("furniture", "sections"),
        labels=of("press", "labels"),
        dated=words("press", "dated"),
        ends=_union(
            [r"#(?: ?#){1,5}", *(p for entry in entries for p in entry["press"].get("ends", ()))]
        ),
        contacts=of("press", "contacts"),
        press_sections=of("press", "sections"),
        about=of("press", "about"),
        portraits=tuple(_union(told) for told in zip(*portraits, strict=True)),
        legal_forms=of("press", "legal_forms"),
        press_lines=of("press", "lines"),
        addresses=of("press", "addresses"),
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
        menu=of("furniture", "menu"),
        networks=of("furniture", "networks"),
        goodbyes=of("mail", "goodbyes"),
        pays=_union(
            rf"(?<!\w){way}(?!\w)" for entry in entries for way in entry["appeal"].get("pays", ())
        ),
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
        past_the_hour=_past_the_hour(entries),
        day_parts={part: of("embargo", part) for part in _DAY_PARTS},
        late=of("embargo", "late"),
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
        holes=_union(p for entry in entries for p in entry.get("holes", ())),
        place_labels=of("places", "labels", "agencies"),
        binders=frozenset(w for entry in entries for w in entry.get("binders", "").split()),
        abbreviations=words("speech", "abbreviations"),
        glued_pronouns=of("speech", "glued"),
        outlets=words("speech", "outlets"),
        asides=words("speech", "asides"),
        plain_articles=words("speech", "plain"),
    )


def _furniture(entries: Iterable[Mapping[str, Any]]) -> Pattern:
    """Whole lines of a site, and its buttons for sharing, set on one line."""
    lines = [pattern for entry in entries for pattern in entry["furniture"]["lines"]]
    shares = [pattern for entry in entries for pattern in entry["furniture"]["share"]]
    names = "|".join(name for entry in entries for name in entry["furniture"].get("networks", ()))
    return _union([*lines, *(rf"{share}\W*(?:(?:{names})\W*){{1,9}}" for share in shares)])


def _past_the_hour(entries: Iterable[Mapping[str, Any]]) -> dict[str, Pattern]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        for minutes, patterns in entry["embargo"].get("past", {}).items():
            found.setdefault(minutes, []).extend(patterns)
    return {minutes: _union(patterns) for minutes, patterns in found.items()}


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
        given=group("given"),
        organs=group("organs"),
        bodies=group("bodies"),
        surnames=group("surnames"),
        places=group("places"),
        role_ends=tuple(words.get("role_ends", "").split()),
        job_ends=tuple(words.get("job_ends", "").split()),
        ages=_union(words.get("ages", ())),
        letters=_union(words.get("letters", ())),
        works=group("works"),
        origins=group("origins"),
        nows=group("nows"),
        has_small_roles=words.get("small_roles", False),
        definites=tuple(words.get("definites", ())),
        openers=_openers(words, stop_words),
        presents=group("presents"),
        plurals=group("plurals"),
        stressed=group("stressed"),
        prefixes=group("prefixes"),
        guarded=group("guarded"),
        generics=group("generics"),
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
        tails=group("tails"),
        occasions=group("occasions"),
        bare_of=group("bare_of"),
        heads=group("heads"),
        chosen=group("chosen"),
        spans=_union(words.get("spans", ())),
        coloured=_union(words.get("coloured", ())),
        family_names=group("family_names"),
        turns=_union(words.get("turns", ())),
    )


def _openers(words: Mapping[str, Any], stop_words: str) -> frozenset[str]:
    small = [
        stop_words,
        *(words.get(key, "") for key in ("articles", "clauses", "honorifics", "opens")),
    ]
    led = (lead.split()[0] for lead in words["before"])
    told = {word for group in small for word in group.split()} | set(led)
    return frozenset(told - set(words.get("pronouns", "").split()))


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
