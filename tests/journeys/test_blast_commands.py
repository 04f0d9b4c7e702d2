"""A blast through the command line: what is said, and with which exit status it ends."""

import json
import signal

import pytest

from mailer.app import App
from mailer.cli import readback, run
from mailer.operations import blast
from tests.commands import Commands
from tests.journeys.flood_maps import SLUG, approved, rewrite


class TestTheCommandLine:
    def fails(
        self, capsys: pytest.CaptureFixture[str], app: App, *arguments: str, status: int
    ) -> str:
        """What it says on standard error; nothing on standard output."""
        assert run([*arguments, "--workspace", str(app.workspace.root)]) == status
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    def test_it_says_what_happened_and_what_comes_next(self, app: App) -> None:
        commands = Commands(app.workspace.root)
        fingerprint = commands.json("plan", SLUG)["fingerprint"]
        planned = commands.run("plan", SLUG)
        *lines, said, following = planned.stdout.splitlines()
        assert lines[0] == "6 people in 1 country, 3 batches"
        assert said == f"Nothing was sent. Fingerprint {fingerprint}"
        assert following == f"Next: mailer approve {SLUG} --fingerprint {fingerprint} --by NAME"
        assert all(len(line) <= 80 for line in planned.stdout.splitlines())

        approved = commands.run("approve", SLUG, "--fingerprint", fingerprint, "--by", "Ada")
        assert approved.stdout.endswith(f"Approved for 6 people. Next: mailer send {SLUG}\n")
        assert {"starts_at", "waves"} <= set(commands.json("send", SLUG))
        done = commands.run("worker", "--until-idle")
        assert (done.returncode, done.stdout) == (0, "")

        shown = readback.of_status(SLUG, blast.status(app, SLUG)).splitlines()
        assert shown[0] == f"sent      [{'#' * 31}]  6 of 6 accepted"
        assert shown[1] == "refused 0   suppressed 0   unknown 0   remaining 0"
        status = commands.json("status", SLUG)
        assert status["state"] == "sent"
        assert set(status["batches"]) == {"queued", "sending", "accepted", "refused", "unknown"}

    def test_what_is_unsafe_ends_with_three_and_the_risk_by_name(
        self, app: App, capsys: pytest.CaptureFixture[str]
    ) -> None:
        blast.plan_campaign(app, SLUG)

        said = self.fails(capsys, app, "send", SLUG, status=3)
        assert "not-approved" in said
        assert f"mailer approve {SLUG} --fingerprint" in " ".join(said.split())

    def test_a_program_gets_the_risks_by_name_as_well(
        self, app: App, capsys: pytest.CaptureFixture[str]
    ) -> None:
        fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
        settings = app.workspace.root / "mailer.toml"
        settings.write_text(settings.read_text() + "proof_needed = true\n")  # [approval] is last

        at = ["--workspace", str(app.workspace.root), "--json"]
        assert run(["approve", SLUG, "--fingerprint", fingerprint, "--by", "Ada", *at]) == 3

        told = capsys.readouterr()
        assert [risk["name"] for risk in json.loads(told.out)["risks"]] == ["no-proof"]
        assert told.err.endswith("accept it by name: --accept no-proof\n")

    def test_a_worker_names_what_it_can_not_finish(
        self, app: App, capsys: pytest.CaptureFixture[str]
    ) -> None:
        approved(app)
        blast.send(app, SLUG)
        blast.pause(app, SLUG, "the news changed")

        assert run(["worker", "--until-idle", "--workspace", str(app.workspace.root)]) == 0

        said = capsys.readouterr().err
        assert f"{SLUG} is paused: the news changed" in said
        assert f"mailer resume {SLUG}" in said

    def test_check_ends_with_three_where_something_blocks(
        self, app: App, capsys: pytest.CaptureFixture[str]
    ) -> None:
        at = ("--workspace", str(app.workspace.root))
        assert run(["check", SLUG, *at]) == 0
        assert capsys.readouterr().out.splitlines()[-1].endswith("Ready to send.")
        rewrite(app, "The council votes", "[TEST] The council votes")

        assert run(["check", SLUG, *at]) == 3
        assert capsys.readouterr().out.splitlines()[-1].endswith("Not ready to send.")
        assert run(["check", SLUG, "--json", *at]) == 3
        found = json.loads(capsys.readouterr().out)["findings"]
        assert {"rule", "severity", "where", "message", "fix"} <= set(found[0])
        waived = ["--waive", "content-doubtful", "--by", "Ada", "--reason", "the news is a test"]
        assert run(["check", SLUG, *waived, *at]) == 0

    @pytest.mark.parametrize(
        "arguments",
        [
            ("plan", "no-such-campaign"),
            ("approve", SLUG, "--fingerprint", "0" * 16, "--by", "Ada"),
            ("schedule", SLUG, "--at", "2027-03-28T02:30", "--timezone", "Europe/Berlin"),
            ("pause", SLUG),
            ("settle", "no-such-campaign"),
            ("status", "no-such-campaign"),
            ("proof", SLUG, "--to", "desk"),
            ("proof", SLUG),
        ],
    )
    def test_what_a_person_can_mend_ends_with_two_and_one_line(
        self, app: App, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
    ) -> None:
        said = self.fails(capsys, app, *arguments, status=2)

        assert said.startswith("Error: ")
        assert said.count("\n") == 1

    def test_a_worker_that_is_told_to_end_ends_well(self, app: App) -> None:
        worker = Commands(app.workspace.root).start("worker")
        try:
            assert worker.stderr is not None
            assert worker.stderr.readline().startswith("Sending what is due by outbox.")
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(15) == 0
        finally:
            worker.kill()
            worker.communicate()
