"""A plan as plain values, for both doors: what it counts, what it rests on, what stands in its way."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mailer.app import App
from mailer.model.plan import Expected, Pacing, PlannedEdition, Risk, SendPlan, Wave
from mailer.planning import count_risk
from mailer.planning.expecting import in_words


def shown_plan(
    app: App,
    made: SendPlan,
    risks: Sequence[Risk],
    zones: Mapping[str | None, int],
    waves: Sequence[Wave] = (),
    zone: str | None = None,
) -> dict[str, Any]:
    """zones: of the recipients, None where it isn't known. waves: as they are scheduled, or
    would be. zone: of those who have none; the organisation's."""
    return {
        "campaign": made.campaign,
        "recipients": made.recipients,
        "countries": made.countries,
        "excluded": dict(made.excluded),
        "batches": made.batches,
        "editions": [_edition(each) for each in made.editions],
        "zones": {zone or "unknown": people for zone, people in zones.items()},
        "waves": by_time(waves, zone or app.settings.organisation.timezone),
        "pace": {"batch_size": made.batch_size, "per_second": app.settings.pace.per_second},
        "expected": _expected(made.expected),
        "pacings": shown_pacings(made.pacings),
        "transport": made.transport,
        "risks": [
            {
                "name": risk.name,
                "message": risk.message,
                "blocks": risk.blocks,
                "may_be_accepted": risk.may_be_accepted,
            }
            for risk in risks
        ],
        "fingerprint": made.fingerprint,
        "count_is_typed": bool(
            count_risk(made.recipients, app.settings.approval.typed_count_from, None)
        ),
        "message_sha256": made.message_sha256,
    }


def shown_pacings(pacings: Iterable[Pacing]) -> list[dict[str, str]]:
    return [{"name": each.name, "message": each.message} for each in pacings]


def by_time(frozen: Sequence[Wave], zone: str) -> list[dict[str, Any]]:
    """Waves by time; people without a zone stand with those of `zone`."""
    people: dict[tuple[datetime, str], int] = {}
    for wave in frozen:
        key = (wave.starts_at, wave.timezone or zone)
        people[key] = people.get(key, 0) + wave.recipients
    return [
        {"timezone": name, "starts_at": starts_at, "recipients": count}
        for (starts_at, name), count in sorted(people.items())
    ]


def _edition(each: PlannedEdition) -> dict[str, Any]:
    return {
        "name": each.name,
        "language": each.language,
        "variant": each.variant,
        "recipients": each.recipients,
        "message_sha256": each.message_sha256,
    }


def _expected(found: Expected) -> dict[str, Any]:
    """What nobody can say is null."""
    return {
        "cost": found.cost,
        "currency": found.currency or None,
        "seconds": found.seconds,
        "per_second": found.per_second,
        "is_measured": found.is_measured,
        "reads_as": in_words(found),
    }
