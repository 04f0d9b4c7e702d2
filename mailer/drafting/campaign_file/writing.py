"""Campaign + what is to do -> the text of its file."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from mailer.drafting.places import unused
from mailer.drafting.texts import BODY
from mailer.model.campaign import Campaign, FieldRule, Todo, Variant

_COMMENTS: Mapping[str, str] = {
    "subject": "The line in the inbox: 30 to 50 signs.",
    "preheader": "Stands behind the subject in the inbox: 40 to 100 signs that add something.",
    "template": "A folder of templates/.",
    "segment": "Who gets it: everyone, or a segment of audiences/segments.toml.",
    "exclude": "Segments that are left out.",
    "release": "The press release that this was made from.",
    "kicker": "Place or topic, above the headline.",
    "headline": "The only big line; where it is empty, the subject stands there. At most 70 signs.",
    "date": "Stands beside the name at the top.",
    "salutation": "{{ first_name }} becomes the person's name; its fallback is below.",
    "thanks": "Thank them first: for what they gave, and what it meant. In your own words.",
    "lede": "The news, one paragraph.",
    "what_changed_heading": "Empty: the usual words of the language.",
    "what_changed": "Paragraphs: what is different now.",
    "what_next_heading": "Empty: the usual words of the language.",
    "what_next": "Paragraphs: what comes next, with its date.",
    "why_now_heading": "Empty: the usual words of the language.",
    "why_now": "Paragraphs that say why it matters now, with the date.",
    "bridge": "The step from the news to the ask, written by a person: what a gift makes possible.",
    "postscript": "A last line with the date and the ask. The donation link is added.",
    "quote.parts": "Word for word as it was said: change nothing here.",
    "points.heading": "Empty: the usual words of the language.",
    "points.items": "Two to five lines: what is asked for.",
    "link": "Where the whole story stands. Without url there is no such link.",
    "link.label": "Two to six words that say where it leads. Empty: the usual words of the language.",
    "ask.url": "The donation form.",
    "ask.platform": "Whose form it is; decides how amount and origin are handed over.",
    "ask.heading": "Empty: the usual words of the language.",
    "ask.sentence": "One true sentence under the heading.",
    "ask.button": "Two to four words. Empty: the usual words of the language.",
    "ask.early_link": "A quiet link near the top. Empty: the usual words of the language.",
    "ask.amounts": "Offered to people without a past gift.",
    "ask.purposes": "What each amount pays for, in the same order; only if it is true.",
    "picture": "Below the early link. file: below pictures/; alt: what it shows, for who can't see it.",
    "figures": "A number and what it counts.",
    "progress": "How far a goal is reached; as_of: the day that it holds for.",
    "blocks": "A stretch for some only: `to` says for whom; without it, for everybody.",
    "sender": "Instead of the usual sender of mailer.toml; leave empty to use that.",
}
_FIRST = (
    "subject",
    "preheader",
    "language",
    "direction",
    "template",
    "segment",
    "exclude",
    "release",
)
_TABLES = ("quote", "points", "link", "ask", "signature", "sender")


def written(campaign: Campaign, todo: Sequence[Todo], notes: Sequence[str]) -> str:
    """The file's text. Reading it gives the same campaign again, unless `embargo_until` is still to do."""
    waiting = {entry.key: entry.what for entry in todo}
    lines = [*_top(waiting, notes)]
    left_out = {
        key
        for key in unused(campaign.template)
        if getattr(campaign, key) == Campaign.model_fields[key].default
    }
    if campaign.author:
        lines += _entry("author", campaign.author, None)
    for key in (each for each in (*_FIRST, "embargo_until", *BODY) if each not in left_out):
        lines += _entry(key, getattr(campaign, key), waiting.get(key))
    for table in (each for each in _TABLES if each not in left_out):
        lines += _table(table, getattr(campaign, table))
    lines += _perhaps(campaign)
    for name, rule in campaign.fields.items():
        lines += _field(f"fields.{_key(name)}", rule)
    for name, variant in campaign.variants.items():
        lines += _variant(name, variant)
    for language, changes in campaign.translations.items():
        lines += _changes(f"translations.{_key(language)}", changes)
    return "\n".join(lines) + "\n"


def _top(waiting: Mapping[str, str], notes: Sequence[str]) -> Iterator[str]:
    yield "# One campaign. Every text is plain text; {{ first_name }} is a field of the contact."
    if waiting:
        yield "# Still to write: " + ", ".join(waiting) + ". Look for TO WRITE below."
    if notes:
        yield "#"
        yield "# Look at these first, they were seen in the release:"
        yield from (f"# - {_one_line(note)}" for note in notes)
    yield ""


def _entry(key: str, value: Any, todo: str | None) -> list[str]:
    lines = [f"# {comment}"] if (comment := _COMMENTS.get(key)) else []
    if todo:
        lines.append(f"# TO WRITE: {_one_line(todo)}")
    if key == "embargo_until":
        return [*_embargo(value, todo), ""]
    return [*lines, f"{key} = {_value(value)}", ""]


