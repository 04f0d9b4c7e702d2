"""What is wrong with a campaign file, in one line that a person can act on: file, line, key, cure."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mailer.drafting.campaign_file.standing import Path, line_of
from mailer.model.campaign import Campaign
from mailer.model.edition import NEVER_CHANGED

_LONGEST = 60
"""Signs of one key or value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """path: of the file. what: the fact and the cure, in words. is_unknown: no such key is known."""

    path: Path
    what: str
    is_unknown: bool = False


def explained(text: str, file: str, faults: Sequence[Fault]) -> str:
    """The first of them, a key that is not known before all: it is likely why the others are there."""
    first = min(faults, key=lambda fault: not fault.is_unknown)
    key = ".".join(
        _short(step) if isinstance(step, str) else f"item {step + 1}" for step in first.path
    )
    more = f" ({len(faults) - 1} more in this file)" if len(faults) > 1 else ""
    return _visible(f"{file}{line_of(text, first.path)}: {key}: {first.what}{more}")


def syntax(file: str, problem: tomllib.TOMLDecodeError) -> str:
    words = str(problem)
    at = re.search(r"\(at line (\d+), column (\d+)\)", words)
    line = f" line {at[1]}" if at else ""
    what = words.partition(" (at ")[0]
    return _visible(
        f"{file}{line}: this is not valid TOML: {what}. "
        'Mend that line; a text stands between double quotes, as in subject = "...".'
    )


def _short(value: object) -> str:
    """As much of what stands in the file as a line can hold."""
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _visible(line: str) -> str:
    """Whatever the file holds, it is one line, and does nothing to a terminal."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)


def faults_of(problem: ValidationError, within: Path = ()) -> list[Fault]:
    """within: the table of the file that was read by itself as a campaign."""
    return [_fault(error, within) for error in problem.errors(include_url=False)]


def _fault(error: ErrorDetails, within: Path) -> Fault:
    kind, loc = error["type"], tuple(error["loc"])
    path = (*within, *loc)
    if kind == "extra_forbidden":
        return Fault(path, _unknown(loc, within), is_unknown=True)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return Fault(path, f"this is a table: its keys stand below a line such as {_header(path)}.")
    if kind == "tuple_type" and loc[-1] in ("figures", "blocks"):
        header = f"[[{'.'.join(map(str, path))}]]"
        return Fault(path, f"there can be several: begin each with a line {header}.")
    return Fault(path, _what(error, loc))


def _header(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    called = {"fields": ["first_name"], "variants": ["b"], "translations": ["es"]}
    if names[-1] in called:
        names += called[names[-1]]
    return f"[[{'.'.join(names)}]]" if isinstance(path[-1], int) else f"[{'.'.join(names)}]"


def _what(error: ErrorDetails, loc: Path) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        given = _short(error["input"])
        allowed = [part.strip(" '") for part in re.split(r", | or ", str(context["expected"]))]
        near = difflib.get_close_matches(given, allowed, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return f"{given!r} is not one of {', '.join(allowed)}.{hint}"
    if kind == "string_pattern_mismatch":
        wanted = {
            "language": "two or three small letters, such as en",
            "currency": "three capital letters, such as EUR",
        }.get(str(loc[-1]), f"the form {context.get('pattern')}")
        return f"{_short(error['input'])!r} is not right. It must be {wanted}."
    if kind == "value_error":
        return f"{_short(error['input'])!r} {error['msg'].removeprefix('Value error, ')}."
    if kind == "timezone_aware":
        return "the time has no zone. Write it in UTC with a Z, such as 2026-12-01T09:00:00Z."
    if kind in ("greater_than_equal", "less_than_equal"):
        edge = "at least" if kind == "greater_than_equal" else "at most"
        return f"{_short(error['input'])} is not right. It must be {edge} {context.get('ge', context.get('le'))}."
    return _FIXED.get(kind, error["msg"][:1].lower() + error["msg"][1:] + ".")


_FIXED: Mapping[str, str] = {
    "string_type": 'this must be a text between double quotes, as in "...".',
    "string_too_short": "this can't be empty.",
    "tuple_type": 'this must be a list, as in ["...", "..."].',
    "greater_than": "an amount must be more than 0.",
    "int_type": "this must be a whole number, without quotes.",
    "int_parsing": "this must be a whole number, without quotes.",
    "int_from_float": "this must be a whole number.",
    "bool_type": "this must be true or false, without quotes.",
    "bool_parsing": "this must be true or false, without quotes.",
    "decimal_type": "this must be a number, without quotes.",
    "decimal_parsing": "this must be a number, without quotes.",
}


# -- keys


def _unknown(loc: Path, within: Path) -> str:
    allowed = _allowed(loc[:-1])
    if len(loc) == 1 and within:
        allowed = [key for key in allowed if key not in NEVER_CHANGED]
        allowed += ["share", "translations"] if len(within) == 2 and within[0] == "variants" else []
    near = difflib.get_close_matches(str(loc[-1]), allowed, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(allowed)}."
    return f"there is no such key here; {hint}"


def _allowed(path: Path) -> list[str]:
    """Keys of the table at a path, as the file spells them."""
    model: Any = Campaign
    for step in path:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = _keys(model)[str(step)]
        else:
            arguments = get_args(model) or (model,)
            model = arguments[0] if get_origin(model) is tuple else arguments[-1]
    is_table = isinstance(model, type) and issubclass(model, BaseModel)
    return [key for key in _keys(model) if key != "slug"] if is_table else []


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    return {each.alias or name: each.annotation for name, each in model.model_fields.items()}
