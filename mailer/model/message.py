"""One rendered message, frozen: stretches of fixed text and the slots between them.

The slots of a message are listed once in `Message.slots`; a `Part` refers to them by index, so one
value is computed once per person however often it is shown.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import msgspec

from mailer.model.ids import Sha256

Context = Literal[
    "text", "attribute", "url", "url_part", "header", "plain", "plain_url", "block", "rows"
]
"""Where a slot stands, which decides its escaping:
text, attribute: HTML. url: a whole URL in an HTML attribute. url_part: percent-encoded in an HTML
attribute. header: subject or display name. plain: text part. plain_url: percent-encoded part of a URL in
the text part. block: a conditional stretch. rows: a stretch once for each value of a field."""


@dataclass(frozen=True, slots=True)
class Part:
    """statics[0] slot[refs[0]] statics[1] ... : always one static more than refs."""

    statics: tuple[str, ...]
    refs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap filled per contact.

    field: a contact's column, a computed field (see `rendering.fields`) or, for a block, the field
    whose presence chooses `then` or `otherwise`.
    fallback: the value where the contact has none; None means that the contact is held back.
    optional: True where an empty value is right as it is (blocks, computed fields).
    rows: `then` is joined once for each of the field's values, at most `most` of them, cut apart at
    `separator`; in it the slots of the field `item` take the value.
    """

    field: str
    context: Context
    fallback: str | None = None
    optional: bool = False
    then: Part | None = None
    otherwise: Part | None = None
    separator: str = ""
    most: int = 0


LinkKind = Literal["donate", "story", "unsubscribe", "preferences", "browser", "other"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the message. index: its number in the HTML part, from 0, in reading order."""

    index: int
    place: str
    """Where it stands: early, tier-1, button, list, footer ... ; what reports group by."""
    kind: LinkKind
    label: str
    destination: Part
    """Where it leads, unescaped; may hold slots in its query (context plain_url)."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class LadderStep:
    """How the offered amounts grow out of a past gift that is at least `starts_at` and less than the
    next step's. kind: fixed offers `values` as they are; add adds each; multiply multiplies by each,
    and both round up to a multiple of `round_to`."""

    starts_at: Decimal
    kind: Literal["fixed", "add", "multiply"]
    values: tuple[Decimal, ...]
    round_to: Decimal


@dataclass(frozen=True, slots=True)
class AskPolicy:
    """What is offered to whom; frozen with the message. Amounts: major units of currency.

    amounts: for people without a usable history. ceiling: from this gift on no amounts are offered,
    only the form (None: no ceiling).
    """

    currency: str
    amounts: tuple[Decimal, ...]
    steps: tuple[LadderStep, ...] = ()
    ceiling: Decimal | None = None


ClickTracking = Literal["provider", "own", "off"]
OpenTracking = Literal["provider", "aggregate", "individual", "off"]


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is measured; stated to the provider explicitly, always."""

    clicks: ClickTracking
    opens: OpenTracking
    """Of the people whose opens may be measured; of all others none are."""
    opens_unasked_in: frozenset[str] = frozenset()
    """Countries (ISO alpha-2) whose people's opens may be measured without asking."""


@dataclass(frozen=True, slots=True)
class Message:
    campaign: str
    language: str
    direction: Literal["ltr", "rtl"]
    sender: Mailbox
    reply_to: str | None
    subject: Part
    preheader: str
    html: Part
    text: Part
    slots: tuple[Slot, ...]
    links: tuple[Link, ...]
    ask: AskPolicy | None
    public_url: str
    """Where our own links lead, without a slash at the end: part of what is approved."""
    list_id: str
    """RFC 2919, without the angle brackets."""
    tracking: Tracking
    """What people approved to be measured, whatever the settings say later."""
    sha256: Sha256
    """Over everything else."""
    variant: str = ""
    """Which of the campaign's variants it is; empty where it has none."""
    edition: int = 0
    """Its number among the campaign's editions."""
    conditions: tuple[str, ...] = ()
    """In words, what the block `shows_N` (N from 0) asks of a recipient; the same for all editions."""
    pictures: tuple["MessagePicture", ...] = ()


@dataclass(frozen=True, slots=True)
class MessagePicture:
    """A picture in the message. sha256: of its bytes, which the store keeps. name: as a file that people
    may save. kind: media type. width, height: as shown, CSS px; the file has up to twice as many.
    is_attached: it travels with the message under `content_id` instead of lying at our public address."""

    sha256: Sha256
    name: str
    kind: str
    width: int
    height: int
    is_attached: bool
    content_id: str = ""


class PersonalTokens(msgspec.Struct, frozen=True, gc=False):
    """Signed, opaque names of one recipient, each good for one door only."""

    unsubscribe: str
    preferences: str
    browser: str
    gift: str
    """Attribution code without its place: lower-case letters and digits 2-7."""


class Filled(msgspec.Struct, frozen=True, gc=False):
    """A message's slot values for one recipient, each already escaped for its slot; same order as
    `Message.slots`. Join with `rendering.join(part, filled.values)`."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A recipient who can't be written to: `field` has no value and no fallback."""

    field: str
