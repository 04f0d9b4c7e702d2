"""What a person should look at before the release is used: code, the fact with its cure, the line."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from urllib.parse import unquote, urlsplit

from mailer.model.release import Dateline, Embargo, ReadingWarning, Removed
from mailer.reading.dates import Found, dates_in
from mailer.reading.languages import grammar, languages
from mailer.reading.lines import Line, straight
from mailer.reading.marks import stretches
from mailer.reading.opening import Opening
from mailer.reading.quotes import Spoken
from mailer.reading.sorting import Sorted

_MARKUP = re.compile(
    r"</?(?:p|div|br|span|a|strong|em|ul|li|img|h[1-6])\b[^<>]{0,200}>|&(?:nbsp|amp|quot|lt|gt|#\d{2,5});|\[/?(?:caption|embed|gallery|vc_)[^\]]{0,100}\]|\{\{.{0,60}\}\}|\*\|[A-Z_:]{2,40}\|\*"
)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=[^\Wa-z\d_])|(?<=[。！？؟])")
"""A stop behind one or two digits ends none: `am 3. Juni`."""
_GAP = re.compile(r"(?<=[^\W_])[ \u00a0]{2,}(?=[^\W_])")
_MOST_GAPS = 2
"""More of them in one paragraph: it was set to full width."""


def warnings_of(
    opening: Opening,
    sorted_: Sorted,
    spoken: Spoken,
    embargo: Embargo | None,
    language: str,
    today: date,
    address: str | None = None,
    source: Sequence[str] = (),
) -> Iterator[ReadingWarning]:
    """In a fixed order; each with its cure. source: what stands on each line of the file, where it is a text."""
    yield from _headline(opening, address)
    yield from _past_events(opening.body, opening.dateline, language, today)
    yield from _text(opening.body, sorted_.furniture, source)
    for line in spoken.unclosed:
        yield ReadingWarning(
            "unclosed-quote",
            "A quotation opens here and never closes. Compare with the original where the words end.",
            line,
            _opened(opening.body, line),
        )
    for line in spoken.unattributed:
        yield ReadingWarning(
            "unattributed-quote",
            "No speaker was found for this quotation. It won't be used until you name one.",
            line,
        )
    for line, words in spoken.left_out:
        yield ReadingWarning(
            "quote-left-out",
            f"{words!r}... stands in quotation marks and reads like speech, but it was not taken as a quotation. "
            "If somebody said it, write it into the campaign file with its speaker.",
            line,
            words,
        )
    yield from _embargo(embargo, sorted_.embargo, today)
    yield from _appeal(sorted_.appeals, language)
    yield from _press(sorted_.press_only)


def _headline(opening: Opening, address: str | None) -> Iterator[ReadingWarning]:
    if opening.headline is None:
        said = headline_in(address) if address else None
        hint = f" The address says: {said!r}." if said else ""
        yield ReadingWarning(
            "no-headline",
            "No headline was found. Write one, or take the one on the release's own page." + hint,
            None,
        )
    elif opening.is_repeated:
        yield ReadingWarning(
            "headline-repeated",
            "The headline stands there more than once. It is used once.",
            opening.headline_line,
        )
    dateline = opening.dateline
    if dateline and dateline.date is None and any(dates_in(dateline.raw)):
        yield ReadingWarning(
            "dateline-without-year",
            f"The dateline {dateline.raw!r} names no year, so no date was taken from it.",
            None,
        )


def headline_in(address: str) -> str | None:
    """What the last part of a web address spells, as `nine-towns-ask-for-gauges`: a draft of a headline, without
    capitals and signs. None where it spells nothing."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return None
    last = path.rstrip("/").rsplit("/", 1)[-1]
    last = re.sub(r"\.(?:html?|php|aspx?)$", "", last, flags=re.IGNORECASE)
    words = [word for word in re.split(r"[-_+ ]+", last) if word]
    while words and words[-1].isdigit() and len(words[-1]) >= 4:
        words.pop()
    while words and words[0].isdigit() and len(words[0]) >= 4:
        words.pop(0)
    if sum(any(sign.isalpha() for sign in word) for word in words) < 3:
        return None
    text = " ".join(words)[:200]
    return text[:1].upper() + text[1:]


def _past_events(
    lines: Sequence[Line], dateline: Dateline | None, language: str, today: date
) -> Iterator[ReadingWarning]:
    """A sentence that speaks of a day as still to come, though it is over."""
    known = languages().get(language)
    if known is None or known.upcoming is None:
        return
    for line in lines:
        for sentence in _SENTENCE.split(line.text):
            ahead = known.upcoming.search(sentence)
            if ahead is None:
                continue
            for found in dates_in(sentence, language):
                last = found.last or _in_year_of(dateline, found)
                if last and last < today and ahead.start() < found.end:
                    written = sentence[found.start : found.end]
                    yield ReadingWarning(
                        "past-event",
                        f"{written!r} is spoken of as still to come; that is {_ago(last, today)}. "
                        "Check the date, or leave the sentence out.",
                        line.first,
                        written,
                    )
                    return


def _in_year_of(dateline: Dateline | None, found: Found) -> date | None:
    """A day without a year is meant in the year of the release."""
    if not dateline or not dateline.date or found.month is None or found.day is None:
        return None
    own = date.fromisoformat(dateline.date)
    for year in (own.year, own.year + 1):
        try:
            day = date(year, found.month, found.day)
        except ValueError:
            continue
        if day >= own:
            return day
    return None


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    if days < 60:
        return "1 day ago" if days == 1 else f"{days} days ago"
    if days < 730:
        return f"{days // 30} months ago"
    return f"{days // 365} years ago"


