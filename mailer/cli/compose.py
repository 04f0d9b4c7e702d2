"""init, read, draft, build: from a press release to a message."""

import contextlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailer.cli.output import EditionOption, JsonOption, WorkspaceOption, opened, show
from mailer.cli.readback import counted

if TYPE_CHECKING:
    from mailer.app import App
    from mailer.model.release import PressRelease, Removed

_File = Annotated[
    str,
    typer.Argument(
        help="A press release: .txt, .md, .docx, .html, or its web address.", metavar="FILE"
    ),
]


_Keep = Annotated[
    list[str] | None,
    typer.Option(
        "--keep", metavar="RULE|LINE", help="Put back what this rule set apart. Repeatable."
    ),
]
_TOLD = ("near-duplicate", "embargo", "embargo-ambiguous")
"""Warnings of a reading that a new campaign's draft repeats: the others stand at the top of its file. A translation's
would stand far down, so all of them are told."""


def register(root: typer.Typer) -> None:
    root.command()(init)
    root.command()(read)
    root.command()(draft)
    root.command()(build)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    as_json: JsonOption = False,
) -> None:
    """Make a workspace to start from."""
    from mailer.operations import compose

    made = compose.init(folder)
    show(
        made,
        as_json,
        lambda: (
            f"Made a workspace in {folder}: {len(made['files'])} files.\n"
            f"Next: write your organisation's name and address in {folder / 'mailer.toml'}."
        ),
    )


