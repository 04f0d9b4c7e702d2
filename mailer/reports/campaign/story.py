"""The events of one campaign: who did what, and which visits were people's."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from mailer.measuring import VISITS, Verdict, judge, link_of, unique
from mailer.model.event import Actor, StoredEvent
from mailer.model.report import (
    Measured,
    Visits,
)
from mailer.reports.campaign.facts import Facts

_DOORS = ("unsubscribe", "preferences", "browser")


class Story:
    """The events of one campaign, told once."""

    def __init__(self, facts: Facts) -> None:
        events = unique(facts.events)
        self.first_at = events[0].happened_at if events else None
        self.of: dict[str, frozenset[int]] = defaultdict(frozenset)
        self._facts = facts
        self._people: dict[tuple[str, tuple[Actor, ...]], frozenset[int]] = {}
        people: dict[str, set[int]] = defaultdict(set)
        for event in events:
            if event.contact_id:
                people[event.kind].add(event.contact_id)
        self.of.update({kind: frozenset(ids) for kind, ids in people.items()})
        self.delivered = self.of["delivered"] - self.of["bounced"]
        self.delivered_at = firsts(event for event in events if event.kind == "delivered")
        self._visits = [event for event in events if event.kind in VISITS]
        links = facts.message.links if facts.message else ()
        tracked = sum(link.kind not in _DOORS for link in links)
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
        return visits_of(
            self._verdicts[event.id].actor for event in self._visits if event.kind == kind
        )

    @cached_property
    def aggregate(self) -> Visits:
        """Opens that were counted without any person."""
        opens = (event for event in self._visits if not event.contact_id)
        return visits_of(
            self._verdicts[event.id].actor for event in opens if event.kind == "opened"
        )

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

    def clicks_by_place(self) -> dict[str | None, list[tuple[int, Actor]]]:
        """Place of the link (None: not one of their message's) -> (person, actor) of each click."""
        found: dict[str | None, list[tuple[int, Actor]]] = defaultdict(list)
        for event in self._visits:
            if event.kind == "clicked":
                actor = self._verdicts[event.id].actor
                found[self._place(event)].append((event.contact_id, actor))
        return found

    def _place(self, event: StoredEvent) -> str | None:
        message = self._facts.given(event.contact_id)
        links = message.links if message else ()
        index = link_of(event, links)
        return next((link.place for link in links if link.index == index), None)


def firsts(events: Iterable[StoredEvent]) -> dict[int, datetime]:
    """Person -> the first of these events, which come by time."""
    found: dict[int, datetime] = {}
    for event in events:
        if event.contact_id:
            found.setdefault(event.contact_id, event.happened_at)
    return found


def visits_of(actors: Iterable[Actor]) -> Visits:
    counted = Counter(actors)
    return Visits(human=counted["human"], machine=counted["machine"], unknown=counted["unknown"])
