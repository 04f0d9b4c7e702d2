"""A whole campaign against the stand-in, with things going wrong, and the ledger beside the truth.

cast      who would get what, read from the real workspace, which stays as it is
copy      a database and a folder of its own; the stand-in is the only way out
send      the worker itself, its waiting skipped; what paused it a person lets go on
events    back through our own webhook; then the provider's records; then a person, about what is left
compare   the ledger and the stand-in's log, person by person

Nothing that it sends can reach anybody, so nobody has to approve it.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from mailer.app import App
from mailer.errors import TransportDown
from mailer.model.campaign import RUNNING
from mailer.model.ids import Slug
from mailer.operations import blast
from mailer.operations.beside import repeated
from mailer.operations.rehearsing import throwaway
from mailer.operations.rehearsing.comparing import (
    Comparison,
    compare,
    in_doubt,
    read_truth,
    whose,
)
from mailer.operations.rehearsing.hurrying import HurryingClock
from mailer.operations.rehearsing.throwaway import Cast
from mailer.operations.staging import Serve, Stage, staged
from mailer.sandbox import Faults, SandboxOptions, Shares
from mailer.sandbox.named import named_faults, requests_for

_ROUNDS = 500
"""Times that a worker runs, at most: a new one after each wait for another day or hour."""
_RESUMED_MOST = 50
_BY = "a person, in a rehearsal"
_LONGEST_TELLING = 3600.0
_CALL_LEAST, _CALL_MOST = 100, 500
"""Events in one call of the webhook: more where there are many people, for each call is a commit."""
_EVERY = 10.0
"""Seconds between two lines on how far it is."""

Tell = Callable[[str], None]
"""Takes a line about what happens now."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """names: of faults that have one. faults: of a file, as they are. people: at most so many; None: all.
    shows_addresses: of whom the ledger and the truth say different things."""

    names: Sequence[str] = ()
    faults: Faults | None = None
    people: int | None = None
    seed: int = 1
    shows_addresses: bool = False


@dataclass(slots=True)
class Doubts:
    """In batches. events, records: what settled them once sending was over. accepted, resent: what a person
    decided. open: what nobody can know."""

    events: int = 0
    records: int = 0
    accepted: int = 0
    resent: int = 0
    open: int = 0


@dataclass(slots=True)
class _Run:
    """One rehearsal on its stage."""

    stage: Stage
    cast: Cast
    clock: HurryingClock
    log: Path
    campaign_id: int
    keys: Mapping[Any, int]
    tell: Tell
    resumed: int = 0
    doubts: Doubts = field(default_factory=Doubts)

    @property
    def app(self) -> App:
        return self.stage.app

    def unknown(self) -> list[str]:
        """Codes of the batches in doubt."""
        found = self.app.store.ledger.unknown_batches(self.cast.slug)
        return [each.batch_code for each in found]


def rehearse(
    app: App, slug: str, wanted: Wanted, serve: Serve, tell: Tell = lambda _: None
) -> dict[str, Any]:
    """serve: how our own server runs meanwhile, for events to come back to. tell: what happens, line by line.

    Raises what `plan` raises of the campaign, InputError for a fault of no name."""
    faults = named_faults(wanted.names, wanted.faults, wanted.seed)
    # The links are the real ones: who unsubscribed with one click would call whatever serves them now.
    faults.people = replace(faults.people or Shares(), leaving=0.0)
    cast = throwaway.cast(app, slug, wanted.people, faults)
    size = throwaway.batch_size(app, len(cast.people), requests_for(faults))
    began = app.clock.now()
    tell(f"{len(cast.people):,} people in batches of {size:,}; nothing leaves this machine.")
    with _playing(app, cast, faults, size, wanted.seed, serve, tell) as run:
        with _counting(run):
            _send(run)
            run.tell("Sent. Events come back.")
            _settle(run)
        found = _told(run, _compared(run), faults)
        if wanted.shows_addresses:
            _name(run, found["disagreements"])
    seconds = (app.clock.now() - began).total_seconds()
    return {"campaign": slug, "seconds": round(seconds, 1), "seed": wanted.seed, **found}


@contextlib.contextmanager
def _playing(
    real: App, cast: Cast, faults: Faults, size: int, seed: int, serve: Serve, tell: Tell
) -> Iterator[_Run]:
    """Everything that belongs to the copy is gone afterwards."""
    clock = HurryingClock(real.clock)
    with tempfile.TemporaryDirectory(prefix="mailer-rehearsal-") as folder:
        root = Path(folder)
        log = root / "delivered.jsonl"
        options = SandboxOptions(
            log=log,
            faults=faults,
            seed=seed,
            now=clock.epoch,
            keeps_texts=False,
            events_delay=0.05,
            events_a_post=min(_CALL_MOST, max(_CALL_LEAST, len(cast.people) // 100)),
        )
        with staged(
            lambda environment: throwaway.copied(real, root, clock, faults, size, environment),
            options,
            serve,
        ) as stage:
            record = throwaway.fill(stage.app, real, cast)
            keys = whose(stage.app.store.contacts.stream(cast.chosen))
            yield _Run(stage, cast, clock, log, record.id, keys, tell)


def _counting(run: _Run) -> contextlib.AbstractContextManager[None]:
    """Tells now and then how far it is."""
    sandbox = run.stage.sandbox

    def count() -> None:
        run.tell(f"{sandbox.delivered:,} messages taken, {sandbox.posted.events:,} events told.")

    return repeated(count, _EVERY, "rehearsal-count")


def _send(run: _Run) -> None:
    """Until nothing is left that a worker, or a person who lets it go on, could do."""
    for _ in range(_ROUNDS):
        with contextlib.suppress(TransportDown):  # whoever runs it starts it again
            blast.run_worker(run.app, until_idle=True, wait=run.clock.skip)
        if not _goes_on(run):
            return


def _goes_on(run: _Run) -> bool:
    """Whether there is anything for another worker to do, now that it is later."""
    now = blast.status(run.app, run.cast.slug)
    if now["state"] == "paused":
        return _resumed(run, str(now["reason"] or ""))
    if now["state"] not in RUNNING or not now["remaining"]:
        return False
    run.stage.sandbox.wait_for_events(_LONGEST_TELLING)
    due = run.app.store.ledger.next_due_at()
    if due is None:
        return False
    if due > run.clock.now():
        run.tell(f"{now['remaining']:,} people wait until {due:%A %d %B %H:%M} UTC; it is then.")
    run.clock.reach(due)
    return True


def _resumed(run: _Run, reason: str) -> bool:
    """What a canary stopped stays stopped; all else a person has looked at."""
    if run.app.store.ledger.canary(run.cast.slug) == "stopped" or run.resumed >= _RESUMED_MOST:
        return False
    run.resumed += 1
    run.tell(f"Paused: {reason} A person lets it go on.")
    blast.resume(run.app, run.cast.slug, by=_BY)
    return True


def _settle(run: _Run) -> None:
    """What is in doubt: by events, by the provider's records, by a person who has both."""
    for _ in range(_RESUMED_MOST):
        before = len(run.unknown())
        run.stage.sandbox.wait_for_events(_LONGEST_TELLING)
        after_events = len(run.unknown())
        blast.look_up(run.app, run.cast.slug, by=_BY)
        left = run.unknown()
        run.doubts.events += before - after_events
        run.doubts.records += after_events - len(left)
        if not _decided(run, left):
            run.doubts.open = len(left)
            return
        _send(run)


