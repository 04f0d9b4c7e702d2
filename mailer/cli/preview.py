"""preview: what people will see, before anybody does."""

from pathlib import Path
from typing import Annotated, Any

import typer

from mailer.cli import readback
from mailer.cli.output import EditionOption, JsonOption, WorkspaceOption, opened, progress, show


def register(root: typer.Typer) -> None:
    root.command()(preview)


def preview(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The campaign's name.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the pictures go.")],
    edition: EditionOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take pictures of the message. Phone and desktop, light and dark, images off, no styles, and more."""
    from mailer.operations import preview as pictures

    with opened(workspace) as app:
        ready = pictures.prepare(app, slug, edition)
        with progress("Taking pictures", ready.steps) as tell:
            made = pictures.take(app, ready, out, tell)
    show(made, as_json, lambda: _told(made))


def _told(made: dict[str, Any]) -> str:
    labels = {"error": "Error", "warning": "Warning", "info": "Info"}
    lines = readback.rows(
        [
            (labels[each.severity], each.rule, f"{each.where}: {each.message}. {each.fix}")
            for each in made["findings"]
        ]
    )
    if made["changed"]:
        places = readback.counted(made["changed"], "place", "places")
        lines.append(f"Not what was last approved: {places} on a phone.")
    pictures = readback.counted(len(made["pictures"]), "picture", "pictures")
    wrong = "" if made["findings"] else ", nothing to mend"
    return "\n".join([*lines, f"{pictures}{wrong}. Look at them: {made['files'][0]}"])
