"""Which pictures are taken: the same message at several widths, in the dark, with parts missing, and as
several people would get it. Each says what it shows and how far to trust it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mailer.model.evidence import Mode
from mailer.model.message import Message, Part
from mailer.operations.compose import Sample
from mailer.operations.preview.people import Whose
from mailer.probes.browser import View

Fidelity = Literal["high", "medium", "simulated", "rough"]
"""high: the same engine and rules as clients that are browsers. medium: true in what it says, but a
client may cut or speak otherwise. simulated: our own imitation of what a client does to colours.
rough: good for finding faults, not for how it will look."""
_PHONE, _DESKTOP = 375, 1200
_SOURCE = re.compile(r"<img\b[^>]*?\ssrc\s*=\s*[\"'](https?://[^\"'\s]+)[\"']", re.IGNORECASE)
_LIGHT, _DARK, _LESS = "As it was written", "In the dark", "With parts missing"
_USUAL: tuple[tuple[str, str, str, str, Fidelity, int, Mode], ...] = (
    ("phone-small-light", _LIGHT, "Small phone", "320 px wide.", "high", 320, "light"),
    ("phone-light", _LIGHT, "Phone", "375 px wide.", "high", _PHONE, "light"),
    ("window-light", _LIGHT, "Half a window", "600 px wide, a tablet too.", "high", 600, "light"),
    ("desktop-light", _LIGHT, "Desktop", "1200 px wide.", "high", _DESKTOP, "light"),
    (
        "phone-dark",
        _DARK,
        "Phone, dark",
        "Your own dark colours: Apple Mail, Samsung.",
        "high",
        _PHONE,
        "dark",
    ),
    (
        "desktop-dark",
        _DARK,
        "Desktop, dark",
        "Your own dark colours on a Mac.",
        "high",
        _DESKTOP,
        "dark",
    ),
    (
        "gmail-dark",
        _DARK,
        "Like Gmail, dark",
        "Every colour turned round, as its apps may do. iOS and Android differ.",
        "simulated",
        _PHONE,
        "gmail-dark",
    ),
    (
        "outlook-dark",
        _DARK,
        "Like Outlook.com, dark",
        "Light grounds darkened; then your rules for Outlook.",
        "simulated",
        600,
        "outlook-dark",
    ),
    (
        "no-styles",
        _LESS,
        "No styles",
        "Only what stands in the tags: Gmail's app with another provider's account.",
        "high",
        _PHONE,
        "no-styles",
    ),
    (
        "images-off",
        _LESS,
        "Images off",
        "No picture loads; what stands in its place does.",
        "high",
        _PHONE,
        "images-off",
    ),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture to take. counts: whether what is found on it is about this campaign."""

    name: str
    group: str
    title: str
    says: str
    fidelity: Fidelity
    view: View
    counts: bool = True


def shots(main: Sample, others: Iterable[Whose]) -> tuple[Shot, ...]:
    """In the order in which they are looked at. main: whose message the widths and colours show."""
    return (*_of(main), *_as_others(others))


def measured(samples: Sequence[Sample]) -> tuple[View, ...]:
    """What is looked at for faults without a picture: every sample on the narrowest phone."""
    return tuple(View(each.html, 320, "light", each.label) for each in samples)


def judged(main: Sample) -> tuple[View, ...]:
    """The least that the rules on pictures need."""
    return tuple(shot.view for shot in _of(main) if shot.name != "images-off")


def images(message: Message) -> frozenset[str]:
    """Addresses of pictures that stand in the frozen message: the only ones that may be loaded. None
    that is filled for a person."""
    return frozenset(
        url.replace("&amp;", "&")
        for static in _statics(message.html, message)
        for url in _SOURCE.findall(static)
    )


def _statics(part: Part, message: Message) -> Iterator[str]:
    yield from part.statics
    for index in part.refs:
        slot = message.slots[index]
        for way in (slot.then, slot.otherwise):
            if way is not None:
                yield from _statics(way, message)


def _of(main: Sample) -> Iterator[Shot]:
    has_images = "<img" in main.html
    for name, group, title, says, fidelity, width, mode in _USUAL:
        if name == "images-off" and not has_images:
            says = "This message has no pictures."
        yield Shot(name, group, title, says, fidelity, View(main.html, width, mode, main.label))


def _as_others(others: Iterable[Whose]) -> Iterator[Shot]:
    for each in others:
        yield Shot(
            each.name,
            "For other people",
            each.title,
            each.says,
            "rough" if each.is_another_message else "high",
            View(each.html, each.width, "light", each.label),
            counts=not each.is_another_message,
        )
