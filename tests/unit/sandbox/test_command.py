"""`mailer sandbox` as a person starts it."""

import json
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.commands import Commands


def started(commands: Commands, *options: str) -> "tuple[subprocess.Popen[str], dict[str, str]]":
    """The process, and the settings that it says to export."""
    process = commands.start("sandbox", "--port", "0", *options)
    assert process.stdout is not None
    settings = {}
    for line in iter(process.stdout.readline, ""):
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").strip().partition("=")
            settings[name] = value
        if "MAILER_SENDGRID_WEBHOOK_KEY" in line:
            break
    return process, settings


def post(settings: dict[str, str], address: str) -> int:
    key = {"Authorization": f"Bearer {settings['SENDGRID_API_KEY']}"}
    body = {
        "personalizations": [{"to": [{"email": address}]}],
        "from": {"email": "marta@riverwatch.example.org"},
        "subject": "Hello",
        "content": [{"type": "text/plain", "value": "Dear all"}],
    }
    url = f"{settings['MAILER_SENDGRID_HOST']}/v3/mail/send"
    return httpx.post(url, json=body, headers=key).status_code


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_says_what_to_export_answers_logs_and_ends_when_it_is_told(
    tmp_path: Path, end: signal.Signals
) -> None:
    (tmp_path / "faults.toml").write_text('[[fault]]\ndo = "status"\nstatus = 503\non = [2]\n')
    options = ("--log", "log.jsonl", "--faults", "faults.toml", "--key-file", "key.pem")
    process, settings = started(Commands(tmp_path), *options)
    try:
        assert settings["MAILER_TRANSPORT"] == "sendgrid"
        answers = [post(settings, f"p{number}@example.org") for number in range(3)]
        assert answers == [202, 503, 202]
        got = [json.loads(line)["to"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
        assert got == ["p0@example.org", "p2@example.org"]
        process.send_signal(end)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 0, told
        assert "2 people" in told
        assert (tmp_path / "key.pem").exists()
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--faults", "missing.toml"), "missing.toml"),
        (("--log", "no/such/folder/log"), "no/such/folder/log"),
        (("--port", "1", "--key-file", "."), "."),
    ],
)
def test_an_option_that_cannot_be_is_one_line_and_exit_2(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    told = Commands(tmp_path).fails("sandbox", *options, exit_status=2)
    assert words in told
    assert len(told.strip().splitlines()) == 1
