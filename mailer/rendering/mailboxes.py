"""Addresses and names as header lines may carry them."""

import re
from binascii import b2a_base64

import idna

from mailer.errors import AudienceError
from mailer.rendering.escaping import clean, clean_line

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+|\"[^\"\\\r\n]+\"")
_LONGEST_WORD = 75
_LONGEST_LINE = 76
_LONGEST_NAME = len("Reply-To: ")
_LONGEST_ADDRESS = 254
"""Signs; RFC 5321, section 4.5.3.1.3 with its angle brackets."""
_WRAPPING = len("=?utf-8?b??=")


def ascii_domain(domain: str) -> str:
    """A domain as A-labels. Raises AudienceError where it is none."""
    if domain.isascii():
        if not re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.IPv]+\]", domain):
            raise AudienceError("An address has a sign in its domain that can't stand there.")
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise AudienceError(
            "An address has a domain that does not exist in any spelling."
        ) from None


def ascii_address(address: str, *, smtputf8: bool = False) -> str:
    """An address as the envelope and the headers carry it: the domain as A-labels, the rest untouched.

    Raises AudienceError where the part before the @ has signs outside ASCII and the way out doesn't
    carry SMTPUTF8, or the address can't stand in a header.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or not domain:
        raise AudienceError("An address needs something before and after its @.")
    if not local.isascii():
        if (
            not smtputf8
            or not local.isprintable()
            or any(sign in local for sign in ' "<>,;:()[]\\@')
        ):
            raise AudienceError(
                "An address has letters outside a-z before its @: this transport can't carry it."
            )
    elif not _LOCAL.fullmatch(local):
        raise AudienceError("An address has a sign before its @ that can't stand there.")
    carried = f"{local}@{ascii_domain(domain)}"
    if len(carried) > _LONGEST_ADDRESS:
        raise AudienceError("An address is longer than any can be.")
    return carried


def mailbox(name: str, address: str) -> str:
    """`Name <address>`; the name quoted or encoded where it must be. address: see `ascii_address`."""
    shown = clean(name)
    if not shown:
        return address
    if shown.isascii() and "=?" not in shown:
        if not _ATOMS.fullmatch(shown) or "  " in shown:
            shown = '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if len(shown) + len(address) <= 60:
            return f"{shown} <{address}>"
        if len(shown) <= _LONGEST_LINE - _LONGEST_NAME:
            return f"{shown}\r\n <{address}>"
        shown = clean(name)
    return f"{encoded_words(shown, _LONGEST_NAME)}\r\n <{address}>"


def unstructured(text: str, used: int) -> str:
    """A header's free text, folded; the isolates around a value in right-to-left text stay. used: columns
    taken by the header's name on the first line."""
    shown = clean_line(text)
    words = shown.split(" ")
    is_plain = not shown or (
        shown.isascii()
        and "=?" not in shown
        and "" not in words
        and all(len(word) < _LONGEST_LINE - used for word in words)
    )
    return _folded(words, used) if is_plain else encoded_words(shown, used)


def encoded_words(text: str, used: int) -> str:
    """RFC 2047 words of at most 75 signs, no character cut in two, folded."""
    words, pending = [], b""
    room = _room(used)
    whole = text.encode("utf-8")
    if len(whole) <= room:
        return _encoded_word(whole)
    for sign in text:
        data = sign.encode("utf-8")
        if len(pending) + len(data) > room:
            words.append(pending)
            pending, room = b"", _room(1)
        pending += data
    words.append(pending)
    return "\r\n ".join(map(_encoded_word, words))


def _encoded_word(data: bytes) -> str:
    return f"=?utf-8?b?{b2a_base64(data, newline=False).decode('ascii')}?="


def _room(used: int) -> int:
    """Bytes of text that one encoded word can say."""
    signs = min(_LONGEST_WORD, _LONGEST_LINE - used) - _WRAPPING
    return max(signs // 4 * 3, 4)


def _folded(words: list[str], used: int) -> str:
    lines, line = [], ""
    for word in words:
        candidate = f"{line} {word}" if line else word
        if line and len(candidate) + used > _LONGEST_LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = candidate
    return "\r\n ".join([*lines, line])
