"""A real mail server on loopback that keeps what it takes, and refuses what a test tells it to."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").disabled = True  # the server's own log shows whole messages


@dataclass
class Taken:
    sender: str
    recipient: str
    whole: bytes


@dataclass
class Office:
    """answers: of RCPT and of the text, by recipient; None: taken. pipelining: whether it is offered."""

    rcpt: Callable[[str], str | None] = lambda recipient: None
    text: Callable[[str], str | None] = lambda recipient: None
    mail: Callable[[str], str | None] = lambda sender: None
    pipelining: bool = True
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def handle_EHLO(
        self, server: SMTP, session: Session, _: Envelope, host: str, lines: list[str]
    ) -> list[str]:
        session.host_name = host
        self.connections += 1
        return [lines[0], "250-PIPELINING", *lines[1:]] if self.pipelining else lines

    async def handle_MAIL(
        self, _: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.mail(address)
        if answer is None:
            envelope.mail_from = address
        return answer or "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, _: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.rcpt(address)
        if answer == "hang up":
            assert server.transport is not None
            server.transport.close()
            return "421 4.0.0 bye"
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        (recipient,) = envelope.rcpt_tos
        answer = self.text(recipient)
        if answer is None or answer == "take and hang up":
            assert isinstance(envelope.content, bytes)
            self.taken.append(Taken(envelope.mail_from or "", recipient, envelope.content))
        if answer is not None and answer.endswith("hang up"):
            assert server.transport is not None
            server.transport.close()
        return answer or "250 2.0.0 queued"


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """With port 0 the system chooses; only now it is known where."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def factory(self) -> Any:
        return SMTP(self.handler, hostname="post.example.org", enable_SMTPUTF8=False)


@contextmanager
def open_office(**how: Any) -> Iterator[Office]:
    office = Office(**how)
    controller = _Controller(office, hostname="127.0.0.1", port=0)
    controller.start()
    office.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield office
    finally:
        controller.stop(no_assert=True)
