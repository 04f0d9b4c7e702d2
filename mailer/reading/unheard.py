"""Words in quotation marks that look like somebody's and were not taken as a quotation: a person is told of them."""

import re
from collections.abc import Iterator, Sequence

from mailer.model.release import Quote
from mailer.reading.languages import Speech
from mailer.reading.lines import Line, is_wide, weight
from mailer.reading.marks import Stretch, outside, stretches

_LONG = 12
"""Words from which a stretch looks like speech by itself."""
_BESIDE = 6
"""Words from which it does beside a verb of speech."""
_NEAR = 12
"""Words around it among which the verb is looked for."""


def unheard(
    lines: Sequence[Line], quotes: Sequence[Quote], speech: Speech
) -> Iterator[tuple[int, str]]:
    """Line of the source and first words of each stretch, in order."""
    heard: dict[int, list[Quote]] = {}
    for quote in quotes:
        for number in range(quote.span.first_line, quote.span.last_line + 1) if quote.span else ():
            heard.setdefault(number, []).append(quote)
    for line in lines:
        parts = [part for quote in heard.get(line.first, ()) for part in quote.parts]
        found = stretches(line.text)
        around = list(outside(line.text, found))
        for index, stretch in enumerate(found):
            beside = f"{_last(around[index])} {_first(around[index + 1])}"
            if _looks_said(stretch, beside, speech) and not _is_heard(stretch.text, parts):
                yield line.first, _opening(stretch.text)


def _looks_said(stretch: Stretch, beside: str, speech: Speech) -> bool:
    size = words_in(stretch.text)
    if size < _BESIDE or _is_title(stretch.text):
        return False
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", beside)}
    words |= {word[1:] for word in words if word[:1] in "وف"}
    is_written = words & speech.writings or (
        is_wide(beside) and any(word in beside for word in speech.writings)
    )
    if words & speech.naming or is_written:
        return False
    is_wide_said = is_wide(beside) and any(verb in beside for verb in speech.verbs)
    return size >= _LONG or is_wide_said or bool(words & speech.verbs)


def _is_heard(text: str, heard: Sequence[str]) -> bool:
    """Words about the speaker may have been cut out of it, so a part of it counts."""
    return any(part in text or text in part for part in heard)


def _is_title(text: str) -> bool:
    """`Nine Floods in Ten Years: What the Gauges Say`; `Drucksache 20/1234`."""
    words = [word for word in re.findall(r"[^\W\d_]{4,}", text) if word.lower() != word.upper()]
    capitals = sum(word[:1].isupper() for word in words)
    is_sentence = text.endswith((".", "!", "?", ",", "…", "。", "！", "？", "，"))
    return bool(words) and not is_sentence and capitals * 3 >= len(words) * 2


def words_in(text: str) -> int:
    """In Chinese as many as the text would have elsewhere."""
    return weight(text) // 6 if is_wide(text) else len(text.split())


def _last(text: str) -> str:
    return text[-40:] if is_wide(text) else " ".join(text.split()[-_NEAR:])


def _first(text: str) -> str:
    return text[:40] if is_wide(text) else " ".join(text.split()[:_NEAR])


def _opening(text: str) -> str:
    return text[:16] if is_wide(text) else " ".join(text.split()[:6])
