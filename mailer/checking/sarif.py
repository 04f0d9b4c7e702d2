"""Findings as SARIF 2.1.0, which code hosts and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mailer.checking.register import about
from mailer.model.finding import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(
    slug: str, findings: Sequence[Finding], waived: Sequence[Finding], reasons: Mapping[str, str]
) -> dict[str, Any]:
    """One run. waived: findings that a person let stand, told as suppressed; reasons: theirs, by rule."""
    rules = list(dict.fromkeys(finding.rule for finding in (*findings, *waived)))
    results = [_result(slug, finding, rules) for finding in findings]
    results += [
        _result(slug, finding, rules) | {"suppressions": [_suppression(reasons, finding.rule)]}
        for finding in waived
    ]
    driver = {
        "name": "mailer check",
        "informationUri": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html",
        "rules": [_rule(rule) for rule in rules],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }


def _result(slug: str, finding: Finding, rules: Sequence[str]) -> dict[str, Any]:
    properties: dict[str, Any] = {"fix": finding.fix}
    if finding.affected is not None:
        properties["affected"] = finding.affected
    if finding.source:
        properties["source"] = finding.source
    file = finding.where if "/" in finding.where or "." in finding.where else None
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.where}: {finding.message}. {finding.fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(file or f"campaigns/{slug}.toml")}
                },
                "logicalLocations": [{"name": finding.where, "kind": "element"}],
            }
        ],
        "properties": properties,
    }


def _uri(file: str) -> str:
    return "".join(
        sign if sign.isalnum() or sign in "/._-~" else f"%{ord(sign):02X}" for sign in file
    )


def _suppression(reasons: Mapping[str, str], rule: str) -> dict[str, str]:
    return {"kind": "external", "status": "accepted", "justification": reasons.get(rule, "")}


def _rule(rule: str) -> dict[str, Any]:
    told = about(rule)
    shown: dict[str, Any] = {"id": rule}
    if told is not None:
        shown["shortDescription"] = {"text": told.what}
        shown["fullDescription"] = {"text": told.why}
        shown["help"] = {"text": told.mend}
        if told.source.startswith("https://"):
            shown["helpUri"] = told.source.split()[0].rstrip(";,")
    return shown
