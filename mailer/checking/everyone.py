"""Everyone's message, filled before anything is sent: faults are counted, nobody is kept.

(contact, values) in thousands ── Walk.add ──> numbers ── Walk.done ──> Rehearsal ── rules ──> findings
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from mailer.checking.facts import Looked, Rule, columns
from mailer.checking.holes import holes
from mailer.checking.limits import CLIPPED_AT, LONGEST_SUBJECT, NEAR_CLIPPING
from mailer.model.contact import Recipient
from mailer.model.finding import Finding
from mailer.model.message import Filled, Held, Message, Part
from mailer.model.rehearsal import Rehearsal
from mailer.rendering.formats import locale_of


class Walk:
    """One pass over an audience. room: bytes that one person's values may take (None: no limit).
    is_carried: whether an address can be written to by the way out."""

    def __init__(
        self,
        message: Message,
        *,
        room: int | None = None,
        is_carried: Callable[[str], bool] = lambda address: True,
    ) -> None:
        self._html, self._subject = message.html, message.subject
        self._html_bytes = len("".join(message.html.statics).encode())
        self._subject_columns = sum(map(columns, message.subject.statics))
        self._used = sorted({*message.html.refs, *message.text.refs})
        self._holes = holes(message)
        self._torn: Counter[str] = Counter()
        self._room = room
        self._is_carried = is_carried
        self._held: Counter[str] = Counter()
        self._count: Counter[str] = Counter()
        self._sizes = _Worst(), _Worst(), _Worst()

    def add(self, people: Sequence[Recipient], filled: Sequence[Filled | Held]) -> None:
        """A handful of people and their values, in the same order."""
        count, (html, subject, values) = self._count, self._sizes
        count["people"] += len(people)
        for recipient, each in zip(people, filled, strict=True):
            contact = recipient.contact
            if not self._is_carried(contact.address):
                count["unsupported"] += 1
            if isinstance(each, Held):
                self._held[each.field] += 1
                continue
            size = self._html_bytes + _bytes(each.values, self._html.refs)
            html.meet(size, contact.id)
            if size >= NEAR_CLIPPING:
                count["clipped" if size >= CLIPPED_AT else "nearly"] += 1
            wide = self._subject_columns + _columns(each.values, self._subject)
            subject.meet(wide, contact.id)
            if wide > LONGEST_SUBJECT:
                count["wide"] += 1
            elif not wide:
                count["empty"] += 1
            if self._room is not None:
                taken = _bytes(each.values, self._used)
                values.meet(taken, contact.id)
                count["crowded"] += taken > self._room
            if self._holes:
                self._torn.update({hole.field for hole in self._holes if hole.is_open(each.values)})

    def done(self) -> Rehearsal:
        count, (html, subject, values) = self._count, self._sizes
        return Rehearsal(
            people=count["people"],
            held=dict(self._held),
            largest=html.most,
            largest_id=html.whose,
            nearly_clipped=count["nearly"],
            clipped=count["clipped"],
            widest_subject=subject.most,
            widest_subject_id=subject.whose,
            wide_subjects=count["wide"],
            empty_subjects=count["empty"],
            most_values=values.most,
            too_many_values=count["crowded"],
            unsupported_addresses=count["unsupported"],
            holes=dict(self._torn),
        )


class _Worst:
    """The largest number met so far, and whose it is."""

    __slots__ = ("most", "whose")

    def __init__(self) -> None:
        self.most = self.whose = 0

    def meet(self, number: int, whose: int) -> None:
        if number > self.most:
            self.most, self.whose = number, int(whose)


def _bytes(values: Sequence[str], refs: Sequence[int]) -> int:
    blob = "".join([values[ref] for ref in refs])
    return len(blob) if blob.isascii() else len(blob.encode())


def _columns(values: Sequence[str], part: Part) -> int:
    return sum(
        len(value) if value.isascii() else columns(value)
        for value in (values[ref] for ref in part.refs)
    )


# -- what is told of it


def without_value(looked: Looked) -> Iterator[Finding]:
    """Values that are there and can't be used, such as a link that is none."""
    rehearsal = looked.facts.rehearsal
    if rehearsal is None:
        return
    for name, people in rehearsal.held.items():
        yield _of_people(
            "merge-field-without-fallback",
            "error",
            f"campaigns/{looked.facts.campaign.slug}.toml",
            f"{_people(people)} of {rehearsal.people:,} have no {name} that can be used and would be "
            "left out",
            f'Write a fallback: [fields.{name}] fallback = "...".',
            people,
        )


