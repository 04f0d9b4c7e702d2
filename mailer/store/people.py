"""One person: all that is held on them, and its erasure."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, case, delete, func, select, update

from mailer.model.ids import AddressKey
from mailer.store.contacts import COLUMNS, contact_of
from mailer.store.database import insert_new, is_sqlite, reading, transaction
from mailer.store.importing import tags_of
from mailer.store.tables import (
    batches,
    campaigns,
    contact_audiences,
    contact_tags,
    contacts,
    events,
    gifts,
    proofs,
    recipients,
    suppressions,
)

HASHED = "hash:"
"""Before the keyed hash of a forgotten person, where the suppressions else hold an address."""


class People:
    """`ports.People`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def dossier(self, key: AddressKey) -> Mapping[str, Any] | None:
        """Keys: contact, audiences, suppression, campaigns, events, gifts, proofs. The ledger's and the
        events' rows are of the contact's id, so none are found for an address without a contact."""
        with reading(self._engine) as connection:
            row = connection.execute(select(*COLUMNS).where(contacts.c.key == key)).one_or_none()
            suppression = _rows(
                connection,
                select(suppressions.c.address, suppressions.c.reason, suppressions.c.since).where(
                    suppressions.c.key == key
                ),
            )
            if row is None and not suppression:
                return None
            found: dict[str, Any] = {
                "contact": None,
                "audiences": [],
                "suppression": suppression[0] if suppression else None,
                "campaigns": [],
                "events": [],
                "gifts": [],
                "proofs": [],
            }
            if row is not None:
                tags = tags_of(connection, [row.id]).get(row.id, ())
                found["contact"] = msgspec.structs.asdict(contact_of(row, tags))
                found |= {name: _rows(connection, query) for name, query in _held(row.id).items()}
                found["audiences"] = [held["audience"] for held in found["audiences"]]
        return found

    def forget(self, key: AddressKey, keyed_hash: str, now: datetime) -> bool:
        """See the port. What reports count stays, without anything personal: ledger rows and gifts keep
        the bare contact id, which is never given again; events keep kind, time and link."""
        with transaction(self._engine) as connection:
            if is_sqlite(connection):
                # Overwrite what is deleted, or it stays readable in the file.
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            contact_id = connection.execute(
                select(contacts.c.id).where(contacts.c.key == key)
            ).scalar_one_or_none()
            if contact_id is not None:
                _erase(connection, contact_id)
            connection.execute(delete(suppressions).where(suppressions.c.key == key))
            connection.execute(
                insert_new(connection, suppressions).values(
                    key=f"{HASHED}{keyed_hash}", address="", reason="forgotten", since=now
                )
            )
        self._empty_the_log()
        return contact_id is not None

    def forgotten(self) -> frozenset[str]:
        query = select(suppressions.c.key).where(suppressions.c.key.startswith(HASHED))
        with reading(self._engine) as connection:
            return frozenset(
                key.removeprefix(HASHED) for key in connection.execute(query).scalars()
            )

    def _empty_the_log(self) -> None:
        """SQLite's write-ahead log still holds the pages as they were, until it is checkpointed. Where
        another process reads at this moment, the next checkpoint does it."""
        if not is_sqlite(self._engine):
            return
        with contextlib.closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()


def _held(contact_id: int) -> dict[str, Select[Any]]:
    """What hangs on a contact, one query each."""
    return {
        "audiences": select(contact_audiences.c.audience)
        .where(contact_audiences.c.contact_id == contact_id)
        .order_by(contact_audiences.c.audience),
        "campaigns": _campaigns(contact_id),
        "events": _events(contact_id),
        "gifts": _gifts(contact_id),
        "proofs": select(proofs.c.slug.label("campaign"), proofs.c.at)
        .where(proofs.c.rendered_as == contact_id)
        .order_by(proofs.c.at),
    }


def _campaigns(contact_id: int) -> Select[Any]:
    """Naming every campaign lets the ledger's index find the person: it begins with the campaign."""
    state = func.coalesce(recipients.c.state, batches.c.state)
    return (
        select(
            campaigns.c.slug.label("campaign"),
            case((state.in_(("queued", "sending")), "remaining"), else_=state).label("state"),
            recipients.c.reason,
            batches.c.due_at,
            batches.c.attempted_at,
        )
        .join_from(recipients, batches, batches.c.id == recipients.c.batch_id)
        .join(campaigns, campaigns.c.id == recipients.c.campaign_id)
        .where(
            recipients.c.campaign_id.in_(select(campaigns.c.id)),
            recipients.c.contact_id == contact_id,
        )
        .order_by(batches.c.due_at)
    )


def _events(contact_id: int) -> Select[Any]:
    return (
        select(
            campaigns.c.slug.label("campaign"),
            events.c.kind,
            events.c.happened_at,
            events.c.source,
            events.c.url,
            events.c.user_agent,
            events.c.ip_hash,
            events.c.is_machine,
            events.c.is_inferred,
            events.c.reason,
            events.c.raw,
        )
        .join_from(events, campaigns, campaigns.c.id == events.c.campaign_id)
        .where(events.c.campaign_id.in_(select(campaigns.c.id)), events.c.contact_id == contact_id)
        .order_by(events.c.happened_at, events.c.id)
    )


def _gifts(contact_id: int) -> Select[Any]:
    return (
        select(
            campaigns.c.slug.label("campaign"),
            gifts.c.platform,
            gifts.c.gift_id,
            gifts.c.amount_minor,
            gifts.c.refunded_minor,
            gifts.c.currency,
            gifts.c.given_at,
            gifts.c.state,
            gifts.c.place,
        )
        .join_from(gifts, campaigns, campaigns.c.id == gifts.c.campaign_id, isouter=True)
        .where(gifts.c.contact_id == contact_id)
        .order_by(gifts.c.given_at, gifts.c.gift_id)
    )


def _rows(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _erase(connection: Connection, contact_id: int) -> None:
    for table in (contact_tags, contact_audiences):
        connection.execute(delete(table).where(table.c.contact_id == contact_id))
    connection.execute(delete(contacts).where(contacts.c.id == contact_id))
    theirs = (
        events.c.campaign_id.in_(select(campaigns.c.id)),
        events.c.contact_id == contact_id,
    )
    for event_id, url in _urls(connection, theirs):
        connection.execute(
            update(events).where(events.c.id == event_id).values(url=url.split("?", 1)[0])
        )
    connection.execute(
        update(events)
        .where(*theirs)
        .values(user_agent=None, ip_hash=None, reason=None, provider_id=None, raw={})
    )


def _urls(connection: Connection, theirs: Sequence[Any]) -> Sequence[Any]:
    """(event id, address of the link) where the query may hold a personal code."""
    return connection.execute(
        select(events.c.id, events.c.url).where(*theirs, events.c.url.contains("?"))
    ).all()
