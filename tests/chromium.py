"""A real Chromium for the tests, driven by playwright."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOW_TO_GET_IT = (
    "Chromium is missing. Get it with: apt-get install -y chromium   (./run test does it as root)"
)
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_program() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError(HOW_TO_GET_IT)


@contextlib.contextmanager
def launched() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    arguments = [*_QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=find_program(), args=arguments)
        try:
            yield running
        finally:
            running.close()
