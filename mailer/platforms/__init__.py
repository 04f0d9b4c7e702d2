"""Donation platforms: how a link to their form is written, and how their gifts are read.

One file per platform, named as `--from` and `donation.platform` name it. A part

- MUST have `link_rules`: a LinkRules;
- MUST have `read_gifts(data, file, terms)`: a file of theirs -> GiftFile. It MUST NOT count what is no
  gift: tests of the platform, sign-ups, gifts to others. Raises InputError in one line: file, line, cure;
- MAY have `webhook(headers, body, secret, terms, now)`: one call of theirs -> GiftFile. It MUST raise
  WebhookRejected for everything that is not provably theirs, before it reads anything. Names of headers
  are in lower case.

An id of a gift MUST be the platform's own and the same in each notice on that gift, refunds included.
The best to copy: `generic`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from mailer.errors import NotFound
from mailer.model.donation import LinkRules
from mailer.model.gift import Gift


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the workspace a reader needs. currency: where the file names none. account: our id at the
    platform; gifts to others on the same form are left out. Empty: all are ours."""

    currency: str = "EUR"
    account: str = ""


@dataclass(frozen=True, slots=True)
class GiftFile:
    """read: gifts and news of gifts in the file. gifts: each id once, refunds taken in.
    unpaired: money that went back for a gift which the file doesn't name."""

    read: int
    gifts: tuple[Gift, ...]
    unpaired: int = 0


class Platform(Protocol):
    link_rules: LinkRules

    def read_gifts(self, data: bytes, file: str, terms: Terms) -> GiftFile: ...


class Webhook(Protocol):
    def __call__(
        self, headers: Mapping[str, str], body: bytes, secret: str, terms: Terms, now: datetime
    ) -> GiftFile: ...


def platform_names() -> tuple[str, ...]:
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__)))


def platform(name: str) -> Platform:
    """Raises NotFound for a platform that there is not."""
    if name not in platform_names():
        raise NotFound(
            f"No donation platform {name!r}; there are: {', '.join(platform_names())}. "
            "`generic` reads any CSV file with a date and an amount."
        )
    return cast(Platform, importlib.import_module(f"{__name__}.{name}"))


def webhook(name: str) -> Webhook:
    """Raises NotFound where the platform is not known, or tells us nothing by itself."""
    found = getattr(platform(name), "webhook", None)
    if found is None:
        raise NotFound(f"{name} has no webhook here; import its export with `mailer gifts`.")
    return cast(Webhook, found)
