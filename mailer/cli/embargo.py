"""embargo: until when a campaign may not be public, and two people's word that it may be sooner."""

from collections.abc import Mapping
from datetime import UTC
from typing import Annotated, Any

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, opened, show


def register(root: typer.Typer) -> None:
    root.command()(embargo)


def embargo(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The campaign's name.")],
    lift: Annotated[
        bool,
        typer.Option("--lift", help="Say that it ends sooner. Two different people have to."),
    ] = False,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so; kept.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show until when nothing may be public. Two people can lift it."""
    from mailer.operations.embargo import embargo as operation

    with opened(workspace) as app:
        made = operation(app, slug, lift=lift, by=by, reason=reason)
    show(made, as_json, lambda: _told(made))


def _told(made: Mapping[str, Any]) -> str:
    lines = [_headline(made)]
    for seen in made["seen"]:
        holds = "" if seen in made["holding"] else "   lifted"
        lines.append(f"Read     {seen['release'] or 'a release'}: {seen['raw']}{holds}")
    if made["written"]:
        lines.append(f"Written  embargo_until in the campaign file: {_hour(made['written'])}")
    lines += [f"Lift     {each['by']}: {each['reason']}" for each in made["lifts"]]
    if made["trouble"]:
        lines.append(f"Warning  {made['trouble']}")
    return "\n".join([*lines, _last(made)])


def _headline(made: Mapping[str, Any]) -> str:
    if made["unclear"]:
        return "Under embargo, and nobody could read until when"
    if made["until"] is None:
        return "No embargo"
    return f"Under embargo until {_hour(made['until'])}" + (
        "" if made["under_embargo"] else ", which has passed"
    )


def _hour(instant: Any) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _last(made: Mapping[str, Any]) -> str:
    slug = made["campaign"]
    if not made["under_embargo"]:
        return "Nothing holds it back."
    if made["needed"] == 1:
        return f"One more person: mailer embargo {slug} --lift --by NAME --reason TEXT"
    if made["needed"]:
        return (
            "It ends by itself. Sooner only by two people's word: "
            f"mailer embargo {slug} --lift --by NAME --reason TEXT"
        )
    return f"It ends by itself, or with the line in campaigns/{slug}.toml."
