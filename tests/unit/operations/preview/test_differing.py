"""Two pictures, row by row."""

import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mailer.operations.preview.differing import difference

WIDTH = 40
Row = tuple[int, int, int]


def picture(rows: list[Row]) -> bytes:
    image = Image.new("RGB", (WIDTH, max(len(rows), 1)), "white")
    for top, colour in enumerate(rows):
        image.paste(colour, (0, top, WIDTH, top + 1))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def line(number: int) -> list[Row]:
    """Ten rows of one colour that no other line has, and a gap of fifty white ones."""
    return [(number, 0, 100)] * 10 + [(255, 255, 255)] * 50


def text(*numbers: int) -> bytes:
    return picture([row for number in numbers for row in line(number)])


def test_equal_pictures_have_no_difference() -> None:
    assert difference(text(1, 2, 3), text(1, 2, 3)) is None


def test_a_line_more_at_the_top_is_one_place_though_everything_below_moved() -> None:
    found = difference(text(1, 2, 3), text(9, 1, 2, 3))
    assert found is not None
    assert found.places == 1
    assert (found.width, found.height) == (2 * WIDTH + 24, 240)


def test_changes_far_apart_are_places_of_their_own() -> None:
    found = difference(text(1, 2, 3, 4, 5), text(8, 2, 3, 4, 9))
    assert found is not None
    assert found.places == 2


def test_what_stayed_keeps_its_colours_and_what_changed_gets_a_bar() -> None:
    found = difference(text(1, 2), text(1, 7))
    assert found is not None
    image = Image.open(io.BytesIO(found.png)).convert("RGB")
    assert image.getpixel((5, 5)) == (1, 0, 100)
    assert image.getpixel((WIDTH + 24 + 5, 5)) == (1, 0, 100)
    assert image.getpixel((2, 65)) == (178, 70, 50)
    assert image.getpixel((WIDTH + 24 + 2, 65)) == (29, 103, 56)


@given(st.lists(st.integers(0, 250), max_size=12), st.lists(st.integers(0, 250), max_size=12))
def test_pictures_differ_exactly_where_their_rows_do(before: list[int], now: list[int]) -> None:
    one, other = text(*before), text(*now)
    is_same = Image.open(io.BytesIO(one)).tobytes() == Image.open(io.BytesIO(other)).tobytes()
    assert (difference(one, other) is None) is is_same
