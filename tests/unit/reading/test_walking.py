"""The walk over a page: lines and the elements that they stand in."""

from mailer.reading.walking import parsed, pieces_of


def test_lines_of_different_elements_never_share_a_home() -> None:
    """What stands beside the article's own lines comes with it: a mistaken home read a page now so, now so."""
    page = "".join(f"<section><p>Line {number}</p></section>" for number in range(300))
    pieces = [piece for piece in pieces_of(parsed(page)) if piece.parts]
    assert len(pieces) == 300
    assert len({piece.parent for piece in pieces}) == 300
