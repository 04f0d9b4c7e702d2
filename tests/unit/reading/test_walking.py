"""The walk over a page: lines and the elements that they stand in."""

from mailer.reading.walking import parsed, pieces_of


def test_lines_of_different_elements_never_share_a_home() -> None:
    """What stands beside the article's own lines comes with it: a mistaken home read a page now so, now so."""
    page = "".join(f"<section><p>Line {number}</p></section>" for number in range(300))
    pieces = [piece for piece in pieces_of(parsed(page)) if piece.parts]
    assert len(pieces) == 300
    assert len({piece.parent for piece in pieces}) == 300


def test_a_line_knows_where_its_own_words_stand_not_its_element() -> None:
    """Lines of an address, text behind a list: all in one element, each elsewhere in the file."""
    page = (
        "<html>\n<body>\n<div>\n  River\n  Watch<br>\nLisbon<br>Portugal\n"
        "<ul>\n<li>One\n<li>Two\n</ul>\nBelow <b>the</b>\nlist\n</div>\n<!-- a\nnote --><p\nclass='x'>Last</p></body></html>"
    )
    found = [
        (" ".join("".join(one.parts).split()), one.first, one.last)
        for one in pieces_of(parsed(page))
    ]
    assert [one for one in found if one[0]] == [
        ("River Watch", 4, 5),
        ("Lisbon", 6, 6),
        ("Portugal", 6, 6),
        ("One", 8, 8),
        ("Two", 9, 9),
        ("Below the list", 11, 12),
        ("Last", 16, 16),
    ]
