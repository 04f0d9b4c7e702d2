"""The check looks at everybody before anything is sent, once, and what people let stand is what they approve."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailer.app import App, open_app
from mailer.audience import parse_address
from mailer.cli import run
from mailer.model.contact import Contact
from mailer.model.evidence import Answer, Visited
from mailer.model.finding import Finding
from mailer.model.ids import ContactId
from mailer.operations import blast, editions
from mailer.operations.blast import everyone
from tests.clock import SetClock

SLUG = "river-deadline"


def person(number: int, first_name: str = "Ada", domain: str = "example.org") -> Contact:
    address, key = parse_address(f"supporter.{number}@{domain}")
    return Contact(ContactId(0), address, key, first_name=first_name)


@pytest.fixture
def app(workspace_dir: Path, clock: SetClock) -> Iterator[App]:
    opened = open_app(workspace_dir, {}, clock=clock)
    opened.store.contacts.upsert("supporters", [person(number) for number in range(60)])
    yield opened
    opened.close()


def rewrite(app: App, old: str, new: str) -> None:
    path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def named_in_the_subject(app: App) -> None:
    campaign = app.workspace.campaign(SLUG)
    rewrite(app, campaign.subject, "For {{ first_name }}: the vote on Thursday")


def found(app: App, rule: str) -> list[Finding]:
    return [each for each in blast.check(app, SLUG)["findings"] if each.rule == rule]


def rehearsals(app: App) -> int:
    return sum(entry["what"] == "rehearsed" for entry in app.store.audit.of(SLUG))


def test_a_fault_that_one_person_alone_has_is_found_and_counted(app: App) -> None:
    named_in_the_subject(app)
    assert found(app, "subject-weak") == []
    app.store.contacts.upsert("supporters", [person(99, "Wilhelmina " * 4)])
    (finding,) = found(app, "subject-weak")
    assert finding.affected == 1
    assert "1 person" in finding.message


def test_everybody_is_filled_whatever_their_number(app: App) -> None:
    app.store.contacts.upsert("supporters", [person(number) for number in range(60, 2_345)])
    told: list[int] = []
    made = blast.check(app, SLUG, tell=told.append)
    assert made["people"] == 2_345
    assert told == [1_000, 2_000, 2_345]


def test_what_was_found_is_kept_until_people_or_message_change(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everyone, "_KEPT_FROM", 1)
    named_in_the_subject(app)
    app.store.contacts.upsert("supporters", [person(99, "Wilhelmina " * 4)])
    before = found(app, "subject-weak")
    assert found(app, "subject-weak") == before != []
    fingerprint = blast.plan_campaign(app, SLUG)["fingerprint"]
    blast.approve(app, SLUG, fingerprint, "Ada Blom")
    blast.send(app, SLUG)
    assert rehearsals(app) == 1
    app.store.contacts.upsert("supporters", [person(99, "Bo")])
    assert found(app, "subject-weak") == []
    assert rehearsals(app) == 2
    rewrite(app, "the vote on Thursday", "the vote on Friday")
    blast.check(app, SLUG)
    assert rehearsals(app) == 3


def test_few_people_leave_no_trace_in_the_audit(app: App) -> None:
    blast.check(app, SLUG)
    assert rehearsals(app) == 0


def test_a_waiver_is_part_of_what_people_approve(app: App) -> None:
    before = blast.plan_campaign(app, SLUG)["fingerprint"]
    blast.check(app, SLUG, waive=["link-unsafe"], by="Ada Blom", reason="a rehearsal")
    after = blast.plan_campaign(app, SLUG)["fingerprint"]
    assert after != before
    latest = app.store.plans.latest(app.workspace.campaign(SLUG).slug)  # type: ignore[arg-type]
    assert latest is not None
    assert latest.parts["waivers"] == "link-unsafe, by Ada Blom: a rehearsal"
    assert blast.plan_campaign(app, SLUG)["fingerprint"] == after


def test_the_domains_of_the_audience_weigh_its_mail_programs(app: App) -> None:
    (template,) = app.workspace.root.rglob("shell.html.j2")
    text = template.read_text(encoding="utf-8")
    assert "</body>" in text
    floated = '<p style="clip-path: circle()">.</p></body>'
    template.write_text(text.replace("</body>", floated, 1), encoding="utf-8")
    (finding,) = found(app, "unsupported-by-audience")
    assert "Outlook" in finding.message
    people = [person(number, domain="icloud.com") for number in range(60)]
    app.store.contacts.upsert("supporters", people)
    with_apple = found(app, "unsupported-by-audience")
    assert len(with_apple) == 1
    assert with_apple[0].message != finding.message


def test_what_the_network_said_is_judged_and_nothing_is_asked_unasked(app: App) -> None:
    def visit(_: App, message: object) -> Visited:
        return Visited(links=(Answer("https://give.example.org/rivers", 404),))

    asked = blast.check(app, SLUG, visit=visit)["findings"]
    assert "link-unreachable" in {each.rule for each in asked}
    assert found(app, "link-unreachable") == []
    assert "links" in {each.where for each in found(app, "not-checked")}


def test_an_address_where_nobody_listens_is_told_as_no_answer(app: App) -> None:
    rewrite(app, "https://give.example.org/rivers", "https://localhost:1/rivers")
    (message,) = editions.made(app, SLUG).messages
    visited = blast.visit(app, message)
    assert {answer.trouble for answer in visited.links} == {"unreachable"}
    assert visited.sender_receives is None


def test_sarif_on_standard_output_is_one_document(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--workspace", str(app.workspace.root)]
    waiving = ["--waive", "link-unsafe", "--by", "Ada", "--reason", "a rehearsal"]
    assert run(["check", SLUG, "--format", "sarif", *waiving, *at]) == 0
    (result, *others) = json.loads(capsys.readouterr().out)["runs"][0]["results"][::-1]
    assert result["ruleId"] == "link-unsafe"
    assert result["suppressions"][0]["justification"] == "Ada: a rehearsal"
    assert {each["ruleId"] for each in others} == {"not-checked"}


def test_the_sample_is_without_errors_and_without_noise(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", SLUG, "--workspace", str(app.workspace.root)]) == 0
    written = capsys.readouterr().out
    assert "Filled for 60 people. 0 errors, 1 warning." in written
    assert {each.rule for each in blast.check(app, SLUG)["findings"]} == {
        "link-unsafe",  # this machine's own address
        "not-checked",
    }


def test_what_is_sound_and_under_embargo_is_not_said_to_be_ready_now(
    app: App, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    until = clock.now() + timedelta(days=400)
    rewrite(app, "# embargo_until = 2026-12-01T09:00:00Z", f"embargo_until = {until.isoformat()}")

    assert run(["check", SLUG, "--workspace", str(app.workspace.root)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.endswith(f"Ready, but not before {until:%Y-%m-%d %H:%M} UTC.")
    assert blast.check(app, SLUG)["held_until"] == until
    (told,) = found(app, "under-embargo")
    assert f"held until {until:%Y-%m-%d %H:%M} UTC" in told.message
    clock.set(until)
    assert found(app, "under-embargo") == []
    assert blast.check(app, SLUG)["held_until"] is None


def test_the_worst_of_all_editions_stands_first(app: App) -> None:
    path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
    variant = '\n[variants.b]\nsubject = "TODO: a subject that is long enough to be one"\n'
    path.write_text(path.read_text(encoding="utf-8") + variant, encoding="utf-8")
    told = blast.check(app, SLUG)["findings"]

    assert told[0].severity == "error"
    order = ["error", "warning", "info"]
    ranks = [order.index(each.severity) for each in told]
    assert ranks == sorted(ranks)
    assert all(each.source for each in told)


def counting_clicks_ourselves(root: Path, clock: SetClock) -> App:
    path = root / "mailer.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('clicks = "provider"', 'clicks = "own"'), encoding="utf-8")
    return open_app(root, {}, clock=clock)


def test_behind_our_own_counting_links_the_destinations_are_judged(
    workspace_dir: Path, clock: SetClock
) -> None:
    app = counting_clicks_ourselves(workspace_dir, clock)
    assert found(app, "link-text-poor") == []
    assert {each.severity for each in found(app, "link-unsafe")} == {"warning"}
    rewrite(app, "https://give.example.org/rivers", "http://give.example.org/rivers")
    (unsafe,) = (each for each in found(app, "link-unsafe") if each.severity == "error")
    assert "http://give.example.org/rivers" in unsafe.message
    app.close()
