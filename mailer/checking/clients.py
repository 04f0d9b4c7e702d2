"""Which mail programs keep which HTML and CSS, and how many of the readers use each.

The facts stand in `clients.toml`, derived from caniemail.com (MIT). Shares are fractions that add up
to 1, in the order of `Clients.order`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Kind = Literal[
    "property",
    "value",
    "function",
    "unit",
    "at",
    "media",
    "selector",
    "element",
    "attribute",
    "image",
]
Shares = tuple[float, ...]
PRESETS = ("global", "us-consumer", "eu-consumer", "b2b")
_ENOUGH = 50
"""People from whom on their own addresses say more than a preset does."""
_COSTS = {"y": 0.0, "a": 0.4, "u": 0.2, "n": 1.0}
_DECORATION = 0.2


@dataclass(frozen=True, slots=True)
class Feature:
    """kept: a letter per program (y, a, n, u). tested: the year. See `clients.toml` for the rest."""

    slug: str
    kept: str
    tested: int
    kind: Kind
    names: tuple[str, ...]
    is_layout: bool = True
    is_nicety: bool = False
    has_ghost: bool = False
    family: str = ""
    when: str = ""

    @property
    def source(self) -> str:
        return f"https://www.caniemail.com/features/{self.slug}/"

    def costs(self, is_partly_met: bool) -> tuple[float, ...]:
        """What it costs a reader of each program, 0 to 1. is_partly_met: where a program keeps it
        partly, this use of it is among what is kept."""
        scale = 1.0 if self.is_layout else _DECORATION
        known = {**_COSTS, "a": 0.0} if is_partly_met else _COSTS
        return tuple(scale * known[letter] for letter in self.kept)


@dataclass(frozen=True, slots=True)
class Clients:
    order: tuple[str, ...]
    names: Mapping[str, str]
    presets: Mapping[str, Shares]
    readers: Mapping[str, Shares]
    """Mail provider -> how its people read; `other` is everybody else."""
    provider_of: Mapping[str, str]
    """Domain -> mail provider."""
    features: tuple[Feature, ...]
    overrides: Mapping[str, Mapping[str, str]]

    @property
    def word(self) -> int:
        return self.order.index("word")

    def shares(self, chosen: str, domains: Mapping[str, int]) -> Shares:
        """Of a preset; or, for `audience`, of people by the domain of their address. Too few of them
        say nothing: then those of `global`."""
        people = sum(domains.values())
        if chosen != "audience":
            return self.presets[chosen]
        if people < _ENOUGH:
            return self.presets["global"]
        sums = [0.0] * len(self.order)
        for domain, number in domains.items():
            reads = self.readers[self.provider_of.get(domain.lower(), "other")]
            for index, share in enumerate(reads):
                sums[index] += share * number / people
        return tuple(sums)


@cache
def clients() -> Clients:
    """The table, read once."""
    text = resources.files(__package__).joinpath("clients.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    order = tuple(table["order"])
    return Clients(
        order=order,
        names=table["names"],
        presets={name: _fractions(values) for name, values in table["presets"].items()},
        readers={name: _fractions(each["reads"]) for name, each in table["readers"].items()},
        provider_of={
            domain: name for name, each in table["readers"].items() for domain in each["domains"]
        },
        features=tuple(
            _feature(slug, values, order, table["overrides"].get(slug, {}))
            for slug, values in table["features"].items()
        ),
        overrides=table["overrides"],
    )


def _feature(
    slug: str, values: Mapping[str, object], order: Sequence[str], changed: Mapping[str, str]
) -> Feature:
    kind, *names = str(values["found"]).split()
    kept = "".join(
        changed.get(client, letter)
        for client, letter in zip(order, str(values["kept"]), strict=True)
    )
    return Feature(
        slug=slug,
        kept=kept,
        tested=int(str(values["tested"])),
        kind=kind,  # type: ignore[arg-type]
        names=tuple(names),
        is_layout=values.get("weight") != "decoration",
        is_nicety=bool(values.get("nicety")),
        has_ghost=bool(values.get("ghost")),
        family=str(values.get("family", "")),
        when=str(values.get("when", "")),
    )


def _fractions(percent: Sequence[float]) -> Shares:
    whole = sum(percent)
    return tuple(value / whole for value in percent)
