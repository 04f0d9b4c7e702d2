"""One recipient's message as the bytes of a complete mail, ready for a server or an .eml file.

Header lines are written here and not by the library: it encodes or folds a long List-Unsubscribe,
which mail programs then can't use.
"""

import re
from binascii import b2a_qp
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

from mailer.errors import AudienceError
from mailer.model.delivery import Envelope
from mailer.model.message import Message
from mailer.rendering.filling import join
from mailer.rendering.mailboxes import ascii_address, mailbox, unstructured

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
) -> bytes:
    """A complete message, CRLF line ends, both parts quoted-printable, no line over 78 but for links.

    date: aware. message_id: unique, with or without its angle brackets. smtputf8: the way out carries
    addresses outside ASCII. subject_prefix: such as `[Proof] `. Raises AudienceError where an address
    can't be carried, ValueError where a caller's value can't stand in its header.
    """
    brackets = message_id if message_id.startswith("<") else f"<{message_id}>"
    if not _ID.fullmatch(brackets):
        raise ValueError("not a Message-ID")
    boundary = "=_" + sha256(f"{message.sha256}{brackets}".encode()).hexdigest()[:32]
    head = [
        ("Date", format_datetime(date)),
        ("From", _mailbox(message.sender.name, message.sender.address, smtputf8)),
        ("To", _mailbox(envelope.name, envelope.address, smtputf8)),
        ("Subject", unstructured(subject_prefix + envelope.subject, len("Subject: "))),
        ("Message-ID", brackets),
        ("MIME-Version", "1.0"),
        *_reply_to(message, smtputf8),
        ("List-Id", f"<{message.list_id}>"),
        *_unsubscribe(envelope.unsubscribe_url),
        ("Feedback-ID", _feedback_id(message)),
        ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
    ]
    lines = "".join(f"{name}: {value}\r\n" for name, value in head)
    parts = [
        _part("plain", join(message.text, envelope.values), boundary),
        _part("html", join(message.html, envelope.values), boundary),
    ]
    whole = _bytes(lines, smtputf8) + b"\r\n" + b"".join(parts)
    return whole + f"--{boundary}--\r\n".encode("ascii")


def quoted_printable(text: str) -> bytes:
    """Lines of at most 76 signs with CRLF ends; decodes to the text with its line ends as CRLF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    encoded = b2a_qp(lines.encode("utf-8", "replace"), istext=True)
    return encoded.replace(b"\n", b"\r\n")


def _part(kind: str, text: str, boundary: str) -> bytes:
    head = (
        f"--{boundary}\r\n"
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii") + quoted_printable(text) + b"\r\n"


def _mailbox(name: str, address: str, smtputf8: bool) -> str:
    return mailbox(name, ascii_address(address, smtputf8=smtputf8))


def _reply_to(message: Message, smtputf8: bool) -> list[tuple[str, str]]:
    if not message.reply_to:
        return []
    return [("Reply-To", ascii_address(message.reply_to, smtputf8=smtputf8))]


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
