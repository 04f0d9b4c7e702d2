"""How numbers, shares and sums are said, in every output alike. Nothing is computed here."""

from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import get_currency_precision

NONE = "–"


def number(value: float | Decimal | None) -> str:
    """14212 -> 14,212; None -> an en dash."""
    if value is None:
        return NONE
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 gift`, `14,212 people`. Without `many` an s is put behind."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def people(count: int) -> str:
    return plural(count, "person", "people")


def percent(value: float | None) -> str:
    """A share of 0 to 1 -> `2.9%`; below one percent `0.04%`."""
    if value is None:
        return NONE
    digits = 2 if 0 < value < 0.01 else 1
    return f"{value * 100:.{digits}f}%"


def span(low: float | None, high: float | None) -> str:
    """Two shares of 0 to 1 -> `27.9 - 32.3%`."""
    if low is None or high is None:
        return NONE
    return f"{low * 100:.1f} - {high * 100:.1f}%"


def rough_span(low: float | None, high: float | None) -> str:
    """Two shares of 0 to 1 -> `28–32%`; one number where both round to the same."""
    if low is None or high is None:
        return NONE
    first, last = round(low * 100), round(high * 100)
    return f"{first}%" if first == last else f"{first}–{last}%"


def amount(value: Decimal | None) -> str:
    """Major units in running text: `50`, `62.50`, `1,240`."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def money(value: float | Decimal | None, currency: str | None) -> str:
    """Major units, with the decimals that the currency has: `EUR 1,240.00`, `JPY 5,000`."""
    if value is None:
        return NONE
    decimals = get_currency_precision(currency) if currency else 2
    return f"{currency or ''} {value:,.{decimals}f}".strip()


def listed(parts: Iterable[str]) -> str:
    """What is there, parted by commas."""
    return ", ".join(part for part in parts if part)
