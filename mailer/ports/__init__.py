"""What we ask of the world. Each port is the small interface that its callers use; parts that
implement one: transports/, store/, engines/, app (Clock).

All times are aware UTC. All methods may raise StoreDown where the database can't be reached.
"""

from mailer.ports.campaigns import Approvals, Audit, Campaigns, Messages, Pictures, Plans, Seat
from mailer.ports.events import Events, Gifts
from mailer.ports.ledger import Ledger
from mailer.ports.people import Contacts, Logins, People, Suppressions
from mailer.ports.world import Clock, Engine, EventSource, Transport

__all__ = [
    "Approvals",
    "Audit",
    "Campaigns",
    "Clock",
    "Contacts",
    "Engine",
    "EventSource",
    "Events",
    "Gifts",
    "Ledger",
    "Logins",
    "Messages",
    "People",
    "Pictures",
    "Plans",
    "Seat",
    "Suppressions",
    "Transport",
]
