"""The outbox and what a mail program would find in it."""

import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from mailer.transports import open_transport
from tests.contracts.rig import Letter, Rig
from tests.outgoing import settings


@contextmanager
def rig(root: Path) -> Iterator[Rig]:
    transport = open_transport("outbox", settings(root))
    try:
        yield Rig(
            transport, lambda: [read(path.read_bytes()) for path in sorted(root.rglob("new/*.eml"))]
        )
    finally:
        transport.close()


def read(whole: bytes) -> Letter:
    found = email.message_from_bytes(whole, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    html, text = found.get_body(["html"]), found.get_body(["plain"])
    assert html is not None
    assert text is not None
    to = found["To"].addresses
    assert len(to) == 1
    assert found["Cc"] is None
    assert found["Bcc"] is None
    headers = {name.lower(): value for name, value in found.items()}
    return Letter(
        to=to[0].addr_spec,
        subject=found["Subject"],
        html=html.get_content().replace("\r\n", "\n").removesuffix("\n"),
        text=text.get_content().replace("\r\n", "\n").removesuffix("\n"),
        headers=headers,
        pictures={
            str(part["Content-ID"])[1:-1]: (
                part.get_content_type(),
                part.get_filename() or "",
                sha256(part.get_content()).hexdigest(),
            )
            for part in found.walk()
            if part.get_content_disposition() == "inline"
        },
    )
