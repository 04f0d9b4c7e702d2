"""One campaign's report: what the ports give -> the figures.

    events -> each id once -> people by what happened, visits with a verdict
    gifts  -> those our links led to, in the main currency; others and assisted ones apart
    both   -> totals, rates, per link, per segment, over time

The same events and gifts give the same report, in whatever order and however often they came.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from statistics import median

from babel.numbers import get_currency_precision

from mailer.measuring import RULES_VERSION, VISITS, Interval, Verdict, judge, link_of, share, unique
from mailer.model.campaign import Record
from mailer.model.delivery import LedgerCount
from mailer.model.event import Actor, StoredEvent
from mailer.model.gift import StoredGift
from mailer.model.message import Link, Message, Part
from mailer.model.report import (
    CampaignReport,
    Definition,
    Gifts,
    GiftTotal,
    LinkLine,
    Measured,
    Moment,
    PerThousand,
    Rates,
    SegmentLine,
    Visits,
)
from mailer.model.segment import Segment

KINDS = (
    "delivered",
    "bounced",
    "blocked",
    "dropped",
    "opened",
    "clicked",
    "complained",
    "unsubscribed",
)
"""The events that a report reads."""

FINAL_AFTER = timedelta(days=14)
_HOURS = (1, 2, 4, 8, 12, 24, 36, 48, 72, 96, 120, 168, 240, 336)
_DOORS = ("unsubscribe", "preferences", "browser")

_DEFINITIONS = (
    ("sent", "Accepted, refused and unknown together: people whom a message was handed over for."),
    ("accepted", "The provider took the message. Not yet that it arrived."),
    ("delivered", "The receiving server took it, and it did not come back: not proof of an inbox."),
    ("opened", "A range: surely people at the low end, what may be people at the high end."),
    ("machine", "Opens and clicks by filters and mail programs that fetch unread. In no rate."),
    ("clicked", "People with at least one click that nothing calls a machine's."),
    ("raised, net", "Gifts that came with our link's code, less what was given back."),
    ("assisted", "Gifts without our code, within 72 hours of that person's click. In no sum."),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is made of. recipients: contact id -> state in the ledger. measured: contact ids of
    those whose opens are measured. segments: each with the contact ids that it picks now."""

    record: Record
    message: Message | None
    count: LedgerCount
    recipients: Mapping[int, str]
    measured: frozenset[int]
    events: Iterable[StoredEvent]
    gifts: Sequence[StoredGift]
    segments: Sequence[tuple[Segment, frozenset[int]]]
    zone: str
    as_of: datetime


def build(facts: Facts) -> CampaignReport:
    record, count, story = facts.record, facts.count, _Story(facts)
    raised = _Raised(facts.gifts, facts.message)
    starts_at = record.starts_at or story.first_at
    final_at = starts_at + FINAL_AFTER if starts_at else None
    return CampaignReport(
        campaign=record.slug,
        subject=_sketch(facts.message.subject) if facts.message else "",
        state=record.state,
        as_of=facts.as_of,
        starts_at=starts_at,
        final_at=final_at,
        is_final=final_at is not None and facts.as_of >= final_at,
        zone=facts.zone,
        recipients=sum(state != "suppressed" for state in facts.recipients.values()),
        sent=count.accepted + count.refused + count.unknown,
        accepted=count.accepted,
        delivered=len(story.delivered),
        bounced=len(story.of["bounced"]),
        blocked=len(story.of["blocked"] - story.delivered - story.of["bounced"]),
        dropped=len(story.of["dropped"] - story.delivered),
        opens=story.visits("opened"),
        openers=len(story.people("opened", "human")),
        openers_possible=len(story.people("opened", "human", "unknown")),
        clicks=story.visits("clicked"),
        clickers=len(story.people("clicked", "human")),
        clickers_possible=len(story.people("clicked", "human", "unknown")),
        unsubscribed=len(story.of["unsubscribed"]),
        complained=len(story.of["complained"]),
        gifts=raised.totals(),
        per_thousand=raised.per_thousand(len(story.delivered)),
        rates=_rates(story, raised, count.accepted),
        measured=story.measured(),
        links=_links(facts.message, story, raised),
        segments=tuple(_segment(each, ids, story, raised) for each, ids in facts.segments),
        variants=(),
        timeline=tuple(_timeline(starts_at, facts.as_of, story, raised)),
        rules_version=RULES_VERSION,
        definitions=tuple(Definition(term=term, meaning=text) for term, text in _DEFINITIONS),
    )


