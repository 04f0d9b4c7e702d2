"""Whose message is looked at: real recipients, the worst cases among them, and people made up to be worse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mailer import rendering, sending
from mailer.app import App
from mailer.model.campaign import Campaign
from mailer.model.contact import Contact, Recipient
from mailer.model.edition import conditions
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.message import Held, Message
from mailer.operations import editions, pictures
from mailer.operations.editions import Sample
from mailer.operations.preview.longer import longer
from mailer.tokens import PROOF

_LONG = "Maximiliane-Theodora Hochwasserwarnanlagenbeauftragte"
_ARABIC, _LATIN = ("عبد الرحمن", "بن سليمان"), ("Ann-Christin", "O'Neil (Quay St. 12)")
_USUAL = "Exampleton"
_PHONE = 375


@dataclass(frozen=True, slots=True)
class Whose:
    """One person's message for one picture. is_another_message: not the campaign's own, only its layout."""

    name: str
    title: str
    says: str
    label: str
    html: str
    width: int = _PHONE
    is_another_message: bool = False


@dataclass(frozen=True, slots=True)
class Nobody:
    """A picture that can't be taken, and why."""

    title: str
    reason: str


def typical(samples: Sequence[Sample]) -> Sample:
    """The one whose name is neither the shortest nor the longest."""
    return sorted(samples, key=_name_length)[len(samples) // 2]


def others(
    app: App, campaign: Campaign, message: Message, samples: Sequence[Sample], main: Sample
) -> Iterator[Whose | Nobody]:
    """Each message once: who is known by nothing may be as well a real person as one made up."""
    seen = {main.html}
    for each in (*_real(samples, main), *_made_up(app, message)):
        if isinstance(each, Nobody) or each.html not in seen:
            yield each
        if isinstance(each, Whose):
            seen.add(each.html)
    yield _in_longer_words(app, campaign)
    if campaign.direction == "ltr":
        yield _mirrored(app, campaign)


def filled(app: App, message: Message, recipient: Recipient, label: str) -> Sample | Nobody:
    """The message as that recipient would get it; its links count nowhere."""
    (values,) = sending.fill_for(
        message, [recipient], PROOF, app.keyring, app.clock.now().date(), is_proof=True
    )
    if isinstance(values, Held):
        return Nobody(label, f"Nobody without {values.field} gets this message.")
    return editions.joined(message, recipient, values, label)


def _real(samples: Sequence[Sample], main: Sample) -> Iterator[Whose]:
    ranked = sorted(samples, key=_name_length)
    chosen = (
        ("emptiest", "Least known", ranked[0], _PHONE),
        ("longest", "Longest name", ranked[-1], 320),
    )
    for name, title, sample, width in chosen:
        if sample is not main:
            says = f"A real recipient of this campaign: {sample.label}."
            yield Whose(name, title, says, sample.label, sample.html, width)


def _made_up(app: App, message: Message) -> Iterator[Whose | Nobody]:
    used = {slot.field for slot in message.slots if slot.context != "block"}
    foreign, named = (
        (_ARABIC, "A name from the right")
        if message.direction == "ltr"
        else (_LATIN, "A Latin name")
    )
    cases: tuple[tuple[str, str, str, dict[str, Any], int], ...] = (
        ("empty-fields", "Nothing known", "Made up: every field empty.", {}, _PHONE),
        ("very-long-name", "Very long name", "Made up, to break a line.", _long(used), 320),
        (
            "foreign-name",
            named,
            "Made up: its letters run against the text.",
            {"first_name": foreign[0], "last_name": foreign[1], "fields": _filled(used, _USUAL)},
            _PHONE,
        ),
    )
    for name, title, says, values, width in cases:
        contact = Contact(
            id=ContactId(PROOF),
            address=Address("supporter@example.org"),
            key=AddressKey(""),
            **values,
        )
        whom = _who_sees_all(contact, len(message.conditions))
        made = filled(app, message, whom, f"somebody made up ({title.lower()})")
        if isinstance(made, Nobody):
            yield Nobody(title, made.reason)
        else:
            yield Whose(name, title, says, made.label, made.html, width)


def _long(used: set[str]) -> dict[str, Any]:
    """Long values for names and imported columns; gifts only where the text speaks of them, for they
    decide what is asked."""
    gift: dict[str, Any] = {
        "last_gift_amount": Decimal("1234567.89"),
        "last_gift_currency": "EUR",
        "gifts_count": 1234,
    }
    return {
        "first_name": _LONG,
        "last_name": f"zu {_LONG}",
        "fields": _filled(used, _LONG),
        **{name: value for name, value in gift.items() if name in used},
    }


def _filled(used: set[str], value: str) -> dict[str, str]:
    """One value for every imported column that the message shows."""
    return dict.fromkeys(used - rendering.known_names(()), value)


def _mirrored(app: App, campaign: Campaign) -> Whose | Nobody:
    turned = campaign.model_copy(update={"language": "ar", "direction": "rtl"})
    says = "The layout of an Arabic campaign; your own words stay as they are."
    named = {"first_name": _ARABIC[0], "last_name": _ARABIC[1]}
    return _other(app, turned, ("mirrored", "Mirrored", says, _PHONE), named)


def _in_longer_words(app: App, campaign: Campaign) -> Whose | Nobody:
    says = "Your texts two fifths longer, as a translation may be. Its fixed words stay."
    shown = ("longer-language", "A longer language", says, 320)
    return _other(app, longer(campaign), shown, {"first_name": _LATIN[0], "last_name": _LATIN[1]})


def _other(
    app: App, campaign: Campaign, shown: tuple[str, str, str, int], named: dict[str, str]
) -> Whose | Nobody:
    """Another campaign's message, for its layout. shown: name, title, what it says, width in CSS px."""
    name, title, says, width = shown
    asked = conditions(campaign)
    message = rendering.compile(
        campaign,
        app.workspace.template(campaign.template),
        editions.house(app, campaign, pictures.prepared(app, campaign)),
        conditions=asked,
    )
    contact = Contact(
        id=ContactId(PROOF),
        address=Address("supporter@example.org"),
        key=AddressKey(""),
        first_name=named["first_name"],
        last_name=named["last_name"],
        fields=_filled({slot.field for slot in message.slots}, _USUAL),
    )
    made = filled(app, message, _who_sees_all(contact, len(asked)), "somebody made up")
    if isinstance(made, Nobody):
        return Nobody(title, made.reason)
    return Whose(name, title, says, made.label, made.html, width, is_another_message=True)


def _who_sees_all(contact: Contact, count: int) -> Recipient:
    """Every block that not everybody gets: the longest that the message can be."""
    return Recipient(contact, shows=(1 << count) - 1)


def _name_length(sample: Sample) -> int:
    contact = sample.contact
    return len(contact.first_name or "") + len(contact.last_name or "")
