"""The stand-in as a server: its own thread, its own loop, on loopback only."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from mailer.sandbox.account import Account
from mailer.sandbox.behaviour import Event, Shares, status_of, story
from mailer.sandbox.breaking import Breaker, break_early, finds_something
from mailer.sandbox.faults import Fault, Faults
from mailer.sandbox.holding import Holding
from mailer.sandbox.http import LARGEST_HEAD, Malformed, Reply, Request, read_body, read_head
from mailer.sandbox.letters import Keeps, Letter, Letters, Taken
from mailer.sandbox.lookups import Lookups, drops
from mailer.sandbox.posting import Posted, Poster, Signer
from mailer.sandbox.records import Records
from mailer.sandbox.refusals import refusal
from mailer.sandbox.routes import Routes, is_in_sandbox_mode
from mailer.sandbox.suppressing import Suppressed, Suppressions

SEND = "/v3/mail/send"
_HOST = "127.0.0.1"
_START_SECONDS = 10.0
_LAST_ARRIVALS = 0.02
"""Seconds in which a connection that was just accepted becomes one that can be closed."""
_HOLDING_SECONDS = 0.2
"""How often mail that is held for later is looked at."""
_SILENCE, _DISCARDED_MOST = 0.3, 100_000_000


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """port 0: any free one. events_to: URL of the webhook, None tells nobody. log: JSON lines of every
    letter. light: no validation and no texts, for speed. keeps_texts: False writes letters to the log without
    them, and keeps nothing in memory. events_delay: seconds between a letter and
    its events. events_a_post: in one call at most. key_file: PEM of the signing key, made where it isn't there; None: a new key each time.
    account: what the key may do and who may send. now: the clock, epoch seconds."""

    port: int = 0
    events_to: str | None = None
    log: Path | None = None
    faults: Faults | None = None
    light: bool = False
    events_delay: float = 0.1
    seed: int = 1
    api_key: str | None = None
    key_file: Path | None = None
    events_a_post: int = 100
    shares: Shares = field(default_factory=Shares)
    account: Account = field(default_factory=Account)
    now: Callable[[], float] = time.time
    keeps_texts: bool = True

    @property
    def keeps(self) -> Keeps:
        if self.light:
            return "addresses"
        return "everything" if self.keeps_texts else "people"


class Sandbox:
    """start() -> base URL; stop() ends it. May be used as a context manager, which yields itself."""

    def __init__(self, options: SandboxOptions | None = None) -> None:
        self._options = options or SandboxOptions()
        self.faults = self._options.faults or Faults()
        """May be replaced while it runs."""
        self._signer = Signer(self._options.key_file)
        self._next_signer = Signer()
        self._shares = self.faults.people or self._options.shares
        self._letters = Letters(self._options.log, self._options.keeps, self._status)
        records = Records(self._letters, self._options.seed, self._shares)
        self.suppressions = Suppressions(records)
        """The account's lists; may be added to while it runs."""
        self._routes = Routes(
            self._options.account,
            Lookups(records, self.suppressions, self._options.now),
            self._take,
            self._options.now,
            api_key=self._options.api_key,
            is_light=self._options.light,
        )
        self._holding = Holding(self._routes.scheduled)
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._poster: Poster | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._ready = threading.Event()
        self._failure: Exception | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.base_url = ""
        self.requests = 0
        """POSTs of Mail Send so far but for those in sandbox mode: only these can reach somebody, or break."""
        self.connections = 0

    @property
    def public_key(self) -> str:
        """Base64 SPKI of the key that signs events; of both, with a comma between, where it is to change."""
        if self.faults.events.rotate is None:
            return self._signer.public_key
        return f"{self._signer.public_key},{self._next_signer.public_key}"

    @property
    def log(self) -> list[Letter]:
        """Every letter so far (see `letters.Letter`), oldest first; empty with light."""
        return self._letters.entries

    @property
    def delivered(self) -> int:
        """How many people a letter went to; with light too."""
        return self._letters.count

    @property
    def held(self) -> int:
        """How many people mail is held for until its hour."""
        return self._holding.people

    @property
    def discarded(self) -> int:
        """How many people's mail was cancelled while it was held, or paused for too long."""
        return self._holding.discarded

    @property
    def posted(self) -> Posted:
        return self._poster.counts if self._poster else Posted()

    def suppress(self, kind: str, address: str, reason: str = "", status: str = "") -> None:
        """Puts an address on one of the account's lists (see `suppressing.LISTS`)."""
        entry = Suppressed(address, int(self._options.now()), reason, status)
        self.suppressions.add(kind, entry)

    def sign(self, body: bytes, at: int) -> dict[str, str]:
        """Headers of a webhook call with `body`, signed at epoch seconds `at`."""
        return self._signer.headers(body, at)

    def start(self) -> str:
        """Raises OSError where the port is taken."""
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()
        self._ready.wait(_START_SECONDS)
        if self._failure is not None:
            raise self._failure
        return self.base_url

    def stop(self) -> None:
        loop, ended = self._loop, self._ended
        if loop is not None and ended is not None and not loop.is_closed():
            loop.call_soon_threadsafe(ended.set)
        if self._thread is not None:
            self._thread.join(_START_SECONDS)
            self._thread = None
        self._letters.close()

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_for_events(self, timeout: float) -> bool:
        """True once everything was told; False after `timeout` seconds."""
        until = time.monotonic() + timeout
        while self._poster is not None and self._poster.is_busy:
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as broken:  # whoever starts it must not wait for what never comes
            self._failure = broken
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        options = self._options
        try:
            server = await asyncio.start_server(
                self._converse, _HOST, options.port, limit=max(LARGEST_HEAD, 1 << 20)
            )
        except OSError as broken:
            self._failure = broken
            self._ready.set()
            return
        if options.events_to:
            self._poster = Poster(
                options.events_to,
                (self._signer, self._next_signer),
                self.faults.events,
                options.seed,
                options.events_delay,
                options.now,
                options.events_a_post,
            )
        self.base_url = f"http://{_HOST}:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._ended.wait()
        server.close()
        await asyncio.sleep(_LAST_ARRIVALS)
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        if self._poster is not None:
            await self._poster.close()
        await asyncio.sleep(0)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first request to its last."""
        self.connections += 1
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        try:
            await self._answer_all(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await read_head(reader)
                if head is None:
                    return
                fault = self._early(head)
                if fault is not None:
                    await break_early(fault, head, reader, writer)
                    return
                request = await read_body(head, reader, writer)
            except Malformed as broken:
                message = "content too large" if broken.status == 413 else "Bad Request"
                writer.write(refusal(broken.status, message, closes=True).encode())
                await writer.drain()
                await _discard(reader)
                return
            if not await self._answer(request, writer):
                return

    def _early(self, head: Request) -> Fault | None:
        """What is to go wrong before the body is read. Only mail with a good key counts."""
        if not self.faults.has_early or head.path != SEND or head.method != "POST":
            return None
        if self._routes.denied(head):
            return None
        fault = self.faults.pick(self.requests + 1, lambda fault: fault.is_early)
        self.requests += fault is not None
        return fault

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection stays open."""
        self._release()
        if request.path != SEND:
            return await _write(writer, self._routes.answer(request), request)
        if request.method != "POST":
            return await _write(writer, refusal(405, "method not allowed"), request)
        denied = self._routes.denied(request)
        if denied is not None:
            return await _write(writer, denied, request)
        if is_in_sandbox_mode(request.body):
            return await _write(writer, self._mail(request, takes=False), request)
        self.requests += 1
        fault = self.faults.pick(
            self.requests, lambda fault: not fault.is_early and finds_something(fault, request)
        )
        if fault is None:
            return await _write(writer, self._mail(request, takes=True), request)
        breaker = Breaker(fault, request, writer, self._mail, self._options.now)
        return await breaker.run() and request.keeps_alive

    def _mail(self, request: Request, *, takes: bool) -> Reply:
        """SendGrid's answer; with `takes` the mail is on its way."""
        body, reply = self._routes.read_mail(request)
        if body is not None and takes:
            self._routes.take(body, reply)
        return reply

    def _take(self, taken: Taken) -> None:
        if self._options.light:
            self._deliver(taken)
            return
        for part in self._holding.sort(taken):
            self._deliver(part)
        self._watch_holding()

    def _watch_holding(self) -> None:
        if self._loop is not None and self._holding.people and self._watch is None:
            self._watch = self._loop.call_later(_HOLDING_SECONDS, self._look_at_holding)

    def _look_at_holding(self) -> None:
        self._watch = None
        self._release()
        self._watch_holding()

    def _release(self) -> None:
        """Sends what was held until now."""
        for taken in self._holding.due(self._options.now()):
            self._deliver(taken)

    def _deliver(self, taken: Taken) -> None:
        dropped = {} if self._options.light else drops(self.suppressions, taken.body)
        if dropped:
            taken = replace(taken, dropped=dropped)
        if self._poster is None or self._options.light:
            self._letters.take(taken)
            return
        first: list[Event] = []
        later: list[Event] = []
        leaving: list[str] = []

        def tell(letter: Letter) -> None:
            told = story(letter, int(taken.at), self._options.seed, self._shares)
            first.extend(told.first)
            later.extend(told.later)
            if told.leaves_at:
                leaving.append(told.leaves_at)

        self._letters.take(taken, tell)
        self._poster.tell(first, later, leaving)

    def _status(self, letter: Letter) -> str:
        return status_of(letter, self._options.seed, self._shares)


async def _write(writer: asyncio.StreamWriter, reply: Reply, request: Request) -> bool:
    writer.write(reply.encode())
    await writer.drain()
    return request.keeps_alive and not reply.closes


async def _discard(reader: asyncio.StreamReader) -> None:
    """Reads on for a while: closed over unread bytes, a connection is reset and the answer lost."""
    read = 0
    while read < _DISCARDED_MOST:
        try:
            piece = await asyncio.wait_for(reader.read(1 << 20), _SILENCE)
        except TimeoutError:
            return
        if not piece:
            return
        read += len(piece)
