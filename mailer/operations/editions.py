"""A campaign's editions, each as a frozen message, and the people who get it.

campaigns/SLUG.toml + template + settings ── made ──> Made: a Message per language and variant
contacts ── selection ──> who, and which edition ── samples ──> a few of them, joined
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from mailer import asking, planning, rendering, sending
from mailer.app import App
from mailer.audience import matches, shown_to
from mailer.errors import InputError, NotFound
from mailer.model.campaign import Campaign
from mailer.model.contact import Contact, Recipient
from mailer.model.delivery import Envelope
from mailer.model.edition import Edition, conditions, editions, split_of
from mailer.model.ids import Sha256, Slug
from mailer.model.message import Filled, Held, Mailbox, Message, Tracking
from mailer.model.segment import Received, Segment, Selection
from mailer.operations import pictures
from mailer.operations.audience import frequency_cap
from mailer.operations.frozen import NOBODY
from mailer.platforms import platform
from mailer.rendering.pictures import Prepared
from mailer.tokens import PROOF


@dataclass(frozen=True, slots=True)
class Made:
    """A campaign file and, of each of its editions, the frozen message. By number: editions, messages.

    conditions: whom its blocks are for; condition N is bit N of `Recipient.shows`.
    """

    campaign: Campaign
    editions: tuple[Edition, ...]
    messages: tuple[Message, ...]
    conditions: tuple[Segment, ...]
    pictures: tuple[Prepared, ...] = ()

    @property
    def sha256(self) -> Sha256:
        return planning.together(self.messages)

    @property
    def needs(self) -> tuple[str, ...]:
        """Fields that any edition can't do without, in order of appearance."""
        every = (name for message in self.messages for name in rendering.needed_fields(message))
        return tuple(dict.fromkeys(every))

    def numbers(self, name: str | None) -> Sequence[int]:
        """Of the edition of that name, or of those of a language or a variant, the campaign's own first; of all
        where none is named. Raises NotFound: the nearest name."""
        if name is None:
            return range(len(self.editions))
        names = [each.name for each in self.editions]
        found = [number for number, each in enumerate(names) if name in (each, *each.split(", "))]
        if not found:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {'; '.join(names)}."
            raise NotFound(f"--edition {name!r}: {self.campaign.slug} has no such edition; {hint}")
        return found


@dataclass(frozen=True, slots=True)
class Sample:
    """One recipient's message, joined: what checks and proofs look at."""

    label: str
    recipient: Recipient
    subject: str
    html: str
    text: str
    filled: Filled

    @property
    def contact(self) -> Contact:
        return self.recipient.contact


def made(app: App, slug: str) -> Made:
    """The campaign file and the messages made of it, frozen; nothing is stored."""
    campaign = app.workspace.campaign(slug)
    asked = conditions(campaign)
    known = app.workspace.segments() if asked else {}
    whom = tuple(shown_to(each, known, f"campaigns/{slug}.toml") for each in asked)
    said = [f"{each.name}: {each.reads_as}" for each in whom]
    every = editions(campaign)
    prepared = [pictures.prepared(app, edition.campaign) for edition in every]
    found = Made(
        campaign=campaign,
        editions=every,
        messages=tuple(
            rendering.compile(
                edition.campaign,
                app.workspace.template(edition.campaign.template),
                house(app, edition.campaign, known_pictures),
                variant=edition.variant,
                edition=edition.number,
                conditions=asked,
                said=said,
            )
            for edition, known_pictures in zip(every, prepared, strict=True)
        ),
        conditions=whom,
        pictures=tuple(
            {one.picture.sha256: one for each in prepared for one in each.values()}.values()
        ),
    )
    for message in found.messages:
        pictures.must_be_light(message, found.pictures)
    return found


def keep(app: App, made: Made, campaign_id: int) -> None:
    """Stores the messages and the pictures that they show: from now on the files of the workspace are not
    needed."""
    shown = {each.sha256 for message in made.messages for each in message.pictures}
    bodies = (
        (each.picture.sha256, each.picture.kind, each.body)
        for each in made.pictures
        if each.picture.sha256 in shown
    )
    app.store.pictures.put(bodies, campaign_id)
    for message in made.messages:
        app.store.messages.put(message, campaign_id)


