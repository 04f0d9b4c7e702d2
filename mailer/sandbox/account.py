"""One account at SendGrid: what its key may do, who may send, and how often it may call.

Names of rights are those of GET /v3/scopes as far as they are public; which right Email Logs ask for is not,
and messages.read is what the old Email Activity asked for.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailer.sandbox.http import Reply
from mailer.sandbox.refusals import error, errors_body

SCOPES = (
    "mail.send", "mail.batch.create", "mail.batch.read", "messages.read", "user.scheduled_sends.create",
    "2fa_required",
)  # fmt: skip
"""Of a key about which nothing is said; such a key is let in everywhere all the same."""
CALLS_A_MINUTE = 600
"""To anything but Mail Send, together; SendGrid's changelog of 2019-10-10."""

_RIGHTS = (
    (r"/v3/mail/send", "mail.send"),
    (r"/v3/mail/batch.*", "mail.batch"),
    (r"/v3/user/scheduled_sends.*", "user.scheduled_sends"),
    (r"/v3/logs.*", "messages.read"),
    (r"/v3/categories/stats", "categories.stats.read"),
    (r"/v3/suppression/(\w+).*", r"suppression.\1"),
    (r"/v3/asm/suppressions/global.*", "asm.suppressions.global"),
    (r"/v3/verified_senders", "verified_senders.read"),
    (r"/v3/whitelabel/domains", "whitelabel.read"),
)
_ACTS = {"GET": "read", "POST": "create", "PATCH": "update", "PUT": "update", "DELETE": "delete"}
_WHOLE = ("mail.send", "messages.read", "categories.stats.read", "verified_senders.read", "whitelabel.read")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """scopes: the rights of the key; None lets it do everything. senders: addresses and domains that are
    verified; None: all are. calls: path -> calls a minute, for what begins so."""

    scopes: Sequence[str] | None = None
    senders: Sequence[str] | None = None
    calls: Mapping[str, int] | None = None

    @property
    def rights(self) -> Sequence[str]:
        return SCOPES if self.scopes is None else self.scopes

    def may(self, method: str, path: str) -> bool:
        right = right_of(method, path)
        if self.scopes is None or right is None:
            return True
        return right in self.scopes

    def is_verified(self, address: str) -> bool:
        if self.senders is None:
            return True
        domain = address.rpartition("@")[2].lower()
        known = {each.lower() for each in self.senders}
        return address.lower() in known or domain in known

    def shown_senders(self) -> dict[str, Any]:
        """As GET /v3/verified_senders."""
        found = [each for each in self.senders or () if "@" in each]
        return {
            "results": [
                {
                    "id": number, "nickname": address, "from_email": address, "from_name": "",
                    "reply_to": address, "verified": True, "locked": False,
                }
                for number, address in enumerate(found, start=1)
            ]
        }  # fmt: skip

    def shown_domains(self) -> list[dict[str, Any]]:
        """As GET /v3/whitelabel/domains."""
        found = ["example.org"] if self.senders is None else self.senders
        domains = [each for each in found if "@" not in each]
        return [
            {
                "id": number, "domain": domain, "subdomain": "em", "username": "stand-in", "ips": [],
                "custom_spf": False, "default": number == 1, "legacy": False, "automatic_security": True,
                "valid": True, "dns": {},
            }
            for number, domain in enumerate(domains, start=1)
        ]  # fmt: skip


def right_of(method: str, path: str) -> str | None:
    """The right that a call needs; None where any key may call."""
    for pattern, right in _RIGHTS:
        found = re.fullmatch(pattern, path)
        if found is not None:
            named = found.expand(right)
            return named if named in _WHOLE else f"{named}.{_ACTS.get(method, 'read')}"
    return None


class Gate:
    """Counts calls in windows of a minute and says so in the headers of each answer."""

    def __init__(self, calls: Mapping[str, int] | None, now: Callable[[], float]) -> None:
        self._limits = {"/v3/": CALLS_A_MINUTE, **(calls or {})}
        self._now = now
        self._windows: dict[str, tuple[int, int]] = {}

    def count(self, path: str) -> tuple[Reply | None, dict[str, str]]:
        """(a 429 where it is too often, headers for whatever the answer is)."""
        family = max((each for each in self._limits if path.startswith(each)), key=len, default="")
        if not family:
            return None, {}
        limit, minute = self._limits[family], int(self._now() // 60)
        window, used = self._windows.get(family, (minute, 0))
        used = used + 1 if window == minute else 1
        self._windows[family] = (minute, used)
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(limit - used, 0)),
            "X-RateLimit-Reset": str((minute + 1) * 60),
        }
        if used <= limit:
            return None, headers
        return Reply(429, errors_body([error("too many requests", None)]), headers), headers
