"""model.delivery: what may become of a batch, and by what."""

from typing import get_args

from mailer.model.delivery import MOVES, OPEN, BatchState, Cause, before


def ways(cause: str) -> set[tuple[str, str]]:
    return {
        (state, after)
        for state, found in MOVES.items()
        for after, causes in found.items()
        if cause in causes
    }


def test_every_state_and_every_cause_has_its_place() -> None:
    assert set(MOVES) == set(get_args(BatchState))
    named = {cause for found in MOVES.values() for causes in found.values() for cause in causes}
    assert named == set(get_args(Cause))


def test_what_is_settled_stays_settled() -> None:
    assert OPEN == ("queued", "sending", "unknown")


def test_only_a_claim_sends_and_it_takes_only_what_is_queued() -> None:
    into = {(state, *MOVES[state]["sending"]) for state in MOVES if "sending" in MOVES[state]}
    assert into == {("queued", "claim")}
    assert before("claim") == ("queued",)


def test_a_lease_that_runs_out_leads_to_doubt_and_to_nothing_else() -> None:
    assert ways("expire") == {("sending", "unknown")}


def test_out_of_doubt_only_its_own_answer_or_a_person_leads_back_to_the_queue() -> None:
    assert MOVES["unknown"]["queued"] == {"record", "person"}
    assert ways("event") == {("unknown", "accepted")}


def test_a_late_answer_may_say_whatever_an_early_one_may() -> None:
    early = {after for state, after in ways("record") if state == "sending"}
    late = {after for state, after in ways("record") if state == "unknown"}
    assert late == early - {"unknown"}
    assert before("record") == ("sending", "unknown")
