"""Processes of their own that begin in a tenth of a second: forked off one that has imported everything.

Nothing but the imports is shared: each has its own folder, environment, standard streams and end.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
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


@dataclass(frozen=True)
class Running:
    """`mailer ...` in a process of its own. process: to send signals to."""

    process: BaseProcess
    _files: tuple[Path, Path]

    def ended(self, timeout: float) -> tuple[int, str, str]:
        """(exit status, standard output, standard error). Raises TimeoutError, and the process is gone."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
            raise TimeoutError
        out, err = (file.read_text("utf-8") if file.exists() else "" for file in self._files)
        return self.process.exitcode, out, err


@contextmanager
def running_mailer(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[Running]:
    """With nothing on standard input. Killed at the end of the block, where it is still there."""
    with tempfile.TemporaryDirectory() as place:
        files = (Path(place) / "stdout", Path(place) / "stderr")
        process = WARM.Process(
            target=_be_mailer, args=(tuple(arguments), folder, dict(environment), files)
        )
        process.start()
        try:
            yield Running(process, files)
        finally:
            if process.is_alive():
                process.kill()
            process.join()


def run_mailer(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], timeout: float
) -> "subprocess.CompletedProcess[str]":
    """To its end. Raises TimeoutExpired after `timeout` seconds."""
    whole = ["mailer", *arguments]
    with running_mailer(arguments, folder, environment) as running:
        try:
            return subprocess.CompletedProcess(whole, *running.ended(timeout))
        except TimeoutError:
            raise subprocess.TimeoutExpired(whole, timeout) from None


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
