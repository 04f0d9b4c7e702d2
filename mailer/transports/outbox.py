"""Writes each message as an .eml file and sends nothing.

    outbox/<campaign>/new/<batch>-<position>.eml          outbox/<campaign>/tmp/ while it is written

Laid out like a Maildir, so that a mail program can open it. Sending the same batch twice leaves one
file per recipient: the name says who it is.
"""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from mailer.errors import AudienceError, TransportDown
from mailer.model.delivery import Envelope, Outgoing, Receipt
from mailer.ports import Transport
from mailer.rendering import Letter
from mailer.transports import (
    PROOF_PREFIX,
    HandsOn,
    TransportSettings,
    must_be_whole,
    reason_of,
)

FOLDER = "outbox"

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def open_transport(settings: TransportSettings) -> Transport:
    return Outbox(settings)


class Outbox(HandsOn):
    """Implements `ports.Transport`."""

    name = "outbox"
    who = "The outbox"
    is_live = False

    def __init__(self, settings: TransportSettings) -> None:
        self._folder = settings.root / FOLDER
        self._clock = settings.clock

    def send(self, outgoing: Outgoing) -> Receipt:
        """Raises TransportDown where the folder can't be written: what is written stays, and is the same
        file when the batch is sent again."""
        prefix = PROOF_PREFIX if outgoing.is_proof else ""
        try:
            letter = Letter(outgoing.message, subject_prefix=prefix, pictures=outgoing.pictures)
        except AudienceError as fault:
            unsent = [envelope.position for envelope in outgoing.envelopes]
            return Receipt(unsent=unsent, stop=f"[sender] address: {fault} Mend it in mailer.toml.")
        folder = self._folder / _safe(outgoing.message.campaign)
        now = self._clock.now()
        accepted: list[int] = []
        refused: dict[int, str] = {}
        seen: set[str] = set()
        try:
            for name in ("tmp", "new", "cur"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            for envelope in outgoing.envelopes:
                try:
                    whole = _written(letter, outgoing, envelope, now, seen)
                except (AudienceError, ValueError) as fault:
                    refused[envelope.position] = reason_of(fault)
                    continue
                _put(folder, f"{_safe(outgoing.batch_code)}-{envelope.position}.eml", whole)
                accepted.append(envelope.position)
        except OSError as broken:
            raise TransportDown(
                f"The outbox can't be written: {broken.strerror}. Make room or change its rights."
            ) from broken
        return Receipt(accepted=accepted, refused=refused, provider_id=outgoing.batch_code)

    def check(self) -> Sequence[tuple[str, bool, str]]:
        """Writes nothing."""
        place = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        can_write = os.access(place, os.W_OK)
        message = (
            "The outbox can be written; nothing is sent." if can_write else "can't be written."
        )
        return [("outbox", can_write, message)]

    def close(self) -> None:
        """Nothing is held open."""


def _written(
    letter: Letter, outgoing: Outgoing, envelope: Envelope, now: datetime, seen: set[str]
) -> bytes:
    """Raises AudienceError or ValueError with the reason why this recipient is refused."""
    must_be_whole(envelope, envelope.address, len(outgoing.message.slots), seen)
    whole = letter.write(envelope, date=now, message_id=_message_id(outgoing, envelope))
    seen.add(envelope.address.casefold())
    return whole


def _put(folder: Path, name: str, whole: bytes) -> None:
    """Whole or not at all; a reader never sees half a message."""
    draft = folder / "tmp" / name
    draft.write_bytes(whole)
    draft.replace(folder / "new" / name)


def _message_id(outgoing: Outgoing, envelope: Envelope) -> str:
    """The same for the same recipient of the same batch, and tells nobody who that is."""
    named = f"{outgoing.batch_code}:{outgoing.attempt}:{envelope.position}"
    digest = sha256(named.encode()).hexdigest()[:32]
    domain = outgoing.message.sender.address.rpartition("@")[2]
    return f"{digest}@{domain.encode('idna').decode('ascii')}"


def _safe(name: str) -> str:
    """A file's name out of a code or a slug: no slash, no dot at the start."""
    return _UNSAFE.sub("-", name).lstrip(".") or "message"
