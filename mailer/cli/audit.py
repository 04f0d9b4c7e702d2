"""audit: who did what when with a campaign."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, opened, show

_WITHIN = frozenset({"basis", "found"})
"""What a machine keeps for itself."""


def register(root: typer.Typer) -> None:
    root.command()(audit)


def audit(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The campaign's name.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who did what when with a campaign. Nobody can change it."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.audit(app, slug)
    show(made, as_json, lambda: "\n".join(_told(made)))


def _told(made: Mapping[str, Any]) -> Iterator[str]:
    if not made["entries"]:
        yield f"Nothing was done yet. Next: mailer plan {made['campaign']}"
        return
    for number, entry in enumerate(made["entries"], 1):
        if number == made["broken_at"]:
            yield "--- here something was taken out or rewritten, past mailer ---"
        yield f"{entry['at']:%Y-%m-%d %H:%M} UTC  {entry['what']}, {entry['by']}"
        yield from _details(entry["detail"])
    count = f"{len(made['entries'])} entries" if len(made["entries"]) != 1 else "1 entry"
    if made["whole"]:
        yield f"{count}, each follows the one before. Digest {made['digest'][:16]}"
    else:
        yield f"{count}, not whole: compare with a backup of the database."


def _details(detail: Mapping[str, Any]) -> Iterator[str]:
    for name, value in detail.items():
        if name in _WITHIN or value in (None, "", []):
            continue
        said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield f"    {name.replace('_', ' ')}: {said}"
