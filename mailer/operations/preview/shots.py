"""Which pictures are taken: the same message at several widths, in the dark, with parts missing, and as
several people would get it. Each says what it shows and how far to trust it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

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
    def view(width: int, mode: str) -> View:
        return View(main.html, width, mode, main.label)  # type: ignore[arg-type]

    light, dark, less = "As it was written", "In the dark", "With parts missing"
    yield Shot(
        "phone-small-light", light, "Small phone", "320 px wide.", "high", view(320, "light")
    )
    yield Shot("phone-light", light, "Phone", "375 px wide.", "high", view(_PHONE, "light"))
    yield Shot(
        "window-light",
        light,
        "Half a window",
        "600 px wide, a tablet too.",
        "high",
        view(600, "light"),
    )
    yield Shot("desktop-light", light, "Desktop", "1200 px wide.", "high", view(_DESKTOP, "light"))
    yield Shot(
        "phone-dark",
        dark,
        "Phone, dark",
        "Your own dark colours: Apple Mail, Samsung.",
        "high",
        view(_PHONE, "dark"),
    )
    yield Shot(
        "desktop-dark",
        dark,
        "Desktop, dark",
        "Your own dark colours on a Mac.",
        "high",
        view(_DESKTOP, "dark"),
    )
    yield Shot(
        "gmail-dark",
        dark,
        "Like Gmail, dark",
        "Every colour turned round, as its apps may do. iOS and Android differ.",
        "simulated",
        view(_PHONE, "gmail-dark"),
    )
    yield Shot(
        "outlook-dark",
        dark,
        "Like Outlook.com, dark",
        "Light grounds darkened; then your rules for Outlook.",
        "simulated",
        view(600, "outlook-dark"),
    )
    yield Shot(
        "no-styles",
        less,
        "No styles",
        "Only what stands in the tags: Gmail's app with another provider's account.",
        "high",
        view(_PHONE, "no-styles"),
    )
    yield Shot(
        "images-off",
        less,
        "Images off",
        "No picture loads; what stands in its place does."
        if "<img" in main.html
        else "This message has none.",
        "high",
        view(_PHONE, "images-off"),
    )


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
