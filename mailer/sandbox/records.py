"""What the account remembers of its mail: the Email Logs, and counts per category and day.

Nothing is kept for it: a letter's story is the same each time it is told (see `behaviour.story`).
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mailer.sandbox.behaviour import Event, Shares, Story, story
from mailer.sandbox.letters import Letter, Letters
from mailer.sandbox.querying import Condition

_EVENTS_MOST = 100
_DROPS = {
    "Bounced Address": "bounce_drops", "Spam Reporting Address": "spam_report_drops",
    "Unsubscribed Address": "unsubscribe_drops", "Invalid": "invalid_emails",
}  # fmt: skip
_COUNTED = {
    "processed": "processed", "delivered": "delivered", "deferred": "deferred",
    "spamreport": "spam_reports", "open": "opens", "click": "clicks",
}  # fmt: skip
_OF_STORY = ("status", "reason")
_OF_STATUS: Mapping[str, Mapping[str, int]] = {
    "delivered": {"processed": 1, "delivered": 1},
    "bounced": {"processed": 1, "bounces": 1},
    "blocked": {"processed": 1, "blocks": 1},
    "dropped": {"bounce_drops": 1},
}
METRICS = (
    "blocks", "bounce_drops", "bounces", "clicks", "deferred", "delivered", "invalid_emails", "opens",
    "processed", "requests", "spam_report_drops", "spam_reports", "unique_clicks", "unique_opens",
    "unsubscribe_drops", "unsubscribes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A letter, when it was taken (epoch seconds), and what became of it."""

    letter: Letter
    at: int
    story: Story


class Records:
    def __init__(self, letters: Letters, seed: int, shares: Shares) -> None:
        self._letters = letters
        self._seed = seed
        self._shares = shares

    def search(self, conditions: Sequence[Condition], limit: int) -> list[dict[str, Any]]:
        """Messages for which all hold, the newest first."""
        plain = [each for each in conditions if each.field not in _OF_STORY]
        rest = [each for each in conditions if each.field in _OF_STORY]
        found: deque[dict[str, Any]] = deque(maxlen=limit)
        for letter in self._letters.each():
            if all(each.holds(_plain(letter)) for each in plain):
                message = _summary(self._told(letter))
                if all(each.holds(message) for each in rest):
                    found.appendleft(message)
        return list(found)

    def find(self, message_id: str, now: float) -> dict[str, Any] | None:
        for letter in self._letters.each():
            if letter["message_id"] == message_id:
                return _details(self._told(letter), now)
        return None

    def count(
        self, categories: Sequence[str], first: date, last: date, now: float
    ) -> list[dict[str, Any]]:
        """One entry per day, each with every category, in SendGrid's shape."""
        span = range((last - first).days + 1)
        days = {first + timedelta(days=each): _empty(categories) for each in span}
        for letter in self._letters.each():
            day = days.get(datetime.fromisoformat(letter["at"]).date(), {})
            for category in set(letter["categories"]).intersection(day):
                day[category].update(self._metrics(letter, now))
        return [
            {"date": day.isoformat(), "stats": [_stats(name, counted[name]) for name in categories]}
            for day, counted in days.items()
        ]

    def all(self) -> Iterator[Told]:
        return map(self._told, self._letters.each())

    def _metrics(self, letter: Letter, now: float) -> Counter[str]:
        """Of a letter that is kept without its texts, what the mail servers did."""
        if "status" in letter:
            return Counter({"requests": 1, **_OF_STATUS[letter["status"]]})
        return _metrics(self._told(letter), now)

    def _told(self, letter: Letter) -> Told:
        at = epoch(letter)
        whole = {"html": "", "headers": {}, **letter}
        return Told(letter, at, story(whole, at, self._seed, self._shares))


def epoch(letter: Letter) -> int:
    return int(datetime.fromisoformat(letter["at"]).timestamp())


def reason_of(told: Told) -> str:
    last = told.story.first[-1]
    return str(last.get("reason") or last.get("response") or "")


def _plain(letter: Letter) -> dict[str, Any]:
    """What can be asked for without knowing what became of it."""
    return {
        "sg_message_id": letter["message_id"],
        "subject": letter["subject"],
        "to_email": letter["to"],
        "categories": letter["categories"],
        "created": epoch(letter),
    }


def _summary(told: Told) -> dict[str, Any]:
    letter = told.letter
    return {
        "from_email": letter["from"],
        "sg_message_id": letter["message_id"],
        "subject": letter["subject"],
        "to_email": letter["to"],
        "reason": reason_of(told),
        "status": told.story.status,
        "sg_message_id_created_at": datetime.fromtimestamp(told.at, tz=UTC)
        .isoformat()
        .replace("+00:00", "Z"),
    }


def _details(told: Told, now: float) -> dict[str, Any]:
    letter = told.letter
    events = [*told.story.first, *_past(told.story.later, now)]
    return {
        "from_email": letter["from"],
        "sg_message_id": letter["message_id"],
        "subject": letter["subject"],
        "to_email": letter["to"],
        "status": told.story.status,
        "api_key_id": "standin",
        "client_ip": "127.0.0.1",
        "category": letter["categories"],
        "custom_args": letter["custom_args"],
        "outbound_ip": "192.0.2.25",
        "outbound_ip_type": "shared",
        "events": [_apart(event, letter) for event in events[-_EVENTS_MOST:]],
    }


def _past(events: Sequence[Event], now: float) -> list[Event]:
    return [event for event in events if event["timestamp"] <= now]


def _apart(event: Event, letter: Letter) -> dict[str, Any]:
    """As the logs write an event: custom arguments in a table of their own, and what is false left out."""
    ours = letter["custom_args"]
    kept = {
        key: value
        for key, value in event.items()
        if key not in ours and not (key in ("tls", "cert_err", "sg_machine_open") and not value)
    }
    if event["event"] == "dropped":
        kept.pop("status", None)
    return {**kept, "custom_args": ours}


def _empty(categories: Sequence[str]) -> dict[str, Counter[str]]:
    return {name: Counter() for name in categories}


def _metrics(told: Told, now: float) -> Counter[str]:
    counted = Counter(requests=1)
    for event in (*told.story.first, *_past(told.story.later, now)):
        kind = event["event"]
        if kind == "bounce":
            counted["blocks" if event["type"] == "blocked" else "bounces"] += 1
        elif kind == "dropped":
            counted[_DROPS.get(event["reason"], "bounce_drops")] += 1
        elif kind in _COUNTED:
            counted[_COUNTED[kind]] += 1
    counted["unique_opens"] = min(counted["opens"], 1)
    counted["unique_clicks"] = min(counted["clicks"], 1)
    return counted


def _stats(name: str, counted: Mapping[str, int]) -> dict[str, Any]:
    return {
        "type": "category",
        "name": name,
        "metrics": {metric: counted.get(metric, 0) for metric in METRICS},
    }
