"""doctor: is everything in place?"""

from typing import Any

import typer

from mailer.cli.output import JsonOption, WorkspaceOption, opened, show


def register(root: typer.Typer) -> None:
    root.command()(doctor)


def doctor(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Check that everything is in place. Database, key, sender domain, public address and clock."""
    from mailer.operations import health

    with opened(workspace) as app:
        found = health.doctor(app)
    show(found, as_json, lambda: _told(found["checks"]))


def _told(checks: list[dict[str, Any]]) -> str:
    lines = [
        f"{'ok' if check['ok'] else 'Mend':<6}{check['name']:<16}{check['message']}"
        for check in checks
    ]
    wrong = sum(not check["ok"] for check in checks)
    lines.append("Everything is in place." if not wrong else f"{wrong} of {len(checks)} to mend.")
    return "\n".join(lines)
