"""Who did what when. Append only: nothing here edits or deletes, and the database refuses it to everybody
(see migration 0006).

An entry's digest covers the one before it of the same campaign: what somebody took out or rewrote by hand, past
the product, shows as a break. Who holds the database can still write a whole new chain; a digest that was noted
elsewhere shows that too.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, func, insert, select

from mailer.model.audit import Trail
from mailer.store.database import is_sqlite, reading, transaction
from mailer.store.tables import audit

_FIRST = ""
"""What stands before a campaign's first entry."""


class Audit:
    """Implements ports.Audit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, slug: str, what: str, by: str, at: datetime, detail: Mapping[str, Any]) -> None:
        """detail: what JSON can hold; never an address."""
        with transaction(self._engine) as connection:
            add(connection, slug, what, by, at, detail)

    def of(self, slug: str) -> Sequence[Mapping[str, Any]]:
        """Oldest first; keys what, by, at (aware UTC), detail."""
        chosen = (
            select(audit.c.what, audit.c.by, audit.c.at, audit.c.detail)
            .where(audit.c.slug == slug)
            .order_by(audit.c.id)
        )
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(chosen).mappings()]

    def trail(self, slug: str) -> Trail:
        """Entries as `of`, and whether each still follows the one before it."""
        chosen = select(audit).where(audit.c.slug == slug).order_by(audit.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(chosen).all()
        before, broken = _FIRST, None
        for number, row in enumerate(rows, 1):
            is_older = row.digest is None and before == _FIRST  # of a version without digests
            due = _digest(before, row.slug, row.what, row.by, row.at, row.detail)
            if not is_older and row.digest != due and broken is None:
                broken = number
            before = row.digest or before
        return Trail(
            entries=[
                {"what": row.what, "by": row.by, "at": row.at, "detail": row.detail} for row in rows
            ],
            broken_at=broken,
            digest=before,
        )


def add(
    connection: Connection, slug: str, what: str, by: str, at: datetime, detail: Mapping[str, Any]
) -> None:
    """As `Audit.add`, in the transaction of what it tells of: both, or neither. Who needs the campaign's row takes
    that before."""
    before = _last(connection, slug)
    connection.execute(
        insert(audit).values(
            slug=slug,
            what=what,
            by=by,
            at=at,
            detail=dict(detail),
            digest=_digest(before, slug, what, by, at, detail),
        )
    )


def _last(connection: Connection, slug: str) -> str:
    """Until the transaction ends nobody else adds to that campaign's entries."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"audit {slug}"))))
    found: str | None = connection.scalar(
        select(audit.c.digest).where(audit.c.slug == slug).order_by(audit.c.id.desc()).limit(1)
    )
    return found or _FIRST


def _digest(
    before: str, slug: str, what: str, by: str, at: datetime, detail: Mapping[str, Any]
) -> str:
    told = [before, slug, what, by, at.isoformat(), dict(detail)]
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