class _Story:
    """The events of one campaign, told once."""

    def __init__(self, facts: Facts) -> None:
        events = unique(facts.events)
        self.first_at = events[0].happened_at if events else None
        self.of: dict[str, frozenset[int]] = defaultdict(frozenset)
        self._facts = facts
        self._links = _links_of(facts.message)
        self._people: dict[tuple[str, tuple[Actor, ...]], frozenset[int]] = {}
        people: dict[str, set[int]] = defaultdict(set)
        for event in events:
            if event.contact_id:
                people[event.kind].add(event.contact_id)
        self.of.update({kind: frozenset(ids) for kind, ids in people.items()})
        self.delivered = self.of["delivered"] - self.of["bounced"]
        self.delivered_at = _firsts(event for event in events if event.kind == "delivered")
        self._visits = [event for event in events if event.kind in VISITS]
        tracked = sum(link.kind not in _DOORS for link in self._links)
        self._verdicts: Mapping[str, Verdict] = judge(events, links=tracked)

    def each(self, kind: str, *actors: Actor) -> Iterator[StoredEvent]:
        """Visits of a kind by those actors, by time."""
        for event in self._visits:
            if event.kind == kind and self._verdicts[event.id].actor in actors:
                yield event

    def people(self, kind: str, *actors: Actor) -> frozenset[int]:
        if (kind, actors) not in self._people:
            ids = frozenset(event.contact_id for event in self.each(kind, *actors)) - {0}
            self._people[kind, actors] = ids
        return self._people[kind, actors]

    def visits(self, kind: str) -> Visits:
        return _visits(
            self._verdicts[event.id].actor for event in self._visits if event.kind == kind
        )

    @cached_property
    def aggregate(self) -> Visits:
        """Opens that were counted without any person."""
        opens = (event for event in self._visits if not event.contact_id)
        return _visits(self._verdicts[event.id].actor for event in opens if event.kind == "opened")

    def measured(self) -> Measured:
        """Where opens are counted without persons, nobody's are measured."""
        people = 0 if self.aggregate != Visits() else len(self._facts.measured & self.delivered)
        base = len(self.delivered)
        return Measured(
            people=people, share=people / base if base else None, aggregate=self.aggregate
        )

    def opened(self) -> tuple[float | None, float | None]:
        """Low and high share of the delivered whose opens are measured; none where only sums are kept."""
        base = self._facts.measured & self.delivered
        if not base or self.aggregate != Visits():
            return None, None
        surely = len(self.people("opened", "human") & base)
        perhaps = len(self.people("opened", "human", "unknown") & base)
        return surely / len(base), perhaps / len(base)

    def clicks_by_link(self) -> dict[int | None, list[tuple[int, Actor]]]:
        """Index of the link (None: not one of the message's) -> (person, actor) of each click."""
        found: dict[int | None, list[tuple[int, Actor]]] = defaultdict(list)
        for event in self._visits:
            if event.kind == "clicked":
                actor = self._verdicts[event.id].actor
                found[link_of(event, self._links)].append((event.contact_id, actor))
        return found


class _Raised:
    """Gifts in the main currency that our links led to; the rest stands apart."""

    def __init__(self, gifts: Sequence[StoredGift], message: Message | None) -> None:
        ours = [gift for gift in gifts if gift.match in ("token", "campaign")]
        paid = [gift for gift in ours if gift.amount_minor > 0]
        self.currency = _main_currency(paid, message)
        self.gifts = sorted(
            (gift for gift in paid if gift.currency == self.currency),
            key=lambda gift: (gift.given_at, gift.amount_minor, repr(gift)),
        )
        self._others = [gift for gift in paid if gift.currency != self.currency]
        self._assisted = [
            gift for gift in gifts if gift.match == "address" and gift.amount_minor > 0
        ]

    def totals(self) -> Gifts:
        amounts = [_major(gift) for gift in self.gifts]
        total = sum(amounts, Decimal(0))
        return Gifts(
            count=len(amounts),
            total=total,
            average=self._rounded(total / len(amounts)) if amounts else None,
            median=median(amounts) if amounts else None,
            largest=max(amounts, default=None),
            currency=self.currency,
            other_currencies=_by_currency(self._others),
            assisted=_by_currency(self._assisted),
        )

    def sum_of(self, gifts: Iterable[StoredGift]) -> Decimal:
        return sum((_major(gift) for gift in gifts), Decimal(0))

    def per_thousand(self, delivered: int) -> PerThousand:
        if not delivered or self.currency is None:
            return PerThousand()
        amounts = [_major(gift) for gift in self.gifts]
        total = sum(amounts, Decimal(0))
        rest = total - max(amounts, default=Decimal(0))
        return PerThousand(
            all=self._rounded(total * 1000 / delivered),
            without_largest=self._rounded(rest * 1000 / delivered),
        )

    def _rounded(self, amount: Decimal) -> Decimal:
        return round(amount, get_currency_precision(self.currency or "EUR"))


def _rates(story: _Story, raised: _Raised, accepted: int) -> Rates:
    delivered, clickers = len(story.delivered), len(story.people("clicked", "human"))
    low, high = story.opened()
    clicked = share(min(clickers, delivered), delivered)
    return Rates(
        delivered=_ratio(delivered, accepted),
        bounced=_ratio(len(story.of["bounced"]), accepted),
        opened_low=low,
        opened_high=high,
        clicked=_ratio(clickers, delivered),
        clicked_low=_end(clicked, "low"),
        clicked_high=_end(clicked, "high"),
        unsubscribed=_ratio(len(story.of["unsubscribed"]), delivered),
        complained=_ratio(len(story.of["complained"]), delivered),
        response=_ratio(len(raised.gifts), delivered),
        completion=_ratio(len(raised.gifts), clickers),
    )


