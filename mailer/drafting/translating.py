"""A draft in another language + the campaign -> what its translation says, and what a person must write.

Only what the campaign itself says is asked for; nothing is translated here: what a text says in the other
language stands in that language's release, or a person writes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailer.drafting.campaign_file import translation
from mailer.drafting.places import unused
from mailer.drafting.texts import LISTS, USUAL, Key, texts_of, value_at, words_at
from mailer.errors import Conflict
from mailer.model.campaign import Campaign, Changes, Todo

_TAKEN: tuple[Key, ...] = (("subject",), ("headline",), ("lede",))
"""Taken from the release also while the campaign itself has none yet."""
_NOT_HERE = frozenset({"embargo_until", "what_changed"})
"""To do in a draft, and asked for here only where the campaign itself says it."""
_SHOWN = 60
"""Signs of a text that is to be translated, as a reminder."""


@dataclass(frozen=True, slots=True)
class Translation:
    """text: what is put at the end of the campaign file. todo: keys with their full path."""

    language: str
    text: str
    todo: tuple[Todo, ...]


def translate(
    made: Campaign, waiting: Sequence[Todo], campaign: Campaign, notes: Sequence[str] = ()
) -> Translation:
    """made: the draft of a release in another language, with the campaign's own template. waiting: what
    is still to do there. Raises Conflict where the campaign is in that language, or has a translation."""
    language = made.language
    if language == campaign.language:
        raise Conflict(
            f"campaigns/{campaign.slug}.toml is in {language!r} itself, as this release is. "
            "Name a release in another language."
        )
    if language in campaign.translations:
        raise Conflict(
            f"campaigns/{campaign.slug}.toml has [translations.{language}] already and was left as it is. "
            "Go on with it, or take it out first."
        )
    own = _own(campaign)
    path = f"translations.{language}"
    given = made.model_dump(by_alias=True)
    keys = [*texts_of(own, campaign.template), *_needed(waiting, given, campaign)]
    changes, todo = _changes(keys, own, given, path)
    if campaign.link.url and made.link.url:
        _put(changes, ("link", "url"), made.link.url)
    text = translation(path, changes, todo, notes)
    for name, variant in campaign.variants.items():
        path = f"variants.{name}.translations.{language}"
        changed = texts_of(variant.changes, str(variant.changes.get("template", campaign.template)))
        changes, more = _changes(list(changed), variant.changes, {}, path)
        text += translation(path, changes, more, ()) if changes else ""
        todo += more
    return Translation(language, text, todo)


def _own(campaign: Campaign) -> dict[str, Any]:
    """As in its file; of an entry of a list only what stands there."""
    whole = campaign.model_dump(by_alias=True)
    given = campaign.model_dump(by_alias=True, exclude_defaults=True)
    return whole | {key: given.get(key, ()) for key in LISTS}


def _needed(waiting: Sequence[Todo], given: Mapping[str, Any], campaign: Campaign) -> list[Key]:
    taken = [key for key in _TAKEN if value_at(given, key)]
    to_write = [(each.key,) for each in waiting if each.key not in _NOT_HERE]
    return [key for key in (*taken, *to_write) if key[0] not in unused(campaign.template)]


def _changes(
    keys: Sequence[Key], own: Mapping[str, Any], given: Mapping[str, Any], path: str
) -> tuple[Changes, tuple[Todo, ...]]:
    """Each key once: what is given, or empty and to do. own: says what is to be translated."""
    changes: Changes = {}
    todo: list[Todo] = []
    order = [*own]
    for key in sorted(dict.fromkeys(keys), key=lambda each: order.index(each[0])):
        value = _empty(own, key) if key[0] in LISTS else value_at(given, key)
        if key[0] in LISTS or (not value and key not in USUAL):
            todo.append(Todo(key=".".join((path, *key)), what=_what(own, key)))
        _put(changes, key, value or _blank(own, key))
    if "quote" in changes and value_at(given, ("quote", "parts")):
        changes["quote"] = dict(given["quote"])
    return changes, tuple(todo)


def _what(own: Mapping[str, Any], key: Key) -> str:
    if key == ("bridge",):
        return "The step from the news to the ask, in your own words, as the campaign has it."
    said = " ".join((words_at(own, key) or "").split())
    if len(said) > _SHOWN:
        said = f"{said[: _SHOWN - 3]}..."
    return f"The same in this language: {said!r}" if said else "The same in this language."


def _empty(own: Mapping[str, Any], key: Key) -> list[Any]:
    """The list with its figures, places and conditions, and without a word."""
    return [_without_words(entry, LISTS[key[0]]) for entry in own[key[0]]]


def _without_words(entry: Mapping[str, Any], words: Sequence[Key]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in entry.items():
        inside = tuple(key[1:] for key in words if key[0] == name)
        if isinstance(value, Mapping):
            kept[name] = _without_words(value, inside)
        else:
            kept[name] = "" if () in inside else value
    return kept


def _blank(own: Mapping[str, Any], key: Key) -> Any:
    return "" if isinstance(value_at(own, key), str | None) else []


def _put(changes: Changes, key: Key, value: Any) -> None:
    for step in key[:-1]:
        changes = changes.setdefault(step, {})
    changes[key[-1]] = value
