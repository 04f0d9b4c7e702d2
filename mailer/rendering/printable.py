"""Quoted-printable, whole or piece by piece: what is the same for all is encoded once per message.

Pieces are joined by soft line breaks, which mean nothing: the join decodes to the plain join.
"""

import re
from binascii import b2a_qp
from collections.abc import Sequence

from mailer.model.message import Part

_SOFT = b"=\r\n"
_ROOM = 75
"""Signs of a line that leave room for the `=` of a soft break; 76 is the limit."""
_AS_IT_IS = re.compile("[!-<>-~]{1,75}")
"""A token, an amount in a link: most values of most people need no encoding."""


def quoted_printable(text: str) -> bytes:
    """Lines of at most 76 signs with CRLF ends; decodes to the text with its line ends as CRLF."""
    if "\r" in text or "\0" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    encoded = b2a_qp(text.encode("utf-8", "replace"), istext=True)
    return encoded.replace(b"\n", b"\r\n")


def piece(text: str) -> bytes:
    """As `quoted_printable`, and ready to be followed by another piece."""
    if _AS_IT_IS.fullmatch(text):
        return text.encode("ascii") + _SOFT
    if not text:
        return b""
    encoded = quoted_printable(text)
    if encoded.endswith(b"\n"):
        return encoded
    start = encoded.rfind(b"\n") + 1
    if len(encoded) - start > _ROOM:
        cut = start + _ROOM
        escape = encoded.rfind(b"=", cut - 2, cut)
        cut = escape if escape >= 0 else cut
        encoded = encoded[:cut] + _SOFT + encoded[cut:]
    return encoded + _SOFT


class Printable:
    """A part of a message with its fixed stretches encoded."""

    def __init__(self, part: Part) -> None:
        *before, last = (piece(each) for each in part.statics)
        self._statics = [*before, last.removesuffix(_SOFT)]
        self._refs = part.refs
        self._used = sorted(set(part.refs))

    def pieces(self, values: Sequence[str]) -> list[bytes]:
        """Together they decode to what `rendering.join` gives for the same values."""
        encoded = {ref: piece(values[ref]) for ref in self._used}
        pieces = [b""] * (2 * len(self._refs) + 1)
        pieces[::2] = self._statics
        pieces[1::2] = [encoded[ref] for ref in self._refs]
        return pieces if pieces[-1] else [b"".join(pieces).removesuffix(_SOFT)]
