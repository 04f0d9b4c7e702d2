"""From one release to each template that ships: drafted, finished by a person, sent, reported on."""

import re
from pathlib import Path

import pytest

from tests.commands import Commands

WORDS = "Eight of nine gauges are read again, and the readings are public"


@pytest.fixture
def commands(workspace_dir: Path) -> Commands:
    return Commands(workspace_dir, {})


def finished(commands: Commands, template: str) -> str:
    """The text part as one person would get it, of a campaign with what a person must write filled in."""
    drafted = commands.json(
        "draft", "releases/river-deadline.txt", "--name", template, "--template", template
    )
    path = Path(drafted["path"])
    text = path.read_text(encoding="utf-8")
    for todo in drafted["todo"]:
        text = re.sub(rf'^{todo["key"]} = ""$', f'{todo["key"]} = "{WORDS}"', text, flags=re.M)
    text = text.replace('[link]\nurl = ""', '[link]\nurl = "https://www.example.org/gauges?a=1"')
    path.write_text(text, encoding="utf-8")
    commands.json("build", template, "--out", "built")
    return (commands.workspace / "built" / "message.txt").read_text(encoding="utf-8")


def test_an_update_goes_out_without_any_ask(commands: Commands) -> None:
    text = finished(commands, "update")
    assert "give.example.org" not in text
    assert "https://www.example.org/gauges?a=1" in text
    (commands.workspace / "two.csv").write_text(
        "email,first_name\nada@example.org,Ada\nlen@example.org,\n", encoding="utf-8"
    )
    commands.json("import", "two", "two.csv")
    planned = commands.json("plan", "update")
    commands.json("approve", "update", "--fingerprint", planned["fingerprint"], "--by", "Ada")
    commands.json("send", "update")
    assert commands.run("worker", "--until-idle").returncode == 0
    assert commands.json("report", "update")["accepted"] == 2


def test_thanks_have_no_ask_and_nothing_against_them(commands: Commands) -> None:
    assert "give.example.org" not in finished(commands, "thanks")
    checked = commands.json("check", "thanks")
    assert [each for each in checked["findings"] if each["severity"] == "error"] == []


def test_a_letter_asks_in_the_text_by_one_button_and_at_its_end(commands: Commands) -> None:
    text = finished(commands, "letter")
    places = re.findall(r"give\.example\.org/rivers\?ref=[a-z2-7]+_(\w+)", text)
    assert places == ["early", "button"]
    path = commands.workspace / "campaigns" / "letter.toml"
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace('postscript = ""', 'postscript = "It is soon."'), "utf-8")
    commands.json("build", "letter", "--out", "again")
    again = (commands.workspace / "again" / "message.txt").read_text(encoding="utf-8")
    assert "P.S. It is soon." in again
    assert "_ps\n" in again


def test_a_template_that_is_not_there_writes_nothing(commands: Commands) -> None:
    release = "releases/river-deadline.txt"
    for name in ("updat", "parts"):
        said = commands.fails("draft", release, "--name", "new", "--template", name, exit_status=2)
        assert "no such template" in said
    assert not (commands.workspace / "campaigns" / "new.toml").exists()
