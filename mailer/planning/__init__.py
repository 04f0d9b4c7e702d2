"""Campaign, recipients and pace -> SendPlan, with its risks by name and a fingerprint.

    candidates ── tally ──> how many, why not the others, a digest of everyone chosen
    message + tally + basis ── plan ──> SendPlan(batches, excluded, risks, parts, fingerprint)
    then and now ── changed_parts ──> what an approval no longer covers

What people approve is the fingerprint: over what is said, to whom, by whom, measured how. Whoever
withdraws afterwards changes nothing in it; whoever comes in does.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from mailer.model.campaign import Campaign
from mailer.model.ids import Fingerprint, Slug
from mailer.model.message import Message, Tracking
from mailer.model.plan import SendPlan
from mailer.model.segment import Candidate
from mailer.planning.basis import Basis, Tally
from mailer.planning.chosen import Chosen
from mailer.planning.hours import (
    local_instant,
    must_lie_ahead,
    spoken,
    wall_time,
    waves,
    zone_named,
)
from mailer.planning.risks import (
    blocking,
    changed_parts,
    embargo_risk,
    not_approved,
    plan_changed,
    risks_of,
)

__all__ = [
    "Basis",
    "Tally",
    "blocking",
    "changed_parts",
    "embargo_risk",
    "fingerprint_of",
    "local_instant",
    "must_lie_ahead",
    "not_approved",
    "plan",
    "plan_changed",
    "spoken",
    "tally",
    "wall_time",
    "waves",
    "zone_named",
]

_READ_AT_ONCE = 10_000


def tally(candidates: Iterable[Candidate], *, at_once: int = _READ_AT_ONCE) -> Tally:
    """Counts candidates as they stream by, in ascending order of contact id; keeps none of them."""
    excluded: Counter[str] = Counter()
    zones: Counter[str | None] = Counter()
    countries: set[str | None] = set()
    measured = 0
    everyone = Chosen()
    for some in _handfuls(candidates, at_once):
        chosen: list[int] = []
        for candidate in some:
            if candidate.is_chosen:
                chosen.append(candidate.contact_id)
            if candidate.reason is not None:
                excluded[candidate.reason] += 1
                continue
            zones[candidate.timezone] += 1
            countries.add(candidate.country)
            measured += candidate.measures_opens
        everyone.add(chosen)
    return Tally(
        recipients=zones.total(),
        measured=measured,
        excluded=dict(excluded.most_common()),
        countries=len(countries - {None}),
        zones=dict(zones.most_common()),
        digest=everyone.digest(),
    )


def _handfuls(candidates: Iterable[Candidate], at_once: int) -> Iterator[list[Candidate]]:
    stream = iter(candidates)
    while some := list(islice(stream, at_once)):
        yield some


def plan(
    campaign: Campaign, message: Message, people: Tally, basis: Basis, now: datetime
) -> SendPlan:
    """What sending would do. `now`: aware UTC, the instant that relative dates count from."""
    parts = _parts(campaign, message, people, basis)
    return SendPlan(
        campaign=Slug(campaign.slug),
        message_sha256=message.sha256,
        recipients=people.recipients,
        excluded=people.excluded,
        countries=people.countries,
        batches=people.batches(basis.batch_size),
        batch_size=basis.batch_size,
        risks=tuple(risks_of(campaign, message, people, basis, now)),
        parts=parts,
        fingerprint=fingerprint_of(parts),
        planned_at=now,
    )


def _parts(campaign: Campaign, message: Message, people: Tally, basis: Basis) -> dict[str, str]:
    sender, subject, embargo = message.sender, message.subject, campaign.embargo_until
    return {
        "message": message.sha256,
        "subject": _digest([subject.statics, subject.refs]),
        "sender": _digest([sender.name, sender.address, message.reply_to]),
        "audience": people.digest,
        "segment": basis.segment,
        "exclusions": "; ".join(basis.exclusions) or "none",
        "tracking": _measured(message.tracking),
        "embargo": embargo.astimezone(UTC).isoformat() if embargo else "none",
        **({"waivers": "; ".join(basis.waived)} if basis.waived else {}),
    }


def _measured(tracking: Tracking) -> str:
    unasked = ", ".join(sorted(tracking.opens_unasked_in))
    told = f"clicks {tracking.clicks}, opens {tracking.opens}"
    return f"{told}, unasked in {unasked}" if unasked else told


def fingerprint_of(parts: Mapping[str, str]) -> Fingerprint:
    return Fingerprint(_digest(sorted(parts.items()))[:16])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=True).encode()).hexdigest()
