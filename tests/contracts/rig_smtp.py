"""A real mail server on loopback, and what it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer.transports import open_transport
from tests.contracts.rig import Rig
from tests.contracts.rig_outbox import read
from tests.outgoing import settings
from tests.post_office import open_office


@contextmanager
def rig(root: Path) -> Iterator[Rig]:
    with open_office() as office:
        transport = open_transport("smtp", settings(root, smtp=office.url))
        try:
            yield Rig(transport, lambda: [read(each.whole) for each in office.taken])
        finally:
            transport.close()
