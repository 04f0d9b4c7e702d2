"""Subjects and preheaders, cut as an inbox cuts them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from mailer.checking.facts import columns
from mailer.operations.preview.inbox import cut


def test_what_fits_is_left_as_it_is() -> None:
    assert cut("The vote is on 10 December", 26) == "The vote is on 10 December"


def test_what_does_not_fit_ends_in_one_sign_that_says_so() -> None:
    assert cut("The vote is on 10 December", 25) == "The vote is on 10 Decemb…"


def test_no_blank_stands_before_the_ellipsis() -> None:
    assert cut("The vote is on 10 December", 5) == "The…"


def test_wide_signs_take_the_room_of_two() -> None:
    assert cut("九个村庄请求议会", 8) == "九个村…"


@given(st.text(max_size=120), st.integers(2, 70))
def test_it_never_takes_more_room_and_never_begins_with_an_accent_of_another(
    text: str, room: int
) -> None:
    kept = cut(text, room)
    marks = sum(columns(sign) for sign in kept if unicodedata.combining(sign))
    assert columns(kept) - marks <= room or kept == text
    if kept != text:
        assert kept.endswith("…")
        assert text.startswith(kept[:-1])
        following = text[len(kept) - 1 :]
        assert not unicodedata.combining(following[0])
