"""Any platform, bank or donor database: a CSV file, or JSON that is signed with our secret.

Columns are known by many names in several languages; a date and an amount must be there. `1.234,50`,
`1,234.50` and `17.06.2026` are read by what the whole file shows; what stays ambiguous is refused.
"""

import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailer.asking import GENERIC
from mailer.errors import InputError, WebhookRejected
from mailer.model.gift import Gift, GiftState, merged
from mailer.platforms import GiftFile, Terms
from mailer.platforms.generic.columns import Row, csv_rows, decoded, json_rows
from mailer.platforms.generic.writing import Habits, habits_of, instant, minor_units

link_rules = GENERIC
NAME = "generic"
SIGNATURE = "x-mailer-signature"
"""`sha256=` and the hex HMAC-SHA256 of the body, with `donation.webhook_secret` as its key."""

_WORDS: Mapping[GiftState, str] = {
    "paid": "|paid|success|succeeded|successful|complete|completed|approved|settled|bezahlt|ok",
    "pending": "pending|open|processing|in progress|authorized|offen",
    "failed": "failed|failure|reject|rejected|declined|denied|error|expired|cancelled|canceled|voided"
    "|storniert|abgelehnt",
    "refunded": "refund|refunded|return|returned|reversed|erstattet|rücklastschrift",
    "partly_refunded": "partly_refunded|partly refunded|partially refunded|partial refund",
    "disputed": "dispute|disputed|chargeback",
}
_STATES = {word: state for state, words in _WORDS.items() for word in words.split("|")}
_JSON_WAY = Habits(".", None)


def read_gifts(data: bytes, file: str, terms: Terms) -> GiftFile:
    """Reads a CSV file (comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252), or JSON."""
    text = decoded(data)
    if text.lstrip()[:1] in ("[", "{"):
        return _gifts(json_rows(text, file), file, terms, _JSON_WAY)
    rows, delimiter = csv_rows(text, file)
    amounts = [row.get(name) for row in rows for name in ("amount", "refunded")]
    habits = habits_of(amounts, [row.get("date") for row in rows], delimiter == ";", file)
    return _gifts(rows, file, terms, habits)


def webhook(
    headers: Mapping[str, str], body: bytes, secret: str, terms: Terms, now: datetime
) -> GiftFile:
    """One gift or a list, as JSON with the names of `gift_id, date, amount, currency, ref, status, email,
    refunded`. Sent again, it changes nothing."""
    given = headers.get(SIGNATURE, "").removeprefix("sha256=").lower().encode("utf-8", "replace")
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
    if not secret or not hmac.compare_digest(made, given):
        raise WebhookRejected("The gift webhook's signature is not right.")
    where = "the webhook's body"
    return _gifts(json_rows(body.decode("utf-8", "replace"), where), where, terms, _JSON_WAY)


def _gifts(rows: Sequence[Row], file: str, terms: Terms, habits: Habits) -> GiftFile:
    seen: Counter[str] = Counter()
    gifts: list[Gift] = []
    returns: list[Gift] = []
    for row in rows:
        gift = _gift(row, f"{file} line {row.line}", terms, habits, seen)
        if gift.state == "failed":
            continue
        came_back = not gift.amount_minor and gift.refunded_minor and not row.get("gift_id")
        (returns if came_back else gifts).append(gift)
    unpaired = 0
    for back in returns:
        at = next((n for n, gift in enumerate(gifts) if _may_be_of(back, gift)), None)
        if at is None:
            unpaired += 1
        else:
            refunded = back.refunded_minor
            gifts[at] = replace(gifts[at], refunded_minor=refunded, state="refunded")
    return GiftFile(len(rows), merged(gifts), unpaired)


def _gift(row: Row, where: str, terms: Terms, habits: Habits, seen: Counter[str]) -> Gift:
    currency = row.get("currency").upper() or terms.currency
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise InputError(f"{where}: {currency!r} is no currency code such as EUR. Mend that cell.")
    amount = minor_units(row.get("amount"), currency, where, habits)
    refunded = abs(minor_units(row.get("refunded") or "0", currency, where, habits))
    state = _state(row, where)
    if amount < 0:
        amount, refunded, state = 0, -amount, "refunded"
    elif state == "refunded":
        refunded = refunded or amount
    elif refunded and state == "paid":
        state = "refunded" if refunded >= amount else "partly_refunded"
    return Gift(
        platform=NAME,
        account=row.get("account") or terms.account,
        gift_id=row.get("gift_id") or _id_of(row, seen),
        amount_minor=amount,
        refunded_minor=refunded,
        currency=currency,
        given_at=instant(row.get("date"), where, habits),
        state=state,
        code=row.get("ref") or None,
        address=row.get("address") or None,
    )


def _may_be_of(back: Gift, gift: Gift) -> bool:
    """Whether money that went back is that gift's: same giver, same sum, not before it, not back yet."""
    return (
        bool(back.address)
        and gift.address == back.address
        and gift.currency == back.currency
        and gift.amount_minor == back.refunded_minor
        and not gift.refunded_minor
        and gift.given_at <= back.given_at
    )


def _id_of(row: Row, seen: Counter[str]) -> str:
    """Where the file gives none: a sum of the line, and its count among equal ones. The same file read
    again has the same ids."""
    said = json.dumps(sorted(row.cells.items()), ensure_ascii=False)
    digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]
    seen[digest] += 1
    return f"line-{digest}-{seen[digest]}"


def _state(row: Row, where: str) -> GiftState:
    word = " ".join(row.get("status").casefold().split())
    if word not in _STATES:
        raise InputError(
            f"{where}: the status {word!r} is not known. Write paid, pending, failed, refunded, "
            "partly refunded or disputed."
        )
    return _STATES[word]
