"""How every command opens its workspace, shows its result and tells what went wrong."""

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailer.errors import ConfigError, InputError, MailerError, StoreDown, TransportDown, UnsafePlan

if TYPE_CHECKING:
    from rich.progress import Progress

    from mailer.app import App

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", help="The workspace's folder. [default: MAILER_WORKSPACE, or here]"
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]

EditionOption = Annotated[
    str | None,
    typer.Option(
        "--edition",
        metavar="NAME",
        help='Of a campaign in several languages or variants: "es", or "es, variant b".',
    ),
]


@contextlib.contextmanager
def opened(workspace: Path | None) -> "Iterator[App]":
    """The app of the workspace that was named, closed at the end."""
    from mailer.app import open_app
    from mailer.workspace import find_root

    app = open_app(find_root(workspace, os.environ, Path.cwd()), os.environ)
    try:
        yield app
    finally:
        app.close()


def show(value: Any, as_json: bool, text: Callable[[], str]) -> None:
    """The result on standard output: one JSON document, or what `text` writes."""
    whole = json.dumps(value, default=plain, ensure_ascii=False, indent=2) if as_json else text()
    try:
        sys.stdout.write(whole if whole.endswith("\n") else whole + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough; what was asked for is done
        swallow_output()
    except OSError as problem:
        swallow_output()
        raise InputError(
            f"Standard output can't be written: {problem.strerror}. What was asked for is done."
        ) from None


def plain(value: Any) -> Any:
    """What JSON doesn't know: dataclasses, pydantic models, times (ISO, UTC), amounts as numbers."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def note(message: str) -> None:
    """One plain line on standard error."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def complete_streams() -> None:
    """A stream that whoever started us has closed is None here: then it reads and writes nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - to the end


def is_colourful(stream: Any) -> bool:
    """Colour only on a terminal, and never with NO_COLOR (no-color.org)."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")


def complain(message: str) -> None:
    """`Error: ...` on standard error, one line."""
    label = "\x1b[31mError\x1b[0m" if is_colourful(sys.stderr) else "Error"
    note(f"{label}: {' '.join(message.split())}")


def explain(problem: MailerError | ConfigError, as_json: bool = False) -> int:
    """Says what is wrong and returns the exit status of the interface. as_json: names the risks on
    standard output too, for a program."""
    if isinstance(problem, UnsafePlan):
        if as_json:
            named = [{"name": risk.name, "message": risk.message} for risk in problem.risks]
            show({"risks": named}, True, str)
        label = "\x1b[31mBlocks\x1b[0m" if is_colourful(sys.stderr) else "Blocks"
        for risk in problem.risks:
            note(f"{label}   {risk.name}  {risk.message}")
        acceptable = [f"--accept {risk.name}" for risk in problem.risks if risk.may_be_accepted]
        cure = f" Mend that, or accept it by name: {' '.join(acceptable)}" if acceptable else ""
        note(f"Nothing was done.{cure}")
        return 3
    complain(str(problem))
    return 4 if isinstance(problem, TransportDown | StoreDown) else 2


def defect(problem: Exception) -> int:
    """A defect of ours: one line; the traceback only where it was asked for (it may hold addresses)."""
    complain(
        f"this is a defect of mailer ({type(problem).__name__}), not a mistake of yours. "
        "MAILER_DEBUG=1 shows where."
    )
    if os.environ.get("MAILER_DEBUG"):
        traceback.print_exception(problem)
    return 1


def swallow_output() -> None:
    """Nobody reads our output, or nothing holds it: what is still buffered goes nowhere."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error for what may take over a second; nothing off a terminal.

    Yields a function that takes how many are done by now.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    bar = _bar()
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
