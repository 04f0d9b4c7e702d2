"""Addresses and display names in the form that SendGrid takes."""

import re
import unicodedata
from collections.abc import Sequence

from mailer.errors import AudienceError
from mailer.rendering.mailboxes import ascii_address

_LOCAL_MOST, _ADDRESS_MOST = 64, 254
_NOT_IN_ADDRESS = re.compile(r"[\s<>()\[\],;:\\\"\x00-\x20\x7f-\x9f]")
_USUAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,189}")
_ALL_USUAL = re.compile(rf"(?:{_USUAL.pattern}\n)*")
_UNUSUAL_NAME = re.compile("[;,\x00-\x1f\x7f-\x9f\u2028\u2029\u00a0]|  |^ | $")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def wire_address(address: str) -> str:
    """The address with its domain as an A-label; the local part is left as it is.

    Raises ValueError with the reason, which doesn't show the address.
    """
    if _USUAL.fullmatch(address):
        return address
    try:
        carried = ascii_address(address)
    except AudienceError as fault:
        raise ValueError(str(fault).rstrip(".")) from None
    local = carried.rpartition("@")[0]
    if len(local) > _LOCAL_MOST or len(carried) > _ADDRESS_MOST:
        raise ValueError("the address is too long")
    if _NOT_IN_ADDRESS.search(carried) or "@" in local:
        raise ValueError("SendGrid takes no quoted address")
    return carried


def are_usual(addresses: Sequence[str]) -> bool:
    """Whether each of them is its own `wire_address`: one look at many."""
    return _ALL_USUAL.fullmatch("".join([f"{address}\n" for address in addresses])) is not None


def recipient_name(name: str) -> str:
    """Without what SendGrid forbids in a recipient's name (`;` and `,`) and without controls."""
    if not _UNUSUAL_NAME.search(name):
        return name
    return " ".join(CONTROL.sub(" ", name).replace(";", " ").replace(",", " ").split())


def sender_name(name: str) -> str:
    """SendGrid takes no Unicode encoding in `from`: accents go, and a name in another script is left out.

    The address alone then stands as the sender; a name spelled with question marks would be worse.
    """
    clean = " ".join(CONTROL.sub(" ", name).translate(_PLAIN).split())
    decomposed = unicodedata.normalize("NFKD", clean)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return bare if bare.isascii() else ""


_PLAIN = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L",
        "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i", "’": "'", "‘": "'", "“": '"', "”": '"',
        "–": "-", "—": "-", "„": '"', "\u00a0": " ",
    }
)  # fmt: skip
