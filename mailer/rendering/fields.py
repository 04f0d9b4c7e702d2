"""The fields that a text may name, where their values come from, and which of them a person must have."""

import difflib
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale

from mailer.errors import TemplateError
from mailer.model.contact import Contact
from mailer.model.message import Context, Message
from mailer.rendering import formats

Source = Callable[[Contact, date], str | None]
Kind = Literal["name", "figure"]
"""How a value keeps its order in right-to-left text: a name finds its own, a figure runs left to right."""

_FIGURES = frozenset(
    {
        "email",
        "consent_at",
        "last_gift_amount",
        "last_gift_at",
        "last_gift_currency",
        "highest_gift_amount",
        "gifts_count",
        "today",
    }
)
CONTACT_FIELDS = frozenset(
    {
        "email",
        "first_name",
        "last_name",
        "language",
        "country",
        "timezone",
        "consent_at",
        "consent_source",
        "tags",
        "last_gift_amount",
        "last_gift_currency",
        "last_gift_at",
        "highest_gift_amount",
        "gifts_count",
    }
)
STRETCHES: frozenset[Context] = frozenset({"block", "rows"})
"""Slots that hold others."""
_IN_CURRENCY = ("last_gift_amount", "highest_gift_amount")
_LONGEST = 60
"""Signs of a name that an error shows."""
_COMPUTED = ("amount_", "amounts", "click_", "shows_")
ITEM = "item"
"""The value at hand, in rows: never a column of a list."""
PERSONAL = frozenset({"unsubscribe", "preferences", "browser", "gift"})
"""Tokens of one recipient: slots that only a template's links may use."""


def is_computed(name: str) -> bool:
    """Whether the value is worked out for a recipient instead of read from the contact."""
    return name in {*PERSONAL, "today", "open", ITEM} or name.startswith(_COMPUTED)


def known_names(imported: Iterable[str]) -> frozenset[str]:
    """What a campaign's text may write between `{{` and `}}`."""
    own = (name for name in imported if not is_computed(name))
    return CONTACT_FIELDS | {"today"} | frozenset(own)


def check_name(name: str, known: frozenset[str], where: str) -> None:
    """Raises TemplateError with the nearest spelling. where: file and key that name the field."""
    if name in known:
        return
    if name == ITEM:
        raise TemplateError(f"{where}: {{{{ item }}}} stands only in the text of rows.")
    near = difflib.get_close_matches(name.lower(), sorted(known), n=1, cutoff=0.5)
    hint = (
        f"Did you mean {near[0]!r}?"
        if near
        else "Known are the contacts' columns, such as first_name."
    )
    shown = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    raise TemplateError(f"{where}: there is no field {shown!r}. {hint}")


def needed_fields(message: Message) -> tuple[str, ...]:
    """Fields of the contact that the message can't do without, in order of appearance. What stands only in
    a block is needed by those who are shown the block, and is not among them."""
    for_all = shown_to_all(message)
    needed = (
        slot.field
        for index, slot in enumerate(message.slots)
        if index in for_all
        and slot.context not in STRETCHES
        and slot.fallback is None
        and not slot.optional
        and not is_computed(slot.field)
    )
    return tuple(dict.fromkeys(needed))


def shown_to_all(message: Message) -> frozenset[int]:
    """The slots that stand outside of every block."""
    return frozenset((*message.subject.refs, *message.html.refs, *message.text.refs))


def kind_of(name: str) -> Kind:
    return "figure" if name in _FIGURES or is_computed(name) else "name"


def source_of(name: str, locale: Locale) -> Source:
    """Reads a field off a contact, formatted for the language; None or empty where there is no value."""
    plain = {
        "email": lambda contact, today: contact.address,
        "first_name": lambda contact, today: contact.first_name,
        "last_name": lambda contact, today: contact.last_name,
        "timezone": lambda contact, today: contact.timezone,
        "consent_source": lambda contact, today: contact.consent_source,
        "last_gift_currency": lambda contact, today: contact.last_gift_currency,
        "tags": lambda contact, today: ", ".join(contact.tags),
        "today": lambda contact, today: formats.day(today, locale),
    }
    return plain.get(name) or _formatted(locale).get(name) or _imported(name)


def fields_read(names: Iterable[str]) -> frozenset[str]:
    """The fields of `Contact` that `source_of` these names reads."""
    read: set[str] = set()
    for name in names:
        if name in _IN_CURRENCY:
            read |= {name, "last_gift_currency"}
        elif name in CONTACT_FIELDS:
            read.add("address" if name == "email" else name)
        elif not is_computed(name):
            read.add("fields")
    return frozenset(read)


def _formatted(locale: Locale) -> dict[str, Source]:
    def on_consent(contact: Contact, today: date) -> str | None:
        at = contact.consent_at
        return None if at is None else formats.day(at.date(), locale)

    def on_gift(contact: Contact, today: date) -> str | None:
        at = contact.last_gift_at
        return None if at is None else formats.day(at, locale)

    def money(amount: Decimal | None, contact: Contact) -> str | None:
        currency = contact.last_gift_currency or None
        return None if amount is None else formats.money(amount, currency, locale)

    def count(contact: Contact, today: date) -> str | None:
        return None if contact.gifts_count is None else formats.number(contact.gifts_count, locale)

    return {
        "consent_at": on_consent,
        "last_gift_at": on_gift,
        "last_gift_amount": lambda contact, today: money(contact.last_gift_amount, contact),
        "highest_gift_amount": lambda contact, today: money(contact.highest_gift_amount, contact),
        "gifts_count": count,
        "country": lambda contact, today: (
            contact.country and formats.country(contact.country, locale)
        ),
        "language": lambda contact, today: (
            contact.language and formats.tongue(contact.language, locale)
        ),
    }


def _imported(name: str) -> Source:
    return lambda contact, today: contact.fields.get(name)
