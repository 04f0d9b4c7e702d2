"""What a plan rests on besides the message and the people: rules in words, what was said, what is set, what
the ledger knows of other blasts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from statistics import median
from typing import Any

from mailer.app import App
from mailer.model.finding import Finding
from mailer.model.ids import Slug
from mailer.model.plan import Overlap
from mailer.model.segment import Received, Segment, Selection
from mailer.operations import embargo, outside
from mailer.operations.blast import checks, timing
from mailer.operations.editions import Made
from mailer.planning import Basis, Tally, digests, measured_speed, said

_BLASTS = 3
"""How many of the last blasts are asked for their speed."""
_PARTS = frozenset({"slug", "author", "segment", "exclude", "release", "embargo_until"})
"""Keys of a campaign file that say nothing in a message; what counts of them is a part of the plan itself."""
_SETTINGS = ("organisation", "sender", "donation", "brand", "tracking", "pictures")
"""Tables of mailer.toml that a message is made of."""
_SECRET = frozenset({"webhook_secret"})


def grounds(
    app: App, made: Made, selection: Selection, people: Tally, found: Sequence[Finding]
) -> Basis:
    settings, slug = app.settings, Slug(made.campaign.slug)
    rules = timing.timing_of(app, made, selection)
    return Basis(
        batch_size=settings.pace.batch_size,
        segment=_read(selection.include),
        exclusions=tuple(_exclusions(selection)),
        previous=app.store.plans.latest(slug),
        proofs=app.store.approvals.proofs(slug),
        proof_needed=settings.approval.proof_needed,
        findings=checks.unwaived(app, made, found),
        waived=checks.waived_as_said(app, made, found),
        embargo=embargo.hold(app, made.campaign),
        overlaps=_overlaps(app, selection, people, slug),
        floor=settings.approval.floor,
        ceiling=settings.approval.ceiling,
        transport=settings.transport,
        per_second=settings.pace.per_second,
        per_campaign=settings.pace.per_campaign,
        cost_per_thousand=settings.plan.cost_per_thousand,
        currency=settings.plan.cost_currency,
        speed=_speed(app),
        troubles=(
            *timing.risks_now(app, made, rules, people),
            *outside.troubles(app, made.messages[0].sender.address),
        ),
        timing=said(rules),
        pacings=timing.pacings_of(app, rules, people),
        written=_written(app, made),
    )


def _exclusions(selection: Selection) -> Iterable[str]:
    yield from map(_read, selection.exclude)
    if selection.cap is not None:
        yield selection.cap.reads_as


def _read(segment: Segment) -> str:
    return f"{segment.name}: {segment.reads_as}"


def _overlaps(app: App, selection: Selection, people: Tally, slug: Slug) -> tuple[Overlap, ...]:
    days = app.settings.plan.overlap_days
    if not days or not people.recipients:
        return ()
    since = selection.as_of - timedelta(days=days)
    found = app.store.contacts.overlaps(selection, since)
    rule = selection.include.rule
    followed = rule.campaign if isinstance(rule, Received) else None  # a correction goes to these
    return tuple(each for each in found if each.campaign not in (slug, followed))


def _speed(app: App) -> float | None:
    if app.settings.pace.per_second:
        return None
    known = [measured_speed(each) for each in app.store.ledger.attempts(_BLASTS)]
    speeds = [each for each in known if each is not None]
    return median(speeds) if speeds else None


def _written(app: App, made: Made) -> dict[str, str]:
    campaign = made.campaign.model_dump(mode="json", exclude=set(_PARTS))
    settings = app.settings
    house: Mapping[str, Any] = {
        **{
            name: getattr(settings, name).model_dump(mode="json", exclude=set(_SECRET))
            for name in _SETTINGS
        },
        "public_url": settings.public_url,
    }
    names = sorted({each.campaign.template for each in made.editions})
    designs = [(f"templates/{name} ", asdict(app.workspace.template(name))) for name in names]
    return digests([("", campaign), ("mailer.toml ", house), *designs])
