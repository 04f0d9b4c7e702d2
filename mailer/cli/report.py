"""report: what came of a campaign."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, note, opened
from mailer.errors import InputError


def register(root: typer.Typer) -> None:
    root.command()(report)


def report(
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, json, csv or html. [default: text, or by --out]",
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write there instead of here.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what came of a campaign. Money, clicks, opens and their doubt."""
    from mailer.operations import report as operation

    chosen = "json" if as_json else operation.format_for(format, out.name if out else None)
    with opened(workspace) as app:
        made = operation.rendered(operation.report(app, slug), chosen)
    if out is None:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    _write(out, made)
    note(f"Wrote {out}: the report on {slug} as {chosen}.")


def _write(out: Path, made: bytes) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(made)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise InputError(f"{out}: can't be written ({reason}). Name another file.") from None
