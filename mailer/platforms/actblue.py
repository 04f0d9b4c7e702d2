"""ActBlue: notices of its webhook. A gift is a line item: one order may hold several, some to others."""

import base64
import binascii
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from mailer.errors import InputError, WebhookRejected
from mailer.model.donation import LinkRules
from mailer.model.gift import Gift, merged
from mailer.platforms import GiftFile, Terms

link_rules = LinkRules(
    recurring=(("recurring", "1"),),
    source="refcode",
    charset="A-Za-z0-9_",
    forbidden=("express_lane",),
)
"""With Express Lane a click can charge a card: it must never stand in a message."""
NAME = "actblue"
_CURRENCY = "USD"


def read_gifts(data: bytes, file: str, terms: Terms) -> GiftFile:
    """Reads JSON: one notice or a list of them. terms.account: our entity's id."""
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_float=str)
        notices = told if isinstance(told, list) else [told]
        lines = [gift for notice in notices for gift in _gifts(notice)]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        InvalidOperation,
        RecursionError,
    ):
        raise InputError(f"{file}: not JSON as ActBlue writes it. Nothing was imported.") from None
    ours = [gift for gift in lines if not terms.account or gift.account == terms.account]
    return GiftFile(len(lines), merged(ours))


def webhook(
    headers: Mapping[str, str], body: bytes, secret: str, terms: Terms, now: datetime
) -> GiftFile:
    """ActBlue signs nothing: it logs in (HTTP Basic) with the name and password `secret` is, `name:password`."""
    given = headers.get("authorization", "")
    try:
        shown = base64.b64decode(given.removeprefix("Basic ").encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        shown = b""
    if not secret or not hmac.compare_digest(shown, secret.encode()):
        raise WebhookRejected("The gift webhook's login is not right.")
    return read_gifts(body, "the webhook's body", terms)


def _gifts(notice: Mapping[str, Any]) -> Iterator[Gift]:
    contribution = notice["contribution"]
    codes = contribution.get("refcodes") or contribution
    for line in notice["lineitems"]:
        minor = Decimal(str(line["amount"])).scaleb(2)
        yield Gift(
            platform=NAME,
            account=str(line["entityId"]),
            gift_id=str(line["lineitemId"]),
            amount_minor=int(minor.to_integral_value()),
            refunded_minor=0,
            currency=_CURRENCY,
            given_at=datetime.fromisoformat(line["paidAt"]).astimezone(UTC),
            state="paid",
            code=codes.get("refcode") or codes.get("refcode2"),
            address=(notice.get("donor") or {}).get("email"),
        )
