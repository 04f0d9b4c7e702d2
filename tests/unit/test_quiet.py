"""Quiet hours and free days: pure, on every clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.model.timing import Hours
from mailer.planning.quiet import disturbed, next_allowed, quiet_risk, reads_as, zone_for

NIGHT = Hours(zone="Europe/Berlin", quiet=(time(21), time(8)))
MINUTE = timedelta(minutes=1)


def at(written: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("then", "allowed", "why"),
    [
        ("2026-12-01T12:00", "2026-12-01T12:00", "noon is nobody's night"),
        ("2026-12-01T20:59", "2026-12-01T20:59", "the last minute before"),
        ("2026-12-01T21:00", "2026-12-02T08:00", "the first quiet minute waits for the morning"),
        ("2026-12-02T00:30", "2026-12-02T08:00", "after midnight it is the same day's morning"),
        ("2026-12-02T07:59", "2026-12-02T08:00", "the last quiet minute"),
        ("2026-12-02T08:00", "2026-12-02T08:00", "the end itself is allowed"),
    ],
)
def test_who_would_be_woken_waits_for_the_morning(then: str, allowed: str, why: str) -> None:
    assert next_allowed(at(then), None, NIGHT) == at(allowed), why


@pytest.mark.parametrize(
    ("then", "allowed", "why"),
    [
        ("2026-12-04T12:00", "2026-12-04T12:00", "a Friday"),
        ("2026-12-04T22:00", "2026-12-07T08:00", "Friday night waits over the weekend"),
        ("2026-12-05T12:00", "2026-12-07T08:00", "Saturday noon waits until Monday's morning"),
        ("2026-12-07T03:00", "2026-12-07T08:00", "Monday, but still night"),
    ],
)
def test_free_days_wait_for_the_next_working_day(then: str, allowed: str, why: str) -> None:
    working = Hours(zone="Europe/Berlin", quiet=(time(21), time(8)), weekdays=(0, 1, 2, 3, 4))
    assert next_allowed(at(then), None, working) == at(allowed), why


def test_free_days_alone_end_at_midnight() -> None:
    sundays = Hours(zone="Europe/Berlin", weekdays=(6,))
    assert next_allowed(at("2026-12-01T12:00"), None, sundays) == at("2026-12-06T00:00")


def test_quiet_hours_within_a_day() -> None:
    siesta = Hours(zone="Europe/Madrid", quiet=(time(14), time(16, 30)))
    noon, three = (at(f"2026-12-01T{hour}:00", "Europe/Madrid") for hour in (12, 15))
    assert next_allowed(noon, None, siesta) == noon
    assert next_allowed(three, None, siesta) == at("2026-12-01T16:30", "Europe/Madrid")


def test_a_jump_over_the_end_ends_them_with_the_jump() -> None:
    """29 March 2026 in Berlin: 02:00 becomes 03:00."""
    short = Hours(zone="Europe/Berlin", quiet=(time(22), time(2, 30)))
    assert next_allowed(at("2026-03-29T01:00"), None, short) == datetime(
        2026, 3, 29, 1, 0, tzinfo=UTC
    )


def test_an_end_that_comes_twice_counts_the_next_time_that_it_comes() -> None:
    """25 October 2026 in Berlin: 03:00 becomes 02:00 again."""
    short = Hours(zone="Europe/Berlin", quiet=(time(22), time(2, 30)))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_allowed(first - timedelta(hours=1), None, short) == first
    in_the_repeat = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert next_allowed(in_the_repeat, None, short) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_midnight_that_does_not_exist_is_its_first_minute() -> None:
    """Beirut, 29 March 2026: the clocks go from 00:00 to 01:00."""
    sundays = Hours(zone="Asia/Beirut", weekdays=(6,))
    found = next_allowed(at("2026-03-28T12:00", "Asia/Beirut"), None, sundays)
    assert found == datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    assert found.astimezone(ZoneInfo("Asia/Beirut")).hour == 1


def test_the_recipients_own_clock_counts_where_it_is_asked_for_and_known() -> None:
    own = Hours(zone="Europe/Berlin", quiet=(time(21), time(8)), by_recipient=True)
    assert zone_for("Pacific/Auckland", own) == "Pacific/Auckland"
    assert zone_for(None, own) == "Europe/Berlin"
    assert zone_for("Mars/Base", own) == "Europe/Berlin"
    assert zone_for("Pacific/Auckland", NIGHT) == "Europe/Berlin"
    evening_there = at("2026-12-01T22:00", "Pacific/Auckland")
    assert next_allowed(evening_there, "Pacific/Auckland", own) == at(
        "2026-12-02T08:00", "Pacific/Auckland"
    )
    assert next_allowed(evening_there, "Pacific/Auckland", NIGHT) == evening_there


ZONES = ["Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Asia/Beirut", "Asia/Kathmandu"]
CLOCKS = st.times(timezones=st.none()).map(lambda each: each.replace(second=0, microsecond=0))


@given(
    instant=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
    span=st.tuples(CLOCKS, CLOCKS).filter(lambda both: both[0] != both[1]),
    days=st.sets(st.integers(0, 6), min_size=1).map(sorted),
)
def test_what_is_allowed_is_never_quiet_and_nothing_between_was_allowed(
    instant: datetime, zone: str, span: tuple[time, time], days: list[int]
) -> None:
    hours = Hours(zone=zone, quiet=span, weekdays=tuple(days))

    def is_allowed(moment: datetime) -> bool:
        here = moment.astimezone(ZoneInfo(zone))
        begin, end = span
        wall = here.time()
        inside = begin <= wall < end if begin < end else wall >= begin or wall < end
        return here.weekday() in days and not inside

    found = next_allowed(instant, None, hours)
    assert found >= instant
    assert is_allowed(found)
    assert next_allowed(found, None, hours) == found
    if found == instant:
        return
    last = found - timedelta(microseconds=1)
    steps = [instant + (last - instant) * part / 40 for part in range(41)]
    assert not any(is_allowed(step) for step in steps)


def test_those_whom_an_hour_would_catch_are_counted() -> None:
    own = Hours(zone="Europe/Berlin", quiet=(time(21), time(8)), by_recipient=True)
    zones = {"Europe/Berlin": 100, "Pacific/Auckland": 20, None: 3}
    nine = at("2026-12-01T09:00")  # 21:00 in Auckland
    found = disturbed(own, zones, lambda _: nine)
    assert found is not None
    assert (found.people, found.of, found.zone) == (20, 123, "Pacific/Auckland")
    assert found.until == at("2026-12-02T08:00", "Pacific/Auckland")
    assert disturbed(NIGHT, zones, lambda _: nine) is None


def test_the_risk_says_how_many_and_until_when() -> None:
    found = disturbed(NIGHT, {None: 1}, lambda _: at("2026-12-01T22:00"))
    (risk,) = quiet_risk(found, NIGHT, blocks=True, cure="Choose a later hour.")
    assert (risk.name, risk.blocks, risk.may_be_accepted) == ("quiet-hours", True, True)
    assert risk.message == (
        "1 of 1 person would get it at a time that [hours] rules out (quiet 21:00-08:00, on the "
        "clocks of Europe/Berlin): allowed from Wednesday 2 December 2026, 08:00 in Berlin (07:00 UTC). "
        "Choose a later hour."
    )
    assert quiet_risk(None, NIGHT, blocks=True, cure="") == ()


def test_the_rule_is_read_back() -> None:
    working = Hours(zone="UTC", weekdays=(0, 2), by_recipient=True)
    assert reads_as(working) == "only Mon Wed, on each person's clock"
    assert date(2026, 12, 2).weekday() == 2
