"""Donations that came back, once each, and what they are credited to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, select, update

from mailer.model.gift import STAGES, Gift, StoredGift
from mailer.store.database import insert_new, reading, transaction
from mailer.store.tables import gifts

NEVER_CAME = ("pending", "failed")
_BEST_FIRST = ("token", "campaign", "address", "none")


class Gifts:
    """Implements ports.Gifts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        gift: Gift,
        campaign_id: int | None,
        contact_id: int | None,
        place: str | None,
        match: str,
    ) -> bool:
        told = {
            "amount_minor": gift.amount_minor,
            "refunded_minor": gift.refunded_minor,
            "given_at": gift.given_at,
            "state": gift.state,
            "campaign_id": campaign_id,
            "contact_id": contact_id,
            "place": place,
            "match": match,
        }
        with transaction(self._engine) as connection:
            added = connection.execute(
                insert_new(connection, gifts)
                .values(
                    platform=gift.platform,
                    account=gift.account,
                    gift_id=gift.gift_id,
                    currency=gift.currency,
                    **told,
                )
                .returning(gifts.c.gift_id)
            ).first()
            if added is not None:
                return True
            this = _is(gift)
            before = connection.execute(select(gifts).where(this).with_for_update()).one()
            connection.execute(update(gifts).where(this).values(_merged(before, told)))
        return False

    def of(self, campaign_id: int) -> Sequence[StoredGift]:
        """Oldest first."""
        chosen = (
            select(gifts)
            .where(gifts.c.campaign_id == campaign_id, gifts.c.state.not_in(NEVER_CAME))
            .order_by(gifts.c.given_at, gifts.c.platform, gifts.c.account, gifts.c.gift_id)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(chosen).all()
        return [
            StoredGift(
                amount_minor=_net(row),
                currency=row.currency,
                given_at=row.given_at,
                contact_id=row.contact_id,
                place=row.place,
                match=row.match,
            )
            for row in rows
        ]


def _is(gift: Gift) -> ColumnElement[bool]:
    return and_(
        gifts.c.platform == gift.platform,
        gifts.c.account == gift.account,
        gifts.c.gift_id == gift.gift_id,
    )


def _merged(before: Row[Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The same whichever of the two came first."""
    merged: dict[str, Any] = {
        "amount_minor": max(before.amount_minor, told["amount_minor"]),
        "refunded_minor": max(before.refunded_minor, told["refunded_minor"]),
        "given_at": min(before.given_at, told["given_at"]),
        "state": max(before.state, told["state"], key=STAGES.index),
    }
    if _BEST_FIRST.index(told["match"]) < _BEST_FIRST.index(before.match):
        merged.update(
            {name: told[name] for name in ("campaign_id", "contact_id", "place", "match")}
        )
    return merged


def _net(row: Row[Any]) -> int:
    """Minor units that stay with us."""
    return 0 if row.state == "disputed" else max(0, row.amount_minor - row.refunded_minor)
