"""What checks look at: the frozen message, a few recipients' final bytes, and what the workspace says."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from unicodedata import east_asian_width
from urllib.parse import SplitResult, urlsplit

import tinycss2
from lxml import etree
from lxml import html as lxml_html

from mailer.drafting.texts import texts_of
from mailer.model.campaign import Campaign
from mailer.model.evidence import Answer, Page, Visited
from mailer.model.finding import Finding, Severity
from mailer.model.message import Message, Part, Slot
from mailer.model.rehearsal import Rehearsal
from mailer.model.release import PressRelease
from mailer.rendering.showing import address_of

Element = Any
_MUTE = frozenset({"style", "script", "title", "head", "template", "noscript"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One recipient's message, joined. label says whose, without an address."""

    label: str
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """samples: at least one; the largest, the emptiest, the longest names among them.

    lacking: field without fallback -> people of the segment who have no value, of `people` in all.
    is_live: whether real people may get it; on a dry run, findings on our own addresses only warn.
    mime: one complete message as bytes, where there is one.
    pages: what a browser saw; none where no browser was asked.
    release: what the campaign was made from, read anew; None where there is none.
    visited: what the network answered; None where it was not asked.
    rehearsal: what filling everyone's message came to; None where only the samples were filled.
    is_embargo_lifted: two people lifted what the release says.
    held_until: aware; before it nothing may be public. None: nothing holds it now, or nobody knows until when.
    whole: the campaign with all its variants and translations; `campaign` is the edition's.
    own_pictures: what the message's pictures are, as the network would say it; known without asking.
    readers: share of the readers per mail program, in the order of `clients.toml`; none: the world's.
    """

    campaign: Campaign
    message: Message
    samples: Sequence[Sample]
    today: date
    organisation: str = ""
    postal_address: str = ""
    registration: str = ""
    is_live: bool = False
    people: int = 0
    lacking: Mapping[str, int] = field(default_factory=dict)
    mime: bytes | None = None
    pages: Sequence[Page] = ()
    release: PressRelease | None = None
    visited: Visited | None = None
    own_pictures: Sequence[Answer] = ()
    rehearsal: Rehearsal | None = None
    readers: Sequence[float] = ()
    whole: Campaign | None = None
    is_embargo_lifted: bool = False
    held_until: datetime | None = None


@dataclass(frozen=True)
class Looked:
    """The facts, and each sample parsed once."""

    facts: CheckFacts
    documents: Sequence["Document"]

    @property
    def is_everyone_measured(self) -> bool:
        """Whether the subject differs by person and everybody's was looked at."""
        return self.facts.rehearsal is not None and bool(self.facts.message.subject.refs)

    @property
    def first(self) -> "Document":
        return self.documents[0]

    @cached_property
    def said(self) -> Sequence[tuple[str, str]]:
        """(key, words) of all in the campaign file that a reader sees; what stands in one table belongs
        together."""
        campaign, tables = self.facts.campaign, dict[str, list[str]]()
        for key, words in texts_of(campaign.model_dump(by_alias=True), campaign.template).items():
            if key[0] != "fields":
                tables.setdefault(key[0], []).append(words)
        return [(name, " ".join(texts)) for name, texts in tables.items()]

    @cached_property
    def statics(self) -> Mapping[str, str]:
        """subject, html, text: their fixed stretches with a blank for every slot."""
        parts = {
            "subject": self.facts.message.subject,
            "html": self.facts.message.html,
            "text": self.facts.message.text,
        }
        slots = self.facts.message.slots
        return {name: spelled(part, slots, lambda index: " ") for name, part in parts.items()}

    @cached_property
    def fixed_words(self) -> str:
        """What every reader of the HTML sees alike: no name of a person can be mistaken for a leftover."""
        return Document(Sample("", "", self.statics["html"], "")).words


Rule = Callable[[Looked], Iterator[Finding]]


