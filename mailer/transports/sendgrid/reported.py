"""One event in SendGrid's words -> ours. Every value is hostile until it is looked at.

Custom arguments come back flattened to the top level; `category` is a string or a list; a timestamp
is a number, a string, or in milliseconds; an event's name may start with a capital.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson

from mailer.model.event import Event, EventKind

KINDS: Mapping[str, EventKind] = {
    "processed": "accepted",
    "dropped": "dropped",
    "cancel_drop": "dropped",
    "deferred": "deferred",
    "delivered": "delivered",
    "bounce": "bounced",
    "blocked": "blocked",
    "open": "opened",
    "click": "clicked",
    "spamreport": "complained",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
    "group_resubscribe": "resubscribed",
}
"""SendGrid's words -> ours. `blocked` is a bounce of type blocked. Whatever else comes is `other`."""

_EARLIEST = datetime.fromisoformat("2009-01-01T00:00:00+00:00")
_LATEST_AHEAD = timedelta(days=2)
_MILLISECONDS = 100_000_000_000
_DEEPEST = 6
_ADDRESS = re.compile(r"[^\s\"'<>\[\](),;:]+@[^\s\"'<>\[\](),;:]+")
_NOT_KEPT = frozenset({"email", "ip"})


def read_event(found: Mapping[str, Any], signed_at: datetime, now: datetime) -> Event:
    """Never raises."""
    address = _address(found.get("email"))
    offset = found.get("url_offset")
    offset = offset if isinstance(offset, dict) else {}
    kind = _kind(found)
    return Event(
        id=_id(found),
        kind=kind,
        happened_at=_instant(found.get("timestamp"), signed_at, now),
        batch_code=_text(found.get("nb_batch"), 100),
        attempt=_text(found.get("nb_attempt"), 100),
        position=_number(found.get("nb_recipient"), 1_000_000),
        address=address,
        url=_text(found.get("url"), 4000),
        link_index=_number(offset.get("index"), 10_000),
        part=_text(offset.get("type") or found.get("sg_content_type"), 20),
        user_agent=_text(found.get("useragent"), 500),
        ip=_text(found.get("ip"), 45),
        is_machine=found.get("sg_machine_open") in (True, "true", "True"),
        reason=_words(found.get("reason") or found.get("response")),
        bounce_class=_text(found.get("bounce_classification"), 60),
        provider_id=_text(found.get("sg_message_id"), 200),
        raw={
            _short(key): _kept(value, address, _DEEPEST)
            for key, value in found.items()
            if key.lower() not in _NOT_KEPT
        },
    )


def _kind(found: Mapping[str, Any]) -> EventKind:
    name = _lower(found.get("event"))
    if name == "bounce" and _lower(found.get("type")) == "blocked":
        name = "blocked"
    return KINDS.get(name, "other")


def _lower(value: Any) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def _id(found: Mapping[str, Any]) -> str:
    """The provider's, or the sum of the event itself: the same event told twice has the same id."""
    given = found.get("sg_event_id")
    if isinstance(given, str) and given.isprintable() and 0 < len(given) <= 100:
        return given
    return sha256(canonical(found)).hexdigest()


def canonical(found: Any) -> bytes:
    """The same bytes for the same event, whatever the order of its keys."""
    try:
        return orjson.dumps(found, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # nested deeper than orjson writes
        return orjson.dumps(_kept(found, None, _DEEPEST), option=orjson.OPT_SORT_KEYS)


def _instant(value: Any, signed_at: datetime, now: datetime) -> datetime:
    """Never a reason to reject an event: a time that can't be is replaced by the signature's."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,16}", value.strip(), re.ASCII):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return signed_at
    seconds = value / 1000 if value >= _MILLISECONDS else value
    earliest = _EARLIEST.timestamp()
    if not earliest <= seconds <= (now + _LATEST_AHEAD).timestamp():
        return signed_at
    return _EARLIEST + timedelta(seconds=seconds - earliest)


def _number(value: Any, below: int) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value, re.ASCII):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < below:
        return None
    return value


def _text(value: Any, longest: int) -> str | None:
    """None for what is no text or empty. NUL goes: PostgreSQL stores none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return value.replace("\x00", "")[:longest] or None


def _address(value: Any) -> str | None:
    text = _text(value, 320)
    return text if text and "@" in text else None


def _words(value: Any) -> str | None:
    """A server's own words; it likes to repeat the address in them."""
    text = _text(value, 500)
    return None if text is None else _ADDRESS.sub("[address]", text)


def _short(key: str) -> str:
    return key.replace("\x00", "")[:100]


def _kept(value: Any, address: str | None, depth: int) -> Any:
    """Without the address, NUL, and anything nested deeper than a real event."""
    if isinstance(value, str):
        text = value.replace("\x00", "")
        return re.sub(re.escape(address), "[address]", text, flags=re.I) if address else text
    if isinstance(value, dict):
        if depth == 0:
            return "[nested too deep]"
        return {
            _short(key): _kept(item, address, depth - 1)
            for key, item in value.items()
            if key.lower() not in _NOT_KEPT
        }
    if isinstance(value, list):
        return (
            "[nested too deep]"
            if depth == 0
            else [_kept(each, address, depth - 1) for each in value]
        )
    return value
