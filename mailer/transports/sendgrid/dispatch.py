"""One batch to SendGrid: checked, posted, and each person's outcome written down.

prepare: once, may the key send? -> once per message, its first request in sandbox mode: nobody gets it
send: preflight (refuses whom SendGrid would refuse, one by one)
      -> requests of at most 1000 people with one shared content, a request of their own for some
      -> Search posts them, and isolates whoever SendGrid refuses
      -> Receipt: accepted, refused, unknown; everybody else was not sent to
gather, recall: a batch id for a campaign, and what is held under it cancelled
look_up: SendGrid's own records of a batch in doubt
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from zlib import crc32

from msgspec import structs

from mailer.errors import ConfigError, OutcomeUnknown, TransportDown
from mailer.model.delivery import Doubt, Outgoing, Recall, Receipt, Trace
from mailer.model.ids import Sha256
from mailer.model.message import Message
from mailer.transports import TransportSettings
from mailer.transports.sendgrid import holding, records
from mailer.transports.sendgrid.addresses import wire_address
from mailer.transports.sendgrid.answers import (
    Answer,
    message_refused,
    retry_at,
    understand,
    understand_rehearsal,
)
from mailer.transports.sendgrid.client import Account, NoReply, is_loopback
from mailer.transports.sendgrid.isolating import Search
from mailer.transports.sendgrid.payload import (
    Personalization,
    Sketch,
    own_body,
    rehearsed,
    shared_body,
    sketch,
)
from mailer.transports.sendgrid.preflight import LARGEST_REQUEST, MOST_PEOPLE, Ready, preflight
from mailer.transports.sendgrid.rights import SEND, judged, rights_of

_SEARCH_SECONDS = 20.0
"""No further call of one batch starts later than this: its lease has to outlive the last answer."""
_KEPT_SKETCHES = 16


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
        self._preparing = Lock()
        self._may_send = False
        self._rehearses = True
        self._rehearsed: set[Sha256] = set()
        self._may_gather = True
        self._refused_marks: set[str] = set()

    def prepare(self, outgoing: Outgoing) -> str | None:
        """The key's rights, once; of each message the first request in sandbox mode, once."""
        with self._preparing:
            if not self._may_send:
                self._ask_rights(outgoing)
            if not self._rehearses or outgoing.message.sha256 in self._rehearsed:
                return None
            return self._rehearse(outgoing)

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
            lambda group: self._post(outgoing, drawn, group, self._for_real),
            lambda: self._clock.now() < until,
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
        return judged(rights_of(seen))

    def gather(self) -> str | None:
        if not self._may_gather:
            return None
        try:
            return holding.new_batch_id(self._account)
        except holding.NoRight:
            self._may_gather = False
            return None

    def recall(self, marks: Sequence[str]) -> Recall:
        if not marks:
            return Recall("SendGrid was not asked to cancel anything: no request had a batch id.")
        failed = [words for mark in marks if (words := holding.cancel(self._account, mark))]
        if failed:
            return Recall(f"SendGrid did not cancel what it may still hold: {failed[0]}.", False)
        return Recall(
            f"SendGrid was asked to cancel what it still holds, and said yes. {holding.LIMIT}"
        )

    def look_up(self, doubt: Doubt) -> Trace:
        return records.look_up(self._account, doubt, self._clock.now())

    def close(self) -> None:
        self._account.close()

    def _ask_rights(self, outgoing: Outgoing) -> None:
        """What is not told (403 where the key may not even ask) is left for the sending to find out."""
        seen = self._account.get_scopes()
        if isinstance(seen, NoReply) or seen.status >= 500:
            raise TransportDown(f"{understand(seen).reason}. Nothing was sent.")
        answer = understand(seen)
        if answer.kind == "slow":
            self._count_slowness(answer)
            raise TransportDown(f"{answer.reason}.", retry_at=self._retry_at(answer, outgoing))
        if seen.status == 401:
            raise ConfigError(answer.reason)
        rights = rights_of(seen) if seen.status == 200 else frozenset()
        if rights and SEND not in rights:
            raise ConfigError(
                "SENDGRID_API_KEY lacks the right mail.send: nothing can be sent with it. Make a key that "
                "has it, and little else."
            )
        self._may_send = True

    def _rehearse(self, outgoing: Outgoing) -> str | None:
        if _sender_fault(outgoing.message) is not None:
            return None
        drawn = self._sketch(outgoing)
        checked = preflight(outgoing, drawn)
        group = checked.shared[:MOST_PEOPLE] or checked.alone[:1]
        if not group:
            return None
        answer = self._post(outgoing, drawn, group, self._in_sandbox_mode)
        self._count_slowness(answer)
        match answer.kind:
            case "unknown":
                self._rehearses = False
                raise OutcomeUnknown(answer.reason)
            case "slow":
                raise TransportDown(f"{answer.reason}.", retry_at=self._retry_at(answer, outgoing))
            case "down":
                raise TransportDown(f"{answer.reason}. Nothing was sent.")
            case "stop":
                return answer.reason
            case "bad" if answer.complaint is not None and answer.complaint.is_message:
                return message_refused(answer)
        # a person whom it refuses is found when it is sent
        self._rehearsed.add(outgoing.message.sha256)
        return None

    def _for_real(self, payload: bytes) -> Answer:
        return understand(self._account.post_mail(payload))

    def _in_sandbox_mode(self, payload: bytes) -> Answer:
        return understand_rehearsal(self._account.post_mail(rehearsed(payload)))

    def _post(
        self,
        outgoing: Outgoing,
        drawn: Sketch,
        group: Sequence[Ready],
        post: Callable[[bytes], Answer],
    ) -> Answer:
        """A batch id that SendGrid doesn't know (any more) is left out: a 400 means that nobody got it."""
        if outgoing.mark in self._refused_marks:
            outgoing = replace(outgoing, mark=None)
        payload = _payload(outgoing, drawn, group)
        if len(payload) > LARGEST_REQUEST:
            return Answer("large", "larger than SendGrid's 30 MB")
        answer = post(payload)
        if outgoing.mark and answer.complaint and "batch_id" in answer.complaint.fields:
            self._refused_marks.add(outgoing.mark)
            return self._post(outgoing, drawn, group, post)
        return answer

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


def _payload(outgoing: Outgoing, drawn: Sketch, group: Sequence[Ready]) -> bytes:
    people = [ready.personalization for ready in group]
    if len(people) < len(outgoing.envelopes):
        people = [_in_part(person, outgoing) for person in people]
    if group[0].is_written_out:
        return own_body(outgoing, drawn, group[0].envelope, people[0])
    return shared_body(outgoing, drawn, people)


def _in_part(person: Personalization, outgoing: Outgoing) -> Personalization:
    """The attempt of a request that carries only some of the batch: its events prove nothing of the others."""
    arguments = structs.replace(person.custom_args, nb_attempt=f"{outgoing.attempt}.part")
    return structs.replace(person, custom_args=arguments)


def _sender_fault(message: Message) -> str | None:
    for key, address in (("address", message.sender.address), ("reply_to", message.reply_to)):
        if address:
            try:
                wire_address(address)
            except ValueError as fault:
                return f"[sender] {key}: {fault}. Mend it in mailer.toml or in the campaign."
    return None
