"""An error as SendGrid shapes it, and the rules that hold for the message and for each person alike."""

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
UNVERIFIED = (
    "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is"
    " resolved."
)
CUSTOM_ARGS_MOST = 10_000
_AHEAD_MOST = 72 * 3600
_BREAKS = re.compile(r"[\r\n\x00]")
_HEADERS_OF_MESSAGE = {
    "name": "Header keys cannot contain non-ASCII characters and empty spaces.",
    "reserved": "Header can not be one of the reserved keys.",
    "value": "The header values must be strings.",
}
_HEADERS_OF_PERSON = {
    "name": "Header keys cannot contain non-ASCII characters or empty spaces.",
    "reserved": "Header cannot be one of the reserved keys.",
    "value": "All values of the headers object must be strings.",
}
"""SendGrid's errors page words the same rule differently in the two places."""
_HEADER_NAME = re.compile(r"[\x21-\x39\x3b-\x7e]+")


def error(message: str, field: str | None) -> Error:
    return {"message": message, "field": field, "help": None}


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


def check_headers(found: Any, field: str) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict):
        yield error("The headers parameter must be an object.", field)
        return
    said = _HEADERS_OF_MESSAGE if field == "headers" else _HEADERS_OF_PERSON
    if len({name.lower() for name in found}) != len(found):
        yield error("The headers cannot contain duplicate keys.", field)
    for name, value in found.items():
        if not _HEADER_NAME.fullmatch(name):
            yield error(said["name"], f"{field}.{name}")
        if name.lower() in RESERVED:
            yield error(said["reserved"], f"{field}.{name}")
        if not isinstance(value, str):
            yield error(said["value"], f"{field}.{name}")
        elif _BREAKS.search(value):
            yield error("Header values cannot contain CR, LF or NUL.", f"{field}.{name}")


def check_custom_args(found: Any, field: str) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict):
        yield error("The custom_args must be an object of key/value pairs.", field)
    elif not found:
        yield error("custom_args cannot be empty.", field)
    elif not all(isinstance(value, str) for value in found.values()):
        yield error("All values of custom arguments object must be strings", field)


def check_send_at(found: Any, field: str, now: float) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, int) or isinstance(found, bool):
        yield error(
            "The send_at parameter is expecting a Unix timestamp as an integer. We will send immediately if"
            " you include a send_at timestamp that is in the past.",
            field,
        )
    elif found > now + _AHEAD_MOST:
        yield error("Scheduling more than 72 hours in advance is forbidden.", field)
