"""By what and how fast a campaign goes out is what people approved, whoever starts it and wherever a worker runs."""

from typing import Any

import pytest

from mailer.app import App, open_app
from mailer.errors import UnsafePlan
from mailer.model.ids import Slug
from mailer.operations import blast
from tests.journeys.flood_maps import SLUG, Opening, approved, mailed, names, numbers

PACED = ("per_second = 0", "per_second = 0\nper_campaign = 5")


def told(app: App, what: str) -> dict[str, Any]:
    (entry,) = [each for each in app.store.audit.of(Slug(SLUG)) if each["what"] == what]
    return dict(entry)


def test_who_starts_it_stands_in_the_audit_beside_who_approved(app: App) -> None:
    approved(app)
    blast.send(app, SLUG, per_second=3, by="Bo Lind")
    entry = told(app, "scheduled")
    assert entry["by"] == "Bo Lind"
    assert entry["detail"]["approved_by"] == ["Ada Blom"]
    assert entry["detail"]["per_second"] == 3
    assert entry["detail"]["transport"] == "outbox"


@pytest.mark.parametrize("faster", [0, 6])
def test_nobody_starts_it_faster_than_was_approved(opening: Opening, faster: float) -> None:
    app = opening(PACED)
    approved(app)
    with pytest.raises(UnsafePlan, match="approved as at most 5 a second") as refused:
        blast.send(app, SLUG, per_second=faster)
    assert names(refused) == ["plan-changed"]


def test_slower_is_allowed_and_what_holds_is_shown(opening: Opening) -> None:
    app = opening(PACED)
    approved(app)
    made = blast.send(app, SLUG, per_second=2)
    assert [each["message"] for each in made["pacings"]] == ["at most 2 a second of this campaign"]


def test_an_approval_is_for_one_way_out(app: App) -> None:
    approved(app)
    other = open_app(
        app.workspace.root,
        {
            "MAILER_TRANSPORT": "sendgrid",
            "SENDGRID_API_KEY": "SG.x",
            "MAILER_SENDGRID_HOST": "http://127.0.0.1:9",
        },
    )
    try:
        with pytest.raises(UnsafePlan, match=r"changed since .*: transport"):
            blast.send(other, SLUG)
    finally:
        other.close()


def test_a_worker_that_is_set_up_for_another_way_sends_nothing(app: App) -> None:
    approved(app)
    blast.send(app, SLUG)
    other = open_app(
        app.workspace.root,
        {"MAILER_TRANSPORT": "smtp", "MAILER_SMTP_URL": "smtp://127.0.0.1:9"},
        clock=app.clock,
    )
    try:
        blast.run_worker(other, until_idle=True)
        status = blast.status(other, SLUG)
    finally:
        other.close()
    assert status["state"] == "paused"
    assert status["reason"].startswith("other-transport: it was approved to go out by outbox")
    assert numbers(app) == {"planned": 6, "remaining": 6}
    blast.resume(app, SLUG)
    blast.run_worker(app, until_idle=True)
    assert len(mailed(app)) == 6
