"""Every `console` example in the README and in docs/ runs and prints what the page says.

Lines that begin with `$ ` are run in order, one workspace a page; the lines below are what must be
printed to standard output and standard error together. `...` stands for anything.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

_FENCE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    if _FENCE.search(page.read_text(encoding="utf-8"))
]


def examples(page: Path) -> Iterator[tuple[str, str]]:
    """(command, expected output) of each example, in the order of the page."""
    for fence in _FENCE.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", fence, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            yield command, expected


def matches(expected: str, printed: str) -> bool:
    """Whether the output is what the page says; `...` stands for anything."""
    pattern = r"[\s\S]*".join(re.escape(part) for part in expected.strip().split("..."))
    return re.fullmatch(pattern, printed.strip()) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.timeout(240)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    command = programs / "mailer"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mailer "$@"\n')
    command.chmod(0o755)
    home = tmp_path / "work"
    home.mkdir()
    for name in ("templates", "audiences", "releases", "campaigns", "pictures", "mailer.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, home / name)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("MAILER_")},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "COLUMNS": "80",
    }
    for line, expected in examples(page):
        done = subprocess.run(
            line,
            shell=True,
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        assert matches(expected, done.stdout), (
            f"$ {line}\n{done.stdout}\n-- instead of --\n{expected}"
        )


def test_an_example_that_prints_something_else_is_found_out() -> None:
    assert matches("a ... c\n", "a b c")
    assert not matches("a ... c\n", "a b d")
