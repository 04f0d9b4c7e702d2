"""What the stand-in answers, apart from what is broken on purpose."""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any, Literal

import msgspec
import orjson

from mailer.sandbox.http import Reply, Request
from mailer.sandbox.letters import Taken
from mailer.sandbox.people import PEOPLE_MOST
from mailer.sandbox.refusals import Error, error, errors_body
from mailer.sandbox.validation import validate

_SCOPES = ["mail.send", "mail.batch.create", "mail.batch.read", "2fa_required"]
_PAUSED_MOST = 100
_BATCH = re.compile(r"/v3/mail/batch/([^/]+)")
_SCHEDULED = re.compile(r"/v3/user/scheduled_sends/([^/]+)")


class _LightMailbox(msgspec.Struct):
    email: str


class _LightPerson(msgspec.Struct):
    to: list[_LightMailbox]
    custom_args: dict[str, str] = {}


class _LightMail(msgspec.Struct):
    personalizations: list[_LightPerson]


_LIGHT = msgspec.json.Decoder(_LightMail)


class _Switch(msgspec.Struct, frozen=True):
    enable: bool = False


class _MailSettings(msgspec.Struct, frozen=True):
    sandbox_mode: _Switch = _Switch()


class _Settled(msgspec.Struct, frozen=True):
    mail_settings: _MailSettings = _MailSettings()


_SETTLED = msgspec.json.Decoder(_Settled)


def is_in_sandbox_mode(raw: bytes) -> bool:
    """Whether SendGrid would judge this body and send nothing."""
    if b'"sandbox_mode"' not in raw:
        return False
    try:
        return _SETTLED.decode(raw).mail_settings.sandbox_mode.enable
    except msgspec.DecodeError:
        return False


def refusal(status: int, message: str, field: str | None = None, *, closes: bool = False) -> Reply:
    return Reply(status, errors_body([error(message, field)]), closes=closes)


def bad_request(errors: list[Error]) -> Reply:
    """SendGrid closes the connection after a 400."""
    return Reply(400, errors_body(errors), closes=True)


