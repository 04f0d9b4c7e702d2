"""One batch to SendGrid: checked, posted, and each person's outcome written down.

send: preflight (refuses whom SendGrid would refuse, one by one)
      -> requests of at most 1000 people with one shared content, a request of their own for some
      -> Search posts them, and isolates whoever SendGrid refuses
      -> Receipt: accepted, refused, unknown; everybody else was not sent to
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from zlib import crc32

import orjson

from mailer.errors import TransportDown
from mailer.model.delivery import Outgoing, Receipt
from mailer.model.ids import Sha256
from mailer.model.message import Message
from mailer.transports import TransportSettings
from mailer.transports.sendgrid.addresses import wire_address
from mailer.transports.sendgrid.answers import Answer, retry_at, understand
from mailer.transports.sendgrid.client import Account, NoReply, is_loopback
from mailer.transports.sendgrid.isolating import Search
from mailer.transports.sendgrid.payload import Sketch, own_body, shared_body, sketch
from mailer.transports.sendgrid.preflight import LARGEST_REQUEST, MOST_PEOPLE, Ready, preflight

_SEARCH_SECONDS = 20.0
"""No further call of one batch starts later than this: its lease has to outlive the last answer."""
_KEPT_SKETCHES = 16
_FEW_RIGHTS = 5
"""A key that may only send carries mail.send and a few marks of the account."""


class SendGrid:
    """Implements `ports.Transport`. One for all threads of a worker."""

    name = "sendgrid"

    def __init__(self, settings: TransportSettings) -> None:
        self._account = Account(
            settings.sendgrid_api_key, settings.sendgrid_host, settings.timeout_seconds
        )
        self.is_live = not is_loopback(self._account.host)
        self._clock = settings.clock
        self._new_code = settings.new_code
        self._sketches: OrderedDict[Sha256, Sketch] = OrderedDict()
        self._lock = Lock()
        self._slowed_in_a_row = 0

    def send(self, outgoing: Outgoing) -> Receipt:
        """Raises TransportDown where nothing of the batch was accepted or refused by SendGrid."""
        fault = _sender_fault(outgoing.message)
        if fault is not None:
            unsent = [envelope.position for envelope in outgoing.envelopes]
            return Receipt(unsent=unsent, stop=fault)
        drawn = self._sketch(outgoing)
        checked = preflight(outgoing, drawn)
        until = self._clock.now() + timedelta(seconds=_SEARCH_SECONDS)
        search = Search(
            lambda group: self._post(outgoing, drawn, group), lambda: self._clock.now() < until
        )
        for start in range(0, len(checked.shared), MOST_PEOPLE):
            search.deliver(checked.shared[start : start + MOST_PEOPLE])
        for ready in checked.alone:
            search.deliver([ready])
        return self._receipt(outgoing, checked.refused, search)

    def check(self) -> Sequence[tuple[str, bool, str]]:
        """Asks for the key's rights; sends nothing."""
        seen = self._account.get_scopes()
        if isinstance(seen, NoReply):
            return [("sendgrid-host", False, f"SendGrid can't be reached ({seen.reason}).")]
        if seen.status != 200:
            return [("sendgrid-key", False, understand(seen).reason)]
        scopes = _scopes(seen.body)
        may_send = "mail.send" in scopes
        others = len(scopes - {"mail.send"})
        return [
            ("sendgrid-host", True, "SendGrid answers."),
            (
                "sendgrid-key",
                may_send,
                "The key may send mail." if may_send else "The key lacks the right mail.send.",
            ),
            (
                "sendgrid-rights",
                others <= _FEW_RIGHTS,
                "The key may do little else."
                if others <= _FEW_RIGHTS
                else f"The key has {others} rights beyond mail.send. Make one that may only send.",
            ),
        ]

    def close(self) -> None:
        self._account.close()

    def _post(self, outgoing: Outgoing, drawn: Sketch, group: Sequence[Ready]) -> Answer:
        people = [ready.personalization for ready in group]
        if len(people) < len(outgoing.envelopes):
            people = [_in_part(person, outgoing) for person in people]
        if group[0].is_written_out:
            payload = own_body(outgoing, drawn, group[0].envelope, people[0])
        else:
            payload = shared_body(outgoing, drawn, people)
        if len(payload) > LARGEST_REQUEST:
            return Answer("large", "larger than SendGrid's 30 MB")
        return understand(self._account.post_mail(payload))

    def _receipt(self, outgoing: Outgoing, refused: dict[int, str], search: Search) -> Receipt:
        placed = {*search.accepted, *search.refused, *search.unknown, *refused}
        unsent = [
            envelope.position for envelope in outgoing.envelopes if envelope.position not in placed
        ]
        halt = search.halt
        self._count_slowness(halt)
        if halt is not None and halt.kind == "down" and not search.has_outcome():
            raise TransportDown(f"{halt.reason}. Nothing was sent.")
        is_slow = halt is not None and halt.kind == "slow"
        return Receipt(
            accepted=search.accepted,
            refused={**refused, **search.refused},
            unknown=search.unknown,
            unsent=unsent,
            provider_id=search.provider_id,
            retry_at=self._retry_at(halt, outgoing) if halt is not None and is_slow else None,
            stop=halt.reason if halt is not None and halt.kind == "stop" else None,
            reason=halt.reason if halt is not None and halt.kind == "unknown" else None,
        )

    def _count_slowness(self, halt: Answer | None) -> None:
        is_slow = halt is not None and halt.kind == "slow"
        with self._lock:
            self._slowed_in_a_row = self._slowed_in_a_row + 1 if is_slow else 0

    def _retry_at(self, halt: Answer, outgoing: Outgoing) -> datetime:
        """The spread comes from the attempt, so that workers don't all come back at once."""
        spread = crc32(outgoing.attempt.encode()) / 2**32
        return retry_at(halt, self._clock.now(), self._slowed_in_a_row, spread)

    def _sketch(self, outgoing: Outgoing) -> Sketch:
        message = outgoing.message
        with self._lock:
            known = self._sketches.get(message.sha256)
            if known is None:
                known = self._sketches[message.sha256] = sketch(
                    message, self._new_code, outgoing.pictures
                )
                if len(self._sketches) > _KEPT_SKETCHES:
                    self._sketches.popitem(last=False)
            return known


def _in_part(person: Mapping[str, Any], outgoing: Outgoing) -> dict[str, Any]:
    """The attempt of a request that carries only some of the batch: its events prove nothing of the others."""
    arguments = {**person["custom_args"], "nb_attempt": f"{outgoing.attempt}.part"}
    return {**person, "custom_args": arguments}


def _sender_fault(message: Message) -> str | None:
    for key, address in (("address", message.sender.address), ("reply_to", message.reply_to)):
        if address:
            try:
                wire_address(address)
            except ValueError as fault:
                return f"[sender] {key}: {fault}. Mend it in mailer.toml or in the campaign."
    return None


def _scopes(body: bytes) -> frozenset[str]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return frozenset()
    scopes = found.get("scopes") if isinstance(found, dict) else None
    return frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset()
