"""Contacts -> a list as CSV, which `lists.read_contacts` reads back as it was, and which no spreadsheet
takes for formulas."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from mailer.audience.judging import value_of
from mailer.audience.rules import KINDS
from mailer.model.contact import Contact

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DISARMED = re.compile(r"'+[=+\-@\t\r]")


def disarmed(cell: str) -> str:
    """A cell that begins like a formula gets an apostrophe in front: spreadsheets then show it as text."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def armed(cell: str) -> str:
    """Undoes `disarmed`."""
    return cell[1:] if _DISARMED.match(cell) else cell


def write_contacts(contacts: Iterable[Contact], own: Sequence[str]) -> Iterator[str]:
    """Lines of CSV (RFC 4180), the header first. own: the fields of their own that get a column."""
    columns = [*KINDS, *own]
    yield _line(columns)
    for contact in contacts:
        yield _line([_cell(value_of(contact, name)) for name in columns])


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([disarmed(cell) for cell in cells])
    return written.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ";".join(map(str, value))
        case Decimal():
            return _amount(value)
        case _ if hasattr(value, "isoformat"):
            return str(value.isoformat())
        case _:
            return f"{value}"


def _amount(value: Decimal) -> str:
    """Never with exactly three digits behind the point, which a reader could take for thousands."""
    number = value.normalize()
    if number == number.to_integral_value():
        return f"{int(number)}"
    return f"{number:f}0" if number.as_tuple().exponent == -3 else f"{number:f}"
