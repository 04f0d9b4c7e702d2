"""How much may travel with a message."""

import pytest

from mailer.errors import InputError
from mailer.model.campaign import Block, Picture
from mailer.model.ids import Sha256
from mailer.model.message import Message, MessagePicture
from mailer.operations.pictures import MOST_ATTACHED, facts, must_be_light
from mailer.rendering import compile
from mailer.rendering.pictures import Prepared
from tests.unit.rendering.samples import campaign, house, template


def prepared(number: int, size: int) -> Prepared:
    name = f"{number}.jpg"
    shown = MessagePicture(Sha256(f"{number:064x}"), name, "image/jpeg", 536, 300, False)
    return Prepared(bytes(size), shown, 1072)


def message(every: list[Prepared], *, attaches: bool) -> Message:
    blocks = tuple(
        Block(
            place="after-bridge",
            picture=Picture(file=each.picture.name, alt="A river", licence="own work"),
        )
        for each in every
    )
    known = {each.picture.name: each.picture for each in every}
    return compile(
        campaign(blocks=blocks), template(), house(pictures=known, attaches_pictures=attaches)
    )


def test_a_message_carries_a_megabyte_and_a_half_and_no_byte_more() -> None:
    every = [prepared(number, 300_000) for number in range(5)]
    must_be_light(message(every, attaches=True), every)
    assert sum(len(each.body) for each in every) == MOST_ATTACHED
    more = [*every, prepared(5, 1)]
    told = r"river-deadline\.toml: its pictures have 1\.6 MB together, and 1\.5 MB may travel"
    with pytest.raises(InputError, match=told) as refused:
        must_be_light(message(more, attaches=True), more)
    assert '[pictures] delivery = "hosted"' in str(refused.value)
    must_be_light(message(more, attaches=False), more)


def test_a_picture_is_known_without_asking_for_it() -> None:
    every = [prepared(1, 180_000)]
    (hosted,) = facts(every, message(every, attaches=False))
    assert hosted.url == f"https://mail.example.org/i/{'0' * 32}.jpg"
    assert (hosted.status, hosted.size, hosted.kind) == (200, 180_000, "image/jpeg")
    assert (hosted.width, hosted.height) == (1072, 600)
    (attached,) = facts(every, message(every, attaches=True))
    assert attached.url.startswith("cid:")
