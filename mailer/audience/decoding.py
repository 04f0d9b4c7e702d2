"""Bytes of a list -> its lines as text, a piece at a time: a file of a gigabyte stays flat."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from mailer.errors import AudienceError

PIECE = 1 << 16
"""Bytes read at once."""
LONGEST_LINE = 1_000_000
"""Signs between two line breaks; more means a broken file."""
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1256",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "big5",
    "euc-kr",
    "gb18030",
    "mac-roman",
    "shift_jis",
)
"""What a person may confirm a list to be. Nothing but Unicode is ever guessed."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def lines(stream: BinaryIO, file: str, encoding: str | None) -> Iterator[str]:
    """Each with its own line break (CR LF, LF or CR). encoding None: UTF-8, or as a byte order mark says.

    Raises AudienceError with the line.
    """
    head = stream.read(PIECE)
    decoder = codecs.getincrementaldecoder(encoding or _encoding(head, file))("strict")
    number, rest, piece = 1, "", head
    while True:
        try:
            text = rest + decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as problem:
            raise _not_text(problem, number + rest.count("\n"), file, encoding) from None
        found, rest = _split(text, is_last=not piece)
        yield from found
        number += len(found)
        if len(rest) > LONGEST_LINE:
            raise AudienceError(
                f"{file} line {number}: over {LONGEST_LINE:,} signs without a line break. "
                "Is it a list, saved as CSV?"
            )
        if not piece:
            return
        piece = stream.read(PIECE)


def _split(text: str, *, is_last: bool) -> tuple[list[str], str]:
    """(whole lines, the beginning of the next). A CR at the end may be half of a CR LF."""
    *whole, rest = text.split("\n")
    found: list[str] = []
    for line in whole:
        body, end = (line[:-1], "\r\n") if line.endswith("\r") else (line, "\n")
        if "\r" in body:
            *before, body = body.split("\r")
            found.extend(f"{part}\r" for part in before)
        found.append(body + end)
    if "\r" in rest:
        *before, rest = rest.split("\r")
        found.extend(f"{part}\r" for part in before)
        if not rest and not is_last:
            rest = found.pop()
    if is_last and rest:
        return [*found, rest], ""
    return found, rest


def _encoding(head: bytes, file: str) -> str:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise AudienceError(f'{file}: a workbook, not a list. Save it as "CSV UTF-8" first.')
    if head.count(0) * 4 > len(head):
        raise AudienceError(f'{file}: no text that we can read. Save the list as "CSV UTF-8".')
    return "utf-8"


def _not_text(
    problem: UnicodeDecodeError, number: int, file: str, encoding: str | None
) -> AudienceError:
    before = problem.object[: problem.start]
    line = number + before.count(b"\n")
    byte = problem.object[problem.start]
    if encoding:
        return AudienceError(
            f"{file} line {line}: byte 0x{byte:02X} is no {encoding}. Try another."
        )
    return AudienceError(
        f'{file} line {line}: not UTF-8 (byte 0x{byte:02X}). Save the list as "CSV UTF-8", or say what '
        "it is: --encoding cp1252 for Western Europe, cp1254 for Turkey."
    )
