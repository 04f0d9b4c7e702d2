"""The ports of the store but the ledger, on SQLite and on PostgreSQL."""

import multiprocessing
import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text, update

from mailer.errors import ConfigError, Conflict, NotFound, StoreDown
from mailer.model.delivery import Receipt
from mailer.model.ids import Fingerprint, Sha256, Slug
from mailer.model.message import AskPolicy, LadderStep, Link, Message, Part, Slot
from mailer.model.plan import Approval, Proof, Risk, SendPlan
from mailer.store import Store, open_store
from mailer.store.database import create, reading, transaction
from mailer.store.migrations import HEAD, config, is_ours, upgrade
from mailer.store.tables import messages, metadata, pictures
from tests import outgoing
from tests.clock import NOON
from tests.conftest import ROOT
from tests.contracts.stories import LEASE, MESSAGE, SLUG, Story, opened, person, plan_for
from tests.processes import WARM

SECOND = timedelta(seconds=1)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    found = opened(database_url)
    yield found
    found.close()


# -- schema


def test_migrations_make_exactly_the_tables(empty_database_url: str) -> None:
    store = opened(empty_database_url)
    with reading(store.engine) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_ours}
        )
        assert compare_metadata(context, metadata) == []
    store.close()


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == HEAD


def test_sqlite_clusters_what_is_read_by_batch(sqlite_url: str) -> None:
    store = opened(sqlite_url)
    with reading(store.engine) as connection:
        tables = connection.execute(text("SELECT name, sql FROM sqlite_master")).all()
    made = {row.name: row.sql for row in tables}
    store.close()
    assert "WITHOUT ROWID" in made["recipients"]
    assert "WITHOUT ROWID" in made["events"]
    assert "AUTOINCREMENT" in made["contacts"]


def test_sqlite_writes_through_a_log_with_full_durability(sqlite_url: str) -> None:
    store = opened(sqlite_url)
    with reading(store.engine) as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()
    full = 2
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_postgresql_forgets_no_commit_and_waits_for_no_frozen_worker(postgres_url: str) -> None:
    """The server of the tests forgets by itself: it is started with synchronous_commit=off."""
    store = opened(postgres_url)
    with reading(store.engine) as connection:
        found = {
            name: connection.scalar(text(f"SHOW {name}"))
            for name in ("synchronous_commit", "idle_in_transaction_session_timeout")
        }
    store.close()
    assert found == {"synchronous_commit": "on", "idle_in_transaction_session_timeout": "1min"}


def _open_and_close(url: str, outcomes: "multiprocessing.Queue[str]") -> None:
    try:
        store = opened(url)
        store.campaigns.ensure(SLUG)
        store.close()
        outcomes.put("opened")
    except BaseException as broken:
        outcomes.put(repr(broken))


def test_many_processes_may_open_a_new_database_at_once(empty_database_url: str) -> None:
    outcomes: multiprocessing.Queue[str] = WARM.Queue()
    processes = [
        WARM.Process(target=_open_and_close, args=(empty_database_url, outcomes)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    found = [outcomes.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(10)
    assert found == ["opened"] * 3


def test_no_type_is_first_read_while_threads_run() -> None:
    """msgspec learns a type at its first use, and a second thread in it then crashes the process: a
    decoder is made at import. Tried with the real crash, one process in ten died of it."""
    sources = sorted((ROOT / "mailer").rglob("*.py"))
    hasty = re.compile(r"msgspec\.(json\.decode|convert)\(")
    assert sources
    assert [file.name for file in sources if hasty.search(file.read_text("utf-8"))] == []


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    store = opened(database_url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match=rf"newer mailer \(schema 9999; .* up to {HEAD}\)"):
        upgrade(store.engine)
    store.close()


def test_a_relative_sqlite_file_lies_in_the_workspace(tmp_path: Path) -> None:
    engine = create("sqlite:///mail.db", tmp_path)
    upgrade(engine)
    engine.dispose()
    assert (tmp_path / "mail.db").is_file()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("not a url, secret", "is not a URL"),
        ("mysql://someone:secret@host/name", 'starts with "mysql"'),
        ("postgresql+asyncpg://someone:secret@host/name", 'starts with "postgresql\\+asyncpg"'),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
    ],
)
def test_a_url_that_cannot_be_used_says_so_without_its_password(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as told:
        create(url, None)
    assert "secret" not in str(told.value)


def test_a_postgresql_that_is_not_there_says_so_without_its_password() -> None:
    with pytest.raises(StoreDown, match="can't be reached") as told:
        upgrade(create("postgresql://someone:secret@127.0.0.1:9/name", None))
    assert "secret" not in str(told.value)
    assert "someone" not in str(told.value)


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreDown, match="can't be opened"):
        upgrade(create(f"sqlite:///{tmp_path}/nowhere/mail.db", None))


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "mail.db").write_bytes(b"this is a letter, not a database\n" * 100)
    with pytest.raises(StoreDown, match="is not a SQLite file"):
        upgrade(create(f"sqlite:///{tmp_path}/mail.db", None))


