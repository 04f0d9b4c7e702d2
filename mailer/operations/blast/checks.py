"""Preflight: facts of one campaign -> findings; a person may waive a rule for one message."""

import difflib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailer import checking, rendering, sending
from mailer.app import App
from mailer.checking import sarif
from mailer.checking.clients import clients
from mailer.errors import AudienceError, InputError
from mailer.model.campaign import Campaign
from mailer.model.evidence import Page, Visited
from mailer.model.finding import Finding
from mailer.model.message import Message
from mailer.model.rehearsal import Rehearsal
from mailer.model.segment import Selection
from mailer.operations import compose, editions, embargo, pictures
from mailer.operations.blast.everyone import Tell, rehearse, silent
from mailer.operations.editions import Made
from mailer.planning import Tally, tally
from mailer.tokens import PROOF

logger = logging.getLogger(__name__)
_MISSING = "missing-"


Look = Callable[[App, Made, int], Sequence[Page]]
"""Brings what a browser saw of the edition with that number."""


Visit = Callable[[App, Message], Visited | None]


def unvisited(app: App, message: Message) -> Visited | None:
    """The network is left alone: the rules that need it say so."""
    return None


def unseen(app: App, made: Made, number: int) -> Sequence[Page]:
    """No browser is asked: the rules that need one say so."""
    return ()


def check(
    app: App,
    slug: str,
    *,
    waive: Sequence[str] = (),
    by: str = "",
    reason: str = "",
    look: Look = unseen,
    visit: Visit = unvisited,
    tell: Tell = silent,
) -> dict[str, Any]:
    """Findings of the message as it is now; those of `waive` are waived first, by that person.

    look: brings what a browser saw (`preview.look`). visit: asks the network (`visiting.visit`). tell:
    how far filling everyone's message is.
    Raises InputError where a waiver lacks its person or reason, or names a rule that found nothing.
    """
    made = editions.made(app, slug)
    selection = editions.selection(app, made)
    people = tally(app.store.contacts.alike(selection))
    seen = [
        Evidence(look(app, made, number), visit(app, message))
        for number, message in enumerate(made.messages)
    ]
    every = examine(app, made, selection, people, seen, tell)
    if waive:
        _waive(app, made, every, waive, " ".join(by.split()), " ".join(reason.split()))
    waived = waivers(app, made)
    held = embargo.hold(app, made.campaign)
    return {
        "findings": list(checking.without_waived(every, waived)),
        "people": people.recipients,
        "held_until": held.until if held.forbids(app.clock.now()) else None,
        "waived": [
            {"rule": rule, **detail, "findings": stands}
            for rule, detail in waived.items()
            if (stands := [finding for finding in every if finding.rule == rule])
        ],
    }


def as_sarif(slug: str, checked: Mapping[str, Any]) -> dict[str, Any]:
    """What `check` returned, as SARIF 2.1.0; what was waived is told as suppressed, with its reason."""
    waived = checked["waived"]
    return sarif.as_sarif(
        slug,
        checked["findings"],
        [finding for each in waived for finding in each["findings"]],
        {each["rule"]: f"{each['by']}: {each['reason']}" for each in waived},
    )


