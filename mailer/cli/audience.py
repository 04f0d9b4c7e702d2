"""import, segments, suppress, suppressions, export, forget: whom we may write to."""

import json
import sys
import textwrap
from pathlib import Path
from typing import Annotated, Any

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, note, opened, plain, progress, show

_Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="Such as marta@example.org.")]
_SHOWN = 10
"""Rejected rows that are shown; --json has them all."""


def register(root: typer.Typer) -> None:
    root.command("import")(import_list)
    root.command()(segments)
    root.command()(suppress)
    root.command()(suppressions)
    root.command()(export)
    root.command()(forget)


def import_list(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The audience's name.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV with a line of names.")],
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only if the file isn't Unicode, such as cp1252."),
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a list of contacts into an audience. All of it, or nothing."""
    from mailer.operations import audience

    with opened(workspace) as app, progress(f"Importing {file.name}") as on_rows:
        came = audience.import_list(app, name, file, encoding=encoding, on_rows=on_rows)
    show(came, as_json, lambda: _what_came(came, name, file))


def segments(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only this segment.")] = None,
    why: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Why this contact is in or out.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count the people of each segment. Or say why a person is in or out."""
    from mailer.operations import audience

    with opened(workspace) as app:
        counted = audience.segments(app, name, why)
    show(counted, as_json, lambda: _counts(counted["segments"]))


def suppress(
    address: _Address,
    reason: Annotated[str, typer.Option(metavar="R", help="Why, in a few words.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Never write to an address again."""
    from mailer.operations import audience

    with opened(workspace) as app:
        done = audience.suppress(app, address, reason)
    kept = done["suppressions"][0]
    show(
        done,
        as_json,
        lambda: (
            f"Nothing will be written to {kept['address']} any more."
            if done["added"]
            else f"{kept['address']} is suppressed since {kept['since']:%Y-%m-%d}: {kept['reason']}."
        ),
    )


def suppressions(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """List the addresses that must not be written to."""
    from mailer.operations import audience

    with opened(workspace) as app:
        kept = audience.suppressions(app)
    show(kept, as_json, lambda: _suppressed(kept["suppressions"]))


def export(
    address: _Address,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to a file: .csv has the contact alone."),
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """All that is held on one person, as JSON."""
    from mailer.operations import people
    from mailer.workspace import write_files

    is_csv = out is not None and out.suffix.lower() == ".csv"
    with opened(workspace) as app:
        held = people.export(app, address)
        text = people.export_csv(app, address) if is_csv else _as_json(held)
    if out is None:
        show(held, True, str)
        return
    (written,) = write_files(
        out.parent, [(out.name, text.encode("utf-8-sig" if is_csv else "utf-8"))]
    )
    show({"path": written} if as_json else held, as_json, lambda: f"Wrote {written}.")


def forget(
    address: _Address,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a person. Only a keyed hash stays, so that no list brings them back."""
    from mailer.operations import people

    if sys.stdin.isatty() and not as_json:
        note(
            f"This erases {address.strip()} and their values, lists and the details of their events, for ever. "
            "Counts in reports stay, and a keyed hash that keeps them from coming back."
        )
        typer.confirm("Erase this person?", abort=True, err=True)
    with opened(workspace) as app:
        done = people.forget(app, address)
    show(
        done,
        as_json,
        lambda: (
            f"Erased {done['forgotten']}. Only a keyed hash is kept."
            if done["was_known"]
            else f"Nobody had {done['forgotten']}. A keyed hash is kept, so that no list brings it in."
        ),
    )


def _as_json(held: dict[str, Any]) -> str:
    return json.dumps(held, default=plain, ensure_ascii=False, indent=2) + "\n"


def _what_came(came: dict[str, Any], name: str, file: Path) -> str:
    rejected = came["rejected"]
    lines = [
        f"{came['read']:,} rows of {file.name} read into {name}",
        f"added {came['added']:,}   updated {came['updated']:,}   "
        f"unchanged {came['unchanged']:,}   rejected {len(rejected):,}",
    ]
    lines += [f"  line {row['line']}: {row['reason']}" for row in rejected[:_SHOWN]]
    if len(rejected) > _SHOWN:
        lines.append(f"  ... {len(rejected) - _SHOWN:,} more: --json shows all")
    own = [f"{given} as {ours}" for given, ours in came["mapping"].items() if given != ours]
    if own:
        lines.append(f"Columns taken under another name: {', '.join(own)}")
    return "\n".join([*lines, "Next: mailer segments"])


def _counts(counted: list[dict[str, Any]]) -> str:
    wide = max(len(entry["name"]) for entry in counted)
    lines = []
    for entry in counted:
        verdict = entry.get("why")
        mark = "" if verdict is None else ("in   " if verdict["is_in"] else "out  ")
        head = f"{entry['name']:<{wide}}  {mark}{entry['count']:>7,}  "
        lines += _hanging(head, entry["reads_as"])
        for reason in verdict["reasons"] if verdict else ():
            outcome, _, words = reason.partition(": ")
            lines += _hanging(f"{'':<{wide}}  {outcome}: ", words)
    return "\n".join(lines)


def _hanging(head: str, text: str) -> list[str]:
    """Within 80 columns, further lines below the first one's text."""
    indent = " " * len(head)
    return textwrap.wrap(
        text, max(80, len(head) + 40), initial_indent=head, subsequent_indent=indent
    )


def _suppressed(kept: list[dict[str, Any]]) -> str:
    if not kept:
        return "Nobody is suppressed. `mailer suppress ADDRESS --reason R` adds one."
    lines = [f"{entry['since']:%Y-%m-%d}  {entry['address']}  {entry['reason']}" for entry in kept]
    return "\n".join([*lines, f"{len(kept):,} suppressed"])
