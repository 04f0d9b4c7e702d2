"""When people may get a campaign: what mailer.toml says, made fast for one blast.

[hours] [canary] [warmup] [plan] [pace] + the campaign's sender, form, selection ──> Timing ──> the ledger keeps to it
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from mailer import measuring
from mailer.app import App
from mailer.model.plan import Approval, Pacing, Risk
from mailer.model.segment import Selection
from mailer.model.timing import Alarm, Canary, Hours, Timing, Warmup
from mailer.operations.editions import Made
from mailer.planning import Tally, disturbed, excludes_givers, pacings, quiet_risk
from mailer.planning.quiet import QUIET
from mailer.transports import tells_back


def timing_of(app: App, made: Made, selection: Selection, *, by_zone: bool = False) -> Timing:
    """As of now. by_zone: it goes at everyone's own hour."""
    settings = app.settings
    anything = excludes_givers(selection)
    return Timing(
        hours=_hours(app, by_zone),
        canary=_canary(app, made),
        warmup=_warmup(app, made),
        per_second=settings.pace.per_campaign,
        gave_since=_day_of(app.clock.now()) if anything or settings.plan.skip_if_gave else None,
        gave_anything=anything,
    )


def since(timing: Timing, given: Sequence[Approval]) -> Timing:
    """Gifts count from the day on which somebody first approved the plan: it rests on what was known then."""
    if timing.gave_since is None or not given:
        return timing
    return replace(timing, gave_since=_day_of(min(each.at for each in given)))


def pacings_of(app: App, timing: Timing, people: Tally) -> tuple[Pacing, ...]:
    now, warmup = app.clock.now(), timing.warmup
    warmed = app.store.ledger.warmed(warmup.domain, now) if warmup else 0
    return tuple(pacings(timing, people.recipients, now, warmed, low_end))


def risks_now(app: App, made: Made, timing: Timing, people: Tally) -> tuple[Risk, ...]:
    """What a plan warns of, would it be sent now."""
    found: list[Risk] = [*_unused_warmup(app, made)]
    if timing.hours is not None:
        now = app.clock.now()
        caught = disturbed(timing.hours, people.zones, lambda _: now)
        cure = "Sent now, it would be refused"
        found += quiet_risk(caught, timing.hours, blocks=False, cure=cure)
    if timing.canary is not None and timing.canary.needs_events and _why_unheard(app):
        message = (
            "nothing is told of what becomes of a message "
            f"({_why_unheard(app)}): the canary will stop. Write needs_events = false below [canary] to go "
            "on without"
        )
        found.append(Risk("canary-blind", message, blocks=False))
    return tuple(found)


def risks_at(
    timing: Timing, people: Tally, starts_at: Callable[[str | None], datetime]
) -> tuple[Risk, ...]:
    """What forbids these hours, for who has the say. starts_at: when each zone's people get theirs."""
    if timing.hours is None:
        return ()
    caught = disturbed(timing.hours, people.zones, starts_at)
    cure = "Choose another hour; where it is accepted, they get it all the same"
    return quiet_risk(caught, timing.hours, blocks=True, cure=cure)


def without_accepted(timing: Timing, accepted: Collection[str]) -> Timing:
    """Who accepted the quiet hours of a campaign wants it out, also where it takes longer than planned."""
    return replace(timing, hours=None) if QUIET in accepted else timing


def low_end(part: int, base: int) -> float:
    """The least share to be believed."""
    found = measuring.share(part, base)
    return found.low if found else 0.0


def _hours(app: App, by_zone: bool) -> Hours | None:
    written = app.settings.hours
    if not written.is_set:
        return None
    return Hours(
        zone=app.settings.organisation.timezone,
        quiet=written.span,
        weekdays=written.days,
        by_recipient=written.zone == "recipient" or (written.zone is None and by_zone),
    )


def _canary(app: App, made: Made) -> Canary | None:
    written = app.settings.canary
    if not written.is_set:
        return None
    limits: dict[Alarm, float] = {
        "bounced": written.bounce,
        "complained": written.complaint,
        "unsubscribed": written.unsubscribe,
    }
    return Canary(
        share=written.share or 0.0,
        people=written.people or 0,
        hold_minutes=written.hold_minutes,
        limits={kind: limit for kind, limit in limits.items() if limit < 1},
        needs_events=written.needs_events,
        form=(made.campaign.ask.url or app.settings.donation.url) if written.form else "",
    )


def _warmup(app: App, made: Made) -> Warmup | None:
    domain = _domain(made)
    written = app.settings.warmup.get(domain)
    return None if written is None else Warmup(domain, written.started_at, written.plan)


def _unused_warmup(app: App, made: Made) -> Iterator[Risk]:
    """One that still holds a domain back, but not this sender's: misspelt, or meant for a part of it."""
    domain, written, today = _domain(made), app.settings.warmup, app.clock.now().astimezone(UTC)
    if domain in written:
        return
    others = [
        name
        for name, each in written.items()
        if Warmup(name, each.started_at, each.plan).most_on(today.date()) is not None
    ]
    if others:
        message = (
            f"[warmup] is written for {', '.join(others)}, and this sender's domain is {domain}: nothing of it "
            f'is held back. Meant for it, it has to read [warmup."{domain}"]'
        )
        yield Risk("warmup-unused", message, blocks=False)


def _domain(made: Made) -> str:
    """Of the sender."""
    return made.messages[0].sender.address.rpartition("@")[2].lower()


def _why_unheard(app: App) -> str:
    """Empty where events can come back."""
    if not tells_back(app.settings.transport):
        return f"the transport {app.settings.transport} reports no events"
    return "" if app.settings.sendgrid_webhook_keys else "the webhook's key is not set"


def _day_of(instant: datetime) -> datetime:
    """Its first moment, in UTC: of some gifts only the day is known."""
    return datetime.combine(instant.astimezone(UTC).date(), time(0), tzinfo=UTC)
