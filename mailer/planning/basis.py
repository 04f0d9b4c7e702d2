"""What a plan is made from: the people, counted, and what else it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from mailer.model.embargo import Hold
from mailer.model.finding import Finding
from mailer.model.plan import Overlap, Pacing, Proof, Risk, SendPlan


@dataclass(frozen=True, slots=True)
class Tally:
    """What a walk over everyone that the include rule picks came to.

    groups: (edition, whether opens may be measured) -> recipients; groups never share a batch.
    zones: IANA name, or None where it isn't known -> recipients.
    digest: 64 hex over the ids of everyone chosen, the suppressed among them.
    """

    recipients: int
    excluded: Mapping[str, int]
    countries: int
    zones: Mapping[str | None, int]
    digest: str
    groups: Mapping[tuple[int, bool], int]

    def batches(self, size: int) -> int:
        """How many batches of at most `size` these recipients make when all go at once."""
        return sum(-(-people // size) for people in self.groups.values())

    def of_edition(self, number: int) -> int:
        return sum(people for (edition, _), people in self.groups.items() if edition == number)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan rests on besides the message and the people.

    segment, exclusions: rules in words. previous: the campaign's last plan. findings: without the
    waived. waived: each waiver that holds one back, as it was said. embargo: what was seen of one, and the
    file's own hour. overlaps: what reached these people lately. troubles: what the world said of us, as risks
    by name. transport: by which it is to go out. floor, ceiling: people. cost_per_thousand: in `currency`, major units. speed: how many people a
    second the last blasts reached. timing: the rules of `model.timing`, in words. pacings, written: see `SendPlan`.
    """

    batch_size: int
    segment: str
    exclusions: tuple[str, ...] = ()
    previous: SendPlan | None = None
    proofs: Sequence[Proof] = ()
    proof_needed: bool = False
    findings: Sequence[Finding] = ()
    waived: Sequence[str] = ()
    embargo: Hold = field(default_factory=Hold)
    overlaps: Sequence[Overlap] = ()
    troubles: Sequence[Risk] = ()
    floor: int | None = None
    ceiling: int | None = None
    transport: str = ""
    per_second: float = 0
    per_campaign: float = 0
    cost_per_thousand: Decimal | None = None
    currency: str = ""
    speed: float | None = None
    timing: str = ""
    pacings: Sequence[Pacing] = ()
    written: Mapping[str, str] = field(default_factory=dict)
