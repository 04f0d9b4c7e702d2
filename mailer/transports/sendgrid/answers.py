"""What SendGrid's answer to one request means for the people in it.

| seen                                   | means                                              |
|----------------------------------------|----------------------------------------------------|
| 202                                    | accepted, all of them                              |
| nothing written                        | down: surely not sent                              |
| 429                                    | slow: surely not sent, not before `retry_at`       |
| 400                                    | bad: nobody got it; somebody or everybody is wrong |
| 413                                    | large: nobody got it; fewer at once may            |
| 401 403 404 405 415                    | stop: nobody got it, and trying again can't help   |
| 5xx, 3xx, any other, an end in between | unknown: maybe sent                                |
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import orjson

from mailer.transports.sendgrid.client import NoReply, Reply

Kind = Literal["accepted", "down", "slow", "bad", "large", "stop", "unknown"]

SHORTEST, LONGEST = 1.0, 120.0
"""Seconds to wait after a 429."""

_INDEX = re.compile(r"personalizations[.\[](\d{1,4})\b")
_ADDRESS = re.compile(r"[^\s\"'<>\[\](),;:]+@[^\s\"'<>\[\](),;:]+")
_ABOUT_PEOPLE = re.compile(
    r"valid address|recipient|personalization|email address|\"to\"|'to'", re.I
)
_ABOUT_MESSAGE = re.compile(
    r"\b(subject|from|sender|reply|content|categor|template|header|asm)", re.I
)
_STOPS = {
    401: "SendGrid refuses the key (401). Check SENDGRID_API_KEY",
    403: "SendGrid refuses the sender, or the key may not send (403)."
    " Check that the sender's address is verified and that the key has the right mail.send",
    404: "SendGrid has nothing at this address (404). Check MAILER_SENDGRID_HOST",
    405: "SendGrid refuses the method (405). Check MAILER_SENDGRID_HOST",
    415: "SendGrid refuses the form of the request (415). Check MAILER_SENDGRID_HOST",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a 400 says.

    suspects: personalizations that it names, each once; a suspicion, no proof.
    is_people: its fields are recipients'; only where it names no field do its words decide.
    words: the provider's own, without addresses.
    fields: of the message itself, those that it names.
    """

    suspects: tuple[int, ...]
    is_people: bool
    words: str
    fields: tuple[str, ...] = ()

    @property
    def is_message(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class Answer:
    """reason: in words for people; never holds an address or a key."""

    kind: Kind
    reason: str = ""
    provider_id: str | None = None
    complaint: Complaint | None = None
    reset_at: datetime | None = None
    """With `slow`: when the provider says that it opens again; None where it says nothing usable."""


def understand(seen: Reply | NoReply) -> Answer:
    if isinstance(seen, NoReply):
        if seen.wrote:
            return Answer("unknown", f"no clear answer from SendGrid ({seen.reason})")
        return Answer("down", f"SendGrid can't be reached ({seen.reason})")
    if seen.status == 202:
        return Answer("accepted", provider_id=seen.headers.get("x-message-id") or None)
    if seen.status == 429:
        reset = _reset_at(seen.headers.get("x-ratelimit-reset"))
        return Answer("slow", "SendGrid asks to slow down (429)", reset_at=reset)
    complaint = _complaint(seen.body)
    if seen.status == 400:
        return Answer("bad", complaint.words or "Bad Request", complaint=complaint)
    if seen.status == 413:
        return Answer("large", "too large for SendGrid (413)")
    if seen.status in _STOPS:
        said = f' SendGrid says: "{complaint.words}".' if complaint.words else ""
        return Answer("stop", f"{_STOPS[seen.status]}.{said}")
    return Answer("unknown", f"SendGrid answered {seen.status}")


def understand_rehearsal(seen: Reply | NoReply) -> Answer:
    """As `understand`, of a request in sandbox mode, which reaches nobody: 200 is its yes, and what is not
    clear is an outage. `unknown` only where it was taken for a real one."""
    if isinstance(seen, Reply) and seen.status == 200:
        return Answer("accepted")
    if isinstance(seen, Reply) and seen.status == 202:
        return Answer("unknown", "SendGrid took a request in sandbox mode for a real one (202)")
    answer = understand(seen)
    return replace(answer, kind="down") if answer.kind == "unknown" else answer


def message_refused(answer: Answer) -> str:
    """A 400 about the message itself, with SendGrid's field and where it is written here."""
    fields = answer.complaint.fields if answer.complaint else ()
    named = f" ({', '.join(fields)})" if fields else ""
    places = {place for field in fields for start, place in _PLACES if field.startswith(start)}
    cure = f" Mend {' and '.join(sorted(places))}." if places else ""
    return f'SendGrid refuses the message itself (400): "{answer.reason}"{named}.{cure}'


_PLACES = (
    ("from", "[sender] name and address"),
    ("reply_to", "[sender] reply_to"),
    ("subject", "the subject"),
    ("content", "the texts, or the template"),
    ("attachments", "the pictures"),
)
"""SendGrid's field begins so -> what a person can mend."""


def wait_seconds(answer: Answer, now: datetime, in_a_row: int, spread: float) -> float:
    """After a 429. in_a_row: how many of them came one after another, from 1. spread: 0..1, jitter."""
    if answer.reset_at is not None:
        asked = (answer.reset_at - now).total_seconds() + spread
    else:
        asked = 2.0 ** min(in_a_row - 1, 7) * (1 + spread / 4)
    return min(max(asked, SHORTEST), LONGEST)


def retry_at(answer: Answer, now: datetime, in_a_row: int, spread: float) -> datetime:
    return now + timedelta(seconds=wait_seconds(answer, now, in_a_row, spread))


def _reset_at(header: str | None) -> datetime | None:
    if header is None or not re.fullmatch(r"\d{1,11}", header.strip()):
        return None
    return _EPOCH + timedelta(seconds=int(header))


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _complaint(body: bytes) -> Complaint:
    errors = _errors(body)
    fields = [field for error in errors if isinstance(field := error.get("field"), str)]
    texts = [text for error in errors if isinstance(text := error.get("message"), str)]
    named = [field for field in fields if field and field != "null"]
    indexes = (int(found.group(1)) for field in named if (found := _INDEX.search(field)))
    words = _plain("; ".join(dict.fromkeys(texts))).rstrip(". ")
    if named:
        is_people = any(field.startswith("personalizations") for field in named)
    else:  # the words are the only sign
        is_people = bool(_ABOUT_PEOPLE.search(words)) and not _ABOUT_MESSAGE.search(words)
    return Complaint(
        suspects=tuple(dict.fromkeys(indexes)),
        is_people=is_people,
        words=words,
        fields=tuple(
            dict.fromkeys(
                _plain(field) for field in named if not field.startswith("personalizations")
            )
        ),
    )


def _plain(theirs: str) -> str:
    """One line, without addresses."""
    shown = _ADDRESS.sub("[address]", theirs)[:300]
    return "".join(sign if sign.isprintable() else " " for sign in shown)


def _errors(body: bytes) -> Sequence[dict[str, Any]]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ()
    errors = found.get("errors") if isinstance(found, dict) else None
    if not isinstance(errors, list):
        return ()
    return [error for error in errors if isinstance(error, dict)]
