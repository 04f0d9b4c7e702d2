"""Donations come back: matched by code, by campaign, by a click before; each once; and reported."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mailer.app import App
from mailer.errors import ConfigError, InputError, NotFound, WebhookRejected
from mailer.model.event import StoredEvent
from mailer.model.ids import CampaignId
from mailer.model.report import GiftTotal
from mailer.operations.gifts import import_gifts, receive
from mailer.operations.report import report
from mailer.tokens import PROOF
from tests.clock import NOON, SetClock
from tests.unit.operations.river_app import SLUG, campaign_id, contact_id, river_app

HEADER = "gift_id,date,amount,currency,ref,email,status"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Iterator[App]:
    with river_app(tmp_path, clock) as opened:
        yield opened


def code(app: App, name: str, place: str = "button") -> str:
    return f"{app.keyring.tokens_for(campaign_id(app), [contact_id(app, name)])[0].gift}_{place}"


def imported(app: App, *lines: str) -> dict[str, Any]:
    path = app.workspace.root / "gifts.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return import_gifts(app, path, "generic")


def counts(read: int = 0, **others: int) -> dict[str, int]:
    names = ("added", "matched", "unmatched", "duplicates", "refunded", "unpaired")
    return {"read": read, **{name: others.get(name, 0) for name in names}}


def clicked(app: App, name: str, hours: float) -> None:
    """That person, so many hours before noon."""
    app.store.events.add_own(
        CampaignId(campaign_id(app)),
        StoredEvent(
            id=f"{name} {hours}",
            kind="clicked",
            happened_at=NOON - timedelta(hours=hours),
            contact_id=contact_id(app, name),
            link_index=0,
            user_agent="A browser",
        ),
    )


def test_our_code_credits_the_link_and_its_person(app: App) -> None:
    came = imported(app, f"g1,2026-11-30,50.00,EUR,{code(app, 'ada')},ada@example.org,paid")
    assert came == counts(1, added=1, matched=1)
    (gift,) = app.store.gifts.of(campaign_id(app))
    assert (gift.contact_id, gift.place, gift.match) == (contact_id(app, "ada"), "button", "token")


def test_a_forwarded_link_credits_the_campaign_whoever_gives(app: App) -> None:
    came = imported(app, f"g1,2026-11-30,50.00,EUR,{code(app, 'ada')},friend@example.net,paid")
    assert came["matched"] == 1
    assert report(app, SLUG).gifts.total == 50


def test_the_same_file_again_changes_nothing(app: App) -> None:
    line = f"g1,2026-11-30,50.00,EUR,{code(app, 'ada')},,paid"
    imported(app, line)
    assert imported(app, line) == counts(1, duplicates=1)
    assert report(app, SLUG).gifts.total == 50


@pytest.mark.parametrize("refund_first", [False, True])
def test_a_refund_takes_its_gift_back_in_either_order(app: App, refund_first: bool) -> None:
    gift = f"g1,2026-11-30,50.00,EUR,{code(app, 'ada')},,paid"
    refund = "g1,2026-11-30,50.00,EUR,,,refunded"
    first, second = (refund, gift) if refund_first else (gift, refund)
    imported(app, first)
    imported(app, second)
    made = report(app, SLUG).gifts
    assert (made.count, made.total) == (0, 0)


def test_a_partial_refund_is_deducted(app: App) -> None:
    imported(app, f"g1,2026-11-30,50.00,EUR,{code(app, 'ada')},,paid")
    came = imported(app, "g1,2026-11-30,-20.00,EUR,,,")
    assert came == counts(1, duplicates=1, refunded=1)
    assert report(app, SLUG).gifts.total == 30


def test_a_campaigns_own_code_credits_the_campaign(app: App) -> None:
    record = app.store.campaigns.find(SLUG)
    assert record is not None
    came = imported(app, f"g1,2026-11-30,50.00,EUR,{record.code.upper()},BO@example.org,paid")
    assert came["matched"] == 1
    (gift,) = app.store.gifts.of(record.id)
    assert (gift.match, gift.contact_id) == ("campaign", contact_id(app, "bo"))


@pytest.mark.parametrize(
    ("hours", "date", "is_matched"),
    [
        (71, "2026-11-30T12:00:00Z", True),
        (73, "2026-11-30T12:00:00Z", False),
        (-1, "2026-11-30T12:00:00Z", False),
        (2, "2026-11-30", True),
    ],
)
def test_without_a_code_a_click_within_three_days_before_assists(
    app: App, hours: float, date: str, is_matched: bool
) -> None:
    clicked(app, "bo", hours)
    came = imported(app, f"g1,{date},50.00,EUR,,bo@example.org,paid")
    assert (came["matched"], came["unmatched"]) == (int(is_matched), int(not is_matched))
    made = report(app, SLUG).gifts
    assert (made.count, made.total) == (0, 0)
    aside = (GiftTotal(currency="EUR", count=1, total=Decimal(50)),)
    assert made.assisted == (aside if is_matched else ())


@pytest.mark.parametrize(
    "line",
    [
        "g1,2026-11-30,50.00,EUR,,ada@example.org,paid",
        "g1,2026-11-30,50.00,EUR,,stranger@example.net,paid",
        "g1,2026-11-30,50.00,EUR,someone-elses-code,,paid",
        "g1,2026-11-30,50.00,EUR,,not an address,paid",
        "g1,2026-11-30,50.00,EUR,,,paid",
    ],
)
def test_what_nothing_led_to_is_kept_and_credited_to_nobody(app: App, line: str) -> None:
    assert imported(app, line) == counts(1, added=1, unmatched=1)
    assert app.store.gifts.of(campaign_id(app)) == []


def test_a_proofs_link_credits_nobody(app: App) -> None:
    proof = app.keyring.tokens_for(campaign_id(app), [PROOF])[0].gift
    came = imported(app, f"g1,2026-11-30,50.00,EUR,{proof}_button,ada@example.org,paid")
    assert came["unmatched"] == 1


def test_pending_gifts_count_once_they_are_paid(app: App) -> None:
    line = f"g1,2026-11-30,50.00,EUR,{code(app, 'ada')},,"
    imported(app, f"{line}pending")
    assert report(app, SLUG).gifts.count == 0
    imported(app, f"{line}paid")
    assert report(app, SLUG).gifts.count == 1
    imported(app, f"{line}disputed")
    assert report(app, SLUG).gifts.count == 0


def test_a_file_with_one_bad_line_brings_nothing(app: App) -> None:
    good = f"g1,2026-11-30,50.00,EUR,{code(app, 'ada')},,paid"
    with pytest.raises(InputError, match=r"gifts\.csv line 3"):
        imported(app, good, "g2,2026-11-30,a lot,EUR,,,paid")
    assert app.store.gifts.of(campaign_id(app)) == []


def test_a_missing_file_and_an_unknown_platform_are_told(app: App, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        import_gifts(app, tmp_path / "none.csv", "generic")
    with pytest.raises(NotFound, match="generic"):
        import_gifts(app, tmp_path / "none.csv", "piggybank")


def signed(body: bytes) -> dict[str, str]:
    made = hmac.new(b"only-for-tests", body, hashlib.sha256).hexdigest()
    return {"X-Mailer-Signature": f"sha256={made}"}


def test_a_webhook_brings_a_gift_once(app: App) -> None:
    told = {"gift_id": "g1", "date": "2026-11-30", "amount": "50", "ref": code(app, "ada")}
    body = json.dumps(told).encode()
    assert receive(app, "generic", signed(body), body).matched == 1
    assert receive(app, "generic", signed(body), body).duplicates == 1
    with pytest.raises(WebhookRejected):
        receive(app, "generic", {}, body)
    assert report(app, SLUG).gifts.total == 50


def test_without_a_secret_no_webhook_is_believed(app: App) -> None:
    donation = app.settings.donation.model_copy(update={"webhook_secret": None})
    open_door = replace(app, settings=app.settings.model_copy(update={"donation": donation}))
    with pytest.raises(ConfigError, match="webhook_secret"):
        receive(open_door, "generic", {}, b"{}")


@pytest.mark.parametrize(
    "told",
    [
        {"gift_id": "\ud800", "date": "2026-11-30", "amount": "50"},
        {"gift_id": "a\x00b", "date": "2026-11-30", "amount": "50"},
        {"gift_id": "g" * 1000, "date": "2026-11-30", "amount": "50"},
        {"gift_id": "g1", "date": "2026-11-30", "amount": "9" * 14},
    ],
)
def test_what_the_database_could_stumble_over_is_refused(app: App, told: dict[str, str]) -> None:
    body = json.dumps(told).encode()
    with pytest.raises(InputError):
        receive(app, "generic", signed(body), body)


@pytest.mark.parametrize("ref", ["\ud800", "é" * 300, "a\x00b", "' OR 1=1 --"])
def test_hostile_codes_match_nothing(app: App, ref: str) -> None:
    told = {"gift_id": "g1", "date": "2026-11-30", "amount": "50", "ref": ref, "email": ref}
    body = json.dumps(told).encode()
    assert receive(app, "generic", signed(body), body).unmatched == 1
