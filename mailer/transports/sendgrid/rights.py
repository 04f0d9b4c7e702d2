"""What a key may do: it has to send, it may ask what became of it, and little else."""

from collections.abc import Sequence

from mailer.transports.sendgrid.client import Reply

SEND = "mail.send"
READS_LOGS = "messages.read"
CANCELS = frozenset({"mail.batch.create", "user.scheduled_sends.create"})
"""What it takes to have a batch id, and to cancel what is held under it."""
_OF_USE = (
    CANCELS
    | {READS_LOGS, "mail.batch.read", "user.scheduled_sends.read", "user.scheduled_sends.update"}
    | {"categories.read", "categories.stats.read", "categories.stats.sums.read", "stats.read"}
)
_FEW = 5
"""Marks of the account (2fa_required, sender_verification_eligible ...), which every key carries."""


def rights_of(seen: Reply) -> frozenset[str]:
    """Of an answer to GET /v3/scopes; none where it says nothing readable."""
    found = seen.read()
    rights = found.get("scopes") if isinstance(found, dict) else None
    return frozenset(map(str, rights)) if isinstance(rights, list) else frozenset()


def judged(rights: frozenset[str]) -> Sequence[tuple[str, bool, str]]:
    """(name, ok, message) for `doctor`."""
    others = len(rights - _OF_USE - {SEND})
    return [
        ("sendgrid-host", True, "SendGrid answers."),
        ("sendgrid-key", SEND in rights, _may_send(rights)),
        (
            "sendgrid-rights",
            others <= _FEW,
            "The key may do little else."
            if others <= _FEW
            else f"The key has {others} rights beyond mail.send and what mailer asks for. "
            "Make one that may only send.",
        ),
    ]


def _may_send(rights: frozenset[str]) -> str:
    if SEND not in rights:
        return "The key lacks the right mail.send."
    lacks = sorted({READS_LOGS, *CANCELS} - rights)
    more = f" Without {' and '.join(lacks)}: see docs/engineer.md." if lacks else ""
    return f"The key may send mail.{more}"
