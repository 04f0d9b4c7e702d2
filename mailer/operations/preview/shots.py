"""Which pictures are taken: the same message at several widths, in the dark, with parts missing, and as
several people would get it. Each says what it shows and how far to trust it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mailer.checking.nesting import word_view
from mailer.model.evidence import Mode
from mailer.model.message import Message, Part
from mailer.operations.editions import Sample
from mailer.operations.preview.people import Whose
from mailer.probes.browser import Look, View

Fidelity = Literal["high", "medium", "simulated", "rough", "low"]
"""high: the same engine and rules as clients that are browsers. medium: true in what it says, but a
client may cut or speak otherwise. simulated: our own imitation of what a client does to colours.
rough: good for finding faults, not for how it will look. low: shows what a client meets, not what it makes
of it."""
_PHONE, _DESKTOP, _WORD = 375, 1200, 700
_SOURCE = re.compile(r"<img\b[^>]*?\ssrc\s*=\s*[\"'](https?://[^\"'\s]+)[\"']", re.IGNORECASE)
_SETTINGS = re.compile(r"<xml>.*?</xml>", re.DOTALL | re.IGNORECASE)
"""What Word is told and never shows."""
_LIGHT, _DARK, _LESS = "As it was written", "In the dark", "With parts missing"
_EYES = "For other eyes, and on paper"
_LACKING = frozenset({"no-styles", "images-off", "gmail"})
_ONLY_SHOWN = frozenset({"word", "large-text", "forced-colours", "red-green", "no-colour", "print"})
"""Modes in which nothing is measured: sizes and colours on them are not the message's own."""
_SMALL = "320 px wide; a desktop at 400 %, too."
_HALF = "600 px wide: a tablet, or a desktop at 200 %."
_USUAL: tuple[tuple[str, str, str, str, Fidelity, int, Mode], ...] = (
    ("phone-small-light", _LIGHT, "Small phone", _SMALL, "high", 320, "light"),
    ("phone-light", _LIGHT, "Phone", "375 px wide.", "high", _PHONE, "light"),
    ("window-light", _LIGHT, "Half a window", _HALF, "high", 600, "light"),
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
    (
        "gmail-filtered",
        _LESS,
        "Filtered as by Gmail",
        "Without the rules that Gmail drops: attributes, positions, negative margins.",
        "medium",
        _PHONE,
        "gmail",
    ),
    (
        "outlook-structure",
        _LESS,
        "Outlook structure check",
        "Word's own tables shown, and no style that Word lacks. Not how Outlook looks.",
        "low",
        _WORD,
        "word",
    ),
    (
        "large-text",
        _EYES,
        "Letters twice as large",
        "A phone's own setting for large text, on every letter.",
        "simulated",
        _PHONE,
        "large-text",
    ),
    (
        "forced-colours",
        _EYES,
        "Forced colours",
        "High contrast in Windows: the system's few colours instead of yours.",
        "high",
        600,
        "forced-colours",
    ),
    (
        "red-green",
        _EYES,
        "Red and green alike",
        "To one man in twenty: no green (deuteranopia).",
        "high",
        _PHONE,
        "red-green",
    ),
    (
        "no-colour",
        _EYES,
        "No colours",
        "What is told by colour alone is lost here.",
        "high",
        _PHONE,
        "no-colour",
    ),
    (
        "print",
        _EYES,
        "On paper",
        "As browsers print: no grounds, light words darkened. Page breaks are not shown.",
        "medium",
        _WORD,
        "print",
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
    return tuple(shot.view for shot in _of(main) if shot.counts and shot.name != "images-off")


def same(shots: Iterable[Shot], looks: Mapping[str, Look]) -> frozenset[str]:
    """Names of those that lack something and still look exactly as the message on a phone does."""
    usual = looks["phone-light"].png
    return frozenset(
        shot.name
        for shot in shots
        if shot.view.mode in _LACKING
        and (shot.view.mode != "images-off" or "<img" in shot.view.html)
        and looks[shot.name].png == usual
    )


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
        html = _SETTINGS.sub("", word_view(main.html)) if mode == "word" else main.html
        view = View(html, width, mode, main.label)
        yield Shot(name, group, title, says, fidelity, view, counts=mode not in _ONLY_SHOWN)


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
