"""Runners: one file per way to look at due batches, found by its name.

A part is a module below this package with `open_engine(parts) -> Engine` and `call_workers(database_url)`. It
only decides when to look; which batch goes, and that it goes once, is the ledger's decision. See
`ports.Engine`. What all of them share is `_threads.py`.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from mailer.errors import ConfigError
from mailer.ports import Clock, Engine, Ledger
from mailer.sending import Outcome


class Generator(Protocol):
    """As `random.Random`."""

    def random(self) -> float: ...


@dataclass(frozen=True, slots=True)
class EngineParts:
    """What any runner is made of.

    step: looks at the ledger once and sends one batch, if one may go (`sending.Sender.send_next`);
    called by several threads at once. probe: whether the provider answers (`provider_answers`).
    concurrency: how many batches may be on their way at once. generator: for the spread of waits.
    drain_seconds: how long what is on its way may take after `stop`. database_url: where the ledger is, for
    a runner that is called from elsewhere. wait: seconds -> waits so long (None: or until `wake` or `stop`);
    tests pass one that moves the clock.
    """

    step: Callable[[], Outcome]
    ledger: Ledger
    clock: Clock
    generator: Generator
    probe: Callable[[], bool]
    concurrency: int = 4
    drain_seconds: float = 25.0
    database_url: str = ""
    wait: Callable[[float], object] | None = None


def engine_names() -> tuple[str, ...]:
    """The parts that are there, by name."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def open_engine(name: str, parts: EngineParts) -> Engine:
    """Raises ConfigError for an unknown name."""
    engine: Engine = _part(name).open_engine(parts)
    return engine


def call_workers(name: str, database_url: str) -> None:
    """Something may be due now: tells the workers of that kind, wherever they run. Never fails: who is not
    called looks by itself, only later."""
    _part(name).call_workers(database_url)


def _part(name: str) -> Any:
    if name not in engine_names():
        raise ConfigError(f'There is no engine "{name}". There are: {", ".join(engine_names())}.')
    return import_module(f"{__name__}.{name}")
