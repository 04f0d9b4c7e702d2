"""Campaigns as the database knows them: a name, an opaque code, a state."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, select, update

from mailer.model.campaign import CampaignState, Record
from mailer.model.ids import Slug
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import campaigns


class Campaigns:
    """Implements ports.Campaigns."""

    def __init__(self, engine: Engine, new_code: Callable[[], str]) -> None:
        self._engine = engine
        self._new_code = new_code

    def ensure(self, slug: Slug) -> Record:
        found = self.find(slug)
        if found is not None:
            return found
        with transaction(self._engine) as connection:
            connection.execute(
                insert_new(connection, campaigns).values(
                    slug=slug, code=self._new_code(), state="draft"
                )
            )
            row = connection.execute(select(campaigns).where(campaigns.c.slug == slug)).one()
        return _record(row)

    def find(self, slug: Slug) -> Record | None:
        return self._one(campaigns.c.slug == slug)

    def by_code(self, code: str) -> Record | None:
        return self._one(campaigns.c.code == code)

    def by_id(self, campaign_id: int) -> Record | None:
        return self._one(campaigns.c.id == campaign_id)

    def all(self) -> Sequence[Record]:
        """By id: the oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(campaigns).order_by(campaigns.c.id)).all()
        return [_record(row) for row in rows]

    def move(
        self,
        slug: Slug,
        to: CampaignState,
        *,
        when: Sequence[CampaignState],
        reason: str | None,
        at: datetime,
    ) -> bool:
        with transaction(self._engine) as connection:
            moved = connection.execute(
                update(campaigns)
                .where(campaigns.c.slug == slug, campaigns.c.state.in_(when))
                .values(state=to, reason=reason, moved_at=at)
            )
        return moved.rowcount == 1

    def limit(
        self,
        slug: Slug,
        late_seconds: int | None,
        not_after: datetime | None,
        *,
        when: Sequence[CampaignState],
    ) -> None:
        with transaction(self._engine) as connection:
            connection.execute(
                update(campaigns)
                .where(campaigns.c.slug == slug, campaigns.c.state.in_(when))
                .values(late_seconds=late_seconds, not_after=not_after)
            )

    def _one(self, condition: ColumnElement[bool]) -> Record | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(campaigns).where(condition)).one_or_none()
        return None if row is None else _record(row)


def _record(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        slug=row.slug,
        code=row.code,
        state=row.state,
        reason=row.reason,
        starts_at=row.starts_at,
        fingerprint=row.fingerprint,
        late_seconds=row.late_seconds,
        not_after=row.not_after,
    )
