"""What works for us, or tells us something: the clock, ways out, what they tell back, runners. See `mailer.ports`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mailer.model.delivery import (
    Doubt,
    Outgoing,
    Recall,
    Receipt,
    Trace,
)
from mailer.model.event import Event


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""


class Transport(Protocol):
    """A provider as we use it.

    MUST return a Receipt that places every position once. MUST raise OutcomeUnknown (or place in
    `unknown`) whatever ended after the first byte and before a clear answer; MUST raise TransportDown
    only where surely nothing was accepted. MUST NOT retry what is in doubt, follow a redirect, or log
    an address, a name or a key. MAY split a batch to isolate a bad recipient.
    """

    name: str
    is_live: bool
    """True where real people may receive it: findings on public addresses then block."""

    def send(self, outgoing: Outgoing) -> Receipt: ...

    def prepare(self, outgoing: Outgoing) -> str | None:
        """Called before each `send` of a campaign: whatever can be found out before anybody gets anything, asked
        once. Why the campaign has to stop, in words for people; None: go on. MUST NOT let anybody get anything.
        Raises ConfigError where the account may not send, TransportDown where it can't be asked,
        OutcomeUnknown where the provider says, against its own rules, that it has taken the mail."""

    def check(self) -> Sequence[tuple[str, bool, str]]:
        """(name, ok, message) per check of the key, its rights and the host; for `doctor`."""

    def gather(self) -> str | None:
        """A new mark under which a campaign is sent (`Outgoing.mark`), so that what the provider still holds
        of it can be cancelled. None where nothing is ever held, or none can be had now."""

    def recall(self, marks: Sequence[str]) -> Recall:
        """Asks to cancel whatever is still held under these marks. What can't be asked is told in words."""

    def look_up(self, doubt: Doubt) -> Trace:
        """What the provider's own records say of a batch in doubt. Sends nothing, settles nothing; what it
        can't be asked is told in words. No trace is no proof: records come late."""

    def close(self) -> None: ...


class EventSource(Protocol):
    """The webhook side of a transport."""

    def parse_events(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Sequence[Event]:
        """Raises WebhookRejected where the signature, the age or the key is not right."""


class Engine(Protocol):
    """A runner: it looks at batches that are due. Jobs only say "look"; the ledger decides."""

    def run(self, *, until_idle: bool) -> int:
        """Blocks. Returns when nothing is due or in flight (until_idle) or after `stop`: how many of its
        batches were still on their way when the time to finish them was over (0 as a rule)."""

    def wake(self) -> None:
        """Something may be due now."""

    def stop(self) -> None:
        """Drain: in-flight batches finish, if they do so in time; nothing new starts."""
