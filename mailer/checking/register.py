"""What each rule looks for, why, who says so and how to mend it: `rules.toml`, one entry per id.

`docs/checks.md` is `as_markdown()`, word for word; a test holds the two together.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class About:
    """number: of the 40 rules; 0 for one beside them. severity: the worst that it says."""

    rule: str
    number: int
    severity: str
    what: str
    why: str
    source: str
    mend: str


@cache
def rules() -> Mapping[str, About]:
    text = resources.files(__package__).joinpath("rules.toml").read_text(encoding="utf-8")
    return {rule: About(rule=rule, **values) for rule, values in tomllib.loads(text).items()}


def about(rule: str) -> About | None:
    return rules().get(rule)


_HEAD = """# What `mailer check` looks for

Every rule by its id, as findings name it. **error** blocks sending until somebody mends it, or lets it
stand: `mailer check SLUG --waive RULE --by NAME --reason TEXT`. A waiver holds for one message, its name
and reason are kept, and it is part of what people approve.

Rules 24 to 28 look at pictures from a browser (`--pictures`), rule 34 and the sizes of others' pictures ask the
network (`--links`); without these the check says what it left out. No personal and no unsubscribe link is
ever opened. Everything else runs before every plan and every send, on everybody's message: filled for
each recipient, sent to none.

Which mail programs count how much for `unsupported-by-audience` is set in `mailer.toml`:
`[checking] clients = "audience"` (by the domains of the people's own addresses), or `"global"`,
`"us-consumer"`, `"eu-consumer"`, `"b2b"`.

| | rule | at worst | looks for | why | source | how to mend |
| --- | --- | --- | --- | --- | --- | --- |
"""


def as_markdown() -> str:
    rows = [
        f"| {each.number or ''} | `{rule}` | {each.severity} | {each.what} | {each.why} | "
        f"{each.source} | {each.mend} |\n"
        for rule, each in rules().items()
    ]
    return _HEAD + "".join(rows)
