"""The `sendgrid` package's client over an HTTP layer that can be trusted with donors and a key.

Upstream opens a connection per call, waits for ever, follows redirects with the key to any host,
logs key and payload, and takes a status line cut in half for an answer. Here: one keep-alive pool,
timeouts, no redirects, no proxy from the environment, the key added below whatever upstream logs.
"""

import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import quote, urlsplit
from urllib.request import Request

import httpx
import orjson
import python_http_client
from sendgrid import SendGridAPIClient

from mailer.errors import ConfigError

_LARGEST_REPLY = 1_048_576
_IDLE_SECONDS = 15.0
_NOTHING_WRITTEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def read(self) -> Any:
        """The JSON of the body; None where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None


@dataclass(frozen=True, slots=True)
class NoReply:
    """wrote: False where surely no byte of the request left this machine."""

    wrote: bool
    reason: str


class _Whole:
    """The three methods that upstream's Response reads."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def getcode(self) -> int:
        return self._reply.status

    def read(self) -> bytes:
        return self._reply.body

    def info(self) -> Mapping[str, str]:
        return self._reply.headers


class _Silent(logging.Filter):
    """Upstream writes payloads, headers and replies at DEBUG: addresses of donors among them."""

    def filter(self, record: logging.LogRecord) -> bool:
        return False


class Wire(python_http_client.Client):  # type: ignore[misc]
    """Every attribute of upstream's client is a stretch of URL, so state is set in __init__ only.

    payload: the bytes of the body; they bypass upstream's json.dumps and its repr of the body.
    """

    def __init__(
        self,
        host: str,
        request_headers: Mapping[str, str],
        pool: httpx.Client,
        key: str,
        url_path: list[str] | None = None,
        version: int | None = 3,
    ) -> None:
        super().__init__(
            host=host, request_headers=dict(request_headers), version=version, url_path=url_path
        )
        self._pool = pool
        self._key = key
        self.payload: bytes | None = None

    def _build_client(self, name: str | None = None) -> "Wire":
        path = [*self._url_path, name] if name else list(self._url_path)
        return Wire(
            self.host, self.request_headers, self._pool, self._key, path, version=self._version
        )

    def _make_request(self, opener: Any, request: Request, timeout: float | None = None) -> _Whole:
        headers = {**self.request_headers, "Authorization": f"Bearer {self._key}"}
        if self.payload is not None:
            headers["Content-Type"] = "application/json"
        with self._pool.stream(
            request.get_method(), request.full_url, content=self.payload, headers=headers
        ) as answer:
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _LARGEST_REPLY:
                    raise httpx.ReadError("the reply is too long")
            found = {name.lower(): value for name, value in answer.headers.items()}
            return _Whole(Reply(answer.status_code, found, bytes(body)))


class Account:
    """One key at one host. Safe to share between threads."""

    def __init__(self, key: str | None, host: str, timeout_seconds: float) -> None:
        self.host = usable_host(host)
        checked = _usable_key(key)
        hush()
        self._pool = httpx.Client(
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, 10.0)),
            limits=httpx.Limits(
                max_connections=32, max_keepalive_connections=16, keepalive_expiry=_IDLE_SECONDS
            ),
            headers={"Accept-Encoding": "identity"},
        )
        self._api = SendGridAPIClient(api_key=checked, host=self.host)
        self._api.client = Wire(
            self.host,
            {"User-Agent": self._api.useragent, "Accept": "application/json"},
            self._pool,
            checked,
        )

    def post_mail(self, payload: bytes) -> Reply | NoReply:
        """One POST, one outcome; nothing is tried twice."""
        return self._post(self._api.client.mail.send, payload)

    def get_scopes(self) -> Reply | NoReply:
        return _outcome(self._api.client.scopes, "get")

    def new_batch_id(self) -> Reply | NoReply:
        return _outcome(self._api.client.mail.batch, "post")

    def cancel_scheduled(self, batch_id: str) -> Reply | NoReply:
        """Of all that was sent with it and is not due yet; 400 where it has a status already."""
        asked = orjson.dumps({"batch_id": batch_id, "status": "cancel"})
        return self._post(self._api.client.user.scheduled_sends, asked)

    def is_cancelled(self, batch_id: str) -> Reply | NoReply:
        """The status that a batch id has, in a list."""
        return _outcome(self._api.client.user.scheduled_sends._(_segment(batch_id)), "get")

    def search_logs(self, query: str, limit: int) -> Reply | NoReply:
        """query: in the language of SendGrid's Email Logs."""
        return self._post(self._api.client.logs, orjson.dumps({"query": query, "limit": limit}))

    def get_log(self, message_id: str) -> Reply | NoReply:
        return _outcome(self._api.client.logs._(_segment(message_id)), "get")

    def get_category(self, category: str, since: date) -> Reply | NoReply:
        """What was counted of one category, day by day (of SendGrid's clock)."""
        asked = {"categories": category, "start_date": since.isoformat(), "aggregated_by": "day"}
        return _outcome(self._api.client.categories.stats, "get", asked)

    def close(self) -> None:
        self._pool.close()

    def _post(self, leaf: Wire, payload: bytes) -> Reply | NoReply:
        leaf.payload = payload
        return _outcome(leaf, "post")


def _segment(word: str) -> str:
    """Of a URL's path, whatever the word holds."""
    return quote(word, safe="")


def _outcome(
    leaf: Wire, method: Literal["post", "get"], asked: Mapping[str, str] | None = None
) -> Reply | NoReply:
    """asked: the query of a GET."""
    try:
        response = getattr(leaf, method)(query_params=asked)
    except _NOTHING_WRITTEN as broken:
        return NoReply(wrote=False, reason=type(broken).__name__)
    except (
        Exception
    ) as broken:  # whatever it was, bytes may have gone out: never a crash, never a retry
        return NoReply(wrote=True, reason=type(broken).__name__)
    return Reply(response.status_code, response.headers, response.body)


def hush() -> None:
    """Closes upstream's logger for good; once, however often it is called."""
    logger = logging.getLogger("python_http_client.client")
    if not any(isinstance(each, _Silent) for each in logger.filters):
        logger.addFilter(_Silent())


def is_loopback(host: str) -> bool:
    name = urlsplit(host).hostname or ""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def usable_host(host: str) -> str:
    """The API's origin without a slash at the end. Raises ConfigError."""
    try:
        parts = urlsplit(host.strip())
        port = parts.port
    except ValueError as broken:
        raise ConfigError("MAILER_SENDGRID_HOST is not an address.") from broken
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("MAILER_SENDGRID_HOST must look like https://api.sendgrid.com.")
    if parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"):
        raise ConfigError("MAILER_SENDGRID_HOST takes a scheme, a host and a port, no more.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(
            "MAILER_SENDGRID_HOST must start with https://: over http the key could be read on the way."
        )
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")


def _usable_key(key: str | None) -> str:
    """Raises ConfigError, which never shows the key."""
    if not key or not key.strip():
        raise ConfigError("SENDGRID_API_KEY is not set. Set it, or use MAILER_TRANSPORT=outbox.")
    key = key.strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError("SENDGRID_API_KEY holds a character that no key has. Copy it again.")
    return key
