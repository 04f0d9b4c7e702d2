"""Frozen messages, by their sha256: what was approved is what is sent.

A body is the sha256 of what follows, and the message as JSON.
"""

from hashlib import sha256 as hashed

import msgspec
from sqlalchemy import Engine, select

from mailer.errors import Conflict, NotFound
from mailer.model.ids import Sha256
from mailer.model.message import Message
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import messages

_DIGEST = 32
# Made here, not at the first use: two threads that use a type for the first time at once crash msgspec.
_READS = msgspec.json.Decoder(Message)


class Messages:
    """Implements ports.Messages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, message: Message, campaign_id: int) -> None:
        """The same message a second time changes nothing."""
        body = msgspec.json.encode(message)
        with transaction(self._engine) as connection:
            connection.execute(
                insert_new(connection, messages).values(
                    sha256=message.sha256,
                    campaign_id=campaign_id,
                    body=hashed(body).digest() + body,
                )
            )

    def get(self, sha256: Sha256) -> Message:
        """Raises Conflict too, where the stored body is not the one that was put."""
        with reading(self._engine) as connection:
            stored = connection.scalar(select(messages.c.body).where(messages.c.sha256 == sha256))
        if stored is None:
            raise NotFound(
                f"No frozen message {sha256[:12]} in this database. Plan the campaign again."
            )
        digest, body = stored[:_DIGEST], stored[_DIGEST:]
        message = _READS.decode(body) if hashed(body).digest() == digest else None
        if message is None or message.sha256 != sha256:
            raise Conflict(
                f"The frozen message {sha256[:12]} was changed in the database: nothing of it is sent. "
                "Restore the database from a backup, or make and approve the campaign anew."
            )
        return message