def _text(
    lines: Sequence[Line], furniture: Sequence[Removed], source: Sequence[str]
) -> Iterator[ReadingWarning]:
    below = {one.span.first_line for one in furniture if one.span and _leads_on(one)}
    for line in lines:
        if line.text.endswith(("…", "...", "[…]", "[...]")) and any(
            line.last < number <= line.last + 3 for number in below
        ):
            yield ReadingWarning(
                "teaser",
                "This paragraph is cut off above a link to the whole text. Take the release from there.",
                line.first,
                " ".join(line.text.split()[-6:]),
            )
        if lost := _hole(line, source):
            yield ReadingWarning(
                "lost-link-text",
                "A word seems to be missing here, as happens when a link is copied without its text.",
                line.first,
                lost,
            )
        if _MARKUP.search(line.text):
            yield ReadingWarning(
                "raw-markup",
                "Markup stands in the text. Copy the release from its page, or save the page as .html.",
                line.first,
            )


def _leads_on(removed: Removed) -> bool:
    """A button, and `Leia mais`, which heads a list of other texts on other pages."""
    is_button = grammar().furniture.fullmatch(removed.text.strip(" :")) is not None
    return removed.rule == "site" or (removed.rule == "section" and is_button)


def _hole(line: Line, source: Sequence[str]) -> str | None:
    """The words beside the place where others stood; its two blanks are seen in the file alone."""
    if lost := _lost().search(line.text):
        return _around(line.text, lost)
    raw = "\n".join(source[line.first - 1 : line.last])
    gaps = list(_GAP.finditer(raw))
    if len(gaps) > _MOST_GAPS:
        return None
    for gap in gaps:
        if _leading().search(raw, 0, gap.start()):
            return " ".join((*raw[: gap.start()].split()[-2:], *raw[gap.end() :].split()[:2]))
    return None


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{grammar().leading_words.pattern})$", re.IGNORECASE)


@cache
def _lost() -> re.Pattern[str]:
    """Words that lead to another one, and no other one; a blank, or a colon, before a stop."""
    words = grammar()
    return re.compile(
        rf"(?<!\w)(?:{words.leading_words.pattern}) (?=[.,;،؛](?:\s|$))|(?<!\w)among \(\d|\(\s?\)"
        rf"|(?<=[^\W\d_]) [.,](?=\s|$)|[:：]\s?[.。](?=\s|$|\w)|{words.holes.pattern}"
    )


def _around(text: str, match: re.Match[str]) -> str:
    """The words beside a hole, whole ones."""
    start = text.rfind(" ", 0, max(match.start() - 12, 0)) + 1
    return text[start : match.end() + 1].strip()


def _opened(lines: Sequence[Line], number: int) -> str:
    """The first words of the quotation that never closes."""
    for line in lines:
        found = stretches(line.text) if line.first == number else []
        if found and not found[-1].is_closed:
            return " ".join(found[-1].text.split()[:6])
    return ""


def _embargo(
    embargo: Embargo | None, lines: Sequence[Line], today: date
) -> Iterator[ReadingWarning]:
    if embargo is None:
        return
    line = lines[0].first if lines else None
    if embargo.instant is None:
        yield ReadingWarning(
            "embargo-ambiguous",
            "There is an embargo, but its time can't be read. Ask the issuer for day, hour and zone.",
            line,
        )
        return
    until = f"{embargo.instant:%Y-%m-%d %H:%M} UTC"
    is_over = embargo.instant.date() < today
    told = (
        f"The embargo until {until} has passed."
        if is_over
        else f"Under embargo until {until}: nothing may be public before."
    )
    yield ReadingWarning("embargo", told, line)
    if embargo.ambiguous:
        yield ReadingWarning(
            "embargo-ambiguous",
            f"The embargo can be read in several ways; {until} is the latest. "
            "Ask the issuer for hour and zone.",
            line,
        )


def _appeal(appeals: Sequence[Line], language: str) -> Iterator[ReadingWarning]:
    own = languages().get(language)
    for line in appeals[:1]:
        text = straight(line.text)
        claims_tax = grammar().tax.search(text) is not None
        is_own = own is None or own.gives.search(text) or own.you.search(text)
        is_foreign = bool(own and own.appeal and not own.appeal.fullmatch(text) and not is_own)
        if claims_tax or is_foreign:
            why = (
                "promises a tax relief" if claims_tax else "is in another language than the release"
            )
            yield ReadingWarning(
                "foreign-appeal-line",
                f"The site's own appeal {why}. It is left out; your ask stands in its place.",
                line.first,
            )


def _press(removed: Sequence[Removed]) -> Iterator[ReadingWarning]:
    for rule, code, message in (
        (
            "press-contact",
            "press-contact",
            "Contacts for the press were set apart: they never reach supporters.",
        ),
        (
            "photo-caption",
            "photo-rights",
            "A picture's caption or credit was set apart. Use the picture only with its licence.",
        ),
    ):
        first = next((one for one in removed if one.rule == rule), None)
        if first is not None:
            yield ReadingWarning(code, message, first.span.first_line if first.span else None)