def _links(message: Message | None, story: _Story, raised: _Raised) -> tuple[LinkLine, ...]:
    """The message's links in reading order, and one line for clicks on other addresses, if any."""
    clicks = story.clicks_by_link()
    by_place: dict[str | None, list[StoredGift]] = defaultdict(list)
    for gift in raised.gifts:
        by_place[gift.place].append(gift)
    lines = [
        LinkLine(
            index=link.index,
            place=link.place,
            label=link.label,
            kind=link.kind,
            gifts=len(by_place[link.place]),
            raised=raised.sum_of(by_place[link.place]),
            **_clicked(clicks[link.index]),
        )
        for link in _links_of(message)
    ]
    if clicks[None]:
        lines.append(
            LinkLine(index=None, place="", label="", kind="other", **_clicked(clicks[None]))
        )
    return tuple(lines)


def _segment(segment: Segment, ids: frozenset[int], story: _Story, raised: _Raised) -> SegmentLine:
    gifts = [gift for gift in raised.gifts if gift.contact_id in ids]
    return SegmentLine(
        name=segment.name,
        reads_as=segment.reads_as,
        recipients=len(ids),
        delivered=len(ids & story.delivered),
        openers=len(ids & story.people("opened", "human")),
        clickers=len(ids & story.people("clicked", "human")),
        unsubscribed=len(ids & story.of["unsubscribed"]),
        gifts=len(gifts),
        raised=raised.sum_of(gifts),
    )


def _timeline(
    starts_at: datetime | None, as_of: datetime, story: _Story, raised: _Raised
) -> Iterator[Moment]:
    """At fixed hours after the start, and now."""
    if starts_at is None or as_of < starts_at:
        return
    delivered = [at for id, at in story.delivered_at.items() if id in story.delivered]
    openers = _firsts(story.each("opened", "human")).values()
    clickers = _firsts(story.each("clicked", "human")).values()
    now = (as_of - starts_at) / timedelta(hours=1)
    for hours in (*(mark for mark in _HOURS if mark < now), round(now, 2)):
        at = min(starts_at + timedelta(hours=hours), as_of) if hours < now else as_of
        gifts = [gift for gift in raised.gifts if gift.given_at <= at]
        yield Moment(
            hours=hours,
            at=at,
            delivered=sum(moment <= at for moment in delivered),
            openers=sum(moment <= at for moment in openers),
            clickers=sum(moment <= at for moment in clickers),
            gifts=len(gifts),
            raised=raised.sum_of(gifts),
        )


def _firsts(events: Iterable[StoredEvent]) -> dict[int, datetime]:
    """Person -> the first of these events, which come by time."""
    found: dict[int, datetime] = {}
    for event in events:
        if event.contact_id:
            found.setdefault(event.contact_id, event.happened_at)
    return found


def _links_of(message: Message | None) -> Sequence[Link]:
    return message.links if message else ()


def _clicked(clicks: Sequence[tuple[int, Actor]]) -> dict[str, Visits | int]:
    people = {person for person, actor in clicks if actor == "human"} - {0}
    return {"clicks": _visits(actor for _, actor in clicks), "clickers": len(people)}


def _visits(actors: Iterable[Actor]) -> Visits:
    counted = Counter(actors)
    return Visits(human=counted["human"], machine=counted["machine"], unknown=counted["unknown"])


def _main_currency(gifts: Sequence[StoredGift], message: Message | None) -> str | None:
    """The one of most gifts, the campaign's own among equals."""
    asked = message.ask.currency if message and message.ask else None
    counted = Counter(gift.currency for gift in gifts)
    if not counted:
        return asked
    return min(counted, key=lambda currency: (-counted[currency], currency != asked, currency))


def _by_currency(gifts: Sequence[StoredGift]) -> tuple[GiftTotal, ...]:
    held: dict[str, list[Decimal]] = defaultdict(list)
    for gift in gifts:
        held[gift.currency].append(_major(gift))
    return tuple(
        GiftTotal(currency=currency, count=len(held[currency]), total=sum(held[currency]))
        for currency in sorted(held)
    )


def _major(gift: StoredGift) -> Decimal:
    return Decimal(gift.amount_minor).scaleb(-get_currency_precision(gift.currency))


def _ratio(part: int, base: int) -> float | None:
    return part / base if base else None


def _end(interval: Interval | None, name: str) -> float | None:
    return None if interval is None else float(getattr(interval, name))


def _sketch(part: Part) -> str:
    """A text with `…` where each person has their own words."""
    return "…".join(part.statics)
