"""The pictures of messages, by the sha256 of their bytes: a second machine needs nothing but the database."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, select

from mailer.errors import NotFound
from mailer.model.ids import Sha256
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import pictures


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """kind: media type. campaign_id: the first campaign that it stood in."""

    body: bytes
    kind: str
    campaign_id: int


class Pictures:
    """Implements ports.Pictures."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, found: Iterable[tuple[Sha256, str, bytes]], campaign_id: int) -> None:
        rows = [
            {"sha256": sha256, "kind": kind, "body": body, "campaign_id": campaign_id}
            for sha256, kind, body in found
        ]
        if not rows:
            return
        with transaction(self._engine) as connection:
            connection.execute(insert_new(connection, pictures), rows)

    def get(self, sha256: Sha256) -> bytes:
        with reading(self._engine) as connection:
            body = connection.scalar(select(pictures.c.body).where(pictures.c.sha256 == sha256))
        if body is None:
            raise NotFound(f"No picture {sha256[:12]} in this database. Plan the campaign again.")
        return bytes(body)

    def find(self, prefix: str) -> StoredPicture | None:
        """prefix: the first 32 hex digits."""
        chosen = select(pictures.c.body, pictures.c.kind, pictures.c.campaign_id).where(
            pictures.c.sha256.between(prefix, prefix + "g")
        )
        with reading(self._engine) as connection:
            row = connection.execute(chosen.limit(1)).one_or_none()
        return None if row is None else StoredPicture(bytes(row.body), row.kind, row.campaign_id)
