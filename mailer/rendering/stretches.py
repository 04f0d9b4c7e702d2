"""Stretches of a message that are not the same for everybody: blocks that some are shown, rows repeated per value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import msgspec
from babel import Locale

from mailer.model.contact import Contact
from mailer.model.message import Message, Part, PersonalTokens, Slot
from mailer.rendering.escaping import Escape, clean, escaper
from mailer.rendering.fields import STRETCHES, source_of

Amounts = tuple[Decimal, ...]


class Person(msgspec.Struct, frozen=True, gc=False):
    """One recipient. amounts: major units of the message's currency, rising; None: only the form is
    offered. clicks: the tokens of our own counting links, by the link's index; needed where the
    message counts clicks itself. open: the token of our own counting picture; None where this person
    gets none. shows: bit N is set where the message's condition N holds for them."""

    contact: Contact
    tokens: PersonalTokens
    amounts: Amounts | None
    clicks: Sequence[str] = ()
    open: str | None = None
    shows: int = 0


def join(part: Part, values: Sequence[str]) -> str:
    """The part with the values in its slots; values in the order of `Message.slots`."""
    if not part.refs:
        return part.statics[0]
    pieces = [""] * (2 * len(part.refs) + 1)
    pieces[::2] = part.statics
    pieces[1::2] = [values[ref] for ref in part.refs]
    return "".join(pieces)


_Several = Callable[[Contact, date], Sequence[str]]
"""A field's values, cleaned, none of them empty."""
_Presence = Callable[[Person, Amounts | None, date], bool]


@dataclass(frozen=True, slots=True)
class Block:
    is_present: _Presence
    then: Part | None
    otherwise: Part | None

    def part(self, person: Person, amounts: Amounts | None, today: date) -> Part | None:
        """What this person sees of it."""
        return self.then if self.is_present(person, amounts, today) else self.otherwise

    def text(self, part: Part, values: list[str], contact: Contact, today: date) -> str:
        return join(part, values)


@dataclass(frozen=True, slots=True)
class Rows:
    """items: the slots within that take the value, each with its escaping."""

    values_of: _Several
    most: int
    row: Part
    items: tuple[tuple[int, Escape], ...]

    def part(self, person: Person, amounts: Amounts | None, today: date) -> Part | None:
        return self.row if self.values_of(person.contact, today) else None

    def text(self, part: Part, values: list[str], contact: Contact, today: date) -> str:
        rows = []
        for value in self.values_of(contact, today)[: self.most]:
            for index, escape in self.items:
                values[index] = escape(value)
            rows.append(join(part, values))
        for index, _ in self.items:
            values[index] = ""
        return "".join(rows)


def stretch_of(slot: Slot, message: Message, locale: Locale) -> Block | Rows:
    """What a slot of the context block or rows becomes for each person."""
    if slot.context == "block":
        return Block(_presence(slot, message, locale), slot.then, slot.otherwise)
    direction = message.direction
    refs = slot.then.refs if slot.then else ()
    return Rows(
        _values_of(slot.field, locale, slot.separator),
        slot.most,
        slot.then or Part(("",), ()),
        tuple(
            (ref, escaper(message.slots[ref].context, direction, "name"))
            for ref in dict.fromkeys(refs)
            if message.slots[ref].field == "item"
        ),
    )


def _presence(slot: Slot, message: Message, locale: Locale) -> _Presence:
    name, ask = slot.field, message.ask
    if slot.separator:
        several = _values_of(name, locale, slot.separator)
        return lambda person, amounts, today: bool(several(person.contact, today))
    if name == "amounts":
        return lambda person, amounts, today: bool(amounts)
    if name == "amounts_default":
        usual = ask.amounts if ask else None
        return lambda person, amounts, today: usual is not None and amounts == usual
    if name == "open":
        return lambda person, amounts, today: person.open is not None
    if name.startswith("shows_"):
        bit = 1 << int(name.removeprefix("shows_"))
        return lambda person, amounts, today: bool(person.shows & bit)
    if name.startswith("amount_"):
        number = int(name.split("_")[1])
        return lambda person, amounts, today: amounts is not None and number <= len(amounts)
    source = source_of(name, locale)
    return lambda person, amounts, today: bool(clean(source(person.contact, today) or ""))


def _values_of(name: str, locale: Locale, separator: str) -> _Several:
    """Reads a field that holds several values. separator: what parts them; tags are parted already."""
    source = source_of(name, locale)

    def read(contact: Contact, today: date) -> Sequence[str]:
        held = contact.tags if name == "tags" else (source(contact, today) or "").split(separator)
        return [value for value in map(clean, held) if value]

    return read


def is_amount(slot: Slot) -> bool:
    return slot.field.startswith("amount_") and slot.context != "block"


def inside_out(slots: Sequence[Slot]) -> list[tuple[int, Slot]]:
    """The blocks and rows, each after those that stand inside it."""
    order: dict[int, Slot] = {}

    def visit(index: int) -> None:
        slot = slots[index]
        if slot.context not in STRETCHES or index in order:
            return
        for part in (slot.then, slot.otherwise):
            for ref in part.refs if part else ():
                visit(ref)
        order[index] = slot

    for index in range(len(slots)):
        visit(index)
    return list(order.items())


def by_amounts(slots: Sequence[Slot], order: Sequence[tuple[int, Slot]]) -> set[int]:
    """The blocks that are the same for everybody who is offered the same amounts."""
    found: set[int] = set()
    for index, slot in order:
        inside = (ref for part in (slot.then, slot.otherwise) if part for ref in part.refs)
        if (
            slot.context == "block"
            and slot.field.startswith("amount")
            and all(ref in found or is_amount(slots[ref]) for ref in inside)
        ):
            found.add(index)
    return found
