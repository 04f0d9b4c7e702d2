"""A copy of the database: it shows everything and sends nothing, until a person says that it is the one."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from mailer.app import App, open_app
from mailer.cli import run
from mailer.errors import UnsafePlan
from mailer.model.delivery import Receipt
from mailer.operations import blast
from mailer.workspace import Workspace
from tests.clock import SetClock
from tests.journeys.flood_maps import CAMPAIGN, SLUG, add, approved, mailed, names


def scheduled(app: App) -> None:
    approved(app)
    blast.send(app, SLUG)


@pytest.fixture
def copy(app: App, tmp_path: Path, clock: SetClock) -> "App":
    """The whole folder once more, with a blast that is due."""
    scheduled(app)
    app.close()
    shutil.copytree(app.workspace.root, tmp_path / "copy")
    return open_app(tmp_path / "copy", {}, clock=clock)


def test_only_one_of_two_copies_sends(app: App, copy: App) -> None:
    with pytest.raises(UnsafePlan) as refused:
        blast.run_worker(copy, until_idle=True)
    assert names(refused) == ["not-adopted"]
    assert mailed(copy) == []
    blast.run_worker(app, until_idle=True)
    assert len(mailed(app)) == 6


def test_a_copy_shows_everything_and_a_person_may_choose_it(copy: App) -> None:
    assert blast.status(copy, SLUG)["remaining"] == 6
    for act in (
        lambda: blast.send(copy, SLUG),
        lambda: blast.schedule(copy, SLUG, "2026-12-24T09:00"),
        lambda: blast.proof(copy, SLUG, ["desk@example.org"]),
    ):
        with pytest.raises(UnsafePlan, match="mailer adopt"):
            act()
    assert blast.adopt(copy, by="Ada Blom") == {
        "adopted": True,
        "was_here": False,
        "paused": [SLUG],
    }
    blast.run_worker(copy, until_idle=True)
    assert mailed(copy) == []
    blast.resume(copy, SLUG)
    blast.run_worker(copy, until_idle=True)
    assert len(mailed(copy)) == 6
    assert blast.adopt(copy) == {"adopted": True, "was_here": True, "paused": []}


def test_what_was_adopted_in_mid_blast_sends_to_nobody_until_a_person_has_looked(
    app: App, tmp_path: Path, clock: SetClock
) -> None:
    """A backup on a new machine: no worker of it has ever noted how far the database was."""
    scheduled(app)
    claim = app.store.ledger.claim_batch(clock.now(), blast_lease())
    assert claim is not None
    people = tuple(position for position, _ in claim.recipients)
    app.store.ledger.record(claim, Receipt(accepted=people), clock.now())
    app.close()
    new = tmp_path / "new machine"
    shutil.copytree(app.workspace.root, new, ignore=shutil.ignore_patterns("turn-*", "outbox"))

    restored = open_app(new, {}, clock=clock)
    assert blast.adopt(restored, by="Ada Blom")["paused"] == [SLUG]
    blast.run_worker(restored, until_idle=True)
    assert mailed(restored) == []
    assert "provider's log" in str(blast.status(restored, SLUG)["reason"])
    (told,) = [each for each in restored.store.audit.of(SLUG) if each["what"] == "paused"]
    assert (told["by"], told["detail"]["from"]) == ("Ada Blom", "sending")
    assert "adopted" in told["detail"]["reason"]
    restored.close()


def test_who_adopts_where_nothing_is_on_its_way_is_told_to_look_all_the_same(
    app: App, tmp_path: Path, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was approved in the copy may have gone out of the other one since."""
    approved(app)
    app.close()
    shutil.copytree(app.workspace.root, tmp_path / "copy")
    assert run(["adopt", "--workspace", str(tmp_path / "copy")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Paused" not in said
    assert "compare with the provider's log" in said


def test_a_copy_made_while_a_worker_waits_is_caught_by_the_claim_itself(
    app: App, copy: App
) -> None:
    with pytest.raises(UnsafePlan, match="not-adopted"):
        copy.store.ledger.claim_batch(copy.clock.now(), blast_lease())
    assert app.store.ledger.claim_batch(app.clock.now(), blast_lease()) is not None


def test_a_restored_backup_asks_and_pauses_what_was_on_its_way(
    app: App, tmp_path: Path, clock: SetClock
) -> None:
    scheduled(app)
    app.close()
    database = app.workspace.root / "mailer.db"
    shutil.copy(database, tmp_path / "backup.db")
    again = open_app(app.workspace.root, {}, clock=clock)
    blast.run_worker(again, until_idle=True)
    again.close()
    for file in app.workspace.root.glob("mailer.db-*"):
        file.unlink()
    database.write_bytes((tmp_path / "backup.db").read_bytes())  # the same file on the disk

    restored = open_app(app.workspace.root, {}, clock=clock)
    with pytest.raises(UnsafePlan, match="restored from a backup"):
        blast.run_worker(restored, until_idle=True)
    assert blast.adopt(restored)["paused"] == [SLUG]
    blast.run_worker(restored, until_idle=True)
    assert len(mailed(restored)) == 6
    assert "restored from a backup" in str(blast.status(restored, SLUG)["reason"])
    blast.resume(restored, SLUG)
    restored.close()


def test_a_database_cloned_in_postgresql_sends_nothing(
    workspace_dir: Path, clock: SetClock, postgres_server: str, postgres_url: str
) -> None:
    secret = {"MAILER_SECRET_KEY": "a-secret-of-the-tests-long-enough"}
    (workspace_dir / "campaigns" / f"{SLUG}.toml").write_text(CAMPAIGN, encoding="utf-8")
    first = open_app(workspace_dir, {**secret, "MAILER_DATABASE_URL": postgres_url}, clock=clock)
    add(first, *range(6))
    scheduled(first)
    first.close()
    name = postgres_url.rpartition("/")[2]
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}_clone" TEMPLATE "{name}"'.encode())
    clone_url = f"{postgres_server}/{name}_clone"
    clone = open_app(workspace_dir, {**secret, "MAILER_DATABASE_URL": clone_url}, clock=clock)
    with pytest.raises(UnsafePlan, match="not-adopted"):
        blast.run_worker(clone, until_idle=True)
    blast.run_worker(first, until_idle=True)
    assert len(mailed(first)) == 6
    assert blast.adopt(clone)["paused"] == [SLUG]
    blast.run_worker(clone, until_idle=True)
    assert len(mailed(first)) == 6  # both write into the same folder
    for each in (first, clone):
        each.close()
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}_clone" WITH (FORCE)'.encode())


