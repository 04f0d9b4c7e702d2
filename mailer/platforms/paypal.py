"""PayPal: messages of its old notification service (IPN), one a line, form-encoded.

They prove nothing by themselves (PayPal wants them posted back), so there is no webhook here. Its clock is
Pacific time. A refund is a message of its own that names the payment in `parent_txn_id`.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qs, unquote_to_bytes

from babel.numbers import get_currency_precision

from mailer.errors import InputError
from mailer.model.donation import LinkRules
from mailer.model.gift import Gift, GiftState, merged
from mailer.platforms import GiftFile, Terms

link_rules = LinkRules(source="custom", max_len=256)
NAME = "paypal"
_ZONES = {"PST": timezone(timedelta(hours=-8)), "PDT": timezone(timedelta(hours=-7))}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\d\d):(\d\d):(\d\d) (\w{3}) (\d\d?), (\d{4}) (PST|PDT)")
_STATES: dict[str, GiftState] = {
    "Completed": "paid",
    "Pending": "pending",
    "Refunded": "refunded",
    "Reversed": "disputed",
    "Denied": "failed",
    "Failed": "failed",
    "Expired": "failed",
    "Voided": "failed",
}


def read_gifts(data: bytes, file: str, terms: Terms) -> GiftFile:
    """Sign-ups of subscriptions and messages of the sandbox are no gifts."""
    lines = [line for line in data.decode("latin-1").splitlines() if line.strip()]
    gifts: list[Gift] = []
    for number, line in enumerate(lines, start=1):
        fields = _fields(line)
        if fields.get("test_ipn") == "1" or "payment_status" not in fields:
            continue
        try:
            gifts.append(_gift(fields, terms))
        except (KeyError, ValueError, InvalidOperation, OverflowError):
            raise InputError(
                f"{file} line {number}: not as PayPal writes it. Nothing was imported."
            ) from None
    return GiftFile(len(lines), merged(gifts))


def _fields(line: str) -> dict[str, str]:
    """The line names its own character set, often windows-1252."""
    named = re.search(r"(?:^|&)charset=([A-Za-z0-9_-]+)", line)
    charset = named[1] if named else "utf-8"
    try:
        unquote_to_bytes(line).decode(charset, "replace")
    except LookupError:
        charset = "utf-8"
    parsed = parse_qs(line, keep_blank_values=True, encoding=charset, errors="replace")
    return {name: values[-1] for name, values in parsed.items()}


def _gift(fields: dict[str, str], terms: Terms) -> Gift:
    currency = fields["mc_currency"].upper()
    gross = Decimal(fields["mc_gross"]).scaleb(get_currency_precision(currency))
    minor = int(gross.to_integral_value())
    state = _STATES[fields["payment_status"]]
    went_back = minor < 0 or state in ("refunded", "disputed")
    return Gift(
        platform=NAME,
        account=terms.account,
        gift_id=fields["parent_txn_id"] if went_back else fields["txn_id"],
        amount_minor=0 if went_back else minor,
        refunded_minor=abs(minor) if went_back else 0,
        currency=currency,
        given_at=_instant(fields["payment_date"]),
        state=state,
        code=fields.get("custom") or None,
        address=fields.get("payer_email") or None,
    )


def _instant(text: str) -> datetime:
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hour, minute, second, month, day, year, zone = found.groups()
    return datetime(
        int(year),
        _MONTHS.index(month) + 1,
        int(day),
        int(hour),
        int(minute),
        int(second),
        tzinfo=_ZONES[zone],
    ).astimezone(UTC)
