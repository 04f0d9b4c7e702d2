"""An address as a person typed it -> the address to write to, and the key to compare by.

The local part is never altered for sending: only the receiving server knows what it means (RFC 5321
2.4). An international domain becomes its A-label (RFC 5890), which every server understands.
"""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from mailer.errors import AudienceError
from mailer.model.ids import Address, AddressKey

LONGEST_LOCAL = 64
LONGEST_DOMAIN = 255
LONGEST_ADDRESS = 254
"""Octets: RFC 5321 4.5.3.1."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""What copying out of a mail program leaves at the ends of an address."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(
    rf"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@((?:{_LABEL}\.)+[A-Za-z]{{2,63}})", re.ASCII
)
"""The shape of nearly every address: taken without the validator, which needs 20 us for each."""
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_RESERVED_FOR_US = re.compile(r"\.(?:test|invalid|local)$", re.IGNORECASE)
"""Endings that the validator refuses always; rehearsals and internal servers use them."""


def parse_address(raw: str) -> tuple[Address, AddressKey]:
    """Takes `a@b.org`, also with space or invisible signs around it, as `Name <a@b.org>` or as
    `mailto:a@b.org`. Raises AudienceError in one line, which does not repeat the address.
    """
    given = _bare(raw)
    if len(given) <= LONGEST_ADDRESS and "--" not in given:
        plain = _PLAIN.fullmatch(given)
        if plain and len(plain[1]) <= LONGEST_LOCAL:
            return Address(given), AddressKey(given.lower())
    return _checked(given)


def _bare(raw: str) -> str:
    given = _trimmed(raw)
    if given.endswith(">"):
        named = _NAMED.fullmatch(given)
        given = _trimmed(named[1]) if named else given
    if given[:7].lower() == "mailto:":
        given = _trimmed(given[7:].partition("?")[0])
    return given


def _trimmed(text: str) -> str:
    """Without space (no-break too) and invisible signs at both ends, in any mixture."""
    before = None
    while text != before:
        before = text
        text = text.strip().strip(_INVISIBLE)
    return text


def _checked(given: str) -> tuple[Address, AddressKey]:
    local, at, domain = given.rpartition("@")
    if not given:
        raise AudienceError("the address is empty. Write it like name@example.org.")
    if not at:
        raise AudienceError('the address has no "@". Write it like name@example.org.')
    if re.search(r"[\s,;]", domain) or re.search(r"[,;]\s*\S+@", given):
        raise AudienceError("more than one address, or a stray sign in it. Write exactly one.")
    if "." not in domain.strip("."):
        raise AudienceError('the part after "@" has no dot. Write it like name@example.org.')
    if len(local.encode()) > LONGEST_LOCAL:
        raise AudienceError(
            f'the part before "@" has over {LONGEST_LOCAL} signs: no server takes it.'
        )
    ascii_domain = _ascii_domain(local, domain)
    sent_domain = domain if domain.isascii() else ascii_domain
    address = f"{local}@{sent_domain}"
    if len(ascii_domain) > LONGEST_DOMAIN or len(address.encode()) > LONGEST_ADDRESS:
        raise AudienceError(f"the address has over {LONGEST_ADDRESS} signs: no server takes it.")
    key = unicodedata.normalize("NFC", local.lower()) + "@" + ascii_domain.lower()
    return Address(address), AddressKey(key)


def _ascii_domain(local: str, domain: str) -> str:
    """The domain as an A-label, where local and domain together may be written to."""
    ending = _RESERVED_FOR_US.search(domain)
    shown = domain[: ending.start()] + ".example" if ending else domain
    try:
        found = validate_email(
            f"{local}@{shown}",
            check_deliverability=False,
            allow_smtputf8=True,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
        )
    except EmailNotValidError as problem:
        reason = str(problem).replace("email address", "address").rstrip(".")
        raise AudienceError(f"not an address: {reason[0].lower()}{reason[1:]}.") from None
    ascii_domain: str = found.ascii_domain
    return ascii_domain.removesuffix(".example") + ending[0].lower() if ending else ascii_domain
