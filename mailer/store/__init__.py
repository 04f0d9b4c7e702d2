"""The only SQL. `tables.py` holds every table; one file per port; `migrations/` is Alembic's."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from mailer.store.approvals import Approvals
from mailer.store.audit import Audit
from mailer.store.campaigns import Campaigns
from mailer.store.contacts import Contacts
from mailer.store.database import create
from mailer.store.events import Events
from mailer.store.gifts import Gifts
from mailer.store.ledger import Ledger
from mailer.store.logins import Logins
from mailer.store.messages import Messages
from mailer.store.migrations import upgrade
from mailer.store.people import People
from mailer.store.pictures import Pictures
from mailer.store.plans import Plans
from mailer.store.seat import Seat
from mailer.store.suppressions import Suppressions


@dataclass(frozen=True, slots=True)
class Store:
    """One database, by port. Safe to share between threads; close it after use."""

    engine: Engine
    contacts: Contacts
    suppressions: Suppressions
    people: People
    campaigns: Campaigns
    messages: Messages
    pictures: Pictures
    plans: Plans
    approvals: Approvals
    ledger: Ledger
    events: Events
    gifts: Gifts
    audit: Audit
    logins: Logins
    seat: Seat

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str, *, new_code: Callable[[], str], root: Path | None = None) -> Store:
    """Opens the database and brings its tables up to date.

    url: `sqlite:///name.db` (relative to root) or `postgresql://...`. new_code: a fresh opaque word per
    call. Raises ConfigError for a URL that can't be used or a newer schema, StoreDown where the database
    can't be reached.
    """
    engine = create(url, root)
    upgrade(engine)
    seat = Seat(engine)
    seat.take_first()
    return Store(
        engine=engine,
        contacts=Contacts(engine),
        suppressions=Suppressions(engine),
        people=People(engine),
        campaigns=Campaigns(engine, new_code),
        messages=Messages(engine),
        pictures=Pictures(engine),
        plans=Plans(engine),
        approvals=Approvals(engine),
        ledger=Ledger(engine, new_code),
        events=Events(engine),
        gifts=Gifts(engine),
        audit=Audit(engine),
        logins=Logins(engine),
        seat=seat,
    )
