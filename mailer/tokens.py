"""Signed, opaque ids in links.

A token of a door (unsubscribe, preferences, browser, click, open) is 33 bytes as 44 URL-safe signs:

    key id (1) | AES block of campaign, contact and link (16) | tag of that block for that door (16)

The block hides the ids: nothing in a link counts up or can be read. The tag (AES again, 128 bits, under a key of
that door: of one block a pseudorandom function, as in RFC 4493 with a message of one block) makes it unforgeable,
and is another one for every door. The key id finds the secret after a rotation;
nothing expires. A gift code is one AES block of another key as 26 signs of a-z and 2-7 and carries 48
zero bits as its check: it opens no door, it only says what led to a gift, and must survive the fields
of donation platforms.
"""

import hashlib
import hmac
import re
import struct
from binascii import Error as BinaryError
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from mailer.errors import ConfigError
from mailer.model.message import PersonalTokens

Door = Literal["unsubscribe", "preferences", "browser", "click", "open"]

PROOF = 0
"""The contact id of proofs: their links count nowhere and change nothing."""
ANYBODY = (1 << 48) - 1
"""The contact id of a picture that counts opens without saying whose: the same for all of a campaign."""

_PROOFS_FROM = ANYBODY - 1_000
"""Contact ids from here to ANYBODY are proofs too: of the editions after the first."""

_SHORTEST_SECRET = 16
_NO_LINK = 0xFFFF
_MAX_CAMPAIGN = 1 << 32
_MAX_CONTACT = 1 << 48
_DOORS: tuple[Door, ...] = get_args(Door)
_PERSONAL: tuple[Door, ...] = ("unsubscribe", "preferences", "browser")
"""In the order of `PersonalTokens`."""
_BLOCK = 16
_BYTES, _SIGNS = 33, 44
_GIFT_SIGNS = 26
_TOKEN = re.compile(r"[A-Za-z0-9_-]{44}")
_GIFT = re.compile(r"([a-z2-7]{26})(?:_([a-z0-9]+))?")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = str.maketrans("-_", "+/")
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_TO_BASE32 = _BASE32.encode() * 8
_HALVES = (
    # 40 bits of 64 -> 20 of each 32 -> 10 of each 16 -> 5 of each 8: the upper half, the lower half, how far it moves
    (bytes.fromhex("000000fffff00000"), bytes.fromhex("00000000000fffff"), 12),
    (bytes.fromhex("000ffc00") * 2, bytes.fromhex("000003ff") * 2, 6),
    (bytes.fromhex("03e0") * 4, bytes.fromhex("001f") * 4, 3),
)
_VALUES = {sign: value for value, sign in enumerate(_BASE32)}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a door's token names. link_index: of a click, in `Message.links`; else None. edition: of a
    proof, which edition's it is; 0 for everybody else."""

    campaign_id: int
    contact_id: int
    link_index: int | None = None
    edition: int = 0


@dataclass(frozen=True, slots=True)
class GiftSubject:
    """What led to a gift. place: code of the link (letters and digits), None where it got lost."""

    campaign_id: int
    contact_id: int
    place: str | None = None


