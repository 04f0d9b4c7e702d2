"""The one question that a command asks, and only on a terminal: how many people is it for?"""

import sys
from collections.abc import Callable
from typing import TypeVar

from mailer.errors import UnsafePlan

Result = TypeVar("Result")


def with_count(act: Callable[[str | None], Result], count: str | None) -> Result:
    """Does what `act` does with the number that was typed. It is asked for where only that is missing."""
    from mailer.planning.typed import NOT_TYPED

    try:
        return act(count)
    except UnsafePlan as refused:
        is_all = [risk.name for risk in refused.risks] == [NOT_TYPED]
        if count is not None or not is_all or not sys.stdin.isatty():
            raise
    sys.stderr.write("How many people is it for? ")
    sys.stderr.flush()
    return act(sys.stdin.readline().strip())
