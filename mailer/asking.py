"""Giving history -> ask amounts and donation links.

contact -> entry (what a past gift says) -> step of the ladder -> amounts, rising, never below the entry
"""

from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from mailer.errors import InputError
from mailer.model.campaign import Ask
from mailer.model.contact import Contact
from mailer.model.donation import LinkRules
from mailer.model.message import AskPolicy, LadderStep

__all__ = [
    "GENERIC",
    "LinkRules",
    "amounts_for",
    "check_policy",
    "default_steps",
    "donation_link",
    "policy_for",
]

GENERIC = LinkRules()
"""`amount` in major units and our code in `ref`: for a form that nobody has described yet."""

READS = frozenset({"last_gift_amount", "last_gift_currency", "last_gift_at", "highest_gift_amount"})
"""The fields of a contact that decide which amounts they are offered."""

_MONTHS_A_GIFT_COUNTS = 24
_TABLE_STARTS_WITH = Decimal(25)
"""The first amount that the default table was written for."""


def policy_for(ask: Ask, ceiling: Decimal | None = None) -> AskPolicy:
    """The ask of one campaign with the default ladder. Raises InputError, see `check_policy`."""
    policy = AskPolicy(ask.currency, ask.amounts, default_steps(ask.amounts), ceiling)
    check_policy(policy)
    return policy


def default_steps(amounts: tuple[Decimal, ...]) -> tuple[LadderStep, ...]:
    """Below 25 the campaign's own amounts; from 25 add 25, 35, 45; from 50 times 1.5, 2, 2.5.

    The table is in units like euro, dollar or pound. Where the campaign's amounts are of another order
    (2,500 yen, 250 kronor) it grows by the same power of ten.
    """
    scale = _power_of_ten(amounts[0] / _TABLE_STARTS_WITH) if amounts else Decimal(1)
    added = tuple(scale * each for each in (25, 35, 45))
    multiplied = (Decimal("1.5"), Decimal(2), Decimal("2.5"))
    return (
        LadderStep(Decimal(0), "fixed", (), scale),
        LadderStep(25 * scale, "add", added, 5 * scale),
        LadderStep(50 * scale, "multiply", multiplied, 10 * scale),
    )


def amounts_for(policy: AskPolicy, contact: Contact, today: date) -> tuple[Decimal, ...] | None:
    """What to offer: strictly rising major units of the policy's currency, never below the entry gift.

    Without a usable history the campaign's own amounts. None from the ceiling on: no amounts, only the
    form. A policy without steps has the default ladder.
    """
    entry = _entry(policy, contact, today)
    if entry is None:
        return policy.amounts
    if policy.ceiling is not None and entry >= policy.ceiling:
        return None
    steps = policy.steps or default_steps(policy.amounts)
    step = next((each for each in reversed(steps) if each.starts_at <= entry), None)
    if step is None:
        return _not_below(policy.amounts, entry, Decimal(1))
    return _not_below(_offered(step, policy, entry), entry, step.round_to)


def donation_link(
    url: str, rules: LinkRules, *, amount: Decimal | None, currency: str, code: str
) -> str:
    """The form's address with an amount (None: the giver chooses) and our attribution code.

    Raises InputError where the address is unusable, or the amount or code can't be said in it.
    """
    if len(code) > rules.max_len:
        raise InputError(f"The attribution code has {len(code)} signs; {rules.max_len} fit.")
    said = None if amount is None else rules.say(amount, currency)
    return rules.link(url, amount=said, code=code)


def check_policy(policy: AskPolicy) -> None:
    """Raises InputError where the amounts don't rise, or the ladder has a gap, an overlap or no sense."""
    if not policy.amounts:
        raise InputError("ask.amounts is empty. Name at least one amount, such as [25, 50, 75].")
    if policy.amounts[0] <= 0 or not _rises(policy.amounts):
        shown = ", ".join(str(each) for each in policy.amounts)
        raise InputError(f"ask.amounts must rise from above zero; they are {shown}. Sort them.")
    if policy.steps and policy.steps[0].starts_at != 0:
        start = policy.steps[0].starts_at
        raise InputError(f"The ask ladder has a gap: nothing is said of gifts from 0 to {start}.")
    for before, after in pairwise(policy.steps):
        if after.starts_at <= before.starts_at:
            raise InputError(
                f"The ask ladder overlaps: a step from {after.starts_at} follows one from "
                f"{before.starts_at}. Each step must start higher than the one before."
            )
    for step in policy.steps:
        _check_step(step)


def _check_step(step: LadderStep) -> None:
    where = f"The ask ladder's step from {step.starts_at}"
    if step.round_to <= 0:
        raise InputError(f"{where} rounds up to {step.round_to}. Round to a number above zero.")
    if not step.values and step.kind != "fixed":
        raise InputError(f"{where} has no values to {step.kind}. Name at least one.")
    if not _rises(step.values):
        raise InputError(f"{where} has values that don't rise. Sort them.")
    if step.kind == "multiply" and step.values[0] < 1:
        raise InputError(f"{where} multiplies by less than 1: it would ask for less than before.")
    if step.kind != "multiply" and step.values and step.values[0] < 0:
        raise InputError(f"{where} has a value below zero.")


def _entry(policy: AskPolicy, contact: Contact, today: date) -> Decimal | None:
    """The highest gift of the last 24 months, else the last gift, else None."""
    if contact.last_gift_currency != policy.currency:
        return None
    last, highest = contact.last_gift_amount, contact.highest_gift_amount
    is_old = contact.last_gift_at is not None and _months(contact.last_gift_at, today) >= (
        _MONTHS_A_GIFT_COUNTS
    )
    given = [last] if is_old and last else [last, highest]
    known = [each for each in given if each is not None and each.is_finite() and each > 0]
    return max(known, default=None)


def _months(earlier: date, later: date) -> int:
    """Whole months from one date to another."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def _offered(step: LadderStep, policy: AskPolicy, entry: Decimal) -> tuple[Decimal, ...]:
    if step.kind == "fixed":
        return step.values or policy.amounts
    if step.kind == "add":
        raised = [entry + value for value in step.values]
    else:
        raised = [entry * value for value in step.values]
    offered: list[Decimal] = []
    for amount in raised:
        rounded = _round_up(amount, step.round_to)
        if offered and rounded <= offered[-1]:
            rounded = offered[-1] + step.round_to
        offered.append(rounded)
    return tuple(offered)


def _not_below(
    amounts: tuple[Decimal, ...], entry: Decimal, round_to: Decimal
) -> tuple[Decimal, ...]:
    """Drops what is below the entry gift and goes on upwards in the same stride, as many as before."""
    kept = [amount for amount in amounts if amount >= entry]
    if len(kept) == len(amounts):
        return amounts
    stride = amounts[-1] - amounts[-2] if len(amounts) > 1 else amounts[-1]
    if not kept:
        kept.append(_round_up(entry, max(stride, round_to)))
    while len(kept) < len(amounts):
        kept.append(kept[-1] + stride)
    return tuple(kept)


def _round_up(amount: Decimal, multiple: Decimal) -> Decimal:
    return (amount / multiple).to_integral_value(ROUND_CEILING) * multiple


def _rises(amounts: tuple[Decimal, ...]) -> bool:
    return all(before < after for before, after in pairwise(amounts))


def _power_of_ten(ratio: Decimal) -> Decimal:
    """The power of ten, 1 or more, that is nearest by ratio."""
    exponent = int(ratio.log10().to_integral_value()) if ratio > 0 else 0
    return Decimal(10) ** max(exponent, 0)
