"""Frozen messages, by their sha256: what was approved is what is sent."""

import msgspec
from sqlalchemy import Engine, select

from mailer.errors import NotFound
from mailer.model.ids import Sha256
from mailer.model.message import Message
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import messages


class Messages:
    """Implements ports.Messages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, message: Message, campaign_id: int) -> None:
        """The same message a second time changes nothing."""
        with transaction(self._engine) as connection:
            connection.execute(
                insert_new(connection, messages).values(
                    sha256=message.sha256,
                    campaign_id=campaign_id,
                    body=msgspec.json.encode(message),
                )
            )

    def get(self, sha256: Sha256) -> Message:
        with reading(self._engine) as connection:
            body = connection.scalar(select(messages.c.body).where(messages.c.sha256 == sha256))
        if body is None:
            raise NotFound(
                f"No frozen message {sha256[:12]} in this database. Plan the campaign again."
            )
        return msgspec.json.decode(body, type=Message)
