"""One message over one connection, and what the server made of it.

MAIL, RCPT, DATA    in one go where the server offers PIPELINING (RFC 2920), else one after the other
the text, a dot     from the last byte on only the server knows: no answer is doubt

2xx to the dot -> taken          4xx -> later                 5xx -> refused
line lost before the dot -> not sent, the line is broken      after it -> in doubt
"""

import re
import smtplib
from dataclasses import dataclass
from typing import Literal

from mailer.transports.smtp.account import Connection

Kind = Literal["taken", "refused", "later", "doubt", "broken", "sender"]
"""broken: surely not sent, and the connection is of no use. sender: the server refuses who we are."""
_DOTS = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")
_WORDS = {
    "1": "the address is not right",
    "2": "the mailbox does not take mail",
    "3": "the server can't take it",
    "4": "the server can't pass it on",
    "5": "the servers don't understand each other",
    "6": "the content is not taken",
    "7": "a rule of the server forbids it",
}
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Said:
    """reason: code and what it means in our words; a server's own words may hold an address."""

    kind: Kind
    reason: str = ""


def talk(connection: Connection, sender: str, recipient: str, whole: bytes) -> Said:
    """whole: a complete message, CRLF line ends. sender, recipient: as they go over the wire."""
    try:
        ready = _begin(connection, sender, recipient)
    except (smtplib.SMTPException, OSError):
        return Said("broken", "the mail server hung up")
    if ready is not None:
        return ready
    text = _DOTS.sub(b"..", whole) if b"\n." in whole or whole[:1] == b"." else whole
    end = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        connection.server.send(text + end)
        answer = connection.server.getreply()
    except (smtplib.SMTPException, OSError):
        return Said("doubt", "the line broke after the message, before the server's answer")
    connection.sent += 1
    return _judged(answer)


def _begin(connection: Connection, sender: str, recipient: str) -> Said | None:
    """None: the server waits for the text."""
    server = connection.server
    lines = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
    if connection.may_pipeline:
        server.send("".join(f"{line}\r\n" for line in lines).encode("ascii"))
        mail, rcpt, data = server.getreply(), server.getreply(), server.getreply()
    else:
        mail = _asked(server, lines[0])
        rcpt = _asked(server, lines[1]) if _is_good(mail) else mail
        data = _asked(server, lines[2]) if _is_good(rcpt) else rcpt
    if _is_good(mail) and _is_good(rcpt) and data[0] == 354:
        return None
    _withdraw(server, data)
    for answer in (mail, rcpt, data):
        if answer[0] == _CLOSING:
            return Said("broken", "the mail server ends the connection (421)")
    if not _is_good(mail):
        said = _judged(mail)
        return Said("sender", said.reason) if said.kind == "refused" else said
    return _judged(rcpt if not _is_good(rcpt) else data)


def _withdraw(server: smtplib.SMTP, data: tuple[int, bytes]) -> None:
    """Nothing of this message stays: an empty text where the server already waits for one."""
    if data[0] == 354:
        server.send(".\r\n")
        server.getreply()
    if data[0] != _CLOSING:
        server.rset()


def _asked(server: smtplib.SMTP, line: str) -> tuple[int, bytes]:
    server.send(f"{line}\r\n".encode("ascii"))
    return server.getreply()


def _is_good(answer: tuple[int, bytes]) -> bool:
    return 200 <= answer[0] < 300


def _judged(answer: tuple[int, bytes]) -> Said:
    code = answer[0]
    if _is_good(answer):
        return Said("taken")
    if 400 <= code < 500:
        return Said("later", _reason(answer))
    if 500 <= code < 600:
        return Said("refused", _reason(answer))
    return Said("doubt", f"the mail server said {code}, which means nothing here")


def _reason(answer: tuple[int, bytes]) -> str:
    code, words = answer
    found = _ENHANCED.match(words)
    if not found:
        return f"{code} from the mail server"
    enhanced = found[1].decode("ascii")
    return f"{code} {enhanced}: {_WORDS.get(enhanced.split('.')[1], 'from the mail server')}"
