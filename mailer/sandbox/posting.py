"""Events on their way to the webhook: signed, in arrays, tried again where the answer is no 2xx."""

import asyncio
import contextlib
import random
from base64 import b64encode
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from zlib import compress, decompress

import httpx
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from mailer.errors import ConfigError
from mailer.sandbox.behaviour import Event
from mailer.sandbox.faults import EventFaults

_AT_ONCE = 4
_FAST = 1
_TRIED_FOR = 86_400
"""Seconds (of the stand-in's clock) until a call that is refused is given up."""
_LONGEST_WAIT = 10.0
_BETWEEN_REPLAYS = 0.05
_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
_TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


class Signer:
    """An EC P-256 key as SendGrid's Event Webhook uses it."""

    def __init__(self, key_file: Path | None = None) -> None:
        """key_file: PEM; made where it isn't there, readable by its owner only. Raises ConfigError."""
        self._key = _kept_key(key_file) if key_file else ec.generate_private_key(ec.SECP256R1())

    @property
    def public_key(self) -> str:
        """Base64 SPKI, what MAILER_SENDGRID_WEBHOOK_KEY takes."""
        spki = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b64encode(spki).decode()

    def headers(self, body: bytes, at: int) -> dict[str, str]:
        """at: epoch seconds of signing."""
        signature = self._key.sign(str(at).encode() + body, ec.ECDSA(SHA256()))
        return {
            "Content-Type": "application/json",
            "User-Agent": "SendGrid Event API",
            _SIGNATURE: b64encode(signature).decode(),
            _TIMESTAMP: str(at),
        }


def _kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.touch(mode=0o600)
        path.write_bytes(pem)
        return key
    try:
        loaded = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as broken:
        raise ConfigError(f"{path}: no private key in PEM form.") from broken
    if not isinstance(loaded, ec.EllipticCurvePrivateKey) or loaded.curve.name != "secp256r1":
        raise ConfigError(f"{path}: no EC P-256 key.")
    return loaded


def encode(events: Sequence[Mapping[str, Any]]) -> bytes:
    """An array that ends in CR LF, as SendGrid's do."""
    return orjson.dumps(list(events)) + b"\r\n"


@dataclass(slots=True)
class Posted:
    """Counters of what was told. abandoned: events given up after a day of tries. The rest is what the script
    did: in events, but for `forged` and `replayed`, which are calls."""

    events: int = 0
    posts: int = 0
    refused: int = 0
    abandoned: int = 0
    lost: int = 0
    repeated: int = 0
    forged: int = 0
    replayed: int = 0
    without_ids: int = 0
    late_bounces: int = 0
    hostile: int = 0


class _Call(NamedTuple):
    """packed: the body, compressed."""

    packed: bytes
    events: int