def test_the_command_says_what_it_did(copy: App, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--workspace", str(copy.workspace.root)]
    assert run(["worker", "--until-idle", *at]) == 3
    assert "mailer adopt" in " ".join(capsys.readouterr().err.split())
    run(["doctor", "--json", *at])
    checks = {each["name"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert not checks["copy"]["ok"]
    assert run(["adopt", "--by", "Ada Blom", *at]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"Paused {SLUG}" in said
    assert "compare with the provider's log" in said
    assert copy.store.audit.of(SLUG)[-1]["by"] == "Ada Blom"
    assert run(["adopt", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "adopted": True,
        "was_here": True,
        "paused": [],
    }
    assert run(["worker", "--until-idle", *at]) == 0
    assert mailed(copy) == []


def blast_lease() -> timedelta:
    return timedelta(seconds=60)


def test_a_worker_that_begins_while_another_one_claims_takes_nothing_for_a_restored_backup(
    app: App, clock: SetClock
) -> None:
    """The other one claims, and notes it, between our look at the database and our look at the note."""
    scheduled(app)
    other = open_app(app.workspace.root, {}, clock=clock)

    class Meanwhile(Workspace):
        def noted_turn(self, place: str) -> int:
            blast.run_worker(other, until_idle=True)
            return super().noted_turn(place)

    blast.run_worker(replace(app, workspace=Meanwhile(app.workspace.root)), until_idle=True)
    assert len(mailed(app)) == 6
    other.close()
