"""Samples in the shapes that platforms really use, from the reference folder."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.errors import InputError
from mailer.model.gift import Gift
from mailer.platforms import GiftFile, Terms, platform


def read(shared: Path, name: str, file: str, terms: Terms | None = None) -> GiftFile:
    data = (shared / "contract" / "gifts" / file).read_bytes()
    return platform(name).read_gifts(data, file, terms or Terms())


def live(shared: Path, *files: str) -> tuple[Gift, ...]:
    """Stripe's samples as they would be outside of test mode."""
    folder = shared / "contract" / "gifts"
    events = [json.loads((folder / file).read_text()) | {"livemode": True} for file in files]
    return platform("stripe").read_gifts(json.dumps(events).encode(), "events", Terms()).gifts


CHECKOUT = "stripe-checkout-session-completed.json"
REFUND = "stripe-charge-refunded-partial.json"


def test_actblue_one_gift_with_its_codes(shared: Path) -> None:
    (gift,) = read(shared, "actblue", "actblue-once.json", Terms("USD", "1")).gifts
    assert (gift.gift_id, gift.amount_minor, gift.code) == ("200000001", 5000, "em_c42_vA_b1")
    assert gift.given_at == datetime(2026, 6, 17, 14, 3, 31, tzinfo=UTC)


def test_actblue_two_months_are_two_gifts_without_a_code(shared: Path) -> None:
    gifts = read(shared, "actblue", "actblue-monthly-no-refcode.json", Terms("USD", "1")).gifts
    assert [(gift.gift_id, gift.amount_minor, gift.code) for gift in gifts] == [
        ("200000002", 1000, None),
        ("200000003", 1000, None),
    ]


def test_actblue_only_our_entitys_share_is_ours(shared: Path) -> None:
    found = read(shared, "actblue", "actblue-split-two-entities.json", Terms("USD", "12345"))
    assert [gift.amount_minor for gift in found.gifts] == [100000]


def test_action_network_one_gift(shared: Path) -> None:
    (gift,) = read(shared, "actionnetwork", "actionnetwork-donation-webhook.json").gifts
    assert (gift.amount_minor, gift.currency, gift.code) == (2500, "USD", "em_c42_vA_b1_7Kq3xP")


def test_donorbox_one_gift_without_a_code(shared: Path) -> None:
    (gift,) = read(shared, "donorbox", "donorbox-v1.json").gifts
    assert (gift.amount_minor, gift.currency, gift.code) == (10000, "USD", None)
    assert gift.state == "paid"


def test_engaging_networks_one_gift_that_was_refunded(shared: Path) -> None:
    """The sample shows ten columns of the export, and not the sum's: it must be named."""
    with pytest.raises(InputError, match="Amount"):
        read(shared, "engagingnetworks", "engagingnetworks-fcs.csv")
    text = (shared / "contract/gifts/engagingnetworks-fcs.csv").read_text().strip()
    first, *lines = text.splitlines()
    whole = "\n".join([f"{first},Amount", *(f"{line},50.00" for line in lines)])
    found = platform("engagingnetworks").read_gifts(whole.encode(), "export.csv", Terms("CAD"))
    assert found.read == 3
    assert [(g.gift_id, g.state, g.refunded_minor) for g in found.gifts] == [
        ("12345", "refunded", 5000)
    ]


def test_a_german_bank_file(shared: Path) -> None:
    found = read(shared, "generic", "generic-bank-or-crm.csv")
    assert [(gift.amount_minor, gift.currency, gift.code) for gift in found.gifts] == [
        (123450, "EUR", "em_c42_vA_b1")
    ]
    assert (found.read, found.unpaired) == (2, 1)


def test_paypal_a_gift_and_its_refund_over_a_change_of_clocks(shared: Path) -> None:
    folder = shared / "contract" / "gifts"
    lines = [
        (folder / file).read_bytes().strip()
        for file in ("paypal-ipn-refund.txt", "paypal-ipn-web_accept.txt")
    ]
    (gift,) = platform("paypal").read_gifts(b"\n".join(lines), "ipn.txt", Terms()).gifts
    assert (gift.gift_id, gift.amount_minor, gift.refunded_minor) == (
        "EXAMPLETXN0000001",
        1000,
        1000,
    )
    assert (gift.currency, gift.state, gift.code) == ("AUD", "refunded", "c42_vA_b1_7Kq3xP")
    assert gift.given_at == datetime(2010, 11, 2, 11, 29, 21, tzinfo=UTC)


def test_paypal_a_sign_up_in_the_sandbox_is_no_gift(shared: Path) -> None:
    assert read(shared, "paypal", "paypal-ipn-subscr_signup.txt").gifts == ()


@pytest.mark.parametrize(
    "file",
    [
        CHECKOUT,
        REFUND,
        "stripe-checkout-session-jpy-zero-decimal.json",
        "stripe-dispute-created.json",
        "stripe-invoice-paid-renewal.json",
    ],
)
def test_stripe_in_test_mode_nothing_is_a_gift(shared: Path, file: str) -> None:
    assert read(shared, "stripe", file).gifts == ()


def test_stripe_a_checkout(shared: Path) -> None:
    (gift,) = live(shared, CHECKOUT)
    assert (gift.amount_minor, gift.currency, gift.code) == (5000, "USD", "c42_vA_b1_7Kq3xP")


def test_stripe_yen_have_no_decimals(shared: Path) -> None:
    (gift,) = live(shared, "stripe-checkout-session-jpy-zero-decimal.json")
    assert (gift.amount_minor, gift.currency) == (5000, "JPY")


def test_stripe_a_refund_so_far_told_twice_and_in_any_order(shared: Path) -> None:
    for files in ((CHECKOUT, REFUND, REFUND), (REFUND, CHECKOUT)):
        (gift,) = live(shared, *files)
        assert gift.amount_minor - gift.refunded_minor == 3000
        assert (gift.state, gift.code) == ("partly_refunded", "c42_vA_b1_7Kq3xP")


def test_stripe_a_dispute(shared: Path) -> None:
    (gift,) = live(shared, "stripe-dispute-created.json", CHECKOUT)
    assert gift.state == "disputed"


def test_stripe_a_renewal_is_of_its_founding_campaign(shared: Path) -> None:
    assert live(shared, "stripe-invoice-paid-renewal.json") == ()
