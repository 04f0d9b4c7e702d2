"""An error as SendGrid shapes it, and the rules that hold for the message and for each person alike.

Rules, fields and statuses follow SendGrid's pages; the words are ours, but for the few that a client
may go by: "Bad Request", "authorization required", "too many requests", "invalid batch id".
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from mailer.sandbox.http import Reply

Error = dict[str, str | None]

RESERVED = frozenset(
    (
        "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type",
        "content-transfer-encoding", "to", "from", "subject", "reply-to", "cc", "bcc",
    )
)  # fmt: skip
UNVERIFIED = "from is not a verified sender"
CUSTOM_ARGS_MOST = 10_000
STRINGS = "be an object whose values are strings"
_HOURS_AHEAD = 72
_BREAKS = re.compile(r"[\r\n\x00]")
_HEADER_NAME = re.compile(r"[\x21-\x39\x3b-\x7e]+")
_PLACE = re.compile(r"\.\d+(?=\.|$)")


def error(message: str, field: str | None) -> Error:
    return {"message": message, "field": field, "help": None}


def must(rule: str, field: str) -> Error:
    """rule: what follows `must`. The words are the same for each place of a list: `to[].email`."""
    return error(f"{_PLACE.sub('[]', field)} must {rule}", field)


def errors_body(errors: list[Error]) -> bytes:
    return orjson.dumps({"errors": errors})


def refusal(status: int, message: str, field: str | None = None, *, closes: bool = False) -> Reply:
    return Reply(status, errors_body([error(message, field)]), closes=closes)


def bad_request(errors: list[Error]) -> Reply:
    """SendGrid closes the connection after a 400."""
    return Reply(400, errors_body(errors), closes=True)


def as_json(status: int, body: Any) -> Reply:
    return Reply(status, orjson.dumps(body))


def object_of(raw: bytes) -> dict[str, Any]:
    """The object in a body; an empty one where it holds none."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def check_filled(found: Any, field: str) -> list[Error]:
    return [] if isinstance(found, str) and found else [must("be a string, not empty", field)]


def check_line(found: Any, field: str) -> list[Error]:
    """A string on one line; it may be empty."""
    if not isinstance(found, str):
        return [must("be a string", field)]
    return [must("hold no line break and no NUL", field)] if _BREAKS.search(found) else []


def check_filled_line(found: Any, field: str) -> list[Error]:
    return check_filled(found, field) or check_line(found, field)


def check_media_type(found: Any, field: str) -> Iterator[Error]:
    """A bare one, without parameters."""
    yield from check_filled_line(found, field)
    if isinstance(found, str) and ";" in found:
        yield must("hold no ;", field)


def check_headers(found: Any, field: str) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict):
        yield must("be an object", field)
        return
    if len({name.lower() for name in found}) != len(found):
        yield must("name each header once", field)
    for name, value in found.items():
        where = f"{field}.{name}"
        if not _HEADER_NAME.fullmatch(name):
            yield error("a header's name must be printable ASCII without space and colon", where)
        if name.lower() in RESERVED:
            yield error(f"{name} is a reserved header", where)
        yield from check_line(value, where)


def check_custom_args(found: Any, field: str) -> Iterator[Error]:
    if found is None:
        return
    if not holds_strings(found):
        yield must(STRINGS, field)
    elif not found:
        yield must("not be empty", field)


def check_send_at(found: Any, field: str, now: float) -> Iterator[Error]:
    if found is None:
        return
    if not is_integer(found):
        yield must("be an integer, in seconds since 1970", field)
    elif found > now + _HOURS_AHEAD * 3600:
        yield must(f"be at most {_HOURS_AHEAD} hours ahead", field)


def holds_strings(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(value, str) for value in found.values())


def is_integer(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)
