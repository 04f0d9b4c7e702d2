"""Addresses that we must not write to, and the keyed hashes of people who asked to be forgotten."""

from collections.abc import Iterator

from sqlalchemy import Engine, Row, select

from mailer.model.contact import Suppression
from mailer.model.ids import Address, AddressKey
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import suppressions


class Suppressions:
    """`ports.Suppressions`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, suppression: Suppression) -> bool:
        with transaction(self._engine) as connection:
            added = connection.execute(
                insert_new(connection, suppressions)
                .values(
                    key=suppression.key,
                    address=suppression.address,
                    reason=suppression.reason,
                    since=suppression.since,
                )
                .returning(suppressions.c.key)
            ).first()
            return added is not None

    def find(self, key: AddressKey) -> Suppression | None:
        with reading(self._engine) as connection:
            row = connection.execute(
                select(suppressions).where(suppressions.c.key == key)
            ).one_or_none()
        return None if row is None else _suppression(row)

    def all(self) -> Iterator[Suppression]:
        """By date. A forgotten person's has no address, and as key `hash:` and the keyed hash."""
        query = select(suppressions).order_by(suppressions.c.since, suppressions.c.key)
        with reading(self._engine) as connection:
            for row in connection.execution_options(yield_per=2_000).execute(query):
                yield _suppression(row)


def _suppression(row: Row[tuple[object, ...]]) -> Suppression:
    return Suppression(
        address=Address(row.address),
        key=AddressKey(row.key),
        reason=row.reason,
        since=row.since,
    )
