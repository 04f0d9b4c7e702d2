"""campaigns/SLUG.toml <-> Campaign: a file that a person finishes in a minute, read back with errors
that they can mend."""

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mailer.drafting.places import unused
from mailer.errors import InputError
from mailer.model.campaign import Campaign, Todo

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
_TEXTS = (
    "kicker",
    "headline",
    "date",
    "salutation",
    "thanks",
    "lede",
    "what_changed_heading",
    "what_changed",
    "what_next_heading",
    "what_next",
    "why_now_heading",
    "why_now",
    "bridge",
    "postscript",
)
_TABLES = ("quote", "points", "link", "ask", "signature", "sender")


# -- writing


def written(campaign: Campaign, todo: Sequence[Todo], notes: Sequence[str]) -> str:
    """The file's text. Reading it gives the same campaign again, unless `embargo_until` is still to do."""
    waiting = {entry.key: entry.what for entry in todo}
    lines = [*_top(waiting, notes)]
    left_out = {
        key
        for key in unused(campaign.template)
        if getattr(campaign, key) == Campaign.model_fields[key].default
    }
    for key in (each for each in (*_FIRST, "embargo_until", *_TEXTS) if each not in left_out):
        lines += _entry(key, getattr(campaign, key), waiting.get(key))
    for table in (each for each in _TABLES if each not in left_out):
        lines += _table(table, getattr(campaign, table))
    for name, rule in campaign.fields.items():
        lines += ["", f"[fields.{_key(name)}]"]
        lines.append(
            "# What stands there where a contact has no value. Without it they are left out."
        )
        if rule.fallback is None:
            lines.append('# fallback = ""')
        else:
            lines.append(f"fallback = {_quoted(rule.fallback)}")
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
            "# Write it as 2026-12-01T09:00:00Z, or delete the line if there is no embargo.",
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


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        if not value:
            return "[]"
        if all(isinstance(entry, Decimal) for entry in value):
            return "[" + ", ".join(_value(entry) for entry in value) + "]"
        return "[\n" + "".join(f"  {_value(entry)},\n" for entry in value) + "]"
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else f"{value:f}"
    if isinstance(value, datetime):
        return _instant(value)
    return _quoted(str(value))


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among its own, DEL apart."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()


# -- reading


def parse_campaign(text: str, *, slug: str, file: str) -> Campaign:
    """The campaign that the file holds. slug: the file's stem. Raises InputError in one line: file, line,
    key, what is wrong and what may stand there."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise InputError(_syntax(file, problem)) from None
    if data.get("embargo_until") == "":
        raise InputError(
            f"{file}{_line_of(text, ('embargo_until',))}: embargo_until is empty: the release is under "
            "embargo and its time could not be read. Write it as 2026-12-01T09:00:00Z, or delete the line "
            "if there is no embargo."
        )
    if data.get("slug", slug) != slug:
        raise InputError(
            f"{file}{_line_of(text, ('slug',))}: slug is not the file's name. Delete the line; "
            "the file's name is the campaign's name."
        )
    try:
        return Campaign.model_validate({**data, "slug": slug})
    except ValidationError as problem:
        raise InputError(_explained(text, file, problem)) from None


def _syntax(file: str, problem: tomllib.TOMLDecodeError) -> str:
    words = str(problem)
    at = re.search(r"\(at line (\d+), column (\d+)\)", words)
    line = f" line {at[1]}" if at else ""
    what = words.partition(" (at ")[0]
    return (
        f"{file}{line}: this is not valid TOML: {what}. "
        'Mend that line; a text stands between double quotes, as in subject = "...".'
    )


def _explained(text: str, file: str, problem: ValidationError) -> str:
    errors = problem.errors(include_url=False)
    unknown = [error for error in errors if error["type"] == "extra_forbidden"]
    error = (unknown or errors)[0]
    path = tuple(error["loc"])
    key = ".".join(str(step) if isinstance(step, str) else f"item {step + 1}" for step in path)
    more = f" ({len(errors) - 1} more in this file)" if len(errors) > 1 else ""
    return f"{file}{_line_of(text, path)}: {key}: {_what(error, path)}{more}"


def _what(error: ErrorDetails, path: Sequence[str | int]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(path)
    if kind == "literal_error":
        given = str(error["input"])
        allowed = [part.strip(" '") for part in re.split(r", | or ", str(context["expected"]))]
        near = difflib.get_close_matches(given, allowed, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return f"{given!r} is not one of {', '.join(allowed)}.{hint}"
    if kind == "string_pattern_mismatch":
        wanted = {
            "language": "two or three small letters, such as en",
            "currency": "three capital letters, such as EUR",
        }.get(str(path[-1]), f"the form {context.get('pattern')}")
        return f"{error['input']!r} is not right. It must be {wanted}."
    if kind == "value_error":
        return f"{str(error['input'])!r} {error['msg'].removeprefix('Value error, ')}."
    if kind == "timezone_aware":
        return "the time has no zone. Write it in UTC with a Z, such as 2026-12-01T09:00:00Z."
    fixed = {
        "string_type": 'this must be a text between double quotes, as in "...".',
        "tuple_type": 'this must be a list, as in ["...", "..."].',
        "greater_than": "an amount must be more than 0.",
        "model_type": "this is a table: its keys stand below a line such as [quote].",
        "model_attributes_type": "this is a table: its keys stand below a line such as [quote].",
        "dict_type": "this is a table: its keys stand below a line such as [fields.first_name].",
    }
    return fixed.get(kind, error["msg"][:1].lower() + error["msg"][1:] + ".")


def _unknown(path: Sequence[str | int]) -> str:
    allowed = _allowed(path[:-1])
    near = difflib.get_close_matches(str(path[-1]), allowed, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(allowed)}."
    return f"there is no such key here; {hint}"


def _allowed(path: Sequence[str | int]) -> list[str]:
    """Keys of the table at a path."""
    model: Any = Campaign
    for step in path:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = model.model_fields[str(step)].annotation
        else:
            arguments = get_args(model)
            model = arguments[-1] if arguments else model
    keys = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
    return [key for key in keys if key != "slug"]


def _line_of(text: str, path: Sequence[str | int]) -> str:
    """` line 12`, where the key stands; empty where it can't be found."""
    names = [step for step in path if isinstance(step, str)]
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line)
        if header:
            table = header[1]
            if table == ".".join(names):
                return f" line {number}"
            continue
        key = re.match(r"\s*([\w-]+|\"[^\"]+\")\s*=", line)
        if key and names and key[1].strip('"') == names[-1]:
            where = ".".join(names[:-1])
            if table == where:
                return f" line {number}"
    return ""
