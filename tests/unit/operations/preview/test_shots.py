"""Which pictures are taken and judged, and what may be loaded for them: pictures of the frozen message, and
nothing that a person's values bring in."""

from types import SimpleNamespace
from typing import Any

from mailer.model.evidence import Page
from mailer.model.message import Part, Slot
from mailer.operations.preview.shots import Shot, images, judged, same, shots
from mailer.probes.browser import Look, View
from tests.unit.checking.samples import message

A, B, C = (f"https://img.example.org/{name}.png" for name in "abc")


def test_only_pictures_of_the_frozen_message_are_known() -> None:
    block = Slot("amounts", "block", None, True, Part((f'<img alt="" src="{B}">',), ()), None)
    html = Part(
        (
            f"<p>{C}</p><img width='2' src='{A}?x=1&amp;y=2'><a href=\"{C}\">x</a><img src=\"",
            '"><img src="data:image/png;base64,AA=="><img src="/local.png">',
        ),
        (0,),
    )
    assert images(message(html=html, slots=(block,))) == {f"{A}?x=1&y=2", B}


HTML = (
    "<html><head><!--[if mso]><noscript><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml></noscript>"
    "<![endif]--></head><body><!--[if mso]><table><tr><td><![endif]--><!--[if !mso]><!--><b>round</b>"
    "<!--<![endif]--><p>Words</p><!--[if mso]></td></tr></table><![endif]--></body></html>"
)
MAIN: Any = SimpleNamespace(label="somebody", html=HTML)


def shot(name: str) -> Shot:
    return next(each for each in shots(MAIN, ()) if each.name == name)


def test_word_is_shown_its_own_tables_and_nothing_that_is_hidden_from_it() -> None:
    html = shot("outlook-structure").view.html
    assert "<table><tr><td><p>Words</p></td></tr></table>" in html
    assert "round" not in html
    assert "96" not in html


def test_what_changes_sizes_or_colours_for_somebody_is_shown_and_not_judged() -> None:
    modes = {view.mode for view in judged(MAIN)}
    assert modes == {"light", "dark", "gmail-dark", "outlook-dark", "no-styles", "gmail"}
    only_shown = {each.view.mode for each in shots(MAIN, ()) if not each.counts}
    assert only_shown == {
        "word", "large-text", "forced-colours", "red-green", "no-colour", "print"
    }  # fmt: skip


def test_how_far_to_trust_a_picture_is_never_more_than_it_can_be() -> None:
    told = {each.name: each.fidelity for each in shots(MAIN, ())}
    assert told["outlook-structure"] == "low"
    assert (told["gmail-dark"], told["outlook-dark"]) == ("simulated", "simulated")
    assert (told["gmail-filtered"], told["print"]) == ("medium", "medium")


def test_a_picture_that_lacks_something_and_looks_the_same_is_told() -> None:
    page = Page("somebody", "light", 375, 375)

    def look(png: bytes) -> Look:
        return Look(png, 1, 1, page, "")

    def taken(name: str, mode: Any, html: str = "<p>x</p>") -> Shot:
        return Shot(name, "", "", "", "high", View(html, 375, mode, "somebody"))

    every = [
        taken("phone-light", "light"),
        taken("no-styles", "no-styles"),
        taken("images-off", "images-off"),
        taken("with-image", "images-off", "<img>"),
        taken("gmail-filtered", "gmail"),
        taken("phone-dark", "dark"),
    ]
    looks = {each.name: look(b"same") for each in every} | {"gmail-filtered": look(b"other")}
    assert same(every, looks) == {"no-styles", "with-image"}