class Routes:
    """State of one account: its batches and what was taken of its mail.

    api_key: the one key that is good; None: any but an empty one and those that start with `bad`.
    take: called with each accepted request.
    """

    def __init__(
        self, api_key: str | None, take: Callable[[Taken], None], *, is_light: bool
    ) -> None:
        self._api_key = api_key
        self._take = take
        self._is_light = is_light
        self._batches: set[str] = set()
        self._scheduled: dict[str, str] = {}

    def answer(self, request: Request) -> Reply:
        """Everything but Mail Send."""
        denied = self.denied(request)
        if denied is not None:
            return denied
        path, method = request.path, request.method
        if path == "/v3/scopes":
            return self._only(method, "GET") or _json(200, {"scopes": _SCOPES})
        if path == "/v3/mail/batch":
            return self._only(method, "POST") or self._new_batch()
        if found := _BATCH.fullmatch(path):
            return self._only(method, "GET") or self._batch(found.group(1))
        if path == "/v3/user/scheduled_sends":
            return self._only(method, "GET", "POST") or self._all_scheduled(request)
        if found := _SCHEDULED.fullmatch(path):
            return self._only(method, "GET", "PATCH", "DELETE") or self._one_scheduled(
                request, found.group(1)
            )
        return refusal(404, "not found")

    def denied(self, request: Request) -> Reply | None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        is_good = scheme == "Bearer" and bool(key) and key != "None" and not key.startswith("bad")
        if is_good and self._api_key is not None:
            is_good = secrets.compare_digest(key.encode(), self._api_key.encode())
        if is_good:
            return None
        return refusal(401, "The provided authorization grant is invalid, expired, or revoked")

    def read_mail(self, request: Request) -> tuple[dict[str, Any] | None, Reply]:
        """(the body where SendGrid would take it, its answer: 202, 200 in sandbox mode, or a refusal)."""
        kind, _, charset = request.headers.get("content-type", "").partition(";")
        charset = charset.strip().lower().removeprefix("charset=").strip('"')
        if kind.strip().lower() != "application/json" or charset not in ("", "utf-8", "utf8"):
            return None, refusal(415, "Content-Type should be application/json in UTF-8.")
        if self._is_light:
            return self._read_light(request.body)
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return None, _unreadable(request.body)
        errors = validate(body, time.time(), frozenset(self._batches))
        if errors:
            return None, bad_request(errors)
        mode = (body.get("mail_settings") or {}).get("sandbox_mode") or {}
        if mode.get("enable"):
            return None, Reply(200)
        return body, _accepted()

    def take(self, body: dict[str, Any], reply: Reply) -> None:
        self._take(Taken(reply.headers["X-Message-Id"], body, time.time()))

    def _read_light(self, raw: bytes) -> tuple[dict[str, Any] | None, Reply]:
        """Counts and addresses only: for measuring speed, and for 200,000 people in little memory."""
        try:
            mail = _LIGHT.decode(raw)
        except msgspec.DecodeError:
            return None, refusal(400, "Bad Request")
        people = mail.personalizations
        addresses = [person.to[0].email for person in people if len(person.to) == 1]
        if not 0 < len(people) <= PEOPLE_MOST or len(set(addresses)) != len(people):
            return None, refusal(400, "Bad Request", "personalizations")
        if is_in_sandbox_mode(raw):
            return None, Reply(200)
        body = {
            "personalizations": [
                {"to": [{"email": address}], "custom_args": person.custom_args}
                for address, person in zip(addresses, people, strict=True)
            ]
        }
        return body, _accepted()

    def _only(self, method: str, *allowed: str) -> Reply | None:
        return None if method in allowed else refusal(405, "method not allowed")

    def _new_batch(self) -> Reply:
        batch_id = secrets.token_urlsafe(24)
        self._batches.add(batch_id)
        return _json(201, {"batch_id": batch_id})

    def _batch(self, batch_id: str) -> Reply:
        if batch_id not in self._batches:
            return refusal(404, "batch id not found")
        return _json(200, {"batch_id": batch_id})

    def _all_scheduled(self, request: Request) -> Reply:
        if request.method == "GET":
            return _json(200, [_scheduled(*entry) for entry in self._scheduled.items()])
        found = _object(request.body)
        batch_id, status = found.get("batch_id"), _status(found)
        if not isinstance(batch_id, str) or batch_id not in self._batches or status is None:
            return refusal(400, "invalid batch id" if status else "invalid status", "batch_id")
        if batch_id in self._scheduled:
            return refusal(400, "a status for this batch id is set already: use PATCH", "batch_id")
        if len(self._scheduled) >= _PAUSED_MOST:
            return refusal(400, "too many scheduled sends are paused or cancelled")
        self._scheduled[batch_id] = status
        return _json(201, _scheduled(batch_id, status))

    def _one_scheduled(self, request: Request, batch_id: str) -> Reply:
        if request.method == "GET":
            status = self._scheduled.get(batch_id)
            return _json(200, [_scheduled(batch_id, status)] if status else [])
        if batch_id not in self._scheduled:
            return refusal(404, "batch id not found")
        if request.method == "DELETE":
            del self._scheduled[batch_id]
            return Reply(204)
        changed = _status(_object(request.body))
        if changed is None:
            return refusal(400, "invalid status", "status")
        self._scheduled[batch_id] = changed
        return Reply(204)


def _accepted() -> Reply:
    return Reply(202, headers={"X-Message-Id": secrets.token_urlsafe(16)})


def _unreadable(raw: bytes) -> Reply:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return refusal(415, "The encoding of your request must be UTF-8.")
    return bad_request([error("Bad Request", None)])


def _json(status: int, body: Any) -> Reply:
    return Reply(status, orjson.dumps(body))


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _status(found: dict[str, Any]) -> Literal["pause", "cancel"] | None:
    status = found.get("status")
    return status if status in ("pause", "cancel") else None


def _scheduled(batch_id: str, status: str) -> dict[str, str]:
    return {"batch_id": batch_id, "status": status}
