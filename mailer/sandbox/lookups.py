"""The account's answers about what became of mail: logs, counts, and the lists of suppressed addresses."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs

from mailer.sandbox.http import Reply, Request
from mailer.sandbox.querying import NoQuery, read_query
from mailer.sandbox.records import Records
from mailer.sandbox.refusals import as_json, object_of, refusal
from mailer.sandbox.suppressing import Suppressed, Suppressions, matches

_FOUND_MOST, _FOUND_DEFAULT = 1000, 10
_PAGE_MOST = 500
_CATEGORIES_MOST = 10


class Lookups:
    """now: epoch seconds."""

    def __init__(
        self, records: Records, suppressions: Suppressions, now: Callable[[], float]
    ) -> None:
        self._records = records
        self._suppressions = suppressions
        self._now = now

    def search_logs(self, request: Request) -> Reply:
        asked = object_of(request.body)
        limit = asked.get("limit", _FOUND_DEFAULT)
        if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= _FOUND_MOST:
            return refusal(400, "limit must be between 1 and 1000", "limit")
        query = asked.get("query", "")
        try:
            conditions = read_query(query if isinstance(query, str) else "?")
        except NoQuery as broken:
            return refusal(400, f"invalid query: {broken}", "query")
        return as_json(200, {"messages": self._records.search(conditions, limit)})

    def one_log(self, message_id: str) -> Reply:
        found = self._records.find(message_id, self._now())
        return refusal(404, "message not found") if found is None else as_json(200, found)

    def category_stats(self, request: Request) -> Reply:
        asked = parse_qs(request.query)
        categories = asked.get("categories", [])
        if not 0 < len(categories) <= _CATEGORIES_MOST:
            return refusal(400, "between 1 and 10 categories are required", "categories")
        today = datetime.fromtimestamp(self._now(), tz=UTC).date()
        try:
            first = date.fromisoformat(asked["start_date"][0])
            last = date.fromisoformat(asked.get("end_date", [today.isoformat()])[0])
        except (KeyError, ValueError):
            return refusal(400, "start_date must be in the format YYYY-MM-DD", "start_date")
        if last < first:
            return refusal(400, "end_date must not be before start_date", "end_date")
        return as_json(200, self._records.count(categories, first, last, self._now()))

    def list_suppressed(self, kind: str, request: Request) -> Reply:
        asked = {name: values[0] for name, values in parse_qs(request.query).items()}
        try:
            first, last, offset, limit = (
                int(asked.get(name, default))
                for name, default in (
                    ("start_time", 0), ("end_time", 2**40), ("offset", 0), ("limit", _PAGE_MOST),
                )
            )  # fmt: skip
        except ValueError:
            return refusal(400, "must be an integer")
        if not 0 < limit <= _PAGE_MOST or offset < 0:
            return refusal(400, "limit must be between 1 and 500", "limit")
        found = [
            entry.shown(kind)
            for entry in self._suppressions.all(kind)
            if first <= entry.created <= last and matches(entry.address, asked.get("email", ""))
        ]
        return as_json(200, found[offset : offset + limit])

    def one_suppressed(self, kind: str, address: str, method: str) -> Reply:
        if method == "DELETE":
            was_there = self._suppressions.remove(kind, address, self._now())
            return Reply(204) if was_there else refusal(404, "not found")
        entry = self._suppressions.find(kind, address)
        return as_json(200, [entry.shown(kind)] if entry else [])

    def add_global(self, request: Request) -> Reply:
        addresses = object_of(request.body).get("recipient_emails")
        if not isinstance(addresses, list) or not all(isinstance(each, str) for each in addresses):
            return refusal(400, "recipient_emails must be an array", "recipient_emails")
        for address in addresses:
            self._suppressions.add("unsubscribes", Suppressed(address, int(self._now())))
        return as_json(201, {"recipient_emails": addresses})

    def one_global(self, address: str, method: str) -> Reply:
        if method == "DELETE":
            self._suppressions.remove("unsubscribes", address, self._now())
            return Reply(204)
        entry = self._suppressions.find("unsubscribes", address)
        return as_json(200, {"recipient_email": entry.address} if entry else {})


def drops(suppressions: Suppressions, body: Mapping[str, Any]) -> dict[str, str]:
    """Address in lower case -> why its letter goes nowhere; of everybody in an accepted request."""
    if suppressions.is_empty:
        return {}
    return {
        address: reason
        for person in body["personalizations"]
        for kind in ("to", "cc", "bcc")
        for box in person.get(kind, ())
        if (reason := suppressions.drops(address := box["email"].lower()))
    }
