"""What a check found in a message before it is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """rule: kebab-case. where: part and place (`html`, `text`, `subject`, a file and its key).
    affected: recipients, where the fault hangs on who gets it. source: a web address, a standard or a
    law that says so; where empty, `docs/checks.md` names the rule's own."""

    rule: str
    severity: Severity
    where: str
    message: str
    fix: str
    affected: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's word that a finding may stand, for one message."""

    rule: str
    by: str
    reason: str
    at: datetime
