"""One campaign's report: what the ports give -> the figures.

    events -> each id once -> people by what happened, visits with a verdict
    gifts  -> those our links led to, in the main currency; others and assisted ones apart
    both   -> totals, rates, per link, per segment, over time

The same events and gifts give the same report, in whatever order and however often they came.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from mailer.measuring import RULES_VERSION, share
from mailer.model.event import Actor
from mailer.model.gift import StoredGift
from mailer.model.message import Link, Message
from mailer.model.report import (
    CampaignReport,
    Definition,
    LinkLine,
    Moment,
    Rates,
    Visits,
)
from mailer.reports.campaign.facts import Facts, sketch
from mailer.reports.campaign.groups import groups, segment_line, verdict
from mailer.reports.campaign.raised import Raised
from mailer.reports.campaign.shares import end, ratio
from mailer.reports.campaign.story import Story, firsts, visits_of

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


def build(facts: Facts) -> CampaignReport:
    record, count, story = facts.record, facts.count, Story(facts)
    raised = Raised(facts.gifts, facts.message)
    starts_at = record.starts_at or story.first_at
    final_at = starts_at + FINAL_AFTER if starts_at else None
    variants = groups(facts, story, raised, lambda message: message.variant)
    return CampaignReport(
        campaign=record.slug,
        subject=sketch(facts.message.subject) if facts.message else "",
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
        links=_links(facts.messages, story, raised),
        segments=tuple(segment_line(each, ids, story, raised) for each, ids in facts.segments),
        variants=variants,
        verdict=verdict(variants),
        languages=groups(facts, story, raised, lambda message: message.language),
        timeline=tuple(_timeline(starts_at, facts.as_of, story, raised)),
        rules_version=RULES_VERSION,
        definitions=tuple(Definition(term=term, meaning=text) for term, text in _DEFINITIONS),
    )


def _rates(story: Story, raised: Raised, accepted: int) -> Rates:
    delivered, clickers = len(story.delivered), len(story.people("clicked", "human"))
    low, high = story.opened()
    clicked = share(min(clickers, delivered), delivered)
    return Rates(
        delivered=ratio(delivered, accepted),
        bounced=ratio(len(story.of["bounced"]), accepted),
        opened_low=low,
        opened_high=high,
        clicked=ratio(clickers, delivered),
        clicked_low=end(clicked, "low"),
        clicked_high=end(clicked, "high"),
        unsubscribed=ratio(len(story.of["unsubscribed"]), delivered),
        complained=ratio(len(story.of["complained"]), delivered),
        response=ratio(len(raised.gifts), delivered),
        completion=ratio(len(raised.gifts), clickers),
    )


def _links(messages: Sequence[Message], story: Story, raised: Raised) -> tuple[LinkLine, ...]:
    """The links in reading order, those of one place in all editions together, and one line for clicks on
    other addresses, if any. index, label: of the first edition that has the place."""
    clicks = story.clicks_by_place()
    places: dict[str, Link] = {}
    for message in messages:
        for link in message.links:
            places.setdefault(link.place, link)
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
            **_clicked(clicks[link.place]),
        )
        for link in places.values()
    ]
    if clicks[None]:
        lines.append(
            LinkLine(index=None, place="", label="", kind="other", **_clicked(clicks[None]))
        )
    return tuple(lines)


def _timeline(
    starts_at: datetime | None, as_of: datetime, story: Story, raised: Raised
) -> Iterator[Moment]:
    """At fixed hours after the start, and now."""
    if starts_at is None or as_of < starts_at:
        return
    delivered = [at for id, at in story.delivered_at.items() if id in story.delivered]
    openers = firsts(story.each("opened", "human")).values()
    clickers = firsts(story.each("clicked", "human")).values()
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


def _clicked(clicks: Sequence[tuple[int, Actor]]) -> dict[str, Visits | int]:
    people = {person for person, actor in clicks if actor == "human"} - {0}
    return {"clicks": visits_of(actor for _, actor in clicks), "clickers": len(people)}
