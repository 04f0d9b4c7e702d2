"""The lines of a file, each by our names of its columns."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailer.errors import InputError

_NAMES: Mapping[str, str] = {
    "gift_id": "gift_id|gift id|id|transaction id|transaction_id|transaction|donation id|donation_id"
    "|receipt number|reference number|belegnummer|buchungsnummer|transaktion|spendennummer",
    "date": "date|given_at|gift date|donation date|donation_date|created|created at|created_at"
    "|date created|paid at|purchased at|datum|buchungstag|buchungsdatum|valuta|fecha|date du don",
    "amount": "amount|gross|total|sum|gift amount|donation amount|gross amount|total gross amount"
    "|betrag|summe|montant|importe|valor",
    "currency": "currency|währung|waehrung|devise|moneda|moeda",
    "ref": "ref|code|source|refcode|reference|source code|source code 1|campaign code|tracking"
    "|herkunft|aktionscode|origine|origen",
    "address": "email|e-mail|mail|email address|e-mail address|supporter email|donor email"
    "|payer email|e-mail-adresse|courriel|correo",
    "status": "status|state|payment status|payment_status|campaign status|zustand|estado|statut",
    "refunded": "refunded|amount_refunded|amount refunded|refund amount|erstattet",
    "account": "account|account id|konto|entity",
}
_KNOWN = {word: name for name, words in _NAMES.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class Row:
    """line: as an editor counts, the header included; of JSON the number of the object."""

    line: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "").strip()


def decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def csv_rows(text: str, file: str) -> tuple[list[Row], str]:
    """The lines below the header, and what parts their cells. Raises InputError."""
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t|", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names: list[str] | None = None
    rows: list[Row] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = _names(cells, file)
            else:
                rows.append(Row(reader.line_num, dict(zip(names, cells, strict=False))))
    except csv.Error as problem:
        raise InputError(f"{file} line {reader.line_num}: not CSV: {problem}.") from None
    if names is None:
        raise InputError(f"{file}: the file is empty. Nothing was imported.")
    return rows, delimiter


def json_rows(text: str, file: str) -> list[Row]:
    """One object or a list of them; numbers as they are written. Raises InputError."""
    try:
        told = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise InputError(f"{file}: not valid JSON. Nothing was imported.") from None
    items = told if isinstance(told, list) else [told]
    rows = []
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise InputError(f"{file}: gift {number} is no object. Nothing was imported.")
        rows.append(_json_row(number, item, file))
    return rows


def _names(header: Sequence[str], file: str) -> list[str]:
    """Our name of each column, the leftmost where several fit; others keep their number."""
    names: list[str] = []
    for number, title in enumerate(header):
        found = _KNOWN.get(" ".join(title.casefold().split()))
        names.append(found if found and found not in names else f"column {number}")
    for needed in ("date", "amount"):
        if needed not in names:
            raise InputError(
                f"{file} line 1: no column for the {needed}. Nothing was imported. "
                f"Name one {needed!r}; there are: {', '.join(header)}."
            )
    return names


def _json_row(number: int, item: Mapping[str, Any], file: str) -> Row:
    cells: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, str):
            cells.setdefault(_KNOWN.get(key.casefold(), key), value)
    for needed in ("gift_id", "date", "amount"):
        if not cells.get(needed, "").strip():
            raise InputError(f"{file}: gift {number} has no {needed}. Nothing was imported.")
    return Row(number, cells)
