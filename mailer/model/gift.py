"""A donation that came back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

GiftState = Literal["pending", "paid", "refunded", "partly_refunded", "disputed", "failed"]
STAGES: tuple[GiftState, ...] = (
    "pending",
    "failed",
    "paid",
    "partly_refunded",
    "refunded",
    "disputed",
)
"""A gift's life, so that news in any order ends alike: the later stage stays."""

Match = Literal["token", "campaign", "address", "none"]
"""token: our code named recipient and link. campaign: only the campaign. address: no code, but this
person had clicked not long before; shown apart, never in what was raised."""


@dataclass(frozen=True, slots=True)
class Gift:
    """As a platform reports it. amount_minor: minor units of currency (ISO 4217), refunds deducted apart."""

    platform: str
    account: str
    gift_id: str
    amount_minor: int
    refunded_minor: int
    currency: str
    given_at: datetime
    state: GiftState
    code: str | None
    """Our attribution code, as it came back."""
    address: str | None
    """Only to match; not stored with the gift."""


@dataclass(frozen=True, slots=True)
class StoredGift:
    amount_minor: int
    """Net of refunds."""
    currency: str
    given_at: datetime
    contact_id: int | None
    place: str | None
    """Place code of the link that led to it."""
    match: Match


@dataclass(frozen=True, slots=True)
class GiftImport:
    read: int
    added: int
    matched: int
    unmatched: int
    duplicates: int
    refunded: int
