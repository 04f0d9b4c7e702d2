"""What a message is made of besides the campaign: a design, and the house it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mailer.model.donation import LinkRules
from mailer.model.message import LadderStep, Mailbox, Tracking

_USUAL = Tracking(clicks="provider", opens="off")


@dataclass(frozen=True, slots=True)
class Template:
    """The texts of one folder under templates/.

    html, text, macros: Jinja2. inline_css is put into the elements; head_css stays in the head, one
    style tag for each stretch that a `/* sheet: NAME */` line opens. tokens: colours, sizes, fonts.
    """

    name: str
    html: str
    text: str
    inline_css: str = ""
    head_css: str = ""
    tokens: Mapping[str, Any] = field(default_factory=dict)
    macros: Mapping[str, str] = field(default_factory=dict)
    """File name -> text, for `{% from "FILE" import NAME %}`."""


@dataclass(frozen=True, slots=True)
class House:
    """Of the workspace, what goes into every message. public_url: without a slash at its end.

    donation_url: where a campaign names none. ceiling: from this gift on only the form is offered, no
    amounts (major units of the campaign's currency). steps: the ladder; empty: the default one.
    known_fields: names of the imported columns that have no meaning of their own.
    """

    organisation: str
    postal_address: str
    sender: Mailbox
    public_url: str
    registration: str = ""
    website: str = ""
    reply_to: str | None = None
    tracking: Tracking = _USUAL
    donation_url: str = ""
    ceiling: Decimal | None = None
    steps: tuple[LadderStep, ...] = ()
    link_rules: LinkRules = field(default_factory=LinkRules)
    known_fields: frozenset[str] = frozenset()
