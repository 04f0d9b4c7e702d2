"""A blast of 5,000 through the public interface: the right people, once each, and numbers that add up."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.sandbox import Sandbox, SandboxOptions
from tests.commands import Commands

WANTED = 5000
SUPPRESSED = range(0, WANTED, 250)


def address_of(number: int) -> str:
    return f"supporter.{number}@list{number % 7}.example.org"


def write_list(path: Path) -> None:
    """5,000 people; every tenth twice more, in other case and with spaces; invalid rows between."""
    rows = ["email,first_name,language,country,opens_consent"]
    for number in range(WANTED):
        name = "" if number % 97 == 0 else f"Name{number}"
        rows.append(f"{address_of(number)},{name},en,{'US' if number % 3 else 'DE'},no")
        if number % 10 == 0:
            rows.append(f"  {address_of(number).upper()} ,{name},en,,")
            rows.append(f"{address_of(number).title()},,,,")
        if number % 500 == 0:
            rows.append(f"not-an-address-{number},Nobody,en,,")
            rows.append(f"two@@example{number}.org,Nobody,en,,")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    return tmp_path / "delivered.jsonl"


@pytest.fixture
def commands(workspace_dir: Path, truth: Path) -> Iterator[Commands]:
    sandbox = Sandbox(SandboxOptions(log=truth))
    host = sandbox.start()
    try:
        yield Commands(
            workspace_dir,
            {
                "MAILER_TRANSPORT": "sendgrid",
                "MAILER_SENDGRID_HOST": host,
                "SENDGRID_API_KEY": "SG.for-the-stand-in",
                "MAILER_SENDGRID_WEBHOOK_KEY": sandbox.public_key,
            },
        )
    finally:
        sandbox.stop()


def draft_and_finish(commands: Commands, slug: str) -> None:
    """The campaign file as `draft` leaves it, with what a person must write filled in."""
    release = next((commands.workspace / "releases").glob("*.txt"))
    drafted = commands.json("draft", str(release), "--name", slug)
    path = Path(drafted["path"])
    text = path.read_text(encoding="utf-8")
    assert drafted["todo"], "a release without a headline leaves something to write"
    for todo in drafted["todo"]:
        empty = re.compile(rf'^{re.escape(todo["key"])} = ""$', re.MULTILINE)
        assert len(empty.findall(text)) == 1, f"{todo['key']} is present and empty"
        text = empty.sub(f'{todo["key"]} = "Standing with the river before the vote"', text)
    path.write_text(text, encoding="utf-8")


def test_five_thousand_people_get_it_once_and_the_numbers_add_up(
    commands: Commands, truth: Path, tmp_path: Path
) -> None:
    write_list(tmp_path / "list.csv")
    imported = commands.json("import", "spring", str(tmp_path / "list.csv"))
    assert imported["added"] == WANTED
    assert len(imported["rejected"]) == 20
    for number in SUPPRESSED:
        commands.json("suppress", f" {address_of(number).upper()}", "--reason", "asked by phone")
    draft_and_finish(commands, "spring")

    planned = commands.json("plan", "spring")
    assert planned["recipients"] == WANTED - len(SUPPRESSED)
    assert planned["excluded"] == {"suppressed": len(SUPPRESSED)}
    assert not truth.exists() or truth.read_text() == ""
    assert not [risk for risk in planned["risks"] if risk["blocks"]]
    commands.fails("send", "spring", exit_status=3)
    approved = commands.json(
        "approve", "spring", "--fingerprint", planned["fingerprint"], "--by", "Ada"
    )
    assert approved["enough"] is True
    commands.json("send", "spring")
    commands.fails("send", "spring", exit_status=2)
    done = commands.run("worker", "--until-idle")
    assert done.returncode == 0, done.stderr

    got = Counter(json.loads(line)["to"] for line in truth.read_text().splitlines())
    assert set(got.values()) == {1}
    wanted = {address_of(number) for number in range(WANTED) if number not in SUPPRESSED}
    assert {address.lower() for address in got} == wanted
    status = commands.json("status", "spring")
    assert status["state"] == "sent"
    assert status["planned"] == status["accepted"] == len(wanted)
    assert [status[key] for key in ("refused", "suppressed", "unknown", "remaining")] == [0] * 4
    report = commands.json("report", "spring")
    assert report["sent"] == report["accepted"] == len(wanted)


def test_nobody_suppressed_after_the_freeze_is_written_to(commands: Commands, truth: Path) -> None:
    (commands.workspace / "five.csv").write_text(
        "email,first_name\n" + "".join(f"p{number}@example.org,P{number}\n" for number in range(5))
    )
    commands.json("import", "five", "five.csv")
    draft_and_finish(commands, "five")
    planned = commands.json("plan", "five")
    commands.json("approve", "five", "--fingerprint", planned["fingerprint"], "--by", "Ada")
    commands.json("send", "five")
    commands.json("suppress", "P3@example.org", "--reason", "unsubscribed")
    assert commands.run("worker", "--until-idle").returncode == 0

    got = sorted(json.loads(line)["to"] for line in truth.read_text().splitlines())
    assert got == ["p0@example.org", "p1@example.org", "p2@example.org", "p4@example.org"]
    status = commands.json("status", "five")
    assert (status["planned"], status["accepted"], status["suppressed"]) == (5, 4, 1)
