"""The SendGrid stand-in as a server: for rehearsals, and for programs that are being written."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailer.cli.output import note

if TYPE_CHECKING:
    from mailer.sandbox import SandboxOptions


def register(root: typer.Typer) -> None:
    root.command()(sandbox)


def sandbox(
    port: Annotated[int, typer.Option(help="0 takes any free one.")] = 8090,
    faults: Annotated[
        Path | None, typer.Option(help="TOML or JSON: what goes wrong, and when.")
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="NAME", help="What goes wrong, by name; repeatable."),
    ] = None,
    events_to: Annotated[
        str | None, typer.Option(help="The webhook that is told what became of the mail.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="Appends one JSON line per delivered message.")
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(help="Keeps the key that signs events; made where it isn't there."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Other people for another number.")] = 1,
    light: Annotated[
        bool, typer.Option("--light", help="Checks and keeps addresses only, for speed.")
    ] = False,
) -> None:
    """Rehearse with a SendGrid that sends nothing. It checks, answers, logs, and posts signed events."""
    from mailer.sandbox import SandboxOptions, read_faults
    from mailer.sandbox.named import named_faults

    _run(
        SandboxOptions(
            port=port,
            events_to=events_to,
            log=log,
            faults=named_faults(fault or (), read_faults(faults) if faults else None, seed),
            light=light,
            seed=seed,
            key_file=key_file,
        )
    )


def _run(options: "SandboxOptions") -> None:
    """Until it is interrupted."""
    import signal
    import threading

    from mailer.errors import ConfigError
    from mailer.sandbox import Sandbox

    try:
        stand_in = Sandbox(options)
        base_url = stand_in.start()
    except OSError as broken:
        where = broken.filename or f"--port {options.port}"
        raise ConfigError(f"{where}: {broken.strerror}. Choose another one.") from broken
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.echo(f"The SendGrid stand-in listens on {base_url}. Press Ctrl+C to end it.")
    typer.echo("export MAILER_TRANSPORT=sendgrid")
    typer.echo("export SENDGRID_API_KEY=SG.only-for-the-stand-in")
    typer.echo(f"export MAILER_SENDGRID_HOST={base_url}")
    typer.echo(f"export MAILER_SENDGRID_WEBHOOK_KEY={stand_in.public_key}")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        note(f"Took mail for {stand_in.delivered} people. Nothing was sent.")
    finally:
        stand_in.stop()
