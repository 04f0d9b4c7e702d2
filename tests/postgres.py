"""A real PostgreSQL server for the tests: started once a run on loopback, stopped at its end."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

HOW_TO_GET_IT = (
    "PostgreSQL's server programs are missing. Get them with: "
    "apt-get install -y postgresql   (./run test does it as root)"
)


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
    programs, user = find_programs(), _user()
    home = Path(tempfile.mkdtemp(prefix="mailer-pg-", dir="/tmp"))
    try:
        if user is not None:
            os.chown(home, user, -1)
        data = home / "data"
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "mailer",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user,
            cwd=home,
        )
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options.split()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=user,
            cwd=home,
        )
        try:
            url = f"postgresql://mailer@127.0.0.1:{port}"
            _wait_until_ready(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("PostgreSQL ended at once; run its `postgres` by hand to see why.")
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not answer within 10 seconds.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