def hole_without_value(looked: Looked) -> Iterator[Finding]:
    """Told with the words that are left: `Dear ,`."""
    rehearsal, slug = looked.facts.rehearsal, looked.facts.campaign.slug
    if rehearsal is None or not rehearsal.holes:
        return
    left = {hole.field: hole.words for hole in reversed(holes(looked.facts.message))}
    for name, people in rehearsal.holes.items():
        yield _of_people(
            "hole-without-value",
            "error",
            f"campaigns/{slug}.toml",
            f"{_people(people)} of {rehearsal.people:,} would read {left.get(name, '')!r}: they have no "
            f"{name}, and its fallback is empty",
            f'Write a fallback: [fields.{name}] fallback = "...", or take away what stands around it.',
            people,
        )


def too_large(looked: Looked) -> Iterator[Finding]:
    rehearsal = looked.facts.rehearsal
    if rehearsal is None or not (rehearsal.clipped or rehearsal.nearly_clipped):
        return
    language = locale_of(looked.facts.message.language).get_display_name("en")
    people = rehearsal.clipped or rehearsal.nearly_clipped
    yield _of_people(
        "gmail-clip",
        "error" if rehearsal.clipped else "warning",
        "html",
        f"{language}: the largest message has {rehearsal.largest:,} bytes; "
        f"{_people(people)} get {'one' if people == 1 else 'more than'} "
        f"{CLIPPED_AT if rehearsal.clipped else NEAR_CLIPPING:,}, and Gmail cuts at about "
        f"{CLIPPED_AT:,}",
        "Shorten the text, or take a part out of the template.",
        people,
    )


def subject_too_wide(looked: Looked) -> Iterator[Finding]:
    rehearsal = looked.facts.rehearsal
    if rehearsal is None or not looked.facts.message.subject.refs:
        return
    if rehearsal.empty_subjects:
        people = rehearsal.empty_subjects
        yield _of_people(
            "subject-weak",
            "error",
            "subject",
            f"{_people(people)} would get none",
            "Give its fields a fallback.",
            people,
        )
    if rehearsal.wide_subjects:
        people = rehearsal.wide_subjects
        yield _of_people(
            "subject-weak",
            "warning",
            "subject",
            f"{_people(people)} get more than {LONGEST_SUBJECT} signs, "
            f"{rehearsal.widest_subject} at most",
            "Keep 50: phones cut the rest.",
            people,
        )


def values_too_long(looked: Looked) -> Iterator[Finding]:
    rehearsal = looked.facts.rehearsal
    if rehearsal is not None and rehearsal.too_many_values:
        people = rehearsal.too_many_values
        yield _of_people(
            "values-too-long",
            "warning",
            "html",
            f"the values of {_people(people)} are longer than the transport shares, "
            f"{rehearsal.most_values:,} bytes at most: each of them goes in a request of its own",
            "Let fewer or shorter things differ from person to person.",
            people,
        )


def address_unsupported(looked: Looked) -> Iterator[Finding]:
    rehearsal = looked.facts.rehearsal
    if rehearsal is not None and rehearsal.unsupported_addresses:
        people = rehearsal.unsupported_addresses
        yield _of_people(
            "address-unsupported",
            "warning",
            "audience",
            f"the addresses of {_people(people)} can't be carried by the transport: they will be "
            "refused, one by one",
            "Ask these people for another address.",
            people,
        )


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


def _of_people(
    rule: str, severity: str, where: str, message: str, fix: str, affected: int
) -> Finding:
    made = Finding(rule, severity, where, message, fix)  # type: ignore[arg-type]
    return replace(made, affected=affected)


RULES: tuple[Rule, ...] = (
    without_value,
    hole_without_value,
    too_large,
    subject_too_wide,
    values_too_long,
    address_unsupported,
)
