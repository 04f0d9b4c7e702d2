"""What the contract of transports needs of one: the transport, and what arrived.

A new transport brings `tests/contracts/rig_<name>.py` with `rig(root) -> context manager of Rig`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mailer.ports import Transport


@dataclass(frozen=True)
class Letter:
    """Header names in lower case; texts with LF line ends and without the last one."""

    to: str
    subject: str
    html: str
    text: str
    headers: Mapping[str, str]
    pictures: Mapping[str, tuple[str, str, str]]
    """Content id, as a `cid:` names it -> media type, file name, sha256 of the bytes; what travels inline."""


@dataclass(frozen=True)
class Rig:
    transport: Transport
    letters: Callable[[], Sequence[Letter]]
