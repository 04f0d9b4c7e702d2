"""Whom we write to: a list comes in, people are chosen, one asks never to be written to, one to be
forgotten."""

from pathlib import Path

import pytest

from tests.commands import Commands

LIST = (
    "E-Mail;Vorname;country;last_gift_at;City\n"
    " Ada@Example.org ;Ada;DE;4.5.2026;Köln\n"
    "ada@example.org;;DE;;\n"
    "ben(at)example.org;Ben;DE;;\n"
    "cleo@example.org;<b>Cleo</b>;Austria;;Graz\n"
)


@pytest.fixture
def commands(workspace_dir: Path) -> Commands:
    (workspace_dir / "list.csv").write_text(LIST, encoding="utf-8")
    (workspace_dir / "audiences" / "segments.toml").write_text(
        '[germany]\ncountry = "DE"\n\n[graz]\nfields.city = "Graz"\n', encoding="utf-8"
    )
    return Commands(workspace_dir)


def test_a_list_comes_in_and_a_second_time_changes_nothing(commands: Commands) -> None:
    came = commands.json("import", "spring", "list.csv")

    assert (came["read"], came["added"], came["updated"], came["unchanged"]) == (4, 2, 0, 1)
    assert came["rejected"] == [
        {
            "line": 4,
            "reason": 'E-Mail: the address has no "@". Write it like name@example.org.',
        }
    ]
    assert came["mapping"]["Vorname"] == "first_name"
    again = commands.json("import", "spring", "list.csv")
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 3)
    assert commands.json("export", "ADA@example.org")["contact"]["fields"] == {"city": "Köln"}


def test_a_broken_list_brings_nothing_in_and_says_so(commands: Commands) -> None:
    (commands.workspace / "list.csv").write_bytes(b"email\na@example.org\n\xff@example.org\n")

    said = commands.fails("import", "spring", "list.csv", exit_status=2)

    assert said.startswith("Error: list.csv line 3: not UTF-8")
    assert "Nothing was imported." in said
    assert said.count("\n") == 1
    assert commands.json("segments", "everyone")["segments"][0]["count"] == 0
    assert "there is no such file" in commands.fails("import", "spring", "no.csv", exit_status=2)
    assert "audience's name" in commands.fails("import", "../x", "list.csv", exit_status=2)


def test_segments_count_and_say_why(commands: Commands) -> None:
    commands.json("import", "spring", "list.csv")

    counted = commands.json("segments")["segments"]
    assert [(one["name"], one["count"], one["reads_as"]) for one in counted] == [
        ("everyone", 2, "Everyone"),
        ("germany", 1, "People in Germany"),
        ("graz", 1, 'People whose city is "Graz"'),
    ]

    (told,) = commands.json("segments", "germany", "--why", "cleo@example.org")["segments"]
    assert told["why"] == {"is_in": False, "reasons": ["no: in Germany (country is AT)"]}
    assert "did you mean" in commands.fails("segments", "germny", exit_status=2).lower()
    said = commands.fails("segments", "--why", "nobody@example.org", exit_status=2)
    assert "no contact has this address" in said


def test_a_suppressed_address_stays_so_with_its_first_reason(commands: Commands) -> None:
    first = commands.json("suppress", " ADA@example.org", "--reason", "asked by phone")
    commands.json("suppress", "ada@example.org", "--reason", "again")

    kept = commands.json("suppressions")["suppressions"]

    assert kept == first["suppressions"]
    assert (kept[0]["address"], kept[0]["reason"]) == ("ADA@example.org", "asked by phone")
    assert 'no "@"' in commands.fails("suppress", "ada", "--reason", "x", exit_status=2)
    assert "--reason" in commands.fails("suppress", "a@example.org", "--reason", " ", exit_status=2)


def test_a_forgotten_person_does_not_come_back(commands: Commands) -> None:
    commands.json("import", "spring", "list.csv")

    assert commands.json("forget", "Ada@example.org")["was_known"] is True

    came = commands.json("import", "spring", "list.csv")
    assert [(row["line"], row["reason"]) for row in came["rejected"]] == [
        (2, "asked to be forgotten"),
        (3, "asked to be forgotten"),
        (4, 'E-Mail: the address has no "@". Write it like name@example.org.'),
    ]
    (kept,) = commands.json("suppressions")["suppressions"]
    assert kept["address"].startswith("hash:")
    assert "was forgotten" in commands.fails("export", "ada@example.org", exit_status=2)
    for file in commands.workspace.glob("mailer.db*"):
        assert b"ada@example.org" not in file.read_bytes().lower()


def test_an_export_as_csv_is_a_list_again(commands: Commands) -> None:
    commands.json("import", "spring", "list.csv")

    done = commands.run("export", "ada@example.org", "--out", "ada.csv")

    assert done.returncode == 0
    came = commands.json("import", "other", "ada.csv")
    assert (came["read"], came["unchanged"]) == (1, 1)
