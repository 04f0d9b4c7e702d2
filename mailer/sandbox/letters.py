"""What was delivered: the truth that tests count.

An accepted request becomes one letter per receiving address, written as JSON lines to the log file
at once. In memory requests stay as they came, and letters are made when somebody asks.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import IO, Any, Literal

import orjson

from mailer.errors import ConfigError

Letter = dict[str, Any]
"""to, name, subject, html, text, headers, from, reply_to, custom_args, categories, message_id, request_id,
tracking{clicks,clicks_in_text,opens}, attachments[]{filename,type,disposition,content_id,size,sha256}, others (addresses that stand in the same letter), at (ISO 8601, UTC),
dropped (why it goes nowhere; only where the address is suppressed).
Without texts: no html, text, headers and attachments, but status (in the words of Email Logs).
With light: to, custom_args only."""
_TEXTS = ("html", "text", "headers", "attachments")
Keeps = Literal["everything", "people", "addresses"]
"""What is kept of a letter: all of it; all but its texts, and nothing in memory; who got it, with its arguments."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One accepted request, or a part of it. at: epoch seconds. first: number of its first receiver in the
    whole request. dropped: address in lower case -> why its letter goes nowhere."""

    request_id: str
    body: Mapping[str, Any]
    at: float
    first: int = 0
    dropped: Mapping[str, str] = field(default_factory=dict)

    def letters(self) -> Iterator[Letter]:
        texts = _Texts(self.body)
        return self._each(lambda person: self._inside(person, texts))

    def outsides(self) -> Iterator[Letter]:
        """As `letters`, without html, text and headers: most of the time goes into those."""
        return self._each(lambda person: {})

    def _each(self, inside: Callable[[Mapping[str, Any]], Letter]) -> Iterator[Letter]:
        shared = self._shared()
        number = self.first
        for person in self.body["personalizations"]:
            receivers = [box for kind in ("to", "cc", "bcc") for box in person.get(kind, ())]
            addresses = [box["email"] for box in receivers]
            own = {**self._own(person), **inside(person)}
            for box in receivers:
                reason = self.dropped.get(box["email"].lower()) if self.dropped else None
                yield {
                    "to": box["email"],
                    "name": box.get("name", ""),
                    **own,
                    **shared,
                    "others": [each for each in addresses if each != box["email"]],
                    "message_id": f"{self.request_id}.filter0001.{number}",
                    **({"dropped": reason} if reason else {}),
                }
                number += 1

    def _shared(self) -> Letter:
        body = self.body
        tracking = body.get("tracking_settings") or {}
        clicks = tracking.get("click_tracking") or {}
        opens = tracking.get("open_tracking") or {}
        return {
            "reply_to": (body.get("reply_to") or {}).get("email"),
            "categories": body.get("categories", []),
            "attachments": [_outside(each) for each in body.get("attachments") or ()],
            "request_id": self.request_id,
            "at": datetime.fromtimestamp(self.at, tz=UTC).isoformat(),
            "tracking": {
                "clicks": clicks.get("enable", True),
                "clicks_in_text": clicks.get("enable_text", True),
                "opens": opens.get("enable", True),
            },
        }

    def _own(self, person: Mapping[str, Any]) -> Letter:
        sender = person.get("from") or self.body["from"]
        substitutions = person.get("substitutions") or {}
        subject = person.get("subject") or self.body.get("subject", "")
        return {
            "from": sender["email"],
            "from_name": sender.get("name", ""),
            "subject": replace_tags(subject, substitutions),
            "custom_args": {
                **(self.body.get("custom_args") or {}),
                **(person.get("custom_args") or {}),
            },
        }

    def _inside(self, person: Mapping[str, Any], texts: "_Texts") -> Letter:
        substitutions = person.get("substitutions") or {}
        return {
            "html": texts.filled("text/html", substitutions),
            "text": texts.filled("text/plain", substitutions),
            "headers": {**(self.body.get("headers") or {}), **(person.get("headers") or {})},
        }


def _outside(attachment: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is known of it without its content, which may be large and is the same in every letter."""
    content = b64decode(attachment["content"])
    told = {key: value for key, value in attachment.items() if key != "content"}
    return {**told, "size": len(content), "sha256": sha256(content).hexdigest()}


