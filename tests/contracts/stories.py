"""A small campaign in a real database: what the tests of the ledger and of the events start from."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from mailer.model.contact import Contact, Suppression
from mailer.model.delivery import Claim, LedgerCount
from mailer.model.ids import Address, AddressKey, ContactId, Fingerprint, Sha256, Slug
from mailer.model.plan import SendPlan, Wave
from mailer.model.segment import Everyone, Segment, Selection
from mailer.model.timing import AT_ONCE, Timing
from mailer.planning import tally
from mailer.store import Store, open_store
from mailer.store.database import is_sqlite
from mailer.store.tables import audit, metadata
from tests.clock import NOON

SLUG = Slug("river-vote")
LEASE = timedelta(seconds=60)
MESSAGE = Sha256("ab" * 32)
EVERYONE = Selection(
    include=Segment("everyone", Everyone(), "everyone"),
    exclude=(),
    needs=(),
    as_of=NOON,
    opens_unasked_in=frozenset({"CA"}),
)


def codes() -> Callable[[], str]:
    """Words in order: w1, w2, ..."""
    numbers = itertools.count(1)
    return lambda: f"w{next(numbers)}"


def opened(url: str) -> Store:
    return open_store(url, new_code=codes(), root=None)


def emptied(store: Store) -> None:
    """As it was made, but for the audit, which nothing empties. Contacts are numbered from 1 again: who is of a
    canary hangs on their ids."""
    again = "ALTER SEQUENCE contacts_id_seq RESTART"
    if is_sqlite(store.engine):
        again = "DELETE FROM sqlite_sequence"
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not audit:
                connection.execute(table.delete())
        connection.execute(text(again))
    store.seat.take_first()


def person(number: int, **known: object) -> Contact:
    address = f"person{number}@example.org"
    return Contact(
        id=ContactId(0),
        address=Address(address),
        key=AddressKey(address),
        first_name=f"Person {number}",
        **known,  # type: ignore[arg-type]
    )


def plan_for(recipients: int, batch_size: int, audience: str = "") -> SendPlan:
    return SendPlan(
        campaign=SLUG,
        message_sha256=MESSAGE,
        recipients=recipients,
        excluded={},
        countries=1,
        batches=0,
        batch_size=batch_size,
        risks=(),
        parts={"message": MESSAGE, "audience": audience},
        fingerprint=Fingerprint("0123456789abcdef"),
        planned_at=NOON,
    )


@dataclass
class Story:
    """One campaign that is approved, and its contacts imported."""

    store: Store
    people: list[Contact] = field(default_factory=list)

    def import_people(self, people: list[Contact]) -> None:
        self.people = people
        self.store.contacts.upsert("friends", people)
        self.store.campaigns.ensure(SLUG)
        self.store.campaigns.move(SLUG, "approved", when=["draft"], reason=None, at=NOON)

    def freeze(
        self,
        batch_size: int = 2,
        *,
        at: datetime = NOON,
        starts_at: Callable[[str | None], datetime] | None = None,
        by_timezone: bool = False,
        recipients: int | None = None,
        selection: Selection = EVERYONE,
        timing: Timing = AT_ONCE,
    ) -> list[Wave]:
        expected = len(self.people) if recipients is None else recipients
        plan = plan_for(expected, batch_size, self.audience(selection))
        return list(
            self.store.ledger.freeze(
                plan, selection, starts_at or (lambda _: at), by_timezone, timing
            )
        )

    def second_campaign(self, batch_size: int = 2, timing: Timing = AT_ONCE) -> None:
        """Another one for the same people, scheduled for now."""
        slug = Slug("second")
        self.store.campaigns.ensure(slug)
        self.store.campaigns.move(slug, "approved", when=["draft"], reason=None, at=NOON)
        plan = replace(plan_for(len(self.people), batch_size, self.audience()), campaign=slug)
        self.store.ledger.freeze(plan, EVERYONE, lambda _: NOON, False, timing)

    def audience(self, selection: Selection = EVERYONE) -> str:
        """What a plan made now says of everyone chosen."""
        return tally(self.store.contacts.alike(selection)).digest

    def state(self) -> str:
        record = self.store.campaigns.find(SLUG)
        assert record is not None
        return record.state

    def states(self) -> dict[str, str]:
        """address key -> what became of that person."""
        record = self.store.campaigns.find(SLUG)
        assert record is not None
        found = {}
        for contact_id, state in self.store.events.recipients(record.id):
            contact = self.store.contacts.by_id(contact_id)
            found[contact.key if contact else f"gone {contact_id}"] = state
        return found


def claimed(story: Story, per_second: float = 0.0) -> Claim:
    claim = story.store.ledger.claim_batch(NOON, LEASE, per_second)
    assert claim is not None
    return claim


def positions(claim: Claim) -> list[int]:
    return [position for position, _ in claim.recipients]


def numbers(story: Story) -> tuple[int, int, int, int, int, int]:
    """planned, accepted, refused, suppressed, unknown, remaining; checked against each person's state."""
    count = story.store.ledger.count(SLUG)
    assert_adds_up(count)
    each = list(story.states().values())
    for name in ("accepted", "refused", "suppressed", "unknown", "remaining"):
        assert each.count(name) == getattr(count, name), name
    return (
        count.planned,
        count.accepted,
        count.refused,
        count.suppressed,
        count.unknown,
        count.remaining,
    )


def assert_adds_up(count: LedgerCount) -> None:
    parts = count.accepted + count.refused + count.suppressed + count.unknown + count.remaining
    assert count.planned == parts


def suppress(story: Story, number: int) -> None:
    contact = person(number)
    story.store.suppressions.add(Suppression(contact.address, contact.key, "unsubscribed", NOON))


@contextmanager
def unreadable(story: Story, table: str) -> Iterator[None]:
    """The database answers everything but a look into that table."""
    engine = story.store.engine
    gone: BaseException = OSError("server closed the connection")
    if is_sqlite(engine):
        gone = engine.dialect.dbapi.OperationalError("disk I/O error")  # type: ignore[union-attr]

    def refuse(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith("SELECT") and f"FROM {table}" in statement:
            raise OperationalError(statement, {}, gone)

    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", refuse)
