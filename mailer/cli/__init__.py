"""The command line: parse, call one operation, show. One file per group of commands.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

import importlib
import sys

import click
import typer

from mailer.errors import ConfigError, MailerError

_GROUPS = (
    "compose",
    "audience",
    "blast",
    "report",
    "gifts",
    "health",
    "demo",
    "serve",
    "sandbox",
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

    try:
        result = build()(args=arguments, prog_name="mailer", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as shown:
        sys.stdout.write(f"{shown.ctx.get_help() if shown.ctx else ''}\n")
        return 2
    except click.ClickException as problem:
        output.complain(problem.format_message())
        return 2
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort):
        output.complain("Stopped. Nothing more was done.")
        return 130
    except BrokenPipeError:
        output.swallow_broken_pipe()
        return 0
    except (MailerError, ConfigError) as problem:
        return output.explain(problem)
    except Exception as problem:
        return output.defect(problem)
    return result if isinstance(result, int) else 0
