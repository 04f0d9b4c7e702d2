"""What was done stays written, on SQLite and on PostgreSQL: nobody edits it, and what was taken out shows."""

import threading
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, delete, exc, insert, text, update

from mailer.model.ids import Slug
from mailer.store import Store
from mailer.store.database import is_sqlite, transaction
from mailer.store.migrations import config, upgrade
from mailer.store.tables import audit
from tests.clock import NOON
from tests.contracts.stories import opened, person

MAPS, VOTE = Slug("flood-maps"), Slug("river-vote")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    found = opened(database_url)
    for number in range(3):
        found.audit.add(MAPS, "planned", f"Person {number}", NOON, {"recipients": number})
    found.audit.add(VOTE, "planned", "Ada Blom", NOON, {"accepted": ("no-proof",)})
    yield found
    found.close()


def past_the_product(engine: Engine, *statements: object) -> None:
    """As somebody does who holds the database and switches off what keeps them from it."""
    with engine.begin() as connection:
        if is_sqlite(connection):
            for when in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER audit_keeps_{when}"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "statement",
    [
        update(audit).values(by="Somebody else"),
        update(audit).where(audit.c.slug == MAPS).values(detail={}),
        delete(audit).where(audit.c.slug == MAPS),
        text("DELETE FROM audit"),
    ],
    ids=["who", "what", "one campaign", "all"],
)
def test_no_statement_changes_or_deletes_an_entry(store: Store, statement: object) -> None:
    before = store.audit.of(MAPS)

    with pytest.raises(exc.DBAPIError, match="never changed"), store.engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]

    assert store.audit.of(MAPS) == before


def test_sqlite_does_not_replace_an_entry_either(sqlite_url: str) -> None:
    """Its OR REPLACE deletes what stands in the way, by itself past the triggers."""
    found = opened(sqlite_url)
    found.audit.add(MAPS, "planned", "Ada Blom", NOON, {})
    before = found.audit.of(MAPS)
    another = text(
        "INSERT OR REPLACE INTO audit (id, slug, what, by, at, detail) "
        "SELECT id, slug, what, 'Somebody else', at, detail FROM audit"
    )

    with pytest.raises(exc.DBAPIError, match="never changed"), found.engine.begin() as connection:
        connection.execute(another)

    assert found.audit.of(MAPS) == before
    found.close()


def test_postgresql_does_not_empty_it_either(postgres_url: str) -> None:
    found = opened(postgres_url)
    found.audit.add(MAPS, "planned", "Ada Blom", NOON, {})

    with pytest.raises(exc.DBAPIError, match="never changed"), found.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))

    assert len(found.audit.of(MAPS)) == 1
    found.close()


def test_a_trail_is_whole_as_long_as_nobody_touched_it(store: Store) -> None:
    trail = store.audit.trail(MAPS)

    assert trail.entries == store.audit.of(MAPS)
    assert (trail.broken_at, len(trail.digest)) == (None, 64)
    assert store.audit.trail(VOTE).broken_at is None
    assert store.audit.trail(Slug("other")).digest == ""


def test_each_entry_changes_the_digest_and_another_campaign_does_not(store: Store) -> None:
    before = store.audit.trail(MAPS).digest
    store.audit.add(VOTE, "approved", "Ada Blom", NOON, {})
    assert store.audit.trail(MAPS).digest == before

    store.audit.add(MAPS, "approved", "Ada Blom", NOON, {})
    assert store.audit.trail(MAPS).digest != before


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        (update(audit).where(audit.c.by == "Person 1").values(by="Bo"), 2),
        (update(audit).where(audit.c.by == "Person 0").values(detail={"recipients": 9}), 1),
        (delete(audit).where(audit.c.by == "Person 1"), 2),
        (delete(audit).where(audit.c.by == "Person 0"), 1),
        (update(audit).where(audit.c.by == "Person 2").values(digest=None), 3),
        (insert(audit).values(slug=MAPS, what="approved", by="Bo", at=NOON, detail={}), 4),
    ],
    ids=["who", "what", "one gone", "the first gone", "its digest gone", "one more"],
)
def test_what_was_done_past_the_product_shows_where_it_happened(
    store: Store, statement: object, broken_at: int
) -> None:
    past_the_product(store.engine, statement)

    assert store.audit.trail(MAPS).broken_at == broken_at
    assert store.audit.trail(VOTE).broken_at is None


def test_two_who_write_at_once_follow_one_another(store: Store) -> None:
    def write(who: str) -> None:
        for number in range(5):
            store.audit.add(MAPS, "planned", who, NOON, {"number": number})

    threads = [threading.Thread(target=write, args=(f"Worker {n}",)) for n in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    trail = store.audit.trail(MAPS)
    assert (len(trail.entries), trail.broken_at) == (3 + 15, None)


def test_entries_of_an_older_version_stay_and_new_ones_follow_them(database_url: str) -> None:
    older = opened(database_url)
    with older.engine.begin() as connection:
        command.downgrade(config(connection), "0005")
        _as_it_was(connection)
    upgrade(older.engine)

    older.audit.add(MAPS, "approved", "Ada Blom", NOON, {})
    trail = older.audit.trail(MAPS)
    older.close()

    assert [each["what"] for each in trail.entries] == ["planned", "approved"]
    assert trail.broken_at is None


def _as_it_was(connection: Connection) -> None:
    values = {"slug": MAPS, "what": "planned", "by": "Bo", "at": NOON, "detail": {}}
    connection.execute(insert(audit).values(values))


def test_who_is_forgotten_stands_nowhere_in_it(store: Store) -> None:
    """So erasing a person needs no door into it."""
    store.contacts.upsert("friends", [person(1)])
    contact = person(1)

    assert store.people.forget(contact.key, "f" * 64, NOON)

    with transaction(store.engine) as connection:
        kept = connection.execute(text("SELECT * FROM audit")).all()
    assert len(kept) == 4
    assert "@" not in str(kept)
