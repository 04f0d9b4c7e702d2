"""What a browser looks at: a blast in the middle, served by a running server."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mailer.model.delivery import Receipt
from mailer.operations import blast
from tests import site as sites
from tests.clock import SetClock
from tests.conftest import ROOT
from tests.site import SLUG, Site


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("web") / "workspace"
    target.mkdir()
    for name in ("templates", "audiences", "releases", "campaigns", "pictures"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "mailer.toml", target)
    settings = target / "mailer.toml"
    text = settings.read_text(encoding="utf-8").replace("batch_size = 1000", "batch_size = 20")
    settings.write_text(text, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def half_way(workspace: Path) -> Iterator[Site]:
    """A blast in the middle: batches accepted, refused, in flight, in doubt and waiting."""
    with sites.running(workspace, SetClock()) as site:
        site.prepare()
        accept = sites.blocking(blast.plan_campaign(site.app, SLUG))
        blast.send(site.app, SLUG, accept)
        # its pages are looked at half a day later, and nobody asks then
        site.app.store.campaigns.limit(site.record().slug, None, None, when=["scheduled"])
        ledger, now = site.app.store.ledger, site.clock.now()
        for outcome in ("accepted", "some", "accepted", "unknown", "flight"):
            claim = ledger.claim_batch(now, timedelta(minutes=5))
            assert claim is not None
            places = [place for place, _ in claim.recipients]
            receipts = {
                "accepted": Receipt(accepted=places),
                "some": Receipt(accepted=places[1:], refused={places[0]: "no such address"}),
                "unknown": Receipt(unknown=places, reason="no answer after 30 seconds"),
            }
            if outcome in receipts:
                ledger.record(claim, receipts[outcome], now)
        _tell_events(site)
        yield site


def _tell_events(site: Site) -> None:
    """Some who got it have opened and clicked by now; scanners too."""
    states = list(site.app.store.events.recipients(site.record().id))
    accepted = [contact_id for contact_id, state in states if state == "accepted"]
    events: list[Any] = []
    for number, who in enumerate(accepted):
        events.append(site.events_for(who, "delivered", 1))
        seen = {
            "useragent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            "ip": f"192.0.2.{number}",
        }
        at = int(site.clock.now().timestamp()) + 120 * (1 + number)
        if number % 2 == 0:
            events.append({**site.events_for(who, "open", 1, **seen), "timestamp": at})
        if number % 3 == 0:
            url = "https://give.example.org/rivers"
            offset = {"index": 0, "type": "html"}
            click = site.events_for(who, "click", 1, url=url, url_offset=offset, **seen)
            events.append({**click, "timestamp": at + 30})
    site.clock.advance(3600 * 12)
    headers, body = site.signer.signed(events, int(site.clock.now().timestamp()))
    with site.client() as client:
        assert client.post("/webhooks/sendgrid", headers=headers, content=body).status_code == 200
