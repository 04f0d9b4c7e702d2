"""Who would get what, as it stands now; and people's yes to exactly that.

campaign file, contacts, settings ── prepare ──> plan, nothing written
plan ── keep ──> message, plan and state stored, so that it can be approved and looked up
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailer.app import App
from mailer.errors import Conflict, InputError, NotFound, UnsafePlan
from mailer.model.campaign import UNFINISHED, Campaign, Record
from mailer.model.ids import Fingerprint, Slug
from mailer.model.plan import Approval, Risk, SendPlan
from mailer.model.segment import Selection
from mailer.operations import compose, editions, embargo
from mailer.operations.blast import checks, timing
from mailer.operations.blast.everyone import Tell, silent
from mailer.operations.blast.grounds import grounds
from mailer.operations.blast.hours import Start, hour, risks_then
from mailer.operations.blast.showing import shown_plan
from mailer.operations.editions import Made
from mailer.planning import Tally, blocking, count_risk, plan, plan_changed, spoken, tally

FROZEN = (*UNFINISHED, "cancelled", "sent")
"""States in which the recipients are fixed."""
_UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan and everything that it was made from, as of one instant."""

    made: Made
    selection: Selection
    people: Tally
    plan: SendPlan

    @property
    def campaign(self) -> Campaign:
        return self.made.campaign


def plan_campaign(
    app: App,
    slug: str,
    tell: Tell = silent,
    at: str | None = None,
    timezone: str | None = None,
    local: bool = False,
) -> dict[str, Any]:
    """Shows what sending would do; sends nothing. Of a campaign that is on its way, what was frozen. at,
    timezone, local: as `schedule`; then its waves and risks are those of that hour.

    The hour is no part of the fingerprint: it is said when it is scheduled.
    """
    if at is None and (timezone or local):
        raise InputError("--timezone, --local: they say how --at is meant. Add --at TIME.")
    named = hour(app, at, timezone, local) if at is not None else None
    record = app.store.campaigns.find(Slug(slug))
    frozen = _frozen_plan(app, record)
    if record is not None and frozen is not None:
        risks = (*frozen.risks, _already(app, record))
        return shown_plan(app, frozen, risks, {}, app.store.ledger.waves(frozen.campaign))
    prepared = prepare(app, slug, tell)
    start = named.start(app, prepared.people.zones) if named is not None else None
    record = keep(app, prepared)
    app.store.audit.add(
        slug,
        "planned",
        _UNNAMED,
        app.clock.now(),
        {"fingerprint": prepared.plan.fingerprint, "recipients": prepared.plan.recipients},
    )
    return _shown(app, prepared, start)


def _shown(app: App, prepared: Prepared, start: Start | None) -> dict[str, Any]:
    made, people = prepared.plan, prepared.people
    before = voided(app, made)
    void = (replace(plan_changed(before, made)[0], blocks=False),) if before else ()
    if start is None:
        return shown_plan(app, made, (*made.risks, *void), people.zones)
    rules = timing.timing_of(app, prepared.made, prepared.selection, by_zone=start.by_timezone)
    risks = risks_then(app, prepared.campaign, made, people, rules, start)
    waves = start.waves(people.zones)
    return shown_plan(app, made, (*risks, *void), people.zones, waves, start.zone)


def approve(
    app: App,
    slug: str,
    fingerprint: str,
    by: str,
    accept: Sequence[str] = (),
    count: str | None = None,
) -> dict[str, Any]:
    """A person's sign-off on exactly the plan of that fingerprint. count: how many people it is for, typed.

    An embargo does not stand in its way: it forbids hours, not the text. Raises UnsafePlan where the
    plan is another now, or a risk that blocks is not accepted.
    """
    person = " ".join(by.split())
    if not person:
        raise InputError("--by: write the name of the person who approves.")
    must_be_open(app, slug)
    prepared = prepare(app, slug)
    _must_be(app, prepared.plan, Fingerprint(fingerprint.strip().lower()))
    open_risks = [risk for risk in prepared.plan.risks if risk.name != "under-embargo"]
    typed = count_risk(prepared.plan.recipients, app.settings.approval.typed_count_from, count)
    in_the_way = (*blocking(open_risks, accept), *typed)
    if in_the_way:
        raise UnsafePlan(in_the_way)
    _may_approve(app, prepared.campaign, person)
    keep(app, prepared)
    named = {risk.name for risk in prepared.plan.risks} & set(accept)
    _sign(app, prepared.plan, person, tuple(sorted(named)))
    keep(app, prepared)
    given = approvals(app, prepared.plan)
    return {
        "approvals": [{"by": each.by, "at": each.at} for each in given],
        "enough": is_enough(app, given),
        "needed": app.settings.approval.needed,
        "fingerprint": prepared.plan.fingerprint,
        "recipients": prepared.plan.recipients,
    }


