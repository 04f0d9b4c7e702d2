"""Our FastAPI application behind uvicorn: in the foreground, or in a thread beside other work."""

import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from mailer.app import App
from mailer.errors import InputError

if TYPE_CHECKING:
    from fastapi import FastAPI

_DRAIN_SECONDS = 10


def serve(
    app: App,
    *,
    host: str,
    port: int,
    on_ready: Callable[[str], None] = lambda address: None,
    on_stop: Callable[[], None] = lambda: None,
) -> None:
    """Blocks until SIGINT or SIGTERM, then lets running requests finish. A second signal doesn't wait.

    on_ready is called with the address once connections are taken, on_stop as soon as a signal comes.
    Raises InputError where the port or the host can't be had.
    """
    from mailer.web.application import create_app

    listening = _listen(host, port)
    server = _Server(create_app(app, hosts=(host,)), lambda: on_ready(_address(listening)))
    with contextlib.closing(listening), _ended_by_signals(server, on_stop):
        server.run(sockets=[listening])


class BackgroundServer:
    """The same server in its own thread; port 0 takes a free one."""

    def __init__(self, app: App, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app, self._host, self._port = app, host, port
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None
        self.url = ""

    def start(self) -> str:
        """Returns the address when it answers. Raises InputError as `serve` does."""
        from mailer.web.application import create_app

        ready = threading.Event()
        listening = _listen(self._host, self._port)
        self.url = _address(listening)
        self._server = server = _Server(create_app(self._app, hosts=(self._host,)), ready.set)

        def work() -> None:
            try:
                with contextlib.closing(listening):
                    server.run(sockets=[listening])
            finally:
                ready.set()

        self._thread = threading.Thread(target=work, name="mailer-web", daemon=True)
        self._thread.start()
        ready.wait()
        return self.url

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_DRAIN_SECONDS + 5)


class _Server(uvicorn.Server):
    def __init__(self, web: "FastAPI", on_ready: Callable[[], None]) -> None:
        # No access log: its lines would hold tokens. No server header: it tells only attackers.
        super().__init__(
            uvicorn.Config(
                web,
                access_log=False,
                log_config=None,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=_DRAIN_SECONDS,
            )
        )
        logging.getLogger("uvicorn.access").addFilter(_never)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn raises a caught signal again when it has stopped, which would kill the worker that
        still drains: `_ended_by_signals` does it instead."""
        yield


def _never(record: logging.LogRecord) -> bool:
    """For uvicorn's access log, which is off, and stays silent even where a host attaches a handler."""
    return False


@contextlib.contextmanager
def _ended_by_signals(server: uvicorn.Server, on_stop: Callable[[], None]) -> Iterator[None]:
    def leave(number: int, frame: FrameType | None) -> None:
        on_stop()
        server.force_exit = server.should_exit
        server.should_exit = True

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise InputError(
            f"--host {host} --port {port}: can't listen there: {reason}. Choose another --port, "
            "or stop what uses this one."
        ) from None


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
