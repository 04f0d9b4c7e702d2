"""The pictures of messages, by the sha256 of their bytes: a second machine needs nothing but the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256 as hashed

from sqlalchemy import Engine, select

from mailer.errors import Conflict, NotFound
from mailer.model.ids import Sha256
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import campaign_pictures, pictures

_WHOLE = 64
"""Hex digits of a sha256."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """kind: media type. campaign_ids: every campaign that it stands in, the oldest first."""

    body: bytes
    kind: str
    campaign_ids: tuple[int, ...]


class Pictures:
    """Implements ports.Pictures."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, found: Iterable[tuple[Sha256, str, bytes]], campaign_id: int) -> None:
        every = {sha256: (kind, body) for sha256, kind, body in found}
        if not every:
            return
        rows = [
            {"sha256": name, "kind": kind, "body": body} for name, (kind, body) in every.items()
        ]
        uses = [{"sha256": name, "campaign_id": campaign_id} for name in every]
        with transaction(self._engine) as connection:
            connection.execute(insert_new(connection, pictures), rows)
            connection.execute(insert_new(connection, campaign_pictures), uses)

    def get(self, sha256: Sha256) -> bytes:
        """Raises Conflict too, where the stored bytes are not those that were put."""
        with reading(self._engine) as connection:
            body = connection.scalar(select(pictures.c.body).where(pictures.c.sha256 == sha256))
        if body is None:
            raise NotFound(f"No picture {sha256[:12]} in this database. Plan the campaign again.")
        if hashed(body).hexdigest() != sha256:
            raise Conflict(
                f"The picture {sha256[:12]} was changed in the database: nothing of it is sent. "
                "Restore the database from a backup, or make and approve the campaign anew."
            )
        return bytes(body)

    def find(self, prefix: str) -> StoredPicture | None:
        """prefix: the first 32 hex digits."""
        first, last = prefix.ljust(_WHOLE, "0"), prefix.ljust(_WHOLE, "f")
        chosen = select(pictures).where(pictures.c.sha256.between(first, last)).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(chosen).one_or_none()
            if row is None:
                return None
            used = (
                select(campaign_pictures.c.campaign_id)
                .where(campaign_pictures.c.sha256 == row.sha256)
                .order_by(campaign_pictures.c.campaign_id)
            )
            whose = tuple(connection.scalars(used))
        return StoredPicture(bytes(row.body), row.kind, whose)