def prepare(app: App, slug: str, tell: Tell = silent) -> Prepared:
    """The plan as of now. Writes nothing but what filling everyone came to, and an embargo that nobody saw
    before. tell: how far that is."""
    made = editions.made(app, slug)
    release = compose.release_of(app, made.campaign)
    embargo.remember(app, slug, release, made.campaign.release)
    selection = editions.selection(app, made)
    people = tally(app.store.contacts.alike(selection))
    found = checks.examine(app, made, selection, people, tell=tell)
    basis = grounds(app, made, selection, people, found)
    planned = plan(made.campaign, made.messages, people, basis, selection.as_of)
    return Prepared(made, selection, people, planned)


def keep(app: App, prepared: Prepared) -> Record:
    """Stores message and plan; the state becomes approved where enough people said yes, else planned."""
    made, now = prepared.plan, app.clock.now()
    record = app.store.campaigns.ensure(made.campaign)
    editions.keep(app, prepared.made, record.id)
    latest = app.store.plans.latest(made.campaign)
    if latest is None or (latest.fingerprint, latest.risks) != (made.fingerprint, made.risks):
        app.store.plans.put(made)
    app.store.campaigns.move(
        made.campaign,
        "approved" if is_enough(app, approvals(app, made)) else "planned",
        when=("draft", "planned", "approved"),
        reason=None,
        at=now,
    )
    return record


def approvals(app: App, made: SendPlan) -> Sequence[Approval]:
    return app.store.approvals.of(made.campaign, made.fingerprint)


def is_enough(app: App, given: Sequence[Approval]) -> bool:
    """Different people, as many as the settings ask for."""
    return len({each.by.casefold() for each in given}) >= app.settings.approval.needed


def voided(app: App, made: SendPlan) -> SendPlan | None:
    """The plan that enough people approved last, where it is another one and nobody has approved this."""
    last = app.store.approvals.latest(made.campaign)
    if last is None or approvals(app, made):
        return None
    before = app.store.plans.find(made.campaign, last.fingerprint)
    return before if before and is_enough(app, approvals(app, before)) else None


def must_be_open(app: App, slug: str) -> None:
    """Raises Conflict, with when it went, where the recipients are fixed already."""
    record = app.store.campaigns.find(Slug(slug))
    if record is not None and record.state in FROZEN:
        raise Conflict(
            f"{_already(app, record).message}. For another blast, make another campaign."
        )


def _frozen_plan(app: App, record: Record | None) -> SendPlan | None:
    if record is None or record.state not in FROZEN or record.fingerprint is None:
        return None
    return app.store.plans.find(Slug(record.slug), Fingerprint(record.fingerprint))


def _already(app: App, record: Record) -> Risk:
    when = ""
    if record.starts_at is not None:
        zone = app.settings.organisation.timezone
        word = "starts" if record.starts_at > app.clock.now() else "started"
        when = f"; it {word} {spoken(record.starts_at, zone)}"
    message = f"the campaign {record.slug} is {record.state} already{when}"
    return Risk(f"already-{record.state}", message, blocks=True, may_be_accepted=False)


def _must_be(app: App, now: SendPlan, fingerprint: Fingerprint) -> None:
    if fingerprint == now.fingerprint:
        return
    then = app.store.plans.find(now.campaign, fingerprint)
    if then is None:
        raise NotFound(
            f"--fingerprint {fingerprint}: no plan of {now.campaign} has this fingerprint. "
            f"`mailer plan {now.campaign}` shows the one to approve."
        )
    raise UnsafePlan(plan_changed(then, now))


def _may_approve(app: App, campaign: Campaign, person: str) -> None:
    if app.settings.approval.author_may_approve:
        return
    if not campaign.author:
        raise InputError(
            f"campaigns/{campaign.slug}.toml: author is empty, and here authors may not approve their "
            'own campaigns. Write author = "NAME".'
        )
    if " ".join(campaign.author.split()).casefold() == person.casefold():
        own = f"{person} wrote this campaign, and here somebody else must approve it"
        raise UnsafePlan([Risk("own-campaign", own, blocks=True, may_be_accepted=False)])


def _sign(app: App, made: SendPlan, person: str, accepted: tuple[str, ...]) -> None:
    """Once per person, however they spell their name."""
    if any(each.by.casefold() == person.casefold() for each in approvals(app, made)):
        return
    now = app.clock.now()
    app.store.approvals.add(made.campaign, Approval(person, now, made.fingerprint, accepted))
    app.store.audit.add(
        made.campaign,
        "approved",
        person,
        now,
        {"fingerprint": made.fingerprint, "recipients": made.recipients, "accepted": accepted},
    )