def read(
    file: _File,
    keep: _Keep = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a press release into its fields."""
    from mailer.app import SystemClock
    from mailer.operations import compose
    from mailer.reading import as_json as to_json

    with _perhaps_opened(workspace) as app:
        release = compose.read(file, app.clock if app else SystemClock(), app, keep=keep or ())
    show(to_json(release), as_json, lambda: _read_back(release))


def draft(
    file: _File,
    name: Annotated[
        str | None, typer.Option("--name", metavar="SLUG", help="The new campaign's name.")
    ] = None,
    into: Annotated[
        str | None,
        typer.Option("--into", metavar="SLUG", help="Add it as a translation to this campaign."),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template", metavar="NAME", help="appeal, update, thanks, letter or one of your own."
        ),
    ] = None,
    keep: _Keep = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a campaign file from a press release."""
    from mailer.errors import InputError
    from mailer.operations import compose
    from mailer.operations.translating import translate

    slug = name or into
    if slug is None or (name and into):
        raise InputError(
            "draft: name the new campaign with --name SLUG, or an old one with --into."
        )
    if into and template:
        raise InputError("--template: a translation has the campaign's own. Leave it out.")
    with opened(workspace) as app:
        if into:
            made = translate(app, file, slug, keep=keep or ())
        else:
            made = compose.draft(app, file, slug, template=template, keep=keep or ())
    show(made, as_json, lambda: _what_is_left(made, slug))


def build(
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the files go.")],
    as_address: Annotated[
        str | None, typer.Option("--as", metavar="ADDRESS", help="As this contact would get it.")
    ] = None,
    edition: EditionOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the message as one contact would get it. As .html, .txt and .eml."""
    from mailer.operations import compose

    with opened(workspace) as app:
        made = compose.build(app, slug, out, as_address, edition)
    show(
        made,
        as_json,
        lambda: "\n".join(
            [
                *made["files"],
                f"{made['bytes']['html']:,} bytes of HTML, {made['bytes']['text']:,} of text",
                *([f"Edition: {made['edition']}"] if made["edition"] else []),
                *_pictures_beside(made["pictures"]),
                f"Frozen message {made['sha256'][:16]}. Look at it: {made['files'][0]}",
            ]
        ),
    )


def _pictures_beside(pictures: Sequence[Mapping[str, Any]]) -> list[str]:
    """The one thing that message.html has otherwise than what is sent."""
    if not pictures:
        return []
    many = counted(len(pictures), "picture", "pictures")
    if pictures[0]["is_attached"]:
        return [f"{many} beside message.html, to look at it here; each message carries its own"]
    return [
        f"{many} beside message.html, to look at it here; readers get it from your public address"
    ]


@contextlib.contextmanager
def _perhaps_opened(workspace: Path | None) -> "Iterator[App | None]":
    """A release can be read anywhere; in a workspace it is compared with the others there."""
    from mailer.errors import NotFound
    from mailer.workspace import find_root

    try:
        find_root(workspace, os.environ, Path.cwd())
    except NotFound:
        if workspace is not None:
            raise
        yield None
        return
    with opened(workspace) as app:
        yield app


def _read_back(release: "PressRelease") -> str:
    dateline = release.dateline
    told = [one for one in (dateline.place, dateline.date) if one] if dateline else []
    bullets = sum(len(block.items) for block in release.body if block.kind == "list")
    lines = [
        f"Headline    {release.headline or 'none found'}",
        f"Dateline    {', '.join(told) or 'none found'}",
        f"Language    {release.language}",
        f"Lede        {_shortened(release.lede or 'none found')}",
        f"Paragraphs  {sum(block.kind == 'paragraph' for block in release.body)}",
        f"Bullets     {bullets}",
    ]
    for quote in release.quotes:
        whose = ", ".join(filter(None, (quote.speaker, quote.role, quote.organisation)))
        lines.append(f"Quote       {whose or 'nobody named'}: {_shortened(' '.join(quote.parts))}")
    if release.embargo:
        until = release.embargo.instant
        doubt = ", at the latest: it can be read in several ways" * release.embargo.ambiguous
        lines.append(
            f"Embargo     until {until:%Y-%m-%d %H:%M} UTC{doubt}"
            if until
            else "Embargo     unclear"
        )
    if release.appeal_line:
        lines.append(f"Appeal      {_shortened(release.appeal_line)}")
    shared = _shared_lines(release)
    lines += [_set_apart("For press", each, shared) for each in release.press_only]
    lines += [_set_apart("Set apart", each, shared) for each in release.furniture]
    for warning in release.warnings:
        where = f"{_where(warning.line, warning.block, shared)}: " if warning.line else ""
        lines.append(f"Warning  {warning.code}  {where}{warning.message}")
    lines.append("Nothing was written. Next: mailer draft FILE --name SLUG")
    return "\n".join(lines)


def _shared_lines(release: "PressRelease") -> frozenset[int]:
    """Lines of the file with several blocks on them, as of a page without line breaks."""
    spans = {block.span for block in release.body}
    spans |= {removed.span for removed in (*release.press_only, *release.furniture)}
    many = Counter(span.first_line for span in spans if span)
    return frozenset(line for line, blocks in many.items() if blocks > 1)


def _where(line: int, block: int | None, shared: frozenset[int]) -> str:
    return f"line {line}, block {block}" if block and line in shared else f"line {line}"


def _set_apart(label: str, removed: "Removed", shared: frozenset[int]) -> str:
    span = removed.span
    where = f"{_where(span.first_line, span.first_block, shared)}, " if span else ""
    return f"{label:<12}{where}{removed.rule}: {_shortened(removed.text, 50)}"


def _what_is_left(made: dict[str, Any], slug: str) -> str:
    lines = [f"Wrote {made['path']}."]
    if made["todo"]:
        lines.append("A person must still write:")
        wide = max(12, *(len(todo["key"]) + 2 for todo in made["todo"]))
        lines += [f"  {todo['key']:<{wide}}{todo['what']}" for todo in made["todo"]]
    lines += [
        f"Warning  {warning['code']}  {warning['message']}"
        for warning in made["warnings"]
        if warning["code"] in _TOLD or "language" in made
    ]
    return "\n".join([*lines, f"Next: mailer check {slug}"])


def _shortened(text: str, signs: int = 66) -> str:
    return text if len(text) <= signs else text[: signs - 3].rsplit(" ", 1)[0] + "..."
