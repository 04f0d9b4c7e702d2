"""A frozen message + people -> each one's values. No template language, no inlining: lookups and joins.

Everything that is the same for all is prepared once in a Filler; per person each value is read once,
cleaned once, and escaped once for each place that shows it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale

from mailer.model.contact import Contact
from mailer.model.donation import in_major_units, in_minor_units
from mailer.model.message import Filled, Held, Message, Part, PersonalTokens, Slot
from mailer.rendering import formats
from mailer.rendering.escaping import Escape, clean, escaper, is_link, url_part
from mailer.rendering.fields import (
    PERSONAL,
    STRETCHES,
    Source,
    is_computed,
    kind_of,
    shown_to_all,
    source_of,
)

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
    if not part.refs:
        return part.statics[0]
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
        self._tokens = [(index, slot.field) for index, slot in numbered if slot.field in PERSONAL]
        self._opens = [
            index for index, slot in numbered if slot.field == "open" and slot.context != "block"
        ]
        self._clicks = [
            (index, int(slot.field.removeprefix("click_")))
            for index, slot in numbered
            if slot.field.startswith("click_") and slot.context != "block"
        ]
        inside_out = _inside_out(message.slots)
        by_amounts = _by_amounts(message.slots, inside_out)
        self._stretches = [
            (index, self._stretch(slot)) for index, slot in inside_out if index not in by_amounts
        ]
        self._same = [
            (index, self._stretch(slot)) for index, slot in inside_out if index in by_amounts
        ]
        self._written: dict[Amounts, list[tuple[int, str]]] = {}

    def fill(self, people: Sequence[Person], today: date) -> list[Filled | Held]:
        return [self._person(person, today) for person in people]

    def _person(self, person: Person, today: date) -> Filled | Held:
        values = self._blank.copy()
        lacking: dict[int, str] = {}
        for field in self._fields:
            if not field.put(values, person.contact, today):
                if field.is_for_all:
                    return Held(field.name)
                lacking |= dict.fromkeys((index for index, _ in field.at), field.name)
        amounts = self._offered(person)
        for index, written in self._forms(amounts or (), person, today):
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
        missed = self._write_stretches(values, person, amounts, today, lacking)
        return Filled(tuple(values)) if missed is None else Held(missed)

    def _write_stretches(
        self,
        values: list[str],
        person: Person,
        amounts: Amounts | None,
        today: date,
        lacking: Mapping[int, str],
    ) -> str | None:
        """Writes the blocks and rows. Gives the field without value that this person would see."""
        shown: dict[int, Part] = {}
        for index, stretch in self._stretches:
            part = stretch.part(person, amounts, today)
            if part is not None:
                shown[index] = part
                values[index] = stretch.text(part, values, person.contact, today)
        return self._missed(lacking, shown) if lacking else None

    def _missed(self, lacking: Mapping[int, str], shown: Mapping[int, Part]) -> str | None:
        """The first of the fields without value that stands in what is shown."""
        message = self._message
        waiting = [message.text, message.html, message.subject]
        while waiting:
            for ref in waiting.pop().refs:
                if ref in lacking:
                    return lacking[ref]
                if ref in shown:
                    waiting.append(shown[ref])
        return None

    def _offered(self, person: Person) -> Amounts | None:
        """Where nothing in the message hides the amounts, everybody is offered some."""
        ask = self._message.ask
        if person.amounts is None and ask is not None and ask.ceiling is None:
            return ask.amounts
        return person.amounts

    def _forms(self, amounts: Amounts, person: Person, today: date) -> list[tuple[int, str]]:
        """Every amount slot's text for these amounts, written once. person: any; nothing of them is in it."""
        known = self._written.get(amounts)
        if known is None:
            if len(self._written) >= _REMEMBERED:
                self._written.clear()
            known = self._written[amounts] = self._written_out(amounts, person, today)
        return known

    def _written_out(self, amounts: Amounts, person: Person, today: date) -> list[tuple[int, str]]:
        """The amounts' slots, and the stretches in which nothing else differs from person to person."""
        values = self._blank.copy()
        for index, slot in self._amounts:
            values[index] = self._form(slot, amounts)
        for index, stretch in self._same:
            part = stretch.part(person, amounts, today)
            values[index] = join(part, values) if part is not None else ""
        at = (*(index for index, _ in self._amounts), *(index for index, _ in self._same))
        return [(index, values[index]) for index in at if values[index]]

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

    def _stretch(self, slot: Slot) -> "_Block | _Rows":
        if slot.context == "block":
            return _Block(self._presence(slot), slot.then, slot.otherwise)
        direction = self._message.direction
        refs = slot.then.refs if slot.then else ()
        return _Rows(
            _values_of(slot.field, self._locale, slot.separator),
            slot.most,
            slot.then or Part(("",), ()),
            tuple(
                (ref, escaper(self._message.slots[ref].context, direction, "name"))
                for ref in dict.fromkeys(refs)
                if self._message.slots[ref].field == "item"
            ),
        )

    def _presence(self, slot: Slot) -> "_Presence":
        name, ask = slot.field, self._message.ask
        if slot.separator:
            several = _values_of(name, self._locale, slot.separator)
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
        source = source_of(name, self._locale)
        return lambda person, amounts, today: bool(clean(source(person.contact, today) or ""))

    def _field(self, name: str, numbered: Sequence[tuple[int, Slot]]) -> "_Field":
        uses = [(index, slot) for index, slot in numbered if slot.field == name]
        shown = [(index, slot) for index, slot in uses if slot.context not in STRETCHES]
        direction, kind = self._message.direction, kind_of(name)
        return _Field(
            name=name,
            source=source_of(name, self._locale),
            at=tuple((index, escaper(slot.context, direction, kind)) for index, slot in shown),
            fallback=next((slot.fallback for _, slot in shown if slot.fallback is not None), None),
            is_optional=all(slot.optional for _, slot in shown),
            is_link=any(slot.context == "url" for _, slot in shown),
            is_for_all=not {index for index, _ in shown}.isdisjoint(shown_to_all(self._message)),
        )


