"""`mailer gifts` and `mailer report` as a person or a program uses them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.app import App
from tests.clock import SetClock
from tests.commands import Commands
from tests.unit.operations.river_app import SLUG, campaign_id, contact_id, river_app


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Iterator[App]:
    with river_app(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def commands(app: App) -> Commands:
    return Commands(app.workspace.root, {"MAILER_SECRET_KEY": "a-secret-of-the-tests-0001"})


def test_gifts_come_in_and_the_report_tells_of_them(app: App, commands: Commands) -> None:
    tokens = app.keyring.tokens_for(campaign_id(app), [contact_id(app, "ada")])
    (commands.workspace / "export.csv").write_text(
        f"gift_id,date,amount,ref\ng1,2026-11-30,62.50,{tokens[0].gift}_button\n"
    )
    came = commands.json("gifts", "export.csv", "--from", "generic")
    assert (came["read"], came["added"], came["matched"]) == (1, 1, 1)
    told = commands.json("report", SLUG)
    assert (told["sent"], told["accepted"], told["gifts"]["total"]) == (3, 3, 62.5)
    assert told == json.loads(commands.run("report", SLUG, "--format", "json").stdout) | {
        "as_of": told["as_of"], "timeline": told["timeline"], "is_final": told["is_final"]
    }  # fmt: skip
    text = commands.run("report", SLUG).stdout
    assert "raised, net     EUR    62.50   1 gift, median 62.50, largest 62.50" in text


def test_a_report_goes_to_a_file_in_the_format_of_its_ending(commands: Commands) -> None:
    done = commands.run("report", SLUG, "--out", "out/report.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert (commands.workspace / "out/report.html").read_text().startswith("<!doctype html>")
    assert commands.run("report", SLUG, "--format", "csv", "--out", "t.txt").returncode == 0
    assert (commands.workspace / "t.txt").read_text("utf-8-sig").startswith("section,name")


def test_what_a_person_can_mend_is_one_line(commands: Commands) -> None:
    assert "no-such" in commands.fails("report", "no-such", exit_status=2)
    assert "csv, html, json" in commands.fails("report", SLUG, "--format", "docx", exit_status=2)
    assert "none.csv" in commands.fails("gifts", "none.csv", "--from", "generic", exit_status=2)
    (commands.workspace / "export.csv").write_text("name\nAda\n")
    said = commands.fails("gifts", "export.csv", "--from", "generic", exit_status=2)
    assert said.startswith("Error: export.csv line 1: no column for the date")
    assert "piggybank" in commands.fails(
        "gifts", "export.csv", "--from", "piggybank", exit_status=2
    )
