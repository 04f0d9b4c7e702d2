"""What changed in the words since somebody approved them."""

from mailer.operations.preview.approved import Line, changes

LEDE = "In the night of 14 February\nthe Alder rose by three meters."


def test_where_a_line_breaks_is_no_change() -> None:
    assert changes(LEDE, LEDE.replace("\n", " ")) == []


def test_a_word_more_is_marked_and_nothing_else() -> None:
    went, came = changes(LEDE, LEDE.replace("the Alder", "the\nriver Alder"))
    before = "In the night of 14 February the Alder rose by three meters."
    assert went == Line("-", ((before[:31], False), (before[32:], False)))
    assert came == Line(
        "+", ((before[:31], False), ("river", True), ("Alder rose by three meters.", False))
    )


def test_an_item_of_a_list_goes_alone() -> None:
    before = (
        "We ask:\n\n- Pay for all gauges\n  in 2027\n- Publish every reading\n- Name one person"
    )
    now = before.replace("- Publish every reading\n", "")
    assert changes(before, now) == [Line("-", (("- Publish every reading", True),))]


def test_many_changes_end_in_how_many_more_there_are() -> None:
    *shown, last = changes("", "\n\n".join(f"Line {number}" for number in range(80)))
    assert len(shown) == 60
    assert last == Line(" ", (("and 20 more", False),))
