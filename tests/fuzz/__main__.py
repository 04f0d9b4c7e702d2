"""./run fuzz: see `tests.fuzz`."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import cast

from tests.fuzz import campaign_files, contacts, releases
from tests.fuzz.running import Finding, Kind, Tally, attempt, run

KINDS = cast("tuple[Kind, ...]", (releases, campaign_files, contacts))
_EVERY_SECONDS = 10.0
_PARTS = 8
"""Stretches of a kind's tries: each has a process of its own, so that what one leaves in memory goes."""


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    if asked.again:
        return _again(asked.again)
    os.nice(10)
    chosen = [kind for kind in KINDS if asked.only in (None, _name(kind))]
    whole = sum(kind.SHARE for kind in chosen)
    plan = [
        (kind, numbers)
        for kind in chosen
        for numbers in _stretches(max(round(asked.tries * kind.SHARE / whole), 1), asked.start)
    ]
    began, said = time.monotonic(), time.monotonic()
    tallies: list[Tally] = []
    for tallies, finding in run(plan, asked.seed, asked.processes):
        if finding is not None:
            print(_told(tallies, began))
            return _found(finding, asked.seed, asked.out)
        if time.monotonic() - said > _EVERY_SECONDS:
            said = time.monotonic()
            print(_told(tallies, began), flush=True)
    print(_told(tallies, began))
    print("Everything held.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run fuzz", description="Hostile inputs, by chance.")
    parser.add_argument("tries", nargs="?", type=int, default=10_000, metavar="TRIES")
    parser.add_argument("--seed", type=int, default=1, help="other inputs; default 1")
    parser.add_argument("--start", type=int, default=0, metavar="N", help="number of the first try")
    parser.add_argument("--only", choices=[_name(kind) for kind in KINDS], help="one kind of input")
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument(
        "--out", type=Path, default=Path(".fuzz"), metavar="DIR", help="for findings"
    )
    parser.add_argument("--again", type=Path, metavar="FILE", help="the input of a finding")
    return parser


def _name(kind: Kind) -> str:
    return kind.NAME.replace(" ", "-")


def _stretches(tries: int, start: int) -> list[range]:
    step = -(-tries // _PARTS)
    return [range(at, min(at + step, start + tries)) for at in range(start, start + tries, step)]


def _told(tallies: list[Tally], began: float) -> str:
    lines = [
        f"{each.kind}: {each.tries:,} tries, {each.tries / (each.seconds or 1):,.0f} a second, "
        f"slowest {each.slowest:.2f} s, {each.megabytes} MB"
        for each in tallies
    ]
    return "\n".join([*lines, f"after {time.monotonic() - began:.0f} s"])


def _found(finding: Finding, seed: int, out: Path) -> int:
    out.mkdir(parents=True, exist_ok=True)
    name = finding.kind.replace(" ", "-")
    path = out / f"{name}-{seed}-{finding.number}"
    path.write_bytes(finding.given)
    print(finding.what.rstrip())
    print(f"{finding.kind}, try {finding.number} of seed {seed}. Again: ./run fuzz --again {path}")
    return 1


def _again(path: Path) -> int:
    """The kind stands in the file's name."""
    kind = next((each for each in KINDS if path.name.startswith(f"{_name(each)}-")), None)
    if kind is None:
        print(f"{path}: the name of a finding starts with its kind.", file=sys.stderr)
        return 2
    what = attempt(kind, path.read_bytes())
    print(what.rstrip() if what else "It holds.")
    return 1 if what else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