_Several = Callable[[Contact, date], Sequence[str]]
"""A field's values, cleaned, none of them empty."""
_Presence = Callable[[Person, Amounts | None, date], bool]


@dataclass(frozen=True, slots=True)
class _Block:
    is_present: _Presence
    then: Part | None
    otherwise: Part | None

    def part(self, person: Person, amounts: Amounts | None, today: date) -> Part | None:
        """What this person sees of it."""
        return self.then if self.is_present(person, amounts, today) else self.otherwise

    def text(self, part: Part, values: list[str], contact: Contact, today: date) -> str:
        return join(part, values)


@dataclass(frozen=True, slots=True)
class _Rows:
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


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    source: Source
    at: tuple[tuple[int, Escape], ...]
    fallback: str | None
    is_optional: bool
    is_link: bool
    is_for_all: bool
    """Whether it stands outside of every block, so that nobody can do without it."""

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


def _values_of(name: str, locale: Locale, separator: str) -> _Several:
    """Reads a field that holds several values. separator: what parts them; tags are parted already."""
    source = source_of(name, locale)

    def read(contact: Contact, today: date) -> Sequence[str]:
        held = contact.tags if name == "tags" else (source(contact, today) or "").split(separator)
        return [value for value in map(clean, held) if value]

    return read


def _is_amount(slot: Slot) -> bool:
    return slot.field.startswith("amount_") and slot.context != "block"


def _contact_fields(slots: Sequence[Slot]) -> list[str]:
    """Fields to be read off the contact, each once, in order of appearance."""
    names = (
        slot.field
        for slot in slots
        if slot.context not in STRETCHES and (slot.field == "today" or not is_computed(slot.field))
    )
    return list(dict.fromkeys(names))


def _by_amounts(slots: Sequence[Slot], inside_out: Sequence[tuple[int, Slot]]) -> set[int]:
    """The blocks that are the same for everybody who is offered the same amounts."""
    found: set[int] = set()
    for index, slot in inside_out:
        inside = (ref for part in (slot.then, slot.otherwise) if part for ref in part.refs)
        if (
            slot.context == "block"
            and slot.field.startswith("amount")
            and all(ref in found or _is_amount(slots[ref]) for ref in inside)
        ):
            found.add(index)
    return found


def _inside_out(slots: Sequence[Slot]) -> list[tuple[int, Slot]]:
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
