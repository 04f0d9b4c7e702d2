"""Whether a canary speaks against the rest: pure, with small numbers taken for what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer import measuring
from mailer.model.timing import Canary, Heard
from mailer.planning.canary import alarms, dead_form, foretold, reads_as, stopped, stops_at

LIMITS = {"bounced": 0.02, "complained": 0.001, "unsubscribed": 0.01}


def low_end(part: int, base: int) -> float:
    found = measuring.share(part, base)
    return found.low if found else 0.0


def canary(**known: object) -> Canary:
    return Canary(**{"share": 0.02, "limits": LIMITS, **known})  # type: ignore[arg-type]


def heard(reached: int = 400, delivered: int = 390, **counts: int) -> Heard:
    return Heard(reached, delivered, counts, anything=max(delivered, sum(counts.values())))  # type: ignore[arg-type]


def test_nothing_speaks_against_a_canary_that_is_well() -> None:
    assert alarms(canary(), heard(bounced=3, unsubscribed=1), low_end) == ()


def test_an_alarm_tells_its_numbers() -> None:
    """Wilson's lower bound of 16 in 400 is 2.48 %: above 2 %."""
    (why,) = alarms(canary(), heard(bounced=16), low_end)
    assert why == "16 of 400 bounced (4.0 %, limit 2 %)"
    assert stopped((why,)) == (
        "canary-alarm: canary stopped: 16 of 400 bounced (4.0 %, limit 2 %). The rest is let go with "
        "--accept canary-alarm."
    )


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (heard(bounced=9), "2.25 % is over the limit, but chance alone explains it"),
        (heard(complained=2), "two people are no rate"),
        (heard(reached=2, delivered=2, bounced=2), "two of two are still two"),
    ],
)
def test_what_chance_explains_stops_nobody(told: Heard, why: str) -> None:
    assert alarms(canary(), told, low_end) == (), why


def test_three_complaints_stop_it() -> None:
    """Of 390 delivered: 0.77 %, at least 0.26 %, and the limit is 0.1 %."""
    (why,) = alarms(canary(), heard(complained=3), low_end)
    assert why == "3 of 390 complained (0.8 %, limit 0.1 %)"


def test_several_alarms_are_all_told() -> None:
    found = alarms(canary(), heard(bounced=40, complained=5, unsubscribed=20), low_end)
    assert [each.split()[3] for each in found] == ["bounced", "complained", "unsubscribed"]


def test_an_alarm_without_a_limit_does_not_sound() -> None:
    assert alarms(canary(limits={}), heard(bounced=400), low_end) == ()


def test_silence_is_an_alarm_unless_it_is_waived() -> None:
    silent = Heard(reached=400, delivered=0, counts={}, anything=0)
    (why,) = alarms(canary(), silent, low_end)
    assert why.startswith("no event came back for 400 people")
    assert alarms(canary(needs_events=False), silent, low_end) == ()


def test_a_canary_that_reached_nobody_says_so() -> None:
    nobody = Heard(reached=0, delivered=0, counts={}, anything=0)
    assert alarms(canary(), nobody, low_end) == ("nobody of the canary could be reached",)


@pytest.mark.parametrize(
    ("status", "trouble", "words"),
    [
        (200, "", ()),
        (403, "", ()),
        (429, "", ()),
        (None, "private", ()),
        (404, "", ("the donation form answers 404",)),
        (503, "", ("the donation form answers 503",)),
        (None, "unreachable", ("the donation form does not answer (unreachable)",)),
    ],
)
def test_only_a_form_that_nobody_can_fill_in_is_dead(
    status: int | None, trouble: str, words: tuple[str, ...]
) -> None:
    assert dead_form(status, trouble) == words


@given(
    base=st.integers(1, 3000),
    limit=st.floats(0.0005, 0.2),
)
def test_what_a_plan_foretells_is_what_stops_it(base: int, limit: float) -> None:
    rule = canary(limits={"bounced": limit})
    needed = stops_at("bounced", rule, base, low_end)
    last = base if needed is None else needed - 1
    assert alarms(rule, heard(base, base, bounced=last), low_end) == ()
    if needed is not None:
        assert len(alarms(rule, heard(base, base, bounced=needed), low_end)) == 1


@given(recipients=st.integers(1, 100_000), share=st.floats(0.0001, 1))
def test_the_canary_is_its_share_rounded_up(recipients: int, share: float) -> None:
    wanted = Canary(share=share).wanted(recipients)
    assert 1 <= wanted <= recipients
    assert recipients * share - 1e-6 <= wanted <= recipients * share + 1 + 1e-6


def test_so_many_people_may_be_named_instead() -> None:
    assert Canary(people=200).wanted(10_000) == 200
    assert Canary(people=200).wanted(50) == 50


def test_a_plan_foretells_it_in_people() -> None:
    """Of 285: 11 bounces have a lower bound of 2.17 %, 10 of 1.92 %; 3 complaints 0.36 %; 6 who leave 0.97 %,
    7 of 1.19 %."""
    assert foretold(canary(), 14_212, low_end) == (
        "285 people first, 13,927 at least 60 minutes later; stops at 11 bounced, 3 complained, "
        "7 unsubscribed"
    )
    assert foretold(canary(people=9), 8, low_end) == (
        "all 8 people are the canary: there is no rest to hold back"
    )
    assert "never by how many complained: too few people" in foretold(canary(), 100, low_end)


def test_the_rule_is_read_back() -> None:
    assert reads_as(canary(form="https://give.example.org")) == (
        "2 % first, then 60 minutes of waiting, stops where bounced over 2 % or complained over 0.1 % or "
        "unsubscribed over 1 % or no event came back or the donation form is dead"
    )
    bare = Canary(people=100, hold_minutes=1, limits={}, needs_events=False)
    assert reads_as(bare) == "100 people first, then 1 minute of waiting"
