"""Where the server is, and who we are to it; connections to it, kept for the next batch."""

import ipaddress
import smtplib
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import unquote, urlsplit

from mailer.errors import ConfigError, TransportDown

MOST_PER_CONNECTION = 1000
"""Messages; many servers close a connection after some, and none minds a new one."""
_STALE_AFTER = timedelta(seconds=20)
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Address:
    """scheme: smtp (STARTTLS) or smtps. On loopback, and only there, plain text will do."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse(url: str | None) -> Address:
    """Raises ConfigError, which never shows the password."""
    if not url:
        raise ConfigError(
            "MAILER_SMTP_URL is not set, and the transport is smtp. Write smtp://user:password@host:587."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigError("MAILER_SMTP_URL: the port is no number from 1 to 65535.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ConfigError(
            "MAILER_SMTP_URL: write smtp://user:password@host:port, or smtps://... for TLS from the "
            "first byte. Signs such as @ or / in a password are written %40, %2F."
        )
    return Address(
        parts.scheme,
        parts.hostname,
        port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


@dataclass(slots=True)
class Connection:
    """A greeted server. sent: messages that went over it. used_at: aware UTC."""

    server: smtplib.SMTP
    may_pipeline: bool
    used_at: datetime
    sent: int = 0


class Pool:
    """Connections that wait for their next use. Safe between threads; each borrows one at a time."""

    def __init__(
        self, address: Address, timeout_seconds: float, now: Callable[[], datetime]
    ) -> None:
        self._address, self._timeout, self._now = address, timeout_seconds, now
        self._free: deque[Connection] = deque()
        self._lock = Lock()

    def borrow(self) -> Connection:
        """One that answers. Raises TransportDown where none can be had; nothing was sent then."""
        while True:
            with self._lock:
                found = self._free.pop() if self._free else None
            if found is None:
                return self._opened()
            if found.sent < MOST_PER_CONNECTION and self._answers(found):
                return found
            hang_up(found)

    def give_back(self, connection: Connection) -> None:
        connection.used_at = self._now()
        with self._lock:
            self._free.append(connection)

    def close(self) -> None:
        with self._lock:
            free, self._free = self._free, deque()
        for connection in free:
            hang_up(connection)

    def _answers(self, connection: Connection) -> bool:
        if self._now() - connection.used_at < _STALE_AFTER:
            return True
        try:
            return bool(connection.server.noop()[0] == 250)
        except (smtplib.SMTPException, OSError):
            return False

    def _opened(self) -> Connection:
        try:
            server = self._greeted()
        except smtplib.SMTPAuthenticationError as refused:
            raise TransportDown(
                f"The mail server refuses our name and password ({refused.smtp_code}). Mend "
                "MAILER_SMTP_URL.",
                stops=True,
            ) from None
        except ssl.SSLCertVerificationError as problem:
            raise TransportDown(
                f"The mail server's certificate is not good ({problem.verify_message}). Nothing was sent.",
                stops=True,
            ) from None
        except smtplib.SMTPResponseException as refused:
            raise TransportDown(
                f"The mail server does not take us now ({refused.smtp_code}). Nothing was sent."
            ) from None
        except (smtplib.SMTPException, OSError) as problem:
            raise TransportDown(
                f"The mail server can't be reached ({type(problem).__name__}). Nothing was sent."
            ) from None
        return Connection(server, server.has_extn("pipelining"), self._now())

    def _greeted(self) -> smtplib.SMTP:
        address = self._address
        context = ssl.create_default_context()
        if address.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                address.host, address.port, timeout=self._timeout, context=context
            )
        else:
            server = smtplib.SMTP(address.host, address.port, timeout=self._timeout)
        try:
            server.ehlo_or_helo_if_needed()
            if address.scheme == "smtp":
                self._secured(server, context)
            if address.user:
                server.login(address.user, address.password)
        except BaseException:
            server.close()
            raise
        return server

    def _secured(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Over a network nothing goes in clear, least of all a password."""
        if self._address.is_loopback:
            return
        if not server.has_extn("starttls"):
            raise TransportDown(
                "The mail server offers no TLS on this port. Use smtps://, or another port.",
                stops=True,
            )
        server.starttls(context=context)
        server.ehlo()


def hang_up(connection: Connection) -> None:
    """Politely where the other side still listens."""
    try:
        connection.server.quit()
    except (smtplib.SMTPException, OSError):
        connection.server.close()
