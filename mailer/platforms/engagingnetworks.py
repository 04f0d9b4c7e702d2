"""Engaging Networks: the export of transactions. Rejected ones stand in it and are no gifts.

Which of the export's columns holds the sum differs by the kind of form, so the file must say it: name that
column `Amount` (and, where there are several, one `Currency`). The rest goes by the export's own names.
"""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision

from mailer.errors import InputError
from mailer.model.donation import LinkRules
from mailer.model.gift import Gift, GiftState, merged
from mailer.platforms import GiftFile, Terms

link_rules = LinkRules(
    amount_param="transaction.donationAmt",
    recurring=(("transaction.recurrpay", "Y"), ("transaction.recurrfreq", "MONTHLY")),
    source="supporter.appealCode",
    forbidden=("autosubmit", "authkey"),
)
"""`autosubmit` gives without a further click, `authkey` logs in: neither may stand in a message."""
NAME = "engagingnetworks"
_STATES: Mapping[str, GiftState] = {"success": "paid", "refund": "refunded", "reject": "failed"}
_NEEDED = ("Account ID", "Supporter Email", "Date Created", "Campaign Status", "Campaign Data 1")


def read_gifts(data: bytes, file: str, terms: Terms) -> GiftFile:
    """Reads the CSV export. A refund is a line with the Campaign Data 1 of its gift."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    missing = [name for name in (*_NEEDED, "Amount") if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(
            f"{file} line 1: no column {missing[0]!r}. Nothing was imported. "
            "Name the column that holds the sum `Amount`; leave the others as they were exported."
        )
    gifts: list[Gift] = []
    read = 0
    try:
        for row in reader:
            read += 1
            if _STATES[row["Campaign Status"].strip().lower()] != "failed":
                gifts.append(_gift(row, terms))
    except (KeyError, ValueError, InvalidOperation, AttributeError, csv.Error):
        raise InputError(
            f"{file} line {reader.line_num}: not as Engaging Networks exports it. Mend that line; "
            "nothing was imported."
        ) from None
    return GiftFile(read, merged(gifts))


def _gift(row: Mapping[str, str], terms: Terms) -> Gift:
    currency = (row.get("Currency") or terms.currency).strip().upper()
    minor = Decimal(row["Amount"].strip()).scaleb(get_currency_precision(currency))
    amount = abs(int(minor.to_integral_value()))
    state = _STATES[row["Campaign Status"].strip().lower()]
    return Gift(
        platform=NAME,
        account=row["Account ID"].strip(),
        gift_id=row["Campaign Data 1"].strip(),
        amount_minor=amount,
        refunded_minor=amount if state == "refunded" else 0,
        currency=currency,
        given_at=datetime.fromisoformat(row["Date Created"].strip()).replace(tzinfo=UTC),
        state=state,
        code=(row.get("Appeal Code") or "").strip() or None,
        address=row["Supporter Email"].strip() or None,
    )
