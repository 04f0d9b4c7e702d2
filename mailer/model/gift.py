"""A donation that came back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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


def merged(gifts: Iterable[Gift]) -> tuple[Gift, ...]:
    """Each (platform, account, id) once, in order of first mention. What is told of one gift adds up the
    same in any order: see `ports.Gifts.add`."""
    held: dict[tuple[str, str, str], Gift] = {}
    for gift in gifts:
        key = gift.platform, gift.account, gift.gift_id
        held[key] = _one(held[key], gift) if key in held else gift
    return tuple(held.values())


def _one(first: Gift, second: Gift) -> Gift:
    return replace(
        first,
        amount_minor=max(first.amount_minor, second.amount_minor),
        refunded_minor=max(first.refunded_minor, second.refunded_minor),
        given_at=min(first.given_at, second.given_at),
        state=max(first.state, second.state, key=STAGES.index),
        code=first.code or second.code,
        address=first.address or second.address,
    )
