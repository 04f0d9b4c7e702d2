"""Who opened and clicked: the signs of machines, one by one, and that order and repeats change nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.measuring import Interval, Verdict, is_prefetch, judge, link_of, share, unique
from mailer.model.event import EventKind, StoredEvent
from mailer.model.message import Link, Part

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
HUMAN = Verdict("human")


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def event(
    id: str,
    kind: EventKind,
    seconds: float,
    *,
    contact: int = 1,
    link: int | None = None,
    **facts: object,
) -> StoredEvent:
    base = StoredEvent(id, kind, at(seconds), contact, link_index=link, user_agent=FIREFOX)
    return replace(base, **facts)  # type: ignore[arg-type]


def delivered(contact: int = 1, seconds: float = 0) -> StoredEvent:
    return event(f"delivered {contact} {seconds}", "delivered", seconds, contact=contact)


def test_a_browser_an_hour_after_delivery_is_a_person() -> None:
    click, opening = event("c", "clicked", 3600, link=0), event("o", "opened", 3590)
    assert judge([delivered(), opening, click], links=5) == {"c": HUMAN, "o": HUMAN}


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"is_machine": True}, "flagged"),
        ({"method": "HEAD"}, "method"),
        ({"method": "options"}, "method"),
        ({"user_agent": None}, "no-user-agent"),
        ({"user_agent": "  "}, "no-user-agent"),
        ({"user_agent": "Mozilla/5.0"}, "bare-user-agent"),
        ({"user_agent": "Barracuda Sentinel (EE)"}, "scanner"),
        ({"user_agent": "python-httpx/0.28"}, "scanner"),
        ({"user_agent": "Mozilla/5.0 (compatible; SomeBot/1.0)"}, "scanner"),
        ({"user_agent": "Mozilla/5.0 (X11) HeadlessChrome/140"}, "scanner"),
    ],
)
@pytest.mark.parametrize("kind", ["opened", "clicked"])
def test_each_sign_alone_makes_it_a_machines(
    kind: EventKind, facts: dict[str, object], sign: str
) -> None:
    visit = event("v", kind, 3600, **facts)
    assert judge([delivered(), visit], links=5) == {"v": Verdict("machine", (sign,))}


@pytest.mark.parametrize("method", [None, "GET", "get", "POST"])
def test_an_ordinary_request_is_no_sign(method: str | None) -> None:
    assert judge([event("v", "clicked", 3600, method=method)], links=5) == {"v": HUMAN}


def test_a_phone_whose_maker_ends_in_bot_is_no_bot() -> None:
    phone = "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) AppleWebKit/537.36 Chrome/140 Mobile"
    assert judge([event("v", "clicked", 3600, user_agent=phone)], links=5) == {"v": HUMAN}


@pytest.mark.parametrize(
    ("seconds", "actor"), [(-30, "machine"), (0, "machine"), (9, "machine"), (10, "human")]
)
def test_ten_seconds_after_delivery_is_the_border(seconds: float, actor: str) -> None:
    assert judge([delivered(), event("v", "clicked", seconds)], links=5)["v"].actor == actor


def test_the_first_delivery_counts_and_only_ones_own() -> None:
    events = [delivered(1, 0), delivered(1, 3600), delivered(2, 3600), event("v", "clicked", 3605)]
    assert judge(events, links=5) == {"v": HUMAN}


def test_three_links_in_five_seconds_are_a_scanner() -> None:
    clicks = [event(f"c{n}", "clicked", 3600 + 2.5 * n, link=n) for n in range(3)]
    verdicts = judge([delivered(), *clicks], links=9)
    assert {v.actor for v in verdicts.values()} == {"machine"}
    assert {v.reasons for v in verdicts.values()} == {("burst",)}


def test_three_links_in_six_seconds_are_a_reader_in_a_hurry() -> None:
    clicks = [event(f"c{n}", "clicked", 3600 + 3 * n, link=n) for n in range(3)]
    assert set(judge([delivered(), *clicks], links=9).values()) == {HUMAN}


def test_one_link_clicked_thrice_is_an_impatient_person() -> None:
    clicks = [event(f"c{n}", "clicked", 3600 + n, link=4) for n in range(3)]
    assert set(judge([delivered(), *clicks], links=9).values()) == {HUMAN}


def test_three_people_on_three_links_are_no_burst() -> None:
    clicks = [event(f"c{n}", "clicked", 3600 + n, link=n, contact=n + 1) for n in range(3)]
    assert set(judge(clicks, links=9).values()) == {HUMAN}


def test_all_links_at_once_are_a_scanner_even_where_there_are_two() -> None:
    clicks = [event(f"c{n}", "clicked", 3600 + n, link=n) for n in range(2)]
    assert {v.actor for v in judge(clicks, links=2).values()} == {"machine"}
    assert {v.actor for v in judge(clicks, links=3).values()} == {"human"}


def test_links_are_told_apart_by_their_address_where_they_have_no_number() -> None:
    clicks = [
        event(f"c{n}", "clicked", 3600 + n, url=f"https://give.example.org/{n}") for n in range(3)
    ]
    assert {v.reasons for v in judge(clicks, links=9).values()} == {("burst",)}


def office(people: int, width: float, **facts: object) -> list[StoredEvent]:
    """Clicks of some people, spread evenly over a time, from one address of the network."""
    step = width / (people - 1)
    return [
        event(f"c{n}", "clicked", 3600 + n * step, contact=n + 1, link=0, ip_hash="aa", **facts)
        for n in range(people)
    ]


@pytest.mark.parametrize(
    ("people", "width", "actor"), [(10, 60, "machine"), (9, 5, "human"), (10, 70, "human")]
)
def test_one_address_for_ten_people_in_a_minute_is_a_gateway(
    people: int, width: float, actor: str
) -> None:
    assert {v.actor for v in judge(office(people, width), links=9).values()} == {actor}


def test_mail_proxies_are_shared_by_everybody() -> None:
    opens = [
        event(f"o{n}", "opened", 3600 + n, contact=n + 1, ip_hash="aa", user_agent=GMAIL)
        for n in range(20)
    ]
    assert set(judge(opens, links=9).values()) == {Verdict("unknown", ("mail-proxy",))}


def test_a_mail_proxys_open_is_doubtful_until_the_person_comes_back() -> None:
    opening = event("o", "opened", 3600, user_agent=GMAIL)
    back = event("c", "clicked", 3660, link=0)
    lifted = Verdict("human", ("mail-proxy", "came-back"))
    assert judge([opening, back], links=9) == {"o": lifted, "c": HUMAN}


def test_coming_back_at_once_or_before_lifts_no_doubt() -> None:
    before, opening = event("c", "clicked", 3600), event("o", "opened", 3700, user_agent=GMAIL)
    at_once = event("d", "clicked", 3701, link=0)
    assert judge([before, opening, at_once], links=9)["o"].actor == "unknown"


def test_a_machines_visit_lifts_no_doubt() -> None:
    opening = event("o", "opened", 3600, user_agent=GMAIL)
    scan = event("c", "clicked", 9000, user_agent="Barracuda")
    assert judge([opening, scan], links=9)["o"].actor == "unknown"


def test_a_visit_beside_a_machines_is_doubtful_and_a_later_one_is_a_person() -> None:
    scan, beside = event("s", "clicked", 9, link=0), event("b", "clicked", 15, link=1)
    later = event("l", "clicked", 500, link=0)
    assert judge([delivered(), scan, beside], links=9)["b"] == Verdict(
        "unknown", ("beside-machine",)
    )
    both = judge([delivered(), scan, beside, later], links=9)
    assert (both["s"].actor, both["b"].actor, both["l"].actor) == ("machine", "human", "human")


def test_opens_of_nobody_in_particular_are_judged_by_themselves() -> None:
    opens = [event(f"o{n}", "opened", 3600, contact=0, ip_hash="aa") for n in range(30)]
    opens.append(event("m", "opened", 3600, contact=0, user_agent="Mozilla/5.0"))
    verdicts = judge(opens, links=9)
    assert verdicts.pop("m").actor == "machine"
    assert set(verdicts.values()) == {HUMAN}


stories = st.lists(
    st.builds(
        event,
        st.uuids().map(str),
        st.sampled_from(["delivered", "opened", "clicked", "bounced"]),
        st.integers(-5, 200),
        contact=st.integers(0, 12),
        link=st.one_of(st.none(), st.integers(0, 4)),
        user_agent=st.sampled_from([FIREFOX, GMAIL, "Mozilla/5.0", "curl/8", None]),
        ip_hash=st.sampled_from([None, "aa", "bb"]),
        is_machine=st.booleans(),
    ),
    max_size=40,
)


@given(story=stories, data=st.data())
def test_order_and_repeats_change_nothing(story: list[StoredEvent], data: st.DataObject) -> None:
    again: Sequence[StoredEvent] = data.draw(st.lists(st.sampled_from(story))) if story else []
    shuffled = data.draw(st.permutations([*story, *again]))
    assert judge(shuffled, links=5) == judge(story, links=5)
    assert unique(shuffled) == unique(story)


@given(story=stories)
def test_every_visit_gets_exactly_one_verdict(story: list[StoredEvent]) -> None:
    visits = {one.id for one in story if one.kind in ("opened", "clicked")}
    assert set(judge(story, links=5)) == visits


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Purpose": "prefetch"}, True),
        ({"sec-purpose": "prefetch;prerender"}, True),
        ({"X-Moz": "Prefetch"}, True),
        ({"X-Purpose": "preview"}, True),
        ({"Sec-Fetch-Mode": "navigate"}, False),
        ({}, False),
    ],
)
def test_a_browser_that_only_prefetches_says_so(headers: dict[str, str], expected: bool) -> None:
    assert is_prefetch(headers) is expected


FORM = "https://give.example.org/form?amount="


def link(index: int, *statics: str) -> Link:
    destination = Part(statics, tuple(range(len(statics) - 1)))
    return Link(index, f"place{index}", "donate", "Give", destination)


LINKS = (
    link(0, FORM, "&ref=", "_early"),
    link(1, FORM, "&ref=", "_button"),
    link(2, "https://www.example.org/story"),
    link(3, "https://www.example.org/story"),
    link(4, "https://www.example.org/fl%C3%BCsse?", ""),
)


@pytest.mark.parametrize(
    ("url", "number", "expected"),
    [
        (f"{FORM}50&ref=abc_button", None, 1),
        (f"{FORM}50&ref=abc_button", 0, 1),
        (f"{FORM}&ref=_early", None, 0),
        (f"{FORM}50&ref=abc_elsewhere", None, None),
        (f"{FORM}50&ref=abc_elsewhere", 1, 1),
        ("https://www.example.org/story", 3, 3),
        ("https://www.example.org/story", 9, 2),
        ("https://www.example.org/story", None, 2),
        ("https://www.example.org/story?x=1", None, None),
        ("https://www.example.org/flüsse?x=1", None, 4),
        ("https://www.example.org/fl%c3%bcsse?", None, 4),
        (None, 4, 4),
        (None, 17, None),
        (None, None, None),
        ("", 1, 1),
    ],
)
def test_a_link_is_known_by_its_address_and_else_by_its_number(
    url: str | None, number: int | None, expected: int | None
) -> None:
    assert link_of(event("c", "clicked", 0, url=url, link=number), LINKS) == expected


def test_the_interval_of_five_in_ten_is_wilsons() -> None:
    """centre (0.5 + 3.8415/20) / 1.38415 = 0.5; half 1.96/1.38415 x sqrt(0.025 + 3.8415/400) = 0.2634."""
    found = share(5, 10)
    assert found is not None
    assert (found.share, round(found.low, 4), round(found.high, 4)) == (0.5, 0.2366, 0.7634)


def test_none_in_ten_may_still_be_a_quarter() -> None:
    """low 0; high z2/n / (1 + z2/n) = 0.38415 / 1.38415 = 0.2775."""
    found = share(0, 10)
    assert found == Interval(0.0, 0.0, found.high if found else 0.0)
    assert found is not None
    assert round(found.high, 4) == 0.2775


def test_a_share_of_nothing_is_no_number() -> None:
    assert share(0, 0) is None


@given(base=st.integers(1, 10**7), data=st.data())
def test_the_share_lies_in_its_interval(base: int, data: st.DataObject) -> None:
    found = share(data.draw(st.integers(0, base)), base)
    assert found is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
