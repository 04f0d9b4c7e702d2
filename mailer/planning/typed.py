"""The number of people, typed by whoever says yes: a number that is read is a number that is known."""

import re

from mailer.model.plan import Risk
from mailer.wording.figures import people as in_words

NOT_TYPED = "count-not-typed"
_GROUPED = re.compile(r"\d{1,3}(?:[,.'’ \u00a0\u202f\u2009_]\d{3})+|\d+")
"""14212, 14,212, 14.212, 14 212."""


def typed_number(written: str) -> int | None:
    """None for what is no whole number."""
    text = written.strip()
    if not _GROUPED.fullmatch(text):
        return None
    return int("".join(sign for sign in text if sign.isdecimal()))


def count_risk(recipients: int, typed_from: int | None, typed: str | None) -> tuple[Risk, ...]:
    """typed_from: people, from so many on it has to be typed; None: never. typed: what was, or None. What was
    typed has to be right, needed or not."""
    if typed is None:
        if typed_from is None or recipients < typed_from:
            return ()
        message = (
            f"from {in_words(typed_from)} on, whoever says yes types how many get it: read the number in "
            "`mailer plan`, then add --count NUMBER"
        )
    elif typed_number(typed) == recipients:
        return ()
    else:
        message = (
            f"{typed.strip()[:20]!r} was typed, and that is not how many people get it. Read the number in "
            "`mailer plan` again"
        )
    return (Risk(NOT_TYPED, message, blocks=True, may_be_accepted=False),)
