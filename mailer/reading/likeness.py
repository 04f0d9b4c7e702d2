"""Whether two releases tell the same event: a partner's version of a joint release, or our own, read twice."""

import re
from collections.abc import Iterator, Mapping

from mailer.model.release import PressRelease, ReadingWarning
from mailer.reading.lines import folded, is_wide

LIKE = 0.45
"""Share of the shorter text's word groups that stand in the other one too. Two releases of one organisation on
one topic share a paragraph of background, three tenths of a short text at most (0.30 in the tests' pair); a
partner's version keeps lede and findings (0.73). Strangers in seven languages share nothing (0.02 at most)."""
_WORDS = 5
"""In a row; fewer are figures of speech, more break at each edited word."""
_SIGNS = 8
"""The same for Chinese, which sets no blanks."""
_FEWEST = 25
"""Word groups; a shorter text says too little to compare."""
_QUOTE = 8
"""Words from which a quotation is nobody else's."""


def likeness(one: PressRelease, other: PressRelease) -> float:
    """0 (nothing in common) to 1 (the shorter text stands in the longer one)."""
    ours, theirs = _groups(one), _groups(other)
    smaller = min(len(ours), len(theirs))
    return len(ours & theirs) / smaller if smaller >= _FEWEST else 0.0


def near_duplicates(
    release: PressRelease, others: Mapping[str, PressRelease]
) -> Iterator[ReadingWarning]:
    """others: by the name that a person knows them under. One warning each, the most alike first."""
    found = []
    for name, other in others.items():
        share = likeness(release, other)
        if share >= LIKE:
            found.append((share, name, f"{share:.0%} of the text stands there too"))
        elif shared := _quotes(release) & _quotes(other):
            count = "a quotation stands" if len(shared) == 1 else f"{len(shared)} quotations stand"
            found.append((share, name, f"{count} there too, word for word"))
    for _, name, why in sorted(found, key=lambda each: (-each[0], each[1])):
        yield ReadingWarning(
            "near-duplicate",
            f"{name} seems to tell the same event: {why}. Look whether your supporters have read it.",
            None,
        )


def _groups(release: PressRelease) -> frozenset[str]:
    texts = [text for block in release.body for text in (block.text, *block.items) if text]
    groups: set[str] = set()
    for text in texts:
        if is_wide(text):
            signs = folded(text)
            groups.update(signs[i : i + _SIGNS] for i in range(len(signs) - _SIGNS + 1))
        else:
            words = re.findall(r"[^\W_]+", text.casefold())
            groups.update(" ".join(words[i : i + _WORDS]) for i in range(len(words) - _WORDS + 1))
    return frozenset(groups)


def _quotes(release: PressRelease) -> frozenset[str]:
    return frozenset(
        folded(part)
        for quote in release.quotes
        for part in quote.parts
        if len(part.split()) >= _QUOTE or (is_wide(part) and len(part) >= 2 * _QUOTE)
    )
