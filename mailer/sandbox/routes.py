"""What the stand-in answers, apart from what is broken on purpose."""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import unquote

import msgspec
import orjson

from mailer.sandbox.account import Account, Gate
from mailer.sandbox.http import Reply, Request
from mailer.sandbox.letters import Taken
from mailer.sandbox.lookups import Lookups
from mailer.sandbox.people import PEOPLE_MOST
from mailer.sandbox.refusals import (
    UNVERIFIED,
    as_json,
    bad_request,
    error,
    object_of,
    refusal,
)
from mailer.sandbox.suppressing import LISTS
from mailer.sandbox.validation import validate

_PAUSED_MOST = 100
_BATCH_SECONDS = 10 * 86_400
"""How long a batch id is good."""
_Handler = Callable[[Request, str], Reply]


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


class Routes:
    """State of one account: its batches and what was taken of its mail.

    api_key: the one key that is good; None: any but an empty one and those that start with `bad`.
    take: called with each accepted request. now: epoch seconds.
    """

    def __init__(
        self,
        account: Account,
        lookups: Lookups,
        take: Callable[[Taken], None],
        now: Callable[[], float],
        *,
        api_key: str | None,
        is_light: bool,
    ) -> None:
        self._account = account
        self._gate = Gate(account.calls, now)
        self._api_key = api_key
        self._take = take
        self._now = now
        self._is_light = is_light
        self._batches: dict[str, float] = {}
        self.scheduled: dict[str, str] = {}
        """Batch id -> pause or cancel."""
        self._table = self._routes(lookups)

    def answer(self, request: Request) -> Reply:
        """Everything but Mail Send."""
        denied = self.denied(request)
        if denied is not None:
            return denied
        too_often, headers = self._gate.count(request.path)
        reply = too_often or self._dispatch(request)
        return Reply(reply.status, reply.body, {**headers, **reply.headers}, reply.closes)

    def denied(self, request: Request) -> Reply | None:
        """A 401 for a key that is none, a 403 for one that may not do this."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        is_good = scheme == "Bearer" and bool(key) and key != "None" and not key.startswith("bad")
        if is_good and self._api_key is not None:
            is_good = secrets.compare_digest(key.encode(), self._api_key.encode())
        if not is_good:
            return refusal(401, "authorization required")
        if not self._account.may(request.method, request.path):
            return refusal(403, "access forbidden")
        return None

    def _dispatch(self, request: Request) -> Reply:
        for pattern, handlers in self._table:
            found = pattern.fullmatch(request.path)
            if found is not None:
                handler = handlers.get(request.method)
                if handler is None:
                    return refusal(405, "method not allowed")
                return handler(request, unquote(found.group(found.lastindex or 0)))
        return refusal(404, "not found")

    def _routes(self, lookups: Lookups) -> list[tuple[re.Pattern[str], Mapping[str, _Handler]]]:
        """Path -> method -> what answers; it is given the last part of the path, where that varies."""
        table: dict[str, dict[str, _Handler]] = {
            "/v3/scopes": {"GET": lambda *_: as_json(200, {"scopes": list(self._account.rights)})},
            "/v3/verified_senders": {"GET": lambda *_: as_json(200, self._account.shown_senders())},
            "/v3/whitelabel/domains": {"GET": lambda *_: as_json(200, self._account.shown_domains())},
            "/v3/mail/batch": {"POST": lambda *_: self._new_batch()},
            "/v3/mail/batch/([^/]+)": {"GET": lambda _, batch_id: self._batch(batch_id)},
            "/v3/user/scheduled_sends": {
                "GET": lambda *_: as_json(200, [_shown(*each) for each in self.scheduled.items()]),
                "POST": lambda request, _: self._schedule(request),
            },
            "/v3/user/scheduled_sends/([^/]+)": dict.fromkeys(
                ("GET", "PATCH", "DELETE"), self._one_scheduled
            ),
            "/v3/logs": {"POST": lambda request, _: lookups.search_logs(request)},
            "/v3/logs/([^/]+)": {"GET": lambda _, message_id: lookups.one_log(message_id)},
            "/v3/categories/stats": {"GET": lambda request, _: lookups.category_stats(request)},
            "/v3/asm/suppressions/global": {"POST": lambda request, _: lookups.add_global(request)},
            "/v3/asm/suppressions/global/([^/]+)": dict.fromkeys(
                ("GET", "DELETE"),
                lambda request, address: lookups.one_global(address, request.method),
            ),
        }  # fmt: skip
        for kind in LISTS:
            table |= _suppression_routes(kind, lookups)
        return [(re.compile(path), handlers) for path, handlers in table.items()]

    def read_mail(self, request: Request) -> tuple[dict[str, Any] | None, Reply]:
        """(the body where SendGrid would take it, its answer: 202, 200 in sandbox mode, or a refusal)."""
        kind, _, charset = request.headers.get("content-type", "").partition(";")
        charset = charset.strip().lower().removeprefix("charset=").strip('"')
        if kind.strip().lower() != "application/json" or charset not in ("", "utf-8", "utf8"):
            return None, refusal(415, "Content-Type must be application/json, in UTF-8")
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            return None, refusal(415, "Content-Encoding must be identity")
        if self._is_light:
            return self._read_light(request.body)
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return None, _unreadable(request.body)
        errors = validate(body, self._now(), self._live_batches())
        if errors:
            return None, bad_request(errors)
        if not self._account.is_verified(body["from"]["email"]):
            return None, refusal(403, UNVERIFIED, "from")
        mode = (body.get("mail_settings") or {}).get("sandbox_mode") or {}
        if mode.get("enable"):
            return None, Reply(200)
        return body, _accepted()

    def take(self, body: dict[str, Any], reply: Reply) -> None:
        self._take(Taken(reply.headers["X-Message-Id"], body, self._now()))

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

    def _new_batch(self) -> Reply:
        batch_id = secrets.token_urlsafe(24)
        self._batches[batch_id] = self._now()
        return as_json(201, {"batch_id": batch_id})

    def _live_batches(self) -> frozenset[str]:
        since = self._now() - _BATCH_SECONDS
        return frozenset(each for each, made_at in self._batches.items() if made_at >= since)

    def _batch(self, batch_id: str) -> Reply:
        if batch_id not in self._live_batches():
            return refusal(404, "batch id not found")
        return as_json(200, {"batch_id": batch_id})

    def _schedule(self, request: Request) -> Reply:
        found = object_of(request.body)
        batch_id, status = found.get("batch_id"), _status(found)
        if not isinstance(batch_id, str) or batch_id not in self._live_batches() or status is None:
            return refusal(400, "invalid batch id" if status else "invalid status", "batch_id")
        if batch_id in self.scheduled:
            return refusal(400, "a status for this batch id is set already: use PATCH", "batch_id")
        if len(self.scheduled) >= _PAUSED_MOST:
            return refusal(400, "too many scheduled sends are paused or cancelled")
        self.scheduled[batch_id] = status
        return as_json(201, _shown(batch_id, status))

    def _one_scheduled(self, request: Request, batch_id: str) -> Reply:
        if request.method == "GET":
            status = self.scheduled.get(batch_id)
            return as_json(200, [_shown(batch_id, status)] if status else [])
        if batch_id not in self.scheduled:
            return refusal(404, "batch id not found")
        if request.method == "DELETE":
            del self.scheduled[batch_id]
            return Reply(204)
        changed = _status(object_of(request.body))
        if changed is None:
            return refusal(400, "invalid status", "status")
        self.scheduled[batch_id] = changed
        return Reply(204)


def _suppression_routes(kind: str, lookups: Lookups) -> dict[str, dict[str, _Handler]]:
    def several(request: Request, _: str) -> Reply:
        return lookups.list_suppressed(kind, request)

    def one(request: Request, address: str) -> Reply:
        return lookups.one_suppressed(kind, address, request.method)

    path = f"/v3/suppression/{kind}"
    return {path: {"GET": several}, f"{path}/([^/]+)": {"GET": one, "DELETE": one}}


def _accepted() -> Reply:
    return Reply(202, headers={"X-Message-Id": secrets.token_urlsafe(16)})


def _unreadable(raw: bytes) -> Reply:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return refusal(415, "the body must be UTF-8")
    return bad_request([error("Bad Request", None)])


def _status(found: dict[str, Any]) -> Literal["pause", "cancel"] | None:
    status = found.get("status")
    return status if status in ("pause", "cancel") else None


def _shown(batch_id: str, status: str) -> dict[str, str]:
    return {"batch_id": batch_id, "status": status}
