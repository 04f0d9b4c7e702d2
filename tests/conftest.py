"""What the tests stand on: a clock, a workspace, databases, a browser. All real, all local."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import chromium, postgres
from tests.clock import SetClock

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("MAILER_TEST_REFERENCE") or ROOT.parent / "shared")
"""Reference material of others, where a machine has it; test_*_reference.py read it."""

_numbers = itertools.count(1)


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
    for name in ("templates", "audiences", "releases", "campaigns"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "mailer.toml", target)
    return target


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgres_server}/{name}"
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test twice: a fresh SQLite file, a fresh PostgreSQL database."""
    url: str = request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "postgres_url"
    )
    return url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real, headless Chromium (a playwright Browser)."""
    with chromium.launched() as running:
        yield running
