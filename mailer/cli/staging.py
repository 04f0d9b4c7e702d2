"""Our own server beside a command, for the stand-in to tell what became of mail."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer.app import App


@contextlib.contextmanager
def serving(app: "App", port: int) -> Iterator[None]:
    """On this machine only, in a thread, until the block ends."""
    from mailer.web import BackgroundServer

    server = BackgroundServer(app, host="127.0.0.1", port=port)
    server.start()
    try:
        yield
    finally:
        server.stop()
