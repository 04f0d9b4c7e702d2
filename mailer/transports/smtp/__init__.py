"""A mail server of one's own, over SMTP: one complete message per person.

MAILER_SMTP_URL: `smtp://user:password@host:port` (TLS by STARTTLS) or `smtps://...` (TLS from the first byte).
"""

from mailer.ports import Transport
from mailer.transports import TransportSettings
from mailer.transports.smtp.dispatch import Smtp


def open_transport(settings: TransportSettings) -> Transport:
    """Raises ConfigError where the address or the signing key can't be used."""
    return Smtp(settings)
