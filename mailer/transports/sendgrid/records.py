"""What SendGrid's own records say of a batch in doubt: its Email Logs, and what it counted of the campaign.

    a few of the people -> POST /v3/logs (category, address, around the attempt) -> ids of messages
    each id             -> GET /v3/logs/{id} -> the batch and the attempt that we wrote on it, and its events
    the category        -> GET /v3/categories/stats -> how many messages it was asked to send

Paid plans have logs, for 30 days, and the key needs a right for each. Only what carries the attempt's own word
is a trace; numbers are shown and decide nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mailer.model.delivery import Doubt, Trace
from mailer.model.event import Event
from mailer.transports.sendgrid.addresses import wire_address
from mailer.transports.sendgrid.answers import understand
from mailer.transports.sendgrid.client import Account, NoReply, Reply
from mailer.transports.sendgrid.reported import read_event

PROBES = 3
"""People who are asked for: a search each, and a look at what it finds."""
_MESSAGES = 2
_BEFORE, _AFTER = timedelta(minutes=15), timedelta(hours=2)
_COUNTED_DAYS = timedelta(days=30)


@dataclass
class _Asked:
    people: int = 0
    events: list[Event] = field(default_factory=list)
    hits: int = 0


class _Ended(Exception):
    """No further question is worth it. words: why, as the end of a sentence."""

    def __init__(self, words: str, *, is_closed: bool = False) -> None:
        self.words = words
        self.is_closed = is_closed
        super().__init__(words)


def look_up(account: Account, doubt: Doubt, now: datetime) -> Trace:
    counted = _counted(account, doubt)
    asked, is_cut_short = _Asked(), False
    try:
        for address in doubt.addresses[:PROBES]:
            _probe(account, doubt, address, asked, now)
            if any(event.attempt == doubt.attempt for event in asked.events):
                break
    except _Ended as ended:
        if not asked.hits:
            words = f"SendGrid's logs could not be read: {ended.words}."
            return Trace(words, (), counted, is_cut_short=True, is_closed=ended.is_closed)
        is_cut_short = True
    return Trace(_found(asked), asked.events, counted, is_cut_short=is_cut_short)


def _found(asked: _Asked) -> str:
    if not asked.people:
        return "SendGrid's logs were not asked: none of these addresses can stand in a search."
    people = "1 person" if asked.people == 1 else f"{asked.people} people"
    if asked.hits:
        return f"SendGrid's logs hold this attempt for {asked.hits} of {people} asked for."
    return f"SendGrid's logs hold nothing of this attempt for {people} asked for; they may be late."


def _probe(account: Account, doubt: Doubt, address: str, asked: _Asked, now: datetime) -> None:
    query = _query(doubt, address)
    if query is None:
        return
    found = _body(account.search_logs(query, _MESSAGES))
    asked.people += 1
    messages = found.get("messages") if isinstance(found, dict) else None
    hits = 0
    for each in messages if isinstance(messages, list) else ():
        message_id = each.get("sg_message_id") if isinstance(each, dict) else None
        if isinstance(message_id, str):
            seen = account.get_log(message_id)
            is_gone = isinstance(seen, Reply) and seen.status == 404
            told = [] if is_gone else list(_events(_body(seen), doubt, now))
            hits += bool(told)
            asked.events += told
    asked.hits += hits > 0


def _query(doubt: Doubt, address: str) -> str | None:
    """None for an address that can't be written into a query."""
    try:
        carried = wire_address(address)
    except ValueError:
        return None
    if any(sign in carried for sign in "\"'\\"):
        return None
    first, last = (_instant(doubt.attempted_at + by) for by in (-_BEFORE, _AFTER))
    return (
        f"categories IN ('{doubt.campaign_code}') AND to_email = \"{carried}\""
        f' AND sg_message_id_created_at >= TIMESTAMP "{first}"'
        f' AND sg_message_id_created_at <= TIMESTAMP "{last}"'
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _events(found: Any, doubt: Doubt, now: datetime) -> Iterator[Event]:
    """What happened to one message, as the webhook tells it; nothing where it is not of this attempt."""
    if not isinstance(found, dict):
        return
    written = found.get("custom_args")
    ours = (
        {name: str(value) for name, value in written.items()}
        if isinstance(written, Mapping)
        else {}
    )
    attempt = ours.get("nb_attempt", "")
    if ours.get("nb_batch") != doubt.batch_code or attempt.partition(".")[0] != doubt.attempt:
        return
    told = found.get("events")
    known = [each for each in told if _is_told(each)] if isinstance(told, list) else []
    for each in known or [{"event": "processed", "timestamp": int(doubt.attempted_at.timestamp())}]:
        common = {
            "email": found.get("to_email"),
            "sg_message_id": found.get("sg_message_id"),
            "category": found.get("category"),
        }
        inside = {name: value for name, value in each.items() if name != "custom_args"}
        yield read_event({**common, **inside, **ours}, doubt.attempted_at, now)


def _is_told(each: Any) -> bool:
    """`received` is about the whole request, and no webhook tells it."""
    return isinstance(each, dict) and each.get("event") != "received"


def _body(seen: Reply | NoReply) -> Any:
    """Raises _Ended where it can't be had."""
    if isinstance(seen, NoReply):
        raise _Ended(understand(seen).reason)
    if seen.status in (401, 403):
        raise _Ended(
            f"this key may not ({seen.status}); paid plans have logs, and the key needs messages.read",
            is_closed=True,
        )
    if seen.status == 404:
        raise _Ended("there are none at this address (404)", is_closed=True)
    if seen.status != 200:
        raise _Ended(understand(seen).reason)
    return seen.read()


def _counted(account: Account, doubt: Doubt) -> int | None:
    """Requests of the campaign's category, over the last 30 days; proofs among them."""
    seen = account.get_category(doubt.campaign_code, (doubt.attempted_at - _COUNTED_DAYS).date())
    days = seen.read() if isinstance(seen, Reply) and seen.status == 200 else None
    if not isinstance(days, list):
        return None
    return sum(_requests(each) for day in days for each in _stats(day))


def _stats(day: Any) -> Sequence[Any]:
    found = day.get("stats") if isinstance(day, dict) else None
    return found if isinstance(found, list) else ()


def _requests(entry: Any) -> int:
    metrics = entry.get("metrics") if isinstance(entry, dict) else None
    number = metrics.get("requests") if isinstance(metrics, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 0
