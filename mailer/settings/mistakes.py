"""What is wrong in mailer.toml or the environment, told in one line to somebody who has never programmed."""

import difflib
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mailer.settings.tables import THREE, TWO

_NEVER_SHOWN = ("key", "url", "secret", "token")
_LETTERS = {
    TWO: "two capital letters, such as US",
    THREE: "three capital letters, such as EUR",
}
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_KINDS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_inexact": "must be a day, such as 2026-12-01",
    "date_from_datetime_parsing": "must be a day, such as 2026-12-01",
    "date_type": "must be a day, such as 2026-12-01",
    "decimal_parsing": "must be a number",
    "decimal_type": "must be a number",
    "dict_type": "must be a table: its keys stand below a line such as [sender]",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "frozen_set_type": 'must be a list, as in ["US", "CA"]',
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "missing": "is needed",
    "model_type": "must be a table: its keys stand below a line such as [sender]",
    "string_type": "must be a text between double quotes",
    "too_short": "must not be empty",
    "tuple_type": "must be a list, as in [25, 50, 75]",
}


def in_words(
    problem: ValidationError, model: type[BaseModel], file: str, origins: Mapping[str, str]
) -> str:
    """Of the first mistake. origins: key -> the environment variable that it came from."""
    first = problem.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    place = origins.get(key, f"{file}: {key}")
    if first["type"] == "extra_forbidden":
        known = _keys_beside(model, first["loc"])
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}."
        return f"{place}: no such key; {hint}"
    shown = "" if key.endswith(_NEVER_SHOWN) else f" (it is {first['input']!r})"
    return f"{place}: {_allowed(first)}{shown}."


def _allowed(error: ErrorDetails) -> str:
    """What may stand there, for somebody who has never programmed."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return f"must be {_LETTERS[context['pattern']]}"
    if kind == "literal_error":
        return f"must be {context['expected']}"
    if kind == "decimal_max_places":
        places = {2: "two", 4: "four"}[context["decimal_places"]]
        return f"must have {places} decimal places at most"
    for name, word in _BOUNDS.items():
        if name in context:
            return f"must be {word} {context[name]:g}"
    return _KINDS.get(kind) or error["msg"].removeprefix("Value error, ")


def _keys_beside(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    for part in location[:-1]:
        if str(part) not in model.model_fields:
            continue  # a name of ours, such as the domain of a warm-up
        annotation: Any = model.model_fields[str(part)].annotation
        of_each = get_args(annotation)[-1:]
        for found in (annotation, *of_each):
            if isinstance(found, type) and issubclass(found, BaseModel):
                model = found
    return list(model.model_fields)
