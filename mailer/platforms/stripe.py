"""Stripe: events of its webhook, one by one or as a list. What happens in test mode is no gift.

A payment's id is its `payment_intent`, which the checkout, its refunds and its disputes share. Renewals of
a subscription belong to the campaign that founded it, not to a message: they are read and left out.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mailer.errors import InputError, WebhookRejected
from mailer.model.donation import LinkRules
from mailer.model.gift import Gift, GiftState, merged
from mailer.platforms import GiftFile, Terms

link_rules = LinkRules(amount_param=None, source="client_reference_id", max_len=200)
"""Payment Links: amount and interval belong to the link itself."""
NAME = "stripe"
_TOLERANCE = timedelta(minutes=5)


def read_gifts(data: bytes, file: str, terms: Terms) -> GiftFile:
    """Reads JSON: one event, a list of events, or one event a line."""
    try:
        text = data.decode("utf-8-sig")
        told = json.loads(text) if text.lstrip()[:1] == "[" else _lines(text)
    except (ValueError, RecursionError):
        raise InputError(f"{file}: not JSON of Stripe events. Nothing was imported.") from None
    events = told if isinstance(told, list) else [told]
    gifts = [gift for event in events if (gift := _gift(event, terms)) is not None]
    return GiftFile(len(events), merged(gifts))


def webhook(
    headers: Mapping[str, str], body: bytes, secret: str, terms: Terms, now: datetime
) -> GiftFile:
    """`Stripe-Signature: t=...,v1=...`: HMAC-SHA256 of `t.body`, at most five minutes old."""
    given = headers.get("stripe-signature", "")
    stamp = re.search(r"(?:^|,)\s*t=(\d{10})(?:,|$)", given)
    made = re.findall(r"(?:^|,)\s*v1=([0-9a-f]{64})(?=,|$)", given)
    if not secret or stamp is None or not _is_fresh(int(stamp[1]), now):
        raise WebhookRejected("The gift webhook's signature is not right.")
    signed = stamp[1].encode() + b"." + body
    ours = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(ours, each) for each in made):
        raise WebhookRejected("The gift webhook's signature is not right.")
    return read_gifts(body, "the webhook's body", terms)


def _is_fresh(stamp: int, now: datetime) -> bool:
    return abs(now - datetime.fromtimestamp(stamp, tz=UTC)) <= _TOLERANCE


def _lines(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _gift(event: Any, terms: Terms) -> Gift | None:
    """None for what is no gift. An event that lacks what its kind always has is an InputError."""
    if not isinstance(event, dict) or event.get("livemode") is not True:
        return None
    try:
        found = event["data"]["object"]
        match event["type"]:
            case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
                if not found.get("payment_intent"):
                    return None
                paid: GiftState = "paid" if found["payment_status"] == "paid" else "pending"
                return _made(event, found, terms, found["amount_total"], 0, paid)
            case "charge.refunded":
                back = found["amount_refunded"]
                state: GiftState = "refunded" if back >= found["amount"] else "partly_refunded"
                return _made(event, found, terms, found["amount"], back, state)
            case "charge.dispute.created":
                return _made(event, found, terms, found["amount"], 0, "disputed")
            case _:
                return None
    except (KeyError, TypeError, ValueError, OverflowError):
        raise InputError("An event isn't as Stripe writes it. Nothing was imported.") from None


def _made(
    event: Mapping[str, Any],
    found: Mapping[str, Any],
    terms: Terms,
    amount: int,
    refunded: int,
    state: GiftState,
) -> Gift:
    person = found.get("customer_details") or found.get("billing_details") or {}
    return Gift(
        platform=NAME,
        account=terms.account,
        gift_id=str(found["payment_intent"]),
        amount_minor=int(amount),
        refunded_minor=int(refunded),
        currency=str(found["currency"]).upper(),
        given_at=datetime.fromtimestamp(int(found.get("created") or event["created"]), tz=UTC),
        state=state,
        code=found.get("client_reference_id"),
        address=person.get("email"),
    )
