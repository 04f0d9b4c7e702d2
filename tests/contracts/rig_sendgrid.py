"""The SendGrid transport, and the stand-in that takes its mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer.sandbox import Sandbox
from mailer.transports import open_transport
from tests.contracts.rig import Letter, Rig
from tests.outgoing import settings


@contextmanager
def rig(root: Path) -> Iterator[Rig]:
    with Sandbox() as sandbox:
        transport = open_transport("sendgrid", settings(root, host=sandbox.base_url))
        try:
            yield Rig(transport, lambda: _letters(sandbox))
        finally:
            transport.close()


def _letters(sandbox: Sandbox) -> list[Letter]:
    found = sandbox.log
    assert not any(entry["others"] for entry in found)
    return [
        Letter(
            to=entry["to"],
            subject=entry["subject"],
            html=entry["html"].removesuffix("\n"),
            text=entry["text"].removesuffix("\n"),
            headers={name.lower(): value for name, value in entry["headers"].items()},
            pictures={
                each["content_id"]: (each["type"], each["filename"], each["sha256"])
                for each in entry["attachments"]
                if each["disposition"] == "inline"
            },
        )
        for entry in found
    ]
