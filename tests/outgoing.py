"""Small messages and batches, made by hand, for the tests of transports."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from mailer.model.delivery import Envelope, Outgoing
from mailer.model.ids import AttemptId, Sha256
from mailer.model.message import Mailbox, Message, Part, Slot, Tracking
from mailer.ports import Clock
from mailer.transports import TransportSettings

KEY = "SG.a-key-that-must-not-be-shown"
SECONDS = 2.0


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 (the stand-in reads the real one)


class Codes:
    """Words that nobody guessed yet: good enough where nobody tries."""

    def __init__(self, start: int = 0) -> None:
        self.count = start

    def __call__(self) -> str:
        self.count += 1
        return f"code{self.count}"


def settings(
    root: Path,
    *,
    host: str = "http://127.0.0.1:9",
    clock: Clock | None = None,
    smtp: str | None = None,
) -> TransportSettings:
    return TransportSettings(
        root=root,
        new_code=Codes(),
        clock=clock or WallClock(),
        sendgrid_api_key=KEY,
        sendgrid_host=host,
        smtp_url=smtp,
        timeout_seconds=SECONDS,
    )


def signing_key() -> tuple[bytes, bytes]:
    """(private key as PEM, what the DNS says of it: RFC 6376 3.6.1)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return pem, b"v=DKIM1; k=rsa; p=" + b64encode(public)


def covered(signature: str) -> set[str]:
    """Names of the headers that a DKIM-Signature covers, in lower case."""
    listed = "".join(signature.split()).partition(";h=")[2].partition(";")[0]
    return set(listed.lower().split(":"))


def message(sha256: str = "a" * 64, sender: str = "Marta Quill, River Watch") -> Message:
    """A first name in HTML, an attribute, a link and the text; a block that may be empty."""
    return Message(
        campaign="river-deadline",
        language="en",
        direction="ltr",
        sender=Mailbox(sender, "marta@riverwatch.example.org"),
        reply_to="answers@riverwatch.example.org",
        subject=Part(("The river needs a vote",), ()),
        preheader="Ten days left.",
        html=Part(
            (
                "<html><body><p>Dear ",
                '</p><a href="https://give.example.org/river?code=',
                '_button">Give</a> ',
                '<a href="https://mail.example.org/u/',
                '" clicktracking="off">Unsubscribe</a></body></html>',
            ),
            (0, 1, 3, 4),
        ),
        text=Part(("Dear ", "\n\nhttps://give.example.org/river?code=", "_button\n"), (2, 1)),
        slots=(
            Slot("first_name", "text", "friend"),
            Slot("gift", "url_part"),
            Slot("first_name", "plain", "friend"),
            Slot("amounts", "block", optional=True),
            Slot("unsubscribe", "url_part"),
        ),
        links=(),
        ask=None,
        public_url="https://mail.example.org",
        list_id="appeals.riverwatch.example.org",
        tracking=Tracking("provider", "provider"),
        sha256=Sha256(sha256),
    )


def envelope(position: int, **changes: object) -> Envelope:
    found: dict[str, object] = {
        "position": position,
        "address": f"person.{position}@example.org",
        "name": f"Person {position}",
        "subject": f"The river needs a vote, Name{position}",
        "values": (
            f"Name{position}",
            f"g1ft{position}",
            f"Name{position}",
            f"<b>{position}</b>",
            f"t0k{position}",
        ),
        "unsubscribe_url": f"https://mail.example.org/u/t0k{position}",
    }
    return Envelope(**{**found, **changes})  # type: ignore[arg-type]


def outgoing(
    envelopes: Sequence[Envelope],
    *,
    tracking: Tracking | None = None,
    is_proof: bool = False,
    of: Message | None = None,
    batch: str = "batch7",
    attempt: str = "attempt1",
) -> Outgoing:
    return Outgoing(
        campaign_code="c4mpa1gn",
        batch_code=batch,
        attempt=AttemptId(attempt),
        message=of or message(),
        envelopes=envelopes,
        tracking=tracking or Tracking("provider", "provider"),
        list_id="appeals.riverwatch.example.org",
        is_proof=is_proof,
    )


def people(count: int) -> list[Envelope]:
    return [envelope(position) for position in range(count)]
