"""What SendGrid refuses of personalizations: the people of a request, and what is theirs alone.

Rules and fields follow its pages, the words are ours.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mailer.sandbox.refusals import (
    CUSTOM_ARGS_MOST,
    STRINGS,
    Error,
    check_custom_args,
    check_filled_line,
    check_headers,
    check_line,
    check_send_at,
    error,
    holds_strings,
    must,
)

PEOPLE_MOST = 1000
SUBSTITUTIONS_MOST = 10_000
ADDRESS_LONGEST = 320

_ADDRESS = re.compile(
    r"[!#$%&'*+/=?^_`{|}~0-9A-Za-z.-]{1,64}@(?=.{1,255}$)[\w-]+(?:\.[\w-]+)+", re.UNICODE
)
_NOT_IN_TAG = re.compile(r"[\s<>&]")
_KINDS = ("to", "cc", "bcc")


def check_personalizations(body: Mapping[str, Any], now: float) -> Iterator[Error]:
    people = body.get("personalizations")
    if not isinstance(people, list) or not people:
        yield must("be an array of at least one", "personalizations")
        return
    if len(people) > PEOPLE_MOST:
        yield error(
            f"at most {PEOPLE_MOST} personalizations in one request; there are {len(people)}",
            "personalizations",
        )
        return
    seen: set[str] = set()
    total = 0
    for place, person in enumerate(people):
        field = f"personalizations.{place}"
        if not isinstance(person, dict):
            yield must("be an object", field)
            continue
        total += sum(len(person[kind]) for kind in _KINDS if isinstance(person.get(kind), list))
        yield from _check_addresses(person, field, seen)
        yield from _check_person(person, body, field, now)
    if total > PEOPLE_MOST:
        yield error(
            f"at most {PEOPLE_MOST} addresses in to, cc and bcc together; there are {total}",
            "personalizations",
        )


def check_mailbox(found: Any, field: str) -> Iterator[Error]:
    """An object with an address and perhaps a name."""
    if not isinstance(found, dict):
        yield must("be an object with an email", field)
        return
    address = found.get("email")
    if isinstance(address, str) and len(address) > ADDRESS_LONGEST:
        yield must(f"be at most {ADDRESS_LONGEST} characters", f"{field}.email")
    elif not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        yield must("be a valid address", f"{field}.email")
    if found.get("name") is not None:
        yield from check_line(found["name"], f"{field}.name")


def _check_addresses(person: Mapping[str, Any], field: str, seen: set[str]) -> Iterator[Error]:
    if not person.get("to"):
        yield must("hold at least one address", f"{field}.to")
    for kind in _KINDS:
        found = person.get(kind, [])
        if not isinstance(found, list):
            yield must("be an array", f"{field}.{kind}")
            continue
        for place, mailbox in enumerate(found):
            where = f"{field}.{kind}.{place}"
            yield from check_mailbox(mailbox, where)
            if isinstance(mailbox, dict):
                yield from _check_recipient(mailbox, where, seen)


def _check_recipient(mailbox: Mapping[str, Any], field: str, seen: set[str]) -> Iterator[Error]:
    name = mailbox.get("name")
    if isinstance(name, str) and (";" in name or "," in name):
        yield must("hold no ; and no comma", f"{field}.name")
    key = str(mailbox.get("email")).lower()
    if key in seen:
        yield error(
            f"each address may stand once in to, cc and bcc; {key} stands more often",
            field.rpartition(".")[0],
        )
    seen.add(key)


def _check_person(
    person: Mapping[str, Any], body: Mapping[str, Any], field: str, now: float
) -> Iterator[Error]:
    if "subject" in person:
        yield from check_filled_line(person["subject"], f"{field}.subject")
    if "from" in person:
        yield from check_mailbox(person["from"], f"{field}.from")
    yield from check_headers(person.get("headers"), f"{field}.headers")
    yield from check_custom_args(person.get("custom_args"), f"{field}.custom_args")
    yield from _check_merged_args(person, body, field)
    yield from check_send_at(person.get("send_at"), f"{field}.send_at", now)
    yield from _check_substitutions(person, body, f"{field}.substitutions")
    if not isinstance(person.get("dynamic_template_data", {}), dict):
        yield must("be an object", f"{field}.dynamic_template_data")


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
        yield must(
            f"be at most {CUSTOM_ARGS_MOST} bytes, with the request's", f"{field}.custom_args"
        )


def _check_substitutions(
    person: Mapping[str, Any], body: Mapping[str, Any], field: str
) -> Iterator[Error]:
    found = person.get("substitutions")
    if found is None:
        return
    if not holds_strings(found):
        yield must(STRINGS, field)
        return
    if str(body.get("template_id", "")).startswith("d-"):
        yield must("be left out beside a dynamic template", field)
    if _NOT_IN_TAG.search("".join(found)):
        yield must("have tags without space, <, > and &", field)
    if len("".join(found).encode()) + len("".join(found.values()).encode()) > SUBSTITUTIONS_MOST:
        yield must(f"be at most {SUBSTITUTIONS_MOST} bytes", field)