class _Texts:
    """The shared content, cut once at its tags where everybody has the same ones."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._content = {block["type"]: block["value"] for block in body.get("content", ())}
        self._cut: dict[str, tuple[tuple[str, ...], list[str]]] = {}

    def filled(self, kind: str, substitutions: Mapping[str, str]) -> str:
        text: str = self._content.get(kind, "")
        if not substitutions or not text:
            return text
        values = "\0".join(substitutions.values())
        if any(tag in values for tag in substitutions):
            return replace_tags(text, substitutions)
        tags = tuple(substitutions)
        cut = self._cut.get(kind)
        if cut is None or cut[0] != tags:
            longest_first = sorted(tags, key=len, reverse=True)
            pattern = "|".join(map(re.escape, longest_first))
            cut = self._cut[kind] = (tags, re.split(f"({pattern})", text))
        return "".join(
            substitutions[piece] if place % 2 else piece for place, piece in enumerate(cut[1])
        )


def replace_tags(text: str, substitutions: Mapping[str, str]) -> str:
    """Blind, one tag after the other: a value that holds a later tag is replaced as well."""
    for tag, value in substitutions.items():
        text = text.replace(tag, value)
    return text


class Letters:
    """The log. path: JSON lines, appended; None keeps it in memory only. status: of a letter, where people are
    kept. Raises ConfigError where people are to be kept nowhere."""

    def __init__(
        self, path: Path | None, keeps: Keeps, status: Callable[[Letter], str] = lambda _: ""
    ) -> None:
        if path is None and keeps == "people":
            raise ConfigError("Letters without texts are kept in a log only: name one.")
        self._path = path
        self._file: IO[bytes] | None = path.open("ab", buffering=0) if path else None
        self._keeps = keeps
        self._status = status
        self._taken: list[Taken] = []
        self._made: list[Letter] = []
        self._lock = Lock()
        self.count = 0

    def take(self, taken: Taken, tell: Callable[[Letter], None] | None = None) -> None:
        """Writes the letters of a request. tell: called with each, whole; not where addresses are kept."""
        self.count += len(taken.body["personalizations"])
        if self._keeps == "addresses":
            self._write(light_lines(taken))
            return
        if self._keeps == "everything":
            self._taken.append(taken)
        if tell is None and self._file is None:
            return
        lines: list[bytes] = []
        is_whole = tell is not None or self._keeps == "everything"
        # one at a time: a thousand whole ones are 50 MB
        for letter in taken.letters() if is_whole else taken.outsides():
            if self._file is not None:
                kept = letter if self._keeps == "everything" else self._without_texts(letter)
                lines.append(orjson.dumps(kept) + b"\n")
            if tell is not None:
                tell(letter)
        self._write(b"".join(lines))

    @property
    def entries(self) -> list[Letter]:
        """Every letter so far, oldest first; empty with light."""
        return list(self.each())

    def each(self) -> Iterator[Letter]:
        """The same, one after the other."""
        if self._keeps == "people" and self._path is not None:
            with self._path.open("rb") as lines:
                yield from map(orjson.loads, lines)
            return
        with self._lock:
            while self._taken:
                self._made += self._taken.pop(0).letters()
        yield from self._made

    def _without_texts(self, letter: Letter) -> Letter:
        kept = {key: value for key, value in letter.items() if key not in _TEXTS}
        return {**kept, "status": self._status(letter)}

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, lines: bytes) -> None:
        if self._file is not None:
            self._file.write(lines)


def light_lines(taken: Taken) -> bytes:
    dumps = orjson.dumps
    return b"".join(
        dumps({"to": person["to"][0]["email"], "custom_args": person.get("custom_args", {})})
        + b"\n"
        for person in taken.body["personalizations"]
    )
