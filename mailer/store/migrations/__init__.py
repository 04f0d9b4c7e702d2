"""The schema's history, by Alembic; brought up to date when a database is opened.

A new step: add a file to versions/, set HEAD to its number. Two processes may open one database at the
same moment: the first does the work in one transaction, the other waits and finds it done.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from mailer.errors import ConfigError
from mailer.store.database import is_sqlite, reading, transaction, where

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"
"""The newest step. The usual start only compares it, and never loads Alembic."""

_LOCK = 7_301_554_021
"""Any number, the same in every process: who holds it may change the schema (PostgreSQL)."""


def upgrade(engine: Engine) -> None:
    """Brings the database to HEAD. Raises ConfigError where it was made by a newer mailer; StoreDown."""
    with reading(engine) as connection:
        if _version(connection) == HEAD:
            return
    with transaction(engine) as connection:
        if not is_sqlite(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _version(connection)
        if found == HEAD:
            return
        _climb(connection, found, where(engine))


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration; env.py works on the connection, inside its transaction."""
    from alembic.config import Config

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", "mailer.store:migrations")
    return made


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """Whether a table is compared with ours (Alembic's `include_name`): the job queue's are its library's."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _climb(connection: Connection, found: str | None, place: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    try:
        if found is not None:
            ScriptDirectory(str(Path(__file__).parent)).get_revision(found)
    except CommandError as unknown:
        raise ConfigError(
            f"The database {place} was made by a newer mailer (schema {found}; this one knows up to "
            f"{HEAD}). Install that version, or name another database in MAILER_DATABASE_URL."
        ) from unknown
    command.upgrade(config(connection), "head")
