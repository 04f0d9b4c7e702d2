"""Campaign + template + house -> Message.

texts with fields -> marks -> Jinja2 (sandboxed) -> inlined styles -> places checked -> pieces and slots -> sha256
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from mailer import wording
from mailer.errors import InputError, TemplateError
from mailer.model.campaign import Campaign, Shown
from mailer.model.ids import Sha256
from mailer.model.message import AskPolicy, Message, MessagePicture
from mailer.rendering import places, views
from mailer.rendering.blocks import Blocks
from mailer.rendering.brand import branded
from mailer.rendering.fields import check_name, known_names
from mailer.rendering.inlining import inline
from mailer.rendering.links import Links
from mailer.rendering.mailboxes import ascii_domain
from mailer.rendering.marks import Marks, split
from mailer.rendering.pictures import WIDEST
from mailer.rendering.showing import Showing, address_of
from mailer.rendering.template import House, Template
from mailer.rendering.texts import Texts, Words
from mailer.rendering.wrapping import tidy


@dataclass(frozen=True, slots=True)
class Rendered:
    """A campaign in its template, marks where slots will be, styles not yet in the elements."""

    subject: str
    html: str
    text: str
    marks: Marks
    links: Links
    pictures: Sequence[MessagePicture]


def compile(
    campaign: Campaign,
    template: Template,
    house: House,
    *,
    variant: str = "",
    edition: int = 0,
    conditions: Sequence[Shown] = (),
    said: Sequence[str] = (),
) -> Message:
    """The frozen message of one edition. Equal input gives an equal sha256.

    conditions: whom the blocks of all editions are for; the N-th, from 0, is bit N of a person's `shows`.
    said: the same in words. Raises TemplateError: file, key, cure.
    """
    made = render(campaign, template, house, conditions)
    asks = any(link.kind == "donate" for link in made.links.made)
    ask = _ask(campaign, house) if asks else None
    where = f"templates/{template.name}/message.html.j2"
    places.check_source(made.html, made.marks, where)
    html = inline(made.html, where)
    places.check_places(made.html, html, made.marks, where)
    subject, body, text = (split(each, made.marks) for each in (made.subject, html, made.text))
    message = Message(
        campaign=campaign.slug,
        language=campaign.language,
        direction=campaign.direction,
        sender=house.sender,
        reply_to=house.reply_to or None,
        subject=subject,
        preheader=" ".join(campaign.preheader.split()),
        html=body,
        text=text,
        slots=tuple(made.marks.slots),
        links=tuple(made.links.made),
        ask=ask,
        public_url=house.public_url,
        list_id=_list_id(house),
        tracking=house.tracking,
        sha256=Sha256(""),
        variant=variant,
        edition=edition,
        conditions=tuple(said),
        pictures=tuple(made.pictures),
    )
    return replace(message, sha256=_sha256(message))


def render(
    campaign: Campaign, template: Template, house: House, conditions: Sequence[Shown] = ()
) -> Rendered:
    """Both parts and the subject, from the same texts. Raises TemplateError: file, key, cure."""
    file = f"campaigns/{campaign.slug}.toml"
    known = known_names(house.known_fields)
    for name in campaign.fields:
        check_name(name, known, f"{file}: fields")
    marks = Marks(_nonce(campaign, template, house), partial(_fallback, campaign))

    def check(name: str, where: str) -> None:
        check_name(name, known, where)

    texts = Texts(file, marks, check, campaign.direction)
    showing = Showing(house, texts, file, _list_id(house))
    main = showing.shown(campaign.picture, "picture", WIDEST)
    blocks = Blocks(campaign, conditions, texts, marks, check, showing.shown)
    links = Links(house, campaign.ask.url or house.donation_url, campaign.link.url, file, marks)
    words = wording.words(campaign.language)
    values = views.view(campaign, house, words, texts, links, marks, main)
    template = replace(template, tokens=branded(template.tokens, house.palette, house.accent))
    styled = {**values, **views.sheets(template, values)}
    html = views.render(
        template,
        "message.html.j2",
        template.html,
        {**styled, "blocks": blocks.of("message.html.j2")},
    )
    lines = {**values, "blocks": blocks.of("message.txt.j2")}
    text = tidy(views.render(template, "message.txt.j2", template.text, lines))
    marks.check_closed()
    blocks.check_places(template.name)
    subject: Words = values["c"]["subject"]
    pictures = [each for each in showing.made if address_of(house.public_url, each) in html]
    return Rendered(subject.header, html, text, marks, links, pictures)


def _ask(campaign: Campaign, house: House) -> AskPolicy:
    """What is offered. Raises TemplateError where the form can't take one of the amounts."""
    ask, rules = campaign.ask, house.link_rules
    file = f"campaigns/{campaign.slug}.toml"
    try:
        for amount in ask.amounts if rules.amount_param else ():
            rules.say(amount, ask.currency)
    except InputError as problem:
        raise TemplateError(f"{file}: ask.amounts: {problem}") from None
    return AskPolicy(ask.currency, ask.amounts, house.steps, house.ceiling)


def _fallback(campaign: Campaign, name: str) -> str | None:
    rule = campaign.fields.get(name)
    return rule.fallback if rule else None


def _list_id(house: House) -> str:
    """Stable for the organisation: the domain that it sends from, below a label of ours."""
    domain = house.sender.address.rpartition("@")[2].strip().lower()
    return f"appeals.{ascii_domain(domain)}" if domain else "appeals.localhost"


def _nonce(campaign: Campaign, template: Template, house: House) -> str:
    """16 hex digits that hang on everything that goes in, so that no text can hold them."""
    parts = (
        campaign.model_dump_json(),
        _canonical(asdict(template)),
        _canonical(asdict(house)),
    )
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _sha256(message: Message) -> Sha256:
    return Sha256(sha256(_canonical(asdict(message)).encode("utf-8")).hexdigest())


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(str(each) for each in value)
    return str(value)