class Keyring:
    """Makes and reads tokens. secrets: newest first; the newest signs, every one verifies.

    Raises ConfigError where there is none, or one is shorter than 16 signs.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or any(len(secret) < _SHORTEST_SECRET for secret in secrets):
            raise ConfigError(
                f"MAILER_SECRET_KEY: each secret needs at least {_SHORTEST_SECRET} signs "
                "(32 random ones are best); several are parted by commas, newest first."
            )
        self._keys = tuple(_Key(secret) for secret in secrets)

    def tokens_for(self, campaign_id: int, contact_ids: Sequence[int]) -> list[PersonalTokens]:
        """One per contact, in order. Raises ValueError for an id that is out of range."""
        return self._keys[0].tokens_for(campaign_id, contact_ids)

    def clicks_for(
        self, campaign_id: int, contact_ids: Sequence[int], links: int
    ) -> list[tuple[str, ...]]:
        """Per contact, in order, what `click` gives for each of so many links. Raises ValueError, as that."""
        if not links:
            return [()] * len(contact_ids)
        by_link = [
            self._keys[0].tokens("click", _plains(campaign_id, contact_ids, link))
            for link in range(links)
        ]
        return list(zip(*by_link, strict=True))

    def click(self, campaign_id: int, contact_id: int, link_index: int) -> str:
        return self._keys[0].token("click", _plain(campaign_id, contact_id, link_index))

    def open(self, campaign_id: int, contact_id: int) -> str:
        return self._keys[0].token("open", _plain(campaign_id, contact_id))

    def read(self, kind: Door, token: str) -> Subject | None:
        """Whom it names; None for whatever we did not make for this very door. Constant time per key."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            data = a2b_base64(token.translate(_FROM_URL), strict_mode=True)
        except (BinaryError, ValueError):
            return None
        for key in self._keys:
            if data[0] == key.id and hmac.compare_digest(key.tag(kind, data[1:17]), data[17:]):
                return _subject(key.unblock(data[1:17]))
        return None

    def read_gift_code(self, code: str) -> GiftSubject | None:
        """A code as a platform gave it back: `gift_place`, in any case, perhaps without its place."""
        parts = _GIFT.fullmatch(code.strip().lower())
        block = _from_base32(parts[1]) if parts else None
        if parts is None or block is None:
            return None
        for key in self._keys:
            value = int.from_bytes(key.ungift(block), "big")
            if value < _MAX_CAMPAIGN * _MAX_CONTACT:
                contact_id, _ = _person(value % _MAX_CONTACT)
                return GiftSubject(value // _MAX_CONTACT, contact_id, parts[2])
        return None

    def keyed_hash(self, purpose: str, value: str) -> str:
        """32 hex digits, by the newest secret; another one for every purpose."""
        return self._keys[0].hash(purpose, value)

    def keyed_hashes(self, purpose: str, value: str) -> tuple[str, ...]:
        """The hash by every secret, newest first: to find what an older one wrote."""
        return tuple(key.hash(purpose, value) for key in self._keys)

    def sign(self, purpose: str, value: str) -> str:
        """A signature of a value, good for this purpose only: 32 hex digits."""
        return self._keys[0].hash(f"sign {purpose}", value)

    def verify(self, purpose: str, value: str, signature: str) -> bool:
        given = signature.encode("utf-8", "replace")
        return any(
            hmac.compare_digest(key.hash(f"sign {purpose}", value).encode(), given)
            for key in self._keys
        )


class _Key:
    """What is derived of one secret."""

    def __init__(self, secret: str) -> None:
        self.id = _derive(secret, "key id")[0]
        self._block = _aes(secret, "block")
        self._gift = _aes(secret, "gift")
        self._tags = {door: _aes(secret, f"tag {door}") for door in _DOORS}
        self._hash = _derive(secret, "hash")

    def tokens_for(self, campaign_id: int, contact_ids: Sequence[int]) -> list[PersonalTokens]:
        plains, given = _plains(campaign_id, contact_ids), _givens(campaign_id, contact_ids)
        doors = [self.tokens(door, plains) for door in _PERSONAL]
        codes = _to_base32(self._gift.encryptor().update(given))
        return list(map(PersonalTokens, *doors, codes))

    def tokens(self, kind: Door, plains: bytes) -> list[str]:
        """One for each 16 bytes. Byte by byte of all of them at once, which is ten times quicker than one by one."""
        blocks = self._block.encryptor().update(plains)
        tags = self.tag(kind, blocks)
        data = bytearray((self.id,)) * (_BYTES * len(blocks) // _BLOCK)
        for place in range(_BLOCK):
            data[1 + place :: _BYTES] = blocks[place::_BLOCK]
            data[1 + _BLOCK + place :: _BYTES] = tags[place::_BLOCK]
        signs = _signs(data)
        return [signs[at : at + _SIGNS] for at in range(0, len(signs), _SIGNS)]

    def token(self, kind: Door, plain: bytes) -> str:
        block = self._block.encryptor().update(plain)
        return _signs(bytes((self.id,)) + block + self.tag(kind, block))

    def tag(self, kind: Door, block: bytes) -> bytes:
        return self._tags[kind].encryptor().update(block)

    def unblock(self, block: bytes) -> bytes:
        return self._block.decryptor().update(block)

    def ungift(self, block: bytes) -> bytes:
        return self._gift.decryptor().update(block)

    def hash(self, purpose: str, value: str) -> str:
        name = purpose.encode()
        data = len(name).to_bytes(4, "big") + name + value.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._hash, person=b"hash", digest_size=16).hexdigest()


def _derive(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose: RFC 5869 (HKDF-SHA256) without salt, one block of output."""
    root = hmac.digest(bytes(32), secret.encode(), "sha256")
    return hmac.digest(root, b"mailer " + purpose.encode() + b"\x01", "sha256")


def _aes(secret: str, purpose: str) -> Cipher[ECB]:
    return Cipher(AES(_derive(secret, purpose)), ECB())  # noqa: S305 - single blocks


def _signs(data: bytes | bytearray) -> str:
    """URL-safe base64, of a multiple of three bytes."""
    return b2a_base64(data, newline=False).translate(_TO_URL).decode("ascii")


def _ids(campaign_id: int, contact_id: int) -> int:
    """Campaign (32 bits) and contact (48 bits) as one number."""
    if not 0 <= campaign_id < _MAX_CAMPAIGN or not 0 <= contact_id < _MAX_CONTACT:
        raise ValueError("an id is out of the range of tokens")
    return campaign_id << 48 | contact_id


def _plain(campaign_id: int, contact_id: int, link_index: int = _NO_LINK) -> bytes:
    if not 0 <= link_index <= _NO_LINK:
        raise ValueError("a link's number is out of the range of tokens")
    return (_ids(campaign_id, contact_id) << 16 | link_index).to_bytes(16, "big")


def _plains(campaign_id: int, contact_ids: Sequence[int], link_index: int = _NO_LINK) -> bytes:
    """`_plain` of many."""
    if not contact_ids:
        return b""
    for edge in (min(contact_ids), max(contact_ids)):
        _plain(campaign_id, edge, link_index)  # refuses what is out of range
    halves = [campaign_id] * (2 * len(contact_ids))
    halves[1::2] = [contact_id << 16 | link_index for contact_id in contact_ids]
    return struct.pack(f">{len(halves)}Q", *halves)


def _givens(campaign_id: int, contact_ids: Sequence[int]) -> bytes:
    """`_ids` of many as 16 bytes each, for gift codes."""
    halves = [campaign_id >> 16] * (2 * len(contact_ids))
    campaign = (campaign_id & 0xFFFF) << 48
    halves[1::2] = [campaign | contact_id for contact_id in contact_ids]
    return struct.pack(f">{len(halves)}Q", *halves)


def _subject(plain: bytes) -> Subject:
    value = int.from_bytes(plain, "big")
    link_index = value & _NO_LINK
    contact_id, edition = _person(value >> 16 & _MAX_CONTACT - 1)
    return Subject(
        value >> 64 & _MAX_CAMPAIGN - 1,
        contact_id,
        None if link_index == _NO_LINK else link_index,
        edition,
    )


def proof_of(edition: int) -> int:
    """The contact id that a proof of that edition is made with; read back, all of them are PROOF."""
    return PROOF if edition == 0 else ANYBODY - edition


def _person(contact_id: int) -> tuple[int, int]:
    """(contact id, edition of a proof)."""
    if _PROOFS_FROM < contact_id < ANYBODY:
        return PROOF, ANYBODY - contact_id
    return contact_id, 0


def _to_base32(blocks: bytes) -> list[str]:
    """Each 16 bytes -> 26 signs, two zero bits before them. All at once, as one long number: its 5 bits by 5 are
    moved apart until each has a byte of its own."""
    many = len(blocks) // _BLOCK
    wide = bytearray(20 * many)  # 26 signs and the 6 of a filling that is cut off
    for place in range(_BLOCK):
        wide[place::20] = blocks[place::_BLOCK]
    shifted = (int.from_bytes(wide, "big") >> 2).to_bytes(20 * many, "big")
    apart = bytearray(32 * many)
    for place in range(5):
        apart[3 + place :: 8] = shifted[place::5]
    value = int.from_bytes(apart, "big")
    for high, low, step in _HALVES:
        highs = int.from_bytes(high * (4 * many), "big")
        lows = int.from_bytes(low * (4 * many), "big")
        value = (value & highs) << step | value & lows
    signs = value.to_bytes(32 * many, "big").translate(_TO_BASE32).decode("ascii")
    return [signs[at : at + _GIFT_SIGNS] for at in range(0, 32 * many, 32)]


def _from_base32(signs: str) -> bytes | None:
    """None where it is no 16 bytes: 26 signs could hold two bits more."""
    value = 0
    for sign in signs:
        value = value << 5 | _VALUES[sign]
    return value.to_bytes(16, "big") if value < 1 << 128 else None
