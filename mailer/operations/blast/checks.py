"""Preflight: facts of one campaign -> findings; a person may waive a rule for one message."""

import difflib
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mailer import checking, rendering, sending
from mailer.app import App
from mailer.errors import AudienceError, InputError
from mailer.model.campaign import Campaign
from mailer.model.evidence import Page
from mailer.model.finding import Finding
from mailer.model.message import Message
from mailer.operations import compose
from mailer.planning import Tally, tally
from mailer.tokens import PROOF

logger = logging.getLogger(__name__)
_MISSING = "missing-"


Look = Callable[[App, Campaign, Message], Sequence[Page]]


def unseen(app: App, campaign: Campaign, message: Message) -> Sequence[Page]:
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
) -> dict[str, Any]:
    """Findings of the message as it is now; those of `waive` are waived first, by that person.

    look: brings what a browser saw (`preview.look`).
    Raises InputError where a waiver lacks its person or reason, or names a rule that found nothing.
    """
    campaign, message = compose.compiled(app, slug)
    people = tally(app.store.contacts.candidates(compose.selection(app, campaign, message)))
    every = examine(app, campaign, message, people, look(app, campaign, message))
    if waive:
        _waive(app, message, every, waive, " ".join(by.split()), " ".join(reason.split()))
    waived = waivers(app, message)
    return {
        "findings": list(checking.without_waived(every, waived)),
        "waived": [
            {"rule": rule, **detail}
            for rule, detail in waived.items()
            if any(finding.rule == rule for finding in every)
        ],
    }


def blocks(findings: Iterable[Finding]) -> bool:
    """Whether sending waits until somebody mends or waives one of them."""
    return any(finding.severity == "error" for finding in findings)


def examine(
    app: App, campaign: Campaign, message: Message, people: Tally, pages: Sequence[Page] = ()
) -> tuple[Finding, ...]:
    """Every finding, waived or not, on a few real recipients' final bytes. pages: a browser's evidence."""
    samples = compose.samples(app, campaign, message)
    lacking = {name: people.excluded.get(f"{_MISSING}{name}", 0) for name in _needs(message)}
    if not samples:
        return (_nobody_has(campaign, message),)
    organisation = app.settings.organisation
    return checking.check(
        checking.CheckFacts(
            campaign=campaign,
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
            mime=_mime(app, message, samples[0]),
            pages=pages,
        )
    )


def unwaived(app: App, message: Message, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return checking.without_waived(findings, waivers(app, message))


def waivers(app: App, message: Message) -> dict[str, dict[str, str]]:
    """rule -> {by, reason, at}, of the waivers that were given for exactly this message."""
    found: dict[str, dict[str, str]] = {}
    for entry in app.store.audit.of(message.campaign):
        detail = entry["detail"]
        if entry["what"] == "waived" and detail.get("message_sha256") == message.sha256:
            found[detail["rule"]] = {
                "by": entry["by"],
                "reason": detail["reason"],
                "at": entry["at"].isoformat(),
            }
    return found


def _waive(
    app: App, message: Message, every: Sequence[Finding], rules: Sequence[str], by: str, reason: str
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
        detail = {"rule": rule, "reason": reason, "message_sha256": message.sha256}
        app.store.audit.add(message.campaign, "waived", by, app.clock.now(), detail)


def _needs(message: Message) -> tuple[str, ...]:
    return rendering.needed_fields(message)


def _nobody_has(campaign: Campaign, message: Message) -> Finding:
    names = ", ".join(_needs(message))
    return Finding(
        rule="merge-field-without-fallback",
        severity="error",
        where=f"campaigns/{campaign.slug}.toml",
        message=f"nobody could get this message: nobody has every one of {names}",
        fix='Import contacts that have them, or write [fields.NAME] fallback = "...".',
    )


def _mime(app: App, message: Message, sample: compose.Sample) -> bytes | None:
    """A whole message whose links count nowhere; None where this address can't be carried."""
    token = app.keyring.tokens_for(PROOF, [PROOF])[0].unsubscribe
    envelope = sending.envelope(message, 0, sample.contact, sample.filled, token)
    message_id = f"<{message.sha256[:24]}.check@{message.list_id}>"
    try:
        return rendering.mime(message, envelope, date=app.clock.now(), message_id=message_id)
    except AudienceError:
        logger.info("no whole message to check: the sample's address needs another way out")
        return None
