"""What may be loaded: pictures of the frozen message, and nothing that a person's values bring in."""

from mailer.model.message import Part, Slot
from mailer.operations.preview.shots import images
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
