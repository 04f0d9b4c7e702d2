"""Sign-offs on one exact plan, and the proofs that people looked at."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, insert, select

from mailer.model.ids import Fingerprint, Sha256, Slug
from mailer.model.plan import Approval, Proof
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import approvals, proofs


class Approvals:
    """Implements ports.Approvals."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, slug: Slug, approval: Approval) -> None:
        with transaction(self._engine) as connection:
            connection.execute(
                insert_new(connection, approvals).values(
                    slug=slug,
                    fingerprint=approval.fingerprint,
                    by=approval.by,
                    at=approval.at,
                    accepted_risks=list(approval.accepted_risks),
                )
            )

    def of(self, slug: Slug, fingerprint: Fingerprint) -> Sequence[Approval]:
        """In the order they were given."""
        chosen = (
            select(approvals)
            .where(approvals.c.slug == slug, approvals.c.fingerprint == fingerprint)
            .order_by(approvals.c.at, approvals.c.by)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(chosen).all()
        return [_approval(row) for row in rows]

    def latest(self, slug: Slug) -> Approval | None:
        chosen = (
            select(approvals)
            .where(approvals.c.slug == slug)
            .order_by(approvals.c.at.desc(), approvals.c.by)
            .limit(1)
        )
        with reading(self._engine) as connection:
            row = connection.execute(chosen).one_or_none()
        return None if row is None else _approval(row)

    def add_proof(self, slug: Slug, proof: Proof) -> None:
        with transaction(self._engine) as connection:
            connection.execute(
                insert(proofs).values(
                    slug=slug,
                    to=proof.to,
                    rendered_as=proof.rendered_as,
                    message_sha256=proof.message_sha256,
                    at=proof.at,
                )
            )

    def proofs(self, slug: Slug) -> Sequence[Proof]:
        """In the order they were sent."""
        chosen = select(proofs).where(proofs.c.slug == slug).order_by(proofs.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(chosen).all()
        return [
            Proof(
                to=row.to,
                rendered_as=row.rendered_as,
                message_sha256=Sha256(row.message_sha256),
                at=row.at,
            )
            for row in rows
        ]


def _approval(row: Row[Any]) -> Approval:
    return Approval(
        by=row.by,
        at=row.at,
        fingerprint=Fingerprint(row.fingerprint),
        accepted_risks=tuple(row.accepted_risks),
    )
