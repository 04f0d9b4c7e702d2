"""The parts of a rehearsal that are values: the clock that doesn't wait, and the ledger beside the truth."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.audience import parse_address
from mailer.cli.rehearse import as_text
from mailer.operations.rehearsing.comparing import Comparison, Differing, read_truth
from mailer.operations.rehearsing.hurrying import HurryingClock
from tests.clock import NOON, SetClock

STATES = ("accepted", "refused", "suppressed", "unknown", "remaining")


@pytest.mark.parametrize(
    ("state", "times", "agrees"),
    [
        ("accepted", 0, False),
        ("accepted", 1, True),
        ("accepted", 2, False),
        ("refused", 0, True),
        ("refused", 1, False),
        ("suppressed", 0, True),
        ("suppressed", 1, False),
        ("remaining", 0, True),
        ("remaining", 1, False),
        ("unknown", 0, True),
        ("unknown", 1, True),
        ("unknown", 2, False),
    ],
)
def test_what_the_ledger_says_of_one_person_agrees_with_so_many_letters(
    state: str, times: int, agrees: bool
) -> None:
    found = Comparison()
    found.add(7, state, times)
    assert found.agrees is agrees
    assert found.disagreements == ([] if agrees else [Differing(7, state, times)])
    assert (found.nobody, found.once, found.twice) == (times == 0, times == 1, times == 2)


def test_a_letter_to_somebody_else_is_a_disagreement() -> None:
    assert not Comparison(strangers=1).agrees


@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 3)), max_size=12))
def test_everybody_is_counted_once_on_the_side_of_the_truth(
    people: list[tuple[str, int]],
) -> None:
    found = Comparison()
    for number, (state, times) in enumerate(people, start=1):
        found.add(number, state, times)
    assert found.once + found.twice + found.nobody == len(people)
    assert found.in_doubt == sum(state == "unknown" for state, _ in people)
    assert found.agrees == (found.differing == 0)


def test_only_the_first_hundred_of_those_who_differ_are_named() -> None:
    found = Comparison()
    for number in range(150):
        found.add(number, "accepted", 0)
    assert (len(found.disagreements), found.differing) == (100, 150)


def test_the_truth_knows_people_by_their_address_however_it_travelled(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    letters = [
        ("Ada@example.org", "b1"),
        ("ada@example.org", "b2"),
        ("p@xn--bcher-kva.example", "b1"),
        ("stranger@example.org", "b1"),
    ]
    log.write_bytes(
        b"".join(
            orjson.dumps({"to": to, "custom_args": {"nb_batch": batch}}) + b"\n"
            for to, batch in letters
        )
    )
    known = {parse_address("ada@example.org")[1]: 5, parse_address("p@bücher.example")[1]: 6}
    truth = read_truth(log, known)
    assert truth.times == Counter({5: 2, 6: 1, 0: 1})
    assert truth.batches == {"b1": {5, 6, 0}, "b2": {5}}


def test_a_clock_that_hurries_runs_on_ahead_of_the_real_one() -> None:
    real = SetClock()
    clock = HurryingClock(real)
    clock.skip(60)
    real.advance(5)
    assert clock.now() == NOON + timedelta(seconds=65)
    clock.reach(NOON + timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)
    clock.reach(NOON)
    clock.skip(-5)
    assert clock.now() == NOON + timedelta(days=1), "it never goes back"
    assert clock.skipped == timedelta(days=1, seconds=-5)
    assert clock.epoch() == clock.now().timestamp()


def found(**changes: Any) -> dict[str, Any]:
    ledger = dict.fromkeys(("accepted", "refused", "suppressed", "unknown", "remaining"), 0)
    return {
        "campaign": "spring", "recipients": 5, "requests": 2, "seconds": 1.5, "state": "sent", "reason": None,
        "ledger": {"planned": 5, **ledger, "accepted": 5},
        "truth": {"once": 5, "twice": 0, "nobody": 0, "strangers": 0},
        "faults": {"hang": 0, "500": 1, "close": 2, "slow-down": 6},
        "events": dict.fromkeys(
            ("events", "repeated", "lost", "without_ids", "hostile", "late_bounces", "forged", "replayed"), 0
        ),
        "doubts": dict.fromkeys(("events", "records", "accepted", "resent", "open"), 0),
        "resumed": 0, "agrees": True, "differing": 0, "disagreements": [],
        **changes,
    }  # fmt: skip


def test_people_read_in_one_line_that_it_agrees() -> None:
    lines = as_text(found()).splitlines()
    assert lines[-1] == (
        "The ledger agrees with the truth for each of 5 people; nobody got it twice."
    )
    assert [line.strip() for line in lines if ": " in line][1:5] == [
        "hang: did not happen", "500: once", "close: twice", "slow-down: 6 times",
    ]  # fmt: skip


def test_people_read_who_differs_by_id_and_by_address_only_where_they_ask() -> None:
    differing = [
        {"contact": 17, "ledger": "accepted", "delivered": 0},
        {"contact": 18, "ledger": "refused", "delivered": 2, "address": "ada@example.org"},
    ]
    truth = {"once": 3, "twice": 1, "nobody": 1, "strangers": 1}
    told = as_text(found(agrees=False, differing=2, disagreements=differing, truth=truth))
    assert told.splitlines()[-3:] == [
        "The ledger differs from the truth for 2 of 5 people; letters to somebody else: 1. This is a"
        " defect of mailer: report it.",
        "  contact 17: accepted in the ledger, delivered 0 times",
        "  ada@example.org: refused in the ledger, delivered 2 times",
    ]


def test_a_campaign_that_did_not_go_out_whole_says_why() -> None:
    told = as_text(found(state="paused", reason="the canary speaks against it", resumed=2))
    assert "the campaign is paused: the canary speaks against it" in told
    assert "paused and let go on by a person: twice" in told
