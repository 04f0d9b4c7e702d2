"""Pictures: what is said when they don't load, and whether they can be shown at all."""

import re
from collections.abc import Iterator

from mailer.checking.facts import Element, Looked, Rule, found, is_shown, shortened
from mailer.model.finding import Finding

_FILE_NAME = re.compile(
    r"\S+\.(png|jpe?g|gif|webp|svg)|(image|img|picture|photo|bild|foto)\W*\d*", re.I
)
WIDEST = 600


def _name(image: Element) -> str:
    return shortened(image.get("src", "").partition("?")[0].rpartition("/")[2] or "an image")


def image_without_alt(looked: Looked) -> Iterator[Finding]:
    for image in looked.first.all("img"):
        if image.get("alt") is None:
            yield found(
                "image-without-alt",
                "error",
                "html",
                f"{_name(image)} has no alt",
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
        elif not alt and _is_all_of_a_link(image):
            problem = f"{_name(image)} is all that its link shows, and it has no words"
        if problem:
            yield found(
                "image-alt-poor", "warning", "html", problem, "Say in a few words what it shows."
            )


def _is_all_of_a_link(image: Element) -> bool:
    link = next(iter(image.iterancestors("a")), None)
    return link is not None and not str(link.text_content()).strip()


def image_size_attributes(looked: Looked) -> Iterator[Finding]:
    for image in looked.first.all("img"):
        if not is_shown(image):
            continue
        width, height = image.get("width", ""), image.get("height", "")
        if not (width.isdigit() and height.isdigit()):
            fact = f"{_name(image)} without width and height in whole pixels"
        elif int(width) > WIDEST:
            fact = f"{_name(image)} is {width} wide; the message is {WIDEST}"
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
            fact = f"{_name(image)} isn't shown by many clients"
            yield found("image-format", "error", "html", fact, fix)
        elif source.startswith("cid:") or path.endswith((".webp", ".avif")):
            yield found(
                "image-format", "warning", "html", f"{_name(image)} isn't shown by all", fix
            )


RULES: tuple[Rule, ...] = (
    image_without_alt,
    image_alt_poor,
    image_size_attributes,
    image_format,
)
