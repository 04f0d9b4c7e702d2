"""The command line: parse, call one operation, show. One file per group of commands.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

import importlib
import re
import sys
from typing import Any

import typer

from mailer.errors import ConfigError, MailerError

_GROUPS = (
    "compose",
    "preview",
    "audience",
    "blast",
    "settling",
    "embargo",
    "audit",
    "report",
    "gifts",
    "health",
    "demo",
    "serve",
    "sandbox",
    "rehearse",
)


def build() -> typer.Typer:
    """All commands, in the order of a campaign's life."""
    root = typer.Typer(
        name="mailer",
        help="A press release becomes a donation appeal, goes to the right people once, and is reported on.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for group in _GROUPS:
        importlib.import_module(f"mailer.cli.{group}").register(root)
    return root


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and leaves with the interface's exit status."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """The exit status: 0 done, 1 a defect of ours, 2 input to mend, 3 unsafe, 4 out of reach."""
    from mailer.cli import output

    output.complete_streams()
    try:
        result = build()(args=arguments, prog_name="mailer", standalone_mode=False)
    except typer.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, typer.Abort):
        output.complain("Stopped. Nothing more was done.")
        return 130
    except BrokenPipeError:
        output.swallow_output()
        return 0
    except (MailerError, ConfigError) as problem:
        return output.explain(problem, "--json" in (arguments or sys.argv))
    except Exception as problem:
        if hasattr(problem, "format_message"):
            return _misused(problem)
        return output.defect(problem)
    return result if isinstance(result, int) else 0


def _misused(problem: Any) -> int:
    """A command that was typed wrong. Known by what it offers: Typer keeps these classes to itself, in
    another place from version to version."""
    from mailer.cli import output

    context = getattr(problem, "ctx", None)
    if type(problem).__name__ == "NoArgsIsHelpError" and context is not None:
        sys.stdout.write(f"{context.get_help()}\n")
    else:
        asked = context.command_path if context is not None else "mailer"
        output.complain(f"{_plainer(problem.format_message())} See `{asked} --help`.")
    return 2


_PLAINER = (
    (r"Value error, ", ""),
    (r"Input should be greater than or equal to (\S+)", r"write \1 or more"),
    (r"Input should be less than or equal to (\S+)", r"write \1 or less"),
    (
        r"Input should be a valid integer.*|'[^']*' is not a valid integer( range)?",
        "write a whole number",
    ),
    (r"Input should be a valid number.*|'[^']*' is not a valid float( range)?", "write a number"),
)
"""What one version of Typer or another says of a value -> the cure."""


def _plainer(words: str) -> str:
    for theirs, ours in _PLAINER:
        words = re.sub(theirs, ours, words)
    return words if words.endswith((".", "?", "!")) else f"{words}."
