"""Pictures: what is said when they don't load, and whether they can be shown at all."""

import re
from collections.abc import Iterator

from mailer.checking.facts import (
    Element,
    Looked,
    Rule,
    found,
    is_shown,
    picture_name,
    shortened,
    split_url,
    squeezed,
)
from mailer.model.finding import Finding
from mailer.rendering.pictures import stem

_FILE_NAME = re.compile(
    r"\S+\.(png|jpe?g|gif|webp|svg)|(image|img|picture|photo|bild|foto)\W*\d*", re.I
)
_ASKS_FOR_A_NAME = re.compile(r"\bcc[ -]?by\b|creative commons attribution", re.I)
WIDEST = 600
LEAST_WORDS = 500
"""Characters that a message with pictures says in words."""
_ICON = 64
"""Px of width below which a picture only decorates."""


def _name(looked: Looked, image: Element) -> str:
    return picture_name(looked, image.get("src", "").strip())


def image_without_alt(looked: Looked) -> Iterator[Finding]:
    for image in looked.first.all("img"):
        if image.get("alt") is None:
            yield found(
                "image-without-alt",
                "error",
                "html",
                f"{_name(looked, image)} has no alt",
                'Say what it shows, or write alt="" where it only decorates.',
            )


def image_alt_poor(looked: Looked) -> Iterator[Finding]:
    for image in looked.first.all("img"):
        alt = (image.get("alt") or "").strip()
        problem = None
        if _FILE_NAME.fullmatch(alt):
            problem = f"{alt!r} is no description"
        elif len(alt) > 125:
            problem = f"{len(alt)} signs; 125 are read in one go"
        elif _repeats_what_stands_beside(image, alt) or _is_said_below(looked, alt):
            problem = f"{shortened(alt)!r} stands beside it in words too"
        elif not alt and _is_all_of_a_link(image):
            problem = f"{_name(looked, image)} is all that its link shows, and it has no words"
        if problem:
            yield found(
                "image-alt-poor", "warning", "html", problem, "Say in a few words what it shows."
            )


def _repeats_what_stands_beside(image: Element, alt: str) -> bool:
    around = image.getparent()
    said = squeezed(alt).casefold()
    return len(said) >= 12 and around is not None and said in _words_of(around)


def _is_said_below(looked: Looked, alt: str) -> bool:
    """Whether the picture's own caption says the same."""
    campaign = looked.facts.campaign
    pictures = (campaign.picture, *(block.picture for block in campaign.blocks))
    said = squeezed(alt).casefold()
    return bool(said) and any(
        squeezed(each.alt).casefold() == said == squeezed(each.caption).casefold()
        for each in pictures
    )


def _words_of(element: Element) -> str:
    return squeezed(str(element.text_content())).casefold()


def _is_all_of_a_link(image: Element) -> bool:
    link = next(iter(image.iterancestors("a")), None)
    return link is not None and not str(link.text_content()).strip()


def image_only(looked: Looked) -> Iterator[Finding]:
    """Whether anything is left to read, and to give by, where no picture loads."""
    large = [each for each in looked.first.all("img") if is_shown(each) and _is_large(each)]
    fix = "Say it in words; filters distrust pictures alone."
    if large and len(looked.first.words) < LEAST_WORDS:
        fact = f"{len(looked.first.words)} characters beside pictures; {LEAST_WORDS} are wanted"
        yield found("image-only", "warning", "html", fact, fix)
    host = split_url(looked.facts.campaign.ask.url).hostname
    asks = [
        link for link, href in looked.first.links() if host and split_url(href).hostname == host
    ]
    if asks and not any(squeezed(str(link.text_content())) for link in asks):
        yield found("image-only", "warning", "html", "the ask stands in a picture alone", fix)


def _is_large(image: Element) -> bool:
    width = image.get("width", "")
    return not width.isdigit() or int(width) >= _ICON


def image_size_attributes(looked: Looked) -> Iterator[Finding]:
    for image in looked.first.all("img"):
        if not is_shown(image):
            continue
        width, height = image.get("width", ""), image.get("height", "")
        if not (width.isdigit() and height.isdigit()):
            fact = f"{_name(looked, image)} without width and height in whole pixels"
        elif int(width) > WIDEST:
            fact = f"{_name(looked, image)} is {width} wide; the message is {WIDEST}"
        else:
            continue
        yield found(
            "image-size-attributes", "warning", "html", fact, "Write both attributes, as shown."
        )


def image_format(looked: Looked) -> Iterator[Finding]:
    for image in looked.first.all("img"):
        source = image.get("src", "").strip().lower()
        path = source.partition("?")[0]
        fix = "Save it as PNG, JPEG or GIF."
        if source.startswith("data:") or path.endswith(".svg"):
            fact = f"{_name(looked, image)} isn't shown by many clients"
            yield found("image-format", "error", "html", fact, fix)
        elif path.endswith((".webp", ".avif")):
            fact = f"{_name(looked, image)} isn't shown by all"
            yield found("image-format", "warning", "html", fact, fix)
        elif source.startswith("cid:"):
            yield found(
                "image-format",
                "warning",
                "html",
                f"{_name(looked, image)} travels with each message, and some programs list it as a file",
                'Host it, unless there is no public address: [pictures] delivery = "hosted".',
            )


def picture_not_shown(looked: Looked) -> Iterator[Finding]:
    campaign = looked.facts.campaign
    shown = {each.name.rpartition(".")[0] for each in looked.facts.message.pictures}
    if campaign.picture.file and stem(campaign.picture.file) not in shown:
        yield found(
            "picture-not-shown",
            "warning",
            f"campaigns/{campaign.slug}.toml",
            f"picture: the template {campaign.template!r} has no place for {campaign.picture.file}",
            "Show it in a block, take another template, or take it out.",
        )


def picture_without_credit(looked: Looked) -> Iterator[Finding]:
    """All licences of Creative Commons but CC0 ask for the author's name."""
    campaign = looked.facts.campaign
    for each in (campaign.picture, *(block.picture for block in campaign.blocks)):
        if _ASKS_FOR_A_NAME.search(each.licence) and not squeezed(each.credit):
            yield found(
                "picture-without-credit",
                "warning",
                f"campaigns/{campaign.slug}.toml",
                f"{each.file} is under {shortened(each.licence)}, and nobody is named beside it",
                "Write who made it into its credit.",
            )


RULES: tuple[Rule, ...] = (
    picture_not_shown,
    picture_without_credit,
    image_without_alt,
    image_alt_poor,
    image_only,
    image_size_attributes,
    image_format,
)
