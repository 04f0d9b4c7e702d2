"""The figures of a campaign: people once, machines apart, money net, each rate with its base."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.model.event import StoredEvent
from mailer.model.gift import StoredGift
from mailer.model.report import GiftTotal, Visits
from mailer.reports import build
from tests.unit.reports.river import (
    FORM,
    GMAIL,
    START,
    event,
    facts,
    gift,
    segment,
)

DELIVERED = [event("delivered", person, 1) for person in range(1, 21)]


def test_sent_is_accepted_refused_and_unknown_together() -> None:
    made = build(facts([], accepted=14, refused=3, unknown=2, remaining=1))
    assert (made.sent, made.accepted) == (19, 14)


def test_delivered_counts_people_once_whatever_is_told_twice() -> None:
    again = replace(DELIVERED[0], id="another id", happened_at=START)
    assert build(facts([*DELIVERED, *DELIVERED, again])).delivered == 20


def test_who_bounces_later_was_not_delivered_in_either_order() -> None:
    bounce = event("bounced", 3, 2)
    for events in ([*DELIVERED, bounce], [bounce, *DELIVERED]):
        made = build(facts(events))
        assert (made.delivered, made.bounced) == (19, 1)
        assert made.rates.delivered == pytest.approx(19 / 20)
        assert made.rates.bounced == pytest.approx(1 / 20)


def test_a_block_that_is_overcome_is_a_delivery() -> None:
    made = build(facts([event("blocked", 1, 0.5), event("blocked", 30, 1), *DELIVERED]))
    assert (made.delivered, made.blocked) == (20, 1)


def test_machines_are_counted_apart_and_deliver_nothing() -> None:
    scans = [event("clicked", 1, 60, link=0, is_machine=True), event("opened", 2, 0.9)]
    made = build(facts([event("delivered", 2, 1), *scans]))
    assert made.clicks == Visits(machine=1)
    assert made.opens == Visits(machine=1)
    assert (made.delivered, made.openers, made.clickers) == (1, 0, 0)


def test_openers_and_clickers_are_people_and_opens_and_clicks_are_visits() -> None:
    visits = [event("opened", 1, 60), event("opened", 1, 90), event("opened", 2, 60)]
    clicks = [event("clicked", 1, 61, link=0), event("clicked", 1, 91, link=2)]
    made = build(facts([*DELIVERED, *visits, *clicks]))
    assert (made.opens.human, made.openers) == (3, 2)
    assert (made.clicks.human, made.clickers) == (2, 1)
    assert made.rates.clicked == pytest.approx(1 / 20)


def test_opens_are_a_range_from_surely_to_perhaps_human() -> None:
    events = [event("opened", 1, 60), event("opened", 2, 60, user_agent=GMAIL)]
    made = build(facts([*DELIVERED, *events]))
    assert (made.openers, made.openers_possible) == (1, 2)
    assert (made.rates.opened_low, made.rates.opened_high) == (1 / 20, 2 / 20)


def test_opens_are_rated_only_among_those_whose_opens_are_measured() -> None:
    made = build(facts([*DELIVERED, event("opened", 1, 60)], measured=frozenset({1, 2, 3, 4, 99})))
    assert (made.measured.people, made.measured.share) == (4, 4 / 20)
    assert made.rates.opened_low == 1 / 4


def test_nobody_measured_is_no_rate() -> None:
    made = build(facts(DELIVERED, measured=frozenset()))
    assert (made.rates.opened_low, made.rates.opened_high) == (None, None)


def test_opens_of_nobody_in_particular_are_counted_and_rate_nothing() -> None:
    opens = [event("opened", 0, minutes) for minutes in (60, 61)]
    made = build(facts([*DELIVERED, *opens]))
    assert (made.measured.aggregate, made.measured.people) == (Visits(human=2), 0)
    assert (made.opens.human, made.openers, made.rates.opened_low) == (2, 0, None)


def test_leaving_and_complaining_count_people() -> None:
    events = [event("unsubscribed", 1, 60), event("unsubscribed", 1, 61), event("complained", 2, 9)]
    made = build(facts([*DELIVERED, *events]))
    assert (made.unsubscribed, made.complained) == (1, 1)
    assert made.rates.unsubscribed == 1 / 20


def test_gifts_are_summed_net_with_average_median_and_largest() -> None:
    """20 + 30 + 100 = 150; average 50; per thousand of 20: 7,500; without the largest 2,500."""
    made = build(facts(DELIVERED, [gift(20), gift(100), gift(30), gift(0)]))
    found = made.gifts
    assert (found.count, found.total, found.average) == (3, Decimal(150), Decimal(50))
    assert (found.median, found.largest, found.currency) == (Decimal(30), Decimal(100), "EUR")
    assert made.per_thousand.all == Decimal(7500)
    assert made.per_thousand.without_largest == Decimal(2500)
    assert made.rates.response == 3 / 20


def test_averages_are_rounded_to_the_currencys_decimals() -> None:
    assert build(facts([], [gift(10), gift(10), gift(5)])).gifts.average == Decimal("8.33")


def test_other_currencies_and_assisted_gifts_stand_apart() -> None:
    gifts = [gift(20), gift(30), gift(40, currency="USD"), gift(500, match="address")]
    found = build(facts(DELIVERED, [*gifts, gift(9, match="none")])).gifts
    assert (found.count, found.total, found.currency) == (2, Decimal(50), "EUR")
    assert found.other_currencies == (GiftTotal(currency="USD", count=1, total=Decimal(40)),)
    assert found.assisted == (GiftTotal(currency="EUR", count=1, total=Decimal(500)),)


def test_the_currency_of_most_gifts_leads_and_ours_among_equals() -> None:
    assert build(facts([], [gift(5, currency="USD")])).gifts.currency == "USD"
    assert build(facts([], [gift(5, currency="USD"), gift(5)])).gifts.currency == "EUR"
    assert build(facts([])).gifts.currency == "EUR"


def test_without_gifts_there_is_no_average() -> None:
    found = build(facts(DELIVERED)).gifts
    assert (found.count, found.total, found.average, found.median) == (0, Decimal(0), None, None)


def test_clicks_and_gifts_are_shown_by_link() -> None:
    clicks = [
        event("clicked", 1, 60, url=f"{FORM}50&ref=abc_button"),
        event("clicked", 1, 70, url=f"{FORM}50&ref=abc_button"),
        event("clicked", 2, 60, url=f"{FORM}75&ref=xyz_early", link=9),
        event("clicked", 3, 60, link=2),
        event("clicked", 4, 60, url="https://elsewhere.example.net/"),
        event("clicked", 5, 60, url="https://www.example.org/story", is_machine=True),
    ]
    made = build(facts([*DELIVERED, *clicks], [gift(20), gift(30, place="early")]))
    lines = {line.place: line for line in made.links}
    assert list(lines) == ["early", "button", "story", "unsubscribe", ""]
    assert (lines["button"].clicks.human, lines["button"].clickers) == (2, 1)
    assert (lines["button"].gifts, lines["button"].raised) == (1, Decimal(20))
    assert (lines["early"].clickers, lines["early"].raised) == (1, Decimal(30))
    assert lines["story"].clicks == Visits(human=1, machine=1)
    assert (lines[""].index, lines[""].clickers) == (None, 1)
    assert sum(line.clicks.human for line in made.links) == made.clicks.human


def test_a_campaign_without_a_frozen_message_has_a_report_all_the_same() -> None:
    made = build(facts([event("clicked", 1, 60, link=2)], message=None))
    assert (made.subject, made.clickers, made.gifts.currency) == ("", 1, None)
    assert [line.index for line in made.links] == [None]


def test_the_subject_is_shown_with_gaps_where_people_differ() -> None:
    assert build(facts([])).subject == "Before the vote, …"


def test_segments_show_their_part_and_may_overlap() -> None:
    groups = (
        (segment("everyone"), frozenset(range(1, 21))),
        (segment("near"), frozenset({1, 2, 3})),
    )
    events = [*DELIVERED, event("clicked", 1, 60, link=0), event("clicked", 9, 60, link=0)]
    made = build(facts(events, [gift(20, 1), gift(30, 9)], segments=groups))
    everyone, near = made.segments
    assert (everyone.recipients, everyone.clickers, everyone.raised) == (20, 2, Decimal(50))
    assert (near.recipients, near.delivered, near.clickers, near.gifts) == (3, 3, 1, 1)
    assert (everyone.is_small, near.is_small) == (False, True)


def test_the_timeline_grows_to_what_the_report_says() -> None:
    clicks = [event("clicked", person, 60 * person, link=0) for person in range(1, 6)]
    made = build(facts([*DELIVERED, *clicks], [gift(20, hours=30)]))
    assert [moment.hours for moment in made.timeline] == [1, 2, 4, 8, 12, 24, 36, 48, 72, 73]
    by_hour = {moment.hours: moment for moment in made.timeline}
    assert [by_hour[hours].clickers for hours in (1, 2, 4, 8)] == [1, 2, 4, 5]
    assert [by_hour[hours].gifts for hours in (24, 36)] == [0, 1]
    last = made.timeline[-1]
    assert (last.delivered, last.clickers, last.raised) == (20, 5, Decimal(20))
    assert last.at == made.as_of


def test_before_the_start_there_is_no_timeline() -> None:
    assert build(facts([], hours=-1)).timeline == ()


@pytest.mark.parametrize(("hours", "is_final"), [(335, False), (336, True)])
def test_a_report_is_final_after_fourteen_days(hours: float, is_final: bool) -> None:
    made = build(facts([], hours=hours))
    assert made.final_at == START + timedelta(days=14)
    assert made.is_final is is_final


def test_a_report_holds_the_keys_that_programs_rely_on() -> None:
    told = build(facts(DELIVERED, [gift(20)])).model_dump(mode="json")
    assert set(told) >= {
        "sent", "accepted", "delivered", "bounced", "opens", "openers", "clicks", "clickers",
        "unsubscribed", "complained", "gifts", "rates", "links", "segments", "variants", "timeline",
    }  # fmt: skip
    assert set(told["opens"]) == set(told["clicks"]) == {"human", "machine", "unknown"}
    assert set(told["gifts"]) >= {"count", "total", "average", "median", "largest", "currency"}
    assert told["gifts"]["total"] == 20


kinds = st.sampled_from(
    ["delivered", "bounced", "opened", "clicked", "unsubscribed", "complained", "blocked"]
)
stories = st.lists(
    st.builds(
        event,
        kinds,
        st.integers(0, 6),
        st.integers(0, 90),
        link=st.none() | st.integers(0, 5),
        ip_hash=st.sampled_from([None, "aa"]),
        is_machine=st.booleans(),
        id=st.uuids().map(str),
        user_agent=st.sampled_from([GMAIL, "Mozilla/5.0", "A browser", None]),
    ),
    max_size=25,
)
givers = st.lists(
    st.builds(
        gift,
        st.integers(0, 300),
        st.integers(1, 6),
        place=st.sampled_from(["button", "early", "lost", None]),
        currency=st.sampled_from(["EUR", "USD"]),
        match=st.sampled_from(["token", "campaign", "address"]),
    ),
    max_size=8,
)


@given(story=stories, gifts=givers, data=st.data())
def test_order_and_repeats_of_events_change_no_figure(
    story: list[StoredEvent], gifts: list[StoredGift], data: st.DataObject
) -> None:
    groups = ((segment("near"), frozenset({1, 2, 3})),)
    again = data.draw(st.lists(st.sampled_from(story))) if story else []
    shuffled = data.draw(st.permutations([*story, *again]))
    mixed = data.draw(st.permutations(gifts))
    first = build(facts(story, gifts, segments=groups))
    assert build(facts(list(shuffled), list(mixed), segments=groups)) == first


@given(story=stories, gifts=givers)
def test_the_parts_never_say_more_than_the_whole(
    story: list[StoredEvent], gifts: list[StoredGift]
) -> None:
    made = build(facts(story, gifts))
    assert made.openers <= made.openers_possible <= 6
    assert made.clickers <= made.clickers_possible <= 6
    assert sum(line.clicks.human for line in made.links) == made.clicks.human
    assert sum((line.raised for line in made.links), Decimal(0)) <= made.gifts.total
