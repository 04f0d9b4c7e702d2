"""A frozen message + people -> each one's values. No template language, no inlining: lookups and joins.

Everything that is the same for all is prepared once in a Filler; per person each value is read once,
cleaned once, and escaped once for each place that shows it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mailer.model.contact import Contact
from mailer.model.donation import in_major_units, in_minor_units
from mailer.model.message import Filled, Held, Message, Part, PersonalTokens, Slot
from mailer.rendering import formats
from mailer.rendering.escaping import Escape, clean, escaper, is_link, url_part
from mailer.rendering.fields import PERSONAL, Source, is_computed, kind_of, source_of

Amounts = tuple[Decimal, ...]
_REMEMBERED = 4096
"""Different sets of amounts whose written forms are kept."""


@dataclass(frozen=True, slots=True)
class Person:
    """One recipient. amounts: major units of the message's currency, rising; None: only the form is
    offered. click: the token of our own counting link, by the link's index; needed where the
    message counts clicks itself. open: the token of our own counting picture; None where this person
    gets none. shows: bit N is set where the message's condition N holds for them."""

    contact: Contact
    tokens: PersonalTokens
    amounts: Amounts | None
    click: Callable[[int], str] | None = None
    open: str | None = None
    shows: int = 0


def join(part: Part, values: Sequence[str]) -> str:
    """The part with the values in its slots; values in the order of `Message.slots`."""
    pieces = [""] * (2 * len(part.refs) + 1)
    pieces[::2] = part.statics
    pieces[1::2] = [values[ref] for ref in part.refs]
    return "".join(pieces)


def fill(message: Message, people: Sequence[Person], today: date) -> list[Filled | Held]:
    """Each person's values in the order given. today: the sender's date, for `{{ today }}`."""
    return Filler(message).fill(people, today)


