"""The runner inside one process. Nothing else is needed: it looks at the ledger once a second."""

from mailer.engines import EngineParts
from mailer.engines._threads import Threads
from mailer.ports import Engine


def open_engine(parts: EngineParts) -> Engine:
    return Threads(parts)


def call_workers(database_url: str) -> None:
    """They look by themselves, soon enough."""
