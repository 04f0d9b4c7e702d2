"""`mailer rehearse`: a whole campaign against the stand-in, and the ledger beside the truth."""

import logging
import signal
from pathlib import Path
from typing import Annotated, Any

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, note, opened, show

_LEDGER = (
    ("accepted", "accepted"), ("refused", "refused"), ("suppressed", "suppressed"),
    ("unknown", "in doubt"), ("remaining", "remaining"),
)  # fmt: skip
_TRUTH = (("once", "got it once"), ("twice", "got it twice or more"), ("nobody", "did not get it"))
_TOLD = (
    ("repeated", "came twice"), ("lost", "lost"), ("without_ids", "without ids"), ("hostile", "hostile"),
    ("late_bounces", "late bounces"), ("forged", "forged calls"), ("replayed", "calls made again"),
)  # fmt: skip


def register(root: typer.Typer) -> None:
    root.command()(rehearse)


def rehearse(
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    fault: Annotated[
        list[str] | None,
        typer.Option(
            "--fault", metavar="NAME", help="What goes wrong, repeatable; all: everything."
        ),
    ] = None,
    faults: Annotated[
        Path | None, typer.Option(help="TOML or JSON: what goes wrong, and when.")
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1, help="So many of the recipients, drawn by the seed.")
    ] = None,
    addresses: Annotated[
        bool, typer.Option("--addresses", help="Name those of whom ledger and truth differ.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Other people and chances for another number.")] = 1,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Try a whole blast, with faults, against the stand-in."""
    from mailer.cli.staging import serving
    from mailer.operations.rehearsing import Wanted, rehearse
    from mailer.sandbox import read_faults

    wanted = Wanted(
        tuple(fault or ()), read_faults(faults) if faults else None, people, seed, addresses
    )
    # the copy holds people: it is cleared away
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.getLogger("mailer").setLevel(logging.CRITICAL)  # what goes wrong is meant to
    with opened(workspace) as app:
        found = rehearse(app, slug, wanted, serving, tell=note)
    show(found, as_json, lambda: as_text(found))
    if not found["agrees"]:
        raise typer.Exit(1)


def as_text(found: dict[str, Any]) -> str:
    """What `operations.rehearsing` found, for people."""
    ledger, truth = found["ledger"], found["truth"]
    lines = [
        f"{found['campaign']}: {found['recipients']:,} people, {found['requests']:,} requests, "
        f"{found['seconds']:g} seconds",
        "",
        f"  {'ledger':<30}truth",
    ]
    left = [f"{ledger[key]:>9,} {words}" for key, words in _LEDGER]
    right = [f"{truth[key]:>9,} {words}" for key, words in _TRUTH]
    right += [""] * (len(left) - len(right))
    lines += [f"{one:<32}{other}".rstrip() for one, other in zip(left, right, strict=True)]
    lines += [f"{ledger['planned']:>9,} planned", "", *_happened(found), _verdict(found)]
    return "\n".join(lines)


def _happened(found: dict[str, Any]) -> list[str]:
    lines = []
    for name, times in found["faults"].items():
        lines.append(f"  {name}: {_times(times)}")
    told = [f"{words} {found['events'][key]:,}" for key, words in _TOLD if found["events"][key]]
    lines.append(
        f"  events: {found['events']['events']:,} told{''.join(f', {each}' for each in told)}"
    )
    doubts = found["doubts"]
    settled = [
        f"{doubts[key]} {words}"
        for key, words in (
            ("events", "by events"), ("records", "by the provider's records"),
            ("accepted", "by a person as accepted"), ("resent", "by a person, sent again"),
            ("open", "left open"),
        )
        if doubts[key]
    ]  # fmt: skip
    if settled:
        lines.append(f"  batches in doubt after sending: {', '.join(settled)}")
    if found["resumed"]:
        lines.append(f"  paused and let go on by a person: {_times(found['resumed'])}")
    if found["state"] != "sent":
        lines.append(
            f"  the campaign is {found['state']}: {found['reason'] or 'not all is settled'}"
        )
    return [*lines, ""]


def _times(count: int) -> str:
    return {0: "did not happen", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _verdict(found: dict[str, Any]) -> str:
    if found["agrees"]:
        return (
            f"The ledger agrees with the truth for each of {found['ledger']['planned']:,} people; "
            "nobody got it twice."
        )
    lines = [
        f"The ledger differs from the truth for {found['differing']:,} of "
        f"{found['ledger']['planned']:,} people; letters to somebody else: {found['truth']['strangers']:,}. "
        "This is a defect of mailer: report it."
    ]
    for each in found["disagreements"]:
        who = each.get("address") or f"contact {each['contact']}"
        lines.append(
            f"  {who}: {each['ledger']} in the ledger, delivered {each['delivered']} times"
        )
    return "\n".join(lines)
