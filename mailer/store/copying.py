"""Some people, as they are, from one database into another that has none: for a rehearsal.

Their ids stay, for who gets which edition hangs on them. Only the first database is read, only the second is
written, and they may be of different kinds.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, Table, event, insert, select

from mailer.store.database import reading, transaction
from mailer.store.tables import contact_audiences, contact_fields, contact_tags, contacts

_AT_ONCE = 500


def forget_durability(engine: Engine) -> None:
    """For a database that is gone after its use: nothing waits for a disk any more. SQLite only."""
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))
    engine.dispose()


def copy_people(source: Engine, target: Engine, contact_ids: Sequence[int]) -> None:
    """With their tags, lists and fields; without what is stored of their past."""
    with reading(source) as read, transaction(target) as written:
        _copy(written, contact_fields, read.execute(select(contact_fields)).mappings())
        for start in range(0, len(contact_ids), _AT_ONCE):
            some = contact_ids[start : start + _AT_ONCE]
            for table, column in (
                (contacts, contacts.c.id),
                (contact_tags, contact_tags.c.contact_id),
                (contact_audiences, contact_audiences.c.contact_id),
            ):
                chosen = select(table).where(column.in_(some))
                _copy(written, table, read.execute(chosen).mappings())


def _copy(written: Connection, table: Table, rows: object) -> None:
    found = [dict(row) for row in rows]  # type: ignore[attr-defined]
    if found:
        written.execute(insert(table), found)
