"""Shares and their intervals, None where there is no base."""

from mailer.measuring import Interval


def ratio(part: int, base: int) -> float | None:
    return part / base if base else None


def end(interval: Interval | None, name: str) -> float | None:
    return None if interval is None else float(getattr(interval, name))
