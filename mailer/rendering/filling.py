"""A frozen message + people -> each one's values. No template language, no inlining: lookups and joins.

Everything that is the same for all is prepared once in a Filler; per person each value is read once,
cleaned once, and escaped once for each place that shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from mailer.model.donation import in_major_units, in_minor_units
from mailer.model.message import Filled, Held, Message, Part, Slot
from mailer.rendering import formats
from mailer.rendering.escaping import Escape, clean, escaper, is_link, url_parts
from mailer.rendering.fields import (
    PERSONAL,
    STRETCHES,
    Source,
    fields_read,
    is_computed,
    kind_of,
    shown_to_all,
    source_of,
)
from mailer.rendering.stretches import (
    Amounts,
    Person,
    by_amounts,
    inside_out,
    is_amount,
    join,
    stretch_of,
)

_REMEMBERED = 4096
"""Different sets of amounts whose written forms are kept."""


def fill(message: Message, people: Sequence[Person], today: date) -> list[Filled | Held]:
    """Each person's values in the order given. today: the sender's date, for `{{ today }}`."""
    return Filler(message).fill(people, today)


class Filler:
    """One message, ready to be filled. Keep it for as long as the message is sent."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._locale = formats.locale_of(message.language)
        numbered = list(enumerate(message.slots))
        self._fields = [self._field(name, numbered) for name in _contact_fields(message.slots)]
        self._tokens = [
            (attrgetter(name), [index for index, slot in numbered if slot.field == name])
            for name in sorted(PERSONAL)
        ]
        self._opens = [
            index for index, slot in numbered if slot.field == "open" and slot.context != "block"
        ]
        self._clicks = [
            (index, int(slot.field.removeprefix("click_")))
            for index, slot in numbered
            if slot.field.startswith("click_") and slot.context != "block"
        ]
        self._amounts = [(index, slot) for index, slot in numbered if is_amount(slot)]
        order = inside_out(message.slots)
        alike = by_amounts(message.slots, order)
        self._stretches = [
            (index, stretch_of(slot, message, self._locale))
            for index, slot in order
            if index not in alike
        ]
        self._same = [
            (index, stretch_of(slot, message, self._locale))
            for index, slot in order
            if index in alike
        ]
        self._at_amounts = [index for index, _ in (*self._amounts, *self._same)]
        self._written: dict[Amounts, list[str]] = {}

    @property
    def reads(self) -> frozenset[str]:
        """The fields of `Contact` that its slots show; `fields` where one of them is a list's own."""
        return fields_read(slot.field for slot in self._message.slots)

    @property
    def shows_tags(self) -> bool:
        """Whether a person's tags stand somewhere in it."""
        return any(slot.field == "tags" for slot in self._message.slots)

    @property
    def counted_links(self) -> int:
        """For how many links each person needs `clicks`; 0 where the message counts none itself."""
        return 1 + max((link for _, link in self._clicks), default=-1)

    def fill(self, people: Sequence[Person], today: date) -> list[Filled | Held]:
        """Slot by slot for all of them, which takes half the time of person by person. Raises ValueError where
        somebody has too few `clicks`."""
        links = self.counted_links
        if links and any(len(person.clicks) < links for person in people):
            raise ValueError("this message counts clicks itself: each person needs click tokens")
        columns: list[Sequence[str]] = [[""] * len(people)] * len(self._message.slots)
        lacking: dict[int, dict[int, str]] = {}
        held: dict[int, Held] = {}
        for field in self._fields:
            texts = field.texts(people, today)
            for index, escape in field.at:
                columns[index] = [escape(text or "") for text in texts]
            if None in texts:
                gone = [place for place, text in enumerate(texts) if text is None]
                if field.is_for_all:
                    held = {place: Held(field.name) for place in gone} | held
                else:
                    for place in gone:
                        known = lacking.setdefault(place, {})
                        known.update(dict.fromkeys((index for index, _ in field.at), field.name))
        self._put_tokens(columns, people)
        offered = [self._offered(person) for person in people]
        forms = [
            self._forms(amounts or (), person, today)
            for amounts, person in zip(offered, people, strict=True)
        ]
        for index, column in zip(self._at_amounts, zip(*forms, strict=True), strict=False):
            columns[index] = column
        rows = zip(*columns, strict=True) if columns else iter([()] * len(people))
        if not (held or lacking or self._stretches):
            return [Filled(row) for row in rows]
        return [
            held.get(place) or self._row(row, person, amounts, today, lacking.get(place, {}))
            for place, (row, person, amounts) in enumerate(zip(rows, people, offered, strict=True))
        ]

    def _put_tokens(self, columns: list[Sequence[str]], people: Sequence[Person]) -> None:
        tokens = [person.tokens for person in people]
        for token, places in self._tokens:
            if places:
                column = url_parts(list(map(token, tokens)))
                for index in places:
                    columns[index] = column
        if self._opens:
            column = url_parts([person.open or "" for person in people])
            for index in self._opens:
                columns[index] = column
        for index, link in self._clicks:
            columns[index] = url_parts([person.clicks[link] for person in people])

    def _row(
        self,
        row: tuple[str, ...],
        person: Person,
        amounts: Amounts | None,
        today: date,
        lacking: Mapping[int, str],
    ) -> Filled | Held:
        values = list(row)
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

    def _forms(self, amounts: Amounts, person: Person, today: date) -> list[str]:
        """The texts at `_at_amounts` for these amounts, written once. person: any; nothing of them is in it."""
        known = self._written.get(amounts)
        if known is None:
            if len(self._written) >= _REMEMBERED:
                self._written.clear()
            known = self._written[amounts] = self._written_out(amounts, person, today)
        return known

    def _written_out(self, amounts: Amounts, person: Person, today: date) -> list[str]:
        """The amounts' slots, and the stretches in which nothing else differs from person to person."""
        values = [""] * len(self._message.slots)
        for index, slot in self._amounts:
            values[index] = self._form(slot, amounts)
        for index, stretch in self._same:
            part = stretch.part(person, amounts, today)
            values[index] = join(part, values) if part is not None else ""
        return [values[index] for index in self._at_amounts]

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

    def texts(self, people: Sequence[Person], today: date) -> list[str | None]:
        """Each person's value, cleaned; None where there is none and the person is held back."""
        source = self.source
        is_needed = self.fallback is None and not self.is_optional
        instead = None if is_needed else clean(self.fallback or "")
        texts: list[str | None] = []
        for person in people:
            raw = source(person.contact, today)
            text = clean(raw) if raw else ""
            is_good = bool(text) and (not self.is_link or is_link(text))
            texts.append(text if is_good else instead)
        return texts


def _contact_fields(slots: Sequence[Slot]) -> list[str]:
    """Fields to be read off the contact, each once, in order of appearance."""
    names = (
        slot.field
        for slot in slots
        if slot.context not in STRETCHES and (slot.field == "today" or not is_computed(slot.field))
    )
    return list(dict.fromkeys(names))
