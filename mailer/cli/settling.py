"""settle, retract: what a person decides when a blast did not go as it should."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, note, opened, show
from mailer.cli.readback import WIDTH, counted, ink, wrapped

_Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The campaign's name.")]
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it; kept.")]


def register(root: typer.Typer) -> None:
    for command in (settle, retract):
        root.command()(command)


def settle(
    slug: _Slug,
    accepted: Annotated[
        str | None, typer.Option("--accepted", metavar="BATCH", help="This batch went out.")
    ] = None,
    resend: Annotated[
        str | None,
        typer.Option("--resend", metavar="BATCH", help="It surely did not: send it (again)."),
    ] = None,
    look: Annotated[
        bool, typer.Option("--look", help="Ask the provider's own records first.")
    ] = False,
    by: _By = "unnamed",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List batches whose outcome nobody saw. Decide them one by one."""
    from mailer.operations import blast

    with opened(workspace) as app:
        if look:
            asked = blast.look_up(app, slug, by)
            note(f"Asked the provider about {counted(asked, 'batch', 'batches')}.")
        made = blast.settle(app, slug, accepted=accepted, resend=resend, by=by)
    show(made, as_json, lambda: of_settling(slug, made))


def retract(
    slug: _Slug,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept.")],
    by: _By,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Stop a blast for good; begin a correction to whoever got it."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.retract(app, slug, reason, by)
    show(made, as_json, lambda: of_retraction(made))


def of_settling(slug: str, made: Mapping[str, Any]) -> str:
    left: Sequence[Mapping[str, Any]] = made["unknown"]
    if not left:
        return f"Nothing of {slug} is in doubt."
    lines: list[str] = []
    for batch in left:
        tried: datetime | None = batch["attempted_at"]
        when = tried.strftime("%d %b %H:%M UTC") if tried else "an unknown hour"
        people = counted(batch["recipients"], "person", "people")
        lines.append(f"{ink(batch['batch'], 'bold')}  {people}, tried {when}")
        for each in (
            *batch["evidence"],
            f"at risk: {people}, who would get it twice if it went out",
        ):
            lines += textwrap.wrap(
                each, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
            )
    code = left[0]["batch"]
    lines += [
        f"Ask the provider: mailer settle {slug} --look",
        f"It went out:      mailer settle {slug} --accepted {code}",
    ]
    if made["may_resend"]:
        lines.append(f"It surely didn't: mailer settle {slug} --resend {code}")
    return "\n".join(lines)


def of_retraction(made: Mapping[str, Any]) -> str:
    return "\n".join(line for told in _retraction(made) for line in wrapped(told))


def _retraction(made: Mapping[str, Any]) -> Iterator[str]:
    stopped = "Cancelled for good" if made["state"] == "cancelled" else "It had all gone out"
    if made["never"]:
        yield f"{stopped}: {counted(made['never'], 'person', 'people')} will not get it."
    else:
        yield f"{stopped}: nobody is left who could be spared it."
    maybe = made["unknown"] + made["in_flight"]
    yield f"{counted(made['accepted'], 'person', 'people')} surely got it." + (
        f" {maybe:,} may have got it, and count as if they had." if maybe else ""
    )
    yield str(made["provider"])
    begun = made["correction"]
    if begun is None:
        yield "Nobody got it: there is nothing to correct."
    elif begun["is_new"]:
        todo = ", ".join(each["key"] for each in begun["todo"])
        yield f"{begun['path']} is begun, to exactly these people. To write: {todo}"
        yield f"Next: mailer check {begun['campaign']}"
    else:
        yield f"{begun['path']} was there already and was left as it is."
