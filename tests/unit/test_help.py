"""`mailer --help`: one whole sentence a command, in 80 columns."""

import pytest

from mailer.cli import build, run


def test_every_command_has_a_sentence_that_fits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert len(listed) == len(build().registered_commands)
    assert [line for line in listed if line.endswith("...") or len(line) > 80] == []
