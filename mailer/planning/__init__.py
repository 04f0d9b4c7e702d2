"""Campaign, recipients and pace -> SendPlan, with its risks by name and a fingerprint.

    people, put together where they are alike ── tally ──> how many, why not the others, a digest of everyone chosen
    message + tally + basis ── plan ──> SendPlan(batches, excluded, risks, parts, fingerprint)
    then and now ── changed_parts ──> what an approval no longer covers

What people approve is the fingerprint: over what is said, to whom, by whom, measured how. Whoever
withdraws afterwards changes nothing in it; whoever comes in does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from mailer.model.campaign import Campaign
from mailer.model.edition import editions, split_of
from mailer.model.ids import Fingerprint, Sha256, Slug
from mailer.model.message import Message, Tracking
from mailer.model.plan import PlannedEdition, SendPlan
from mailer.model.segment import Alike
from mailer.planning.basis import Basis, Tally
from mailer.planning.chosen import digest_of
from mailer.planning.expecting import expected, measured_speed
from mailer.planning.hours import (
    local_instant,
    must_lie_ahead,
    spoken,
    wall_time,
    waves,
    zone_named,
)
from mailer.planning.lateness import late_risk
from mailer.planning.quiet import disturbed, quiet_risk
from mailer.planning.risks import (
    blocking,
    changed_parts,
    embargo_risk,
    not_approved,
    plan_changed,
    risks_of,
)
from mailer.planning.timing import excludes_givers, pacings, said
from mailer.planning.typed import count_risk
from mailer.planning.written import digest, digests

__all__ = [
    "Basis",
    "Tally",
    "blocking",
    "changed_parts",
    "count_risk",
    "digests",
    "disturbed",
    "embargo_risk",
    "excludes_givers",
    "fingerprint_of",
    "late_risk",
    "local_instant",
    "measured_speed",
    "must_lie_ahead",
    "not_approved",
    "pacings",
    "plan",
    "plan_changed",
    "quiet_risk",
    "said",
    "spoken",
    "tally",
    "together",
    "wall_time",
    "waves",
    "zone_named",
]


def tally(everyone: Iterable[Alike]) -> Tally:
    """Counts the people whom the include rule picks; keeps none of them."""
    excluded: Counter[str] = Counter()
    zones: Counter[str | None] = Counter()
    countries: set[str | None] = set()
    groups: Counter[tuple[int, bool]] = Counter()
    chosen: list[Sequence[int]] = []
    for some in everyone:
        people = len(some.contact_ids)
        if some.is_chosen:
            chosen.append(some.contact_ids)
        if some.reason is not None:
            excluded[some.reason] += people
            continue
        zones[some.timezone] += people
        countries.add(some.country)
        groups[some.edition, some.measures_opens] += people
    return Tally(
        recipients=zones.total(),
        excluded=dict(excluded.most_common()),
        countries=len(countries - {None}),
        zones=dict(zones.most_common()),
        digest=digest_of(sorted(chain.from_iterable(chosen))),
        groups=dict(groups),
    )


def plan(
    campaign: Campaign, messages: Sequence[Message], people: Tally, basis: Basis, now: datetime
) -> SendPlan:
    """What sending would do. messages: of every edition, by number. `now`: aware UTC, the instant that
    relative dates count from."""
    parts = _parts(campaign, messages, people, basis)
    return SendPlan(
        campaign=Slug(campaign.slug),
        message_sha256=together(messages),
        recipients=people.recipients,
        excluded=people.excluded,
        countries=people.countries,
        batches=people.batches(basis.batch_size),
        batch_size=basis.batch_size,
        risks=tuple(risks_of(campaign, messages, people, basis, now)),
        parts=parts,
        fingerprint=fingerprint_of(parts),
        planned_at=now,
        editions=_editions(campaign, messages, people) if len(messages) > 1 else (),
        expected=expected(people.recipients, basis),
        pacings=tuple(basis.pacings),
        written=basis.written,
        transport=basis.transport,
        per_second=basis.per_second,
    )


def together(messages: Sequence[Message]) -> Sha256:
    """The sha256 of a campaign's message; of several editions one over all of theirs."""
    if len(messages) == 1:
        return messages[0].sha256
    return Sha256(digest([message.sha256 for message in messages]))


def _editions(
    campaign: Campaign, messages: Sequence[Message], people: Tally
) -> tuple[PlannedEdition, ...]:
    return tuple(
        PlannedEdition(
            edition.name,
            message.language,
            message.variant,
            message.sha256,
            people.of_edition(edition.number),
        )
        for edition, message in zip(editions(campaign), messages, strict=True)
    )


def _parts(
    campaign: Campaign, messages: Sequence[Message], people: Tally, basis: Basis
) -> dict[str, str]:
    message = messages[0]
    subjects = [[each.subject.statics, each.subject.refs] for each in messages]
    senders = [[each.sender.name, each.sender.address, each.reply_to] for each in messages]
    split = split_of(campaign)
    return {
        "message": together(messages),
        "subject": digest(subjects),
        "sender": digest(senders),
        "audience": people.digest,
        "segment": basis.segment,
        "exclusions": "; ".join(basis.exclusions) or "none",
        "tracking": _measured(message.tracking),
        "embargo": basis.embargo.at_least(campaign.embargo_until).as_said(),
        **({"waivers": "; ".join(basis.waived)} if basis.waived else {}),
        **({"transport": basis.transport} if basis.transport else {}),
        **({"pace": f"{basis.per_second:g} a second"} if basis.per_second else {}),
        **_cost(basis),
        **({"timing": basis.timing} if basis.timing else {}),
        **({"editions": digest([split.languages, split.shares])} if len(messages) > 1 else {}),
    }


def _cost(basis: Basis) -> dict[str, str]:
    """The price that people saw; what it comes to hangs on the audience."""
    rate = basis.cost_per_thousand
    return {} if rate is None else {"cost": f"{basis.currency} {rate.normalize():f} per thousand"}


def _measured(tracking: Tracking) -> str:
    unasked = ", ".join(sorted(tracking.opens_unasked_in))
    told = f"clicks {tracking.clicks}, opens {tracking.opens}"
    return f"{told}, unasked in {unasked}" if unasked else told


def fingerprint_of(parts: Mapping[str, str]) -> Fingerprint:
    return Fingerprint(digest(sorted(parts.items()))[:16])
