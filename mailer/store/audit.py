"""Who did what when. Append only: nothing here edits or deletes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select

from mailer.store.database import reading, transaction
from mailer.store.tables import audit


class Audit:
    """Implements ports.Audit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, slug: str, what: str, by: str, at: datetime, detail: Mapping[str, Any]) -> None:
        """detail: what JSON can hold; never an address."""
        with transaction(self._engine) as connection:
            connection.execute(
                insert(audit).values(slug=slug, what=what, by=by, at=at, detail=dict(detail))
            )

    def of(self, slug: str) -> Sequence[Mapping[str, Any]]:
        """Oldest first; keys what, by, at (aware UTC), detail."""
        chosen = (
            select(audit.c.what, audit.c.by, audit.c.at, audit.c.detail)
            .where(audit.c.slug == slug)
            .order_by(audit.c.id)
        )
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(chosen).mappings()]
