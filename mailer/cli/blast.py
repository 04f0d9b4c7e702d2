"""check, proof, plan, approve, schedule, send, pause, resume, cancel, status, worker."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailer.cli import readback
from mailer.cli.asking import with_count
from mailer.cli.output import (
    EditionOption,
    JsonOption,
    WorkspaceOption,
    note,
    opened,
    progress,
    show,
)

if TYPE_CHECKING:
    from mailer.app import App

_Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The campaign's name.")]
_Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="NAME", help="Accept one risk by its name. Repeatable."),
]
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it; kept.")]
_Why = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; kept.")]
_Count = Annotated[
    str | None,
    typer.Option("--count", metavar="NUMBER", help="How many people it is for, typed."),
]
_PerSecond = Annotated[
    float | None,
    typer.Option("--per-second", metavar="N", min=0, help="People of this campaign; 0: no limit."),
]
_NotAfter = Annotated[
    str | None,
    typer.Option("--not-after", metavar="TIME", help="What hasn't gone out by then stops."),
]
_Zone = Annotated[
    str | None,
    typer.Option("--timezone", metavar="ZONE", help="Whose clocks, like Europe/Berlin."),
]
_Local = Annotated[bool, typer.Option("--local", help="At that hour in each contact's own zone.")]
_UNSAFE = 3


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


_LOOK_EVERY = 0.5
"""Seconds between two looks at the ledger for the progress bar."""


def register(root: typer.Typer) -> None:
    for command in (
        check,
        proof,
        plan,
        approve,
        schedule,
        send,
        pause,
        resume,
        cancel,
        status,
        worker,
        adopt,
    ):
        root.command()(command)


def check(
    slug: _Slug,
    waive: Annotated[
        list[str] | None,
        typer.Option("--waive", metavar="RULE", help="Let this finding stand. Repeatable."),
    ] = None,
    by: _By = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Look in a browser too: contrast, sizes, edges.")
    ] = False,
    links: Annotated[
        bool, typer.Option("--links", help="Ask the network too: links, pictures, mail service.")
    ] = False,
    form: Annotated[
        Format, typer.Option("--format", help="sarif: for editors and code hosts.")
    ] = Format.TEXT,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for what would go wrong. Status 3 where something blocks sending."""
    from mailer.operations import blast

    look = blast.unseen
    if pictures:
        from mailer.operations import preview

        look = preview.look
    visit = blast.visit if links else blast.unvisited
    with opened(workspace) as app, progress("Filling everyone's message") as tell:
        made = blast.check(
            app,
            slug,
            waive=waive or (),
            by=by,
            reason=reason,
            look=look,
            visit=visit,
            tell=tell,
        )
    if form is Format.SARIF:
        show(blast.as_sarif(slug, made), True, str)
    else:
        lines = partial(
            readback.of_findings,
            made["findings"],
            made["waived"],
            made["people"],
            made["held_until"],
        )
        show(made, as_json or form is Format.JSON, lines)
    if any(finding.severity == "error" for finding in made["findings"]):
        raise typer.Exit(_UNSAFE)


