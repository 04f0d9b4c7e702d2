"""The campaign's editions beside one another: a text that a language lacks, a variant that is none."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mailer.checking.facts import Looked, Rule, found, shortened
from mailer.drafting.places import unused
from mailer.drafting.texts import LISTS, USUAL, is_language, texts_of, value_at, words_at
from mailer.model.campaign import Campaign, Changes
from mailer.model.edition import FIRST_VARIANT, editions
from mailer.model.finding import Finding, Severity

_UNSEEN = frozenset({"licence", "place"})
"""Keys that no reader sees."""
_ENOUGH_WORDS = 4
"""From so many on, the same text in two languages is a copy and no coincidence."""


def translation_incomplete(looked: Looked) -> Iterator[Finding]:
    """A text of the campaign, or of a variant, that would stand untranslated in another language."""
    whole = looked.facts.whole
    if whole is None:
        return
    own = whole.model_dump(by_alias=True)
    for language, changes in whole.translations.items():
        yield from _lacking(whole, own, changes, language, f"translations.{language}")
    for name, variant in whole.variants.items():
        for language in whole.translations:
            path = f"variants.{name}.translations.{language}"
            given = variant.translations.get(language, {})
            yield from _lacking(whole, variant.changes, given, language, path)


def _lacking(
    whole: Campaign, own: Mapping[str, Any], given: Changes, language: str, path: str
) -> Iterator[Finding]:
    """own: the campaign, or what a variant changes. given: the same in the other language."""
    for key, words in texts_of(own, str(own.get("template", whole.template))).items():
        stands, name = words_at(given, key), f"{path}.{'.'.join(key)}"
        if stands is None:
            fact = f"{name} is missing: in {language!r} people would read {shortened(words)!r}"
            yield _finding(whole, "error", fact, f"Write it below [{path}].")
        elif not stands and key not in USUAL:
            fact = f"{name} is empty: in {language!r} nothing stands there"
            yield _finding(whole, "warning", fact, "Write it, unless you leave it out on purpose.")
        elif stands == words and len(words.split()) >= _ENOUGH_WORDS:
            fact = f"{name} says the same as in {whole.language!r}, word for word"
            yield _finding(whole, "warning", fact, "Translate it.")
        elif stands and key[0] in LISTS:
            yield from _list(whole, own[key[0]], given[key[0]], key[0], name)


def _list(
    whole: Campaign, own: Sequence[Any], given: Sequence[Any], key: str, name: str
) -> Iterator[Finding]:
    """A list is given anew, whole: entry by entry."""
    if len(given) != len(own):
        fact = f"{name}: {len(given)} in the list, {len(own)} in {whole.language!r}"
        yield _finding(whole, "warning", fact, "A list is given anew, whole: look at each entry.")
        return
    for number, (here, there) in enumerate(zip(own, given, strict=True), start=1):
        for inside in LISTS[key]:
            if is_language(value_at(here, inside) or "") and not value_at(there, inside):
                fact = f"{name}, item {number}: {'.'.join(inside)} is missing or empty"
                yield _finding(whole, "error", fact, "Write it, or take the entry out.")


def _finding(whole: Campaign, severity: Severity, fact: str, fix: str) -> Finding:
    where = f"campaigns/{whole.slug}.toml"
    return found("translation-incomplete", severity, where, fact, fix)


def variants_alike(looked: Looked) -> Iterator[Finding]:
    """Two variants between which no reader can tell: the blast would measure nothing."""
    whole = looked.facts.whole
    if whole is None:
        return
    count = len(whole.variants) + 1
    seen: dict[str, Any] = {}
    for edition in editions(whole)[:count]:
        name = edition.variant or FIRST_VARIANT
        stands = _seen(edition.campaign)
        same = next((each for each in seen if seen[each] == stands), None)
        if same is not None:
            yield found(
                "variants-alike",
                "warning",
                f"campaigns/{whole.slug}.toml",
                f"variant {name} shows readers the same as variant {same}",
                f"Say in [variants.{name}] what is different there, or leave it out.",
            )
        seen.setdefault(name, stands)


def _seen(campaign: Campaign) -> Any:
    hidden = unused(campaign.template)
    shown = campaign.model_dump(by_alias=True)
    return _without({key: value for key, value in shown.items() if key not in hidden})


def _without(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(each) for key, each in value.items() if key not in _UNSEEN}
    return [_without(each) for each in value] if isinstance(value, tuple) else value


RULES: tuple[Rule, ...] = (translation_incomplete, variants_alike)
