"""SendGrid's v3 Mail Send and its Event Webhook.

    Outgoing -> preflight (limits, person by person) -> payload (one content, values as substitutions)
             -> wire (one POST, one outcome) -> answers (what it means) -> dispatch (Receipt)
    webhook  -> signature on the raw bytes -> events

There is no idempotency key, so a request whose end is in doubt is never repeated here.
"""

from mailer.model.message import Message
from mailer.ports import EventSource, Transport
from mailer.transports import TransportSettings


def open_transport(settings: TransportSettings) -> Transport:
    """Raises ConfigError without a usable key or host."""
    from mailer.transports.sendgrid.dispatch import SendGrid

    return SendGrid(settings)


def room_for_values(message: Message) -> int:
    """Bytes that one person's values may take; with more they get a request of their own."""
    from mailer.transports.sendgrid.payload import sketch
    from mailer.transports.sendgrid.preflight import MOST_SUBSTITUTIONS

    return MOST_SUBSTITUTIONS - sketch(message, lambda: "0" * 20).tag_bytes


def event_source(settings: TransportSettings) -> EventSource:
    """Works without an API key. Raises ConfigError for a verification key that is none."""
    from mailer.transports.sendgrid.events import Webhook

    return Webhook(settings.sendgrid_webhook_keys)
