"""What is said of a whole batch where the transport said nothing of each person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mailer.model.delivery import Claim, Receipt


def _everyone(claim: Claim) -> tuple[int, ...]:
    return tuple(position for position, _ in claim.recipients)


def unsent(claim: Claim, stop: str | None = None, retry_at: datetime | None = None) -> Receipt:
    return Receipt(unsent=_everyone(claim), stop=stop, retry_at=retry_at)


def in_doubt(claim: Claim, reason: str) -> Receipt:
    return Receipt(unknown=_everyone(claim), reason=reason)


def with_refused(receipt: Receipt, refused: Mapping[int, str]) -> Receipt:
    """Who was held back before the call is refused, whatever the call says of the others."""
    if not refused:
        return receipt
    return replace(
        receipt,
        refused={**receipt.refused, **refused},
        unknown=[position for position in receipt.unknown if position not in refused],
        unsent=[position for position in receipt.unsent if position not in refused],
        later=[position for position in receipt.later if position not in refused],
    )
