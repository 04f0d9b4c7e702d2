"""Every rule is described, the page of rules is what the register says, SARIF is what readers of it expect."""

import ast
from pathlib import Path

from mailer import checking
from mailer.checking import source
from mailer.checking.register import as_markdown, rules
from mailer.checking.sarif import as_sarif
from mailer.model.finding import Finding

ROOT = Path(__file__).resolve().parents[3]


def told_in_code() -> set[str]:
    """Every string of the room that is shaped like a rule's id and is one, or looks like the id of a
    finding: the first argument of what makes one, or a name `rule`."""
    ids: set[str] = set()
    for file in (ROOT / "mailer" / "checking").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                if name in ("found", "Finding", "_of_people") and node.args:
                    ids |= _constants(node.args[0])
                ids |= {
                    text
                    for keyword in node.keywords
                    if keyword.arg == "rule"
                    for text in _constants(keyword.value)
                }
            elif isinstance(node, ast.Assign):
                targets = [each for each in ast.walk(node.targets[0]) if isinstance(each, ast.Name)]
                if targets and targets[0].id == "rule":
                    value = node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value
                    ids |= _constants(value)
    return ids | source._SEVERITY.keys()


def _constants(node: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def test_every_rule_that_the_code_tells_is_described_and_the_other_way_round() -> None:
    assert told_in_code() == set(rules())


def test_the_forty_rules_are_numbered_without_a_gap() -> None:
    numbers = [each.number for each in rules().values() if each.number]
    assert numbers == list(range(1, 41))
    assert len(checking.RULES) >= 40


def test_the_page_of_rules_is_the_register() -> None:
    """Mend it: python -c "from mailer.checking.register import as_markdown as page; print(page(), end='')"
    > docs/checks.md"""
    assert (ROOT / "docs" / "checks.md").read_text() == as_markdown()


def test_a_cell_never_breaks_the_table() -> None:
    for each in rules().values():
        for text in (each.what, each.why, each.source, each.mend):
            assert "|" not in text
            assert text.strip() == text != ""


def test_sarif_names_rule_level_place_and_who_let_it_stand() -> None:
    open_ = Finding("gmail-clip", "error", "html", "104,000 bytes", "Shorten it.", affected=3)
    told = Finding("no-lang", "info", "campaigns/a b.toml", "none", "Write it.", source="https://x")
    waived = Finding("link-unsafe", "warning", "mailer.toml", "is http", "Mend it.")
    made = as_sarif("rivers", [open_, told], [waived], {"link-unsafe": "Ada: known"})

    assert made["version"] == "2.1.0"
    (run,) = made["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert [rule["id"] for rule in driver["rules"]] == ["gmail-clip", "no-lang", "link-unsafe"]
    first, second, third = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("gmail-clip", 0, "error")
    assert first["message"]["text"] == "html: 104,000 bytes. Shorten it."
    assert _place(first) == "campaigns/rivers.toml"
    assert first["properties"] == {"fix": "Shorten it.", "affected": 3}
    assert second["level"] == "note"
    assert _place(second) == "campaigns/a%20b.toml"
    assert second["properties"]["source"] == "https://x"
    assert _place(third) == "mailer.toml"
    assert third["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "Ada: known"}
    ]
    assert "suppressions" not in first


def test_sarif_without_findings_is_a_run_without_results() -> None:
    (run,) = as_sarif("rivers", [], [], {})["runs"]
    assert run["results"] == []


def _place(result: dict[str, object]) -> str:
    (location,) = result["locations"]  # type: ignore[misc, attr-defined]
    return str(location["physicalLocation"]["artifactLocation"]["uri"])  # type: ignore[index]