def blocks(findings: Iterable[Finding]) -> bool:
    """Whether sending waits until somebody mends or waives one of them."""
    return any(finding.severity == "error" for finding in findings)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What probes brought: nothing where none was asked."""

    pages: Sequence[Page] = ()
    visited: Visited | None = None


def examine(
    app: App,
    made: Made,
    selection: Selection,
    people: Tally,
    seen: Sequence[Evidence] = (),
    tell: Tell = silent,
) -> tuple[Finding, ...]:
    """Every finding, waived or not: on everyone's numbers, and on a few real recipients' final bytes of
    each edition, those of the largest message and the longest subject among them. What is found in every
    edition is told once."""
    rehearsals = rehearse(app, made, selection, people, tell)
    looked = [
        _of_edition(app, made, number, selection, people, rehearsal, evidence)
        for number, (rehearsal, evidence) in enumerate(
            zip(rehearsals, seen or [Evidence()] * len(rehearsals), strict=True)
        )
    ]
    return _told_once(made, looked)


def _of_edition(
    app: App,
    made: Made,
    number: int,
    selection: Selection,
    people: Tally,
    rehearsal: Rehearsal,
    seen: Evidence,
) -> tuple[Finding, ...]:
    edition, message = made.editions[number], made.messages[number]
    samples = _worst_first(app, made, number, rehearsal)
    lacking = {
        name: people.excluded.get(f"{_MISSING}{name}", 0)
        for name in rendering.needed_fields(message)
    }
    if not samples:
        return checking.ordered([_nobody_has(edition.campaign, message)])
    organisation = app.settings.organisation
    held = embargo.hold(app, made.campaign)
    return checking.check(
        checking.CheckFacts(
            campaign=edition.campaign,
            message=message,
            samples=[
                checking.Sample(each.label, each.subject, each.html, each.text) for each in samples
            ],
            today=app.clock.now().date(),
            organisation=organisation.name,
            postal_address=organisation.postal_address,
            registration=organisation.registration,
            is_live=app.transport.is_live,
            people=people.recipients + sum(lacking.values()),
            lacking=lacking,
            mime=_mime(app, made, message, samples[0]),
            pages=seen.pages,
            release=compose.release_of(app, edition.campaign),
            visited=seen.visited,
            own_pictures=pictures.facts(made.pictures, message),
            rehearsal=rehearsal,
            readers=_readers(app, selection),
            whole=made.campaign,
            is_embargo_lifted=bool(held.lifted),
            held_until=held.until if held.forbids(app.clock.now()) else None,
        )
    )


def _told_once(made: Made, looked: Sequence[Sequence[Finding]]) -> tuple[Finding, ...]:
    """The worst of all editions first; where an edition differs, with its name."""
    if len(looked) == 1:
        return tuple(looked[0])
    in_all = set(looked[0]).intersection(*looked[1:])
    return checking.ordered(
        dict.fromkeys(
            finding
            if finding in in_all
            else replace(finding, where=f"{edition.name}: {finding.where}")
            for edition, found in zip(made.editions, looked, strict=True)
            for finding in found
        )
    )


def _worst_first(app: App, made: Made, number: int, rehearsal: Rehearsal) -> list[editions.Sample]:
    chosen = editions.samples(app, made, number)
    known = {int(each.contact.id) for each in chosen}
    worst = {rehearsal.largest_id, rehearsal.widest_subject_id} - known - {0}
    contacts = [app.store.contacts.by_id(each) for each in sorted(worst)]
    people = [editions.as_recipient(app, made, each) for each in contacts if each]
    return chosen + editions.samples_of(app, made.messages[number], people)


def _readers(app: App, selection: Selection) -> Sequence[float]:
    """Share of the audience per mail program: of a preset, or by the domains of the addresses."""
    chosen = app.settings.checking.clients
    domains: Mapping[str, int] = {}
    if chosen == "audience":
        domains = app.store.contacts.domains(selection.include.rule, selection.as_of)
    return clients().shares(chosen, domains)


def unwaived(app: App, made: Made, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return checking.without_waived(findings, waivers(app, made))


def waived_as_said(app: App, made: Made, findings: Iterable[Finding]) -> tuple[str, ...]:
    """`rule, by whom: why` of each waiver that lets a finding stand: people approve these too."""
    found = {finding.rule for finding in findings}
    return tuple(
        f"{rule}, by {each['by']}: {each['reason']}"
        for rule, each in sorted(waivers(app, made).items())
        if rule in found
    )


def waivers(app: App, made: Made) -> dict[str, dict[str, str]]:
    """rule -> {by, reason, at}, of the waivers that were given for exactly these messages."""
    found: dict[str, dict[str, str]] = {}
    for entry in app.store.audit.of(made.campaign.slug):
        detail = entry["detail"]
        if entry["what"] == "waived" and detail.get("message_sha256") == made.sha256:
            found[detail["rule"]] = {
                "by": entry["by"],
                "reason": detail["reason"],
                "at": entry["at"].isoformat(),
            }
    return found


def _waive(
    app: App, made: Made, every: Sequence[Finding], rules: Sequence[str], by: str, reason: str
) -> None:
    if not by or not reason:
        raise InputError(
            "--waive: who says so, and why? Add --by NAME and --reason TEXT; both are kept."
        )
    known = list(dict.fromkeys(finding.rule for finding in every))
    for rule in rules:
        if rule not in known:
            near = difflib.get_close_matches(rule, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Found were: {', '.join(known)}."
            raise InputError(f"--waive {rule}: this rule found nothing to waive. {hint}")
    for rule in dict.fromkeys(rules):
        detail = {"rule": rule, "reason": reason, "message_sha256": made.sha256}
        app.store.audit.add(made.campaign.slug, "waived", by, app.clock.now(), detail)


def _nobody_has(campaign: Campaign, message: Message) -> Finding:
    names = ", ".join(rendering.needed_fields(message))
    return Finding(
        rule="merge-field-without-fallback",
        severity="error",
        where=f"campaigns/{campaign.slug}.toml",
        message=f"nobody could get this message: nobody has every one of {names}",
        fix='Import contacts that have them, or write [fields.NAME] fallback = "...".',
    )


def _mime(app: App, made: Made, message: Message, sample: editions.Sample) -> bytes | None:
    """A whole message whose links count nowhere; None where this address can't be carried."""
    token = app.keyring.tokens_for(PROOF, [PROOF])[0].unsubscribe
    envelope = sending.envelope(message, 0, sample.contact, sample.filled, token)
    message_id = f"<{message.sha256[:24]}.check@{message.list_id}>"
    try:
        return rendering.mime(
            message,
            envelope,
            date=app.clock.now(),
            message_id=message_id,
            pictures=pictures.carried(made.pictures),
        )
    except AudienceError:
        logger.info("no whole message to check: the sample's address needs another way out")
        return None
