"""Writes rows of an imported list in bulk: compare with what is known, then insert or update.

Values were made ready before (`store.spooling`) and go straight to the driver: three times as fast as
through Core, which prepares each row's parameters anew.
"""

from collections.abc import Mapping, Sequence, Set
from typing import Any

import orjson
from sqlalchemy import Connection, TextClause, literal, select, text

from mailer.store.database import insert_new, is_sqlite
from mailer.store.spooling import WRITTEN, Row, chunks
from mailer.store.tables import contact_audiences, contact_fields, contact_tags, contacts

_OPENS_CONSENT = WRITTEN.index("opens_consent")
_MANY = 10_000
_Values = tuple[Any, ...]
"""A statement's parameters, as the driver takes them."""


def tags_of(connection: Connection, contact_ids: Sequence[int]) -> dict[int, list[str]]:
    """contact id -> tags in alphabetical order; who has none is left out."""
    found: dict[int, list[str]] = {}
    for some in chunks(contact_ids, _MANY):
        query = (
            select(contact_tags.c.contact_id, contact_tags.c.tag)
            .where(contact_tags.c.contact_id.in_(some))
            .order_by(contact_tags.c.tag)
        )
        for contact_id, tag in connection.execute(query):
            found.setdefault(contact_id, []).append(tag)
    return {contact_id: sorted(tags) for contact_id, tags in found.items()}


class Writer:
    """One import into one audience, inside the caller's transaction. Counts rows, each once."""

    def __init__(self, connection: Connection, audience: str) -> None:
        self.added = 0
        self.updated = 0
        self.unchanged = 0
        self._connection = connection
        self._audience = audience
        self._is_sqlite = is_sqlite(connection)
        self._query = text(
            f"SELECT id, key, fields, opens_refused_at, {', '.join(WRITTEN)} FROM contacts"  # noqa: S608
            f" WHERE {self._among()}"
        )
        mark = "?" if self._is_sqlite else "%s"
        names = ("key", *WRITTEN, "fields")
        self._insert = (
            f"INSERT INTO contacts ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608
        )
        settings = ", ".join(f"{name} = {mark}" for name in (*WRITTEN, "fields"))
        self._update = f"UPDATE contacts SET {settings} WHERE id = {mark}"  # noqa: S608

    def write(self, chunk: Sequence[Row]) -> None:
        rows: dict[str, Row] = {}
        for row in chunk:
            before = rows.get(row.key)
            rows[row.key] = row if before is None else joined(before, row)
        known, updates, tagged = self._compare(rows)
        inserts = [
            (key, *row.values, _as_json(row.fields))
            for key, row in rows.items()
            if key not in known
        ]
        if inserts:
            self._connection.exec_driver_sql(self._insert, inserts)
        if updates:
            self._connection.exec_driver_sql(self._update, list(updates.values()))
        self._join(rows)
        self.added += len(inserts)
        changed = len(updates.keys() | tagged)
        self.updated += changed
        self.unchanged += len(chunk) - len(inserts) - changed

    def _compare(self, rows: Mapping[str, Row]) -> tuple[set[str], dict[str, _Values], set[str]]:
        """(keys that are known, key -> parameters of its update, known keys that get a new tag)."""
        known: set[str] = set()
        updates: dict[str, _Values] = {}
        found = self._connection.execute(self._query, {"keys": self._list(list(rows))}).all()
        for contact_id, key, fields, refused_at, *before in found:
            known.add(key)
            row = rows[key]
            after = _later(before, row.values)
            if refused_at is not None:
                after[_OPENS_CONSENT] = before[_OPENS_CONSENT]
            old_fields = orjson.loads(fields) if isinstance(fields, str | bytes) else fields
            new_fields = {**old_fields, **row.fields}
            if after != before or new_fields != old_fields:
                updates[key] = (*after, _as_json(new_fields), contact_id)
        return known, updates, self._newly_tagged(rows, known)

    def _newly_tagged(self, rows: Mapping[str, Row], known: Set[str]) -> set[str]:
        tagged = [key for key in known if rows[key].tags]
        if not tagged:
            return set()
        query = (
            select(contacts.c.key, contact_tags.c.tag)
            .join_from(contact_tags, contacts, contacts.c.id == contact_tags.c.contact_id)
            .where(self._among())
        )
        has: dict[str, set[str]] = {}
        for key, tag in self._connection.execute(query, {"keys": self._list(tagged)}).all():
            has.setdefault(key, set()).add(tag)
        return {key for key in tagged if not has.get(key, set()).issuperset(rows[key].tags)}

    def _join(self, rows: Mapping[str, Row]) -> None:
        """Membership, tags and the names of own fields."""
        self._add(contact_audiences, "audience", self._audience, list(rows))
        by_tag: dict[str, list[str]] = {}
        names: set[str] = set()
        for key, row in rows.items():
            names.update(row.fields)
            for tag in row.tags:
                by_tag.setdefault(tag, []).append(key)
        for tag, keys in by_tag.items():
            self._add(contact_tags, "tag", tag, keys)
        if names:
            self._connection.execute(
                insert_new(self._connection, contact_fields),
                [{"name": name} for name in sorted(names)],
            )

    def _add(self, table: Any, column: str, value: str, keys: list[str]) -> None:
        whom = select(literal(value), contacts.c.id).where(self._among())
        self._connection.execute(
            insert_new(self._connection, table).from_select([column, "contact_id"], whom),
            {"keys": self._list(keys)},
        )

    def _among(self) -> TextClause:
        """One parameter for any number of keys."""
        if self._is_sqlite:
            return text("contacts.key IN (SELECT value FROM json_each(:keys))")
        return text("contacts.key = ANY(:keys)")

    def _list(self, keys: list[str]) -> Any:
        return orjson.dumps(keys).decode() if self._is_sqlite else keys


def joined(before: Row, after: Row) -> Row:
    """Two things told about one person; the later word stands, silence takes nothing back."""
    return Row(
        before.key,
        _later(before.values, after.values),
        {**before.fields, **after.fields},
        tuple(sorted({*before.tags, *after.tags})),
    )


def _later(before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    return [old if new is None else new for old, new in zip(before, after, strict=True)]


def _as_json(fields: Mapping[str, str]) -> str:
    return orjson.dumps(fields).decode()
