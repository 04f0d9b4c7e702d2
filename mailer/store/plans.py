"""Send plans, kept whole: what people approved stays to be read."""

import msgspec
from sqlalchemy import ColumnElement, Engine, insert, select

from mailer.model.ids import Fingerprint, Slug
from mailer.model.plan import SendPlan
from mailer.store.database import reading, transaction
from mailer.store.tables import plans

# made here for the reason told in messages.py
_READS = msgspec.json.Decoder(SendPlan)


class Plans:
    """Implements ports.Plans."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, plan: SendPlan) -> None:
        with transaction(self._engine) as connection:
            connection.execute(
                insert(plans).values(
                    slug=plan.campaign,
                    fingerprint=plan.fingerprint,
                    body=msgspec.json.encode(plan),
                    planned_at=plan.planned_at,
                )
            )

    def latest(self, slug: Slug) -> SendPlan | None:
        return self._newest(plans.c.slug == slug)

    def find(self, slug: Slug, fingerprint: Fingerprint) -> SendPlan | None:
        """The newest of that fingerprint."""
        return self._newest((plans.c.slug == slug) & (plans.c.fingerprint == fingerprint))

    def _newest(self, condition: ColumnElement[bool]) -> SendPlan | None:
        with reading(self._engine) as connection:
            body = connection.scalar(
                select(plans.c.body).where(condition).order_by(plans.c.id.desc()).limit(1)
            )
        return None if body is None else _READS.decode(body)
