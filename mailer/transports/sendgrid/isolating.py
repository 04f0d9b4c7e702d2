"""One bad recipient makes SendGrid refuse a thousand. Finds who it is, with few calls, and sends to the rest.

    post all -> 400 naming a personalization: post that one alone, then the rest together
             -> 400 naming nobody, or the wrong one: split, and split again
             -> 413: halve
             -> 400 about the message itself: stop; no search, nobody is lost

A 400 or a 413 means that nobody got it, so posting the same people again is safe. Anything that is
not clear ends the search at once: the people of that call are unknown, the others were not sent to.
"""

from collections.abc import Callable, Sequence

from mailer.transports.sendgrid.answers import Answer, Complaint, message_refused
from mailer.transports.sendgrid.preflight import Ready

_PROBES = 8


class _Halt(Exception):
    """The search is over: `answer` goes for everybody who is not placed yet."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.kind)


class Search:
    """post: one request for these people. has_time: False once no further call should start.

    Afterwards `accepted`, `refused`, `unknown` hold positions; whoever is in none was not sent to,
    because of `halt`.
    """

    def __init__(self, post: Callable[[Sequence[Ready]], Answer], has_time: Callable[[], bool]):
        self._post = post
        self._has_time = has_time
        self._trusts_fields = True
        self._calls = 0
        self.accepted: list[int] = []
        self.refused: dict[int, str] = {}
        self.unknown: list[int] = []
        self.provider_id: str | None = None
        self.halt: Answer | None = None

    def has_outcome(self) -> bool:
        """Somebody was accepted or refused, or may have been."""
        return bool(self.accepted or self.refused or self.unknown)

    def deliver(self, group: Sequence[Ready]) -> None:
        if self.halt is not None or not group:
            return
        try:
            self._ship(group)
        except _Halt as halted:
            self.halt = halted.answer

    def _ship(self, group: Sequence[Ready]) -> None:
        if group:
            answer = self._try(group)
            if answer.kind != "accepted":
                self._settle(group, answer)

    def _try(self, group: Sequence[Ready]) -> Answer:
        """Answers `accepted`, `bad` or `large`; everything else halts."""
        if self._calls and not self._has_time():
            raise _Halt(Answer("down", "the search for refused recipients took too long"))
        self._calls += 1
        answer = self._post(group)
        positions = [ready.envelope.position for ready in group]
        if answer.kind == "accepted":
            self.accepted += positions
            self.provider_id = answer.provider_id
        elif answer.kind == "unknown":
            self.unknown += positions
            raise _Halt(answer)
        elif answer.kind not in ("bad", "large"):
            raise _Halt(answer)
        return answer

    def _settle(self, group: Sequence[Ready], answer: Answer) -> None:
        """`group` was refused as a whole with `answer`."""
        complaint = answer.complaint
        if answer.kind == "large" or complaint is None:
            self._halve(group, answer)
        elif complaint.is_message:
            raise _Halt(_message_refused(answer))
        elif len(group) == 1:
            self._refuse_lone(group[0], answer, complaint)
        else:
            suspects = [place for place in complaint.suspects if place < len(group)]
            if suspects and self._trusts_fields:
                self._follow(group, suspects, answer)
            else:
                self._split(group, answer)

    def _halve(self, group: Sequence[Ready], answer: Answer) -> None:
        if len(group) == 1:
            self._refuse(group[0], answer)
            return
        middle = len(group) // 2
        self._ship(group[:middle])
        self._ship(group[middle:])

    def _follow(self, group: Sequence[Ready], suspects: Sequence[int], answer: Answer) -> None:
        """Each suspect alone, then the rest. A suspect who is accepted alone proves the field wrong."""
        named = set(suspects)
        found = 0
        for place in suspects:
            alone = self._try([group[place]])
            if alone.kind == "accepted":
                self._trusts_fields = False
            else:
                self._stop_if_message(alone)
                self._refuse(group[place], alone)
                found += 1
        rest = [ready for place, ready in enumerate(group) if place not in named]
        if found or not rest:
            self._ship(rest)
        else:
            self._split(rest, answer)

    def _split(self, group: Sequence[Ready], answer: Answer) -> None:
        """Somebody in `group` is bad: known from `answer` to the whole, or to more than it."""
        if len(group) == 1:
            self._ship(group)
            return
        cut = first_part(len(group))
        head, tail = group[:cut], group[cut:]
        of_head = self._try(head)
        if of_head.kind == "accepted":
            self._split(tail, answer)
            return
        of_tail = self._try(tail)
        if of_tail.kind == "accepted":
            self._settle(head, of_head)
        elif self._looks_whole(of_head, of_tail):
            self._probe(group, of_head)
        else:
            self._settle(head, of_head)
            self._settle(tail, of_tail)

    def _looks_whole(self, one: Answer, other: Answer) -> bool:
        """Both parts refused in the same words, which name nobody, and nobody was accepted so far."""
        left, right = one.complaint, other.complaint
        if self.accepted or left is None or right is None:
            return False
        return left.words == right.words and not (left.is_people or right.is_people)

    def _probe(self, group: Sequence[Ready], answer: Answer) -> None:
        """A few people alone, spread over the group: if none gets through, it is the message."""
        step = max(1, len(group) // _PROBES)
        probes = range(0, len(group), step)
        seen = {place: self._try([group[place]]) for place in probes}
        if all(alone.kind != "accepted" for alone in seen.values()):
            raise _Halt(_message_refused(answer))
        for place, alone in seen.items():
            if alone.kind != "accepted":
                self._refuse(group[place], alone)
        self._ship([ready for place, ready in enumerate(group) if place not in seen])

    def _refuse_lone(self, ready: Ready, answer: Answer, complaint: Complaint) -> None:
        if complaint.is_people or self.accepted:
            self._refuse(ready, answer)
        else:
            raise _Halt(_message_refused(answer))

    def _stop_if_message(self, answer: Answer) -> None:
        if answer.complaint is not None and answer.complaint.is_message:
            raise _Halt(_message_refused(answer))

    def _refuse(self, ready: Ready, answer: Answer) -> None:
        self.refused[ready.envelope.position] = f"SendGrid refuses it: {answer.reason}"


def first_part(people: int) -> int:
    """How many of `people` (2 or more), one of whom is bad, to post first.

    A refused first part costs a second call for the other part, an accepted one tells that the other
    is bad without a call. So the first part is the smaller one, cut by Fibonacci numbers: about
    1.44 * log2(people) calls at worst, where even halves take 2 * log2(people).
    """
    small, middle, large = 1, 1, 2
    while large < people:
        small, middle, large = middle, large, middle + large
    return max(1, people - middle, min(small, round(people * 0.382)))


def _message_refused(answer: Answer) -> Answer:
    return Answer("stop", message_refused(answer))
