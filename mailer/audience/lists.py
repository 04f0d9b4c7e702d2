"""A list as CSV -> contacts, one row at a time.

    bytes -> decoding.lines -> csv -> columns (the first line) -> values (each cell) -> Contact

A row with one bad cell is rejected with its line and reason, and the rest goes on. What can't be a list
at all, or breaks off in the middle, raises: then nothing of it may be imported.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from mailer.audience import values
from mailer.audience.address import parse_address
from mailer.audience.columns import Columns, read_header
from mailer.audience.decoding import ENCODINGS, lines
from mailer.audience.writing import armed
from mailer.errors import AudienceError
from mailer.model.contact import Contact, Rejected
from mailer.model.ids import AddressKey, ContactId

LONGEST_VALUE = 2_000
"""Signs of one cell."""
_DELIMITERS = ",;\t|"
_BREAKS = re.compile(r"\s*[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff]")
_AMOUNTS = ("last_gift_amount", "highest_gift_amount")


@dataclass(frozen=True, slots=True)
class ContactFile:
    """mapping: column of the file -> column of ours. rows: read while they are taken, once."""

    mapping: Mapping[str, str]
    rows: Iterator[Contact | Rejected]


def read_contacts(
    stream: BinaryIO,
    file: str,
    encoding: str | None = None,
    refuse: Callable[[AddressKey], str | None] | None = None,
) -> ContactFile:
    """stream: the bytes of a CSV whose first line names the columns. file: its name, for errors.
    encoding: one of `decoding.ENCODINGS` where a person says so; None: UTF-8 or UTF-16 by its mark.
    refuse: a reason not to take an address, or None.

    Raises AudienceError at once for a bad header, while rows are taken for a file that breaks off.
    """
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise AudienceError(
            f"--encoding {encoding} is not known; there are: {', '.join(ENCODINGS)}."
        )
    text = lines(stream, file, encoding.lower() if encoding else None)
    first, skipped, delimiter = _first_line(text, file)
    reader = csv.reader(
        chain([first], text), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    rows = _rows(reader, skipped, file)
    header_line, header = next(rows, (0, []))
    if not header:
        raise _empty(file)
    columns = read_header(header, f"{file} line {header_line}")
    return ContactFile(columns.mapping, _contacts(rows, columns, refuse))


def _first_line(text: Iterator[str], file: str) -> tuple[str, int, str]:
    """(the first line that holds anything, lines before it, what separates its cells)."""
    told = None
    for skipped, line in enumerate(text):
        if told is None and (said := re.fullmatch(r'"?sep=(.)"?\s*', line)):
            told = said[1]
        elif line.strip():
            return line, skipped, told or _delimiter(line)
    raise _empty(file)


def _empty(file: str) -> AudienceError:
    return AudienceError(f"{file}: is empty. A list begins with a line that names its columns.")


def _delimiter(line: str) -> str:
    """Whichever stands most often in the header outside quotes; a comma where none does."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=lambda sign: (bare.count(sign), sign == ","))


def _rows(reader: Any, skipped: int, file: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which the row begins, cells) of each row that holds anything."""
    while True:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise _broken(problem, line, file) from None
        if any(cell and not cell.isspace() for cell in cells):
            yield line, cells


def _broken(problem: csv.Error, line: int, file: str) -> AudienceError:
    text = str(problem)
    if "unexpected end" in text or "field limit" in text:
        return AudienceError(
            f"{file} line {line}: a quote opens here and is never closed. Mend that line."
        )
    if "expected after" in text:
        return AudienceError(
            f"{file} line {line}: a sign stands right behind a closing quote. Write a quote within a "
            'cell twice: "".'
        )
    return AudienceError(f"{file} line {line}: no CSV ({text}). Mend that line.")


def _contacts(
    rows: Iterator[tuple[int, list[str]]],
    columns: Columns,
    refuse: Callable[[AddressKey], str | None] | None,
) -> Iterator[Contact | Rejected]:
    width = len(columns.names)
    for line, cells in rows:
        if len(cells) != width and not _is_padded(cells, width):
            yield Rejected(
                line,
                f"has {len(cells)} cells, the first line {width}. Quote cells that hold a separator.",
            )
            continue
        try:
            contact = _contact(cells, columns)
        except AudienceError as problem:
            yield Rejected(line, str(problem))
            continue
        reason = refuse(contact.key) if refuse else None
        yield contact if reason is None else Rejected(line, reason)


def _is_padded(cells: Sequence[str], width: int) -> bool:
    """Only longer by empty cells, as spreadsheets write them."""
    return len(cells) > width and not any(cell.strip() for cell in cells[width:])


def _contact(cells: Sequence[str], columns: Columns) -> Contact:
    found: dict[str, Any] = {}
    fields: dict[str, str] = {}
    for place, name in enumerate(columns.names):
        cell = cells[place].strip()
        if name is None or not cell:
            continue
        if cell[0] == "'":
            cell = armed(cell)
        reader = _READERS.get(name)
        try:
            if reader is None:
                fields[name] = _text(cell)
            else:
                found[name] = reader(cell)
        except AudienceError as problem:
            raise AudienceError(f"{columns.header[place]}: {problem}") from None
    if "email" not in found:
        raise AudienceError("no address in this row. Write one, or take the row out.")
    address, key = found.pop("email")
    _settle_currency(found)
    fields = {name: value for name, value in fields.items() if value}
    return Contact(id=ContactId(0), address=address, key=key, fields=fields, **found)


def _settle_currency(found: dict[str, Any]) -> None:
    """An amount may name its currency; then that is the row's, and two must not differ."""
    said: dict[str, str] = {}
    for name in _AMOUNTS:
        if name in found:
            number, code = found[name]
            found[name] = number
            if code:
                said[name] = code
    for name, code in said.items():
        if found.setdefault("last_gift_currency", code) != code:
            raise AudienceError(
                f"{name}: is in {code}, but the row's currency is {found['last_gift_currency']}. "
                "Both amounts must be in one currency."
            )


def _text(cell: str) -> str:
    """Free text without control signs, line breaks as spaces; all else stays, however odd it looks."""
    if len(cell) > LONGEST_VALUE:
        raise AudienceError(f"over {LONGEST_VALUE:,} signs in one cell. Shorten it.")
    if cell.isascii() and cell.isprintable():
        return cell
    if "\ufffd" in cell:
        raise AudienceError("holds U+FFFD: signs were lost before. Export the list anew as UTF-8.")
    if _is_garbled(cell):
        raise AudienceError(
            "looks garbled: UTF-8 that was read as something else. Export the list anew as UTF-8."
        )
    return _CONTROLS.sub("", _BREAKS.sub(" ", cell)).strip()


def _is_garbled(cell: str) -> bool:
    """`JosÃ©` for `José`: what becomes readable by undoing the mistake."""
    for wrong in ("cp1252", "latin-1"):
        try:
            return cell.encode(wrong).decode("utf-8") != cell
        except UnicodeError:
            continue
    return False


def _name(cell: str) -> str | None:
    return _text(cell) or None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "email": parse_address,
    "first_name": _name,
    "last_name": _name,
    "language": values.language,
    "country": values.country,
    "timezone": values.timezone,
    "consent_at": values.instant,
    "consent_source": _name,
    "opens_consent": values.flag,
    "tags": values.tags,
    "last_gift_amount": values.amount,
    "last_gift_currency": values.currency,
    "last_gift_at": values.day,
    "highest_gift_amount": values.amount,
    "gifts_count": values.whole,
}
