"""All pictures on one page that stands alone: no script, nothing loaded but the pictures beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby

import jinja2

from mailer.model.campaign import Campaign
from mailer.model.embargo import Hold
from mailer.model.finding import Finding
from mailer.model.message import Message
from mailer.operations.editions import Sample
from mailer.operations.preview.approved import Line
from mailer.operations.preview.differing import Difference
from mailer.operations.preview.inbox import Row
from mailer.operations.preview.people import Nobody
from mailer.operations.preview.shots import Shot
from mailer.planning import hours
from mailer.probes.browser import Look
from mailer.wording import figures

DIFFERENCE = "difference.png"
SMALL = (("inbox", 840), ("text-78", 760), ("text-40", 420))
"""Pictures of what stands on the sheet as text: name, width in CSS px."""
SAID = {
    "inbox": "In the inbox. Fidelity: medium",
    "text-78": "Text part, 78 columns. Fidelity: high",
    "text-40": "Text part, 40 columns. Fidelity: high",
    "difference": "Against what was approved",
}
"""What stands below each of them."""
REFERENCE = "phone-light"


@dataclass(frozen=True, slots=True)
class Change:
    """Against what `by` approved `at`. difference: None where not a pixel differs. problem: why the two
    can't be compared. lines: of the text part."""

    by: str
    at: datetime
    is_same_message: bool = False
    problem: str = ""
    difference: Difference | None = None
    lines: Sequence[Line] = ()

    @property
    def places(self) -> int:
        return self.difference.places if self.difference else 0


@dataclass(frozen=True, slots=True)
class Laid:
    """Everything that the sheet shows. held: whether it is under embargo. same: names of the pictures that look
    exactly as the message on a phone does, though parts are missing."""

    campaign: Campaign
    message: Message
    sample: Sample
    shots: Sequence[Shot]
    looks: Mapping[str, Look]
    same: frozenset[str]
    missing: Sequence[Nobody]
    rows: Sequence[Row]
    findings: Sequence[Finding]
    change: Change | None
    held: Hold
    made_at: datetime
    zone: str
    is_caged: bool

    @property
    def outline(self) -> str:
        """What a screen reader would meet, in that order. Addresses of links are left out: they are
        somebody's own."""
        lines = self.looks[REFERENCE].outline.splitlines()
        kept = (line for line in lines if not line.lstrip(" -").startswith("/url:"))
        return "".join(f"{line.removesuffix(':')}\n" for line in kept)


def page(laid: Laid) -> bytes:
    groups = [
        (name, list(alike)) for name, alike in groupby(laid.shots, key=lambda shot: shot.group)
    ]
    values = {"laid": laid, "groups": groups, "headline": _headline(laid), "difference": DIFFERENCE}
    return _environment().get_template("sheet.html.j2").render(values).encode() + b"\n"


def small(laid: Laid) -> Iterator[tuple[str, str, int]]:
    """(name, page, width) of what the sheet holds as text, for a picture of its own."""
    template = _environment().get_template("small.html.j2")
    for name, width in SMALL:
        yield name, template.render({"laid": laid, "name": name}), width


def _headline(laid: Laid) -> str:
    """The finding, as one sentence."""
    counts = {
        severity: sum(each.severity == severity for each in laid.findings)
        for severity in ("error", "warning")
    }
    pictures = figures.plural(len(laid.shots), "picture")
    told = [figures.plural(count, word) for word, count in counts.items() if count]
    return f"{' and '.join(told) or 'Nothing to mend'} in {pictures}"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mailer.operations.preview", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["plural"] = figures.plural
    environment.globals["number"] = figures.number
    environment.globals["moment"] = hours.spoken
    return environment