def test_a_busy_sqlite_says_so(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailer.store.database._BUSY_SECONDS", 0)
    store = opened(sqlite_url)
    holder = sqlite3.connect(store.engine.url.database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        assert store.campaigns.all() == []
        with pytest.raises(StoreDown, match="is busy"):
            store.campaigns.ensure(SLUG)
    finally:
        holder.close()
        store.close()


def test_a_full_disk_says_so_and_leaves_what_was_written(sqlite_url: str) -> None:
    store = opened(sqlite_url)
    store.audit.add(SLUG, "planned", "Marta", NOON, {})
    with reading(store.engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreDown, match="the disk is full"):
        store.audit.add(SLUG, "noted", "Marta", NOON, {"words": "long " * 10_000})
    assert [entry["what"] for entry in store.audit.of(SLUG)] == ["planned"]
    store.close()


def test_an_error_shows_no_value_of_a_person(store: Store) -> None:
    with pytest.raises(Exception, match="hidden") as told, transaction(store.engine) as connection:
        connection.execute(text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": "marta@x.org"})
    assert "marta" not in str(told.value)


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with transaction(store.engine) as connection:
            connection.execute(
                text("INSERT INTO campaigns (slug, code, state) VALUES ('a', 'b', 'draft')")
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert store.campaigns.all() == []


def test_read_then_write_is_safe_between_threads(sqlite_url: str) -> None:
    store = opened(sqlite_url)
    with transaction(store.engine) as connection:
        connection.execute(text("INSERT INTO pace (name, next_at) VALUES ('x', 0)"))

    def count_up() -> None:
        for _ in range(15):
            with transaction(store.engine) as connection:
                before = connection.scalar(text("SELECT next_at FROM pace"))
                connection.execute(text("UPDATE pace SET next_at = :n"), {"n": before + 1})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(store.engine) as connection:
        assert connection.scalar(text("SELECT next_at FROM pace")) == 60
    store.close()


# -- campaigns


def test_a_campaign_is_made_once_with_a_code_of_its_own(store: Store) -> None:
    first = store.campaigns.ensure(SLUG)
    again = store.campaigns.ensure(SLUG)
    other = store.campaigns.ensure(Slug("other"))
    assert first == again
    assert first.state == "draft"
    assert first.code != other.code
    assert store.campaigns.by_code(first.code) == first
    assert store.campaigns.by_id(other.id) == other
    assert store.campaigns.all() == [first, other]
    assert store.campaigns.find(Slug("nobody")) is None


def test_a_campaign_moves_only_from_where_it_was_expected(store: Store) -> None:
    store.campaigns.ensure(SLUG)
    moved = {"when": ["draft"], "reason": "ready", "at": NOON}
    assert store.campaigns.move(SLUG, "planned", **moved)  # type: ignore[arg-type]
    assert not store.campaigns.move(SLUG, "planned", **moved)  # type: ignore[arg-type]
    record = store.campaigns.find(SLUG)
    assert record is not None
    assert (record.state, record.reason) == ("planned", "ready")


# -- messages, plans, approvals, audit


def full_message() -> Message:
    block = Slot("amounts", "block", None, True, Part(("a", "b"), (0,)), None)
    step = LadderStep(Decimal("10.50"), "multiply", (Decimal("1.5"),), Decimal(5))
    return replace(
        outgoing.message(sha256="c" * 64),
        slots=(Slot("first_name", "text", fallback='friend "x" \u2028'), block),
        links=(Link(0, "early", "donate", "Give", Part(("https://x.example/?a=", ""), (0,))),),
        ask=AskPolicy("EUR", (Decimal(25), Decimal("50.00")), (step,), Decimal(1000)),
    )


def test_a_frozen_message_comes_back_as_it_was(store: Store) -> None:
    record = store.campaigns.ensure(SLUG)
    message = full_message()
    store.messages.put(message, record.id)
    store.messages.put(message, record.id)
    assert store.messages.get(message.sha256) == message


def test_a_message_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.messages.get(Sha256("d" * 64))


def test_a_message_that_was_changed_in_the_database_is_not_given_out(store: Store) -> None:
    message = full_message()
    store.messages.put(message, store.campaigns.ensure(SLUG).id)
    with transaction(store.engine) as connection:
        body = connection.scalar(text("SELECT body FROM messages"))
        connection.execute(update(messages).values(body=bytes(body).replace(b"Give", b"Take")))
    with pytest.raises(Conflict, match="was changed"):
        store.messages.get(message.sha256)


def named(body: bytes) -> Sha256:
    return Sha256(sha256(body).hexdigest())


def test_a_picture_comes_back_as_it_was_and_says_in_which_campaigns_it_stands(store: Store) -> None:
    first, second = (store.campaigns.ensure(Slug(slug)).id for slug in ("flood", "drought"))
    red, blue = b"\x89PNG red \0\xff", b"\xff\xd8 blue"
    store.pictures.put([(named(red), "image/png", red)], first)
    both = [(named(red), "image/png", red), (named(blue), "image/jpeg", blue)]
    store.pictures.put([*both, both[0]], second)
    store.pictures.put([], first)
    assert (store.pictures.get(named(red)), store.pictures.get(named(blue))) == (red, blue)
    found = store.pictures.find(named(red)[:32])
    assert found is not None
    assert (found.body, found.kind, found.campaign_ids) == (red, "image/png", (first, second))
    other = store.pictures.find(named(blue)[:32])
    assert other is not None
    assert other.campaign_ids == (second,)


def test_a_picture_that_is_not_there_or_was_changed_is_not_given_out(store: Store) -> None:
    body = b"\x89PNG"
    with pytest.raises(NotFound, match="No picture"):
        store.pictures.get(named(body))
    assert store.pictures.find(named(body)[:32]) is None
    store.pictures.put([(named(body), "image/png", body)], store.campaigns.ensure(SLUG).id)
    for near in (named(body)[1:33], "0" * 32, "f" * 32):
        assert store.pictures.find(near) is None
    with transaction(store.engine) as connection:
        connection.execute(update(pictures).values(body=body + b"!"))
    with pytest.raises(Conflict, match="was changed"):
        store.pictures.get(named(body))


def test_plans_are_kept_and_found(store: Store) -> None:
    first = replace(
        plan_for(5, 2),
        excluded={"suppressed": 3, "missing-first_name": 1},
        risks=(Risk("no-proof", "Nobody saw it.", blocks=False),),
    )
    second = replace(first, recipients=6, fingerprint=Fingerprint("f" * 16))
    assert store.plans.latest(SLUG) is None
    store.plans.put(first)
    store.plans.put(second)
    assert store.plans.latest(SLUG) == second
    assert store.plans.find(SLUG, first.fingerprint) == first
    assert store.plans.find(Slug("other"), first.fingerprint) is None
    assert isinstance(store.plans.latest(SLUG), SendPlan)


def test_a_person_approves_a_plan_once(store: Store) -> None:
    seen = Fingerprint("a" * 16)
    first = Approval("Marta", NOON, seen, ("audience-grew",))
    store.approvals.add(SLUG, first)
    store.approvals.add(SLUG, replace(first, at=NOON + SECOND, accepted_risks=()))
    second = Approval("Ines", NOON + SECOND, seen)
    store.approvals.add(SLUG, second)
    assert store.approvals.of(SLUG, seen) == [first, second]
    assert store.approvals.latest(SLUG) == second
    assert store.approvals.latest(Slug("other")) is None
    assert store.approvals.of(SLUG, Fingerprint("b" * 16)) == []


def test_proofs_are_kept_in_order(store: Store) -> None:
    proofs = [Proof(f"p{n}@example.org", n, MESSAGE, NOON + n * SECOND) for n in range(3)]
    for proof in proofs:
        store.approvals.add_proof(SLUG, proof)
    assert store.approvals.proofs(SLUG) == proofs
    assert store.approvals.proofs(Slug("other")) == []


def test_the_audit_tells_who_did_what_in_order(store: Store) -> None:
    store.audit.add(SLUG, "planned", "Marta", NOON, {"recipients": 5})
    store.audit.add(SLUG, "approved", "Ines", NOON, {})
    assert store.audit.of(SLUG) == [
        {"what": "planned", "by": "Marta", "at": NOON, "detail": {"recipients": 5}},
        {"what": "approved", "by": "Ines", "at": NOON, "detail": {}},
    ]


# -- logins


def test_a_login_link_works_once_and_in_time(store: Store) -> None:
    store.logins.add_link("a" * 64, NOON + SECOND)
    store.logins.add_link("b" * 64, NOON + SECOND)
    assert not store.logins.use_link("a" * 64, NOON + SECOND)
    assert store.logins.use_link("b" * 64, NOON)
    assert not store.logins.use_link("b" * 64, NOON)
    assert not store.logins.use_link("c" * 64, NOON)


def test_a_session_lasts_until_its_end_or_the_sign_out(store: Store) -> None:
    assert not store.logins.has_any(NOON)
    store.logins.add_session("a" * 64, NOON + SECOND)
    assert store.logins.has_any(NOON)
    assert not store.logins.has_any(NOON + SECOND)
    assert store.logins.has_session("a" * 64, NOON)
    assert not store.logins.has_session("a" * 64, NOON + SECOND)
    assert not store.logins.use_link("a" * 64, NOON)
    store.logins.end_session("a" * 64)
    assert not store.logins.has_session("a" * 64, NOON)


def test_a_new_database_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "mailer.db"
    open_store(f"sqlite:///{path}", new_code=lambda: "code").close()
    assert [oct(each.stat().st_mode & 0o777) for each in tmp_path.glob("mailer.db*")] == ["0o600"]


def test_a_blast_that_an_older_version_froze_goes_on_after_the_upgrade(database_url: str) -> None:
    """Its recipients have no column for blocks yet, and its database no seat."""
    story = Story(opened(database_url))
    story.import_people([person(number) for number in range(3)])
    story.freeze(batch_size=2)
    with story.store.engine.begin() as connection:
        command.downgrade(config(connection), "0001")
    upgrade(story.store.engine)
    story.store.close()

    again = opened(database_url)
    seen = []
    while (claim := again.ledger.claim_batch(NOON, LEASE)) is not None:
        seen += [(each.contact.key, each.shows) for _, each in claim.recipients]
        again.ledger.record(claim, Receipt(accepted=[p for p, _ in claim.recipients]), NOON)
    assert sorted(seen) == [(f"person{n}@example.org", 0) for n in range(3)]
    assert again.ledger.count(SLUG).accepted == 3
    again.close()


def test_a_picture_of_an_older_version_keeps_its_campaign(database_url: str) -> None:
    older = opened(database_url)
    campaign_id, body = older.campaigns.ensure(SLUG).id, b"\x89PNG"
    older.pictures.put([(named(body), "image/png", body)], campaign_id)
    with older.engine.begin() as connection:
        command.downgrade(config(connection), "0003")
        assert connection.scalar(text("SELECT campaign_id FROM pictures")) == campaign_id
    upgrade(older.engine)
    found = older.pictures.find(named(body)[:32])
    assert found is not None
    assert (found.body, found.campaign_ids) == (body, (campaign_id,))
    older.close()
