"""A person's tokens, of which the send loop makes a batch's at once, against signing them one by one.

    python -m benchmarks.tokens

The baseline is what the standard library offers: three texts of campaign, person and door, each with its HMAC-SHA256
in base64; nothing is hidden in those, and they carry no gift code. Exit 1 where ours are slower.
"""

import hmac
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable
from time import perf_counter

from mailer.tokens import Keyring

PEOPLE = range(1, 1001)
ROUNDS = 30
_SECRET = "only-for-measuring-0123456789abcdef"


def one_by_one() -> list[list[str]]:
    return [[_signed(f"7:{person}:{door}") for door in "upv"] for person in PEOPLE]


def _signed(text: str) -> str:
    tag = hmac.digest(_SECRET.encode(), text.encode(), "sha256")[:16]
    return urlsafe_b64encode(text.encode() + tag).decode("ascii")


def best(make: Callable[[], object]) -> float:
    """Microseconds a person, the best of some rounds over a batch of 1,000."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        make()
        times.append(perf_counter() - began)
    return min(times) / len(PEOPLE) * 1e6


def main() -> int:
    keyring = Keyring([_SECRET])
    ours, theirs = best(lambda: keyring.tokens_for(7, PEOPLE)), best(one_by_one)
    print(f"one by one   {theirs:8.2f} µs a person")
    print(f"ours         {ours:8.2f} µs a person, with their gift code")
    print(f"ratio        {theirs / ours:8.2f} times as fast")
    return 0 if ours < theirs else 1


if __name__ == "__main__":
    sys.exit(main())
