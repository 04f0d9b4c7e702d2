"""A blast whose worker is killed again and again, and the truth of who got it, person by person.

people, campaign, plan, approval, send           in this process, through the operations
worker  fork -> run -> kill -9 at some moment    a process of its own each time, as often as asked
truth   the stand-in's log                       against the ledger, person by person
"""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import select

from mailer.app import App, open_app
from mailer.audience import parse_address
from mailer.model.contact import Contact
from mailer.model.ids import ContactId
from mailer.operations import blast
from mailer.sandbox import Faults, Sandbox, SandboxOptions
from mailer.sandbox.faults import Fault
from mailer.store.database import reading
from mailer.store.tables import contacts
from tests.journeys.flood_maps import CAMPAIGN, SLUG
from tests.processes import WARM

LEASE_SECONDS = 3
HANGS = float("inf")
"""The stand-in takes the mail, and never says so."""
_SECONDS_TO_BEGIN = 30.0


@dataclass(frozen=True, slots=True)
class Truth:
    """What the stand-in delivered. times: address -> how often. batches: address -> nb_batch of each."""

    times: Counter[str]
    batches: dict[str, list[str]]


@dataclass
class Blast:
    """One campaign to invented people."""

    app: App
    environment: dict[str, str]

    def people(self, count: int) -> None:
        self.app.store.contacts.upsert("friends", [_person(number) for number in range(count)])

    def begin(self) -> None:
        """Approved and sent: from here on it is the workers' turn."""
        (self.app.workspace.root / "campaigns" / f"{SLUG}.toml").write_text(CAMPAIGN, "utf-8")
        fingerprint = str(blast.plan_campaign(self.app, SLUG)["fingerprint"])
        blast.approve(self.app, SLUG, fingerprint, "Ada Blom")
        blast.send(self.app, SLUG)

    def status(self) -> dict[str, Any]:
        return dict(blast.status(self.app, SLUG))


@dataclass
class Rehearsal(Blast):
    """At a stand-in of its own, whose log is the truth."""

    sandbox: Sandbox
    log: Path
    kills: int = 0
    """So far."""

    def kill(self, after: float, workers: int = 1) -> bool:
        """So many workers at once, killed `after` seconds after their first request came. False where one
        ended before."""
        before = self.sandbox.requests
        started = [self.start() for _ in range(workers)]
        self.wait_for_requests(before + 1, started)
        time.sleep(after)
        for worker in started:
            if worker.is_alive():
                os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()
        killed = sum(worker.exitcode == -signal.SIGKILL for worker in started)
        self.kills += killed
        return killed == workers

    def hold(self, after: float, held_for: float) -> None:
        """A worker, stopped `after` seconds after its first request came, wherever it is, for so many seconds;
        another one works meanwhile. Then it goes on for a moment, and both are killed."""
        before = self.sandbox.requests
        held = self.start()
        self.wait_for_requests(before + 1, [held])
        time.sleep(after)
        os.kill(held.pid or 0, signal.SIGSTOP)
        other = self.start()
        time.sleep(held_for)
        os.kill(held.pid or 0, signal.SIGCONT)
        time.sleep(after)
        for worker in (held, other):
            worker.kill()
            worker.join()

    def start(self) -> BaseProcess:
        """A worker that runs until it is idle."""
        return launch(self.app.workspace.root, self.environment)

    def wait_for_requests(self, count: int, workers: Sequence[BaseProcess]) -> None:
        """Until so many have come, or the workers have ended."""
        until = time.monotonic() + _SECONDS_TO_BEGIN
        while self.sandbox.requests < count and any(worker.is_alive() for worker in workers):
            if time.monotonic() > until:
                raise AssertionError("the workers send nothing")
            time.sleep(0.001)

    def finish(self) -> None:
        """One worker that lives, until nothing is due or on its way."""
        ended(self.start())

    def states(self) -> dict[str, str]:
        """address -> accepted, refused, suppressed, unknown or remaining."""
        store = self.app.store
        record = store.campaigns.find(SLUG)
        assert record is not None
        with reading(store.engine) as connection:
            addresses = dict(connection.execute(select(contacts.c.id, contacts.c.address)).all())
        return {addresses[each]: state for each, state in store.events.recipients(record.id)}

    def truth(self) -> Truth:
        times: Counter[str] = Counter()
        batches: dict[str, list[str]] = {}
        for letter in _lines(self.log):
            times[letter["to"]] += 1
            batches.setdefault(letter["to"], []).append(letter["custom_args"]["nb_batch"])
        return Truth(times, batches)


def ended(worker: BaseProcess) -> None:
    """Waits for a worker that ends well."""
    worker.join(300)
    assert worker.exitcode == 0, worker.exitcode


def launch(root: Path, environment: dict[str, str]) -> BaseProcess:
    """A worker that runs until it is idle, in a process of its own."""
    worker = WARM.Process(target=_work, args=(root, environment))
    worker.start()
    return worker


def _work(root: Path, environment: dict[str, str]) -> None:
    app, stop = open_app(root, environment), Event()
    with blast.siblings(app, stop, until_idle=True) as others:
        blast.run_worker(app, until_idle=True, stop=stop)
    app.close()
    assert not others.faults, others.faults


@contextmanager
def rehearsal(
    root: Path,
    *,
    batch_size: int,
    slow: float,
    database_url: str | None = None,
    lease_seconds: int = LEASE_SECONDS,
) -> Iterator[Rehearsal]:
    """root: a workspace. slow: seconds until the stand-in, which has taken the mail, says so;
    or HANGS."""
    set_values(
        root, batch_size=str(batch_size), lease_seconds=str(lease_seconds), timeout_seconds="2"
    )
    log = root / "delivered.jsonl"
    fault = Fault(do="hang", accept=True) if slow == HANGS else Fault(do="slow", seconds=slow)
    faults = Faults([fault])
    sandbox = Sandbox(SandboxOptions(log=log, light=True, faults=faults))
    environment = {
        "MAILER_TRANSPORT": "sendgrid",
        "MAILER_SENDGRID_HOST": sandbox.start(),
        "SENDGRID_API_KEY": "SG.for-the-stand-in",
    }
    if database_url:
        environment |= {"MAILER_DATABASE_URL": database_url, "MAILER_SECRET_KEY": "k" * 32}
    app = open_app(root, environment)
    try:
        yield Rehearsal(app, environment, sandbox, log)
    finally:
        app.close()
        sandbox.stop()


@contextmanager
def prepared(root: Path, environment: dict[str, str]) -> Iterator[Blast]:
    """At whatever provider the environment names."""
    app = open_app(root, environment)
    try:
        yield Blast(app, environment)
    finally:
        app.close()


def set_values(root: Path, **values: str) -> None:
    """Writes settings over those of mailer.toml."""
    path = root / "mailer.toml"
    lines = path.read_text("utf-8").splitlines()
    for name, value in values.items():
        found = [number for number, line in enumerate(lines) if line.startswith(f"{name} =")]
        assert len(found) == 1, name
        lines[found[0]] = f"{name} = {value}"
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _person(number: int) -> Contact:
    address, key = parse_address(f"supporter.{number}@list{number % 7}.example.org")
    return Contact(ContactId(0), address, key, first_name=f"Name{number}")


def _lines(log: Path) -> Iterable[dict[str, Any]]:
    with log.open("rb") as lines:
        for line in lines:
            yield json.loads(line)
