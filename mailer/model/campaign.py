"""One thing that we want to say, to one segment: the campaign file as values.

Read by pydantic at the edge (workspace); unknown keys are refused there with the nearest spelling.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True)]


def _is_one_address(value: str) -> str:
    """The rest is the transport's to judge; a line break or a second address would go far before that."""
    if value and not re.fullmatch(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+", value):
        raise ValueError("must be one plain address, such as marta@example.org")
    return value


SenderAddress = Annotated[Text, AfterValidator(_is_one_address)]
"""Empty, or one address without name."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CampaignQuote(_Part):
    """Locked: the words of a named person, never edited. parts are shown in order."""

    parts: tuple[Text, ...] = ()
    speaker: Text = ""
    role: Text = ""
    organisation: Text = ""


class CampaignList(_Part):
    heading: Text = ""
    items: tuple[Text, ...] = ()


class StoryLink(_Part):
    """Where the whole story stands; a message without url shows no such link."""

    url: Text = ""
    label: Text = ""


class Ask(_Part):
    """The part that asks for a gift. amounts: the default string, major units, for people without history."""

    url: Text = ""
    platform: Text = "generic"
    heading: Text = ""
    sentence: Text = ""
    button: Text = ""
    early_link: Text = ""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    amounts: tuple[Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=2)], ...] = (
        Decimal(25),
        Decimal(50),
        Decimal(75),
    )
    purposes: tuple[Text, ...] = ()
    """What each amount pays for, in the order of the amounts; only if true."""


class Picture(_Part):
    """A picture that stands in the message. file: below the workspace's pictures/."""

    file: Text = ""
    alt: Text = ""
    """What it shows, for who can't see it."""
    is_decoration: bool = False
    """Nothing is lost without it: then alt stays empty."""
    caption: Text = ""
    credit: Text = ""
    licence: Text = ""
    """By what right it is used, such as "own work" or "CC BY 4.0"."""


class Figure(_Part):
    """One fact as a number and what it counts."""

    number: Text = ""
    what: Text = ""


class Progress(_Part):
    """How far a goal is reached. Amounts: major units of the ask's currency."""

    heading: Text = ""
    raised: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] | None = None
    goal: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)] | None = None
    as_of: Text = ""
    """The day that it holds for, in words: a bar without one is no fact."""


class Shown(_Part):
    """Whom a block is for: the people of a segment, or who has a field (with one of these values)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    segment: Text = ""
    field: Text = ""
    values: Annotated[tuple[Text, ...], Field(alias="is")] = ()


class Rows(_Part):
    """A line for each value of a contact's field that holds several. text: `{{ item }}` is the value."""

    field: Text = ""
    separator: Annotated[str, StringConstraints(min_length=1)] = ";"
    text: Text = "{{ item }}"
    most: Annotated[int, Field(ge=1, le=50)] = 10


class Block(_Part):
    """A stretch of the message that not everybody gets, or that is not the same length for all."""

    place: Text = ""
    """Where the template shows it, such as after-bridge."""
    to: Shown = Shown()
    """Empty: everybody."""
    heading: Text = ""
    text: Text = ""
    otherwise: Text = ""
    """What the others get in its place."""
    rows: Rows = Rows()
    picture: Picture = Picture()


class Signature(_Part):
    name: Text = ""
    role: Text = ""


class CampaignSender(_Part):
    """Instead of mailer.toml's [sender]."""

    name: Text = ""
    address: SenderAddress = ""
    reply_to: SenderAddress = ""


class FieldRule(_Part):
    """fallback: what stands where a contact has no value. None: that contact is held back."""

    fallback: Text | None = None


Changes = dict[str, Any]
"""Keys of the campaign file and what stands there instead; tables are merged key by key."""


class Variant(BaseModel):
    """What one variant changes; its other keys are the campaign's own.

    share: percent of the people, whole; None: an equal part of what the others leave. translations: the
    changed texts in each of the campaign's other languages.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    share: Annotated[int, Field(ge=1, le=99)] | None = None
    translations: dict[str, Changes] = Field(default_factory=dict)

    @property
    def changes(self) -> Changes:
        return dict(self.model_extra or {})


class Campaign(_Part):
    slug: str
    subject: Text = ""
    preheader: Text = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    template: Text = "appeal"
    segment: Text = "everyone"
    exclude: tuple[Text, ...] = ()
    release: Text = ""
    author: Text = ""
    """Who wrote it; needed only where an author may not approve their own campaign."""
    embargo_until: AwareDatetime | None = None
    kicker: Text = ""
    headline: Text = ""
    date: Text = ""
    salutation: Text = ""
    thanks: Text = ""
    """What a message that thanks says first."""
    lede: Text = ""
    what_changed_heading: Text = ""
    what_changed: tuple[Text, ...] = ()
    what_next_heading: Text = ""
    what_next: tuple[Text, ...] = ()
    why_now_heading: Text = ""
    why_now: tuple[Text, ...] = ()
    bridge: Text = ""
    postscript: Text = ""
    quote: CampaignQuote = CampaignQuote()
    points: CampaignList = CampaignList()
    link: StoryLink = StoryLink()
    ask: Ask = Ask()
    signature: Signature = Signature()
    sender: CampaignSender = CampaignSender()
    picture: Picture = Picture()
    figures: tuple[Figure, ...] = ()
    progress: Progress = Progress()
    blocks: tuple[Block, ...] = ()
    fields: dict[str, FieldRule] = Field(default_factory=dict)
    variants: dict[str, Variant] = Field(default_factory=dict)
    """A/B: name -> what is different there. The campaign itself is the variant `a`."""
    translations: dict[str, Changes] = Field(default_factory=dict)
    """Language (BCP 47, primary subtag) -> the texts in it. Who reads none of them gets `language`."""

    def title(self) -> str:
        """What stands as the message's only h1: the headline, or the subject where there is none."""
        return self.headline or self.subject


CampaignState = Literal[
    "draft", "planned", "approved", "scheduled", "sending", "paused", "cancelled", "sent"
]
RUNNING: tuple[CampaignState, ...] = ("scheduled", "sending")
"""The states of a campaign of which batches may go."""
UNFINISHED: tuple[CampaignState, ...] = (*RUNNING, "paused")
"""Those of one that people may still get."""


class Todo(_Part):
    """What a person must still write. key: of the campaign file, top level, present and empty."""

    key: str
    what: str


class Record(_Part):
    """A campaign as the database knows it."""

    id: int
    slug: str
    code: str
    """Opaque; the provider's category and the report's key."""
    state: CampaignState
    reason: str | None = None
    """Why it is paused or cancelled, in words."""
    starts_at: datetime | None = None
    fingerprint: str | None = None
    """Of the plan that was frozen for sending."""
    late_seconds: int | None = None
    """How long after its hour it may still begin by itself; None: whenever."""
    not_after: datetime | None = None
    """When nothing of it may go out any more; aware UTC."""