def _embargo(value: datetime | None, todo: str | None) -> list[str]:
    about = "# Nothing is public before this instant."
    if value is not None:
        return [about, f"embargo_until = {_instant(value)}"]
    if todo:
        return [
            f"# TO WRITE: {_one_line(todo)}",
            "# Write it as 2026-12-01T09:00:00Z. If there is no embargo after all, delete the line, and two",
            "# people say so: mailer embargo SLUG --lift",
            'embargo_until = ""',
        ]
    return ["# embargo_until = 2026-12-01T09:00:00Z"]


def _table(name: str, part: BaseModel) -> list[str]:
    lines = ["", *([f"# {_COMMENTS[name]}"] if name in _COMMENTS else []), f"[{name}]"]
    for key in type(part).model_fields:
        comment = _COMMENTS.get(f"{name}.{key}")
        lines += [f"# {comment}"] if comment else []
        lines.append(f"{key} = {_value(getattr(part, key))}")
    return lines


def _perhaps(campaign: Campaign) -> list[str]:
    """Tables that most campaigns don't have: only what stands in them."""
    lines: list[str] = []
    for name in ("picture", "progress"):
        given = _given(getattr(campaign, name))
        lines += _filled(f"[{name}]", given, name) if given else []
    for name in ("figures", "blocks"):
        for entry in getattr(campaign, name):
            lines += _filled(f"[[{name}]]", _given(entry), name)
    return lines


def _given(part: BaseModel) -> dict[str, Any]:
    return part.model_dump(by_alias=True, exclude_defaults=True)


def _filled(header: str, given: Mapping[str, Any], name: str = "") -> list[str]:
    comment = [f"# {_COMMENTS[name]}"] if name in _COMMENTS else []
    return ["", *comment, header, *(f"{_key(key)} = {_value(given[key])}" for key in given)]


def _field(path: str, rule: FieldRule) -> list[str]:
    about = "# What stands there where a contact has no value. Without it they are left out."
    stands = '# fallback = ""' if rule.fallback is None else f"fallback = {_quoted(rule.fallback)}"
    return ["", f"[{path}]", about, stands]


def _variant(name: str, variant: Variant) -> list[str]:
    path = f"variants.{_key(name)}"
    share = {} if variant.share is None else {"share": variant.share}
    lines = _changes(path, {**share, **variant.changes})
    for language, changes in variant.translations.items():
        lines += _changes(f"{path}.translations.{_key(language)}", changes)
    return lines


def _changes(
    path: str, changes: Mapping[str, Any], waiting: Mapping[str, str] = {}, within: str = ""
) -> list[str]:
    """One table and those in it. waiting: full path of a key -> what a person must write there.
    within: where in the campaign it stands."""
    tables = {key: value for key, value in changes.items() if isinstance(value, Mapping)}
    lists = {key: value for key, value in changes.items() if _is_of_tables(value)}
    plain = [each for each in changes if each not in tables and each not in lists]
    lines = ["", f"[{path}]"] if plain or not changes else []
    for key in plain:
        if (what := waiting.get(f"{path}.{key}")) is not None:
            lines.append(f"# TO WRITE: {_one_line(what)}")
        elif comment := _COMMENTS.get(f"{within}{key}") if waiting else None:
            lines.append(f"# {comment}")
        lines.append(f"{_key(key)} = {_value(changes[key])}")
    for key, value in tables.items():
        lines += _changes(f"{path}.{_key(key)}", value, waiting, f"{within}{key}.")
    for key, entries in lists.items():
        if (what := waiting.get(f"{path}.{key}")) is not None:
            lines += ["", f"# TO WRITE: {_one_line(what)}"]
        for entry in entries:
            lines += _filled(f"[[{path}.{_key(key)}]]", entry)
    return lines


def _is_of_tables(value: Any) -> bool:
    is_list = isinstance(value, list | tuple) and len(value) > 0
    return is_list and all(isinstance(entry, Mapping) for entry in value)


def translation(
    path: str, changes: Mapping[str, Any], todo: Sequence[Todo], notes: Sequence[str]
) -> str:
    """`[translations.xx]`, or a variant's, as it is put at the end of a campaign file. todo: keys with their
    full path."""
    waiting = {entry.key: entry.what for entry in todo}
    lines = ["", "# What is not here stays as it is above."]
    if waiting:
        lines.append("# Still to write: " + ", ".join(waiting) + ".")
    lines += [f"# - {_one_line(note)}" for note in notes]
    return "\n".join(lines + _changes(path, changes, waiting)) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_flat(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        if not all(isinstance(entry, str) for entry in value):
            return _flat(value)
        return "[\n" + "".join(f"  {_quoted(entry)},\n" for entry in value) + "]" if value else "[]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else f"{value:f}"
    if isinstance(value, datetime):
        return _instant(value)
    return repr(value) if isinstance(value, int | float) else _quoted(str(value))


def _flat(value: Any) -> str:
    """On one line, as an inline table needs it."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flat(each) for each in value) + "]"
    return _value(value)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among its own, DEL apart."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()
