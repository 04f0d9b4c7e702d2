"""How long a person's tokens take: the send loop makes them for every recipient.

python -m benchmarks.tokens
"""

from time import perf_counter

from mailer.tokens import Keyring

PEOPLE = 1000
ROUNDS = 30


def microseconds_per_person() -> float:
    """The best of some rounds over batches of 1000."""
    keyring = Keyring(["only-for-measuring-0123456789abcdef"])
    contact_ids = list(range(1, PEOPLE + 1))
    best = float("inf")
    for _ in range(ROUNDS):
        began = perf_counter()
        keyring.tokens_for(7, contact_ids)
        best = min(best, perf_counter() - began)
    return best / PEOPLE * 1e6


if __name__ == "__main__":
    print(f"{microseconds_per_person():.2f} µs a person (target: 4)")
