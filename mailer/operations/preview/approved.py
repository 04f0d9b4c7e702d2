"""The last build of a campaign that somebody approved, to compare the present one with."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailer.app import App
from mailer.errors import NotFound
from mailer.model.ids import Fingerprint, Slug
from mailer.model.message import Message

_MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Approved:
    by: str
    at: datetime
    message: Message


def last_approved(app: App, slug: str) -> Approved | None:
    """By the audit's newest yes whose message is still kept."""
    for entry in reversed(app.store.audit.of(slug)):
        if entry["what"] != "approved":
            continue
        plan = app.store.plans.find(Slug(slug), Fingerprint(entry["detail"]["fingerprint"]))
        if plan is None:
            continue
        try:
            message = app.store.messages.get(plan.message_sha256)
        except NotFound:
            continue
        return Approved(entry["by"], entry["at"], message)
    return None


def changed_lines(before: str, now: str) -> Sequence[tuple[str, str]]:
    """("-" or "+", line) of two text parts; the last one says how many more there are."""
    lines = [
        (line[0], line[2:].rstrip())
        for line in difflib.ndiff(before.splitlines(), now.splitlines())
        if line[0] in "-+" and line[2:].strip()
    ]
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], (" ", f"and {more} more lines")] if more > 0 else lines
