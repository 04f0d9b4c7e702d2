"""What the tests stand on: a clock, a workspace, databases, a browser. All real, all local."""

import itertools
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from tests import chromium, postgres
from tests.clock import SetClock
from tests.scratch import scratch

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("MAILER_TEST_REFERENCE") or ROOT.parent / "shared")
"""Reference material of others, where a machine has it; test_*_reference.py read it."""

_numbers = itertools.count(1)

# A run in the background of a shell ignores SIGINT, and so would every program that tests start and stop.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# pytest puts its temporary folders there, in every worker of a run
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch()))

# A machine that is busy is no defect: no example is timed. The usual run takes the same examples each
# time, so that a red run is about the change; `MAILER_TEST_PROFILE=thorough` looks longer, and elsewhere.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("usual", max_examples=50, derandomize=True, **_PATIENT)
settings.register_profile("brief", max_examples=10, derandomize=True, **_PATIENT)
settings.register_profile("thorough", max_examples=1000, **_PATIENT)
settings.load_profile(os.environ.get("MAILER_TEST_PROFILE", "usual"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests on reference material are collected only where it lies."""
    if collection_path.name.endswith("_reference.py") and not SHARED.is_dir():
        return True
    return None


@pytest.fixture(autouse=True)
def _without_the_callers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on, or sends with, what the person who runs it has exported."""
    for name in list(os.environ):
        if name.startswith(("MAILER_", "SENDGRID_")) and name != "MAILER_TEST_REFERENCE":
            monkeypatch.delenv(name)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def shared() -> Path:
    return SHARED


@pytest.fixture
def workspace_dir(tmp_path: Path) -> Path:
    """A fresh copy of the repository's own workspace."""
    target = tmp_path / "workspace"
    target.mkdir()
    for name in ("templates", "audiences", "releases", "campaigns", "pictures"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "mailer.toml", target)
    return target


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with our tables and nothing in them."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _with_tables(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh file with our tables."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'test.db')}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A database's name: it has our tables and nothing in them."""
    name = "with_tables"
    _administer(postgres_server, f'CREATE DATABASE "{name}"')
    _with_tables(f"{postgres_server}/{name}")
    return name


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A fresh database with our tables."""
    yield from _database(postgres_server, f'TEMPLATE "{postgres_template}"')


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh database without any table."""
    yield from _database(postgres_server, "")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test twice: on a fresh SQLite file and in a fresh PostgreSQL database, both with our tables."""
    url: str = request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "postgres_url"
    )
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test twice, as a first start finds it: no SQLite file yet, no table in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def _with_tables(url: str) -> None:
    """Copies of it are databases of their own: none has been told yet where it may send from."""
    from sqlalchemy import delete

    from mailer.store import open_store
    from mailer.store.tables import seats

    made = open_store(url, new_code=lambda: "")
    with made.engine.begin() as connection:
        connection.execute(delete(seats))
    made.close()


def _administer(server: str, command: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(command.encode())


def _database(server: str, how: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _administer(server, f'CREATE DATABASE "{name}" {how}')
    yield f"{server}/{name}"
    _administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real, headless Chromium (a playwright Browser)."""
    with chromium.launched() as running:
        yield running
