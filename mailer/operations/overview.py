"""What the dashboard shows of the campaigns: where each stands, who is to get it, what needs a person.

Reads only. Nothing here needs the campaign's file to be right: a broken or missing one is said, and the
ledger is shown all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mailer.app import App
from mailer.errors import InputError, NotFound
from mailer.model.campaign import Campaign, Record
from mailer.model.delivery import LedgerCount, UnknownBatch
from mailer.model.ids import Fingerprint, Slug
from mailer.model.plan import Approval, Pacing, PlannedEdition, Risk, SendPlan, Wave
from mailer.model.timing import Waiting
from mailer.planning import count_risk
from mailer.planning.expecting import in_words

MACHINE = "mailer"
"""Who did what nobody asked for."""
_NOTHING = LedgerCount(planned=0, accepted=0, refused=0, suppressed=0, unknown=0, remaining=0)


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign in a list. problem: why its file can't be read, in one line."""

    slug: str
    title: str
    state: str
    reason: str | None
    starts_at: datetime | None
    count: LedgerCount
    approvals: int
    approvals_needed: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that waits for a person. command: what mends it, or what shows more."""

    slug: str
    title: str
    what: str
    command: str


@dataclass(frozen=True, slots=True)
class Home:
    """Each campaign stands in one of the three lists of lines at most."""

    going_out: Sequence[Line]
    to_approve: Sequence[Line]
    unfinished: Sequence[Line]
    went_wrong: Sequence[Trouble]
    sent: Sequence[Line]

    @property
    def is_empty(self) -> bool:
        return not (
            self.going_out or self.to_approve or self.unfinished or self.went_wrong or self.sent
        )


@dataclass(frozen=True, slots=True)
class Overview:
    """One campaign's page but for its report. excluded: reason -> people, of the newest plan. expected: what it
    costs and how long it takes, in words. done: who did what when, newest first; keys what, by, at."""

    line: Line
    subject: str
    segment: str
    waves: Sequence[Wave] = ()
    unknown: Sequence[UnknownBatch] = ()
    excluded: Mapping[str, int] = field(default_factory=dict)
    editions: Sequence[PlannedEdition] = ()
    recipients: int | None = None
    planned_at: datetime | None = None
    risks: Sequence[Risk] = ()
    approvals: Sequence[Approval] = ()
    proofs: int = 0
    fingerprint: str | None = None
    waits: Sequence[Waiting] = ()
    pacings: Sequence[Pacing] = ()
    expected: str = ""
    count_is_typed: bool = False
    done: Sequence[Mapping[str, Any]] = ()


def home(app: App) -> Home:
    """What needs a person, most urgent first."""
    lines = campaigns(app)
    return Home(
        going_out=[line for line in lines if line.state in ("sending", "scheduled")],
        to_approve=[line for line in lines if line.state == "planned"],
        unfinished=[line for line in lines if line.state in ("draft", "approved")],
        went_wrong=[trouble for line in lines for trouble in _troubles(line)],
        sent=[line for line in lines if line.state == "sent"],
    )


def campaigns(app: App) -> list[Line]:
    """Every campaign that has a file or a record: the running first, then by name."""
    records = {record.slug: record for record in app.store.campaigns.all()}
    slugs = sorted({*records, *app.workspace.campaigns()})
    lines = [_line(app, slug, records.get(slug)) for slug in slugs]
    return sorted(lines, key=lambda line: (_ORDER.get(line.state, 9), line.slug))


def running(app: App) -> list[Line]:
    """The campaigns that are going out now, for the strip on every page."""
    return [
        _line(app, record.slug, record)
        for record in app.store.campaigns.all()
        if record.state == "sending"
    ]


def campaign(app: App, slug: str) -> Overview:
    """Raises NotFound where neither a file nor a record has that name."""
    record = app.store.campaigns.find(Slug(slug))
    written, _ = _written(app, slug)
    if record is None and slug not in app.workspace.campaigns():
        raise NotFound(f"{slug}: there is no such campaign.")
    plan = _plan(app, slug, record)
    frozen = record is not None and record.fingerprint is not None
    return Overview(
        line=_line(app, slug, record),
        subject=written.subject if written else "",
        segment=written.segment if written else "",
        waves=app.store.ledger.waves(Slug(slug)) if frozen else (),
        unknown=app.store.ledger.unknown_batches(Slug(slug)) if frozen else (),
        excluded=plan.excluded if plan else {},
        editions=plan.editions if plan else (),
        recipients=plan.recipients if plan else None,
        planned_at=plan.planned_at if plan else None,
        risks=plan.risks if plan else (),
        approvals=app.store.approvals.of(Slug(slug), plan.fingerprint) if plan else (),
        proofs=len(app.store.approvals.proofs(Slug(slug))),
        fingerprint=plan.fingerprint if plan else None,
        waits=app.store.ledger.waiting(Slug(slug), app.clock.now()) if frozen else (),
        pacings=plan.pacings if plan else (),
        expected=in_words(plan.expected) if plan else "",
        count_is_typed=bool(
            plan and count_risk(plan.recipients, app.settings.approval.typed_count_from, typed=None)
        ),
        done=[each for each in reversed(app.store.audit.of(slug)) if each["by"] != MACHINE],
    )


_ORDER = {
    "sending": 0,
    "paused": 1,
    "scheduled": 2,
    "planned": 3,
    "approved": 4,
    "draft": 5,
    "sent": 6,
    "cancelled": 7,
}


def _line(app: App, slug: str, record: Record | None) -> Line:
    written, problem = _written(app, slug)
    plan = _plan(app, slug, record)
    return Line(
        slug=slug,
        title=(written.title() if written else "") or slug,
        state=record.state if record else "draft",
        reason=record.reason if record else None,
        starts_at=record.starts_at if record else None,
        count=app.store.ledger.count(Slug(slug)) if record and record.fingerprint else _NOTHING,
        approvals=len(app.store.approvals.of(Slug(slug), plan.fingerprint)) if plan else 0,
        approvals_needed=app.settings.approval.needed,
        problem=problem,
    )


def _written(app: App, slug: str) -> tuple[Campaign | None, str | None]:
    try:
        return app.workspace.campaign(slug), None
    except InputError as problem:
        return None, str(problem)


def _plan(app: App, slug: str, record: Record | None) -> SendPlan | None:
    """The plan that was frozen for sending, else the newest."""
    if record is not None and record.fingerprint is not None:
        frozen = app.store.plans.find(Slug(slug), Fingerprint(record.fingerprint))
        if frozen is not None:
            return frozen
    return app.store.plans.latest(Slug(slug))


def _troubles(line: Line) -> list[Trouble]:
    found = []
    if line.count.unknown:
        found.append(
            Trouble(
                line.slug,
                line.title,
                f"The outcome is unknown for {line.count.unknown:,} people: the provider’s answer "
                "never came. Nobody is written to again until you decide.",
                f"mailer settle {line.slug}",
            )
        )
    if line.state == "paused":
        why = f" {line.reason}" if line.reason else ""
        found.append(
            Trouble(
                line.slug,
                line.title,
                f"Paused with {line.count.remaining:,} people still to write to.{why}",
                f"mailer resume {line.slug}",
            )
        )
    if line.problem:
        found.append(Trouble(line.slug, line.title, line.problem, f"mailer check {line.slug}"))
    return found
