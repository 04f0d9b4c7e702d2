"""What may go wrong with a plan, each by name: the fact, in numbers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from mailer.model.campaign import Campaign
from mailer.model.edition import editions
from mailer.model.embargo import Hold
from mailer.model.finding import Finding
from mailer.model.message import Message
from mailer.model.plan import Approval, Proof, Risk, SendPlan
from mailer.planning.basis import Basis, Tally
from mailer.planning.written import rewritten
from mailer.wording.figures import people as in_words
from mailer.wording.times import short_day

NOTABLE_CHANGE = 0.02
"""From this share on, an audience that grew or shrank since the last plan is told."""
HELD_BACK = frozenset({"merge-field-without-fallback"})
"""Errors that a plan has already met: the people concerned are left out of it, and counted."""
_MOST_TOLD = 3
_MOST_KEYS = 6
_CHANGES = ("audience-grew", "audience-shrank")


def risks_of(
    campaign: Campaign, messages: Sequence[Message], people: Tally, basis: Basis, now: datetime
) -> Iterator[Risk]:
    if people.recipients == 0:
        yield Risk(
            "nobody-to-write-to",
            _why_nobody(campaign.segment, sum(people.excluded.values())),
            blocks=True,
            may_be_accepted=False,
        )
    yield from embargo_risk(basis.embargo.at_least(campaign.embargo_until), now)
    yield from _finding_risks(basis.findings)
    yield from _audience_risks(people, basis.previous)
    yield from _bounds(people.recipients, basis)
    yield from _overlaps(people.recipients, basis, now)
    yield from basis.troubles
    yield from _proof_risk(campaign, messages, basis)


def _why_nobody(segment: str, left_out: int) -> str:
    if left_out:
        return f"everybody whom the segment {segment!r} picks is left out again: {left_out:,}"
    return (
        f"the segment {segment!r} picks nobody. `mailer segments` counts; `mailer import NAME FILE` "
        "brings people in"
    )


def _proof_risk(campaign: Campaign, messages: Sequence[Message], basis: Basis) -> Iterator[Risk]:
    proofed = {proof.message_sha256 for proof in basis.proofs}
    unseen = [number for number, each in enumerate(messages) if each.sha256 not in proofed]
    if not unseen:
        return
    why = _why_no_proof(basis.proofs)
    if len(unseen) < len(messages):
        names = [editions(campaign)[number].name for number in unseen]
        why = f"nobody has got these editions as a proof as they are now: {'; '.join(names)}"
    yield Risk("no-proof", why, blocks=basis.proof_needed)


def _why_no_proof(proofs: Sequence[Proof]) -> str:
    if proofs:
        return "the message changed since the last proof; nobody has seen it as it is now"
    return "nobody has got this message as a proof"


def embargo_risk(held: Hold, starts_at: datetime) -> tuple[Risk, ...]:
    """Nothing may go out before the instant, aware. It ends by itself or by two people's word (`mailer
    embargo`); nobody can accept it."""
    if not held.forbids(starts_at):
        return ()
    if held.until is None or held.is_unclear:
        message = (
            "its release is under embargo, and nobody could read until when: write embargo_until with the "
            "issuer's hour and zone, or two people lift it with `mailer embargo SLUG --lift`"
        )
    else:
        message = (
            f"nothing of it may be public before {held.until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        )
    return (Risk("under-embargo", message, blocks=True, may_be_accepted=False),)


def _finding_risks(findings: Sequence[Finding]) -> Iterator[Risk]:
    """One risk per rule that found an error, under the rule's own name."""
    errors: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == "error":
            errors.setdefault(finding.rule, []).append(finding)
    for rule, found in errors.items():
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        message = f"{found[0].where}: {found[0].message}{more}"
        yield Risk(rule, message, blocks=rule not in HELD_BACK)


def _audience_risks(people: Tally, previous: SendPlan | None) -> Iterator[Risk]:
    """Against the last plan. The same audience planned again keeps what was told about it."""
    if previous is None or previous.recipients == 0:
        return
    if previous.parts.get("audience") == people.digest:
        yield from (risk for risk in previous.risks if risk.name in _CHANGES)
        return
    change = people.recipients - previous.recipients
    if abs(change) / previous.recipients > NOTABLE_CHANGE:
        name = "audience-grew" if change > 0 else "audience-shrank"
        yield Risk(name, _from_to(previous, people.recipients, "the last plan"), blocks=False)


def _bounds(recipients: int, basis: Basis) -> Iterator[Risk]:
    """Too few is a mistake that another campaign mends, so it can be accepted; too many can't be taken
    back, so the ceiling is moved by whoever may write the settings, or not at all."""
    if basis.floor is not None and 0 < recipients < basis.floor:
        few = (
            f"{in_words(recipients)}, and {basis.floor:,} is the fewest here ([approval] floor). Is the list "
            "complete? `mailer segments` counts"
        )
        yield Risk("below-floor", few, blocks=True)
    if basis.ceiling is not None and recipients > basis.ceiling:
        many = (
            f"{in_words(recipients)}, and {basis.ceiling:,} is the most here. Narrow the segment, or raise "
            "[approval] ceiling in mailer.toml"
        )
        yield Risk("above-ceiling", many, blocks=True, may_be_accepted=False)


def _overlaps(recipients: int, basis: Basis, now: datetime) -> Iterator[Risk]:
    """One risk for all campaigns of the last days, told by who reached most of these people."""
    if not basis.overlaps:
        return
    told = [
        f"{each.people:,} {'got' if each.at <= now else 'are to get'} {each.campaign} on "
        f"{short_day(each.at)}"
        for each in basis.overlaps[:_MOST_TOLD]
    ]
    more = len(basis.overlaps) - _MOST_TOLD
    if more > 0:
        told.append(f"{more} more campaigns reach some of them")
    message = f"of these {in_words(recipients)}, {'; '.join(told)}. Wait, or exclude who got it: a segment with received"
    yield Risk("overlap-with-recent", message, blocks=False)


def _from_to(then: SendPlan, recipients: int, when: str) -> str:
    return f"{then.recipients:,} people at {when}, {recipients:,} now"


def blocking(risks: Iterable[Risk], accepted: Iterable[str]) -> tuple[Risk, ...]:
    """What still stands in the way: risks that block and nobody accepted, or nobody can."""
    names = set(accepted)
    return tuple(
        risk for risk in risks if risk.blocks and not (risk.may_be_accepted and risk.name in names)
    )


def changed_parts(then: SendPlan, now: SendPlan) -> tuple[str, ...]:
    """Names of what differs, in the order of `SendPlan.parts`; empty where nothing does."""
    names = dict.fromkeys([*now.parts, *then.parts])
    return tuple(name for name in names if then.parts.get(name) != now.parts.get(name))


def not_approved(made: SendPlan, approvals: Sequence[Approval], needed: int) -> Risk:
    said_yes = ", ".join(approval.by for approval in approvals)
    given = f"{len(approvals)} of {needed} approvals" + (f" ({said_yes})" if said_yes else "")
    return Risk(
        "not-approved",
        f"{given}: mailer approve {made.campaign} --fingerprint {made.fingerprint} --by NAME",
        blocks=True,
        may_be_accepted=False,
    )


def plan_changed(then: SendPlan, now: SendPlan) -> tuple[Risk, ...]:
    """What a yes to `then` no longer covers; each name of a part stands in the message, and behind the
    message the keys that were rewritten."""
    parts = changed_parts(then, now)
    changed = Risk(
        "plan-changed",
        f"changed since {then.fingerprint}: {', '.join(_with_keys(parts, then, now))}. "
        f"Look at `mailer plan {now.campaign}`, then approve {now.fingerprint}",
        blocks=True,
        may_be_accepted=False,
    )
    if "audience" not in parts or then.recipients == now.recipients:
        return (changed,)
    name = "audience-grew" if now.recipients > then.recipients else "audience-shrank"
    told = _from_to(then, now.recipients, "that plan")
    return (changed, Risk(name, told, blocks=True, may_be_accepted=False))


def _with_keys(parts: Sequence[str], then: SendPlan, now: SendPlan) -> Iterator[str]:
    """A key that is a part of its own, such as the subject, is not told twice."""
    keys = [key for key in rewritten(then.written, now.written) if _part_of(key) not in parts]
    for part in parts:
        told = ", ".join(keys[:_MOST_KEYS])
        more = f" and {len(keys) - _MOST_KEYS} more" if len(keys) > _MOST_KEYS else ""
        yield f"{part} ({told}{more})" if part == "message" and keys else part


def _part_of(key: str) -> str:
    """`mailer.toml sender.name` -> `sender`."""
    return key.rpartition(" ")[2].partition(".")[0]
