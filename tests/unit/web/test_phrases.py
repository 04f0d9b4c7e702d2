"""What the pages say themselves."""

from hypothesis import given
from hypothesis import strategies as st

from mailer.web import phrases


@given(st.floats(min_value=0, max_value=2))
def test_a_bar_is_never_wider_than_its_frame(share: float) -> None:
    assert 0 <= float(phrases.wide(share)) <= 100