def _decided(run: _Run, left: Sequence[str]) -> bool:
    """A person says of each batch what the log says of all its people in doubt; where it says both, nothing.
    Whether anything was decided."""
    truth = read_truth(run.log, run.keys)
    doubtful = in_doubt(run.app, run.campaign_id)
    decided = 0
    for batch in run.app.store.ledger.unknown_batches(Slug(run.cast.slug)):
        if batch.batch_code not in left:
            continue
        reached = len(truth.batches.get(batch.batch_code, set()) & doubtful)
        if reached not in (0, batch.recipients):
            continue
        decided += 1
        if reached:
            run.doubts.accepted += 1
            blast.settle(run.app, run.cast.slug, accepted=batch.batch_code, by=_BY)
        else:
            run.doubts.resent += 1
            blast.settle(run.app, run.cast.slug, resend=batch.batch_code, by=_BY)
    return decided > 0


def _compared(run: _Run) -> Comparison:
    return compare(run.app, run.campaign_id, read_truth(run.log, run.keys))


def _name(run: _Run, disagreements: Sequence[dict[str, Any]]) -> None:
    for each in disagreements:
        contact = run.app.store.contacts.by_id(each["contact"])
        each["address"] = contact.address if contact else None


def _told(run: _Run, compared: Comparison, faults: Faults) -> dict[str, Any]:
    now = blast.status(run.app, run.cast.slug)
    posted = asdict(run.stage.sandbox.posted)
    names = [each.name or each.do for each in faults.script]
    happened = dict(run.stage.sandbox.faults.happened)
    return {
        "recipients": len(run.cast.people),
        "excluded": dict(run.cast.excluded),
        "message": run.cast.made.sha256,
        "batches": now["batches"],
        "batch_size": run.app.settings.pace.batch_size,
        "requests": run.stage.sandbox.requests,
        "state": now["state"],
        "reason": now["reason"],
        "ledger": {key: now[key] for key in _KEYS},
        "truth": {
            "once": compared.once,
            "twice": compared.twice,
            "nobody": compared.nobody,
            "strangers": compared.strangers,
        },
        "agrees": compared.agrees,
        "differing": compared.differing,
        "disagreements": [
            {"contact": each.contact_id, "ledger": each.ledger, "delivered": each.delivered}
            for each in compared.disagreements
        ],
        "faults": {name: happened.get(name, 0) for name in dict.fromkeys(names)},
        "events": posted,
        "doubts": asdict(run.doubts),
        "resumed": run.resumed,
        "skipped_seconds": round(run.clock.skipped.total_seconds()),
    }


_KEYS = ("planned", "accepted", "refused", "suppressed", "unknown", "remaining")
