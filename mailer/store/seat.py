"""The one place that a database sends from. A copy finds another place written in itself, and sends nothing.

place   SQLite: the file's path and its number on the disk (inode). PostgreSQL: the cluster's identifier
        and the database's. A copied folder, a moved file, a dump that was loaded elsewhere: all differ.
        A physical copy has the same place, and both send: a PostgreSQL data folder (basebackup, a disk's
        snapshot, a promoted standby), a machine's image with SQLite in it. Nothing in such a copy differs, and
        a new worker knows nothing but the URL, so people keep them apart (docs/engineer.md, Backup).
turn    counts claims. A worker notes outside of the database how far it came; a database that is behind
        that note was restored from a backup, and has forgotten what was sent since.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, insert, select, text, update

from mailer.errors import UnsafePlan
from mailer.model.plan import Risk
from mailer.model.seat import Seated
from mailer.store.database import insert_new, is_sqlite, reading, transaction
from mailer.store.tables import seats

_ONLY = "sender"
_NEXT = (
    update(seats)
    .where(seats.c.name == _ONLY, seats.c.place == bindparam("here"))
    .values(turn=seats.c.turn + 1)
    .returning(seats.c.turn)
)


class Seat:
    """Implements ports.Seat."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def look(self) -> Seated:
        with reading(self._engine) as connection:
            here = place_of(connection)
            row = connection.execute(select(seats).where(seats.c.name == _ONLY)).one_or_none()
        return Seated(here, row is None or row.place == here, 0 if row is None else int(row.turn))

    def take_first(self) -> None:
        """A database that has no seat yet gets this one."""
        with reading(self._engine) as connection:
            if connection.scalar(select(seats.c.name)) is not None:
                return
        with transaction(self._engine) as connection:
            connection.execute(
                insert_new(connection, seats).values(name=_ONLY, place=place_of(connection), turn=0)
            )

    def take(self, at_least: int) -> None:
        with transaction(self._engine) as connection:
            here = place_of(connection)
            turn = connection.scalar(select(seats.c.turn).where(seats.c.name == _ONLY))
            values = {"place": here, "turn": max(turn or 0, at_least) + 1}
            if turn is None:
                connection.execute(insert(seats).values(name=_ONLY, **values))
            else:
                connection.execute(update(seats).where(seats.c.name == _ONLY).values(**values))


def next_turn(connection: Connection, here: str) -> int:
    """Within the transaction that claims: raises UnsafePlan where this is not the place to send from."""
    turn = connection.scalar(_NEXT, {"here": here})
    if turn is None:
        raise UnsafePlan([not_adopted()])
    return int(turn)


def must_be_here(connection: Connection) -> None:
    """As `next_turn`, for what sends nothing."""
    place = connection.scalar(select(seats.c.place).where(seats.c.name == _ONLY))
    if place != place_of(connection):
        raise UnsafePlan([not_adopted()])


def not_adopted() -> Risk:
    return Risk(
        "not-adopted",
        "this database was copied, moved or restored: if the first one still sends, people would get it "
        "twice. Make sure that only this one sends, then say so: mailer adopt",
        blocks=True,
        may_be_accepted=False,
    )


def place_of(connection: Connection) -> str:
    if is_sqlite(connection):
        file = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
        path = Path(file).resolve()
        return f"{path}#{path.stat().st_ino}"
    cluster = connection.scalar(text("SELECT system_identifier FROM pg_control_system()"))
    database = connection.scalar(
        text("SELECT oid FROM pg_database WHERE datname = current_database()")
    )
    return f"{cluster}/{database}"
