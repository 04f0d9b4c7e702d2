"""One request body: the content once, each person's values as substitutions.

SendGrid replaces tags blindly, so a tag is a word that nobody can guess or type: 128 random bits,
drawn anew for each message and each process. A slot has one context, so a field shown in two contexts has
two tags, each with its value already escaped; parts of links are escaped alike in both texts, and share one.
"""

from base64 import b32encode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Any

import msgspec

from mailer.model.delivery import Envelope, Outgoing
from mailer.model.ids import Sha256
from mailer.model.message import Message, Tracking
from mailer.rendering import join
from mailer.transports import PROOF_PREFIX
from mailer.transports.sendgrid.addresses import recipient_name, sender_name, wire_address

_OF_LINKS = ("url_part", "plain_url")
_SIGNS = 26


@dataclass(frozen=True, slots=True)
class Sketch:
    """A message ready to be shared: texts with tags, and which slot each tag stands for."""

    nonce: str
    slots: int
    """How many values every envelope must bring."""
    used: tuple[int, ...]
    """The slots whose values are sent; `tags` in the same order."""
    tags: tuple[str, ...]
    chosen: Callable[[Sequence[str]], Sequence[str]]
    """All of a person's values -> those of `used`."""
    tagged: Callable[..., msgspec.Struct]
    """The values of `used` -> what stands under their tags in JSON; made for one message, as no dict is made
    as quickly."""
    html: str
    text: str
    tag_bytes: int
    attachments: msgspec.Raw | None
    """The pictures that travel along, written once for all requests; None where there are none."""

    def substitutions(self, values: Sequence[str]) -> tuple[msgspec.Struct, int]:
        """(tag -> value, bytes of all tags and values). Every tag, always, as a string; a value never
        holds a tag. values: one per slot."""
        chosen = self.chosen(values)
        blob = "".join(chosen)
        size = self.tag_bytes + len(blob if blob.isascii() else blob.encode())
        if self.nonce in blob:
            chosen = [_without(value, self.nonce) for value in chosen]
        return self.tagged(*chosen), size


class To(msgspec.Struct, omit_defaults=True, gc=False):
    email: str
    name: str = ""


class CustomArgs(msgspec.Struct, frozen=True, gc=False):
    """What comes back in events."""

    nb_batch: str
    nb_attempt: str
    nb_recipient: str


class Headers(msgspec.Struct, frozen=True, gc=False):
    link: str = msgspec.field(name="List-Unsubscribe")
    post: str = msgspec.field(name="List-Unsubscribe-Post", default="List-Unsubscribe=One-Click")


class Personalization(msgspec.Struct, omit_defaults=True, gc=False):
    """One person of a request, as SendGrid reads it."""

    to: tuple[To]
    subject: str
    custom_args: CustomArgs
    headers: Headers | None = None
    substitutions: msgspec.Struct | None = None


def sketch(
    message: Message,
    new_code: Callable[[], str],
    pictures: Mapping[Sha256, bytes] | None = None,
) -> Sketch:
    """pictures: the bytes of those that travel with the message; None: only its texts are wanted."""
    nonce = _nonce(message, new_code)
    spoken_for = _spoken_for(message)
    used = sorted({spoken_for[ref] for ref in (*message.html.refs, *message.text.refs)})
    names = [f"%%{nonce}{slot:02d}%%" for slot in spoken_for]
    return Sketch(
        nonce=nonce,
        slots=len(message.slots),
        used=tuple(used),
        tags=tuple(names[index] for index in used),
        chosen=_choosing(used),
        tagged=_tagging([names[index] for index in used]),
        html=join(message.html, names),
        text=join(message.text, names),
        tag_bytes=sum(len(names[index]) + 6 for index in used),
        attachments=None if pictures is None else _attachments(message, pictures),
    )


