"""What SendGrid refuses of personalizations: the people of a request, and what is theirs alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mailer.sandbox.refusals import (
    CUSTOM_ARGS_MOST,
    Error,
    check_custom_args,
    check_headers,
    check_send_at,
    error,
)

PEOPLE_MOST = 1000
SUBSTITUTIONS_MOST = 10_000
ADDRESS_LONGEST = 320

_ADDRESS = re.compile(
    r"[!#$%&'*+/=?^_`{|}~0-9A-Za-z.-]{1,64}@(?=.{1,255}$)[\w-]+(?:\.[\w-]+)+", re.UNICODE
)
_NOT_IN_NAME = re.compile(r"[;,\r\n\x00]")
_NOT_IN_TAG = re.compile(r"[\s<>&]")
_BREAKS = re.compile(r"[\r\n\x00]")
_KINDS = ("to", "cc", "bcc")
_EXAMPLE = 'e.g. {"email": "example@example.com"} or {"email": "example@example.com", "name": "Example Recipient"}'


class _Role(NamedTuple):
    name: str
    no_object: str
    no_address: str


def _copied(kind: str) -> _Role:
    return _Role(
        kind.upper(),
        "Each recipient object must at least have an email address and may also contain a name.",
        f"The {kind} array, when used, must at least have an email parameter with a valid email address"
        " and it may also contain a name parameter.",
    )


def _single(kind: str, name: str, when: str) -> _Role:
    words = (
        f"The {kind} object{when} must at least have an email parameter with a valid email address and may"
        " also contain a name parameter."
    )
    return _Role(name, words, words)


_ROLES: Mapping[str, _Role] = {
    "to": _Role(
        "To",
        'Each "to" object must at least have an email address and may also contain a name.',
        "The to array must at least have an email parameter with a valid email address and it may also"
        " contain a name parameter.",
    ),
    "cc": _copied("cc"),
    "bcc": _copied("bcc"),
    "from": _single("from", "From", ""),
    "reply_to": _single("reply_to", "Reply-To", ", when used,"),
}
"""What is said of whom, from SendGrid's errors page."""


def check_personalizations(body: Mapping[str, Any], now: float) -> Iterator[Error]:
    people = body.get("personalizations")
    if not isinstance(people, list):
        yield error(
            "The personalizations field is required and must be an array.", "personalizations"
        )
        return
    if not people:
        yield error("You must have at least one personalization.", "personalizations")
    if len(people) > PEOPLE_MOST:
        yield error(
            "The personalization block is limited to 1000 personalizations per API request. You have"
            f" provided {len(people)} personalizations. Please consider splitting this into multiple"
            " requests and resending your request.",
            "personalizations",
        )
        return
    seen: set[str] = set()
    total = 0
    for place, person in enumerate(people):
        field = f"personalizations.{place}"
        if not isinstance(person, dict):
            yield error("Each personalization must be an object.", field)
            continue
        total += sum(len(person[kind]) for kind in _KINDS if isinstance(person.get(kind), list))
        yield from _check_addresses(person, field, seen)
        yield from _check_person(person, body, field, now)
    if total > PEOPLE_MOST:
        yield error(
            "There is a limit of 1000 total recipients (to + cc + bcc) per request.",
            "personalizations",
        )


def check_mailbox(found: Any, field: str, role: str) -> Iterator[Error]:
    """An object with an address and perhaps a name. role: to, cc, bcc, from or reply_to."""
    said = _ROLES[role]
    if not isinstance(found, dict):
        yield error(f"{said.no_object} {_EXAMPLE}", field)
        return
    address = found.get("email")
    if address is None:
        yield error(f"{said.no_address} {_EXAMPLE}", f"{field}.email")
    elif isinstance(address, str) and len(address) > ADDRESS_LONGEST:
        yield error(
            f"The {said.name} email exceeds the maximum total length of 320 characters",
            f"{field}.email",
        )
    elif not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        yield error("Does not contain a valid address.", f"{field}.email")
    name = found.get("name")
    if name is not None and (not isinstance(name, str) or _BREAKS.search(name)):
        yield error("The name must be a string without line breaks.", f"{field}.name")


