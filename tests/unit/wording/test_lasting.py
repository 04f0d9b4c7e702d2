"""How long something takes, as a person says it."""

import pytest

from mailer.wording.times import lasting


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1 second"),
        (0.4, "1 second"),
        (1.6, "2 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (3_599, "59 minutes"),
        (3_600, "1 hour"),
        (4_260, "1 hour 10 minutes"),  # 71 minutes
        (7_200, "2 hours"),
        (12_000, "3 hours 20 minutes"),
        (86_400, "24 hours"),
        (172_800, "2 days"),
    ],
)
def test_it_is_said_as_roughly_as_a_person_says_it(seconds: float, said: str) -> None:
    assert lasting(seconds) == said