def house(app: App, campaign: Campaign, prepared: Mapping[str, Prepared]) -> rendering.House:
    """What of the workspace goes into every message."""
    settings = app.settings
    given, usual = campaign.sender, settings.sender
    sender = Mailbox(
        name=given.name or usual.name or settings.organisation.name,
        address=given.address or usual.address,
    )
    if not sender.address:
        raise InputError(
            "mailer.toml: sender.address is empty: nothing can be sent without one. "
            "Write the address that your messages come from."
        )
    name = campaign.ask.platform or settings.donation.platform
    return rendering.House(
        organisation=settings.organisation.name,
        postal_address=settings.organisation.postal_address,
        registration=settings.organisation.registration,
        website=settings.organisation.website,
        sender=sender,
        reply_to=given.reply_to or usual.reply_to or None,
        public_url=settings.public_url,
        tracking=Tracking(**settings.tracking.model_dump()),
        donation_url=settings.donation.url,
        ceiling=settings.donation.ceiling,
        steps=asking.default_steps(campaign.ask.amounts),
        palette=settings.brand.palette,
        accent=settings.brand.accent,
        link_rules=platform(name).link_rules,
        known_fields=app.store.contacts.fields(),
        pictures={name: each.picture for name, each in prepared.items()},
        attaches_pictures=settings.pictures.delivery == "attached",
    )


def selection(app: App, made: Made) -> Selection:
    """Whom the campaign is for and who gets which edition, judged now. Raises NotFound for a segment that
    is not defined."""
    campaign, segments = made.campaign, app.workspace.segments()
    for name in (campaign.segment, *campaign.exclude):
        if name not in segments:
            near = difflib.get_close_matches(name, segments, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(segments)}."
            raise NotFound(
                f"campaigns/{campaign.slug}.toml: no segment {name!r} in audiences/segments.toml; {hint}"
            )
    return Selection(
        include=segments[campaign.segment],
        exclude=tuple(segments[name] for name in campaign.exclude),
        needs=made.needs,
        as_of=app.clock.now(),
        opens_unasked_in=made.messages[0].tracking.opens_unasked_in,
        split=split_of(campaign) if len(made.editions) > 1 else None,
        conditions=tuple(segment.rule for segment in made.conditions),
        cap=None if _corrects(segments[campaign.segment]) else frequency_cap(app, campaign.slug),
    )


def _corrects(segment: Segment) -> bool:
    """It goes to whoever got another campaign, all of them: that they got one is no reason against it."""
    return isinstance(segment.rule, Received)


def as_recipient(app: App, made: Made, contact: Contact) -> Recipient:
    """What that contact would get, chosen or not."""
    audiences = app.store.contacts.audiences_of(contact.id) if made.conditions else frozenset()
    received = app.store.ledger.received_by(contact.id) if made.conditions else frozenset()
    now = app.clock.now()
    return Recipient(
        contact,
        edition=split_of(made.campaign).edition_of(contact.id, contact.language),
        shows=sum(
            matches(segment.rule, contact, audiences, now, received) << number
            for number, segment in enumerate(made.conditions)
        ),
    )


def samples(app: App, made: Made, number: int = 0, limit: int = 4) -> list[Sample]:
    """One edition as real recipients of it would get it, worst cases first; as a person of whom nothing
    is known where nobody gets it. Their links count nowhere."""
    only = number if len(made.editions) > 1 else None
    chosen = app.store.contacts.sample(selection(app, made), limit, only)
    return samples_of(app, made.messages[number], list(chosen) or [Recipient(NOBODY, number)])


def samples_of(app: App, message: Message, people: Sequence[Recipient]) -> list[Sample]:
    """The message as these get it, without those who can't; links that count nowhere."""
    today = app.clock.now().date()
    filled = sending.fill_for(message, people, PROOF, app.keyring, today, is_proof=True)
    return [
        joined(message, recipient, values)
        for recipient, values in zip(people, filled, strict=True)
        if isinstance(values, Filled)
    ]


def joined(message: Message, recipient: Recipient, filled: Filled, label: str = "") -> Sample:
    contact = recipient.contact
    return Sample(
        label=label or (f"contact {contact.id}" if contact.id else "nobody in particular"),
        recipient=recipient,
        subject=rendering.join(message.subject, filled.values),
        html=rendering.join(message.html, filled.values),
        text=rendering.join(message.text, filled.values),
        filled=filled,
    )


def addressed(app: App, message: Message, recipient: Recipient) -> tuple[Envelope, Filled]:
    """One recipient's envelope and values, with their own working links. Raises InputError where a field
    that the message needs is missing."""
    contact = recipient.contact
    record = app.store.campaigns.ensure(Slug(message.campaign))
    today = app.clock.now().date()
    (filled,) = sending.fill_for(message, [recipient], record.id, app.keyring, today)
    if isinstance(filled, Held):
        raise InputError(
            f"campaigns/{message.campaign}.toml: this contact has no {filled.field} and the message no "
            f'fallback for it. Add [fields.{filled.field}] fallback = "...", or choose another contact.'
        )
    unsubscribe = app.keyring.tokens_for(record.id, [contact.id])[0].unsubscribe
    return sending.envelope(message, 0, contact, filled, unsubscribe), filled


def in_edition(recipient: Recipient, number: int) -> Recipient:
    """The same person, as if that edition were theirs."""
    return msgspec.structs.replace(recipient, edition=number)
