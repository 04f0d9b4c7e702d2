"""gifts: donations back from the platform's export."""

from pathlib import Path
from typing import Annotated, Any

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, opened, show


def register(root: typer.Typer) -> None:
    root.command()(gifts)


def gifts(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The platform's export.")],
    platform: Annotated[
        str,
        typer.Option(
            "--from", metavar="PLATFORM", help="generic (any CSV), or the platform's own name."
        ),
    ],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in donations. Each is matched to the link that led to it."""
    from mailer.operations import gifts as operation

    with opened(workspace) as app:
        came = operation.import_gifts(app, file, platform)
    show(came, as_json, lambda: _told(came))


def _told(came: dict[str, Any]) -> str:
    lines = [
        f"read {came['read']:,}   added {came['added']:,}   known already {came['duplicates']:,}",
        f"matched {came['matched']:,}   unmatched {came['unmatched']:,}   "
        f"given back {came['refunded']:,}",
    ]
    if came["unpaired"]:
        lines.append(
            f"{came['unpaired']:,} returns name no gift of this file and were left out. "
            "Import them with the gift_id that they belong to."
        )
    lines.append("Next: mailer report SLUG shows what they brought.")
    return "\n".join(lines)
