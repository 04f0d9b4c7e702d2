"""One-time links and sessions of the dashboard; only hashes are kept."""

from datetime import datetime

from sqlalchemy import Engine, delete, insert, select, update

from mailer.store.database import reading, transaction
from mailer.store.tables import logins


class Logins:
    """Implements ports.Logins."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_link(self, token_hash: str, expires_at: datetime) -> None:
        self._add("link", token_hash, expires_at)

    def use_link(self, token_hash: str, now: datetime) -> bool:
        with transaction(self._engine) as connection:
            used = connection.execute(
                update(logins)
                .where(
                    logins.c.token_hash == token_hash,
                    logins.c.kind == "link",
                    logins.c.used_at.is_(None),
                    logins.c.expires_at > now,
                )
                .values(used_at=now)
            )
        return used.rowcount == 1

    def has_any(self, now: datetime) -> bool:
        chosen = select(logins.c.token_hash).where(
            logins.c.kind == "session", logins.c.expires_at > now
        )
        with reading(self._engine) as connection:
            return connection.scalar(chosen.limit(1)) is not None

    def add_session(self, token_hash: str, expires_at: datetime) -> None:
        self._add("session", token_hash, expires_at)

    def has_session(self, token_hash: str, now: datetime) -> bool:
        chosen = select(logins.c.token_hash).where(
            logins.c.token_hash == token_hash,
            logins.c.kind == "session",
            logins.c.expires_at > now,
        )
        with reading(self._engine) as connection:
            return connection.scalar(chosen) is not None

    def end_session(self, token_hash: str) -> None:
        with transaction(self._engine) as connection:
            connection.execute(
                delete(logins).where(logins.c.token_hash == token_hash, logins.c.kind == "session")
            )

    def _add(self, kind: str, token_hash: str, expires_at: datetime) -> None:
        with transaction(self._engine) as connection:
            connection.execute(
                insert(logins).values(token_hash=token_hash, kind=kind, expires_at=expires_at)
            )
