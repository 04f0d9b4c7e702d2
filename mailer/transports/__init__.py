"""Ways out: one file or folder per provider, found by its name.

A part is a module below this package with `open_transport(settings) -> Transport` and, where the
provider tells us what became of the mail, `event_source(settings) -> EventSource`; one that limits what
may differ from person to person has `room_for_values(message) -> int`. Nothing else has
to be changed: the contract suite finds the part and runs it. See `ports.Transport` for what it must,
may and must not do; `HandsOn` gives the answers of one that holds nothing back.
"""

import pkgutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import ModuleType

from mailer.errors import ConfigError
from mailer.model.delivery import Doubt, Envelope, Outgoing, Recall, Trace
from mailer.model.message import Message
from mailer.ports import Clock, EventSource, Transport

PROOF_PREFIX = "[Proof] "
"""Before the subject of what goes to staff."""


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """Everything that any way out may need; each takes what it knows.

    root: the workspace. new_code: a fresh, unguessable word of letters and digits per call.
    timeout_seconds: how long one answer may take. smtp_is_live: real people are reached though the server is
    on this machine. dkim_key: PEM.
    """

    root: Path
    new_code: Callable[[], str]
    clock: Clock
    sendgrid_api_key: str | None = field(default=None, repr=False)
    sendgrid_host: str = "https://api.sendgrid.com"
    sendgrid_webhook_keys: Sequence[str] = ()
    smtp_url: str | None = field(default=None, repr=False)
    smtp_is_live: bool = False
    dkim_domain: str = ""
    dkim_selector: str = ""
    dkim_key: bytes | None = field(default=None, repr=False)
    timeout_seconds: float = 30.0
    public_url: str = "http://localhost:8080"


class HandsOn:
    """What a way out answers that hands mail on at once, holds nothing back and keeps no records: a part
    that is so takes it as its base. who: such as "The mail server"."""

    who: str

    def prepare(self, outgoing: Outgoing) -> str | None:
        return None

    def gather(self) -> str | None:
        return None

    def recall(self, marks: Sequence[str]) -> Recall:
        return Recall(f"{self.who} holds nothing back: what it took is on its way.")

    def look_up(self, doubt: Doubt) -> Trace:
        return Trace(f"{self.who} keeps no record that could be asked.", is_closed=True)


def transport_names() -> tuple[str, ...]:
    """The parts that are there, by name."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def open_transport(name: str, settings: TransportSettings) -> Transport:
    """Raises ConfigError for an unknown name and for settings that the part can't work with."""
    transport: Transport = _part(name).open_transport(settings)
    return transport


def event_source(name: str, settings: TransportSettings) -> EventSource | None:
    """None where the way out tells nothing back."""
    opener = getattr(_part(name), "event_source", None)
    return None if opener is None else opener(settings)


def tells_back(name: str) -> bool:
    """Whether this way out says anything of what became of a message."""
    return hasattr(_part(name), "event_source")


def room_for_values(name: str, message: Message) -> int | None:
    """Bytes that one person's values may take to go in a shared request; None where none is shared."""
    measure = getattr(_part(name), "room_for_values", None)
    return None if measure is None else int(measure(message))


def must_be_whole(envelope: Envelope, address: str, slots: int, seen: Collection[str]) -> None:
    """What every way out asks of an envelope. address: as it goes out. seen: addresses of the batch so far,
    case-folded. Raises ValueError with the reason, which shows neither address nor name."""
    if address.casefold() in seen:
        raise ValueError("the address stands twice in one batch")
    if not envelope.subject:
        raise ValueError("the subject is empty")
    if len(envelope.values) != slots:
        raise ValueError(f"{len(envelope.values)} values for {slots} slots")


def reason_of(fault: Exception) -> str:
    """Why one person is refused, in words. fault: AudienceError or ValueError."""
    return "a text holds half a character" if isinstance(fault, UnicodeError) else str(fault)


def _part(name: str) -> ModuleType:
    names = transport_names()
    if name not in names:
        near = get_close_matches(name, names, n=1)
        guess = f' Did you mean "{near[0]}"?' if near else ""
        raise ConfigError(
            f'MAILER_TRANSPORT: there is no transport "{name}". Known: {", ".join(names)}.{guess}'
        )
    return import_module(f"{__name__}.{name}")
