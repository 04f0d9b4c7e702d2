"""The campaign's blocks as a template sees them: what stands in each, for whom, and at which place."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from markupsafe import Markup

from mailer.errors import TemplateError
from mailer.model.campaign import Block, Campaign, Picture, Rows, Shown
from mailer.rendering.fields import ITEM
from mailer.rendering.marks import Marks
from mailer.rendering.texts import Field, Texts, Words

_Side = Literal["message.html.j2", "message.txt.j2"]
PictureOf = Callable[[Picture, str], Any]
"""A picture and its key in the campaign file -> as the template sees it."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """Rows: a text that is shown once for each value of a field. A template's end_when() ends both."""

    text: Words
    rule: Rows
    marks: Marks

    def any(self) -> Markup:
        """Opens a stretch for people who have a value or more."""
        return self.marks.when_any(self.rule.field, self.rule.separator)

    def each(self) -> Markup:
        """Opens what is repeated."""
        return self.marks.each(self.rule.field, self.rule.separator, self.rule.most)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One block. condition: a name for when(); empty where everybody is shown it. otherwise: what the
    others get, and who has no value for its rows. picture: None where it has none."""

    condition: str
    heading: Words
    paragraphs: Sequence[Words]
    otherwise: Sequence[Words]
    rows: Repeated | None
    picture: Any


@dataclass(slots=True)
class Blocks:
    """The blocks by their place, and which places each file of the template has.

    conditions: whom the blocks of all editions are for, in their order. check: refuses an unknown field,
    given its name and the key.
    """

    campaign: Campaign
    conditions: Sequence[Shown]
    texts: Texts
    marks: Marks
    check: Callable[[str, str], None]
    picture_of: PictureOf
    _shelves: dict[str, list[Stretch]] = field(default_factory=dict)
    _places: dict[_Side, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, block in enumerate(self.campaign.blocks, start=1):
            key = f"blocks.item {number}"
            self._shelves.setdefault(block.place, []).append(self._stretch(block, key))

    def of(self, side: _Side) -> Callable[[str], list[Stretch]]:
        """What that file of the template knows as `blocks(place)`."""
        places = self._places.setdefault(side, [])

        def blocks(place: str) -> list[Stretch]:
            if place in places:
                raise TemplateError(f"{side} shows the blocks of {place!r} twice: once is enough.")
            places.append(place)
            return self._shelves.get(place, [])

        return blocks

    def check_places(self, template: str) -> None:
        """Once both parts are rendered. Raises TemplateError where a block stands nowhere, or where it
        would stand in one part only."""
        html, text = (self._places.get(side, []) for side in ("message.html.j2", "message.txt.j2"))
        for one, other, places in (
            ("message.html.j2", "message.txt.j2", [each for each in html if each not in text]),
            ("message.txt.j2", "message.html.j2", [each for each in text if each not in html]),
        ):
            if places:
                raise TemplateError(
                    f"templates/{template}/{other} doesn't show the blocks of {places[0]!r}, and "
                    f"{one} does: show the same places in both."
                )
        for number, block in enumerate(self.campaign.blocks, start=1):
            if block.place not in html:
                raise TemplateError(self._nowhere(number, block.place, template, html))

    def _nowhere(self, number: int, place: str, template: str, places: Sequence[str]) -> str:
        where = f"campaigns/{self.campaign.slug}.toml: blocks.item {number}.place"
        if not places:
            return f"{where}: the template {template!r} shows no blocks. Take another, or mend it."
        fact = f"there is no place {place!r} in" if place else "is empty; it names one in"
        near = difflib.get_close_matches(place, places, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        return f"{where}: {fact} the template {template!r}. {hint}It has {', '.join(places)}."

    def _stretch(self, block: Block, key: str) -> Stretch:
        return Stretch(
            condition=self._condition(block.to, key),
            heading=self.texts.line(block.heading, f"{key}.heading"),
            paragraphs=self.texts.paragraphs(block.text, f"{key}.text"),
            otherwise=self.texts.paragraphs(block.otherwise, f"{key}.otherwise"),
            rows=self._rows(block.rows, f"{key}.rows") if block.rows != Rows() else None,
            picture=self.picture_of(block.picture, f"{key}.picture")
            if block.picture != Picture()
            else None,
        )

    def _condition(self, to: Shown, key: str) -> str:
        if to == Shown():
            return ""
        if to not in self.conditions:
            raise ValueError(f"{key}.to is none of the conditions that the message is compiled for")
        return f"shows_{tuple(self.conditions).index(to)}"

    def _rows(self, rows: Rows, key: str) -> Repeated:
        file = f"campaigns/{self.campaign.slug}.toml"
        if not rows.field:
            raise TemplateError(
                f"{file}: {key}.field is empty. Name the field whose values make the rows."
            )
        self.check(rows.field, f"{file}: {key}.field")
        text = self.texts.line(rows.text, f"{key}.text", in_rows=True)
        if not any(isinstance(piece, Field) and piece.name == ITEM for piece in text.pieces):
            raise TemplateError(
                f"{file}: {key}.text doesn't say {{{{ item }}}}, so every row would be the same."
            )
        return Repeated(text, rows, self.marks)
