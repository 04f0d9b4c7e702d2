"""Action Network: the donations of its webhook, which posts lists of events of many kinds."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision

from mailer.errors import InputError
from mailer.model.donation import LinkRules
from mailer.model.gift import Gift, merged
from mailer.platforms import GiftFile, Terms

link_rules = LinkRules(amount_param=None, source="source")
"""No parameter for an amount is documented."""
NAME = "actionnetwork"
_KIND = "osdi:donation"


def read_gifts(data: bytes, file: str, terms: Terms) -> GiftFile:
    """Reads JSON: the webhook's body, or a list of them laid in one. Events of other kinds are left out."""
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_float=str)
        events = told if isinstance(told, list) else [told]
        found = [event[_KIND] for event in events if _KIND in event]
        gifts = merged(_gift(each, terms) for each in found)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
        InvalidOperation,
        RecursionError,
    ):
        raise InputError(
            f"{file}: not JSON as Action Network writes it. Nothing was imported."
        ) from None
    return GiftFile(len(found), gifts)


def _gift(found: Mapping[str, Any], terms: Terms) -> Gift:
    currency = found["currency"].upper()
    minor = Decimal(str(found["amount"])).scaleb(get_currency_precision(currency))
    addresses = (found.get("person") or {}).get("email_addresses") or [{}]
    return Gift(
        platform=NAME,
        account=terms.account,
        gift_id=str(found["identifiers"][0]),
        amount_minor=int(minor.to_integral_value()),
        refunded_minor=0,
        currency=currency,
        given_at=datetime.fromisoformat(found["created_date"]).astimezone(UTC),
        state="paid",
        code=(found.get("action_network:referrer_data") or {}).get("source"),
        address=addresses[0].get("address"),
    )
