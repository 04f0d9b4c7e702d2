"""An imported list, set aside while it is read, so that the database is held only while rows are merged.

rows ── Spool ──> a file without a name, chunk by chunk ── merged later ──> store.importing
"""

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from sqlalchemy import Dialect

from mailer.errors import StoreDown
from mailer.model.contact import Contact
from mailer.store.tables import contacts

CHUNK = 10_000
"""Rows that are set aside, compared and written together: bounds the memory of an import."""

OPTIONAL = (
    "first_name",
    "last_name",
    "language",
    "country",
    "timezone",
    "consent_at",
    "consent_source",
    "opens_consent",
    "last_gift_amount",
    "last_gift_currency",
    "last_gift_at",
    "highest_gift_amount",
    "gifts_count",
)
"""Columns that a row may leave unknown."""
WRITTEN = ("address", *OPTIONAL)
_values_of = attrgetter(*WRITTEN)
_Item = TypeVar("_Item")


class Row(NamedTuple):
    """One row of a list. values: of the columns WRITTEN, in their order, as the driver takes them."""

    key: str
    values: Sequence[Any]
    fields: Mapping[str, str]
    tags: Sequence[str]


class Spool:
    """Chunks of rows on disk. `with Spool(dialect) as spool: spool.fill(rows)`; then read it once."""

    def __init__(self, dialect: Dialect) -> None:
        self._file = tempfile.TemporaryFile(prefix="mailer-import-")  # noqa: SIM115
        self._processors = [
            (place, processor)
            for place, name in enumerate(WRITTEN)
            if (processor := _processor(dialect, name)) is not None
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def fill(self, rows: Iterable[Contact]) -> None:
        """Raises whatever `rows` raises, and StoreDown where there is no room."""
        for chunk in chunks(rows, CHUNK):
            self._set_aside([self._row(row) for row in chunk])

    def __iter__(self) -> Iterator[list[Row]]:
        self._file.seek(0)
        while True:
            try:
                chunk: list[Row] = pickle.load(self._file)  # noqa: S301 (nobody else can write it)
            except EOFError:
                return
            yield chunk

    def _row(self, contact: Contact) -> Row:
        values = list(_values_of(contact))
        for place, processor in self._processors:
            if values[place] is not None:
                values[place] = processor(values[place])
        return Row(contact.key, values, dict(contact.fields), contact.tags)

    def _set_aside(self, chunk: Sequence[Row]) -> None:
        try:
            pickle.dump(chunk, self._file, pickle.HIGHEST_PROTOCOL)
            self._file.flush()
        except OSError as full:
            raise StoreDown(
                f"The list can't be set aside in {tempfile.gettempdir()} ({full.strerror}). "
                "Free some space there. Nothing was imported."
            ) from full


def chunks(rows: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    items = iter(rows)
    while chunk := list(islice(items, size)):
        yield chunk


def _processor(dialect: Dialect, column: str) -> Callable[[Any], Any] | None:
    return contacts.c[column].type.dialect_impl(dialect).bind_processor(dialect)
