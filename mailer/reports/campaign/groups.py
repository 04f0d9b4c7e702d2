"""Lines of a report for some of the recipients: a segment, a variant, a language."""

from collections.abc import Callable, Sequence

from mailer.measuring import share
from mailer.model.message import Message
from mailer.model.report import (
    SegmentLine,
    VariantLine,
)
from mailer.model.segment import Everyone, Segment
from mailer.reports.campaign.facts import Facts, sketch
from mailer.reports.campaign.raised import Raised
from mailer.reports.campaign.shares import end, ratio
from mailer.reports.campaign.story import Story


def segment_line(
    segment: Segment, ids: frozenset[int], story: Story, raised: Raised
) -> SegmentLine:
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


def groups(
    facts: Facts, story: Story, raised: Raised, name_of: Callable[[Message], str]
) -> tuple[VariantLine, ...]:
    """The recipients by what their message is, where it is not the same for all."""
    names = list(dict.fromkeys(map(name_of, facts.messages)))
    if len(names) < 2:
        return ()
    ids: dict[str, set[int]] = {name: set() for name in names}
    for contact_id, number in facts.editions.items():
        if facts.recipients.get(contact_id) != "suppressed":
            ids[name_of(facts.messages[number])].add(contact_id)
    subjects = {name_of(each): sketch(each.subject) for each in reversed(facts.messages)}
    return tuple(
        _variant(Segment(name, Everyone(), subjects[name]), frozenset(ids[name]), story, raised)
        for name in names
    )


def _variant(segment: Segment, ids: frozenset[int], story: Story, raised: Raised) -> VariantLine:
    line = segment_line(segment, ids, story, raised)
    clicked = share(min(line.clickers, line.delivered), line.delivered)
    return VariantLine(
        **line.model_dump(),
        clicked=ratio(line.clickers, line.delivered),
        clicked_low=end(clicked, "low"),
        clicked_high=end(clicked, "high"),
        per_thousand=raised.per(line.raised, line.delivered),
    )


def verdict(variants: Sequence[VariantLine]) -> str:
    """One sentence on the clicks: which variant was ahead, and whether chance alone could have done it."""
    ranked = sorted(
        (line for line in variants if line.clicked is not None),
        key=lambda line: (-(line.clicked or 0), line.name),
    )
    if len(ranked) < 2:
        return ""
    first, second = ranked[:2]
    if (first.clicked_low or 0) > (second.clicked_high or 0):
        return f"{first.name} was clicked more than {second.name}, by more than chance would do."
    return "The difference in clicks may be chance alone."
