"""kill -9 in the middle of a blast, 60 times: nobody twice, nobody lost, every batch in doubt told as such."""

from pathlib import Path

from sqlalchemy import text

from mailer.store.database import reading
from tests.crashing import Rehearsal, rehearsal

PEOPLE = 6000
BATCH = 10
SLOW = 0.03
IN_FLIGHT = 4


def moments(count: int) -> list[float]:
    """Seconds after a worker's first request; spread over 0 to 0.25, the same ones in every run."""
    golden = 0.6180339887
    return [0.25 * ((number * golden) % 1.0) for number in range(count)]


def assert_nobody_twice_nobody_lost(blast: Rehearsal) -> None:
    truth, states = blast.truth(), blast.states()
    assert set(truth.times.values()) == {1}, "somebody got it twice"
    assert set(truth.times) <= set(states), "somebody got it who was not to"
    for address, state in states.items():
        if state == "accepted":
            assert address in truth.times, "somebody is lost"
        elif address in truth.times:
            assert state == "unknown", f"somebody got it, and the ledger says {state}"


def assert_ends_well(blast: Rehearsal, people: int) -> None:
    """After the kills: one worker lives, then a person settles what is in doubt."""
    assert blast.status()["remaining"] > 0
    blast.finish()
    status = blast.status()
    assert (status["planned"], status["remaining"], status["state"]) == (people, 0, "sending")
    assert status["accepted"] + status["unknown"] == people
    assert_nobody_twice_nobody_lost(blast)
    in_doubt = [address for address, state in blast.states().items() if state == "unknown"]
    assert len(in_doubt) == status["unknown"] <= blast.kills * IN_FLIGHT * BATCH
    assert status["batches"]["unknown"] == len(in_doubt) // BATCH

    settle_by_the_truth(blast)
    blast.finish()
    times = blast.truth().times
    assert (len(times), set(times.values())) == (people, {1})
    status = blast.status()
    assert (status["state"], status["accepted"]) == ("sent", people)


def test_two_workers_on_one_file_killed_again_and_again_send_to_everybody_once(
    workspace_dir: Path,
) -> None:
    with rehearsal(workspace_dir, batch_size=BATCH, slow=SLOW) as blast:
        blast.people(PEOPLE)
        blast.begin()
        for moment in moments(20):
            assert blast.kill(moment, workers=2), "the blast ended before the last kill"
        assert_ends_well(blast, PEOPLE)


def test_three_workers_on_postgresql_killed_again_and_again_send_to_everybody_once(
    workspace_dir: Path, postgres_url: str
) -> None:
    with rehearsal(workspace_dir, batch_size=BATCH, slow=SLOW, database_url=postgres_url) as blast:
        blast.people(PEOPLE // 2)
        blast.begin()
        with reading(blast.app.store.engine) as connection:
            calls = connection.scalars(text("SELECT task_name FROM procrastinate_jobs")).all()
        assert calls == ["mailer.look"], "to send calls the workers"
        for moment in moments(7):
            assert blast.kill(moment, workers=3), "the blast ended before the last kill"
        assert_ends_well(blast, PEOPLE // 2)


def settle_by_the_truth(blast: Rehearsal) -> None:
    """What a person does who looked at the provider's log."""
    ledger, clock = blast.app.store.ledger, blast.app.clock
    gone_out = {batch for batches in blast.truth().batches.values() for batch in batches}
    for doubt in ledger.unknown_batches("flood-maps"):  # type: ignore[arg-type]
        if doubt.batch_code in gone_out:
            assert ledger.settle_accepted(doubt.batch_code, None, clock.now())
        else:
            assert ledger.settle_resend(doubt.batch_code, clock.now())
