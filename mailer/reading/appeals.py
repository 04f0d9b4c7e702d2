"""Which lines ask for gifts."""

import re
from functools import cache

from mailer.reading.languages import grammar, languages
from mailer.reading.lines import Line, is_wide, straight

_LONGEST_APPEAL = 260
_SAID = re.compile(r"[“”„«»\"][^“”„«»\"]{25,}[“”«»\"]|[“”][^a-zA-Z]*[“”]|[「」『』]")
"""Words that somebody said; not the keyword of a transfer: `Stichwort „Wärme“`."""


def asks(text: str, line: Line, language: str) -> bool:
    """Whether a line asks for gifts by what it is made of: words of giving with a link or with `you`, a sum with
    `you`."""
    words = languages().get(language)
    if words is None or len(text) > _LONGEST_APPEAL or line.kind == "item" or _SAID.search(text):
        return False
    gives = words.gives.search(text) is not None
    pays = grammar().pays.search(text) is not None
    has_sum = _sum().search(text) is not None
    has_link = bool(line.links) or "http" in text
    has_you = words.you.search(text) is not None
    is_told = is_wide(text) and _reports(language).match(text) is not None
    return (gives and (has_link or has_you or pays)) or (has_sum and has_you and not is_told)


def is_appeal(line: Line, language: str) -> bool:
    text = straight(line.text)
    return grammar().appeals.fullmatch(text) is not None or asks(text, line, language)


@cache
def _reports(language: str) -> re.Pattern[str]:
    """`柯以晴强调，`: what somebody said is no appeal."""
    verbs = "|".join(map(re.escape, languages()[language].speech.verbs))
    return re.compile(rf"[^，。]{{2,20}}(?:{verbs})[，：]")


@cache
def _sum() -> re.Pattern[str]:
    """Money."""
    words = grammar()
    return re.compile(
        r"(?:[$€£]|R\$|CHF|EUR|USD|US\$) ?\d"
        rf"|\d[\d.,]* ?(?:€|\$|£|CHF|{words.currencies.pattern})|{words.sums.pattern}",
        re.IGNORECASE,
    )
