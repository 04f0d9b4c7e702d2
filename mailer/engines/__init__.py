"""Runners: one file per way to look at due batches, found by its name.

A part is a module below this package with `open_engine(parts) -> Engine`. It only decides when to look;
which batch goes, and that it goes once, is the ledger's decision. See `ports.Engine`.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

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
    """

    step: Callable[[], Outcome]
    ledger: Ledger
    clock: Clock
    generator: Generator
    probe: Callable[[], bool]
    concurrency: int = 4


def engine_names() -> tuple[str, ...]:
    """The parts that are there, by name."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def open_engine(name: str, parts: EngineParts) -> Engine:
    """Raises ConfigError for an unknown name."""
    if name not in engine_names():
        raise ConfigError(f'There is no engine "{name}". There are: {", ".join(engine_names())}.')
    engine: Engine = import_module(f"{__name__}.{name}").open_engine(parts)
    return engine
