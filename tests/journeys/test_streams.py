"""Standard streams as a shell, a cron job or a full disk leave them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def shell(line: str, workspace: Path) -> "subprocess.CompletedProcess[bytes]":
    """`line` with `mailer` in it, by bash; its status is that of the mailer, not of who reads it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILER_")}
    whole = f'mailer() {{ "{sys.executable}" -m mailer "$@"; }}; {line}'
    return subprocess.run(
        ["bash", "-c", whole],
        cwd=workspace,
        env={**kept, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("mailer segments --json >&-", 0),
        ("mailer check no-such-campaign 2>&-", 2),
        ("mailer forget nobody@example.org --json <&-", 0),
        ("mailer segments --json | true; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_a_closed_stream_is_no_defect(workspace_dir: Path, line: str, status: int) -> None:
    done = shell(line, workspace_dir)
    assert (done.returncode, done.stderr) == (status, b"")


def test_a_full_disk_is_told_in_one_line(workspace_dir: Path) -> None:
    done = shell("mailer segments > /dev/full", workspace_dir)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Error: Standard output can't be written: No space left")
    assert done.stderr.count(b"\n") == 1
