"""One rendered message, frozen: stretches of fixed text and the slots between them.

The slots of a message are listed once in `Message.slots`; a `Part` refers to them by index, so one
value is computed once per person however often it is shown.
"""

from dataclasses import dataclass
from typing import Literal

from mailer.model.ids import Sha256

Context = Literal["text", "attribute", "url", "url_part", "header", "plain", "plain_url", "block"]
"""Where a slot stands, which decides its escaping:
text, attribute: HTML. url: a whole URL in an HTML attribute. url_part: percent-encoded in an HTML
attribute. header: subject or display name. plain: text part. plain_url: percent-encoded part of a URL in
the text part. block: a conditional stretch."""


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
    """

    field: str
    context: Context
    fallback: str | None = None
    optional: bool = False
    then: Part | None = None
    otherwise: Part | None = None


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
    sha256: Sha256
    """Over everything above."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A message's slot values for one recipient, each already escaped for its slot; same order as
    `Message.slots`. Join with `rendering.join(part, filled.values)`."""

    values: tuple[str, ...]
