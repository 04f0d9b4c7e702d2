"""A real PostgreSQL server for the tests: started once a worker on loopback, gone at its end.

The server ends with the tests also where those are killed: it is a child of a small shell that waits
for the end of its input, which only the tests hold open.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.scratch import scratch

HOW_TO_GET_IT = (
    "PostgreSQL's server programs are missing. Get them with: "
    "apt-get install -y postgresql   (./run test does it as root)"
)
_ENDS_WITH_ITS_INPUT = """
home=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(cat <&3 >/dev/null; kill -QUIT "$server"; sleep 5; kill -KILL "$server") 2>/dev/null &
watch=$!
exec 3<&-
wait "$server"
kill -KILL "$watch" 2>/dev/null
rm -rf "$home" || { sleep 1; rm -rf "$home"; }
"""
_SECONDS_TO_START = 60.0
# nothing in it outlives the tests, so that it need not outlive a power cut either
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class _Ended(Exception):
    """The server is gone: most likely someone else has taken the port meanwhile."""


def find_programs() -> Path:
    """The folder with initdb and postgres: on the PATH, or where Debian puts them."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).parent)
    for folder in places:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(HOW_TO_GET_IT)


def _user() -> int | None:
    """The server refuses to run as root: then it runs as `postgres`, which its package made."""
    return pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yields `postgresql://mailer@127.0.0.1:PORT`, without a database's name."""
    for tries_left in (4, 3, 2, 1, 0):
        home = Path(tempfile.mkdtemp(prefix="mailer-pg-", dir=scratch()))
        try:
            with _running(home) as url:
                yield url
                return
        except _Ended:
            if not tries_left:
                raise
        finally:
            shutil.rmtree(home, ignore_errors=True)


@dataclass
class Cluster:
    """A server that a test may stop, without a warning to anybody, and start again."""

    home: Path
    port: int
    _running: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def url(self) -> str:
        return f"postgresql://mailer@127.0.0.1:{self.port}"

    def start(self) -> None:
        """What was committed is there again: a claim that is forgotten would be sent twice."""
        doomed = self.home / "nothing"
        self._running.enter_context(_started(self.home, doomed, self.port, ("fsync=off",)))

    def stop(self) -> None:
        self._running.close()


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Started; gone at the end of the block."""
    home = Path(tempfile.mkdtemp(prefix="mailer-pg-", dir=scratch()))
    made = Cluster(home, free_port())
    try:
        _initialise(home)
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _running(home: Path) -> Iterator[str]:
    _initialise(home)
    with _started(home, home, free_port(), _FAST) as url:
        yield url


def _initialise(home: Path) -> None:
    user = _user()
    if user is not None:
        os.chown(home, user, -1)
    made = [find_programs() / "initdb", "-D", home / "data", "-U", "mailer", "-A", "trust"]
    subprocess.run(
        [*made, "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        user=user,
        cwd=home,
    )


@contextlib.contextmanager
def _started(home: Path, doomed: Path, port: int, how: Sequence[str]) -> Iterator[str]:
    """doomed: what is removed once the server has ended."""
    data = home / "data"
    settings = ("listen_addresses=127.0.0.1", f"unix_socket_directories={home}", *how)
    options = ["-p", str(port), *(part for each in settings for part in ("-c", each))]
    command = [find_programs() / "postgres", "-D", data, *options]
    process = subprocess.Popen(
        ["/bin/sh", "-c", _ENDS_WITH_ITS_INPUT, "sh", doomed, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=_user(),
        cwd=home,
        start_new_session=True,
    )
    assert process.stdin is not None
    try:
        url = f"postgresql://mailer@127.0.0.1:{port}"
        _wait_until_ready(url, data, process)
        yield url
    finally:
        process.stdin.close()
        process.wait(20)


def _wait_until_ready(url: str, data: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until it is this server that answers, and no other on the same port."""
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise _Ended("PostgreSQL ended at once; run its `postgres` by hand to see why.")
        with contextlib.suppress(psycopg.OperationalError):
            with psycopg.connect(f"{url}/postgres", connect_timeout=2) as connection:
                found = connection.execute("SHOW data_directory").fetchone()
            if found == (str(data),):
                return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not answer within {_SECONDS_TO_START:.0f} seconds.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
