"""What was written where, by its key, each as a short digest: then and now are compared key by key."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_LENGTH = 12


def digests(tables: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """(what stands before each key, a table of JSON values) -> `prefix` + dotted key -> digest."""
    return {
        f"{prefix}{key}": digest(value)[:_LENGTH]
        for prefix, table in tables
        for key, value in _flat(table, "")
    }


def rewritten(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Keys whose value is another now; none where nobody kept what was written then."""
    if not then or not now:
        return ()
    keys = dict.fromkeys([*now, *then])
    return tuple(key for key in keys if then.get(key) != now.get(key))


def _flat(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def digest(value: Any) -> str:
    """Of a JSON value: 64 hex digits."""
    whole = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