def _choosing(used: Sequence[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    if len(used) < 2:  # of one place an itemgetter gives the value itself
        return lambda values: [values[index] for index in used]
    return itemgetter(*used)


def _tagging(tags: Sequence[str]) -> Callable[..., msgspec.Struct]:
    names = {f"value_{number}": tag for number, tag in enumerate(tags)}
    kinds = [(name, str) for name in names]
    return msgspec.defstruct("Substitutions", kinds, rename=names, frozen=True, gc=False)


def _spoken_for(message: Message) -> list[int]:
    """Of each slot the first one that always has the same value: itself, but for parts of links."""
    first: dict[object, int] = {}
    return [
        first.setdefault((slot.field, slot.fallback, slot.optional), index)
        if slot.context in _OF_LINKS
        else index
        for index, slot in enumerate(message.slots)
    ]


def _attachments(message: Message, pictures: Mapping[Sha256, bytes]) -> msgspec.Raw | None:
    attached = [each for each in message.pictures if each.is_attached]
    if not attached:
        return None
    return msgspec.Raw(
        msgspec.json.encode(
            [
                {
                    "content": b64encode(pictures[each.sha256]).decode("ascii"),
                    "type": each.kind,
                    "filename": each.name,
                    "disposition": "inline",
                    "content_id": each.content_id,
                }
                for each in attached
            ]
        )
    )


def _without(value: str, nonce: str) -> str:
    """Also where taking it out would put another one together."""
    while nonce in value:
        value = value.replace(nonce, "")
    return value


def _nonce(message: Message, new_code: Callable[[], str]) -> str:
    """130 bits in small letters and digits that occur nowhere in the message."""
    texts = (*message.html.statics, *message.text.statics)
    drawn = new_code()
    while True:
        drawn += new_code()
        nonce = b32encode(sha256(drawn.encode()).digest())[:_SIGNS].decode("ascii").lower()
        if not any(nonce in text for text in texts):
            return nonce


def shared_body(outgoing: Outgoing, drawn: Sketch, people: Sequence[Personalization]) -> bytes:
    """One content for everybody in `people` (see `personalization`)."""
    return _body(outgoing, drawn, drawn.text, drawn.html, people)


def own_body(
    outgoing: Outgoing, drawn: Sketch, envelope: Envelope, person: Personalization
) -> bytes:
    """The whole content written out for one person, without substitutions."""
    message = outgoing.message
    text = join(message.text, envelope.values)
    html = join(message.html, envelope.values)
    return _body(outgoing, drawn, text, html, [person])


def rehearsed(payload: bytes) -> bytes:
    """The same request, byte for byte, in sandbox mode: it is judged, and nobody gets it."""
    return payload[:-1] + b',"mail_settings":{"sandbox_mode":{"enable":true}}}'


def personalization(outgoing: Outgoing, envelope: Envelope, address: str) -> Personalization:
    """One `to`, always. address: as `addresses.wire_address` gives it."""
    link = envelope.unsubscribe_url
    return Personalization(
        (To(address, recipient_name(envelope.name)),),
        f"{PROOF_PREFIX}{envelope.subject}" if outgoing.is_proof else envelope.subject,
        CustomArgs(outgoing.batch_code, outgoing.attempt, str(envelope.position)),
        Headers(f"<{link}>") if link else None,
    )


def _body(
    outgoing: Outgoing, drawn: Sketch, text: str, html: str, people: Sequence[Personalization]
) -> bytes:
    message = outgoing.message
    body: dict[str, Any] = {
        "personalizations": people,
        "from": _sender(message),
        "content": [
            {"type": kind, "value": value}
            for kind, value in (("text/plain", text), ("text/html", html))
            if value
        ],
        "categories": [outgoing.campaign_code],
        "tracking_settings": _tracking(outgoing.tracking, outgoing.is_proof),
    }
    if outgoing.mark:
        body["batch_id"] = outgoing.mark
    if drawn.attachments is not None:
        body["attachments"] = drawn.attachments
    if message.reply_to:
        body["reply_to"] = {"email": wire_address(message.reply_to)}
    if outgoing.list_id:
        body["headers"] = {"List-Id": f"<{outgoing.list_id}>"}
    return msgspec.json.encode(body)


def _sender(message: Message) -> dict[str, str]:
    sender = {"email": wire_address(message.sender.address)}
    name = sender_name(message.sender.name)
    if name:
        sender["name"] = name
    return sender


def _tracking(tracking: Tracking, is_proof: bool) -> dict[str, Any]:
    """All four, always: what is left out falls back to the account's own settings.

    The text part's links are never rewritten: its reader sees the bare address, and a mark that
    keeps the unsubscribe link out of tracking exists in HTML only.
    """
    clicks = tracking.clicks == "provider" and not is_proof
    opens = tracking.opens == "provider" and not is_proof
    return {
        "click_tracking": {"enable": clicks, "enable_text": False},
        "open_tracking": {"enable": opens},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }
