"""`mailer serve`, and `mailer login` for a new way into its dashboard."""

import contextlib
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from mailer.cli.output import WorkspaceOption, note, opened

if TYPE_CHECKING:
    from mailer.app import App

logger = logging.getLogger(__name__)
_AGAIN = 5.0
"""Seconds until the worker tries again, after the database was out of reach or a setting could not be used."""


def register(root: typer.Typer) -> None:
    root.command()(serve)
    root.command()(login)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8080,
    workspace: WorkspaceOption = None,
) -> None:
    """Serve the dashboard, links and webhooks. On SQLite the worker too, in one process."""
    from mailer import web

    with opened(workspace) as app:
        # What is wrong with the keys or the database is said before anybody is promised a page.
        _ = app.keyring, app.store
        stop = threading.Event()

        def ready(address: str) -> None:
            _print(f"Dashboard: {address}")
            if not app.store.logins.has_any(app.clock.now()):
                _print(f"Sign in once, within 12 hours: {web.login_link(app, address)}")
            note(f"Links in messages lead to {app.settings.public_url}.")
            if app.settings.is_sqlite:
                note(f"What is due is sent from here, by {app.settings.transport}.")
            note("Ctrl-C stops the server.")

        with _working(app, stop):
            web.serve(app, host=host, port=port, on_ready=ready, on_stop=stop.set)
            note("Stopped taking requests; what is on its way is finished.")


def login(workspace: WorkspaceOption = None) -> None:
    """Make a one-time link to the dashboard. It signs a browser in to `mailer serve`."""
    from mailer import web

    with opened(workspace) as app:
        _print(web.login_link(app))
        note("It works once, within 12 hours.")


@contextlib.contextmanager
def _working(app: "App", stop: threading.Event) -> Iterator[None]:
    """On SQLite the worker runs beside the pages; it drains before this returns. With PostgreSQL it is
    `mailer worker`, on as many machines as needed."""
    if not app.settings.is_sqlite:
        yield
        return
    thread = threading.Thread(target=keep_working, args=(app, stop), name="mailer-worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def keep_working(
    app: "App", stop: threading.Event, wait: Callable[[float], object] | None = None
) -> None:
    """Until stopped. What a person must mend is said once, and holds the worker up, not the pages. wait: rests so
    many seconds; None: in real time."""
    from mailer.errors import ConfigError, InputError, UnsafePlan
    from mailer.operations import blast

    told, wait = "", wait or stop.wait
    while not stop.is_set():
        try:
            left = blast.run_worker(app, until_idle=False, stop=stop)
            if left:
                note(blast.left_behind(app, left))
            continue
        except (ConfigError, InputError) as problem:
            fact = f" (a changed setting counts after a restart): {problem}"
        except UnsafePlan as problem:
            fact = f" until you say so: {problem}"
        except Exception as problem:
            logger.error("the worker stopped: %s; it starts again", type(problem).__name__)
            fact = told
        if fact != told:
            told = fact
            note(f"Nothing is sent from here{told}")
        wait(_AGAIN)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
