"""Asks the network what a message's links and pictures answer; only where a person asked for it."""

from mailer.app import App
from mailer.checking import reachable
from mailer.model.evidence import Visited
from mailer.model.message import Message
from mailer.probes import dns, links
from mailer.settings import is_loopback


def visit(app: App, message: Message) -> Visited:
    """One GET per address, nothing personal. This machine's own network is asked only where the
    workspace itself is reached there."""
    may_be_private = is_loopback(app.settings.public_url)
    domain = message.sender.address.rpartition("@")[2]
    answers = links.visit(reachable.addresses(message), may_be_private=may_be_private)
    pictures = links.visit(
        reachable.pictures(message), may_be_private=may_be_private, pictures=True
    )
    is_offline = bool(answers) and all(each.trouble == "unreachable" for each in answers)
    return Visited(
        links=tuple(answers),
        pictures=tuple(pictures),
        sender_receives=dns.receives(domain) if domain and not is_offline else None,
    )
