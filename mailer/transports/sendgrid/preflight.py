"""SendGrid's documented limits, checked person by person before anything is sent: one address that
breaks a limit would make SendGrid refuse all thousand, so it is refused here, alone.

Sources: the Mail Send errors page, the OpenAPI file and the limitations page of SendGrid.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from mailer.model.delivery import Envelope, Outgoing
from mailer.transports import must_be_whole, reason_of
from mailer.transports.sendgrid.addresses import CONTROL, are_usual, wire_address
from mailer.transports.sendgrid.payload import Personalization, Sketch, personalization

LARGEST_REQUEST = 29_000_000
"""Bytes; SendGrid's own limit is 30 MB."""
MOST_PEOPLE = 1000
MOST_SUBSTITUTIONS = 10_000
"""Bytes per personalization."""

_LINK = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
_LINKS = re.compile(rf"(?:(?:{_LINK.pattern})?\n)*")


class Ready(msgspec.Struct, frozen=True, gc=False):
    """A recipient who may be sent to."""

    envelope: Envelope
    personalization: Personalization
    is_written_out: bool = False
    """True where the content goes without substitutions, in a request of its own."""


@dataclass(frozen=True, slots=True)
class Preflight:
    shared: Sequence[Ready]
    alone: Sequence[Ready]
    """Their values are too long for substitutions: each gets a request with the content written out."""
    refused: dict[int, str]


def preflight(outgoing: Outgoing, drawn: Sketch) -> Preflight:
    shared: list[Ready] = []
    alone: list[Ready] = []
    refused: dict[int, str] = {}
    seen: set[str] = set()
    all_sound = _are_sound(outgoing.envelopes, drawn.slots)
    for envelope in outgoing.envelopes:
        try:
            address = envelope.address if all_sound else _sound(envelope, drawn.slots, seen)
            person = personalization(outgoing, envelope, address)
            substitutions, size = drawn.substitutions(envelope.values)
        except ValueError as fault:
            refused[envelope.position] = reason_of(fault)
        else:
            if _is_too_long(substitutions, size):
                alone.append(Ready(envelope, person, is_written_out=True))
                continue
            if drawn.tags:
                person.substitutions = substitutions
            shared.append(Ready(envelope, person))
    return Preflight(shared, alone, refused)


def _is_too_long(substitutions: msgspec.Struct, size: int) -> bool:
    """size: bytes of tags and values. The newer of SendGrid's pages says 50,000, the stricter one counts.
    JSON's escapes are counted in where they could matter, for nobody says which bytes are meant."""
    if 2 * size < MOST_SUBSTITUTIONS:
        return False
    return max(size, len(msgspec.json.encode(substitutions))) > MOST_SUBSTITUTIONS


def _are_sound(envelopes: Sequence[Envelope], slots: int) -> bool:
    """One look at the outsides of all. False: somebody has to be found, and refused or written otherwise."""
    addresses = [envelope.address for envelope in envelopes]
    if not are_usual(addresses) or len({each.casefold() for each in addresses}) < len(addresses):
        return False
    if {len(envelope.values) for envelope in envelopes} != {slots}:
        return False
    if not all(envelope.subject for envelope in envelopes):
        return False
    subjects = "".join([envelope.subject for envelope in envelopes])
    links = "".join([f"{envelope.unsubscribe_url}\n" for envelope in envelopes])
    try:
        subjects.encode()
        "".join([envelope.name for envelope in envelopes]).encode()
    except UnicodeEncodeError:
        return False
    return CONTROL.search(subjects) is None and _LINKS.fullmatch(links) is not None


def _sound(envelope: Envelope, slots: int, seen: set[str]) -> str:
    """The address as it goes out, which is seen from now on. Raises ValueError with the reason, which shows neither
    address nor name."""
    if CONTROL.search(envelope.subject):
        raise ValueError("the subject holds a line break or a control character")
    if envelope.unsubscribe_url and not _LINK.fullmatch(envelope.unsubscribe_url):
        raise ValueError("its unsubscribe link is no web address")
    (envelope.subject + envelope.name).encode()
    address = wire_address(envelope.address)
    must_be_whole(envelope, address, slots, seen)
    seen.add(address.casefold())
    return address
