"""A campaign's pictures: from the files of the workspace to what a message shows, and to what shows a message.

pictures/FILE ── prepared ──> bytes that travel ── carried ──> transports ── at_hand ──> browser ── beside ──> files
"""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from mailer.app import App
from mailer.errors import InputError
from mailer.model.campaign import Campaign, Picture
from mailer.model.evidence import Answer
from mailer.model.ids import Sha256
from mailer.model.message import Message
from mailer.rendering.pictures import WIDEST, Prepared, prepare
from mailer.rendering.showing import COLUMN, address_of

MOST_ATTACHED = 1_500_000
"""Bytes of all pictures that travel with one message; everybody gets all of them."""


def prepared(app: App, campaign: Campaign) -> dict[str, Prepared]:
    """Those that it names, by file, each as large as the widest place that shows it. Raises InputError in one
    line: campaign file, key, what is wrong with which picture, how to mend it."""
    places: dict[str, tuple[str, int]] = {}
    for key, picture, room in _uses(campaign):
        if picture.file:
            first, widest = places.get(picture.file, (key, 0))
            places[picture.file] = (first, max(widest, room))
    found = {}
    for name, (key, room) in places.items():
        try:
            found[name] = prepare(app.workspace.picture(name), name, room)
        except InputError as problem:
            raise type(problem)(f"campaigns/{campaign.slug}.toml: {key}.file: {problem}") from None
    return found


def _uses(campaign: Campaign) -> Iterator[tuple[str, Picture, int]]:
    """Key of the campaign file, what stands there, and how many CSS px it may be wide."""
    yield "picture", campaign.picture, WIDEST
    for number, block in enumerate(campaign.blocks, start=1):
        yield f"blocks.item {number}.picture", block.picture, COLUMN


def must_be_light(message: Message, every: Iterable[Prepared]) -> None:
    """Raises InputError where more would travel with each message than any reader waits for."""
    bodies = carried(every)
    size = sum(len(bodies[each.sha256]) for each in message.pictures if each.is_attached)
    if size > MOST_ATTACHED:
        raise InputError(
            f"campaigns/{message.campaign}.toml: its pictures have {ceil(size / 1e5) / 10} MB together, and "
            f"{MOST_ATTACHED / 1e6} MB may travel with each message. Take some out, or host them: "
            '[pictures] delivery = "hosted" in mailer.toml.'
        )


def carried(every: Iterable[Prepared]) -> dict[Sha256, bytes]:
    """As transports take them."""
    return {each.picture.sha256: each.body for each in every}


def at_hand(every: Iterable[Prepared], message: Message) -> dict[str, tuple[str, bytes]]:
    """The message's pictures by their address: media type and bytes."""
    bodies = carried(every)
    return {
        address_of(message.public_url, each): (each.kind, bodies[each.sha256])
        for each in message.pictures
    }


def kept(app: App, message: Message) -> dict[str, tuple[str, bytes]]:
    """As `at_hand`, of a message that was stored; without those that are not."""
    found = {}
    for each in message.pictures:
        try:
            body = app.store.pictures.get(each.sha256)
        except InputError:
            continue
        found[address_of(message.public_url, each)] = (each.kind, body)
    return found


def beside(
    every: Iterable[Prepared], message: Message, html: str
) -> tuple[str, list[tuple[str, bytes]]]:
    """The HTML with its pictures as files beside it, and these files: to be looked at without a network."""
    bodies, files = carried(every), dict[str, bytes]()
    for each in message.pictures:
        name = each.name if each.name not in files else f"{each.sha256[:8]}-{each.name}"
        files[name] = bodies[each.sha256]
        html = html.replace(f'"{address_of(message.public_url, each)}"', f'"{name}"')
    return html, list(files.items())


def facts(every: Iterable[Prepared], message: Message) -> Sequence[Answer]:
    """What the network would say of them, known without asking it."""
    made = {each.picture.sha256: each for each in every}
    return [
        Answer(
            url=address_of(message.public_url, each),
            status=200,
            size=len(made[each.sha256].body),
            kind=each.kind,
            width=made[each.sha256].pixels,
            height=round(each.height * made[each.sha256].pixels / each.width),
        )
        for each in message.pictures
    ]
