"""Processes of their own that begin in a tenth of a second: forked off one that has imported everything.

Nothing but the imports is shared: each has its own folder, environment, standard streams and end.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(
    [
        "__main__",
        "alembic.command",
        "sqlalchemy.dialects.sqlite",
        "psycopg",
        "mailer.cli.output",
        "mailer.app",
        "mailer.web",
        "mailer.sandbox",
        "mailer.transports.sendgrid",
        "mailer.engines.procrastinate",
        *(f"mailer.operations.{name}" for name in ("audience", "blast", "compose", "report")),
    ]
)


def run_mailer(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], timeout: float
) -> "subprocess.CompletedProcess[str]":
    """`mailer ...` with nothing on standard input. Raises TimeoutExpired after `timeout` seconds."""
    with tempfile.TemporaryDirectory() as place:
        files = (Path(place) / "stdout", Path(place) / "stderr")
        process = WARM.Process(
            target=_be_mailer, args=(tuple(arguments), folder, dict(environment), files)
        )
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["mailer", *arguments], timeout)
        out, err = (file.read_text("utf-8") if file.exists() else "" for file in files)
        return subprocess.CompletedProcess(["mailer", *arguments], process.exitcode, out, err)


def _be_mailer(
    arguments: tuple[str, ...], folder: Path, environment: dict[str, str], files: tuple[Path, Path]
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files, 1):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (till the end)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (till the end)
    from mailer.cli import main

    sys.argv = ["mailer", *arguments]
    main()