class Poster:
    """Lives in the server's loop. now: epoch seconds; what signatures and a day of tries count by. signers: the
    second signs from the moment that the script names."""

    def __init__(
        self,
        url: str,
        signers: tuple[Signer, Signer],
        faults: EventFaults,
        seed: int,
        delay: float,
        now: Callable[[], float],
        events_a_post: int,
    ) -> None:
        self._url = url
        self._signers = signers
        self._forger = Signer()
        self._faults = faults
        self._generator = random.Random(seed)  # noqa: S311
        self._delay = delay + faults.delay
        self._now = now
        self._events_a_post = events_a_post
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=15.0)
        self._tasks: set[asyncio.Task[None]] = set()
        self.counts = Posted()

    @property
    def is_busy(self) -> bool:
        return bool(self._tasks)

    def tell(self, first: Sequence[Event], later: Sequence[Event], leaving: Sequence[str]) -> None:
        """Soon: the events of the mail servers, then those of people, then who unsubscribes."""
        stages = [[*first, *later]] if self._faults.reorder else [first, later]
        packed = [self._packed(self._spoiled(stage)) for stage in stages]
        self._soon(self._tell(packed, leaving))

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def _soon(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(act)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _packed(self, events: Sequence[Event]) -> list[_Call]:
        """Small: a whole blast may wait for a webhook that is slower than the sending."""
        size = self._events_a_post
        parts = [events[start : start + size] for start in range(0, len(events), size)]
        return [_Call(compress(encode(part), _FAST), len(part)) for part in parts]

    async def _tell(self, stages: Sequence[Sequence[_Call]], leaving: Sequence[str]) -> None:
        await asyncio.sleep(self._delay)
        for stage in stages:
            await asyncio.gather(*map(self._post, stage))
        for url in leaving:
            with contextlib.suppress(httpx.HTTPError):
                await self._client.post(url, data={"List-Unsubscribe": "One-Click"})

    def _spoiled(self, events: Sequence[Event]) -> list[Event]:
        faults, draw, counts = self._faults, self._generator.random, self.counts
        told: list[Event] = []
        for event in events:
            if event["event"] == "delivered" and draw() < faults.late_bounces:
                counts.late_bounces += 1
                told.append(_late_bounce(event))
            if draw() < faults.lose:
                counts.lost += 1
                continue
            if draw() < faults.without_ids:
                counts.without_ids += 1
                event = {key: value for key, value in event.items() if not _is_id(key)}
            told.append(event)
            if draw() < faults.duplicate:
                counts.repeated += 1
                told.append(event)
            if draw() < faults.hostile:
                counts.hostile += 1
                told.append(_hostile(event))
        if faults.reorder:
            self._generator.shuffle(told)
        return told

    async def _post(self, call: _Call) -> None:
        until = self._now() + _TRIED_FOR
        async with self._slots:
            body = decompress(call.packed)
            if self._generator.random() < self._faults.forge:
                await self._forge(body)
            tries = 0
            while not await self._is_taken(call, body):
                if self._now() >= until:
                    self.counts.abandoned += call.events
                    return
                await asyncio.sleep(min(0.1 * 2 ** min(tries, 10), _LONGEST_WAIT))
                tries += 1
        self.counts.events += call.events

    async def _is_taken(self, call: _Call, body: bytes) -> bool:
        self.counts.posts += 1
        headers = self._signer.headers(body, int(self._now()))
        answer = await self._call(body, headers)
        if answer is None:
            return False
        if not answer.is_success:
            self.counts.refused += 1
        elif self._generator.random() < self._faults.replay:
            self._soon(self._replay(call, headers))
        return answer.is_success

    @property
    def _signer(self) -> Signer:
        rotate = self._faults.rotate
        return self._signers[rotate is not None and self.counts.posts > rotate]

    async def _forge(self, body: bytes) -> None:
        at = int(self._now())
        forged, signed = forgery(
            self.counts.forged, body, at, self._signers[0].headers(body, at), self._forger
        )
        self.counts.forged += 1
        await self._call(forged, signed)

    async def _replay(self, call: _Call, headers: Mapping[str, str]) -> None:
        await asyncio.sleep(_BETWEEN_REPLAYS)
        async with self._slots:
            self.counts.replayed += 1
            await self._call(decompress(call.packed), headers)

    async def _call(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response | None:
        """None where nobody answered."""
        try:
            return await self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError:
            return None


def forgery(
    number: int, body: bytes, at: int, true: Mapping[str, str], forger: Signer
) -> tuple[bytes, Mapping[str, str]]:
    """One of the ways to forge a call, in turns: (body, headers). true: the headers that the body really has.
    at: epoch seconds, of them."""
    told = orjson.loads(body)
    changed = encode([{**each, "event": "spamreport"} for each in told])
    bare = {name: value for name, value in true.items() if name != _SIGNATURE}
    moved = str(at)[-1:].encode() + body
    ways: Sequence[tuple[bytes, Mapping[str, str]]] = (
        (changed, forger.headers(changed, at)),
        (changed, bare),
        (changed, {**true, _SIGNATURE: "n0 base64!"}),
        (changed, true),
        (moved, {**true, _TIMESTAMP: str(at)[:-1]}),
    )
    return ways[number % len(ways)]


def _is_id(key: str) -> bool:
    return key.startswith("nb_") or key in ("sg_message_id", "sg_event_id", "ip")


def _late_bounce(delivered: Event) -> Event:
    """As one that comes from a mail server hours later: without our ids, SendGrid's, and the address of a server."""
    return {
        "email": delivered["email"],
        "timestamp": delivered["timestamp"] + 3600,
        "event": "bounce",
        "type": "bounce",
        "status": "5.0.0",
        "reason": "500 unknown recipient",
        "bounce_classification": "Invalid Address",
        "sg_event_id": f"late-{delivered['sg_event_id']}",
    }


def _hostile(event: Event) -> Event:
    """Types and values that nobody expects, under a name that nobody knows."""
    return {
        **event,
        "event": {"not": "a name"},
        "sg_event_id": ["no", "text"],
        "timestamp": -(10**18),
        "category": {"deep": [[[[]]]]},
        "url": "javascript:alert(1)",
        "nb_recipient": "-1 OR 1=1",
        "useragent": "\u0000\u202e<script>",
    }
