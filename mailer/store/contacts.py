"""Contacts: imported in bulk, picked by rules, read whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Engine, Row, Select, Subquery, Text, cast, func, select, text, update

from mailer.model.contact import Contact, Recipient
from mailer.model.ids import AddressKey, ContactId, Slug
from mailer.model.plan import Overlap
from mailer.model.segment import Alike, Rule, Selection
from mailer.store.database import is_sqlite, reading, transaction
from mailer.store.frequency import lately, overlaps
from mailer.store.importing import Writer, tags_of
from mailer.store.selecting import apart, clause, recipients, selected, together
from mailer.store.spooling import Spool
from mailer.store.tables import contact_audiences, contact_fields, contact_tags, contacts

PAGE = 2_000
"""Rows fetched together by a stream."""
COLUMNS = tuple(contacts.c[name] for name in Contact.__struct_fields__ if name != "tags")
"""What `contact_of` needs, in the order of the model's fields."""
_MOST_DOMAINS = 200


class Contacts:
    """`ports.Contacts`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def upsert(self, audience: str, rows: Iterable[Contact]) -> tuple[int, int, int]:
        """See the port. Rows of one key are one contact: the last value wins, None never does; tags and
        own fields join what is known. Every row counts once: the first of a new key as added.

        All rows are read before the first is written: until then nobody waits for this import."""
        with Spool(self._engine.dialect) as spool:
            spool.fill(rows)
            return self._merge(audience, spool)

    def _merge(self, audience: str, spool: Spool) -> tuple[int, int, int]:
        with transaction(self._engine) as connection:
            if not is_sqlite(connection):
                # One import at a time, or two could add the same key; readers don't wait.
                connection.execute(text("LOCK TABLE contacts IN SHARE ROW EXCLUSIVE MODE"))
            writer = Writer(connection, audience)
            for chunk in spool:
                writer.write(chunk)
        return writer.added, writer.updated, writer.unchanged

    def alike(self, selection: Selection) -> Sequence[Alike]:
        everyone = selected(selection).subquery("everyone").c
        same = (everyone.timezone, everyone.country, everyone.measures_opens, everyone.reason)
        found = select(*same, together(everyone.contact_id), everyone.edition).group_by(
            *same, everyone.edition
        )
        with reading(self._engine) as connection:
            return [
                Alike(zone, country, bool(measures), reason, apart(ids), edition)
                for zone, country, measures, reason, ids, edition in connection.execute(found)
            ]

    def count(self, rule: Rule, as_of: datetime) -> int:
        counted = select(func.count()).select_from(contacts).where(clause(rule, as_of))
        with reading(self._engine) as connection:
            return connection.execute(counted).scalar_one()

    def overlaps(self, selection: Selection, since: datetime) -> Sequence[Overlap]:
        with reading(self._engine) as connection:
            return overlaps(connection, recipients(selection).subquery("chosen"), since)

    def lately(self, contact_id: int, since: datetime) -> Sequence[Slug]:
        with reading(self._engine) as connection:
            return lately(connection, contact_id, since)

    def domains(self, rule: Rule, as_of: datetime) -> Mapping[str, int]:
        """The `_MOST_DOMAINS` most frequent ones; all others together under an empty name."""
        with reading(self._engine) as connection:
            at = func.instr if is_sqlite(connection) else func.strpos
            domain = func.substr(contacts.c.key, at(contacts.c.key, "@") + 1).label("domain")
            counted = (
                select(domain, func.count().label("people"))
                .where(clause(rule, as_of))
                .group_by(domain)
                .order_by(func.count().desc(), domain)
                .limit(_MOST_DOMAINS)
            )
            found = {row.domain: row.people for row in connection.execute(counted)}
        rest = self.count(rule, as_of) - sum(found.values())
        return found | {"": rest} if rest > 0 else found

    def outline(self) -> str:
        table = contacts.c
        words = [table.address, table.first_name, table.last_name, cast(table.fields, Text)]
        figures = [table.last_gift_amount, table.highest_gift_amount, table.gifts_count]
        summed = select(
            func.count(),
            func.max(table.id),
            func.max(table.last_gift_at),
            *(func.count(each) for each in (*words, table.last_gift_at, *figures)),
            *(func.sum(func.length(each)) for each in words),
            *(func.sum(each) for each in figures),
        )
        with reading(self._engine) as connection:
            return ":".join(str(each or 0) for each in connection.execute(summed).one())

    def by_key(self, key: AddressKey) -> Contact | None:
        return self._one(select(*COLUMNS).where(contacts.c.key == key))

    def by_id(self, contact_id: int) -> Contact | None:
        return self._one(select(*COLUMNS).where(contacts.c.id == contact_id))

    def tags(self, contact_ids: Sequence[ContactId]) -> Mapping[int, Sequence[str]]:
        with reading(self._engine) as connection:
            return tags_of(connection, contact_ids)

    def refuse_opens(self, contact_id: int, at: datetime) -> None:
        refusing = (
            update(contacts)
            .where(contacts.c.id == contact_id, contacts.c.opens_refused_at.is_(None))
            .values(opens_consent=False, opens_refused_at=at)
        )
        with transaction(self._engine) as connection:
            connection.execute(refusing)

    def sample(
        self, selection: Selection, limit: int, edition: int | None = None
    ) -> Sequence[Recipient]:
        """In turns: whose values are emptiest, whose are longest, who gave most."""
        chosen, theirs = _chosen(selection)
        if edition is not None:
            chosen = chosen.where(theirs.c.edition == edition)
        first, last = contacts.c.first_name, contacts.c.last_name
        length = func.coalesce(func.length(first), 0) + func.coalesce(func.length(last), 0)
        orders = (
            length.asc(),
            length.desc(),
            func.coalesce(contacts.c.highest_gift_amount, 0).desc(),
        )
        with reading(self._engine) as connection:
            found = [
                connection.execute(chosen.order_by(order, contacts.c.id).limit(limit)).all()
                for order in orders
            ]
            taken: dict[int, Row[Any]] = {}
            for turn in zip(*found, strict=True):
                taken.update((row.id, row) for row in turn if row.id not in taken)
            rows = list(taken.values())[:limit]
            tags = tags_of(connection, [row.id for row in rows])
        return [
            Recipient(contact_of(row, tags.get(row.id, ())), row.edition, row.shows) for row in rows
        ]

    def stream(self, selection: Selection) -> Iterator[Recipient]:
        """By ascending id."""
        chosen, _ = _chosen(selection)
        chosen = (
            chosen.add_columns(contact_tags.c.tag)
            .outerjoin(contact_tags, contact_tags.c.contact_id == contacts.c.id)
            .order_by(contacts.c.id, contact_tags.c.tag)
        )
        with reading(self._engine) as connection:
            rows = connection.execution_options(yield_per=PAGE).execute(chosen)
            for _, same in groupby(rows, itemgetter(0)):
                person = list(same)
                first = person[0]
                contact = contact_of(first, sorted(row[-1] for row in person if row[-1]))
                yield Recipient(contact, first.edition, first.shows)

    def audiences(self) -> Mapping[str, int]:
        counted = (
            select(contact_audiences.c.audience, func.count())
            .group_by(contact_audiences.c.audience)
            .order_by(contact_audiences.c.audience)
        )
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    def audiences_of(self, contact_id: int) -> frozenset[str]:
        """The imported lists that a contact came with."""
        with reading(self._engine) as connection:
            return frozenset(
                connection.execute(
                    select(contact_audiences.c.audience).where(
                        contact_audiences.c.contact_id == contact_id
                    )
                ).scalars()
            )

    def fields(self) -> frozenset[str]:
        with reading(self._engine) as connection:
            return frozenset(connection.execute(select(contact_fields.c.name)).scalars())

    def _one(self, query: Select[Any]) -> Contact | None:
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            return contact_of(row, tags_of(connection, [row.id]).get(row.id, ()))


def _chosen(selection: Selection) -> tuple[Select[Any], Subquery]:
    """Everyone against whom there is no reason: COLUMNS, edition, shows; and where the last two come from."""
    theirs = recipients(selection).subquery("theirs")
    chosen = select(*COLUMNS, theirs.c.edition, theirs.c.shows).join(
        theirs, theirs.c.contact_id == contacts.c.id
    )
    return chosen, theirs


def contact_of(row: Sequence[Any], tags: Sequence[str] = ()) -> Contact:
    """A row that begins with COLUMNS -> the value; tags stand in a table of their own."""
    values: list[Any] = [*row[: len(COLUMNS)], tuple(tags)]
    return Contact(*values)
