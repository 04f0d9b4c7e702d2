"""Donations come back: a platform's export or its webhook -> gifts, matched to what led to them.

our code names recipient, campaign and link                      -> token
a campaign's code, the person by the address                     -> campaign
no code, but that person had clicked within 72 hours             -> address (shown apart)
else                                                             -> none (but who gave is kept: they aren't asked again)
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from mailer import platforms
from mailer.app import App
from mailer.audience import parse_address
from mailer.errors import AudienceError, ConfigError, InputError
from mailer.model.contact import Contact
from mailer.model.gift import Gift, GiftImport, Match
from mailer.tokens import PROOF
from mailer.workspace import opened

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=72)
"""Between a click and a gift that it assisted."""
_DAY = timedelta(days=1)
_LONGEST = 200
_TOO_MUCH = 10**15


@dataclass(frozen=True, slots=True)
class Credit:
    """What a gift is credited to."""

    match: Match
    campaign_id: int | None = None
    contact_id: int | None = None
    place: str | None = None


_NOBODY = Credit("none")


def import_gifts(app: App, path: Path, platform: str) -> dict[str, Any]:
    """Takes in a platform's export; again and again without counting anything twice.

    Raises NotFound for an unknown platform, InputError where the file can't be read: nothing is taken then.
    """
    reader = platforms.platform(platform)
    with opened(path, "one platform's export") as file:
        data = file.read()
    found = reader.read_gifts(data, path.name, _terms(app))
    return {**asdict(_take_in(app, found)), "unpaired": found.unpaired}


def receive(app: App, platform: str, headers: Mapping[str, str], body: bytes) -> GiftImport:
    """One call of a platform's webhook. Raises NotFound, WebhookRejected, ConfigError (no secret is set),
    InputError, StoreDown."""
    webhook = platforms.webhook(platform)
    secret = app.settings.donation.webhook_secret
    if secret is None or not secret.get_secret_value():
        raise ConfigError("mailer.toml: donation.webhook_secret is not set: gifts can't be proven.")
    lowered = {name.lower(): value for name, value in headers.items()}
    now = app.clock.now()
    found = webhook(lowered, body, secret.get_secret_value(), _terms(app), now)
    came = _take_in(app, found)
    logger.info("gifts: %d read, %d added, %d matched", came.read, came.added, came.matched)
    return came


def _terms(app: App) -> platforms.Terms:
    donation = app.settings.donation
    return platforms.Terms(currency=donation.currency, account=donation.account)


def _take_in(app: App, found: platforms.GiftFile) -> GiftImport:
    """added + duplicates = gifts; matched + unmatched = added."""
    added = matched = duplicates = refunded = 0
    for gift in found.gifts:
        _check(gift)
    for gift in found.gifts:
        credit = _credit(app, gift)
        is_new = app.store.gifts.add(
            gift, credit.campaign_id, credit.contact_id, credit.place, credit.match
        )
        added += is_new
        duplicates += not is_new
        matched += is_new and credit.match != "none"
        refunded += gift.refunded_minor > 0
    return GiftImport(found.read, added, matched, added - matched, duplicates, refunded)


def _check(gift: Gift) -> None:
    """Files and webhooks are other people's: nothing goes on that the database could stumble over."""
    names = gift.gift_id + gift.account
    is_sound = names.isprintable() and 0 < len(gift.gift_id) <= _LONGEST
    amounts = (gift.amount_minor, gift.refunded_minor)
    if not is_sound or not all(0 <= amount < _TOO_MUCH for amount in amounts):
        raise InputError(
            "A gift's id or amount can't be a real one. Nothing was imported. Look into the file."
        )


def _credit(app: App, gift: Gift) -> Credit:
    if gift.code and gift.code.isascii() and gift.code.isprintable():
        named = _by_code(app, gift, gift.code)
        if named is not None:
            return named
    contact = _giver(app, gift)
    if contact is None:
        return _NOBODY
    until = gift.given_at + _DAY if _is_a_day(gift) else gift.given_at
    clicks = app.store.events.clicks(contact.id, gift.given_at - WINDOW)
    last = next((campaign_id for campaign_id, at in clicks if at <= until), None)
    return Credit("none" if last is None else "address", last, contact.id)


def _by_code(app: App, gift: Gift, code: str) -> Credit | None:
    """By our own code; a proof's credits nothing. Else by a campaign's code, perhaps with more behind it."""
    subject = app.keyring.read_gift_code(code)
    if subject is not None:
        known = app.store.campaigns.by_id(subject.campaign_id)
        if subject.contact_id == PROOF or known is None:
            return _NOBODY
        return Credit("token", known.id, subject.contact_id, subject.place)
    name, _, place = code.strip().lower().partition("_")
    record = app.store.campaigns.by_code(name)
    if record is None:
        return None
    contact = _giver(app, gift)
    return Credit("campaign", record.id, contact.id if contact else None, _plain(place))


def _plain(place: str) -> str | None:
    return place if place.isascii() and place.isalnum() else None


def _giver(app: App, gift: Gift) -> Contact | None:
    if not gift.address:
        return None
    try:
        _, key = parse_address(gift.address)
    except AudienceError:
        return None
    return app.store.contacts.by_key(key)


def _is_a_day(gift: Gift) -> bool:
    """A date without an hour stands as its first moment, and means until its end."""
    at = gift.given_at
    return (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
