"""How people and programs write amounts and dates. What may be read in two ways is never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from babel.numbers import get_currency_precision

from mailer.errors import InputError

_DROPPED = str.maketrans(
    {"−": "-", "–": "-", "\u00a0": "", "\u202f": "", " ": "", "'": "", "’": ""}
)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_DIGITS = re.compile(r"\d[\d.,]*|[.,]\d+")
_GROUPED = r"\d*|\d{{1,3}}(?:{0}\d{{2,3}})*{0}\d{{3}}"
"""Digits as they are, or in groups of three, as in India of two but for the last."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a whole file writes. decimal_sign: point or comma. None: the file doesn't show."""

    decimal_sign: str | None
    day_first: bool | None


def habits_of(
    amounts: Sequence[str], dates: Sequence[str], is_continental: bool, file: str
) -> Habits:
    """What the file shows; what its columns leave open, a semicolon between them decides for the
    continental way. Raises InputError where it is written in two ways."""
    signs = {sign for amount in amounts if (sign := _decimal_sign(_bare(amount)))}
    if len(signs) > 1:
        raise InputError(
            f"{file}: amounts stand as 1,234.50 and as 1.234,50. Write all in one way."
        )
    sign = next(iter(signs), "," if is_continental else None)
    slashed = [found for date in dates if (found := _SLASHED.match(date.strip()))]
    if any(int(found[2]) > 12 for found in slashed):
        return Habits(sign, day_first=False)
    day_first = is_continental or any(int(found[1]) > 12 for found in slashed)
    return Habits(sign, day_first=True if day_first else None)


def minor_units(text: str, currency: str, where: str, habits: Habits) -> int:
    """Minor units of a currency; below zero where money went back. Raises InputError."""
    written = text.translate(_DROPPED)
    is_negative = written.startswith(("-", "(")) or written.endswith("-") or "-" in written[:4]
    digits = _bare(text)
    decimals = get_currency_precision(currency)
    if not _DIGITS.fullmatch(digits):
        raise InputError(f"{where}: {text!r} is no amount. Write it like 1234.50.")
    sign = _decimal_sign(digits, decimals) or habits.decimal_sign
    if sign is None and re.search(r"[.,]", digits):
        raise InputError(f"{where}: {text!r} may be thousands or decimals. Write it like 1234.00.")
    whole, _, part = digits.partition(sign) if sign else (digits, "", "")
    grouping = "." if sign == "," else ","
    if not re.fullmatch(_GROUPED.format(re.escape(grouping)), whole) or not re.fullmatch(
        r"\d*", part
    ):
        raise InputError(f"{where}: {text!r} is no amount. Write it like 1234.50.")
    minor = Decimal(f"{whole.replace(grouping, '') or 0}.{part or 0}").scaleb(decimals)
    if minor != minor.to_integral_value() or minor > 10**15:
        raise InputError(f"{where}: {text!r} is no amount of {currency}. Mend that cell.")
    return -int(minor) if is_negative else int(minor)


def instant(text: str, where: str, habits: Habits) -> datetime:
    """Aware UTC; a day without an hour is its first moment. Raises InputError."""
    written = text.strip()
    if found := _DOTTED.match(written):
        written = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}{written[found.end() :]}"
    elif found := _SLASHED.match(written):
        if habits.day_first is None:
            raise InputError(f"{where}: {text!r} may be day or month first. Write 2026-12-31.")
        day, month = (found[1], found[2]) if habits.day_first else (found[2], found[1])
        written = f"{found[3]}-{month:0>2}-{day:0>2}{written[found.end() :]}"
    try:
        at = datetime.fromisoformat(written.removesuffix(" UTC"))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"{where}: {text!r} is no date. Write it like 2026-12-31.") from None


def _bare(text: str) -> str:
    """Digits and what parts them, without currency, signs and blanks around."""
    return re.sub(r"^[^\d.,]+|[^\d.,]+$", "", text.translate(_DROPPED))


def _decimal_sign(digits: str, decimals: int = 2) -> str | None:
    """What parts the decimals of an amount, where the amount itself shows it: `12.5` a point,
    `1.234,50` and `1.234.567` a comma; `1.234` doesn't, unless the currency has three decimals."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return None
    sign = digits[last]
    other = "," if sign == "." else "."
    if digits.count(sign) > 1:
        return other
    if other in digits or len(digits) - last - 1 != 3 or decimals == 3:
        return sign
    return None
