"""What a plan is made from: the people, counted, and what else it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailer.model.finding import Finding
from mailer.model.plan import Proof, SendPlan


@dataclass(frozen=True, slots=True)
class Tally:
    """What a walk over everyone that the include rule picks came to.

    measured: recipients whose opens may be measured; they never share a batch with the others.
    zones: IANA name, or None where it isn't known -> recipients.
    digest: 64 hex over the ids of everyone chosen, the suppressed among them.
    """

    recipients: int
    measured: int
    excluded: Mapping[str, int]
    countries: int
    zones: Mapping[str | None, int]
    digest: str

    def batches(self, size: int) -> int:
        """How many batches of at most `size` these recipients make when all go at once."""
        return -(-self.measured // size) + -(-(self.recipients - self.measured) // size)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan rests on besides the message and the people.

    segment, exclusions: rules in words. previous: the campaign's last plan. findings: without the
    waived. waived: each waiver that holds one back, as it was said.
    """

    batch_size: int
    segment: str
    exclusions: tuple[str, ...] = ()
    previous: SendPlan | None = None
    proofs: Sequence[Proof] = ()
    proof_needed: bool = False
    findings: Sequence[Finding] = ()
    waived: Sequence[str] = ()
