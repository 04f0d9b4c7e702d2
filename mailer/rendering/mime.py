"""One recipient's message as the bytes of a complete mail, ready for a server or an .eml file.

Header lines are written here and not by the library: it encodes or folds a long List-Unsubscribe,
which mail programs then can't use.
"""

import re
from base64 import encodebytes
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime

from mailer.errors import AudienceError
from mailer.model.delivery import Envelope
from mailer.model.ids import Sha256
from mailer.model.message import Message, MessagePicture
from mailer.rendering.mailboxes import ascii_address, mailbox, unstructured
from mailer.rendering.printable import Printable

_URI = re.compile(r"https?://[!#-;=?-Z\[\]_a-z~%]+")
_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.\[\]:-]+>")
_LONGEST = 998
_SENDER_ID = 15


def mime(
    message: Message,
    envelope: Envelope,
    *,
    date: datetime,
    message_id: str,
    smtputf8: bool = False,
    subject_prefix: str = "",
    pictures: Mapping[Sha256, bytes] | None = None,
) -> bytes:
    """One complete message; see `Letter.write`. For many of the same message keep a Letter."""
    letter = Letter(message, smtputf8=smtputf8, subject_prefix=subject_prefix, pictures=pictures)
    return letter.write(envelope, date=date, message_id=message_id)


class Letter:
    """A message with everything encoded that is the same for all its recipients.

    smtputf8: the way out carries addresses outside ASCII. subject_prefix: such as `[Proof] `. pictures: the
    bytes of those that travel with it. Raises AudienceError where the sender's address can't be carried,
    ValueError where a picture is missing.

    Pictures stand beside the HTML part, in a multipart/related (RFC 2387) of their own within the
    alternatives: who reads the text part has no attachments lying about.
    """

    def __init__(
        self,
        message: Message,
        *,
        smtputf8: bool = False,
        subject_prefix: str = "",
        pictures: Mapping[Sha256, bytes] | None = None,
    ) -> None:
        self._smtputf8, self._prefix = smtputf8, subject_prefix
        boundary = f"=_{message.sha256[:32]}"
        self._from = self._mailbox(message.sender.name, message.sender.address)
        self._reply_to = (
            [("Reply-To", ascii_address(message.reply_to, smtputf8=smtputf8))]
            if message.reply_to
            else []
        )
        self._list_id = f"<{message.list_id}>"
        self._feedback_id = _feedback_id(message)
        self._content_type = f'multipart/alternative;\r\n boundary="{boundary}"'
        self._openings = [_opening(boundary, kind) for kind in ("plain", "html")]
        self._end = f"\r\n--{boundary}--\r\n".encode("ascii")
        if any(each.is_attached for each in message.pictures):
            within = f"=_p{message.sha256[32:]}"
            self._openings[1] = _related(boundary, within) + _opening(within, "html")
            self._end = _attached(within, message.pictures, pictures or {}) + self._end
        self._parts = [Printable(message.text), Printable(message.html)]

    def write(self, envelope: Envelope, *, date: datetime, message_id: str) -> bytes:
        """A complete message: CRLF line ends, ASCII (but for SMTPUTF8 addresses), both parts
        quoted-printable, no line over 78 signs but an unsubscribe link and a long address.

        date: aware. message_id: unique, with or without its angle brackets. Raises AudienceError where
        the address can't be carried, ValueError where a value can't stand in its header.
        """
        identity = message_id if message_id.startswith("<") else f"<{message_id}>"
        if not _ID.fullmatch(identity):
            raise ValueError("not a Message-ID")
        head = [
            ("Date", format_datetime(date)),
            ("From", self._from),
            ("To", self._mailbox(envelope.name, envelope.address)),
            ("Subject", unstructured(self._prefix + envelope.subject, len("Subject: "))),
            ("Message-ID", identity),
            ("MIME-Version", "1.0"),
            *self._reply_to,
            ("List-Id", self._list_id),
            *_unsubscribe(envelope.unsubscribe_url),
            ("Feedback-ID", self._feedback_id),
            ("Content-Type", self._content_type),
        ]
        pieces = [_bytes("".join(f"{name}: {value}\r\n" for name, value in head), self._smtputf8)]
        for opening, part in zip(self._openings, self._parts, strict=True):
            pieces.append(opening)
            pieces += part.pieces(envelope.values)
        return b"".join([*pieces, self._end])

    def _mailbox(self, name: str, address: str) -> str:
        return mailbox(name, ascii_address(address, smtputf8=self._smtputf8))


def _opening(boundary: str, kind: str) -> bytes:
    return (
        f"\r\n--{boundary}\r\n"
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode("ascii")


def _related(boundary: str, within: str) -> bytes:
    return (
        f"\r\n--{boundary}\r\n"
        f'Content-Type: multipart/related; type="text/html";\r\n boundary="{within}"\r\n'
    ).encode("ascii")


def _attached(
    boundary: str, named: Sequence[MessagePicture], bodies: Mapping[Sha256, bytes]
) -> bytes:
    """The pictures, each once however often it is shown, and the end of what holds them."""
    pieces: list[bytes] = []
    for each in named:
        if not each.is_attached:
            continue
        if each.sha256 not in bodies:
            raise ValueError("the bytes of an attached picture are missing")
        head = (
            f"\r\n--{boundary}\r\n"
            f'Content-Type: {each.kind};\r\n name="{each.name}"\r\n'
            "Content-Transfer-Encoding: base64\r\n"
            f"Content-ID: <{each.content_id}>\r\n"
            f'Content-Disposition: inline;\r\n filename="{each.name}"\r\n\r\n'
        )
        lines = encodebytes(bodies[each.sha256]).replace(b"\n", b"\r\n").removesuffix(b"\r\n")
        pieces += [head.encode("ascii"), lines]
    return b"".join([*pieces, f"\r\n--{boundary}--\r\n".encode("ascii")])


def _unsubscribe(url: str) -> list[tuple[str, str]]:
    """Both headers of RFC 8058, the link never folded nor encoded; none where there is no link."""
    if not url:
        return []
    if not _URI.fullmatch(url) or len(url) > _LONGEST - len("List-Unsubscribe: <>"):
        raise ValueError("not a link that can stand in List-Unsubscribe")
    return [
        ("List-Unsubscribe", f"<{url}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _feedback_id(message: Message) -> str:
    """campaign:language:kind:sender, the same for everybody."""
    sender = re.sub(r"[^a-z0-9]", "", message.list_id.partition(".")[2].lower())[:_SENDER_ID]
    campaign = re.sub(r"[^A-Za-z0-9-]", "-", message.campaign)[:40]
    return f"{campaign}:{message.language}:appeal:{sender or 'mailer'}"


def _bytes(head: str, smtputf8: bool) -> bytes:
    try:
        return head.encode("utf-8" if smtputf8 else "ascii")
    except UnicodeEncodeError:
        raise AudienceError("A header holds letters outside ASCII that were not encoded.") from None
