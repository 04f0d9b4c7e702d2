"""What people wait for, in words."""

from datetime import UTC, datetime

import pytest

from mailer.wording.waiting import waiting

EIGHT = datetime(2026, 12, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("why", "people", "until", "words"),
    [
        ("canary", 16, None, "16 people wait for the last of the canary to be settled"),
        (
            "canary",
            1,
            EIGHT,
            "1 person waits for the canary to be judged: "
            "Wednesday 2 December 2026, 08:00 in Berlin (07:00 UTC)",
        ),
        (
            "quiet-hours",
            13_927,
            EIGHT,
            "13,927 people wait for the quiet hours to end: "
            "Wednesday 2 December 2026, 08:00 in Berlin (07:00 UTC)",
        ),
        (
            "asked-to-wait",
            9,
            EIGHT,
            "9 people wait for the next try, as the server asked: "
            "Wednesday 2 December 2026, 08:00 in Berlin (07:00 UTC)",
        ),
        (
            "warm-up",
            2,
            EIGHT,
            "2 people wait for the next day of the warm-up: "
            "Wednesday 2 December 2026, 08:00 in Berlin (07:00 UTC)",
        ),
    ],
)
def test_a_wait_says_who_for_what_and_until_when(
    why: str, people: int, until: datetime | None, words: str
) -> None:
    assert waiting(why, people, until, "Europe/Berlin") == words
