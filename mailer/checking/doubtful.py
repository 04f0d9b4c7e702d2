"""What nobody would have sent on purpose: left-overs of a draft, a day that is over, a match without its end,
the words of advertising. In the words of the message's own language (`phrases.toml`).

Each looks away rather than cry without need: a sentence that tells what was is not asked for its dates.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from mailer.checking.facts import Looked, Rule, found, shortened, squeezed
from mailer.checking.phrases import Pattern, Phrases, phrases, plain
from mailer.model.finding import Finding, Severity
from mailer.reading.dates import Found, dates_in
from mailer.reading.languages import languages

_STAGING = re.compile(
    r"//(?:[\w-]+\.)*(?:staging|stage|dev|test|preview|preprod|uat|qa)[\w-]*\.", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*[-*•·–]\s)")
_SENTENCE = re.compile(
    r"(?<=[.!?…])(?<!\b\d\.)(?<!\b\d\d\.)[\"”’»)]*\s+(?=\W*[^\Wa-z\d_])|(?<=[。！？؟])"
)
_SHORT_DAY = re.compile(r"(?<![\d.,/])(\d{1,2})([./])(\d{1,2})(?:\2(?!\d)|(?![\d.,/%]))")
"""31/12, 31.12.: a day without its year."""
_YEAR = re.compile(r"\d{4}")
_MOST_TOLD = 4
_RANGE = 4
"""Signs between the two ends of a range, at most: its first day, `to`, its last."""


def left_over(looked: Looked) -> Iterator[Finding]:
    words = phrases(looked.facts.message.language).left_over
    told: set[str] = set()
    for where, text in _parts(looked).items():
        for match in words.finditer(text):
            severity: Severity = "error" if where == "subject" else "warning"
            if match.group(0) not in told:
                fact = f"{shortened(match.group(0))!r} is left over"
                yield found("content-doubtful", severity, where, fact, "Finish it, or take it out.")
            told.add(match.group(0))
    for _, href in looked.first.links():
        if _STAGING.search(href):
            fact = f"a staging address: {shortened(href)}"
            yield found("content-doubtful", "warning", "html", fact, "Link to the public page.")


def advertising(looked: Looked) -> Iterator[Finding]:
    """Told once, with all of them."""
    words = phrases(looked.facts.message.language)
    said: dict[str, str] = {}
    for where, text in _parts(looked).items():
        for pattern in (words.spam, words.shouted):
            for match in pattern.finditer(text):
                said.setdefault(squeezed(match.group(0)).casefold(), where)
    if said:
        fact = f"reads like advertising: {', '.join(map(repr, list(said)[:_MOST_TOLD]))}"
        where = next(iter(said.values()))
        fix = "Say it calmly: filters and readers distrust such words."
        yield found("content-doubtful", "warning", where, fact, fix)


def _parts(looked: Looked) -> dict[str, str]:
    """Every text that all readers get alike, without what differs by person."""
    parts = {
        "subject": looked.statics["subject"],
        "preheader": looked.facts.message.preheader,
        "html": looked.fixed_words,
        "text": looked.statics["text"],
    }
    return {where: plain(text) for where, text in parts.items()}


def past_date(looked: Looked) -> Iterator[Finding]:
    """A day that is over, in a sentence that speaks of it as to come."""
    language = looked.facts.message.language
    first = looked.first.sample
    parts = {
        "subject": first.subject,
        "preheader": looked.facts.message.preheader,
        "text": first.text.replace("\r", ""),
    }
    told: set[str] = set()
    for where, text in parts.items():
        for sentence in _sentences(plain(text)):
            for written in _over(sentence, language, looked.facts.today):
                if written not in told:
                    yield found(
                        "content-doubtful",
                        "warning",
                        where,
                        f"{written} is past: {shortened(sentence, 60)!r}",
                        "Say what happened, or name the next date.",
                    )
                told.add(written)


def _sentences(text: str) -> Iterator[str]:
    """Whole ones: a line of the text part ends where it is full, and 3. ends nothing."""
    for paragraph in _PARAGRAPH.split(text):
        yield from (each for each in _SENTENCE.split(squeezed(paragraph)) if each)


def _over(sentence: str, language: str, today: date) -> Iterator[str]:
    """The days in it, as written, that are past and spoken of as to come. Without a year none is."""
    if not _YEAR.search(sentence):
        return
    days = [day for day in dates_in(sentence, language) if day.last or day.month]
    past = [day for day in days if day.last and day.last < today]
    if not past:
        return
    words = phrases(language)
    for day in past:
        if (
            _is_last_day(sentence, day, days, words)
            or words.last_chance.search(sentence)
            or (len(past) == len(days) and _is_to_come(sentence, day, language, words))
        ):
            yield sentence[day.start : day.end]


def _is_last_day(sentence: str, day: Found, days: Sequence[Found], words: Phrases) -> bool:
    """Whether something ends there: `until 3 May`; not a range, and nothing that is told as over."""
    if words.past.search(sentence):
        return False
    if words.behind.match(sentence, day.end):
        return True
    until = words.until.search(sentence[: day.start])
    is_range = until and any(0 <= until.start() - each.end < _RANGE for each in days)
    return until is not None and not is_range


def _is_to_come(sentence: str, day: Found, language: str, words: Phrases) -> bool:
    if words.past.search(sentence) or words.since.search(sentence[: day.start]):
        return False
    known = languages().get(language) or languages()["en"]
    patterns: list[Pattern | None] = [known.upcoming, words.future]
    return any(pattern is not None and pattern.search(sentence) for pattern in patterns)


def match_without_end(looked: Looked) -> Iterator[Finding]:
    """Told where no paragraph that promises to double a gift names a day."""
    campaign, language = looked.facts.campaign, looked.facts.message.language
    words = phrases(language)
    promises = [
        (key, paragraph)
        for key, text in looked.said
        for paragraph in re.split(r"\n\s*\n", plain(text))
        if words.match.search(squeezed(paragraph))
    ]
    if promises and not any(_names_a_day(paragraph, language) for _, paragraph in promises):
        key, paragraph = promises[0]
        yield found(
            "content-doubtful",
            "warning",
            f"campaigns/{campaign.slug}.toml",
            f"{key} promises a match without its end: {shortened(paragraph, 60)!r}",
            "Name who doubles gifts, up to how much, and until which day.",
        )


def _names_a_day(text: str, language: str) -> bool:
    return any(dates_in(text, language)) or any(
        int(match[1]) in range(1, 32) and int(match[3]) in range(1, 13)
        for match in _SHORT_DAY.finditer(text)
    )


RULES: tuple[Rule, ...] = (left_over, past_date, match_without_end, advertising)
