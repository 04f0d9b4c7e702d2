"""Message + campaign + audience -> findings. One file per family of rules; a rule is a generator.

Every rule sees the final bytes of a few recipients, not the template. Equal findings from several
recipients are told once. What needs a browser or the network is judged where somebody looked, and else
said to be unchecked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from mailer.checking import (
    content,
    doubtful,
    editions,
    envelope,
    everyone,
    fields,
    images,
    legibility,
    links,
    nesting,
    pictures,
    reachable,
    size,
    source,
    structure,
    support,
)
from mailer.checking.facts import CheckFacts, Document, Looked, Rule, Sample
from mailer.checking.register import about
from mailer.model.evidence import Page
from mailer.model.finding import Finding

__all__ = ["RULES", "CheckFacts", "Sample", "check", "check_pages", "ordered", "without_waived"]

RULES: tuple[Rule, ...] = (
    *envelope.RULES,
    *content.RULES,
    *doubtful.RULES,
    *source.RULES,
    *editions.RULES,
    *links.RULES,
    *fields.RULES,
    *everyone.RULES,
    *size.RULES,
    *structure.RULES,
    *nesting.RULES,
    *images.RULES,
    *legibility.RULES,
    *pictures.RULES,
    *support.RULES,
    *reachable.RULES,
)
_MOST_OF_A_KIND = 3
_ORDER = {"error": 0, "warning": 1, "info": 2}


def check(facts: CheckFacts) -> tuple[Finding, ...]:
    """Errors first, then warnings, then what was left unchecked; of a rule at most three with the same cure
    in full."""
    looked = Looked(facts, tuple(Document(sample) for sample in facts.samples))
    return ordered(_told_once(chain.from_iterable(rule(looked) for rule in RULES)))


def check_pages(pages: Sequence[Page]) -> tuple[Finding, ...]:
    """Only what a browser's evidence says; in the same order."""
    return ordered(_told_once(pictures.judge(pages)))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first, each with who says so: its own source, or else its rule's."""
    told = sorted(findings, key=lambda each: _ORDER[each.severity])
    return tuple(each if each.source else _with_source(each) for each in told)


def _with_source(finding: Finding) -> Finding:
    rule = about(finding.rule)
    return replace(finding, source=rule.source) if rule else finding


def _told_once(findings: Iterable[Finding]) -> list[Finding]:
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in dict.fromkeys(findings):
        kinds.setdefault((finding.rule, finding.severity, finding.fix), []).append(finding)
    told: list[Finding] = []
    for alike in kinds.values():
        told += alike[:_MOST_OF_A_KIND]
        more = len(alike) - _MOST_OF_A_KIND
        if more > 0:
            first = alike[0]
            told.append(
                Finding(first.rule, first.severity, first.where, f"and {more} more", first.fix)
            )
    return told


def without_waived(findings: Iterable[Finding], waived: Iterable[str]) -> tuple[Finding, ...]:
    """What still counts once the rules that a person waived for this message are taken out."""
    names = set(waived)
    return tuple(finding for finding in findings if finding.rule not in names)
