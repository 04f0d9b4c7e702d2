"""Opens that we count ourselves: whose message holds our picture, and what is kept of a visit."""

import re
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from mailer.app import App, open_app
from mailer.operations import audience, blast, events, report

PEOPLE = "email,first_name,opens_consent\nyes@example.org,Yes,yes\nno@example.org,No,no\n"
PICTURE = re.compile(r"/o/([\w-]+)\.gif")


def sent(workspace: Path, opens: str) -> App:
    """The sample campaign, sent to one person who agreed to be measured and one who did not."""
    path = workspace / "mailer.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(?m)^opens = ".*"$', f'opens = "{opens}"', text), encoding="utf-8")
    (workspace / "two.csv").write_text(PEOPLE, encoding="utf-8")
    app = open_app(workspace, {})
    audience.import_list(app, "two", workspace / "two.csv")
    plan = blast.plan_campaign(app, "river-deadline")
    blast.approve(app, "river-deadline", plan["fingerprint"], "Ada")
    blast.send(app, "river-deadline")
    blast.run_worker(app, until_idle=True)
    return app


def pictures(workspace: Path) -> dict[str, list[str]]:
    """Address -> tokens of the pictures in that person's message."""
    found = {}
    for path in (workspace / "outbox").rglob("*.eml"):
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        html = mail.get_body(("html",))
        assert html is not None
        found[str(mail["To"].addresses[0].addr_spec)] = PICTURE.findall(html.get_content())
    return found


def visit(app: App, token: str) -> None:
    events.opened(app, token, method="GET", user_agent="Mozilla/5.0 (X11; Linux) Gecko", ip=None)


def test_the_picture_stands_only_in_the_message_of_who_agreed(workspace_dir: Path) -> None:
    app = sent(workspace_dir, "individual")
    found = pictures(workspace_dir)
    assert (len(found["yes@example.org"]), found["no@example.org"]) == (1, [])
    visit(app, found["yes@example.org"][0])
    told = report.report(app, "river-deadline")
    assert told.opens.human + told.opens.unknown == 1
    app.close()


def test_in_aggregate_everybody_has_the_same_picture_and_nobody_is_named(
    workspace_dir: Path,
) -> None:
    app = sent(workspace_dir, "aggregate")
    found = pictures(workspace_dir)
    assert found["yes@example.org"] == found["no@example.org"] != []
    visit(app, found["no@example.org"][0])
    record = app.store.campaigns.find(app.workspace.campaigns()[0])
    assert record is not None
    (kept,) = app.store.events.of(record.id, ["opened"])
    assert (kept.contact_id, kept.ip_hash) == (0, None)
    app.close()


@pytest.mark.parametrize("opens", ["off", "provider"])
def test_without_our_own_counting_there_is_no_picture_of_ours(
    workspace_dir: Path, opens: str
) -> None:
    sent(workspace_dir, opens).close()
    assert set(map(tuple, pictures(workspace_dir).values())) == {()}
