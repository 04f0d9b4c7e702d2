"""A server that answers as a test says, and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Said:
    status: int
    body: Any = b""
    """Bytes, or what is written as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


MAY_SEND = Said(200, {"scopes": ["mail.send"]})


@dataclass
class Server:
    """says: "METHOD /path" -> answers, the last one for ever after; anything else is a 404."""

    says: dict[str, list[Said]]
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    url: str = ""

    def count(self, what: str) -> int:
        return sum(each == what for each, _ in self.asked)

    def bodies(self, what: str) -> list[Any]:
        return [json.loads(body) for each, body in self.asked if each == what]

    def answer(self, what: str, body: bytes) -> Said:
        self.asked.append((what, body))
        left = self.says.get(what, [Said(404)])
        return left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def serving(**says: Any) -> Iterator[Server]:
    """scopes, send, batch, logs, stats, scheduled: an answer, or a list of them. Without a word of it the key may
    send, and a mail is taken."""
    paths = {
        "scopes": "GET /v3/scopes",
        "send": "POST /v3/mail/send",
        "batch": "POST /v3/mail/batch",
        "logs": "POST /v3/logs",
        "stats": "GET /v3/categories/stats",
        "scheduled": "POST /v3/user/scheduled_sends",
    }
    given: dict[str, Any] = {"scopes": MAY_SEND, "send": Said(202), **says}
    script = {
        paths.get(name, name): each if isinstance(each, list) else [each]
        for name, each in given.items()
    }
    found = Server(script)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = found.answer(f"{self.command} {self.path.partition('?')[0]}", body)
            raw = said.raw()
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = _answer

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
