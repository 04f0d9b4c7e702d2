"""Is everything in place? One check after the other, none of which changes anything."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from mailer.app import App
from mailer.errors import ConfigError, MailerError
from mailer.operations import blast, outside

_BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock of a machine that runs this can be earlier."""
Check = tuple[str, bool, str]


def doctor(app: App) -> dict[str, Any]:
    """Each check's name, whether it is well, and what to do. Never raises for what it finds."""
    parts: Sequence[tuple[str, Callable[[App], Iterable[Check]]]] = (
        ("database", _database),
        ("copy", _copy),
        ("secret-key", _secret_key),
        ("transport", _transport),
        ("webhook-key", _webhook_key),
        ("organisation", _organisation),
        ("sender-domain", _sender_domain),
        ("public-address", _public_address),
        ("clock", _clock),
    )
    found = [check for name, part in parts for check in _ran(app, name, part)]
    return {"checks": [{"name": name, "ok": ok, "message": said} for name, ok, said in found]}


def _ran(app: App, name: str, part: Callable[[App], Iterable[Check]]) -> list[Check]:
    try:
        return list(part(app))
    except (MailerError, ConfigError) as problem:
        return [(name, False, str(problem))]


def _database(app: App) -> Iterable[Check]:
    count = sum(app.store.contacts.audiences().values())
    kind = "SQLite" if app.settings.is_sqlite else "PostgreSQL"
    yield "database", True, f"{kind} answers; {count:,} contacts in audiences."


def _copy(app: App) -> Iterable[Check]:
    risk = blast.refusal(app)
    told = risk.message if risk else "This copy of the database may send."
    yield "copy", risk is None, told[:1].upper() + told[1:]


def _secret_key(app: App) -> Iterable[Check]:
    keys = app.settings.secret_keys or app.workspace.secret_keys()
    _ = app.keyring
    where = "MAILER_SECRET_KEY" if app.settings.secret_keys else ".mailer/secret.key"
    yield "secret-key", True, f"{len(keys)} in {where}. Keep a copy: it opens every link ever sent."


def _transport(app: App) -> Iterable[Check]:
    yield "transport", True, f"{app.settings.transport}."
    yield from app.transport.check()


def _webhook_key(app: App) -> Iterable[Check]:
    if app.settings.transport != "sendgrid":
        return
    keys = app.settings.sendgrid_webhook_keys
    if keys:
        yield "webhook-key", True, f"{len(keys)} set: signed events are taken in."
    else:
        yield (
            "webhook-key",
            False,
            "MAILER_SENDGRID_WEBHOOK_KEY is not set: every event is refused. Copy the verification key "
            "from SendGrid's Event Webhook settings.",
        )


def _organisation(app: App) -> Iterable[Check]:
    organisation = app.settings.organisation
    missing = [name for name in ("name", "postal_address") if not getattr(organisation, name)]
    said = f"mailer.toml: organisation.{' and organisation.'.join(missing)} is empty; the law asks for it."
    yield (
        "organisation",
        not missing,
        said if missing else f"{organisation.name}, with its address.",
    )


def _sender_domain(app: App) -> Iterable[Check]:
    address = app.settings.sender.address
    if not address:
        yield "sender-domain", False, "mailer.toml: sender.address is empty. Write it."
        return
    for seen in outside.sender_domain(app, address):
        yield seen.name, bool(seen.is_good), seen.message


def _public_address(app: App) -> Iterable[Check]:
    seen = outside.public_address(app.settings.public_url)
    yield seen.name, bool(seen.is_good), seen.message


def _clock(app: App) -> Iterable[Check]:
    now = app.clock.now()
    is_sane = _BUILT < now < _BUILT + timedelta(days=3650)
    yield "clock", is_sane, f"{now:%A %d %B %Y, %H:%M} UTC{'' if is_sane else ': set the clock'}."
