"""What was typed wrong is said in whole sentences, with what to write instead, whatever Typer's own words are."""

import pytest

from mailer.cli import run

WRONG = [
    (["send", "x", "--per-second", "-1"], "--per-second", "0", "mailer send"),
    (["send", "x", "--per-second", "fast"], "--per-second", "number", "mailer send"),
    (["rehearse", "x", "--people", "0"], "--people", "1", "mailer rehearse"),
    (["rehearse", "x", "--people", "many"], "--people", "whole number", "mailer rehearse"),
    (["serve", "--port", "99999"], "--port", "65535", "mailer serve"),
    (["check", "x", "--format", "odd"], "--format", "'sarif'", "mailer check"),
    (["rehearse"], "SLUG", "Missing argument", "mailer rehearse"),
]


@pytest.mark.parametrize(("typed", "where", "cure", "command"), WRONG)
def test_a_value_that_does_not_fit_is_told_with_one_that_does(
    typed: list[str], where: str, cure: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(typed) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: ")
    assert said.endswith(f". See `{command} --help`.\n")
    assert where in said
    assert cure in said
    assert "Input should" not in said
    assert "Value error" not in said
