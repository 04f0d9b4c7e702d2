"""The links of a message: numbered in reading order, each with the code of its place."""

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from markupsafe import Markup

from mailer.errors import InputError, TemplateError
from mailer.model.donation import web_address
from mailer.model.message import Link, LinkKind
from mailer.rendering.marks import Marks, split
from mailer.rendering.template import House
from mailer.rendering.texts import Words

Door = Literal["unsubscribe", "preferences", "browser"]
_DOORS: dict[str, str] = {"unsubscribe": "u", "preferences": "p", "browser": "v"}
_PLACE = re.compile(r"[a-z0-9]+")
_UrlContext = Literal["url_part", "plain_url"]


@dataclass(slots=True)
class Links:
    """What a template's `give`, `story`, `door` and `url` do. form: the donation form's address; page:
    where the whole story stands; each may be empty where no link leads there.

    give, story and door write the href of a link in message.html.j2 and number it; url repeats a
    place's link in message.txt.j2.
    """

    house: House
    form: str
    page: str
    file: str
    marks: Marks
    made: list[Link] = field(default_factory=list)
    _tiers: dict[str, int | None] = field(default_factory=dict)

    @property
    def form_host(self) -> str:
        """Where the form stands. Empty where its address is none; `give` says so if it is needed."""
        try:
            return urlsplit(self.form).hostname or ""
        except ValueError:
            return ""

    def give(self, place: str, label: Words, tier: int | None = None) -> Markup:
        """A link to the form; tier: the number of the amount that it sets, from 1."""
        if not self.form:
            raise TemplateError(
                f"{self.file}: ask.url is empty and mailer.toml names no donation.url. "
                "Write the address of your donation form in one of them."
            )
        self._tiers[place] = tier
        return self._add(place, "donate", label)

    def story(self, place: str, label: Words) -> Markup:
        """A link to the campaign's page, as it was typed: nothing of the reader is added."""
        return self._add(place, "story", label)

    def door(self, kind: Door, label: Words) -> Markup:
        """A link of ours: unsubscribe, preferences or browser; its place has the same name."""
        if kind not in _DOORS:
            raise TemplateError(f"The template asks for a door {kind!r}: there are {list(_DOORS)}.")
        return self._add(kind, kind, label)

    def picture(self) -> Markup | None:
        """The address of our own picture that counts opens; None where the message has none."""
        if self.house.tracking.opens not in ("individual", "aggregate"):
            return None
        mark = self.marks.mark("open", "url_part", optional=True)
        return Markup(f"{self.house.public_url}/o/{mark}.gif")  # noqa: S704

    def url(self, place: str) -> str:
        """The bare address of a link that the HTML part has."""
        for link in self.made:
            if link.place == place:
                return self._shown(link.place, link.kind, link.index, "plain_url")
        raise TemplateError(
            f"message.txt.j2 names the link {place!r}, which message.html.j2 lacks."
        )

    def _add(self, place: str, kind: LinkKind, label: Words) -> Markup:
        if not _PLACE.fullmatch(place) or any(link.place == place for link in self.made):
            raise TemplateError(
                f"The template's link {place!r}: a place is small letters and digits, and stands once."
            )
        index = len(self.made)
        destination = split(self._destination(place, kind, "plain_url"), self.marks)
        self.made.append(Link(index, place, kind, label.literal, destination))
        return Markup(self._shown(place, kind, index, "url_part").replace("&", "&amp;"))  # noqa: S704

    def _shown(self, place: str, kind: LinkKind, index: int, context: _UrlContext) -> str:
        """What stands in the message: the destination, or our own counting link to it."""
        if self.house.tracking.clicks == "own" and kind not in _DOORS:
            mark = self.marks.mark(f"click_{index}", context, optional=True)
            return f"{self.house.public_url}/c/{mark}"
        return self._destination(place, kind, context)

    def _destination(self, place: str, kind: LinkKind, context: _UrlContext) -> str:
        if kind in _DOORS:
            mark = self.marks.mark(kind, context, optional=True)
            return f"{self.house.public_url}/{_DOORS[kind]}/{mark}"
        if kind == "story":
            try:
                return web_address(self.page)
            except InputError as problem:
                raise TemplateError(f"{self.file}: link.url: {problem}") from None
        rules, tier = self.house.link_rules, self._tiers[place]
        amount = None
        if tier is not None and rules.amount_param:
            amount = self.marks.mark(f"amount_{tier}_{rules.amount_unit}", context, optional=True)
        code = f"{self.marks.mark('gift', context, optional=True)}_{place}"
        try:
            return rules.link(self.form, amount=amount, code=code)
        except InputError as problem:
            raise TemplateError(f"{self.file}: ask.url: {problem}") from None