class Filler:
    """One message, ready to be filled. Keep it for as long as the message is sent."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._locale = formats.locale_of(message.language)
        numbered = list(enumerate(message.slots))
        self._blank = [""] * len(numbered)
        self._fields = [self._field(name, numbered) for name in _contact_fields(message.slots)]
        self._amounts = [(index, slot) for index, slot in numbered if _is_amount(slot)]
        self._amount_at = [index for index, _ in self._amounts]
        self._tokens = [(index, slot.field) for index, slot in numbered if slot.field in PERSONAL]
        self._opens = [
            index for index, slot in numbered if slot.field == "open" and slot.context != "block"
        ]
        self._clicks = [
            (index, int(slot.field.removeprefix("click_")))
            for index, slot in numbered
            if slot.field.startswith("click_") and slot.context != "block"
        ]
        self._blocks = _inside_out(message.slots)
        self._written: dict[Amounts, list[str]] = {}

    def fill(self, people: Sequence[Person], today: date) -> list[Filled | Held]:
        return [self._person(person, today) for person in people]

    def _person(self, person: Person, today: date) -> Filled | Held:
        values = self._blank.copy()
        for field in self._fields:
            if not field.put(values, person.contact, today):
                return Held(field.name)
        amounts = self._offered(person)
        if amounts:
            for index, written in zip(self._amount_at, self._forms(amounts), strict=True):
                values[index] = written
        tokens = person.tokens
        for index, name in self._tokens:
            values[index] = url_part(getattr(tokens, name))
        for index in self._opens:
            values[index] = url_part(person.open or "")
        for index, link in self._clicks:
            if person.click is None:
                raise ValueError(
                    "this message counts clicks itself: each person needs click tokens"
                )
            values[index] = url_part(person.click(link))
        for index, slot in self._blocks:
            shown = slot.then if self._is_present(slot.field, person, amounts, today) else None
            part = shown or slot.otherwise
            values[index] = join(part, values) if part else ""
        return Filled(tuple(values))

    def _offered(self, person: Person) -> Amounts | None:
        """Where nothing in the message hides the amounts, everybody is offered some."""
        ask = self._message.ask
        if person.amounts is None and ask is not None and ask.ceiling is None:
            return ask.amounts
        return person.amounts

    def _forms(self, amounts: Amounts) -> list[str]:
        """Every amount slot's text for these amounts, written once."""
        known = self._written.get(amounts)
        if known is None:
            if len(self._written) >= _REMEMBERED:
                self._written.clear()
            known = [self._form(slot, amounts) for _, slot in self._amounts]
            self._written[amounts] = known
        return known

    def _form(self, slot: Slot, amounts: Amounts) -> str:
        """`amount_2` is the second amount as people read it, `amount_2_major` as a link says it."""
        _, number, *unit = slot.field.split("_")
        if int(number) > len(amounts):
            return ""
        amount = amounts[int(number) - 1]
        currency = self._message.ask.currency if self._message.ask else "EUR"
        if unit == ["major"]:
            said = in_major_units(amount)
        elif unit == ["minor"]:
            said = in_minor_units(amount, currency)
        else:
            said = formats.money(amount, currency, self._locale)
        return escaper(slot.context, self._message.direction, "figure")(said)

    def _is_present(self, name: str, person: Person, amounts: Amounts | None, today: date) -> bool:
        if name == "amounts":
            return bool(amounts)
        if name == "amounts_default":
            return self._message.ask is not None and amounts == self._message.ask.amounts
        if name == "open":
            return person.open is not None
        if name.startswith("shows_"):
            return bool(person.shows >> int(name.removeprefix("shows_")) & 1)
        if name.startswith("amount_"):
            return amounts is not None and int(name.split("_")[1]) <= len(amounts)
        return bool(clean(source_of(name, self._locale)(person.contact, today) or ""))

    def _field(self, name: str, numbered: Sequence[tuple[int, Slot]]) -> "_Field":
        uses = [(index, slot) for index, slot in numbered if slot.field == name]
        shown = [(index, slot) for index, slot in uses if slot.context != "block"]
        direction, kind = self._message.direction, kind_of(name)
        return _Field(
            name=name,
            source=source_of(name, self._locale),
            at=tuple((index, escaper(slot.context, direction, kind)) for index, slot in shown),
            fallback=next((slot.fallback for _, slot in shown if slot.fallback is not None), None),
            is_optional=all(slot.optional for _, slot in shown),
            is_link=any(slot.context == "url" for _, slot in shown),
        )


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    source: Source
    at: tuple[tuple[int, Escape], ...]
    fallback: str | None
    is_optional: bool
    is_link: bool

    def put(self, values: list[str], contact: Contact, today: date) -> bool:
        """Writes the value at its places; False where there is none and the person is held back."""
        raw = self.source(contact, today)
        value = clean(raw) if raw else ""
        if not value or (self.is_link and not is_link(value)):
            if self.fallback is None and not self.is_optional:
                return False
            value = clean(self.fallback or "")
        for index, escape in self.at:
            values[index] = escape(value)
        return True


def _is_amount(slot: Slot) -> bool:
    return slot.field.startswith("amount_") and slot.context != "block"


def _contact_fields(slots: Sequence[Slot]) -> list[str]:
    """Fields to be read off the contact, each once, in order of appearance."""
    names = (
        slot.field
        for slot in slots
        if slot.context != "block" and (slot.field == "today" or not is_computed(slot.field))
    )
    return list(dict.fromkeys(names))


def _inside_out(slots: Sequence[Slot]) -> list[tuple[int, Slot]]:
    """The blocks, each after those that stand inside it."""
    order: dict[int, Slot] = {}

    def visit(index: int) -> None:
        slot = slots[index]
        if slot.context != "block" or index in order:
            return
        for part in (slot.then, slot.otherwise):
            for ref in part.refs if part else ():
                visit(ref)
        order[index] = slot

    for index in range(len(slots)):
        visit(index)
    return list(order.items())
