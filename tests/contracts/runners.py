"""A runner on a real ledger, with a provider that answers as scripted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from mailer.engines import EngineParts, open_engine
from mailer.model.delivery import Receipt
from mailer.ports import Engine
from mailer.sending import Outcome
from tests.clock import NOON, SetClock
from tests.contracts.stories import LEASE, Story, opened, person

Answer = Callable[[list[int]], tuple[Receipt, Outcome]]


def yes(people: list[int]) -> tuple[Receipt, Outcome]:
    return Receipt(accepted=people), Outcome("settled")


def no_connection(people: list[int]) -> tuple[Receipt, Outcome]:
    return Receipt(unsent=people), Outcome("down", "no connection")


def no_answer(people: list[int]) -> tuple[Receipt, Outcome]:
    return Receipt(unknown=people), Outcome("doubt", "no answer")


class Middle:
    def random(self) -> float:
        return 0.5


@dataclass
class Work:
    """Steps on a real ledger, answered as scripted, then with yes."""

    name: str
    """Of the runner."""
    url: str
    story: Story
    clock: SetClock
    answers: list[Answer] = field(default_factory=list)
    steps: int = 0
    calls: int = 0
    waits: list[float] = field(default_factory=list)
    is_answering: bool = True
    probes: int = 0
    during: Callable[[], object] = lambda: None

    def step(self) -> Outcome:
        self.steps += 1
        claim = self.story.store.ledger.claim_batch(self.clock.now(), LEASE)
        if claim is None:
            return Outcome("idle")
        self.calls += 1
        self.during()
        answer = self.answers.pop(0) if self.answers else yes
        receipt, outcome = answer([position for position, _ in claim.recipients])
        self.story.store.ledger.record(claim, receipt, self.clock.now())
        return outcome

    def probe(self) -> bool:
        self.probes += 1
        return self.is_answering

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.advance(seconds)
        assert len(self.waits) < 1000, "waits for ever"

    def parts(self, concurrency: int = 1, drain_seconds: float = 25.0) -> EngineParts:
        return EngineParts(
            step=self.step,
            ledger=self.story.store.ledger,
            clock=self.clock,
            generator=Middle(),
            probe=self.probe,
            concurrency=concurrency,
            drain_seconds=drain_seconds,
            database_url=self.url,
        )

    def run(self) -> None:
        """Until idle; the clock moves instead of time."""
        parts = replace(self.parts(), wait=self.wait)
        assert open_engine(self.name, parts).run(until_idle=True) == 0

    @contextmanager
    def running(self, parts: EngineParts) -> Iterator[Engine]:
        """In a thread of its own, until the block ends."""
        engine = open_engine(self.name, parts)
        runner = threading.Thread(target=engine.run, kwargs={"until_idle": False})
        runner.start()
        try:
            yield engine
        finally:
            engine.stop()
            runner.join(10)
            assert not runner.is_alive()


@contextmanager
def at_work(name: str, url: str, clock: SetClock) -> Iterator[Work]:
    """A runner of that name, and nine people to send to."""
    clock.set(NOON)
    story = Story(opened(url))
    story.import_people([person(number) for number in range(9)])
    yield Work(name, url, story, clock)
    story.store.close()