def proof(
    slug: _Slug,
    to: Annotated[list[str], typer.Option("--to", metavar="ADDRESS", help="Staff. Repeatable.")],
    as_address: Annotated[
        str | None, typer.Option("--as", metavar="ADDRESS", help="As this contact would get it.")
    ] = None,
    edition: EditionOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send the message to staff, as real contacts would get it. It counts nowhere."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.proof(app, slug, to, as_address, edition)
    show(made, as_json, lambda: readback.of_proofs(made["sent"]))


def plan(
    slug: _Slug,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Show it as of this hour.")
    ] = None,
    timezone: _Zone = None,
    local: _Local = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who would get what, and the risks. Sends nothing."""
    from mailer.operations import blast

    with opened(workspace) as app, progress("Filling everyone's message") as tell:
        made = blast.plan_campaign(app, slug, tell, at, timezone, local)
    show(made, as_json, lambda: readback.of_plan(made))


def approve(
    slug: _Slug,
    fingerprint: Annotated[
        str, typer.Option("--fingerprint", metavar="F", help="Of the plan, as `plan` shows it.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who approves; kept.")],
    accept: _Accept = None,
    count: _Count = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign off on exactly one plan."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = with_count(
            lambda typed: blast.approve(app, slug, fingerprint, by, accept or (), typed), count
        )
    show(made, as_json, lambda: readback.of_approval(slug, made))


def schedule(
    slug: _Slug,
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help="Day and hour, like 2026-12-01T09:00.")
    ],
    timezone: _Zone = None,
    local: _Local = False,
    accept: _Accept = None,
    count: _Count = None,
    not_after: _NotAfter = None,
    per_second: _PerSecond = None,
    by: _By = "unnamed",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send the approved plan at an hour."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = with_count(
            lambda typed: blast.schedule(
                app, slug, at, timezone, local, accept or (), typed, per_second, not_after, by
            ),
            count,
        )
    show(made, as_json, lambda: readback.of_start(slug, made, is_now=False))


def send(
    slug: _Slug,
    accept: _Accept = None,
    count: _Count = None,
    not_after: _NotAfter = None,
    per_second: _PerSecond = None,
    by: _By = "unnamed",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send the approved plan now."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = with_count(
            lambda typed: blast.send(app, slug, accept or (), typed, per_second, not_after, by),
            count,
        )
    show(made, as_json, lambda: readback.of_start(slug, made, is_now=True))


def pause(
    slug: _Slug,
    reason: _Why = None,
    by: _By = "unnamed",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Stop a blast within one batch; `resume` goes on."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.pause(app, slug, reason, by)
    last = f"Paused. What is on its way finishes. Go on: mailer resume {slug}"
    show(made, as_json, lambda: last)


def resume(
    slug: _Slug,
    by: _By = "unnamed",
    accept: _Accept = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with a paused blast."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.resume(app, slug, by, accept or ())
    show(
        made, as_json, lambda: f"{made['state'].capitalize()} again. Watch it: mailer status {slug}"
    )


def cancel(
    slug: _Slug,
    reason: _Why = None,
    by: _By = "unnamed",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a blast for good within one batch."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.cancel(app, slug, reason, by)
    last = f"Cancelled for good. What is on its way finishes. Look: mailer status {slug}"
    show(made, as_json, lambda: "\n".join([*readback.wrapped(made["provider"]), last]))


def status(slug: _Slug, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Show how far a blast is, in people."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.status(app, slug)
    show(made, as_json, lambda: readback.of_status(slug, made))


def worker(
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="Stop when nothing is due or on its way.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Send what is due. SIGTERM and Ctrl-C finish what is on its way, then stop."""
    from mailer.operations import blast

    stop = threading.Event()
    with opened(workspace) as app, _drained_by_signals(stop):
        with blast.siblings(app, stop, until_idle=until_idle) as others, _watched(app):
            if not until_idle:
                note(f"Sending what is due by {app.transport.name}. Ctrl-C stops it.")
            left = blast.run_worker(app, until_idle=until_idle, stop=stop)
        for fault in others.faults:
            note(fault)
        if left := left + others.left:
            note(f"Stopped. {blast.left_behind(app, left)}")
            return
        for line in (*blast.held_back(app), *blast.waiting_for_a_person(app)):
            note(line)
    note("Stopped. Nothing is on its way." if stop.is_set() else "Nothing more is due.")


def adopt(
    by: _By = "unnamed", workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Let this copy of the database send. After a move or a restore; first see that no other does."""
    from mailer.operations import blast

    with opened(workspace) as app:
        made = blast.adopt(app, by)
    show(made, as_json, lambda: readback.of_adoption(made))


@contextlib.contextmanager
def _drained_by_signals(stop: threading.Event) -> Iterator[None]:
    """The first signal drains; a second one ends the process as usual."""

    def drain(number: int, _frame: Any) -> None:
        stop.set()
        signal.signal(number, signal.default_int_handler)
        note("Stopping: batches on their way finish first.")

    before = {number: signal.signal(number, drain) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _watched(app: "App") -> Iterator[None]:
    """On a terminal, a bar that follows the ledger, whoever sends."""
    from mailer.errors import StoreDown
    from mailer.operations import blast
    from mailer.operations.beside import repeated

    if not sys.stderr.isatty():
        yield
        return
    done, total = blast.outstanding(app)
    with progress("Sending", total or None) as tell:

        def look() -> None:
            with contextlib.suppress(StoreDown):
                tell(blast.outstanding(app)[0])

        tell(done)
        with repeated(look, _LOOK_EVERY, "progress"):
            yield
