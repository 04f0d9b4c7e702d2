"""What a campaign raised: gifts, sums, shares of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

from babel.numbers import get_currency_precision

from mailer.model.gift import StoredGift
from mailer.model.message import Message
from mailer.model.report import (
    Gifts,
    GiftTotal,
    PerThousand,
)


class Raised:
    """Gifts in the main currency that our links led to; the rest stands apart."""

    def __init__(self, gifts: Sequence[StoredGift], message: Message | None) -> None:
        ours = [gift for gift in gifts if gift.match in ("token", "campaign")]
        paid = [gift for gift in ours if gift.amount_minor > 0]
        self.currency = _main_currency(paid, message)
        self.gifts = sorted(
            (gift for gift in paid if gift.currency == self.currency),
            key=lambda gift: (gift.given_at, gift.amount_minor, repr(gift)),
        )
        self._others = [gift for gift in paid if gift.currency != self.currency]
        self._assisted = [
            gift for gift in gifts if gift.match == "address" and gift.amount_minor > 0
        ]

    def totals(self) -> Gifts:
        amounts = [_major(gift) for gift in self.gifts]
        total = sum(amounts, Decimal(0))
        return Gifts(
            count=len(amounts),
            total=total,
            average=self._rounded(total / len(amounts)) if amounts else None,
            median=median(amounts) if amounts else None,
            largest=max(amounts, default=None),
            currency=self.currency,
            other_currencies=_by_currency(self._others),
            assisted=_by_currency(self._assisted),
        )

    def sum_of(self, gifts: Iterable[StoredGift]) -> Decimal:
        return sum((_major(gift) for gift in gifts), Decimal(0))

    def per_thousand(self, delivered: int) -> PerThousand:
        if not delivered or self.currency is None:
            return PerThousand()
        amounts = [_major(gift) for gift in self.gifts]
        total = sum(amounts, Decimal(0))
        rest = total - max(amounts, default=Decimal(0))
        return PerThousand(
            all=self.per(total, delivered), without_largest=self.per(rest, delivered)
        )

    def per(self, amount: Decimal, delivered: int) -> Decimal | None:
        """For each 1,000 delivered."""
        return self._rounded(amount * 1000 / delivered) if delivered and self.currency else None

    def _rounded(self, amount: Decimal) -> Decimal:
        return round(amount, get_currency_precision(self.currency or "EUR"))


def _main_currency(gifts: Sequence[StoredGift], message: Message | None) -> str | None:
    """The one of most gifts, the campaign's own among equals."""
    asked = message.ask.currency if message and message.ask else None
    counted = Counter(gift.currency for gift in gifts)
    if not counted:
        return asked
    return min(counted, key=lambda currency: (-counted[currency], currency != asked, currency))


def _by_currency(gifts: Sequence[StoredGift]) -> tuple[GiftTotal, ...]:
    held: dict[str, list[Decimal]] = defaultdict(list)
    for gift in gifts:
        held[gift.currency].append(_major(gift))
    return tuple(
        GiftTotal(currency=currency, count=len(held[currency]), total=sum(held[currency]))
        for currency in sorted(held)
    )


def _major(gift: StoredGift) -> Decimal:
    return Decimal(gift.amount_minor).scaleb(-get_currency_precision(gift.currency))