@dataclass(frozen=True)
class Document:
    """A sample's HTML as a tree."""

    sample: Sample

    @cached_property
    def tree(self) -> Element | None:
        """The html element; None where there is nothing to parse."""
        return parsed(self.sample.html)

    def all(self, *tags: str) -> list[Element]:
        return [] if self.tree is None else list(self.tree.iter(*tags))

    def links(self) -> list[tuple[Element, str]]:
        """(element, href) of every `a`, in reading order."""
        return [(link, link.get("href", "").strip()) for link in self.all("a")]

    @cached_property
    def words(self) -> str:
        """What a reader sees, blanks squeezed."""
        return "" if self.tree is None else squeezed("".join(_seen(self.tree)))

    @cached_property
    def preheader(self) -> tuple[str, str]:
        """(everything, only the visible signs) of the hidden element that opens the body."""
        for element in self.all("body"):
            for inside in element.iter():
                if isinstance(inside.tag, str) and is_hidden(inside):
                    whole = str(inside.text_content())
                    return whole, squeezed(_INVISIBLE.sub(" ", whole))
                if isinstance(inside.tag, str) and (inside.text or "").strip():
                    return "", ""
        return "", ""


_INVISIBLE = re.compile("[\u034f\u00ad\u200b-\u200f\u2007\u2060\ufeff\u00a0]")


def parsed(html: str) -> Element | None:
    """The html element; None where there is nothing to parse."""
    parser = lxml_html.HTMLParser(huge_tree=True)
    try:
        return lxml_html.document_fromstring(html, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def split_url(url: str) -> SplitResult:
    """Its parts; empty ones where it is none that can be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def squeezed(text: str) -> str:
    return " ".join(text.split())


def columns(text: str) -> int:
    """How wide it is in an inbox row: an East Asian sign takes the room of two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def is_hidden(element: Element) -> bool:
    """Whether its own style takes it out of sight."""
    style = declarations(element.get("style", ""))
    return style.get("display") == "none" or style.get("visibility") == "hidden"


def is_shown(element: Element) -> bool:
    return not any(is_hidden(each) for each in (element, *element.iterancestors()))


def _seen(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _MUTE or is_hidden(element):
        yield element.tail or ""
        return
    edge = "\n" if element.tag in _BLOCKS else ""
    yield edge + (element.text or "")
    for child in element:
        yield from _seen(child)
    yield edge + (element.tail or "")


def name_of(element: Element) -> str:
    """What a screen reader says of a link: its label, text, and the alt texts of its images."""
    label = element.get("aria-label", "").strip()
    pieces = ["".join(_seen(child)) for child in element]
    images = [image.get("alt", "") for image in element.iter("img")]
    return label or squeezed(" ".join([element.text or "", *pieces, *images]))


def declarations(style: str) -> dict[str, str]:
    """property -> value, lower case, of a style attribute; the last one wins."""
    if not style:
        return {}
    parsed = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return {
        each.lower_name: tinycss2.serialize(each.value).strip().lower()
        for each in parsed
        if each.type == "declaration"
    }


def spelled(part: Part, slots: Sequence[Slot], mark: Callable[[int], str]) -> str:
    """A part with `mark(index)` for every slot; both ways of a conditional stretch in full."""
    pieces = [part.statics[0]]
    for index, static in zip(part.refs, part.statics[1:], strict=True):
        slot = slots[index]
        ways = [way for way in (slot.then, slot.otherwise) if way is not None]
        pieces += [spelled(way, slots, mark) for way in ways] or [mark(index)]
        pieces.append(static)
    return "".join(pieces)


def found(rule: str, severity: Severity, where: str, message: str, fix: str) -> Finding:
    return Finding(rule=rule, severity=severity, where=where, message=message, fix=fix)


def picture_name(looked: "Looked", source: str) -> str:
    """As people know it: its file in the message, else what stands last in its address."""
    message = looked.facts.message
    own = {address_of(message.public_url, each): each.name for each in message.pictures}
    last = re.sub(r"[?#].*", "", source).rpartition("/")[2]
    return own.get(source) or shortened(last or source) or "an image"


def shortened(text: str, signs: int = 40) -> str:
    text = squeezed(text)
    return text if len(text) <= signs else f"{text[: signs - 3]}..."
