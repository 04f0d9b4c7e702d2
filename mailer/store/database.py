"""One database by its URL: SQLite (WAL, full durability) or PostgreSQL, through SQLAlchemy Core.

Every file of the store works inside one of two blocks:

    with transaction(engine) as connection: ...   writes; commits at the end, rolls back on an error
    with reading(engine) as connection: ...       one consistent look; never waits for a writer

SQLite takes its write lock at the start of a transaction (BEGIN IMMEDIATE): read-then-update is then
safe between threads and between processes.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, exc, make_url
from sqlalchemy.dialects import postgresql, sqlite

from mailer.errors import ConfigError, StoreDown

_BUSY_SECONDS = 10
_LOOK_AGAIN_SECONDS = 0.0005
_FROZEN_SECONDS = 60
_SCHEMES = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}


def create(url: str, root: Path | None) -> Engine:
    """An engine; nothing is opened yet. `sqlite:///name.db` is relative to root.

    Raises ConfigError where the URL is none, or names a database that we can't work with.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, root)
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=True,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        pool_size=8,
        max_overflow=24,
        pool_timeout=_BUSY_SECONDS,
        connect_args={"connect_timeout": _BUSY_SECONDS, "application_name": "mailer"},
    )
    event.listen(engine, "connect", _keep_promises)
    return engine


@contextlib.contextmanager
def transaction(engine: Engine, *, isolation: str | None = None) -> Iterator[Connection]:
    """Commits when the block ends, rolls back when it raises. Raises StoreDown.

    isolation: PostgreSQL only (SQLite's transactions are serializable as they are).
    """
    if isolation is not None and not is_sqlite(engine):
        engine = engine.execution_options(isolation_level=isolation)
    with _outages_told(engine), engine.begin() as connection:
        yield connection


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A look at one moment, for one statement or a stream. Raises StoreDown."""
    with _outages_told(engine), engine.execution_options(reads_only=True).connect() as connection:
        yield connection


def is_sqlite(place: Engine | Connection) -> bool:
    return place.dialect.name == "sqlite"


def insert_new(place: Engine | Connection, table: Table) -> Any:
    """INSERT that leaves rows alone whose key is there already. Only `.returning(...)` tells which were
    new: what a driver counts is not the same everywhere."""
    made = sqlite.insert(table) if is_sqlite(place) else postgresql.insert(table)
    return made.on_conflict_do_nothing()


def where(engine: Engine) -> str:
    """The database's name for people: never a user or a password."""
    url = engine.url
    if is_sqlite(engine):
        return str(url.database)
    return f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or ''}"


def is_contested(down: StoreDown) -> bool:
    """Two transactions wanted the same rows (PostgreSQL): the same again may well succeed."""
    cause = down.__cause__
    code = getattr(getattr(cause, "orig", None), "sqlstate", None) or ""
    return str(code).startswith("40")


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    except (exc.ArgumentError, ValueError) as broken:
        # the cause would repeat the URL, and with it a password
        raise ConfigError(
            "MAILER_DATABASE_URL is not a URL. Write sqlite:///mailer.db or postgresql://user@host/name."
        ) from broken.__cause__
    name = parsed.get_backend_name()
    if name not in _SCHEMES or parsed.drivername not in (name, _SCHEMES[name]):
        raise ConfigError(
            f'MAILER_DATABASE_URL starts with "{parsed.drivername}", which is not known here. '
            "Write sqlite:///mailer.db or postgresql://user@host/name."
        )
    return parsed.set(drivername=_SCHEMES[name])


def _sqlite(url: URL, root: Path | None) -> Engine:
    name = url.database or ""
    if name in ("", ":memory:") or name.startswith("file:"):
        raise ConfigError(
            "MAILER_DATABASE_URL must name a file, such as sqlite:///mailer.db: "
            "a database in memory would forget whom we wrote to."
        )
    path = Path(name) if root is None else root / name
    engine = create_engine(
        url.set(database=str(path)),
        hide_parameters=True,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        pool_size=8,
        max_overflow=24,
        pool_timeout=_BUSY_SECONDS,
        connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None},
    )
    event.listen(engine, "do_connect", lambda *_: _keep_private(path))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _keep_promises(connection: Any, _record: object) -> None:
    """A commit is on the disk before it counts, whatever the server does by itself: a claim that it forgot in a
    crash would be sent twice. And a worker that was frozen or cut off in a transaction lets go of its rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{_FROZEN_SECONDS}s'")
    connection.commit()


def _keep_private(path: Path) -> None:
    """A new file is its owner's alone: supporters may be at risk. SQLite's side files follow it."""
    with contextlib.suppress(OSError):
        if not path.exists():
            path.touch(mode=0o600)


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # what OR REPLACE deletes meets the triggers that keep the audit
    connection.execute("PRAGMA recursive_triggers = ON")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """The switch to WAL ignores the busy timeout, so two first starts at once need patience here."""
    for _ in range(_BUSY_SECONDS * 20):
        with contextlib.suppress(sqlite3.OperationalError):
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            connection.execute("PRAGMA journal_mode = WAL")
            return
        time.sleep(0.05)
    connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("reads_only", False):
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_to_write(connection)


def _begin_to_write(connection: Connection) -> None:
    """SQLite itself looks again after 1, 2, 5, 10 ... 100 ms, and transactions here take one or two: several workers
    would spend a quarter of their time asleep."""
    raw: Any = connection.connection.dbapi_connection
    until = time.monotonic() + _BUSY_SECONDS
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while not _has_begun(raw) and time.monotonic() < until:
            time.sleep(_LOOK_AGAIN_SECONDS)
    finally:
        raw.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    if not raw.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what the database says


def _has_begun(raw: sqlite3.Connection) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as refused:
        return refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
    return True


@contextlib.contextmanager
def _outages_told(engine: Engine) -> Iterator[None]:
    try:
        yield
    except exc.TimeoutError as busy:
        raise StoreDown(
            f"The database {where(engine)} has no free connection: too much at once. Try again."
        ) from busy
    except exc.DBAPIError as broken:
        fact = _outage(broken)
        if fact is None:
            raise
        raise StoreDown(f"The database {where(engine)} {fact}") from broken


_SQLITE_OUTAGES = {
    "locked": "is busy: another process has held it for too long. Try again.",
    "busy": "is busy: another process has held it for too long. Try again.",
    "disk is full": "can't be written: the disk is full. Free some space.",
    "disk i/o": "can't be read or written: the disk reports an error.",
    "unable to open": "can't be opened. Does its folder exist, and may this user write there?",
    "readonly": "can't be written: this user may only read the file.",
    "malformed": "is damaged. Restore it from a backup.",
    "not a database": "is not a SQLite file. Look at MAILER_DATABASE_URL.",
}


def _outage(broken: exc.DBAPIError) -> str | None:
    """What happened, in words; None where it is a defect of ours."""
    if isinstance(broken.orig, sqlite3.Error):
        text = str(broken.orig).lower()
        return next((fact for sign, fact in _SQLITE_OUTAGES.items() if sign in text), None)
    if broken.connection_invalidated or isinstance(broken, exc.OperationalError):
        code = getattr(broken.orig, "sqlstate", None) or ""
        if code.startswith("53"):
            return "can't be written: it is out of disk, memory or connections."
        if code.startswith("40"):
            return "was asked for the same rows by several workers at once. Try again."
        if code.startswith(("28", "3D")):
            return "refuses us: wrong user, password or name. Look at MAILER_DATABASE_URL."
        return "can't be reached. Is it running, and is MAILER_DATABASE_URL right?"
    return None