def _check_addresses(person: Mapping[str, Any], field: str, seen: set[str]) -> Iterator[Error]:
    if not person.get("to"):
        yield error(
            "The to array is required for all personalization objects, and must have at least one"
            " email object with a valid email address.",
            f"{field}.to",
        )
    for kind in _KINDS:
        found = person.get(kind, [])
        if not isinstance(found, list):
            yield error(f"The {kind} parameter must be an array.", f"{field}.{kind}")
            continue
        for place, mailbox in enumerate(found):
            where = f"{field}.{kind}.{place}"
            yield from check_mailbox(mailbox, where, kind)
            if isinstance(mailbox, dict):
                yield from _check_recipient(mailbox, where, seen)


def _check_recipient(mailbox: Mapping[str, Any], field: str, seen: set[str]) -> Iterator[Error]:
    name = mailbox.get("name")
    if isinstance(name, str) and _NOT_IN_NAME.search(name):
        yield error("The name cannot include ';' or ',' characters.", f"{field}.name")
    key = str(mailbox.get("email")).lower()
    if key in seen:
        yield error(
            "Each email address in the personalization block should be unique between to, cc, and bcc."
            f" We found the first duplicate instance of [{key}] in the {field} field.",
            field.rpartition(".")[0],
        )
    seen.add(key)


def _check_person(
    person: Mapping[str, Any], body: Mapping[str, Any], field: str, now: float
) -> Iterator[Error]:
    if "subject" in person:
        subject = person["subject"]
        if not isinstance(subject, str) or not subject or _BREAKS.search(subject):
            yield error(
                "The subject of your email must be a string at least one character in length.",
                f"{field}.subject",
            )
    if "from" in person:
        yield from check_mailbox(person["from"], f"{field}.from", "from")
    yield from check_headers(person.get("headers"), f"{field}.headers")
    yield from check_custom_args(person.get("custom_args"), f"{field}.custom_args")
    yield from _check_merged_args(person, body, field)
    yield from check_send_at(person.get("send_at"), f"{field}.send_at", now)
    yield from _check_substitutions(person, body, f"{field}.substitutions")
    if not isinstance(person.get("dynamic_template_data", {}), dict):
        yield error(
            "The dynamic_template_data must be an object.", f"{field}.dynamic_template_data"
        )


def _check_merged_args(
    person: Mapping[str, Any], body: Mapping[str, Any], field: str
) -> Iterator[Error]:
    shared, own = body.get("custom_args") or {}, person.get("custom_args") or {}
    if not isinstance(shared, dict) or not isinstance(own, dict):
        return
    merged = {**shared, **own}
    if sum(len(str(key)) + len(str(value)) for key, value in merged.items()) * 4 < CUSTOM_ARGS_MOST:
        return
    if sum(len(f"{key}{value}".encode()) for key, value in merged.items()) > CUSTOM_ARGS_MOST:
        yield error(
            "The combined size of both global and personalization custom arguments may not exceed"
            " 10,000 bytes per personalization.",
            f"{field}.custom_args",
        )


def _check_substitutions(
    person: Mapping[str, Any], body: Mapping[str, Any], field: str
) -> Iterator[Error]:
    found = person.get("substitutions")
    if found is None:
        return
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        yield error(
            "The substitution values must be an object of key/value pairs, where the values are all strings.",
            field,
        )  # fmt: skip
        return
    if str(body.get("template_id", "")).startswith("d-"):
        yield error("Substitutions may not be used with dynamic templating", field)
    if _NOT_IN_TAG.search("".join(found)):
        yield error("Substitution tags cannot contain spaces, '<', '>' or '&'.", field)
    if len("".join(found).encode()) + len("".join(found.values()).encode()) > SUBSTITUTIONS_MOST:
        yield error(
            "You are limited to 10,000 bytes of substitutions. Please consider splitting this into"
            " multiple requests or using the Sections parameter.",
            field,
        )
