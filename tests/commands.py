"""The command line as a person or a program uses it: real processes, in a workspace of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.processes import run_mailer


@dataclass
class Commands:
    """`mailer ...` in one workspace."""

    workspace: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, timeout: float = 100) -> "subprocess.CompletedProcess[str]":
        return run_mailer(arguments, self.workspace, self._whole_environment(), timeout)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """A whole new Python in the background; the caller ends it."""
        return subprocess.Popen(
            [sys.executable, "-m", "mailer", *arguments],
            cwd=self.workspace,
            env=self._whole_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def json(self, *arguments: str, exit_status: int = 0, timeout: float = 100) -> Any:
        done = self.run(*arguments, "--json", timeout=timeout)
        assert done.returncode == exit_status, f"{arguments}: {done.returncode}\n{done.stderr}"
        return json.loads(done.stdout)

    def fails(self, *arguments: str, exit_status: int) -> str:
        """What it says on standard error."""
        done = self.run(*arguments)
        assert done.returncode == exit_status, f"{done.returncode}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stderr

    def with_environment(self, added: Mapping[str, str]) -> "Commands":
        return Commands(self.workspace, {**self.environment, **added})

    def _whole_environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MAILER_", "SENDGRID_"))
        }
        return {**kept, "PYTHONPATH": str(ROOT), **self.environment}
