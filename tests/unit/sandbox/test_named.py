"""Faults that have a name: what each is, and how several go together."""

from collections.abc import Sequence

import pytest

from mailer.errors import InputError
from mailer.sandbox.faults import Fault, Faults, parse_faults
from mailer.sandbox.named import NAMED, named_faults, requests_for


def happening(faults: Faults, requests: int) -> list[str]:
    """The name of what is broken at each request; empty: nothing."""
    picked = [faults.pick(number, lambda _: True) for number in range(1, requests + 1)]
    return [fault.name if fault else "" for fault in picked]


@pytest.mark.parametrize("name", NAMED)
def test_each_says_what_it_is_and_breaks_something(name: str) -> None:
    found = NAMED[name]
    assert found.says
    assert "." not in found.says
    made = named_faults([name])
    assert made.script or made.events != Faults().events or made.people is not None
    assert {fault.name for fault in made.script} <= {name}


def test_every_scripted_failure_has_a_name() -> None:
    faults = named_faults(["all"]).script
    kinds = {(each.do, each.accept) for each in faults}
    for do in ("hang", "status", "reset", "half-status", "cut-body"):
        assert {(do, True), (do, False)} <= kinds
    assert {each.do for each in faults} >= {
        "half-status",
        "cut-body",
        "slow-body",
        "close",
        "limit",
    }
    assert {each.when for each in faults if each.do == "reset"} == {"before", "during", "after"}
    assert {each.field for each in faults if each.do == "recipients"} == {"right", "wrong", "none"}
    resets = {each.reset for each in faults if each.status == 429}
    assert resets == {"past", "future", "absent", "negative", "text", "far"}
    assert {each.status for each in faults} >= {307, 400, 401, 403, 415, 429}
    for status in (500, 502, 503, 504):
        assert {each.accept for each in faults if each.status == status} == {True, False}


def test_several_take_turns_with_a_whole_request_between() -> None:
    faults = named_faults(["500", "half-status", "500"])
    wanted = ["", "500", "", "500", "", "half-status", "", "half-status", "", ""]
    assert happening(faults, 10) == wanted
    assert faults.happened == {"500": 2, "half-status": 2}


def test_who_is_refused_is_refused_whatever_else_is_due() -> None:
    faults = named_faults(["accept-then-500", "bad-recipients"])
    assert happening(faults, 2) == ["bad-recipients", "bad-recipients"]
    passed_by = faults.pick(4, lambda fault: fault.do != "recipients")
    assert passed_by is not None
    assert passed_by.name == "accept-then-500"


@pytest.mark.parametrize(
    ("names", "requests"),
    [([], 1), (["events-lost"], 1), (["500"], 5), (["500", "close"], 9), (["bad-key"], 3)],
)
def test_so_many_requests_are_needed_for_each_to_happen(
    names: Sequence[str], requests: int
) -> None:
    faults = named_faults(names)
    assert requests_for(faults) == requests
    happened = happening(faults, requests)
    assert sum(map(bool, happened)) == sum(fault.times or 0 for fault in faults.script)


def test_they_come_on_top_of_those_of_a_file() -> None:
    base = parse_faults(
        {"fault": [{"do": "close", "on": [1]}], "events": {"lose": 0.5}, "people": {"apple": 0.0}}
    )
    made = named_faults(["events-twice", "bounces"], base)
    assert [fault.do for fault in made.script] == ["close"]
    assert (made.events.lose, made.events.duplicate) == (0.5, 0.3)
    assert made.people is not None
    assert (made.people.apple, made.people.bouncing) == (0.0, 0.1)


def test_a_name_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'half-status'"):
        named_faults(["half-staus"])
    with pytest.raises(InputError, match="there are: accept-then-hang, hang"):
        named_faults(["xyz"])


def test_the_same_seed_draws_the_same_chances() -> None:
    base = Faults([Fault("status", probability=0.5, name="drawn")])
    first, again, other = (happening(named_faults([], base, seed), 30) for seed in (3, 3, 4))
    assert first == again
    assert first != other
