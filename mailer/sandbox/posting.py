"""Events on their way to the webhook: signed, in arrays, tried again where the answer is no 2xx."""

import asyncio
import contextlib
import random
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

EVENTS_A_POST = 100
_AT_ONCE = 4
_TRIES = 10
_LONGEST_WAIT = 10.0


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
            "X-Twilio-Email-Event-Webhook-Signature": b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": str(at),
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
    """Counters of what was told. abandoned: events given up after the last try."""

    events: int = 0
    posts: int = 0
    refused: int = 0
    abandoned: int = 0


class Poster:
    """Lives in the server's loop."""

    def __init__(
        self, url: str, signer: Signer, faults: EventFaults, seed: int, delay: float
    ) -> None:
        self._url = url
        self._signer = signer
        self._forger = Signer()
        self._faults = faults
        self._generator = random.Random(seed)  # noqa: S311
        self._delay = delay + faults.delay
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=15.0)
        self._tasks: set[asyncio.Task[None]] = set()
        self.counts = Posted()

    @property
    def is_busy(self) -> bool:
        return bool(self._tasks)

    def tell(self, first: Sequence[Event], later: Sequence[Event], leaving: Sequence[str]) -> None:
        """Soon: the events of the mail servers, then those of people, then who unsubscribes."""
        task = asyncio.get_running_loop().create_task(self._tell(first, later, leaving))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def _tell(
        self, first: Sequence[Event], later: Sequence[Event], leaving: Sequence[str]
    ) -> None:
        await asyncio.sleep(self._delay)
        stages = [self._spoiled([*first, *later])] if self._faults.reorder else [
            self._spoiled(first), self._spoiled(later)
        ]  # fmt: skip
        for stage in stages:
            parts = [
                stage[start : start + EVENTS_A_POST]
                for start in range(0, len(stage), EVENTS_A_POST)
            ]
            await asyncio.gather(*map(self._post, parts))
        for url in leaving:
            with contextlib.suppress(httpx.HTTPError):
                await self._client.post(url, data={"List-Unsubscribe": "One-Click"})

    def _spoiled(self, events: Sequence[Event]) -> list[Event]:
        faults, draw = self._faults, self._generator.random
        told: list[Event] = []
        for event in events:
            if draw() < faults.lose:
                continue
            if draw() < faults.without_ids:
                event = {key: value for key, value in event.items() if not _is_id(key)}
            told.append(event)
            if draw() < faults.duplicate:
                told.append(event)
            if draw() < faults.hostile:
                told.append(_hostile(event))
        if faults.reorder:
            self._generator.shuffle(told)
        return told

    async def _post(self, events: Sequence[Event]) -> None:
        body = encode(events)
        async with self._slots:
            if self._generator.random() < self._faults.forge:
                forged = self._forger.headers(body, int(time.time()))
                with contextlib.suppress(httpx.HTTPError):
                    await self._client.post(self._url, content=body, headers=forged)
            for number in range(_TRIES):
                if await self._is_taken(body):
                    self.counts.events += len(events)
                    return
                await asyncio.sleep(min(0.1 * 2**number, _LONGEST_WAIT))
        self.counts.abandoned += len(events)

    async def _is_taken(self, body: bytes) -> bool:
        self.counts.posts += 1
        headers = self._signer.headers(body, int(time.time()))
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError:
            return False
        if not answer.is_success:
            self.counts.refused += 1
        return answer.is_success


def _is_id(key: str) -> bool:
    return key.startswith("nb_") or key in ("sg_message_id", "sg_event_id", "ip")


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
