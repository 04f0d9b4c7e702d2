"""The Event Webhook: signed bytes in, events out.

The signature is ECDSA P-256 with SHA-256 over timestamp + raw body, so the bytes are verified as
they came, never re-encoded. Nothing that is not verified is looked at. Nothing that is verified is
thrown away or crashes: what can't be read becomes an event of kind `other`.
"""

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from mailer.errors import ConfigError, WebhookRejected
from mailer.model.event import Event
from mailer.transports.sendgrid.reported import canonical, read_event

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"

_OLDEST = timedelta(hours=26)
"""SendGrid retries for 24 hours; whether a retry is signed anew is not known."""
_FUTURE = timedelta(minutes=5)
_TOO_LARGE = 1 << 63
_REFUSED = "The webhook's signature is not right."


class Webhook:
    """Implements `ports.EventSource`. keys: base64 SPKI, each EC P-256; several during a rotation."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(_public_key(key) for key in keys if key.strip())

    def parse_events(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Sequence[Event]:
        signed_at = self._verified(headers, body, now)
        return _events(body, signed_at, now)

    def _verified(self, headers: Mapping[str, str], body: bytes, now: datetime) -> datetime:
        found = {name.lower(): value for name, value in headers.items()}
        stamp, signature = found.get(TIMESTAMP, ""), found.get(SIGNATURE, "")
        if not re.fullmatch(r"[0-9]{10}", stamp):
            raise WebhookRejected(_REFUSED)
        signed_at = datetime.fromtimestamp(int(stamp), tz=UTC)
        if not now - _OLDEST <= signed_at <= now + _FUTURE:
            raise WebhookRejected(_REFUSED)
        try:
            der = b64decode(signature.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as broken:
            raise WebhookRejected(_REFUSED) from broken
        if not any(_fits(key, der, stamp.encode() + body) for key in self._keys):
            raise WebhookRejected(_REFUSED)
        return signed_at


def _fits(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _public_key(text: str) -> ec.EllipticCurvePublicKey:
    """Raises ConfigError: RSA keys and other curves load without complaint, so it looks."""
    wrong = ConfigError(
        "MAILER_SENDGRID_WEBHOOK_KEY is no verification key of SendGrid's Event Webhook"
        " (base64, EC P-256). Copy it again from Mail Settings, Event Webhook."
    )
    try:
        key = load_der_public_key(b64decode(text.strip().encode("ascii"), validate=True))
    except (ValueError, UnsupportedAlgorithm) as broken:
        raise wrong from broken
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise wrong
    return key


def _events(body: bytes, signed_at: datetime, now: datetime) -> Sequence[Event]:
    found = _read(body)
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        return [_dead_letter(body, signed_at)]
    return [_one(item, signed_at, now) for item in found]


def _read(body: bytes) -> Any:
    """None for what is no JSON. Half a sign in one value (they repeat what browsers send them) must not hide
    the other events of the call, so what the strict reader refuses is read once more and mended."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return _mended(json.loads(body.decode("utf-8", "replace")))
    except (ValueError, RecursionError):
        return None


def _mended(value: Any) -> Any:
    """Without what can't be written as JSON again: halves of signs, numbers that are none or too large."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_mended(key): _mended(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_mended(each) for each in value]
    is_number = isinstance(value, int | float)
    return value if not is_number or abs(value) < _TOO_LARGE else None


def _one(item: Any, signed_at: datetime, now: datetime) -> Event:
    if isinstance(item, dict):
        return read_event(item, signed_at, now)
    return _dead_letter(canonical(item), signed_at)


def _dead_letter(body: bytes, signed_at: datetime) -> Event:
    """Verified but unreadable: what it was can be told by its sum, and its sender keeps the text."""
    digest = sha256(body).hexdigest()
    raw = {"unreadable": True, "sha256": digest, "bytes": len(body)}
    return Event(id=digest, kind="other", happened_at=signed_at, raw=raw)
