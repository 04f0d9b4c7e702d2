"""A workspace whose provider is the stand-in: mail goes there, and signed events come back to our own server.

stand-in ── its address and its key ──> settings ──> App ──> our server, told to the stand-in beforehand

Whoever plays on it (`mailer demo`, `mailer rehearse`) brings the server: it belongs to the web.
"""

import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from mailer.app import App
from mailer.sandbox import Sandbox, SandboxOptions

Serve = Callable[[App, int], contextlib.AbstractContextManager[object]]
"""Serves an App at a port of this machine, for as long as the block lasts."""


@dataclass(frozen=True, slots=True)
class Stage:
    """address: where our own server answers."""

    app: App
    sandbox: Sandbox
    address: str


@contextlib.contextmanager
def staged(
    make_app: Callable[[Mapping[str, str]], App], options: SandboxOptions, serve: Serve
) -> Iterator[Stage]:
    """make_app: from the environment that makes the stand-in the provider. options: where events go is
    filled in."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    sandbox = Sandbox(replace(options, events_to=f"{address}/webhooks/sendgrid"))
    host = sandbox.start()
    try:
        environment = {
            "MAILER_TRANSPORT": "sendgrid",
            "SENDGRID_API_KEY": "SG.only-for-the-stand-in",
            "MAILER_SENDGRID_HOST": host,
            "MAILER_SENDGRID_WEBHOOK_KEY": sandbox.public_key,
            "MAILER_PUBLIC_URL": address,
        }
        with contextlib.closing(make_app(environment)) as app, serve(app, port):
            try:
                yield Stage(app, sandbox, address)
            finally:
                sandbox.stop()
    finally:
        sandbox.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
