"""Donorbox: the donations of its API, version 1. It gives no code of ours back: people are matched by
their address."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision

from mailer.errors import InputError
from mailer.model.donation import LinkRules
from mailer.model.gift import Gift, GiftState, merged
from mailer.platforms import GiftFile, Terms

link_rules = LinkRules(recurring=(("default_interval", "m"),), source="utm_content")
NAME = "donorbox"
_STATES: Mapping[str, GiftState] = {
    "paid": "paid",
    "pending": "pending",
    "failed": "failed",
    "refunded": "refunded",
}


def read_gifts(data: bytes, file: str, terms: Terms) -> GiftFile:
    """Reads JSON: one donation or a list of them."""
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_float=str)
        found = told if isinstance(told, list) else [told]
        gifts = merged(_gift(each, terms) for each in found)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        InvalidOperation,
        RecursionError,
    ):
        raise InputError(f"{file}: not JSON as Donorbox writes it. Nothing was imported.") from None
    return GiftFile(len(found), gifts)


def _gift(found: Mapping[str, Any], terms: Terms) -> Gift:
    currency = found["currency"].upper()
    amount = _minor(found["amount"], currency)
    refunded = _minor(found.get("amount_refunded") or "0", currency)
    state = _STATES[found["status"]]
    if refunded and state in ("paid", "refunded"):
        state = "refunded" if refunded >= amount else "partly_refunded"
    elif state == "refunded":
        refunded = amount
    return Gift(
        platform=NAME,
        account=terms.account,
        gift_id=str(found["id"]),
        amount_minor=amount,
        refunded_minor=refunded,
        currency=currency,
        given_at=datetime.fromisoformat(found["donation_date"]).astimezone(UTC),
        state=state,
        code=None,
        address=(found.get("donor") or {}).get("email"),
    )


def _minor(amount: Any, currency: str) -> int:
    return int(Decimal(str(amount)).scaleb(get_currency_precision(currency)).to_integral_value())
