"""What was told to us, each event once, with the recipient it is about.

ids that are new -> the recipient by (batch, position), else by address in the campaign that reached it
last -> INSERT ... ON CONFLICT DO NOTHING: a repeated webhook changes nothing
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select

from mailer.audience import parse_address
from mailer.errors import AudienceError
from mailer.model.event import Event, Ingested, StoredEvent
from mailer.model.ids import CampaignId
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import batches, campaigns, contacts, events, recipients

_MANY = 500
_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Whom an event is about. is_inferred: found by address alone."""

    campaign_id: int | None = None
    contact_id: int | None = None
    batch_id: int | None = None
    is_inferred: bool = False


_NOBODY = _Place()


class Events:
    """Implements ports.Events."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, events: Sequence[Event], received_at: datetime) -> Ingested:
        told = {event.id: event for event in events}
        with transaction(self._engine) as connection:
            known = _known(connection, list(told))
            new = [event for event in told.values() if event.id not in known]
            places = _places(connection, new)
            rows = [_row(event, places.get(event.id, _NOBODY), received_at) for event in new]
            stored = _insert(connection, rows)
        unmatched = sum(1 for row in rows if row["contact_id"] is None)
        return Ingested(
            stored=stored, repeated=len(events) - stored, unmatched=unmatched, suppressed=0
        )

    def about(self, ids: Sequence[str]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        with reading(self._engine) as connection:
            for some in _in_parts(ids):
                chosen = select(events.c.id, events.c.contact_id).where(
                    events.c.id.in_(some), events.c.contact_id.is_not(None)
                )
                found.update((row.id, row.contact_id) for row in connection.execute(chosen))
        return found

    def count(self, contact_id: int, kinds: Sequence[str], since: datetime) -> int:
        chosen = select(func.count()).where(
            events.c.campaign_id.in_(select(campaigns.c.id)),
            events.c.kind.in_(kinds),
            events.c.contact_id == contact_id,
            events.c.happened_at >= since,
        )
        with reading(self._engine) as connection:
            return connection.scalar(chosen) or 0

    def clicks(self, contact_id: int, since: datetime) -> Sequence[tuple[int, datetime]]:
        chosen = (
            select(events.c.campaign_id, events.c.happened_at)
            .where(
                events.c.campaign_id.in_(select(campaigns.c.id)),
                events.c.kind == "clicked",
                events.c.contact_id == contact_id,
                events.c.happened_at >= since,
                events.c.is_machine.is_(False),
            )
            .order_by(events.c.happened_at.desc(), events.c.id)
        )
        with reading(self._engine) as connection:
            return [(row.campaign_id, row.happened_at) for row in connection.execute(chosen)]

    def add_own(self, campaign_id: CampaignId, event: StoredEvent) -> bool:
        """Received as it happens."""
        row = {
            "id": event.id,
            "kind": event.kind,
            "happened_at": event.happened_at,
            "received_at": event.happened_at,
            "campaign_id": campaign_id,
            "contact_id": event.contact_id,
            "source": event.source,
            "method": event.method,
            "url": event.url,
            "link_index": event.link_index,
            "user_agent": event.user_agent,
            "ip_hash": event.ip_hash,
            "is_machine": event.is_machine,
        }
        with transaction(self._engine) as connection:
            return _insert(connection, [row]) == 1

    def of(self, campaign_id: int, kinds: Sequence[str]) -> Iterator[StoredEvent]:
        """Events whose recipient is known, by kind, then person; every kind where none is named."""
        chosen = select(events).where(
            events.c.campaign_id == campaign_id, events.c.contact_id.is_not(None)
        )
        if kinds:
            chosen = chosen.where(events.c.kind.in_(kinds))
        chosen = chosen.order_by(events.c.kind, events.c.contact_id, events.c.id)
        with reading(self._engine) as connection:
            for row in connection.execution_options(yield_per=_PAGE).execute(chosen):
                yield StoredEvent(
                    id=row.id,
                    kind=row.kind,
                    happened_at=row.happened_at,
                    contact_id=row.contact_id,
                    link_index=row.link_index,
                    url=row.url,
                    user_agent=row.user_agent,
                    ip_hash=row.ip_hash,
                    is_machine=row.is_machine,
                    source=row.source,
                    method=row.method,
                )

    def recipients(self, campaign_id: int) -> Iterator[tuple[int, str]]:
        """By batch and position."""
        chosen = (
            select(
                recipients.c.contact_id,
                recipients.c.state,
                batches.c.state.label("batch_state"),
            )
            .join(batches, batches.c.id == recipients.c.batch_id)
            .where(recipients.c.campaign_id == campaign_id)
            .order_by(recipients.c.batch_id, recipients.c.position)
        )
        with reading(self._engine) as connection:
            for row in connection.execution_options(yield_per=_PAGE).execute(chosen):
                yield row.contact_id, row.state or _STATES.get(row.batch_state, "remaining")

    def measured(self, campaign_id: int) -> Iterator[int]:
        chosen = (
            select(recipients.c.contact_id)
            .join(batches, batches.c.id == recipients.c.batch_id)
            .where(recipients.c.campaign_id == campaign_id, batches.c.measures_opens.is_(True))
            .order_by(recipients.c.batch_id, recipients.c.position)
        )
        with reading(self._engine) as connection:
            yield from connection.execution_options(yield_per=_PAGE).scalars(chosen)


_STATES = {"accepted": "accepted", "refused": "refused", "unknown": "unknown"}
"""What a person shares with their batch; anything else is still to do."""


def _known(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for some in _in_parts(ids):
        found.update(connection.scalars(select(events.c.id).where(events.c.id.in_(some))))
    return frozenset(found)


def _places(connection: Connection, new: Sequence[Event]) -> dict[str, _Place]:
    """Event id -> whom it is about. An event of a batch that is not ours (a proof, another system's)
    is about nobody, whatever address it carries."""
    ours = [event for event in new if event.batch_code is not None]
    bare = [event for event in new if event.batch_code is None and event.address]
    return {**_by_batch(connection, ours), **_by_address(connection, bare)}


def _by_batch(connection: Connection, ours: Sequence[Event]) -> dict[str, _Place]:
    codes = {event.batch_code for event in ours if event.batch_code}
    by_code = {
        row.code: row
        for some in _in_parts(sorted(codes))
        for row in connection.execute(
            select(batches.c.code, batches.c.id, batches.c.campaign_id).where(
                batches.c.code.in_(some)
            )
        )
    }
    places: dict[str, _Place] = {}
    for code, batch in by_code.items():
        about = [event for event in ours if event.batch_code == code]
        people = _people(connection, batch, {e.position for e in about if e.position is not None})
        for event in about:
            places[event.id] = _Place(
                batch.campaign_id, people.get(event.position), batch.id, is_inferred=False
            )
    return places


def _people(connection: Connection, batch: Any, positions: set[int]) -> dict[int | None, int]:
    found: dict[int | None, int] = {}
    for some in _in_parts(sorted(positions)):
        chosen = select(recipients.c.position, recipients.c.contact_id).where(
            recipients.c.campaign_id == batch.campaign_id,
            recipients.c.batch_id == batch.id,
            recipients.c.position.in_(some),
        )
        found.update((row.position, row.contact_id) for row in connection.execute(chosen))
    return found


def _by_address(connection: Connection, bare: Sequence[Event]) -> dict[str, _Place]:
    """The campaign that the provider accepted last for each address. One question for many: another
    system's events on the same account come here all together."""
    keys = {event.id: _key(event.address) for event in bare}
    people: dict[str, int] = {}
    for some in _in_parts(sorted({key for key in keys.values() if key})):
        chosen = select(contacts.c.key, contacts.c.id).where(contacts.c.key.in_(some))
        people.update((row.key, row.id) for row in connection.execute(chosen))
    latest: dict[int, _Place] = {}
    for ids in _in_parts(sorted(people.values())):
        for row in connection.execute(_accepted_for(ids)):
            place = _Place(row.campaign_id, row.contact_id, row.batch_id, is_inferred=True)
            latest.setdefault(row.contact_id, place)
    found = {id: latest.get(people.get(key, 0)) for id, key in keys.items()}
    return {id: place for id, place in found.items() if place is not None}


def _key(address: str | None) -> str:
    """Empty where it is no address."""
    try:
        return parse_address(address or "")[1]
    except AudienceError:
        return ""


def _accepted_for(contact_ids: Sequence[int]) -> Any:
    """What was accepted for these people, the latest first."""
    accepted = or_(
        recipients.c.state == "accepted",
        recipients.c.state.is_(None) & (batches.c.state == "accepted"),
    )
    return (
        select(recipients.c.campaign_id, recipients.c.contact_id, recipients.c.batch_id)
        .join(batches, batches.c.id == recipients.c.batch_id)
        .where(
            # each campaign in turn: the index starts with it
            recipients.c.campaign_id.in_(select(campaigns.c.id)),
            recipients.c.contact_id.in_(contact_ids),
            accepted,
        )
        .order_by(batches.c.attempted_at.desc(), batches.c.id.desc())
    )


def _row(event: Event, place: _Place, received_at: datetime) -> dict[str, Any]:
    return {
        "id": event.id,
        "kind": event.kind,
        "happened_at": event.happened_at,
        "received_at": received_at,
        "campaign_id": place.campaign_id,
        "contact_id": place.contact_id,
        "batch_id": place.batch_id,
        "attempt": event.attempt,
        "is_inferred": place.is_inferred,
        "url": event.url,
        "link_index": event.link_index,
        "user_agent": event.user_agent,
        "ip_hash": event.ip,
        "is_machine": event.is_machine,
        "reason": event.reason,
        "bounce_class": event.bounce_class,
        "provider_id": event.provider_id,
        "raw": dict(event.raw),
    }


def _insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many were new. In one order everywhere, or two calls with the same events could wait for each
    other for ever."""
    if not rows:
        return 0
    adding = insert_new(connection, events).returning(events.c.id)
    return len(connection.execute(adding, sorted(rows, key=itemgetter("id"))).all())


def _in_parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Short enough for the bound parameters of any database."""
    return (values[first : first + _MANY] for first in range(0, len(values), _MANY))
